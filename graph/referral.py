"""Through which offices must a lead go, given who may act on its subject on the day of decision?

A decision table of the regulation (graph.referral_table) is read with facts about discoverer and subject (graph.authority). What
the records do not say stays unknown and is named; what the text does not say stays a question and is listed. Nothing is guessed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graph.authority import Finding, Index, Lead, Subject
from graph.authority_index import build_index
from graph.doubts import Doubt
from graph.powers import approvals, forms
from graph.referral_answer import Hop, Offer, Referral, Status, hops, referral_frame
from graph.referral_case import Case, case_of, kinds_read, led_by, outside_scope
from graph.referral_table import NEEDS_DECISION, TRANSFERS, Action, Choice, Option, Scope, Table, choose
from ontology.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from graph.facts import Facts

__all__ = [
    "Hop",
    "Offer",
    "Referral",
    "Status",
    "build_index",
    "decide_all",
    "decide_referral",
    "decide_referrals",
    "hops",
    "leads_organ",
    "referral_frame",
    "targets_of",
]


def decide_referral(
    index: Index, lead: str, finding: str, on: date, regulation: str | None = None
) -> Referral:
    """Where this finding of this lead goes, decided on a day, under a regulation or the latest in force; raises UnknownName."""
    if finding not in index.lead(lead).findings:
        raise UnknownName("names.no_finding_in_lead", lead=lead, finding=finding)
    return _decide(index, lead, finding, on, index.table_on(on, regulation))


def decide_referrals(facts: Facts, on: date, leads: Iterable[str] | None = None) -> list[Referral]:
    """Every finding of every lead (or of the leads named), sorted by lead and finding, once for each regulation in force."""
    return decide_all(build_index(facts, leads), on)


def decide_all(index: Index, on: date) -> list[Referral]:
    """Every finding of every lead of an index, sorted by lead and finding; of several regulations in force the latest first."""
    tables = index.tables_on(on) or (None,)
    return [
        _decide(index, lead, finding, on, table)
        for lead, known in sorted(index.leads.items())
        for finding in known.findings
        if finding in index.findings
        for table in tables
    ]


def targets_of(
    index: Index, scope: Scope, kind: str | None, over: Iterable[str], on: date
) -> tuple[list[str], bool, set[str]]:
    """The organs of a kind with jurisdiction over these ids on a day, as what they have become.

    Also whether a change was followed, and the ids of the authority and change records.
    """
    held = [h for h in index.holdings(scope.discipline_authority, over, on) if _kind(index, h.holder) == kind]
    organs, changes = index.successors({h.holder for h in held}, on)
    kept = sorted(o for o in organs if _kind(index, o) == kind)
    return kept, bool(changes), {h.authority for h in held} | changes


def leads_organ(index: Index, subject: Subject, organ: str, on: date) -> bool:
    """Whether the subject of a finding is an organ or heads it on a day."""
    return organ == subject.id or bool(index.headships(organ, subject.person, on))


def _decide(index: Index, lead: str, finding: str, on: date, table: Table | None) -> Referral:
    known, about = index.leads[lead], index.findings[finding]
    undecided = Referral(
        lead,
        finding,
        about.subject.id,
        known.discoverer,
        known.context,
        Status.NEEDS_DECISION,
        on,
        about.breach_date,
    )
    if table is None:
        return undecided
    case = case_of(index, table, known, about, on)
    choice = choose(table.rows, case.known)
    row = choice.row
    doubts, facts = _around(index, table, about, case, choice, on)
    if row is None:
        return replace(
            undecided,
            status=Status.FACTS_MISSING if choice.missing else Status.NEEDS_DECISION,
            regulation=table.regulation,
            open=tuple(table.questions(doubts)),
            missing=tuple(sorted(choice.missing)),
            facts=tuple(sorted(facts)),
            doubts=_names(doubts),
        )
    offers = []
    for option in row.options:
        path, met, behind = _path(index, table, known, about, option, on)
        needed, may = (
            approvals(index, about, option.action, path, on),
            forms(index, about, option.action, path, on),
        )
        offers.append(Offer(option.action, path, option.id, option.modality, needed, may))
        doubts |= met
        facts |= behind
    settled = row.modality != NEEDS_DECISION and all(o.path for o in offers)
    if case.conflict and row.transfers and table.precedes_conflict(row):
        doubts |= Doubt.RecusalOpen
    led = [organ for o in offers for organ in o.path[1:] if leads_organ(index, about.subject, organ, on)]
    alternatives = []
    for organ in dict.fromkeys(led):
        doubts |= Doubt.RecusalOpen
        facts |= {*index.headships(organ, about.subject.person, on)}
        organs, _, behind = targets_of(index, table.scope, table.scope.discipline_kind, (organ,), on)
        if len(organs) == 1:
            alternatives += organs
            facts |= behind
    raised = set(table.questions(doubts))
    single = offers[0] if len(offers) == 1 else None
    status = Status.FLAGGED if raised - row.questions else Status.DECIDED
    return replace(
        undecided,
        status=status if settled else Status.NEEDS_DECISION,
        regulation=table.regulation,
        rule=row.id,
        provision=row.number,
        modality=row.modality,
        action=single.action if single else None,
        path=single.path if single else (),
        options=() if single else tuple(offers),
        open=tuple(sorted(raised | row.questions)),
        alternative=tuple(dict.fromkeys(alternatives)),
        facts=tuple(sorted(facts)),
        doubts=_names(doubts),
        approvals=single.approvals if single else (),
        forms=single.forms if single else (),
        reviews=index.reviews_of(about.subject, on),
    )


def _around(
    index: Index, table: Table, about: Finding, case: Case, choice: Choice, on: date
) -> tuple[Doubt, set[str]]:
    """The doubts that do not hang on the path, and the records that were looked at."""
    doubts, breach, over = Doubt(0), about.breach_date, about.subject.over
    facts = {*case.conflict_facts, *index.reviews_of(about.subject, on)}
    if about.subject.person is not None:
        facts.add(about.subject.id)
    if outside_scope(index, table.scope, about):
        doubts |= Doubt.OutsideScope
    if breach is not None and table.start is not None and breach < table.start:
        doubts |= Doubt.BreachSpansRegulations
    for kind in kinds_read(table, case, choice.read, choice.row):
        now = index.holdings(kind, over, on)
        facts.update(h.authority for h in now)
        then = now if breach is None else index.holdings(kind, over, breach)
        if {h.holder for h in then} != {h.holder for h in now}:
            doubts |= Doubt.RightsMoved
            facts.update(h.authority for h in then)
    return doubts, facts


def _path(
    index: Index, table: Table, lead: Lead, about: Finding, option: Option, on: date
) -> tuple[tuple[str, ...], Doubt, set[str]]:
    """The organizations that the lead passes under an option (none: no path), the doubts met, the records behind them."""
    start = lead.discoverer
    if option.action == Action.ORDER:
        led, _ = led_by(index, table.scope, start, about.subject, on)
        if len(led) != 1:
            return (), Doubt.OrganSeveral if led else Doubt.OrganMissing, set()
        return (start, *led), Doubt(0), set()
    if option.action not in TRANSFERS:
        return (start,), Doubt(0), set()
    organs, followed, facts = targets_of(index, table.scope, option.target, about.subject.over, on)
    doubts = Doubt.OrganFollowed if followed else Doubt(0)
    path = [start]
    if option.action == Action.REVIEW_THEN_TRANSFER:
        path += [a for a in index.ancestors(start) if _kind(index, a) == option.via][:1]
        if len(path) == 1:
            doubts |= Doubt.OrganMissing
    if len(organs) != 1:
        doubts |= Doubt.OrganSeveral if organs else Doubt.OrganMissing
    if doubts & (Doubt.OrganMissing | Doubt.OrganSeveral):
        return (), doubts, facts
    return (*path, *organs), doubts, facts


def _kind(index: Index, organization: str) -> str | None:
    found = index.organizations.get(organization)
    return None if found is None else found.kind


def _names(doubts: Doubt) -> tuple[str, ...]:
    return tuple(d.name for d in Doubt if d in doubts and d.name)
