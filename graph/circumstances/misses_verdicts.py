"""Why is there no verdict, and no finding of a person, and what would make one?"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.circumstances.reasons import Flip, Reason, as_day, no_evidence, not_met
from graph.circumstances.turning import applies, in_office

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.circumstances.around import Around, Row
    from graph.circumstances.rules import Limb

_ON_DUTY = ("DutyBearer", "DutyAssignee")


def verdict_otherwise(around: Around, limb: Limb) -> list[Reason]:
    """The acts of the kind that say the contrary; or what is missing."""
    judged = [a for a in _named_acts(around, limb) if a["verdict"] is not None]
    judged = [a for a in judged if not limb.act_kind or a["kind"] in limb.act_kind]
    others = [a for a in judged if a["verdict"] in limb.contrary]
    unfinished = [a for a in judged if a["verdict"] in limb.verdict]
    says: dict[str, Any] = {"kinds": limb.act_kind, "verdicts": limb.verdict}
    if unfinished:
        return [_unfinished(around, limb, unfinished[-1], says)]
    if others:
        return [
            not_met(
                "judged-otherwise",
                {**says, "act": a["id"], "day": as_day(a["date"]), "verdict": a["verdict"]},
                (a["id"],),
                1,
                _judged_so(around, limb, a, says),
            )
            for a in others
        ]
    return [no_evidence("no-verdict", limb.act_kind, _verdict(around, limb, says), **says)]


def _unfinished(around: Around, limb: Limb, last: Row, says: dict[str, Any]) -> Reason:
    """A verdict is on record, and alone does not do."""
    says = {**says, "act": last["id"], "day": as_day(last["date"]), "verdict": last["verdict"]}
    course = _course(around, limb)
    if course is None:
        return not_met("verdict-not-counted", says, (last["id"],))
    missing = tuple(r["kind"] for r in course.records)
    return no_evidence("verdict-not-enough", missing, course, **says)


def _judged_so(around: Around, limb: Limb, act: Row, says: dict[str, Any]) -> Flip | None:
    """The same act with the verdict that the limb asks for, if that is all it takes."""
    flip = Flip("judged-so", {**says, "act": act["id"]}, sets=((act["id"], "verdict", limb.verdict[0]),))
    for d in _duties(around, limb):
        on = around.acts_on(d)
        if any(a["id"] == act["id"] and not a["fulfils"] for a in on):
            changed = [{**a, "verdict": limb.verdict[0]} if a["id"] == act["id"] else a for a in on]
            if _holds(around, limb, changed):
                return flip
    personal = not set(limb.who) & {*_ON_DUTY} or any(a["id"] == act["id"] for a in around.own_acts)
    counts = not limb.in_office or in_office(around, act["date"])
    named = personal and counts and applies(limb, act["date"], around.at.as_of)
    return flip if named and any(who not in _ON_DUTY for who in limb.who) else None


def _verdict(around: Around, limb: Limb, says: dict[str, Any]) -> Flip | None:
    """A verdict on the as-of date, with what else it takes."""
    if any(who in _ON_DUTY for who in limb.who):
        return _course(around, limb)
    now, subject = around.at.as_of, around.subject
    if not applies(limb, now, now) or (limb.in_office and not in_office(around, now)) or not limb.verdict:
        return None
    key = {"ActActor": "actor", "ActOrganization": "by"}.get(limb.who[0], "to")
    record = {
        "type": "Act", "kind": limb.act_kind[0] if limb.act_kind else "Assessment", "verdict": limb.verdict[0], "date": as_day(now),
        key: subject.id,
    }  # fmt: skip
    if limb.about == "FeedbackToSubject":
        if not around.feedbacks:
            return None
        record["concerns"] = around.feedbacks[-1]["id"]
    if limb.about == "DutyOfSubject":
        own = [d for d in around.duties if d["organization"] == subject.organization]
        if not own:
            return None
        record["concerns"] = own[0]["id"]
    return Flip("record-verdict", says, (record,))


# ------------------------------------------------------------------ verdicts on duties


def _duties(around: Around, limb: Limb) -> Iterator[Row]:
    """The duties through which a verdict reaches the subject."""
    for who in limb.who:
        for d in around.of_kind(limb.duty_kind) if who in _ON_DUTY else ():
            if who == "DutyAssignee" and d["matter"] in around.named:
                yield d
            if who == "DutyBearer" and d["organization"] == around.subject.organization:
                yield d


def _holds(around: Around, limb: Limb, acts: list[Row]) -> bool:
    """Whether these acts on a duty are a verdict as the limb asks: after a performance, repeated after a reminder, under its regulation."""
    judged = [
        a for a in acts
        if not a["fulfils"] and a["verdict"] in limb.verdict and (not limb.act_kind or a["kind"] in limb.act_kind)
    ]  # fmt: skip
    if limb.performed_by is not None:
        done = [a["date"] for a in acts if a["kind"] == limb.performed_by]
        judged = [a for a in judged if done and min(done) <= a["date"]]
    if not judged:
        return False
    if limb.after is not None:
        first = min(a["date"] for a in judged)
        between = [a["date"] for a in acts if not a["fulfils"] and a["kind"] == limb.after]
        between = [day for day in between if day > first]
        judged = [a for a in judged if between and a["date"] > min(between)]
    return bool(judged) and applies(limb, min(a["date"] for a in judged), around.at.as_of)


def _course(around: Around, limb: Limb) -> Flip | None:
    """The fewest further acts on one duty that would make it a verdict as the limb asks."""
    now = around.at.as_of
    numbers = count()

    def act(kind: str | None, day: int, *, judges: bool = False, fulfils: bool = False) -> Row:
        return {
            "id": f"+{next(numbers)}", "kind": kind, "date": day, "verdict": limb.verdict[0] if judges else None, "fulfils": fulfils,
        }  # fmt: skip

    def judged(day: int) -> Row:
        return act(limb.act_kind[0] if limb.act_kind else "Assessment", day, judges=True)

    best: tuple[Row, list[Row]] | None = None
    for d in _duties(around, limb):
        on = around.acts_on(d)
        known = [a["date"] for a in on if a["verdict"] in limb.verdict]
        # Of ways as short, what makes a verdict on record count comes first.
        ways: list[list[Row]] = []
        if limb.performed_by is not None:
            ways += [[act(limb.performed_by, day, fulfils=True)] for day in known]
            ways.append([act(limb.performed_by, now, fulfils=True), judged(now)])
        if limb.after is not None:
            ways += [[act(limb.after, day + 1)] for day in known]
        ways.append([judged(now)])
        if limb.after is not None:
            ways += [[act(limb.after, now - 1), judged(now)]]
            ways += [[judged(now - 2), act(limb.after, now - 1), judged(now)]]
        for way in sorted(ways, key=len):
            if best is not None and len(way) >= len(best[1]):
                break
            if _holds(around, limb, [*on, *way]):
                best = (d, way)
    if best is None:
        return None
    d, way = best
    records = tuple(
        {
            "type": "Act", "kind": a["kind"], "date": as_day(a["date"]), ("fulfils" if a["fulfils"] else "concerns"): d["id"],
            **({"verdict": a["verdict"]} if a["verdict"] else {}),
        }
        for a in way
    )  # fmt: skip
    says = {"duty": d["id"], "kinds": tuple(a["kind"] for a in way), "verdicts": limb.verdict}
    if len(way) == 1:
        key = "verdict-on-duty" if way[0]["verdict"] else "act-on-duty"
        return Flip(key, {**says, "day": as_day(way[0]["date"])}, records)
    return Flip("acts-on-duty", says, records)


def _named_acts(around: Around, limb: Limb) -> list[Row]:
    """Acts that the limb would read, whatever their verdict."""
    found: dict[str, Row] = {}
    for d in _duties(around, limb):
        found |= {a["id"]: a for a in around.acts_on(d) if not a["fulfils"]}
    for who in limb.who:
        if who not in _ON_DUTY:
            actor = who in ("ActActor", "ActOrganization")
            found |= {a["id"]: a for a in around.own_acts if a["actor"] == actor}
    if limb.about == "FeedbackToSubject":
        told = {f["feedback"] for f in around.feedbacks}
        found = {i: a for i, a in found.items() if around.told_directly.get(a["act"], set()) & told}
    if limb.about == "DutyOfSubject":
        own = {a["act"] for d in around.duties for a in around.acts_on(d) if not a["fulfils"]}
        found = {i: a for i, a in found.items() if a["act"] in own}
    return sorted(found.values(), key=lambda a: (a["date"], a["id"]))


# ------------------------------------------------------------------ a person's finding


def nobody_found(around: Around, limb: Limb) -> list[Reason]:
    """A person's finding gives no reason, was dismissed, or there is none."""
    rows = around.at.compiled["recorded_finding"].filter(
        (pl.col("subject") == around.subject.code)
        & (pl.col("of_tenure") == (around.subject.tenure is not None))
        & (pl.col("circumstance") == limb.circumstance)
    )
    open_ = rows.filter(pl.col("status") != "Dismissed").sort("finding")
    for finding, breach, reasoned in open_.select("finding", "breach", "reasoned").iter_rows():
        covered = breach is None or applies(limb, breach, around.at.as_of)
        if reasoned or not covered:
            return [not_met("other-rules", {"duty": finding}, (finding,))]
        flip = Flip("write-reason", {"finding": finding}, sets=((finding, "reason", "…"),))
        return [no_evidence("no-written-reason", ("reason",), flip, finding=finding)]
    dismissed = rows["finding"].sort().to_list()
    if dismissed:
        return [not_met("dismissed", {"finding": dismissed[0]}, tuple(dismissed))]
    record = {
        "type": "Finding", "status": "Candidate", "meets": limb.circumstance, "subject": around.subject.id, "reason": "…",
        "asOf": as_day(around.at.as_of),
    }  # fmt: skip
    return [no_evidence("no-finding", ("Finding",), Flip("record-finding", {}, (record,)))]
