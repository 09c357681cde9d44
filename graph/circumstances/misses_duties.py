"""Why is a duty not unmet, not unmet after a reminder, not without its periodic acts?"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from graph.circumstances.reasons import Flip, Reason, as_day, no_evidence, not_met
from graph.compiled import LOW

if TYPE_CHECKING:
    from graph.circumstances.around import Around, Row
    from graph.circumstances.rules import Limb


def no_duty(limb: Limb) -> list[Reason]:
    """No duty of the kind is on record."""
    return [no_evidence("no-duty", limb.duty_kind, Flip("record-duty", {"kinds": limb.duty_kind}))]


def duty_met(around: Around, limb: Limb) -> list[Reason]:
    """Of each duty: not dated, not due yet, done in time, excused, in the days of grace, done by the subject."""
    found = []
    for d in around.answered(limb):
        if limb.periodic is not None and d["periodic"] != limb.periodic:
            continue
        found.append(_of_duty(around, limb, d))
    return found or no_duty(limb)


def _of_duty(around: Around, limb: Limb, d: Row) -> Reason:
    says = {"duty": d["id"]}
    if d["eff"] is None:
        return not_met("no-due", says, (d["id"],), None, Flip("set-due", says))
    eff = d["eff"]
    says["due"] = as_day(eff)
    extensions = _extensions(around, d)
    acts = around.acts_on(d)
    done = [a for a in acts if a["fulfils"] and a["date"] <= eff]
    if done and limb.in_person and not all(a["named"] for a in done):
        return no_evidence("actor-unknown", ("actor",), Flip("name-actor", says), **says)
    if done:
        says |= {"act": done[0]["id"], "day": as_day(done[0]["date"])}
        late = {**says, "day": as_day(eff + 1)}
        return not_met(
            "done-in-time",
            says,
            (done[0]["id"], *extensions),
            eff + 1 - done[0]["date"],
            Flip("done-later", late),
        )
    if not d["unmet"]:
        late = {**says, "day": as_day(eff + 1)}
        margin = eff + 1 - around.at.as_of
        return not_met("not-due-yet", says, (d["id"], *extensions), margin, Flip("not-done-by", late))
    excuses = [a for a in acts if not a["fulfils"] and a["verdict"] in limb.unless]
    if excuses:
        says |= {"act": excuses[0]["id"], "verdict": excuses[0]["verdict"]}
        return not_met("excused", says, (excuses[0]["id"],), 1, Flip("withdrawn", {"act": excuses[0]["id"]}))
    since = around.subject.since
    if since > d["start"] and eff < since + limb.grace_days:
        says |= {"since": as_day(since), "day": as_day(since + limb.grace_days), "days": limb.grace_days}
        return not_met(
            "in-grace", says, (around.subject.id,), since + limb.grace_days - eff, Flip("due-later", says)
        )
    return not_met("other-rules", says, (d["id"],))


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
        if not d["unmet"]:
            found.append(_of_duty(around, limb, d))
        elif done:
            says |= {"act": done[0]["id"], "day": as_day(done[0]["date"])}
            found.append(
                not_met("done-late", says, (done[0]["id"],), 1, Flip("withdrawn", {"act": done[0]["id"]}))
            )
        else:
            kind = (limb.after,) if limb.after else ()
            says |= {"due": as_day(d["eff"]), "kinds": kind}
            record = {
                "type": "Act", "kind": limb.after, "to": around.subject.id, "concerns": d["id"],
                "date": as_day(max(d["eff"] + 1, around.at.as_of)),
            }  # fmt: skip
            found.append(no_evidence("not-reminded", kind, Flip("record-act", says, (record,)), **says))
    return found or no_duty(limb)


def periods_kept(around: Around, limb: Limb) -> list[Reason]:
    """Of each periodic duty: how long the longest stretch without an act was."""
    found = []
    for d in around.of_kind(limb.duty_kind):
        if d["every"] is None or not _concerns(around, limb, d):
            continue
        first, last = counted(around, limb, d)
        says = {"duty": d["id"], "days": d["every"]}
        if first > last:
            says |= {"grace": limb.grace_days}
            found.append(not_met("no-days", says, (around.subject.id, d["id"])))
            continue
        days = _days(around, limb, d, first, last)
        marks = [first - 1, *days, last + 1]
        longest = max(b - a - 1 for a, b in itertools.pairwise(marks))
        says |= {"longest": longest, "day": as_day(first), "until": as_day(last)}
        facts = tuple(a["id"] for a in _acts(around, limb, d) if first <= a["date"] <= last)
        flip = Flip("longer-gap", {**says, "more": d["every"] - longest})
        found.append(not_met("periods-kept", says, (d["id"], *facts), d["every"] - longest, flip))
    return found or no_duty(limb)


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


def _days(around: Around, limb: Limb, d: Row, first: int, last: int) -> list[int]:
    return sorted({a["date"] for a in _acts(around, limb, d) if first <= a["date"] <= last})


def acts_needed(around: Around, limb: Limb, d: Row) -> tuple[int, int]:
    """How many more acts would have left no whole period empty, and the last day for the first of them."""
    first, last = counted(around, limb, d)
    marks = [first - 1, *_days(around, limb, d, first, last), last + 1]
    gaps = [(a, b - a - 1) for a, b in itertools.pairwise(marks)]
    needed = sum(length // d["every"] for _, length in gaps)
    start = next(a for a, length in gaps if length >= d["every"])
    return needed, start + int(d["every"])
