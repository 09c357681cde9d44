"""What do the records say about a lead's discoverer and subject on a day, in the terms of a decision table's keys?

A key of which the records say nothing is None (docs/decisions.md 24-26). Authority over an organization reaches neither its posts
nor its children; an office acts for the committee only where an authority record says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.powers import within
from graph.referral_table import MANAGED_BY, SUPERIOR, UNDER_REVIEW, WITHIN, Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from graph.authority import Finding, Index, Lead, Subject
    from graph.referral_table import Row, Scope, Table

_ORGANIZATION, _CADRE = "OrganizationSubject", "CadreSubject"


@dataclass(frozen=True, slots=True)
class Case:
    """The keys of a table with their values (None = unknown); the kinds of authority behind them; the records behind `conflict`."""

    known: Mapping[str, Any]
    behind: Mapping[str, str]
    conflict: bool
    conflict_facts: tuple[str, ...]


def case_of(index: Index, table: Table, lead: Lead, about: Finding, on: date) -> Case:
    """The case of one finding of a lead under a regulation's table, on a day."""
    scope, subject = table.scope, about.subject
    discoverer = index.organizations.get(lead.discoverer)
    kind = None if discoverer is None else discoverer.kind
    asked, has_authority, _ = within(index, scope, lead.discoverer, subject, on)
    behind = {
        WITHIN: asked,
        MANAGED_BY: scope.cadre_authority,
        SUPERIOR: scope.organization_authority if subject.person is None else scope.cadre_authority,
    }
    conflict, conflict_facts = _conflict(index, scope, lead.discoverer, about, on)
    known = {
        "conflict": conflict,
        "context": lead.context,
        "discovererKind": kind,
        "level": None if discoverer is None else discoverer.level,
        "subjectKind": _ORGANIZATION if subject.person is None else _CADRE,
        WITHIN: has_authority,
        MANAGED_BY: _managed_by(index, table, about, on),
        SUPERIOR: _superior(index, scope, lead.discoverer, subject, on),
        UNDER_REVIEW: bool(index.reviews_of(subject, on)),
    }
    return Case(known, behind, conflict, conflict_facts)


def led_by(index: Index, scope: Scope, organ: str, subject: Subject, on: date) -> tuple[list[str], bool]:
    """The organs with management authority over a subject that `organ` leads, sorted, and whether it is known of all who leads them."""
    kind = scope.organization_authority if subject.person is None else scope.cadre_authority
    holders = sorted({h.holder for h in index.holdings(kind, subject.over, on)} - {organ})
    leaders = {h: {a.holder for a in index.holdings(scope.organization_authority, (h,), on)} for h in holders}
    return [h for h in holders if organ in leaders[h]], all(leaders.values())


def _superior(index: Index, scope: Scope, organ: str, subject: Subject, on: date) -> bool | None:
    """Whether a discoverer leads an organ with authority; unknown where nobody's authority, or nobody's lead over it, is recorded."""
    kind = scope.organization_authority if subject.person is None else scope.cadre_authority
    if not index.holdings(kind, subject.over, on):
        return None
    led, known = led_by(index, scope, organ, subject, on)
    return True if led else False if known else None


def outside_scope(index: Index, scope: Scope, about: Finding) -> bool:
    """Whether a regulation that states a scope leaves out an inspection behind a finding (none known: out) or its subject."""
    if not scope.stated:
        return False
    inspected = [
        i.kind in scope.inspection_kinds or any(_is(index, o, level=scope.level) for o in i.organizers)
        for i in about.inspections
    ]
    inside = not scope.asks_inspection or (bool(inspected) and all(inspected))
    subject = index.organizations.get(about.subject.id)
    return not inside or (subject is not None and subject.kind not in scope.organization_kinds)


def kinds_read(table: Table, case: Case, read: Iterable[str], row: Row | None) -> set[str]:
    """The kinds of authority that a decision looked at: behind the keys read, and for the target of an option."""
    kinds = {case.behind[key] for key in read}
    if row is not None and any(o.target for o in row.options):
        kinds.add(table.scope.discipline_authority)
    return kinds


def committee_of(index: Index, scope: Scope, about: Finding) -> str | None:
    """The district committee: the organizer of the inspection behind the finding, else the only one there is, else unknown."""
    committees = index.committees.get((scope.committee_kind, scope.level), ())
    organizers = {o for i in about.inspections for o in i.organizers}.intersection(committees)
    found = organizers or committees
    return next(iter(found)) if len(found) == 1 else None


def _is(index: Index, organization: str, *, level: str) -> bool:
    found = index.organizations.get(organization)
    return found is not None and found.level == level


def _conflict(
    index: Index, scope: Scope, discoverer: str, about: Finding, on: date
) -> tuple[bool, tuple[str, ...]]:
    subject = about.subject
    if subject.person is not None:
        heading = index.headships(discoverer, subject.person, on)
        return bool(heading), heading
    leading = index.holdings(scope.organization_authority, (discoverer,), on)
    facts = tuple(h.authority for h in leading if h.holder == subject.id)
    return discoverer == subject.id or bool(facts), facts


def _managed_by(index: Index, table: Table, about: Finding, on: date) -> str | None:
    committee = committee_of(index, table.scope, about)
    if committee is None:
        return None
    holders = {h.holder for h in index.holdings(table.scope.cadre_authority, about.subject.over, on)}
    relations = {_relation(index, table.scope, holder, committee) for holder in holders}
    # Holders of different classes leave it unknown, who manages.
    relation = relations.pop() if len(relations) == 1 else None
    return None if relation is None else table.management.get(relation)


def _relation(index: Index, scope: Scope, holder: str, committee: str) -> Relation | None:
    organ = index.organizations.get(holder)
    if organ is None:
        return None
    if holder == committee or (organ.kind == scope.personnel_kind and organ.part_of == committee):
        return Relation.OWN
    height = index.levels.get(organ.level, 0) - index.levels.get(scope.level, 0)
    if height < 0:
        return Relation.ABOVE
    if height > 0 or committee in index.ancestors(holder):
        return Relation.BELOW
    return None
