"""Why is a duty not unmet, not unmet after a reminder, and what would make it so?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from graph.circumstances.reasons import Flip, Reason, as_day, no_evidence, not_met
from graph.circumstances.turning import (
    answers_on,
    applies,
    end_of_breach,
    excuses,
    ids,
    in_office,
    known_organization,
    never_moved,
    performed,
    untold,
)
from graph.compiled import HIGH

if TYPE_CHECKING:
    from graph.circumstances.around import Around, Row
    from graph.circumstances.rules import Limb


def no_duty(limb: Limb, flip: Flip | None = None) -> list[Reason]:
    """No duty of the kind for which the subject answers is on record."""
    return [no_evidence("no-duty", limb.duty_kind, flip)]


def duty_met(around: Around, limb: Limb) -> list[Reason]:
    """Of each duty: not dated, not due yet, done in time, excused, in the days of grace, done by the subject."""
    found = []
    for d in around.answered(limb):
        if limb.periodic is not None and d["periodic"] != limb.periodic:
            continue
        found.append(_of_duty(around, limb, d))
    return found or no_duty(limb, _such_a_duty(around, limb))


def _such_a_duty(around: Around, limb: Limb) -> Flip | None:
    """A duty that fell due the day before the as-of date, on the subject."""
    day, subject = around.at.as_of - 1, around.subject
    if not limb.duty_kind or not applies(limb, day + 1, around.at.as_of) or not in_office(around, day):
        return None
    record: dict[str, Any] = {
        "type": "Duty", "kind": limb.duty_kind[0], "bearer": known_organization(around), "from": as_day(day), "due": as_day(day),
    }  # fmt: skip
    if limb.of_tenure and "DutyHead" not in limb.who and "DutyBearer" not in limb.who:
        record["assignedTo"] = subject.id
    return Flip("record-duty", {"kinds": limb.duty_kind}, (record,))


def _of_duty(around: Around, limb: Limb, d: Row) -> Reason:
    says = {"duty": d["id"]}
    if d["eff"] is None:
        return not_met("no-due", says, (d["id"],), None, _due_set(around, limb, d))
    eff = d["eff"]
    says["due"] = as_day(eff)
    extensions = _extensions(around, d)
    done = performed(around, d)
    if done and limb.in_person and not all(a["named"] for a in done):
        return no_evidence("actor-unknown", ("actor",), Flip("name-actor", says), **says)
    if done:
        says |= {"act": done[0]["id"], "day": as_day(done[0]["date"])}
        facts = (done[0]["id"], *extensions)
        return not_met(
            "done-in-time", says, facts, eff + 1 - done[0]["date"], _done_later(around, limb, d, done)
        )
    if not d["unmet"]:
        margin = eff + 1 - around.at.as_of
        return not_met("not-due-yet", says, (d["id"], *extensions), margin, _not_done_by(around, limb, d))
    excused = excuses(around, limb, d)
    if excused:
        says |= {"act": excused[0]["id"], "verdict": excused[0]["verdict"]}
        flip = Flip("withdrawn", {"acts": ids(excused)}, without=ids(excused))
        return not_met("excused", says, ids(excused), 1, flip if _turns(around, limb, d) else None)
    since = around.subject.since
    if since > d["start"] and eff < since + limb.grace_days:
        says |= {"since": as_day(since), "day": as_day(since + limb.grace_days), "days": limb.grace_days}
        margin = since + limb.grace_days - eff
        return not_met("in-grace", says, (around.subject.id,), margin, _due_later(around, limb, d))
    return not_met("other-rules", says, (d["id"],))


def _turns(around: Around, limb: Limb, d: Row, due: int | None = None, running: int | None = None) -> bool:
    """Whether the limb would hold if the duty were not performed by that day, its effective due date if none is given."""
    eff = d["eff"] if due is None else due
    end = end_of_breach(d) if running is None else running
    return answers_on(around, limb, d, eff) and applies(limb, eff + 1, around.at.as_of, end)


def _due_set(around: Around, limb: Limb, d: Row) -> Flip | None:
    due = around.at.as_of - 1
    done = any(a["fulfils"] and a["date"] <= due for a in around.acts_on(d))
    if done or due < d["start"] or excuses(around, limb, d) or not never_moved(around, d):
        return None
    if not _turns(around, limb, d, due):
        return None
    says = {"duty": d["id"], "due": as_day(due)}
    return Flip("set-due", says, sets=((d["id"], "due", as_day(due)),))


def _done_later(around: Around, limb: Limb, d: Row, done: list[Row]) -> Flip | None:
    eff = d["eff"]
    if eff >= around.at.as_of or excuses(around, limb, d) or not _turns(around, limb, d, running=eff + 1):
        return None
    day = as_day(eff + 1)
    return Flip("done-later", {"duty": d["id"], "day": day}, sets=tuple((i, "date", day) for i in ids(done)))


def _not_done_by(around: Around, limb: Limb, d: Row) -> Flip | None:
    """Nothing is done until the duty is overdue; only where nothing on record says what will be until then."""
    eff = d["eff"]
    later = eff + 1
    covered = applies(limb, later, later, end_of_breach(d))
    if not covered or excuses(around, limb, d) or not untold(around, d, later):
        return None
    if not answers_on(around, limb, d, eff):
        return None
    return Flip("not-done-by", {"duty": d["id"], "day": as_day(later)}, on=as_day(later))


def _due_later(around: Around, limb: Limb, d: Row) -> Flip | None:
    due = around.subject.since + limb.grace_days
    done = any(a["fulfils"] and a["date"] <= due for a in around.acts_on(d))
    if done or due >= around.at.as_of or not never_moved(around, d) or not _turns(around, limb, d, due):
        return None
    return Flip("due-later", {"duty": d["id"], "day": as_day(due)}, sets=((d["id"], "due", as_day(due)),))


def _extensions(around: Around, d: Row) -> tuple[str, ...]:
    rows = around.at.compiled["extension"]
    rows = rows.filter((rows["matter"] == d["matter"]) & (rows["approved"] <= around.at.as_of))
    return tuple(rows["extension"].sort())


def not_reminded(around: Around, limb: Limb) -> list[Reason]:
    """Of each duty: what duty_met says; done in the end; not reminded."""
    found = []
    for d in around.answered(limb):
        done = [a for a in around.acts_on(d) if a["fulfils"]]
        says = {"duty": d["id"]}
        reminders = _reminders(around, limb, d)
        if not d["unmet"]:
            # One change makes it overdue, another is the reminder: none of them alone turns it over.
            found.append(replace(_of_duty(around, limb, d), flip=None))
        elif done:
            says |= {"act": done[0]["id"], "day": as_day(done[0]["date"])}
            turns = bool(reminders) and _reminded(around, limb, d, reminders[0]["date"])
            flip = Flip("withdrawn", {"acts": ids(done)}, without=ids(done)) if turns else None
            found.append(not_met("done-late", says, ids(done), 1, flip))
        elif reminders:
            found.append(not_met("other-rules", says, (d["id"],)))
        else:
            found.append(_not_reminded(around, limb, d))
    return found or no_duty(limb)


def _reminders(around: Around, limb: Limb, d: Row) -> list[Row]:
    """The reminders of the organization after the duty fell due."""
    if d["eff"] is None:
        return []
    told = around.told_organization
    acts = [a for a in around.acts_on(d) if not a["fulfils"] and a["kind"] == limb.after]
    return [a for a in acts if a["date"] > d["eff"] and a["act"] in told]


def _reminded(around: Around, limb: Limb, d: Row, day: int) -> bool:
    return answers_on(around, limb, d, d["eff"]) and applies(limb, day, around.at.as_of, HIGH)


def _not_reminded(around: Around, limb: Limb, d: Row) -> Reason:
    kind = (limb.after,) if limb.after else ()
    says = {"duty": d["id"], "due": as_day(d["eff"]), "kinds": kind}
    record = {
        "type": "Act", "kind": limb.after, "to": known_organization(around), "concerns": d["id"], "date": as_day(around.at.as_of),
    }  # fmt: skip
    turns = _reminded(around, limb, d, around.at.as_of)
    return no_evidence("not-reminded", kind, Flip("record-act", says, (record,)) if turns else None, **says)
