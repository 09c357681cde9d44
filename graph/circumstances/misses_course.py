"""Why did no issue come back, why was there no rush, and what would have made one?"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.circumstances.misses_duties import no_duty
from graph.circumstances.reasons import Flip, Reason, as_day, no_evidence, not_met
from graph.circumstances.turning import applies, ids

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.circumstances.around import Around, Row
    from graph.circumstances.rules import Limb


def not_back(around: Around, limb: Limb) -> list[Reason]:
    """Of each issue that is said to be an earlier one come back: told to another, not told yet, which task is missing or was not done before."""
    compiled = around.at.compiled
    pairs = compiled["recurrence"].filter(pl.col("organization") == around.subject.organization)
    issues = {row["code"]: row for row in compiled["issue"].iter_rows(named=True)}
    if pairs.is_empty():
        return [no_evidence("no-recurrence", ("recurrenceOf",), Flip("record-recurrence", {}))]
    return [
        _of_pair(around, limb, issues[issue], issues[earlier])
        for issue, earlier in pairs.select("issue", "earlier").iter_rows()
        if issue in issues and earlier in issues
    ] or [no_evidence("no-recurrence", ("recurrenceOf",))]


def _of_pair(around: Around, limb: Limb, issue: Row, earlier: Row) -> Reason:
    says: dict[str, Any] = {"issue": issue["id"], "earlier": earlier["id"], "kinds": limb.duty_kind}
    facts = (issue["id"], earlier["id"])
    if earlier["organization"] != around.subject.organization:
        return not_met("another-before", says, facts)
    told, now = issue["date"], around.at.as_of
    if told > now:
        return not_met("not-told-yet", {**says, "day": as_day(told)}, facts, told - now)
    says["day"] = as_day(told)
    compiled = around.at.compiled
    codes = compiled["matter_issue"].filter(pl.col("issue") == earlier["code"])["matter"]
    tasks = compiled["matter"].filter("duty", pl.col("code").is_in(codes.implode()))
    if limb.duty_kind:
        tasks = tasks.filter(pl.col("kind").is_in(limb.duty_kind))
    if tasks.is_empty():
        return no_evidence("no-task-before", limb.duty_kind, **says)
    undone = _undone(
        around, limb, {r["code"]: r["id"] for r in tasks.select("code", "id").iter_rows(named=True)}, told
    )
    if not undone:
        return not_met("other-rules", {"duty": issue["id"]}, facts)
    day = as_day(told - 1)
    kind = limb.performed_by or "Completion"
    records = tuple({"type": "Act", "kind": kind, "fulfils": duty, "date": day} for duty in undone)
    flip = Flip("done-before", {**says, "duties": undone, "day": day}, records)
    says["duties"] = undone
    covered = applies(limb, told, now)
    return not_met("not-back", says, (*facts, *undone), len(undone), flip if covered else None)


def _undone(around: Around, limb: Limb, tasks: Mapping[int, str], told: int) -> tuple[str, ...]:
    """The tasks that were not performed before that day."""
    done = around.at.compiled["act_on_matter"].filter(
        "fulfils", pl.col("date") <= around.at.as_of, pl.col("matter").is_in(list(tasks))
    )
    if limb.performed_by is not None:
        done = done.filter(pl.col("kind") == limb.performed_by)
    first = dict(done.group_by("matter").agg(pl.col("date").min()).iter_rows())
    return tuple(sorted(name for code, name in tasks.items() if not first.get(code, told) < told))


def no_rush(around: Around, limb: Limb) -> list[Reason]:
    """Of each feedback: how many of its tasks were done in the last days, and how many would make a rush."""
    assert limb.days is not None, limb.test
    assert limb.share is not None, limb.test
    assert limb.least is not None, limb.test
    names = dict(around.at.compiled["feedback"].select("code", "id").iter_rows())
    found = []
    for feedback, tasks in sorted(tasks_by_feedback(around, limb).items()):
        done = [d for d in tasks if _in_last_days(d, int(limb.days.value), around.at.as_of)]
        says: dict[str, Any] = {
            "feedback": names[feedback], "tasks": len(tasks), "late": len(done), "days": int(limb.days.value),
            "share": limb.share.value, "least": int(limb.least.value),
        }  # fmt: skip
        facts = (names[feedback], *(d["id"] for d in done))
        if len(tasks) < limb.least.value:
            found.append(not_met("few-tasks", says, facts, math.ceil(limb.least.value) - len(tasks)))
            continue
        more = needed_for_rush(limb, len(tasks)) - len(done)
        if more <= 0:
            found.append(not_met("other-rules", {"duty": names[feedback]}, facts))
            continue
        found.append(not_met("no-rush", says, facts, more, _more_late(around, limb, tasks, done, says)))
    return found or no_duty(limb)


def tasks_by_feedback(around: Around, limb: Limb) -> dict[int, list[Row]]:
    """The dated tasks of the organization by their feedback (code)."""
    groups: dict[int, list[Row]] = {}
    for d in around.of_kind(limb.duty_kind):
        own = d["organization"] == around.subject.organization
        if own and d["eff"] is not None and d["feedback"] is not None:
            groups.setdefault(d["feedback"], []).append(d)
    return groups


def needed_for_rush(limb: Limb, tasks: int) -> int:
    """How many of so many tasks make the share."""
    assert limb.share is not None, limb.test
    return max(math.ceil(tasks * limb.share.value - 1e-9), 1)


def _more_late(
    around: Around, limb: Limb, tasks: list[Row], done: list[Row], says: dict[str, Any]
) -> Flip | None:
    """Tasks that were performed sooner or not by then, performed on the last day of theirs."""
    assert limb.days is not None, limb.test
    now, needed = around.at.as_of, needed_for_rush(limb, len(tasks))
    times = Counter(i for d in tasks for i in ids(a for a in around.acts_on(d) if a["fulfils"]))
    could: list[tuple[int, str, tuple[str, ...]]] = []
    for d in tasks:
        day = min(d["eff"], now)
        if d in done or day <= d["eff"] - limb.days.value:
            continue
        sooner = ids(a for a in around.acts_on(d) if a["fulfils"] and a["date"] <= day)
        # An act that performs other tasks too would move them as well.
        if all(times[act] == 1 for act in sooner):
            could.append((day, d["id"], sooner))
    chosen = sorted(could)[: needed - len(done)]
    days = sorted([*(d["fulfilled"] for d in done), *(day for day, _, _ in chosen)])
    if len(days) < needed or not applies(limb, days[needed - 1], now):
        return None
    records = tuple(
        {"type": "Act", "kind": "Completion", "fulfils": duty, "date": as_day(day)}
        for day, duty, sooner in chosen
        if not sooner
    )
    moved = tuple((act, "date", as_day(day)) for day, _, sooner in chosen for act in sooner)
    duties = tuple(duty for _, duty, _ in chosen)
    return Flip("more-late", {**says, "more": len(chosen), "duties": duties}, records, sets=moved)


def _in_last_days(d: Row, days: int, as_of: int) -> bool:
    done = d["fulfilled"]
    return done is not None and d["eff"] - days < done <= min(d["eff"], as_of)
