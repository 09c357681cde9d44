"""What proves a limb that is met, and what would clear it?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from graph.circumstances.misses_course import needed_for_rush, tasks_by_feedback
from graph.circumstances.misses_periods import acts_needed
from graph.circumstances.reasons import Flip, Reason, as_day, proving

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graph.circumstances.around import Around, Row
    from graph.circumstances.rules import Limb

Candidate = dict[str, Any]


def proof(around: Around, limb: Limb, row: Candidate) -> Reason:
    """The reason for a candidate (columns of graph.circumstances.candidates.CANDIDATE), with the smallest change that would clear it."""
    duty = next((d for d in around.duties if d["id"] in row["duties"]), None)
    make = _PROOFS.get(limb.pattern)
    flip = make(around, limb, row, duty) if make is not None else None
    if duty is None:
        return proving(limb, row, None, None, unmet=False, flip=flip)
    due = None if duty["eff"] is None else as_day(duty["eff"])
    return proving(limb, row, duty["id"], due, unmet=duty["unmet"], flip=flip)


def _extension(around: Around, _: Limb, row: Candidate, duty: Row | None) -> Flip | None:
    """In force on the day of performance, or, while nothing is done, on the as-of day; approved in time."""
    if duty is None or duty["eff"] is None:
        return None
    if not duty["unmet"]:
        due = as_day(duty["eff"])
        record = {
            "type": "Act",
            "kind": "Meeting",
            "fulfils": duty["id"],
            "actor": around.subject.id,
            "date": due,
        }
        return Flip("act-in-person", {"duty": duty["id"], "due": due}, (record,))
    done = duty["fulfilled"]
    seen = done is not None and done <= around.at.as_of
    until = done if seen else around.at.as_of
    if not _clears(around, duty, until):
        return None
    to = as_day(until)
    by = as_day(duty["eff"])
    record = {"type": "Extension", "extends": duty["id"], "date": by, "newDue": to, "approvedOn": by}
    return Flip(
        "extension", {"duty": duty["id"], "day": to, "due": by, "count": len(row["duties"])}, (record,)
    )


def _clears(around: Around, duty: Row, until: int) -> bool:
    """Whether an extension to that day, approved on the effective due date, would be the last word: extensions on record may count after it."""
    rows = around.at.compiled["extension"]
    rows = rows.filter((rows["matter"] == duty["matter"]) & (rows["approved"] <= around.at.as_of))
    known = rows.sort("place").select("approved", "new_due").rows()
    due = around.at.compiled["matter"].filter(around.at.compiled["matter"]["code"] == duty["matter"])["due"][
        0
    ]
    eff = duty["eff"]
    for place in {sum(a < eff for a, _ in known), sum(a <= eff for a, _ in known)}:
        now = due
        for approved, new_due in [*known[:place], (eff, until), *known[place:]]:
            now = new_due if approved <= now else now
        if now < until:
            return False
    return True


def _more_acts(around: Around, limb: Limb, _: Candidate, duty: Row | None) -> Flip | None:
    if duty is None:
        return None
    days = [as_day(day) for day in acts_needed(around, limb, duty)]
    values = {"duty": duty["id"], "count": len(days), "kinds": limb.act_kind, "day": days[0]}
    actor = {"actor": around.subject.id} if limb.in_person else {"fulfils": duty["id"]}
    kind = limb.act_kind[0] if limb.act_kind else "Meeting"
    return Flip(
        "more-acts", values, tuple({"type": "Act", "kind": kind, "date": day, **actor} for day in days)
    )


def _own_act(around: Around, limb: Limb, row: Candidate, _: Row | None) -> Flip:
    feedback = row["matter"][0]
    values = {"feedback": feedback, "kinds": limb.act_kind, "day": row["breach_date"]}
    record = {
        "type": "Act", "kind": limb.act_kind[0] if limb.act_kind else "Personal", "actor": around.subject.id, "concerns": feedback,
        "date": row["breach_date"],
    }  # fmt: skip
    return Flip("own-act", values, (record,))


def _withdrawn(around: Around, limb: Limb, row: Candidate, _: Row | None) -> Flip:
    acts = tuple(fact for fact in row["facts"] if fact not in (*row["duties"], around.subject.id))
    return Flip("verdict-withdrawn", {"acts": acts, "verdicts": limb.verdict}, without=acts)


def _fewer_late(around: Around, limb: Limb, row: Candidate, _: Row | None) -> Flip:
    assert limb.days is not None, limb.test
    days = int(limb.days.value)
    tasks = next(
        group for group in tasks_by_feedback(around, limb).values() if any(d["id"] in row["duties"] for d in group)
    )  # fmt: skip
    late = sorted((d["eff"], d["id"]) for d in tasks if d["id"] in row["duties"])
    sooner = late[: len(late) - needed_for_rush(limb, len(tasks)) + 1]
    records = tuple(
        {"type": "Act", "kind": "Completion", "fulfils": duty, "date": as_day(eff - days)}
        for eff, duty in sooner
    )
    return Flip("fewer-late", {"count": len(sooner), "days": days, "tasks": len(tasks)}, records)


def _handover(around: Around, limb: Limb, _: Candidate, duty: Row | None) -> Flip | None:
    if duty is None:
        return None
    due = as_day(duty["eff"])
    kind = limb.act_kind[0] if limb.act_kind else "Handover"
    record = {"type": "Act", "kind": kind, "actor": around.subject.id, "fulfils": duty["id"], "date": due}
    return Flip("hand-over", {"duty": duty["id"], "day": due}, (record,))


def _first_act(around: Around, limb: Limb, _: Candidate, __: Row | None) -> Flip:
    last = as_day(around.subject.since + limb.grace_days) - timedelta(1)
    kind = limb.act_kind[0] if limb.act_kind else "Meeting"
    record = {"type": "Act", "kind": kind, "actor": around.subject.id, "date": last}
    return Flip("first-act", {"kinds": limb.act_kind, "day": last}, (record,))


def _recurrence(_: Around, __: Limb, row: Candidate, ___: Row | None) -> Flip:
    issue = row["matter"][0]
    values = {"issue": issue, "day": row["breach_date"]}
    return Flip("no-recurrence", values, sets=((issue, "recurrenceOf", None),))


def _dismissal(_: Around, __: Limb, row: Candidate, ___: Row | None) -> Flip:
    finding = row["matter"][0]
    return Flip("dismissal", {"finding": finding}, sets=((finding, "status", "Dismissed"),))


_PROOFS: Mapping[str, Callable[[Around, Limb, Candidate, Row | None], Flip | None]] = {
    "DutyUnmet": _extension,
    "DutyUnmetAfterReminder": _extension,
    "PeriodicActAbsent": _more_acts,
    "ActAbsent": _own_act,
    "RecordedVerdict": _withdrawn,
    "IssueRecurs": _recurrence,
    "LateBurst": _fewer_late,
    "HandoverMissing": _handover,
    "SuccessorInert": _first_act,
    "RepeatedReassignment": _extension,
    "HumanOnly": _dismissal,
}
