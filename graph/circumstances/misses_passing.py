"""Why is nothing amiss when work passed from one to another, and what would be?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from graph.circumstances.misses_periods import names_subject
from graph.circumstances.reasons import Flip, Reason, as_day, no_evidence, not_met
from graph.circumstances.succession import new_heads
from graph.circumstances.turning import applies, end_of_breach, ids, known_organization, performed, untold
from graph.compiled import LOW

if TYPE_CHECKING:
    from graph.circumstances.around import Around, Row
    from graph.circumstances.rules import Limb


# ------------------------------------------------------------------ handing over


def handed_over(around: Around, limb: Limb) -> list[Reason]:
    """Of each charge of the subject: still running, no open task, no duty to hand over, handed over, or not due yet."""
    compiled, code = around.at.compiled, around.subject.code
    charges = [
        compiled[f"{kind}_charge"].filter(pl.col("tenure") == code, ~pl.col("assists"))
        .select("division", began="own_from", gone="own_until", office="office_until")
        for kind in ("domain", "unit")
    ]  # fmt: skip
    rows = pl.concat(charges).unique("division")
    if rows.is_empty():
        return [no_evidence("no-division", ("DivisionOfLabor",))]
    rows = rows.join(compiled["division"].select("id", division="code"), on="division").sort("gone", "id")
    found: list[Reason] = []
    for charge in rows.iter_rows(named=True):
        says: dict[str, Any] = {"division": charge["id"]}
        if charge["gone"] > around.at.as_of or charge["gone"] >= charge["office"]:
            found.append(not_met("still-in-charge", says, (charge["id"],)))
            continue
        says["day"] = as_day(charge["gone"])
        if not _open_tasks(around, limb, charge["division"], charge["gone"]):
            found.append(not_met("nothing-open", says, (charge["id"],)))
            continue
        duties = [
            d for d in around.of_kind(limb.duty_kind)
            if d["matter"] in around.named and d["organization"] == around.subject.organization and d["eff"] is not None
            and d["start"] <= charge["gone"] <= d["eff"]
        ]  # fmt: skip
        found += [_of_handover(around, limb, charge, d, says) for d in duties] or [
            no_evidence("no-duty-then", limb.duty_kind, _duty_then(around, limb, charge), **says)
        ]
    return found


def _of_handover(around: Around, limb: Limb, charge: Row, d: Row, says: dict[str, Any]) -> Reason:
    eff, now = d["eff"], around.at.as_of
    says = {**says, "duty": d["id"], "due": as_day(eff)}
    given = [
        a for a in around.own_acts
        if a["actor"] and a["kind"] in limb.act_kind and charge["began"] <= a["date"] <= eff
    ]  # fmt: skip
    others = [a for a in performed(around, d) if a["id"] not in ids(given)]
    if given:
        says |= {"act": given[0]["id"], "on": as_day(given[0]["date"]), "acts": ids(given)}
        turns = eff < now and not others and applies(limb, eff + 1, now)
        flip = Flip("withdrawn", {"acts": ids(given)}, without=ids(given)) if turns else None
        return not_met("handed-over", says, ids(given), eff + 1 - given[0]["date"], flip)
    if others:
        turns = eff < now and applies(limb, eff + 1, now)
        flip = Flip("withdrawn", {"acts": ids(others)}, without=ids(others)) if turns else None
        return not_met("handed-over-otherwise", says, (d["id"], *ids(others)), None, flip)
    if not d["unmet"]:
        late = {**says, "day": as_day(eff + 1)}
        silent = _no_handover_coming(around, limb, eff) and untold(around, d, eff + 1)
        turns = silent and applies(limb, eff + 1, eff + 1, end_of_breach(d))
        flip = Flip("not-done-by", late, on=as_day(eff + 1)) if turns else None
        return not_met("not-due-yet", says, (d["id"],), eff + 1 - now, flip)
    return not_met("other-rules", says, (d["id"],))


def _no_handover_coming(around: Around, limb: Limb, until: int) -> bool:
    rows = around.at.compiled["act_by_tenure"].filter("actor", pl.col("tenure") == around.subject.code)
    rows = rows.filter(pl.col("date").is_between(around.at.as_of, until, closed="right"))
    return rows.filter(pl.col("kind").is_in(limb.act_kind)).is_empty()


def _duty_then(around: Around, limb: Limb, charge: Row) -> Flip | None:
    """A duty to hand over that fell due on the day on which the charge ended."""
    gone, now = charge["gone"], around.at.as_of
    given = [
        a for a in around.own_acts
        if a["actor"] and a["kind"] in limb.act_kind and charge["began"] <= a["date"] <= gone
    ]  # fmt: skip
    if gone >= now or given or not limb.duty_kind or not applies(limb, gone + 1, now):
        return None
    record = {
        "type": "Duty", "kind": limb.duty_kind[0], "bearer": known_organization(around), "assignedTo": around.subject.id,
        "from": as_day(gone), "due": as_day(gone),
    }  # fmt: skip
    return Flip("record-handover", {"kinds": limb.duty_kind, "day": as_day(gone)}, (record,))


def _open_tasks(around: Around, limb: Limb, division: int, gone: int) -> bool:
    ground = around.at.spans.filter(pl.col("division") == division)["matter"]
    tasks = {d["matter"]: d for d in around.of_kind(limb.open_kind)}
    return any(
        m in tasks
        and tasks[m]["start"] < gone
        and (tasks[m]["fulfilled"] is None or tasks[m]["fulfilled"] > gone)
        for m in ground
    )


# ------------------------------------------------------------------ taking over


def took_over(around: Around, limb: Limb) -> list[Reason]:
    """Not new, came when nothing ran, acted in time, or nothing was missed since."""
    since, me, now = around.subject.since, (around.subject.id,), around.at.as_of
    if since == LOW:
        return [no_evidence("start-unknown", ("from",))]
    after = since + limb.grace_days
    says: dict[str, Any] = {"since": as_day(since), "days": limb.grace_days, "day": as_day(after)}
    new = new_heads(around.at, limb).filter(pl.col("tenure") == around.subject.code)
    if new.is_empty():
        return [not_met("not-new", says, me)]
    if not any(f["start"] <= since <= f["last"] for f in around.feedbacks):
        return [not_met("nothing-ran", says, (*me, *(f["id"] for f in around.feedbacks)))]
    acts = [
        a for a in around.own_acts
        if since <= a["date"] < after and (not limb.act_kind or a["kind"] in limb.act_kind) and names_subject(limb, a)
    ]  # fmt: skip
    missed = [
        d["eff"] for d in around.duties
        if d["unmet"] and d["organization"] == around.subject.organization and after <= d["eff"] < around.subject.until
    ]  # fmt: skip
    if acts:
        says |= {
            "act": acts[0]["id"],
            "on": as_day(acts[0]["date"]),
            "count": len(ids(acts)),
            "acts": ids(acts),
        }
        # Without these acts a duty that they perform is missed as well.
        gone = [
            d["eff"] for d in around.duties
            if d["organization"] == around.subject.organization and d["eff"] is not None and after <= d["eff"] < min(now, around.subject.until)
            and {a["id"] for a in performed(around, d)} <= set(ids(acts))
        ]  # fmt: skip
        turns = bool(gone) and applies(limb, min(gone) + 1, now)
        flip = Flip("acts-withdrawn", says, without=ids(acts)) if turns else None
        return [not_met("took-over", says, ids(acts), len(ids(acts)), flip)]
    if missed:
        return [not_met("other-rules", {"duty": around.subject.id}, me)]
    turns = after < min(now, around.subject.until) and applies(limb, after + 1, now)
    record = {
        "type": "Duty", "kind": "RectificationTask", "bearer": known_organization(around), "from": as_day(after), "due": as_day(after),
    }  # fmt: skip
    return [not_met("nothing-missed", says, me, 1, Flip("missed-after", says, (record,)) if turns else None)]


# ------------------------------------------------------------------ passing on


def not_passed_on(around: Around, limb: Limb) -> list[Reason]:
    """Of each duty that the subject passed on or was passed among members: how often, and whether it is unmet."""
    assert limb.least is not None, limb.test
    least = max(int(-(-limb.least.value // 1)), 1)
    found = []
    for d in around.of_kind(limb.duty_kind):
        acts = _passed(around, limb, d)
        if any(around.subject.code in people for _, people in acts):
            found.append(_of_passed(around, limb, d, [a for a, _ in acts], least))
    return found or [no_evidence("not-passed", limb.act_kind)]


def _of_passed(around: Around, limb: Limb, d: Row, acts: list[Row], least: int) -> Reason:
    now, eff = around.at.as_of, d["eff"]
    says: dict[str, Any] = {"duty": d["id"], "count": len(acts), "least": least}
    facts = (d["id"], *ids(acts))
    reached = acts[least - 1]["date"] if len(acts) >= least else now
    if not d["unmet"]:
        flip = None
        done = [] if eff is None else performed(around, d)
        if done and eff < now and len(acts) >= least and applies(limb, max(eff + 1, reached), now, eff + 1):
            day = as_day(eff + 1)
            flip = Flip("unmet-too", {**says, "day": day}, sets=tuple((i, "date", day) for i in ids(done)))
        return not_met("passed-but-met", says, facts, 1, flip)
    if len(acts) >= least:
        return not_met("other-rules", {"duty": d["id"]}, facts)
    more = least - len(acts)
    other = _another(around, limb)
    turns = other is not None and applies(limb, max(eff + 1, now), now, end_of_breach(d))
    record = {
        "type": "Act", "kind": limb.act_kind[0] if limb.act_kind else "Reassignment", "actor": around.subject.id, "to": other,
        "concerns": d["id"], "date": as_day(now),
    }  # fmt: skip
    flip = Flip("passed-more", {**says, "more": more}, (record,) * more) if turns else None
    return not_met("passed-less", says, facts, more, flip)


def _passed(around: Around, limb: Limb, d: Row) -> list[tuple[Row, set[int]]]:
    """The acts by which members passed the duty on among themselves, in their order, with the members (codes) who gave and took."""
    acts = {a["act"]: a for a in around.acts_on(d) if not a["fulfils"] and a["kind"] in limb.act_kind}
    if not acts:
        return []
    members = around.at.tenures(limb).filter(pl.col("organization") == d["organization"]).select("tenure")
    sides = around.at.compiled["act_by_tenure"].filter(pl.col("act").is_in(list(acts)))
    gave: dict[int, set[int]] = {}
    took: dict[int, set[int]] = {}
    for act, tenure, actor in (
        sides.join(members, on="tenure", how="semi").select("act", "tenure", "actor").iter_rows()
    ):
        (gave if actor else took).setdefault(act, set()).add(tenure)
    return [(a, gave[code] | took[code]) for code, a in acts.items() if code in gave and code in took]


def _another(around: Around, limb: Limb) -> str | None:
    """Another member of the leadership (id), the first of them."""
    rows = around.at.tenures(limb).filter(
        pl.col("organization") == around.subject.organization, pl.col("tenure") != around.subject.code
    )
    named = around.at.compiled["tenure"].join(rows.select(code="tenure"), on="code", how="semi")
    found = named["id"].sort()
    return str(found[0]) if found.len() else None
