"""What must be done by when, by whom, and what was extended?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from loaders.synthetic.chance import Numbers, between, happens, stream, weighted
from loaders.synthetic.charges import seat_in_charge
from loaders.synthetic.inspections import FEEDBACK, ISSUE
from loaders.synthetic.offices import MEMBERS, TENURE
from loaders.synthetic.plan import AS_OF
from loaders.synthetic.sources import SOURCE, rectification_plan
from loaders.synthetic.structure import ORGANIZATION, Organ
from loaders.synthetic.tables import (
    NEVER,
    NOBODY,
    chosen,
    dates,
    day,
    ids,
    lists,
    nobody,
    numbers,
    padded,
    table,
    text,
)
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from loaders.synthetic.charges import Moves
    from loaders.synthetic.inspections import Feedbacks, Issues
    from loaders.synthetic.offices import Offices
    from loaders.synthetic.structure import Structure

DUTY = "du"
TASK, HANDOVER = "RectificationTask", "HandoverDuty"
_TODAY = day(AS_OF.year, AS_OF.month, AS_OF.day)


@dataclass(frozen=True)
class Template:
    """A duty that feedbacks bring with them: for which share, from and for how many days, every how many, named member or not."""

    kind: str
    share: float
    start: int
    days: int
    every: int = 0
    named: bool = False


TEMPLATES = (
    Template("ReplyDuty", 0.30, 0, 15),
    Template("DeployMeeting", 0.95, 0, 20),
    Template("PlanMeeting", 0.90, 10, 30),
    Template("DivideDuties", 0.40, 5, 30),
    Template("SubmitPlan", 0.95, 10, 50),
    Template("LifeMeeting", 0.80, 20, 90),
    Template("ProgressMeeting", 0.70, 30, 150, every=60),
    Template("SubmitReport", 0.85, 30, 150),
    Template("DispatchDuty", 0.80, 20, 160, every=45, named=True),
    Template("HandleClue", 0.20, 15, 90),
    Template("CooperateCheck", 0.15, 120, 20),
)
KINDS = (TASK, HANDOVER, *(t.kind for t in TEMPLATES))


@dataclass(frozen=True)
class Duties:
    """Duties: kind (a position in KINDS), feedback, organization that answers, bearer as recorded, issues, named tenure, days.

    `due` is NEVER without a due date, `every` 0 without a period; `move` is the move that a handover is due for.
    """

    kind: Numbers
    feedback: Numbers
    organization: Numbers
    bearer: Numbers
    issue: Numbers
    second_issue: Numbers
    named: Numbers
    start: Numbers
    due: Numbers
    every: Numbers
    move: Numbers

    def __add__(self, other: Duties) -> Duties:
        names = self.__dataclass_fields__
        return Duties(*(np.concatenate([getattr(self, n), getattr(other, n)]) for n in names))


@dataclass(frozen=True)
class Extensions:
    """Extensions of duties: asked when, until when, approved when (NEVER: not) and by whom."""

    duty: Numbers
    on: Numbers
    new_due: Numbers
    approved_on: Numbers
    approved_by: Numbers


def duties(s: Structure, o: Offices, f: Feedbacks, i: Issues, moves: Moves) -> Duties:
    """Tasks of the issues, what every feedback brings, and handovers after moves."""
    found = _tasks(s, o, f, i)
    for template in TEMPLATES:
        found += _brought(s, o, f, template)
    return found + _handovers(f, moves)


def _tasks(s: Structure, o: Offices, f: Feedbacks, i: Issues) -> Duties:
    chance = stream(s.plan, "task")
    count = weighted(chance, [0.05, 0.845, 0.095, 0.01], len(i.feedback))
    issue = np.repeat(numbers(len(i.feedback)), count)
    every = len(issue)
    feedback = i.feedback[issue]
    organization = f.addressee[feedback]
    next_ = np.minimum(issue + 1, len(i.feedback) - 1)
    both = happens(chance, 0.03, every) & (i.feedback[next_] == feedback) & (next_ != issue)
    start = f.on[feedback] + between(chance, 10, 20, every)
    due = start + np.array([60, 90, 120, 150, 180, 360])[weighted(chance, [1, 3, 3, 2, 2, 1], every)]
    any_seat = between(chance, MEMBERS[0], MEMBERS[-1], every)
    seat = np.where(happens(chance, 0.8, every), seat_in_charge(organization, i.domain[issue]), any_seat)
    named = np.where(happens(chance, 0.63, every), o.on(organization, seat, start), NOBODY)
    return Duties(
        kind=np.full(every, KINDS.index(TASK)),
        feedback=feedback,
        organization=organization,
        bearer=np.where(happens(chance, 0.015, every), NOBODY, organization),
        issue=issue,
        second_issue=np.where(both, next_, NOBODY),
        named=named,
        start=start,
        due=np.where(happens(chance, 0.02, every), NEVER, due),
        every=np.zeros(every, dtype=np.int64),
        move=nobody(every),
    )


def _brought(s: Structure, o: Offices, f: Feedbacks, template: Template) -> Duties:
    chance = stream(s.plan, template.kind)
    feedback = np.flatnonzero(happens(chance, template.share, len(f.on)))
    every = len(feedback)
    organization = f.addressee[feedback]
    start = f.on[feedback] + template.start + between(chance, 0, 5, every)
    seat = between(chance, MEMBERS[0], MEMBERS[-1], every)
    return Duties(
        kind=np.full(every, KINDS.index(template.kind)),
        feedback=feedback,
        organization=organization,
        bearer=np.where(happens(chance, 0.01, every), NOBODY, organization),
        issue=nobody(every),
        second_issue=nobody(every),
        named=o.on(organization, seat, start) if template.named else nobody(every),
        start=start,
        due=start + template.days,
        every=np.full(every, template.every),
        move=nobody(every),
    )


def _handovers(f: Feedbacks, moves: Moves) -> Duties:
    """A handover is due within fifteen days where a charge moved within a year of a feedback."""
    latest = np.searchsorted(f.addressee, moves.organization, side="right") - 1
    at = np.maximum(latest, 0)
    mine = (latest >= 0) & (f.addressee[at] == moves.organization)
    of = np.flatnonzero(mine & (moves.on > f.on[at]) & (moves.on < f.on[at] + 365))
    return Duties(
        kind=np.full(len(of), KINDS.index(HANDOVER)),
        feedback=latest[of],
        organization=moves.organization[of],
        bearer=moves.organization[of],
        issue=nobody(len(of)),
        second_issue=nobody(len(of)),
        named=moves.leaver[of],
        start=moves.on[of],
        due=moves.on[of] + 15,
        every=np.zeros(len(of), dtype=np.int64),
        move=of,
    )


def extensions(s: Structure, d: Duties) -> tuple[Extensions, Numbers]:
    """A quarter of the dated tasks asked for more time; and the day by which each duty is due in the end (NEVER: none)."""
    chance = stream(s.plan, "extension")
    eff = d.due.copy()
    open_ = (d.kind == KINDS.index(TASK)) & (d.due < NEVER)
    found = []
    for share in (0.25, 0.15):  # a first one, and one upon it
        duty = np.flatnonzero(open_ & (eff < _TODAY + 30) & happens(chance, share, len(eff)))
        one = _asked(s, d, duty, eff[duty], chance)
        counts = (one.approved_on <= eff[duty]) & (one.approved_on <= _TODAY)
        eff[duty] = np.where(counts, one.new_due, eff[duty])
        open_ = np.zeros_like(open_)
        open_[duty[counts]] = True
        found.append(one)
    names = Extensions.__dataclass_fields__
    return Extensions(*(np.concatenate([getattr(e, n) for e in found]) for n in names)), eff


def _asked(s: Structure, d: Duties, duty: Numbers, due: Numbers, chance: np.random.Generator) -> Extensions:
    every = len(duty)
    home = s.district[d.organization[duty]]
    how = weighted(chance, [0.70, 0.08, 0.12, 0.10], every)  # in time, in time by oneself, too late, never
    asked = np.minimum(due - between(chance, 5, 20, every), _TODAY)
    in_time = asked + np.minimum(between(chance, 0, 10, every), due - asked)
    approved = np.select([how <= 1, how == 2], [in_time, due + between(chance, 1, 20, every)], NEVER)
    office = np.where(
        happens(chance, 0.8, every), s.organ(home, Organ.OFFICE), s.organ(home, Organ.COMMITTEE)
    )
    by = np.select([how == 1, how == 3], [d.organization[duty], NOBODY], office)
    return Extensions(duty, asked, due + between(chance, 20, 90, every), approved, by)


def duty_table(s: Structure, d: Duties) -> pl.DataFrame:
    """The frame of Duty."""
    on_file = happens(stream(s.plan, "duty evidence"), 0.5, len(d.kind))
    labels = [vocabulary().schemes["DutyKind"].codes[kind]["zh"] for kind in KINDS]
    return table(
        "Duty",
        {
            "id": ids(DUTY, numbers(len(d.kind))),
            "zh": text(chosen(labels, d.kind), padded(numbers(len(d.kind)), 1)),
            "from": dates(d.start),
            "due": dates(d.due),
            "everyDays": _periods(d.every),
            "kind": chosen(KINDS, d.kind),
            "underFeedback": ids(FEEDBACK, d.feedback),
            "bearer": ids(ORGANIZATION, d.bearer),
            "assignedTo": lists(ids(TENURE, d.named)),
            "addresses": lists(ids(ISSUE, d.issue), ids(ISSUE, d.second_issue)),
            "evidence": lists(ids(SOURCE, np.where(on_file, rectification_plan(s, d.feedback), NOBODY))),
        },
    )


def _periods(every: Numbers) -> pl.Series:
    return pl.DataFrame({"n": every}).select(pl.when(pl.col("n") > 0).then(pl.col("n"))).to_series()


def extension_table(e: Extensions) -> pl.DataFrame:
    """The frame of Extension."""
    return table(
        "Extension",
        {
            "id": ids("ex", numbers(len(e.duty))),
            "date": dates(e.on),
            "newDue": dates(e.new_due),
            "approvedOn": dates(e.approved_on),
            "extends": ids(DUTY, e.duty),
            "approvedBy": ids(ORGANIZATION, e.approved_by),
        },
    )
