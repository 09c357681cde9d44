"""What stands in the letter by which a lead is handed over (移送函)?

One letter a hop: from who has the lead to who must get it next. There is no letter where the rules do not say where a lead goes, or
where it stays: the letter would say something that nobody has decided.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from dashboards.commands.names import learn_with_sources, people_of
from dashboards.papers.dossier import Open, open_questions
from dashboards.papers.facts_table import Fact, fact_rows, records_of
from dashboards.papers.redaction import redaction
from dashboards.papers.ways import decided, ways_of
from graph.referral import Status, hops
from ontology.errors import InputError
from ontology.messages import Message, message

if TYPE_CHECKING:
    from datetime import date

    from dashboards.papers.ways import Passed
    from dashboards.wording import Wording
    from graph.referral import Referral
    from graph.store import Store


@dataclass(frozen=True, slots=True)
class Handed:
    """A finding that is handed over: about whom, in which circumstance, since when, how far it is."""

    subject: str
    circumstance: str
    breach_date: str
    status: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The texts of a letter. `lead_date`: day of the lead; `passed`: the whole way, this hop among its steps."""

    sender: str
    receiver: str
    lead: str
    lead_date: str
    context: str
    regulation: str
    provision: str
    modality: str
    action: str
    findings: tuple[Handed, ...]
    enclosed: tuple[str, ...]
    facts: tuple[Fact, ...]
    passed: tuple[Passed, ...]
    approver: str
    deadline: str
    questions: tuple[Open, ...]
    redacted: bool = False


def letter(
    store: Store,
    lead: str,
    wording: Wording,
    on: date | None = None,
    *,
    to: str | None = None,
    redacted: bool = False,
    people: Store | None = None,
) -> Letter:
    """The letter for the next hop of a lead (id) that is not on record, or for the hop to the organ `to`.

    All findings of the lead that go that way are handed over together; `people` as of a dossier. Raises UnknownName, and InputError where no letter can be written.
    """
    day = on or store.as_of()
    assert day is not None
    index, referrals = decided(store, [lead], day)
    known = index.lead(lead)
    going = {r: path for r in referrals if (path := _path(r, to)) is not None}
    if not going:
        raise InputError(_why_none(lead, referrals, to))
    way = next(iter(going.values()))
    together = [r for r, path in going.items() if path == way]
    sender, receiver = _hop(
        together[0], way, to, [(s.sender, s.receiver) for s in known.steps if s.date <= day]
    )
    hop = next(h for h in hops(known, together[0], way) if (h.sender, h.receiver) == (sender, receiver))
    records = records_of(
        store, [lead, *(r.finding for r in together), *([hop.referral] if hop.referral else [])]
    )
    step = records.get(hop.referral or "", {})
    ids = {
        lead,
        sender,
        receiver,
        *(r.finding for r in together),
        *(r.subject for r in together),
        together[0].regulation or "",
    }
    ids |= {str(records[r.finding]["meets"]) for r in together} | {
        str(step["approver"]) if step.get("approver") else lead
    }
    learn_with_sources(wording, store, ids)
    wording.call_tenures(store, people_of(store, sorted(ids)))
    ways = [w for w in ways_of(store, [lead], day, wording) if w.finding in {r.finding for r in together}]
    proof = fact_rows(store, [lead, *(r.finding for r in together)], wording)
    first = together[0]
    option = next((o for o in first.options if o.path == way), None)
    found = Letter(
        sender=wording.name(sender),
        receiver=wording.name(receiver),
        lead=wording.name(lead),
        lead_date=records[lead]["date"].isoformat(),
        context=wording.code(first.context),
        regulation=wording.name(first.regulation),
        provision=first.provision or "",
        modality=wording.code(option.modality if option else first.modality),
        action=wording.code(option.action if option else first.action),
        findings=tuple(
            Handed(w.subject, w.circumstance, _day(r.breach_date), wording.code(records[r.finding]["status"]))
            for r, w in zip(together, ways, strict=True)
        ),
        enclosed=tuple(dict.fromkeys(s for s in [str(step.get("handedOver") or "")] if s)),
        facts=proof,
        passed=next((c.path for c in ways[0].courses if len(c.path) == len(way) - 1), ()),
        approver=wording.name(step.get("approver")),
        deadline=_day(step.get("deadline")),
        questions=open_questions(store, {q for r in together for q in r.open}, wording),
    )
    if not redacted:
        return found
    return replace(redaction(people or store, wording.lang).whole(found), redacted=True)


def _path(found: Referral, to: str | None) -> tuple[str, ...] | None:
    """The way of a finding if it is settled and hands over; of several courses the one that passes `to`."""
    if found.status not in (Status.DECIDED, Status.FLAGGED):
        return None
    paths = [
        p
        for p in (found.path, *(o.path for o in found.options))
        if len(p) > 1 and (to is None or to in p[1:])
    ]
    return paths[0] if len(paths) == 1 else None


def _hop(
    found: Referral, way: tuple[str, ...], to: str | None, done: list[tuple[str, str]]
) -> tuple[str, str]:
    if to is not None:
        return next((a, b) for a, b in pairwise(way) if b == to)
    left = [hop for hop in pairwise(way) if hop not in done]
    if not left:
        raise InputError("letter.all_done", lead=found.lead, path=" → ".join(way))
    return left[0]


_STATUS = {
    Status.NEEDS_DECISION: message("letter.needs_decision"),
    Status.FACTS_MISSING: message("letter.facts_missing"),
}


def _why_none(lead: str, referrals: list[Referral], to: str | None) -> Message:
    """Why there is nothing to hand over, finding by finding."""
    said = []
    for r in referrals:
        paths = [p for p in (r.path, *(o.path for o in r.options)) if p]
        if r.status not in (Status.DECIDED, Status.FLAGGED):
            said.append(message("letter.undecided", finding=r.finding, status=_STATUS[r.status]))
        elif to is not None and not any(to in p[1:] for p in paths):
            said.append(message("letter.not_there", finding=r.finding, organ=to))
        elif r.options and any(len(p) > 1 for p in paths):
            organs = sorted({p[-1] for p in paths if len(p) > 1})
            said.append(message("letter.choose", finding=r.finding, organs=organs))
        else:
            said.append(message("letter.stays", finding=r.finding))
    return message("letter.none", lead=lead, why=said)


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
