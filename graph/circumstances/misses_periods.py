"""Why did no whole period, and not the whole of a rectification, go by without an act, and what would make it so?"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.circumstances.misses_duties import no_duty
from graph.circumstances.reasons import Flip, Reason, as_day, no_evidence, not_met
from graph.circumstances.turning import applies, ids, untold
from graph.compiled import LOW

if TYPE_CHECKING:
    from graph.circumstances.around import Around, Row
    from graph.circumstances.rules import Limb


def periods_kept(around: Around, limb: Limb) -> list[Reason]:
    """Of each periodic duty: how long the longest stretch without an act was."""
    duties = [d for d in around.of_kind(limb.duty_kind) if d["every"] is not None]
    found = [_of_periods(around, limb, d) for d in duties if _concerns(around, limb, d)]
    return found or no_duty(limb)


def _of_periods(around: Around, limb: Limb, d: Row) -> Reason:
    first, last = counted(around, limb, d)
    says: dict[str, Any] = {"duty": d["id"], "days": d["every"]}
    if first > last:
        return not_met("no-days", {**says, "grace": limb.grace_days}, (around.subject.id, d["id"]))
    acts = [a for a in _acts(around, limb, d) if first <= a["date"] <= last]
    marks = [first - 1, *sorted({a["date"] for a in acts}), last + 1]
    longest = max(b - a - 1 for a, b in itertools.pairwise(marks))
    says |= {"longest": longest, "day": as_day(first), "until": as_day(last)}
    facts = (d["id"], *ids(acts))
    if longest >= d["every"]:
        silent = [a for a in _silent(around, limb, d) if first <= a["date"] <= last]
        if silent:
            flip = Flip("name-actor", {"duty": d["id"]})
            return no_evidence("actor-unknown", ("actor",), flip, **says)
        return not_met("other-rules", says, facts)
    margin = d["every"] - longest
    return not_met("periods-kept", says, facts, margin, _longer(around, limb, d, acts))


def _longer(around: Around, limb: Limb, d: Row, acts: list[Row]) -> Flip | None:
    """No act until the period that runs is full; else the fewest acts without which one had been empty."""
    first, last = counted(around, limb, d)
    marks = [first - 1, *sorted({a["date"] for a in acts}), last + 1]
    full = marks[-2] + d["every"]
    end = around.subject.until - 1 if d["eff"] is None else min(d["eff"], around.subject.until - 1)
    no_more = not [a for a in _later(around, limb) if a <= full] and untold(around, d, full)
    if last == around.at.as_of and full <= end and no_more and applies(limb, full, full):
        return Flip("none-until", {"duty": d["id"], "day": as_day(full)}, on=as_day(full))
    for fewer in range(1, len(marks) - 1):
        for begin in range(len(marks) - fewer - 1):
            start, gone = marks[begin], marks[begin + 1 : begin + 1 + fewer]
            if marks[begin + 1 + fewer] - start - 1 >= d["every"]:
                without = ids(a for a in acts if a["date"] in gone)
                if applies(limb, start + d["every"], around.at.as_of) and not _silent(around, limb, d):
                    return Flip("acts-withdrawn", {"acts": without, "count": len(without)}, without=without)
    return None


def _concerns(around: Around, limb: Limb, d: Row) -> bool:
    return (
        d["matter"] in around.named
        if "DutyAssignee" in limb.who
        else d["organization"] == around.subject.organization
    )


def counted(around: Around, limb: Limb, d: Row) -> tuple[int, int]:
    """The first and last of the days of a periodic duty that count for the subject."""
    last = min(around.at.as_of if d["eff"] is None else d["eff"], around.at.as_of)
    since = around.subject.since
    if since > d["start"] and since > LOW:
        since += limb.grace_days
    return max(since, d["start"]), min(last, around.subject.until - 1)


def _acts(around: Around, limb: Limb, d: Row) -> list[Row]:
    if limb.in_person:
        acts = [a for a in around.own_acts if a["actor"]]
    else:
        acts = [a for a in around.acts_on(d) if a["fulfils"]]
    return [a for a in acts if not limb.act_kind or a["kind"] in limb.act_kind]


def _silent(around: Around, limb: Limb, d: Row) -> list[Row]:
    """Where the subject must act: acts of the organization on the duty that do not say who acted."""
    if not limb.in_person:
        return []
    acts = [a for a in around.acts_on(d) if not a["named"] and a["by"] == around.subject.organization]
    return [a for a in acts if not limb.act_kind or a["kind"] in limb.act_kind]


def _later(around: Around, limb: Limb) -> list[int]:
    """The days after the as-of date of acts of the subject that are on record already."""
    if not limb.in_person:
        return []
    rows = around.at.compiled["act_by_tenure"].filter(pl.col("tenure") == around.subject.code)
    return [int(day) for day in rows["date"] if day > around.at.as_of]


def acts_needed(around: Around, limb: Limb, d: Row) -> list[int]:
    """The days on which further acts, as few as possible, would have left no whole period empty."""
    first, last = counted(around, limb, d)
    acts = {a["date"] for a in _acts(around, limb, d) if first <= a["date"] <= last}
    marks = [first - 1, *sorted(acts), last + 1]
    every = int(d["every"])
    return [day for a, b in itertools.pairwise(marks) for day in range(a + every, b, every)]


def acted(around: Around, limb: Limb) -> list[Reason]:
    """Of each feedback: what the subject did about it; or why its period does not count."""
    found = [r for f in around.feedbacks if (r := _of_feedback(around, limb, f)) is not None]
    return found or [no_evidence("no-feedback", ("Feedback",))]


def _of_feedback(around: Around, limb: Limb, f: Row) -> Reason | None:
    since, until, now = around.subject.since, around.subject.until, around.at.as_of
    first, end = max(f["start"], since), min(f["last"], until - 1)
    if end < first:
        return None
    says: dict[str, Any] = {"feedback": f["id"], "day": as_day(f["start"]), "until": as_day(f["last"])}
    silent = [
        a for a in around.silent_acts
        if a["feedback"] == f["feedback"] and first <= a["date"] <= end and (not limb.act_kind or a["kind"] in limb.act_kind)
    ]  # fmt: skip
    acts = [
        a for a in around.own_acts
        if f["feedback"] in around.told_by.get(a["act"], ()) and first <= a["date"] <= end
        and (not limb.act_kind or a["kind"] in limb.act_kind) and names_subject(limb, a)
    ]  # fmt: skip
    short = since > f["start"] and end - first + 1 < limb.grace_days
    turns = not short and end <= now and not silent and applies(limb, end, now)
    if acts:
        says |= {"act": acts[0]["id"], "on": as_day(acts[0]["date"]), "count": len(ids(acts))}
        gone = Flip("acts-withdrawn", {**says, "acts": ids(acts)}, without=ids(acts))
        return not_met("acted", says, ids(acts), len(acts), gone if turns else None)
    if short:
        says |= {"days": limb.grace_days, "since": as_day(since)}
        return not_met("too-short", says, (around.subject.id, f["id"]), limb.grace_days - (end - first + 1))
    if end > now:
        says |= {"end": as_day(end)}
        quiet = not silent and applies(limb, end, end) and _nothing_coming(around, f, end)
        flip = Flip("none-by", {**says, "kinds": limb.act_kind}, on=as_day(end)) if quiet else None
        return not_met("still-running", says, (f["id"],), end - now, flip)
    if silent:
        says |= {"acts": ids(silent)}
        return no_evidence("acts-unnamed", ("actor",), Flip("name-actors", says), **says)
    return not_met("other-rules", {"duty": f["id"]}, (f["id"],))


def _nothing_coming(around: Around, f: Row, end: int) -> bool:
    """Whether nothing is on record for the days after the as-of date that could change the period or show an act in it."""
    compiled, now = around.at.compiled, around.at.as_of
    acts = compiled["act_on_feedback"].filter(
        pl.col("feedback") == f["feedback"], pl.col("date").is_between(now, end, closed="right")
    )
    duties = compiled["matter"].filter(pl.col("feedback") == f["feedback"]).select(matter="code")
    moved = compiled["extension"].join(duties, on="matter", how="semi")
    moved = moved.filter(pl.col("approved").is_between(now, end, closed="right"))
    return acts.is_empty() and moved.is_empty()


def names_subject(limb: Limb, act: Row) -> bool:
    """Whether an act of the subject's names it as the limb asks."""
    actor, recipient = "ActActor" in limb.who, "ActRecipient" in limb.who
    return actor == recipient or bool(act["actor"]) == actor
