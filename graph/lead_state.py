"""Where does a lead stand on its lawful path: what is done, what comes next, which organ was passed over or is the wrong one?

The path is the referral's (graph.referral), decided on the day of the first recorded step or procedure, else on the as-of date: what was
lawful then does not become wrong by a later change of rights. What happened is compared with it step by step (docs/decisions.md 55).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import polars as pl

from graph.authority_index import build_index
from graph.referral import decide_referral
from graph.referral_answer import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from graph.authority import Index, Step
    from graph.facts import Facts
    from graph.referral_answer import Referral


class Mark(StrEnum):
    """How a step compares with the path."""

    DONE = "done"
    SKIPPED = "skipped-hop"
    """to an organ of the path, past one that should have had it before"""
    RETURNED = "returned"
    """back to an organ that had it before"""
    WRONG_ORGAN = "wrong-organ"
    """to an organ that is not on the path"""
    REPAIRED = "repaired"
    """from a wrong organ to the one that was next"""
    NOT_JUDGED = "not-judged"
    """there is no lawful path to compare with"""


@dataclass(frozen=True, slots=True)
class Made:
    """A recorded step and how it compares. `broken`: its sender is not where the step before had brought the lead."""

    referral: str
    sender: str
    receiver: str
    date: date
    mark: Mark
    broken: bool
    passed_over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """A lead on one path. `at`: the organ that has it; `next_to`: the one that must get it now, None when it has arrived.

    `passed_over`: organs of the path that never had it though a later one did.
    """

    path: tuple[str, ...]
    steps: tuple[Made, ...]
    at: str
    next_to: str | None
    passed_over: tuple[str, ...]

    @property
    def deviations(self) -> int:
        """Steps that are not as the path wants them."""
        return sum(s.broken or s.mark is not Mark.DONE for s in self.steps)


@dataclass(frozen=True, slots=True)
class Opened:
    """A procedure on the lead, opened by the organ in which the path ends (`done`), by it before the lead was there, or by another."""

    procedure: str
    opened_by: str
    date: date
    mark: Mark


@dataclass(frozen=True, slots=True)
class LeadState:
    """One finding of a lead as of a day: the referral that says the lawful path, and what happened.

    `courses` has one entry; several where the rule lets choose and what happened does not tell which was chosen; none where the referral
    has no path (`status` says why) and `steps` are not judged.
    """

    lead: str
    finding: str
    status: Status
    decided_on: date
    rule: str | None
    provision: str | None
    courses: tuple[Course, ...]
    steps: tuple[Made, ...]
    procedures: tuple[Opened, ...]
    open: tuple[str, ...]
    missing: tuple[str, ...]


def lead_states(facts: Facts, as_of: date, leads: Iterable[str] | None = None) -> list[LeadState]:
    """The states of every finding of every lead (or of those named; raises UnknownName), sorted by lead and finding."""
    index = build_index(facts, leads)
    opened = facts["procedures"].filter(pl.col("lead").is_in(sorted(index.leads)) & (pl.col("date") <= as_of))
    procedures: dict[str, list[tuple[str, str, date]]] = {}
    for lead, *rest in (
        opened.sort("date", "procedure").select("lead", "procedure", "opened_by", "date").iter_rows()
    ):
        procedures.setdefault(lead, []).append((rest[0], rest[1], rest[2]))
    return [
        _state(index, lead, finding, as_of, procedures.get(lead, ()))
        for lead, known in sorted(index.leads.items())
        for finding in known.findings
        if finding in index.findings
    ]


def _state(
    index: Index, lead: str, finding: str, as_of: date, procedures: Sequence[tuple[str, str, date]]
) -> LeadState:
    known = index.leads[lead]
    steps = [s for s in known.steps if s.date <= as_of]
    days = [s.date for s in steps] + [when for _, _, when in procedures]
    referral = decide_referral(index, lead, finding, min(days, default=as_of))
    courses = _nearest([follow(path, steps) for path in _paths(referral)])
    unjudged = tuple(
        Made(s.referral, s.sender, s.receiver, s.date, Mark.NOT_JUDGED, broken=False) for s in steps
    )
    opened = tuple(Opened(p, organ, when, _opened(courses, organ, when)) for p, organ, when in procedures)
    return LeadState(
        lead, finding, referral.status, referral.decided_on, referral.rule, referral.provision, courses,
        courses[0].steps if courses else unjudged, opened, referral.open, referral.missing,
    )  # fmt: skip


def follow(path: Sequence[str], steps: Sequence[Step]) -> Course:
    """What the steps, in order, made of a lead whose lawful path is `path` (it begins with the discoverer)."""
    at, place, had = path[0], 0, {path[0]}
    made = []
    for step in steps:
        on_path = step.receiver in path
        there = path.index(step.receiver) if on_path else place
        passed: tuple[str, ...] = ()
        if not on_path:
            mark = Mark.WRONG_ORGAN
        elif there <= place:
            mark = Mark.RETURNED
        elif there > place + 1:
            mark, passed = Mark.SKIPPED, tuple(path[place + 1 : there])
        else:
            mark = Mark.DONE if at == path[place] else Mark.REPAIRED
        broken = step.sender != at
        made.append(Made(step.referral, step.sender, step.receiver, step.date, mark, broken, passed))
        at, place = step.receiver, there
        had.add(at)
    if at in path:
        next_to = path[place + 1] if place + 1 < len(path) else None
    else:
        next_to = path[min(place + 1, len(path) - 1)]
    furthest = max(i for i, organ in enumerate(path) if organ in had)
    missed = tuple(organ for organ in path[:furthest] if organ not in had)
    return Course(tuple(path), tuple(made), at, next_to, missed)


def _paths(referral: Referral) -> list[tuple[str, ...]]:
    if referral.status in (Status.FACTS_MISSING, Status.NEEDS_DECISION):
        return []
    return [referral.path] if referral.path else [o.path for o in referral.options if o.path]


def _nearest(courses: Sequence[Course]) -> tuple[Course, ...]:
    """Those that what happened fits best: it tells which of several lawful ways was taken."""
    best = min((c.deviations for c in courses), default=0)
    return tuple(c for c in courses if c.deviations == best)


def _opened(courses: Sequence[Course], organ: str, when: date) -> Mark:
    """Of the ways that are left, the best: opened where one ends, after the lead had come there."""
    if not courses:
        return Mark.NOT_JUDGED
    ends = [c for c in courses if c.path[-1] == organ]
    if not ends:
        return Mark.WRONG_ORGAN
    for course in ends:
        came = [s.date for s in course.steps if s.receiver == organ]
        if len(course.path) == 1 or (came and min(came) <= when):
            return Mark.DONE
    return Mark.SKIPPED
