"""What proves a limb that is met, and what would clear it?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from graph.circumstances.misses_duties import acts_needed
from graph.circumstances.reasons import Flip, Reason, as_day, met

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graph.circumstances.around import Around, Row
    from graph.circumstances.rules import Limb

Candidate = dict[str, Any]


def proof(around: Around, limb: Limb, row: Candidate) -> Reason:
    """The reason for a candidate (columns of graph.circumstances.candidates.CANDIDATE), with the smallest change that would clear it."""
    says: dict[str, Any] = {
        "day": row["breach_date"], "duties": tuple(row["duties"]), "count": len(row["duties"]), "days": limb.grace_days,
    }  # fmt: skip
    duty = next((d for d in around.duties if d["id"] in row["duties"]), None)
    if duty is not None:
        says |= {"duty": duty["id"]}
        if duty["eff"] is not None:
            says["due"] = as_day(duty["eff"])
    make = _PROOFS.get(limb.pattern)
    flip = make(around, limb, row, duty) if make is not None else None
    key = (
        "met-in-person"
        if limb.in_person and duty is not None and limb.pattern == "DutyUnmet" and not duty["unmet"]
        else f"met-{limb.pattern}"
    )
    return met(key, says, tuple(row["facts"]), flip)


def _extension(around: Around, _: Limb, row: Candidate, duty: Row | None) -> Flip | None:
    """In force on the day of performance, or, while nothing is done, on the as-of day; approved in time."""
    if duty is None or duty["eff"] is None:
        return None
    if not duty["unmet"]:
        return Flip("act-in-person", {"duty": duty["id"], "due": as_day(duty["eff"])})
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


def _more_acts(around: Around, limb: Limb, row: Candidate, duty: Row | None) -> Flip | None:
    if duty is None:
        return None
    needed, by = acts_needed(around, limb, duty)
    values = {"duty": duty["id"], "count": needed, "kinds": limb.act_kind, "day": as_day(by)}
    actor = {"actor": around.subject.id} if limb.in_person else {"fulfils": duty["id"]}
    records = tuple(
        {
            "type": "Act",
            "kind": limb.act_kind[0] if limb.act_kind else "Meeting",
            "date": row["breach_date"],
            **actor,
        }
        for _ in range(1 if needed == 1 else 0)
    )
    return Flip("more-acts", values, records)


def _own_act(around: Around, limb: Limb, row: Candidate, _: Row | None) -> Flip:
    feedback = row["matter"][0]
    values = {"feedback": feedback, "kinds": limb.act_kind, "day": row["breach_date"]}
    record = {
        "type": "Act", "kind": limb.act_kind[0] if limb.act_kind else "Personal", "actor": around.subject.id, "concerns": feedback,
        "date": row["breach_date"],
    }  # fmt: skip
    return Flip("own-act", values, (record,))


def _withdrawn(_: Around, limb: Limb, row: Candidate, __: Row | None) -> Flip:
    acts = [fact for fact in row["facts"] if fact not in row["duties"]]
    return Flip("verdict-withdrawn", {"facts": tuple(acts), "verdicts": limb.verdict})


def _fewer_late(around: Around, limb: Limb, row: Candidate, _: Row | None) -> Flip:
    assert limb.share is not None, limb.test
    assert limb.days is not None, limb.test
    tasks = [
        d for d in around.of_kind(limb.duty_kind)
        if d["eff"] is not None and d["feedback"] is not None and d["organization"] == around.subject.organization
    ]  # fmt: skip
    here = {d["feedback"] for d in tasks if d["id"] in row["duties"]}
    every = sum(d["feedback"] in here for d in tasks)
    fewer = next(
        n
        for n in range(1, every + 1)
        if (len(row["duties"]) - n) / every < limb.share.value - 1e-9 or n == len(row["duties"])
    )
    return Flip("fewer-late", {"count": fewer, "days": int(limb.days.value), "tasks": every})


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
    return Flip("no-recurrence", {"issue": row["matter"][0], "day": row["breach_date"]})


def _dismissal(_: Around, __: Limb, row: Candidate, ___: Row | None) -> Flip:
    return Flip("dismissal", {"finding": row["matter"][0]})


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
