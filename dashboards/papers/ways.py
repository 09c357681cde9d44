"""Which way does a lead go, hop by hop, and what is recorded of each hop, as texts for papers?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from dashboards.commands.names import learn_with_sources, people_of
from dashboards.papers.facts_table import records_of
from graph.referral import Referral, build_index, decide_all, hops

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from dashboards.papers.facts_table import Record
    from dashboards.wording import Wording
    from graph.authority import Index
    from graph.store import Store


@dataclass(frozen=True, slots=True)
class Passed:
    """One hop: from whom to whom; what a recorded referral says of it, empty where there is none."""

    number: str
    sender: str
    receiver: str
    handed_over: str
    approver: str
    deadline: str
    receipt: str
    done: str


@dataclass(frozen=True, slots=True)
class Course:
    """A course of action: must or may, what is done, through whom."""

    action: str
    path: tuple[Passed, ...]
    here: str


@dataclass(frozen=True, slots=True)
class Way:
    """Where one finding of a lead goes. Ids are for looking up and stand in no paper."""

    title: str
    status: str
    subject: str
    circumstance: str
    rule: str
    missing: str
    courses: tuple[Course, ...]
    alternative: str
    provision: str
    lead: str
    finding: str
    rule_id: str
    regulation_id: str
    open: tuple[str, ...]
    rests_on: tuple[str, ...]


def lead_ids_of(facts: Mapping[str, pl.DataFrame], duties: Iterable[str]) -> list[str]:
    """The leads with a finding that says that one of these duties was breached."""
    breached = facts["finding_duties"].filter(pl.col("duty").is_in(sorted(duties)))
    return sorted(set(facts["lead_findings"].join(breached, on="finding", how="semi")["lead"]))


def decided(store: Store, leads: Sequence[str], on: date) -> tuple[Index, list[Referral]]:
    """The index of these leads and where each of their findings goes."""
    index = build_index(store.facts(), leads)
    return index, decide_all(index, on)


def ways_of(store: Store, leads: Sequence[str], on: date, wording: Wording) -> tuple[Way, ...]:
    """The ways of these leads, decided on a day."""
    if not leads:
        return ()
    index, referrals = decided(store, leads, on)
    ids = {x for r in referrals for x in _ids(r)}
    findings = records_of(store, (r.finding for r in referrals))
    steps = records_of(store, (s.referral for lead in index.leads.values() for s in lead.steps))
    ids |= {str(f["meets"]) for f in findings.values()} | {
        str(s["approver"]) for s in steps.values() if s.get("approver")
    }
    learn_with_sources(wording, store, ids)
    wording.call_tenures(store, people_of(store, sorted(ids)))
    numbers = dict(_numbers(store, {str(f["meets"]) for f in findings.values()}))
    return tuple(_way(r, index, findings.get(r.finding, {}), numbers, steps, wording) for r in referrals)


def ids_in_way(way: Way) -> set[str]:
    """Every record id that a way's texts may hold."""
    return {way.lead, way.finding, way.rule_id, way.regulation_id, *way.open, *way.rests_on} - {""}


def _ids(found: Referral) -> set[str]:
    ids = {
        found.lead,
        found.finding,
        found.subject,
        found.rule or "",
        found.regulation or "",
        found.discoverer,
    }
    ids |= {*found.path, *found.open, *found.alternative, *found.facts}
    return (ids | {o for option in found.options for o in option.path}) - {""}


def _numbers(store: Store, circumstances: set[str]) -> Iterable[tuple[str, str]]:
    for identifier, record in records_of(store, sorted(circumstances)).items():
        yield identifier, record["number"]


def _way(
    found: Referral,
    index: Index,
    finding: Record,
    numbers: Mapping[str, str],
    steps: Mapping[str, Record],
    wording: Wording,
) -> Way:
    courses = [(found.action, found.modality, found.path)] if found.action else []
    courses += [(o.action, o.modality, o.path) for o in found.options]
    meets = str(finding.get("meets", ""))
    rule = ""
    if found.rule is not None:
        values = {"regulation": wording.name(found.regulation), "provision": found.provision}
        rule = wording.say("refer.row", **values, rule=found.rule, label=wording.name(found.rule))
    return Way(
        title=wording.say("papers.way", lead=wording.name(found.lead), finding=found.finding),
        status=wording.say(f"status.{found.status}"),
        subject=wording.name(found.subject),
        circumstance=" ".join(x for x in (numbers.get(meets, ""), wording.name(meets)) if x),
        rule=rule,
        missing=wording.say("papers.and").join(map(wording.header, found.missing)),
        courses=tuple(_course(found, a, m, p, index, steps, wording) for a, m, p in courses),
        alternative=wording.say("papers.and").join(map(wording.name, found.alternative)),
        provision=found.provision or "",
        lead=found.lead,
        finding=found.finding,
        rule_id=found.rule or "",
        regulation_id=found.regulation or "",
        open=found.open,
        rests_on=found.facts,
    )


def _course(
    found: Referral, action: str | None, modality: str | None, path: tuple[str, ...], index: Index, steps: Mapping[str, Record], wording: Wording,
) -> Course:  # fmt: skip
    title = wording.say("refer.modality", modality=wording.code(modality), action=wording.code(action))
    if not path:
        return Course(title, (), wording.say("refer.no_path"))
    if len(path) == 1:
        return Course(title, (), wording.name(path[0]))
    passed = []
    for number, hop in enumerate(hops(index.lead(found.lead), found, path), 1):
        record = steps.get(hop.referral or "", {})
        passed.append(
            Passed(
                str(number),
                wording.name(hop.sender),
                wording.name(hop.receiver),
                str(record.get("handedOver") or ""),
                wording.name(record.get("approver")),
                _day(record.get("deadline")),
                str(record.get("receipt") or ""),
                _day(hop.date),
            )
        )
    return Course(title, tuple(passed), "")


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
