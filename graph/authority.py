"""Who holds authority over whom on a day, who heads what, and what became of an organ?

Built once from facts (graph.authority_index) and never changed: plain dictionaries, so that one question is a few look-ups. Intervals are `[from, until)`; an unknown start has always begun, no end is still running.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from graph.powers import Powers
from graph.referral_table import Table
from ontology.errors import UnknownName
from ontology.messages import Message, message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

_T = TypeVar("_T")


class Organization(NamedTuple):
    """What an organization is."""

    kind: str
    level: str
    part_of: str | None


class Holding(NamedTuple):
    """One authority record over one id."""

    authority: str
    holder: str
    start: date | None
    until: date | None


class Change(NamedTuple):
    """What one change made of an organization."""

    id: str
    date: date
    resulting: tuple[str, ...]


class Headship(NamedTuple):
    """A tenure in a head seat."""

    tenure: str
    start: date | None
    until: date | None


class Subject(NamedTuple):
    """Whom a finding is about. `over`: the ids over which authority reaches it (its post and person, or the organization).

    Of a tenure: the `organization` of its post, and whether it is the one who `heads` it.
    """

    id: str
    over: tuple[str, ...]
    person: str | None
    organization: str | None = None
    heads: bool = False


class Review(NamedTuple):
    """A case review, `[start, until)`."""

    id: str
    start: date | None
    until: date | None


class Inspection(NamedTuple):
    """The inspection behind a finding."""

    id: str
    kind: str
    organizers: tuple[str, ...]


class Finding(NamedTuple):
    """A finding as far as referral needs it."""

    subject: Subject
    breach_date: date | None
    inspections: tuple[Inspection, ...]


class Step(NamedTuple):
    """One recorded referral of a lead."""

    referral: str
    sender: str
    receiver: str
    date: date


class Lead(NamedTuple):
    """A lead, its findings sorted by id, its recorded referrals in order."""

    discoverer: str
    context: str
    findings: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Index:
    """What can be asked. `leads` and `findings` have those it was built for; authority and headships what these can touch.

    `reviews`: case reviews by organization or person. `by_organ`: the heads of organizations, where a regulation has somebody approve.
    `committees`: organizations by kind and level; those that only a rules file names where there are no others. `levels`: 0 is
    the highest.
    """

    tables: tuple[Table, ...]
    leads: Mapping[str, Lead]
    findings: Mapping[str, Finding]
    organizations: Mapping[str, Organization]
    committees: Mapping[tuple[str, str], tuple[str, ...]]
    levels: Mapping[str, int]
    by_kind_and_over: Mapping[tuple[str, str], tuple[Holding, ...]]
    by_original: Mapping[str, tuple[Change, ...]]
    by_head: Mapping[tuple[str, str], tuple[Headship, ...]]
    reviews: Mapping[str, tuple[Review, ...]]
    powers: tuple[Powers, ...]
    by_organ: Mapping[str, tuple[Headship, ...]]

    def lead(self, lead: str) -> Lead:
        """The lead of that id; raises UnknownName."""
        return _named(self.leads, lead, message("names.lead"))

    def finding(self, finding: str) -> Finding:
        """The finding of that id, if a lead has it; raises UnknownName."""
        return _named(self.findings, finding, message("names.finding_of_lead"))

    def organization(self, organization: str) -> Organization:
        """The organization of that id; raises UnknownName."""
        return _named(self.organizations, organization, message("names.organization"))

    def table_on(self, on: date, regulation: str | None = None) -> Table | None:
        """The referral rules in force on a day: of a regulation, or of the latest."""
        tables = self.tables_on(on)
        return next((t for t in tables if regulation in (None, t.regulation)), None)

    def tables_on(self, on: date) -> tuple[Table, ...]:
        """The referral rules in force on a day, a table a regulation, the latest first."""
        return tuple(t for t in self.tables if _holds_on(t.start, t.until, on))

    def powers_on(self, on: date) -> tuple[Powers, ...]:
        """What the regulations in force on a day say of approvals and forms."""
        return tuple(p for p in self.powers if _holds_on(p.start, p.until, on))

    def heads_of(self, organization: str, on: date) -> tuple[str, ...]:
        """The tenures that (possibly) head an organization on a day, where a regulation has somebody approve; sorted."""
        heads = self.by_organ.get(organization, ())
        return tuple(h.tenure for h in heads if _holds_on(h.start, h.until, on))

    def reviews_of(self, subject: Subject, on: date) -> tuple[str, ...]:
        """The case reviews against a subject, or the person behind it, on a day."""
        found = self.reviews.get(subject.person or subject.id, ())
        return tuple(r.id for r in found if _holds_on(r.start, r.until, on))

    def holdings(self, kind: str, over: Iterable[str], on: date) -> tuple[Holding, ...]:
        """The authority of a kind over any of these ids on a day."""
        found = (h for each in over for h in self.by_kind_and_over.get((kind, each), ()))
        return tuple(h for h in found if _holds_on(h.start, h.until, on))

    def headships(self, organization: str, person: str | None, on: date) -> tuple[str, ...]:
        """The tenures by which the person of a finding (possibly) heads an organization on a day."""
        if person is None:
            return ()
        return tuple(
            h.tenure for h in self.by_head.get((organization, person), ()) if _holds_on(h.start, h.until, on)
        )

    def successors(self, organs: Iterable[str], on: date) -> tuple[frozenset[str], frozenset[str]]:
        """What organs have become up to a day, and the changes followed; an organ without change is itself.

        Who is abolished without successor, or only changes in a circle, has become nothing.
        """
        final: set[str] = set()
        followed: set[str] = set()
        seen: set[str] = set()
        todo = list(organs)
        while todo:
            organ = todo.pop()
            if organ in seen:
                continue
            seen.add(organ)
            changes = [c for c in self.by_original.get(organ, ()) if c.date <= on]
            if all(
                organ in c.resulting for c in changes
            ):  # also when there are none; who splits may stay itself
                final.add(organ)
            followed.update(c.id for c in changes)
            todo += [r for c in changes for r in c.resulting]
        return frozenset(final), frozenset(followed)

    def ancestors(self, organization: str) -> tuple[str, ...]:
        """What an organization is part of, nearest first."""
        chain: list[str] = []
        here = self.organizations.get(organization)
        while here is not None and here.part_of is not None and here.part_of not in chain:
            chain.append(here.part_of)
            here = self.organizations.get(here.part_of)
        return tuple(chain)


def _named(mapping: Mapping[str, _T], key: str, what: Message) -> _T:
    try:
        return mapping[key]
    except KeyError:
        raise UnknownName("names.unknown_of", what=what, name=key) from None


def _holds_on(start: date | None, until: date | None, on: date) -> bool:
    return (start is None or start <= on) and (until is None or on < until)
