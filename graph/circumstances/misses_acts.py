"""Why is there no verdict, no empty rectification, no recurrence, no rush, nothing amiss when work passed on?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.circumstances.misses_duties import no_duty
from graph.circumstances.reasons import Flip, Reason, as_day, no_evidence, not_met
from graph.circumstances.succession import new_heads
from graph.compiled import HIGH, LOW

if TYPE_CHECKING:
    from graph.circumstances.around import Around, Row
    from graph.circumstances.rules import Limb


def verdict_otherwise(around: Around, limb: Limb) -> list[Reason]:
    """The acts of the kind that say the contrary; or what is missing."""
    judged = [a for a in _named_acts(around, limb) if a["verdict"] is not None]
    judged = [a for a in judged if not limb.act_kind or a["kind"] in limb.act_kind]
    others = [a for a in judged if a["verdict"] in limb.contrary]
    unfinished = [a for a in judged if a["verdict"] in limb.verdict]
    says: dict[str, Any] = {"kinds": limb.act_kind, "verdicts": limb.verdict}
    if unfinished:
        last = unfinished[-1]
        says |= {"act": last["id"], "day": as_day(last["date"]), "verdict": last["verdict"]}
        missing = tuple(x for x in (limb.performed_by, limb.after) if x)
        if missing:
            return [
                no_evidence("verdict-not-enough", missing, Flip("record-act", {"kinds": missing}), **says)
            ]
        return [not_met("verdict-not-counted", says, (last["id"],))]
    if others:
        return [
            not_met(
                "judged-otherwise",
                {**says, "act": a["id"], "day": as_day(a["date"]), "verdict": a["verdict"]},
                (a["id"],),
                1,
                Flip("judged-so", {"act": a["id"], "verdicts": limb.verdict}),
            )
            for a in others
        ]
    return [no_evidence("no-verdict", limb.act_kind, Flip("record-verdict", says), **says)]


def _named_acts(around: Around, limb: Limb) -> list[Row]:
    """Acts that the limb would read, whatever their verdict."""
    found: dict[str, Row] = {}
    for who in limb.who:
        if who in ("DutyBearer", "DutyAssignee"):
            for d in around.of_kind(limb.duty_kind):
                mine = (
                    d["matter"] in around.named
                    if who == "DutyAssignee"
                    else d["organization"] == around.subject.organization
                )
                if mine:
                    found |= {a["id"]: a for a in around.acts_on(d) if not a["fulfils"]}
        else:
            actor = who in ("ActActor", "ActOrganization")
            found |= {a["id"]: a for a in around.own_acts if a["actor"] == actor}
    if limb.about is not None:
        told = {f["feedback"] for f in around.feedbacks}
        found = {i: a for i, a in found.items() if around.told_by.get(a["act"], set()) & told}
    return sorted(found.values(), key=lambda a: (a["date"], a["id"]))


def acted(around: Around, limb: Limb) -> list[Reason]:
    """Of each feedback: what the subject did about it; or why its period does not count."""
    found = []
    for f in around.feedbacks:
        since, until = around.subject.since, around.subject.until
        first, end = max(f["start"], since), min(f["last"], until - 1)
        says: dict[str, Any] = {"feedback": f["id"], "day": as_day(f["start"]), "until": as_day(f["last"])}
        acts = [
            a for a in around.own_acts
            if f["feedback"] in around.told_by.get(a["act"], ()) and first <= a["date"] <= end
            and (not limb.act_kind or a["kind"] in limb.act_kind) and _names(limb, a)
        ]  # fmt: skip
        if end < first:
            continue
        if acts:
            says |= {"act": acts[0]["id"], "on": as_day(acts[0]["date"]), "count": len(acts)}
            found.append(
                not_met("acted", says, tuple(a["id"] for a in acts), len(acts), Flip("acts-withdrawn", says))
            )
        elif since > f["start"] and end - first + 1 < limb.grace_days:
            says |= {"days": limb.grace_days, "since": as_day(since)}
            found.append(
                not_met("too-short", says, (around.subject.id, f["id"]), limb.grace_days - (end - first + 1))
            )
        elif end > around.at.as_of:
            flip = Flip("none-by", {**says, "end": as_day(end), "kinds": limb.act_kind})
            found.append(
                not_met(
                    "still-running", {**says, "end": as_day(end)}, (f["id"],), end - around.at.as_of, flip
                )
            )
        else:
            found.append(not_met("other-rules", {"duty": f["id"]}, (f["id"],)))
    return found or [no_evidence("no-feedback", ("Feedback",))]


def _names(limb: Limb, act: Row) -> bool:
    actor, recipient = "ActActor" in limb.who, "ActRecipient" in limb.who
    return actor == recipient or bool(act["actor"]) == actor


def not_back(around: Around, limb: Limb) -> list[Reason]:
    """Of each issue that is said to be an earlier one come back: which task was not done before."""
    compiled = around.at.compiled
    pairs = compiled["recurrence"].filter(pl.col("organization") == around.subject.organization)
    names = dict(compiled["issue"].select("code", "id").iter_rows())
    if pairs.is_empty():
        return [no_evidence("no-recurrence", ("recurrenceOf",), Flip("record-recurrence", {}))]
    return [
        not_met(
            "not-back",
            {"issue": names.get(issue, ""), "earlier": names.get(earlier, ""), "kinds": limb.duty_kind},
            (names.get(issue, ""), names.get(earlier, "")),
            1,
            Flip("done-before", {"issue": names.get(issue, ""), "earlier": names.get(earlier, "")}),
        )
        for issue, earlier in pairs.select("issue", "earlier").iter_rows()
    ]


def no_rush(around: Around, limb: Limb) -> list[Reason]:
    """Of each feedback: how many of its tasks were done in the last days, and how many would make a rush."""
    assert limb.days is not None, limb.test
    assert limb.share is not None, limb.test
    assert limb.least is not None, limb.test
    names = dict(around.at.compiled["feedback"].select("code", "id").iter_rows())
    groups: dict[int, list[Row]] = {}
    for d in around.of_kind(limb.duty_kind):
        own = d["organization"] == around.subject.organization
        if own and d["eff"] is not None and d["feedback"] is not None:
            groups.setdefault(d["feedback"], []).append(d)
    found = []
    for feedback, tasks in sorted(groups.items()):
        done = [d for d in tasks if _in_last_days(d, int(limb.days.value), around.at.as_of)]
        says: dict[str, Any] = {
            "feedback": names[feedback], "tasks": len(tasks), "late": len(done), "days": int(limb.days.value),
            "share": limb.share.value, "least": int(limb.least.value),
        }  # fmt: skip
        facts = (names[feedback], *(d["id"] for d in done))
        if len(tasks) < limb.least.value:
            more = int(limb.least.value) - len(tasks)
            found.append(not_met("few-tasks", says, facts, more, Flip("more-tasks", {**says, "more": more})))
        else:
            more = max(math.ceil(len(tasks) * limb.share.value - 1e-9), 1) - len(done)
            found.append(not_met("no-rush", says, facts, more, Flip("more-late", {**says, "more": more})))
    return found or no_duty(limb)


def _in_last_days(d: Row, days: int, as_of: int) -> bool:
    done = d["fulfilled"]
    return done is not None and d["eff"] - days < done <= min(d["eff"], as_of)


def handed_over(around: Around, limb: Limb) -> list[Reason]:
    """Of each charge of the subject: still running, no open task, no duty to hand over, handed over, or not due yet."""
    compiled, code = around.at.compiled, around.subject.code
    divisions = compiled["division"].filter(pl.col("tenure") == code)
    if divisions.is_empty():
        return [no_evidence("no-division", ("DivisionOfLabor",))]
    found = []
    for division in divisions.sort("until", "id").iter_rows(named=True):
        gone, says = division["until"], {"division": division["id"]}
        if gone >= HIGH or gone > around.at.as_of or gone >= around.subject.until:
            found.append(not_met("still-in-charge", says, (division["id"],)))
            continue
        says["day"] = as_day(gone)
        duties = [
            d for d in around.of_kind(limb.duty_kind)
            if d["matter"] in around.named and d["eff"] is not None and d["start"] <= gone <= d["eff"]
        ]  # fmt: skip
        acts = [
            a
            for a in around.own_acts
            if a["actor"] and a["kind"] in limb.act_kind and a["date"] >= division["from"]
        ]
        if not _open_tasks(around, limb, division["code"], gone):
            found.append(not_met("nothing-open", says, (division["id"],)))
        elif not duties:
            found.append(
                no_evidence(
                    "no-duty-then", limb.duty_kind, Flip("record-duty", {"kinds": limb.duty_kind}), **says
                )
            )
        else:
            d = duties[0]
            says |= {"duty": d["id"], "due": as_day(d["eff"])}
            given = [a for a in acts if a["date"] <= d["eff"]]
            fulfilled = d["fulfilled"] is not None and d["fulfilled"] <= d["eff"]
            if given:
                says |= {"act": given[0]["id"], "on": as_day(given[0]["date"])}
                margin = d["eff"] + 1 - given[0]["date"]
                found.append(
                    not_met(
                        "handed-over",
                        says,
                        (given[0]["id"],),
                        margin,
                        Flip("withdrawn", {"act": given[0]["id"]}),
                    )
                )
            elif fulfilled:
                found.append(not_met("handed-over-otherwise", says, (d["id"],)))
            else:
                late = {**says, "day": as_day(d["eff"] + 1)}
                margin = d["eff"] + 1 - around.at.as_of
                found.append(not_met("not-due-yet", says, (d["id"],), margin, Flip("not-done-by", late)))
    return found


def _open_tasks(around: Around, limb: Limb, division: int, gone: int) -> bool:
    ground = around.at.spans.filter(pl.col("division") == division)["matter"]
    tasks = {d["matter"]: d for d in around.of_kind(limb.open_kind)}
    return any(
        m in tasks
        and tasks[m]["start"] < gone
        and (tasks[m]["fulfilled"] is None or tasks[m]["fulfilled"] > gone)
        for m in ground
    )


def took_over(around: Around, limb: Limb) -> list[Reason]:
    """Not new, came when nothing ran, acted in time, or nothing was missed since."""
    since, me = around.subject.since, (around.subject.id,)
    if since == LOW:
        return [no_evidence("start-unknown", ("from",))]
    says: dict[str, Any] = {
        "since": as_day(since),
        "days": limb.grace_days,
        "day": as_day(since + limb.grace_days),
    }
    new = new_heads(around.at, limb).filter(pl.col("tenure") == around.subject.code)
    if new.is_empty():
        return [not_met("not-new", says, me)]
    if not any(f["start"] <= since <= f["last"] for f in around.feedbacks):
        return [not_met("nothing-ran", says, (*me, *(f["id"] for f in around.feedbacks)))]
    acts = [
        a for a in around.own_acts
        if since <= a["date"] < since + limb.grace_days and (not limb.act_kind or a["kind"] in limb.act_kind) and _names(limb, a)
    ]  # fmt: skip
    if acts:
        says |= {"act": acts[0]["id"], "on": as_day(acts[0]["date"]), "count": len(acts)}
        return [
            not_met("took-over", says, tuple(a["id"] for a in acts), len(acts), Flip("acts-withdrawn", says))
        ]
    return [not_met("nothing-missed", says, me, 1, Flip("missed-after", says))]


def not_passed_on(around: Around, limb: Limb) -> list[Reason]:
    """Of each duty that was passed on: how often, and whether it is unmet."""
    assert limb.least is not None, limb.test
    mine = {a["id"] for a in around.own_acts if a["kind"] in limb.act_kind}
    found = []
    for d in around.of_kind(limb.duty_kind):
        acts = [a for a in around.acts_on(d) if not a["fulfils"] and a["kind"] in limb.act_kind]
        if not any(a["id"] in mine for a in acts):
            continue
        says: dict[str, Any] = {"duty": d["id"], "count": len(acts), "least": int(limb.least.value)}
        facts = (d["id"], *(a["id"] for a in acts))
        if not d["unmet"]:
            found.append(not_met("passed-but-met", says, facts, 1, Flip("unmet-too", says)))
        else:
            more = max(int(limb.least.value) - len(acts), 0)
            found.append(
                not_met("passed-less", says, facts, more, Flip("passed-more", {**says, "more": more}))
            )
    return found or [no_evidence("not-passed", limb.act_kind)]


def nobody_found(around: Around, limb: Limb) -> list[Reason]:
    """A person's finding was dismissed, gives no reason, or there is none."""
    rows = around.at.compiled["recorded_finding"].filter(
        (pl.col("subject") == around.subject.code)
        & (pl.col("of_tenure") == (around.subject.tenure is not None))
        & (pl.col("circumstance") == limb.circumstance)
    )
    dismissed = rows.filter(pl.col("status") == "Dismissed")["finding"].sort().to_list()
    if dismissed:
        return [not_met("dismissed", {"finding": dismissed[0]}, tuple(dismissed))]
    if rows.height:
        return [no_evidence("no-written-reason", ("reason",), Flip("write-reason", {}))]
    return [no_evidence("no-finding", ("Finding",), Flip("record-finding", {}))]
