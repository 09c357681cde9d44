"""What was done, when, by whom: duties performed in time, late or never, checks, reminders, handovers, reassignments?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from loaders.synthetic.chance import Mask, Numbers, below, between, happens, stream, weighted
from loaders.synthetic.duties import DUTY, HANDOVER, KINDS, TASK
from loaders.synthetic.inspections import FEEDBACK, ISSUE
from loaders.synthetic.offices import HEAD, MEMBERS, TENURE
from loaders.synthetic.plan import AS_OF
from loaders.synthetic.structure import ORGANIZATION, Organ
from loaders.synthetic.tables import NEVER, NOBODY, chosen, dates, day, first_of, ids, lists, numbers, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from loaders.synthetic.charges import Moves
    from loaders.synthetic.duties import Duties
    from loaders.synthetic.inspections import Feedbacks, Issues
    from loaders.synthetic.offices import Offices
    from loaders.synthetic.structure import Structure

_TODAY = day(AS_OF.year, AS_OF.month, AS_OF.day)
_PERFORMED_BY = {
    TASK: "Completion",
    "DeployMeeting": "Meeting",
    "PlanMeeting": "Meeting",
    "ProgressMeeting": "Meeting",
    "LifeMeeting": "Meeting",
    "SubmitPlan": "Submission",
    "SubmitReport": "Submission",
    "DivideDuties": "Division",
    "DispatchDuty": "Dispatching",
    "HandleClue": "Handling",
    HANDOVER: "Handover",
    "ReplyDuty": "Reply",
    "CooperateCheck": "Check",
}
_ACTS = (*dict.fromkeys(_PERFORMED_BY.values()), "Reminder", "Assessment", "Personal", "Reassignment")
_VERDICTS = (
    "Verified",
    "Incomplete",
    "Falsified",
    "Accepted",
    "Refused",
    "JustifiedReason",
    "Formalistic",
    "Hollow",
)
_MOST_PERIODS = 4


@dataclass(frozen=True)
class Acts:
    """Acts: kind and verdict (positions), who did it, to whom, what it fulfils and concerns (NOBODY: nothing), when."""

    kind: Numbers
    verdict: Numbers
    by: Numbers
    actor: Numbers
    to_tenure: Numbers
    to_organization: Numbers
    fulfils: Numbers
    duty: Numbers
    issue: Numbers
    feedback: Numbers
    on: Numbers

    def where(self, of: Mask) -> Acts:
        """Some of the acts."""
        return Acts(*(getattr(self, name)[of] for name in self.__dataclass_fields__))


def _acts(kind: str | Numbers, by: Numbers, on: Numbers, **others: Numbers) -> Acts:
    kinds = np.full(len(on), _ACTS.index(kind)) if isinstance(kind, str) else kind
    nothing = np.full(len(on), NOBODY)
    given = {"kind": kinds, "by": by, "on": on, **others}
    return Acts(**{name: given.get(name, nothing) for name in Acts.__dataclass_fields__})


def acts(
    s: Structure, o: Offices, f: Feedbacks, i: Issues, d: Duties, eff: Numbers, moves: Moves
) -> tuple[Acts, Numbers]:
    """Every act, and for each duty the day on which it was first performed (NEVER: not yet)."""
    performed = _days_of_performance(s, d, eff)
    found = [
        _performances(s, o, d, performed),
        _periodic(s, o, d),
        _checks(s, d, performed),
        _checks_without_duty(s, f, i, d),
        _reminders(s, d, eff, performed),
        _reasons(s, d, eff, performed),
        _handovers(s, d, moves),
        _in_person(s, o, f),
        _reassigned(s, o, d),
    ]
    together = Acts(*(np.concatenate([getattr(a, n) for a in found]) for n in Acts.__dataclass_fields__))
    seen = (together.on <= _TODAY) | happens(stream(s.plan, "unseen"), 0.02, len(together.on))
    return together.where(seen), np.where(performed <= _TODAY, performed, NEVER)


def _kinds(d: Duties, *kinds: str) -> Mask:
    found: Mask = np.isin(d.kind, [KINDS.index(k) for k in kinds])
    return found


def _days_of_performance(s: Structure, d: Duties, eff: Numbers) -> Numbers:
    chance = stream(s.plan, "performance")
    every = len(eff)
    due = np.where(eff < NEVER, eff, d.start + 120)
    how = weighted(chance, [0.66, 0.13, 0.21], every)  # in time, late, never
    early = due - np.minimum(below(chance, np.full(every, 60)), due - d.start)
    late = due + between(chance, 1, 90, every)
    once = (d.every == 0) & ~_kinds(d, HANDOVER)
    return np.where(once, np.select([how == 0, how == 1], [early, late], NEVER), NEVER)


def _performances(s: Structure, o: Offices, d: Duties, performed: Numbers) -> Acts:
    chance = stream(s.plan, "performer")
    duty = np.flatnonzero(performed < NEVER)
    on, organization = performed[duty], d.organization[duty]
    kind = np.array([_ACTS.index(_PERFORMED_BY[k]) for k in KINDS])[d.kind[duty]]
    head = o.on(organization, np.full(len(duty), HEAD), on)
    deputy = o.on(organization, np.full(len(duty), MEMBERS[0]), on)
    led = np.where(happens(chance, 0.85, len(duty)), head, deputy)
    replies = d.kind[duty] == KINDS.index("ReplyDuty")
    answer = np.where(
        happens(chance, 0.97, len(duty)), _VERDICTS.index("Accepted"), _VERDICTS.index("Refused")
    )
    return _acts(
        kind,
        organization,
        on,
        verdict=np.where(replies, answer, NOBODY),
        actor=np.where(_kinds(d, TASK)[duty], d.named[duty], led),
        fulfils=duty,
        feedback=np.where(_kinds(d, TASK)[duty], NOBODY, d.feedback[duty]),
    )


def _periodic(s: Structure, o: Offices, d: Duties) -> Acts:
    """Meetings and dispatches that come back; every sixth or so is left out."""
    chance = stream(s.plan, "period")
    periodic = np.flatnonzero(d.every > 0)
    duty = np.repeat(periodic, _MOST_PERIODS)
    turn = np.tile(numbers(_MOST_PERIODS), len(periodic)) + 1
    on = d.start[duty] + turn * d.every[duty] - between(chance, 1, 12, len(duty))
    held = happens(chance, 0.84, len(duty)) & (on <= d.due[duty])
    duty, on = duty[held], on[held]
    head = o.on(d.organization[duty], np.full(len(duty), HEAD), on)
    kind = np.array([_ACTS.index(_PERFORMED_BY[k]) for k in KINDS])[d.kind[duty]]
    actor = np.where(d.named[duty] >= 0, d.named[duty], head)
    return _acts(kind, d.organization[duty], on, actor=actor, fulfils=duty)


def _checks(s: Structure, d: Duties, performed: Numbers) -> Acts:
    chance = stream(s.plan, "check")
    done = (performed < NEVER) & _kinds(d, TASK)
    duty = np.flatnonzero(done & happens(chance, 0.15, len(done)))
    on = performed[duty] + between(chance, 10, 90, len(duty))
    names = ("Verified", "Incomplete", "Falsified")
    verdict = np.array([_VERDICTS.index(n) for n in names])[weighted(chance, [0.8, 0.14, 0.06], len(duty))]
    return _acts(
        "Check",
        s.organ(s.district[d.organization[duty]], Organ.OFFICE),
        on,
        verdict=verdict,
        to_organization=d.organization[duty],
        duty=duty,
        issue=d.issue[duty],
    )


def _checks_without_duty(s: Structure, f: Feedbacks, i: Issues, d: Duties) -> Acts:
    chance = stream(s.plan, "check without duty")
    addressed = np.zeros(len(i.feedback) + 1, dtype=bool)  # the last place is for NOBODY
    addressed[d.issue] = addressed[d.second_issue] = True
    idle = np.flatnonzero(~addressed[:-1])
    issue = idle[happens(chance, 0.5, len(idle))]
    organization = f.addressee[i.feedback[issue]]
    return _acts(
        "Check",
        s.organ(s.district[organization], Organ.OFFICE),
        f.on[i.feedback[issue]] + between(chance, 60, 240, len(issue)),
        verdict=np.where(
            happens(chance, 0.85, len(issue)), _VERDICTS.index("Verified"), _VERDICTS.index("Incomplete")
        ),
        to_organization=organization,
        issue=issue,
    )


def _reminders(s: Structure, d: Duties, eff: Numbers, performed: Numbers) -> Acts:
    chance = stream(s.plan, "reminder")
    open_ = (eff < NEVER) & (performed > eff) & (d.every == 0)
    duty = np.flatnonzero(open_ & happens(chance, 0.35, len(eff)))
    return _acts(
        "Reminder",
        s.organ(s.district[d.organization[duty]], Organ.OFFICE),
        eff[duty] + between(chance, 1, 30, len(duty)),
        to_organization=d.organization[duty],
        duty=duty,
    )


def _reasons(s: Structure, d: Duties, eff: Numbers, performed: Numbers) -> Acts:
    """Assessments: that a delay was justified, that a life meeting was a formality, that a plan was hollow."""
    chance = stream(s.plan, "assessment")
    late = _kinds(d, TASK) & (eff < NEVER) & (performed > eff)
    poor = _kinds(d, "LifeMeeting", "SubmitPlan", "SubmitReport") & (performed < NEVER)
    duty = np.flatnonzero((late | poor) & happens(chance, 0.05, len(eff)))
    names = [
        "JustifiedReason" if k == TASK else "Formalistic" if k == "LifeMeeting" else "Hollow" for k in KINDS
    ]
    return _acts(
        "Assessment",
        s.organ(s.district[d.organization[duty]], Organ.OFFICE),
        np.maximum(eff[duty], np.where(performed[duty] < NEVER, performed[duty], 0))
        + between(chance, 5, 60, len(duty)),
        verdict=np.array([_VERDICTS.index(n) for n in names])[d.kind[duty]],
        to_organization=d.organization[duty],
        duty=duty,
    )


def _handovers(s: Structure, d: Duties, moves: Moves) -> Acts:
    chance = stream(s.plan, "handover")
    due = np.full(len(moves.on), NOBODY)
    asked = np.flatnonzero(d.move >= 0)
    due[d.move[asked]] = asked
    made = np.flatnonzero(moves.handed_over < NEVER)
    feedback = np.where(due[made] >= 0, d.feedback[np.maximum(due[made], 0)], NOBODY)
    open_ended = happens(chance, 0.7, len(made))
    return _acts(
        "Handover",
        moves.organization[made],
        moves.handed_over[made],
        actor=moves.leaver[made],
        to_tenure=np.where(happens(chance, 0.9, len(made)), moves.successor[made], NOBODY),
        fulfils=due[made],
        feedback=np.where(open_ended, NOBODY, feedback),
    )


def _in_person(s: Structure, o: Offices, f: Feedbacks) -> Acts:
    chance = stream(s.plan, "in person")
    feedback = np.flatnonzero(happens(chance, 0.7, len(f.on)))
    on = f.on[feedback] + between(chance, 10, 90, len(feedback))
    organization = f.addressee[feedback]
    head = o.on(organization, np.full(len(feedback), HEAD), on)
    return _acts("Personal", organization, on, actor=head, feedback=feedback).where(head >= 0)


def _reassigned(s: Structure, o: Offices, d: Duties) -> Acts:
    """Some tasks go from one member to another, up to three times."""
    chance = stream(s.plan, "reassignment")
    tasks = np.flatnonzero(_kinds(d, TASK) & (d.named >= 0) & happens(chance, 0.01, len(d.kind)))
    times = between(chance, 1, 3, len(tasks))
    duty = np.repeat(tasks, times)
    turn = numbers(len(duty)) - np.repeat(np.cumsum(times) - times, times)
    on = d.start[duty] + 10 + 15 * turn
    seat = np.repeat(between(chance, MEMBERS[0], MEMBERS[-1], len(tasks)), times)
    to = MEMBERS[0] + (seat - MEMBERS[0] + turn + 1) % len(MEMBERS)
    actor, receiver = o.on(d.organization[duty], seat, on), o.on(d.organization[duty], to, on)
    found = _acts("Reassignment", d.organization[duty], on, actor=actor, to_tenure=receiver, duty=duty)
    return found.where((actor >= 0) & (receiver >= 0) & (actor != receiver))


def act_table(a: Acts) -> pl.DataFrame:
    """The frame of Act."""
    to = first_of(ids(TENURE, a.to_tenure), ids(ORGANIZATION, a.to_organization))
    concerns: Sequence[pl.Series] = (ids(DUTY, a.duty), ids(ISSUE, a.issue), ids(FEEDBACK, a.feedback))
    return table(
        "Act",
        {
            "id": ids("ac", numbers(len(a.on))),
            "date": dates(a.on),
            "kind": chosen(_ACTS, a.kind),
            "verdict": chosen(_VERDICTS, a.verdict),
            "by": ids(ORGANIZATION, a.by),
            "actor": lists(ids(TENURE, a.actor)),
            "to": lists(to),
            "fulfils": lists(ids(DUTY, a.fulfils)),
            "concerns": lists(*concerns),
        },
    )
