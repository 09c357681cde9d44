"""What went wrong when work passed from one to another: no handover, a new head who did nothing, a task sent round?

Patterns HandoverMissing, SuccessorInert, RepeatedReassignment (semantics 3, 4; docs/decisions.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from graph.circumstances.hits import NO_HITS, hits
from graph.circumstances.periods import as_named
from graph.circumstances.standing import imprecise, union_of
from graph.compiled import HEAD, HIGH, LOW
from graph.responsibility import ASSIGNED

if TYPE_CHECKING:
    from graph.circumstances.rules import Limb
    from graph.circumstances.standing import Standing


def handover_missing(at: Standing, limb: Limb) -> pl.DataFrame:
    """A charge that ended in the tenure over an open task, the duty to hand over on that day unmet, and no act of handing over by its due date."""
    ended = _ended(at, limb)
    if ended.is_empty():
        return NO_HITS
    open_ = at.duties.filter(pl.col("kind").is_in(limb.open_kind)).select("matter", "start", "fulfilled")
    ground = at.spans.filter(pl.col("ground") > ASSIGNED).select("matter", "division").unique()
    over = (
        ended.join(ground, on="division")
        .join(open_, on="matter")
        .filter(
            (pl.col("start") < pl.col("gone"))
            & (pl.col("fulfilled").is_null() | (pl.col("fulfilled") > pl.col("gone")))
        )
    )
    over = over.group_by("tenure", "division", "organization", "began", "gone", "sure").agg(
        tasks=pl.col("matter").unique().sort()
    )
    named = at.compiled["matter_tenure"].select("matter", "tenure").unique()
    due = at.unmet.filter(pl.col("kind").is_in(limb.duty_kind)).join(named, on="matter")
    rows = over.join(due, on=["tenure", "organization"]).filter(
        (pl.col("start") <= pl.col("gone")) & (pl.col("gone") <= pl.col("eff"))
    )
    given = at.compiled["act_by_tenure"].filter("actor", pl.col("date") <= at.as_of)
    given = given.filter(pl.col("kind").is_in(limb.act_kind)).select("tenure", "date")
    handed = rows.join(given, on="tenure").filter(pl.col("date").is_between("began", "eff"))
    rows = rows.join(handed, on=["tenure", "division", "matter"], how="anti")
    rows = rows.with_columns(doubts=pl.col("doubts") | imprecise(pl.lit(value=True), pl.col("sure")))
    task = at.compiled["matter"].select("id", code="code")
    names = (
        rows.select("tenure", "matter", code="tasks").explode("code", empty_as_null=True).drop_nulls("code")
    )
    names = names.join(task, on="code").group_by("tenure", "matter").agg(others=pl.col("id").unique().sort())
    found = rows.group_by("tenure", "matter").agg(
        pl.col("feedback", "fulfilled").first(),
        breach=pl.col("eff").first() + 1,
        doubts=union_of(),
        divisions=pl.col("division").unique().sort(),
    )
    found = found.join(names, on=["tenure", "matter"])
    return hits(
        limb.place,
        found.with_columns(
            subject="tenure", duties=pl.concat_list("matter"), running=pl.col("fulfilled").fill_null(HIGH)
        ),
    )


def _ended(at: Standing, limb: Limb) -> pl.DataFrame:
    """Charges that ended by the as-of date while the tenure went on: tenure, organization, division, began, gone, sure."""
    charges = [
        at.compiled[f"{kind}_charge"].filter(~pl.col("assists"))
        .select("tenure", "division", "own_until", "own_from", "office_until", "sure_until")
        for kind in ("domain", "unit")
    ]  # fmt: skip
    rows = pl.concat(charges).unique(["tenure", "division"])
    rows = rows.join(at.tenures(limb).select("tenure", "organization"), on="tenure")
    rows = rows.filter((pl.col("own_until") <= at.as_of) & (pl.col("own_until") < pl.col("office_until")))
    return rows.select(
        "tenure", "organization", "division", began="own_from", gone="own_until",
        sure=pl.col("sure_until") >= pl.col("own_until"),
    )  # fmt: skip


def successor_inert(at: Standing, limb: Limb) -> pl.DataFrame:
    """A new head in a running rectification with no act in the days of grace, and a duty that then fell due in the tenure unmet."""
    new = new_heads(at, limb)
    if new.is_empty() or at.unmet.is_empty():
        return NO_HITS
    inside = at.periods.rename({"start": "told", "last": "over"})
    new = new.join(inside, on="organization").filter(pl.col("from").is_between("told", "over"))
    new = new.group_by("tenure").agg(
        pl.col("organization", "acting", "from", "until", "sure_from").first(),
        feedback=pl.col("feedback").min(),
    )
    new = new.with_columns(until_grace=(pl.col("from") + limb.grace_days).cast(pl.Int32))
    acts = at.compiled["act_by_tenure"].filter(pl.col("date") <= at.as_of)
    acts = acts.filter(pl.col("kind").is_in(limb.act_kind)) if limb.act_kind else acts
    acts = as_named(acts, limb).select("tenure", "date")
    active = new.join(acts, on="tenure").filter(
        (pl.col("date") >= pl.col("from")) & (pl.col("date") < pl.col("until_grace"))
    )
    new = new.join(active, on="tenure", how="anti")
    unmet = at.unmet.select("organization", "matter", "eff", said="doubts")
    missed = new.join(unmet, on="organization").filter(
        (pl.col("eff") >= pl.col("until_grace")) & (pl.col("eff") < pl.col("until"))
    )
    found = missed.group_by("tenure").agg(
        pl.col("acting", "from", "sure_from", "feedback").first(),
        breach=pl.col("eff").min() + 1,
        duties=pl.col("matter").unique().sort(),
        doubts=union_of("said"),
    )
    found = found.with_columns(
        doubts=pl.col("doubts") | imprecise(pl.lit(value=True), pl.col("sure_from") <= pl.col("from")),
        first="from",
        last=(pl.col("from") + max(limb.grace_days, 1) - 1).cast(pl.Int32),
    )
    found = at.head_doubts(found)
    return hits(limb.place, found.with_columns(subject="tenure", anchor=pl.lit("")))


def new_heads(at: Standing, limb: Limb) -> pl.DataFrame:
    """Tenures, with a known beginning by the as-of date, of those who followed somebody else in the organization and did not head it just before."""
    rows = at.tenures(limb).filter((pl.col("from") > LOW) & (pl.col("from") <= at.as_of))
    heads = at.compiled["tenure"].filter(pl.col("seat") == HEAD)
    earlier = heads.select("organization", other="person", began="from", ended="until")
    pairs = rows.join(earlier, on="organization").filter(pl.col("began") < pl.col("from"))
    same = pl.col("other") == pl.col("person")
    followed = pairs.filter(~same).select("tenure").unique()
    stayed = pairs.filter(same & (pl.col("ended") >= pl.col("from"))).select("tenure").unique()
    return rows.join(followed, on="tenure", how="semi").join(stayed, on="tenure", how="anti")


def repeated_reassignment(at: Standing, limb: Limb) -> pl.DataFrame:
    """An unmet duty that members of the responsible leadership passed on among themselves so many times."""
    assert limb.least is not None, limb.test
    unmet = at.unmet
    if limb.duty_kind:
        unmet = unmet.filter(pl.col("kind").is_in(limb.duty_kind))
    acts = at.acts_on(unmet).filter(~pl.col("fulfils"))
    acts = acts.filter(pl.col("kind").is_in(limb.act_kind)).select("matter", "act", "date").unique()
    if acts.is_empty():
        return NO_HITS
    acts = acts.join(unmet.select("matter", "organization"), on="matter")
    sides = at.compiled["act_by_tenure"].select("act", "tenure", "actor")
    sides = sides.join(at.tenures(limb).select("tenure", "organization"), on="tenure")
    passed = acts.join(sides, on=["act", "organization"])
    both = passed.group_by("matter", "act").agg(gave=pl.col("actor").any(), took=(~pl.col("actor")).any())
    passed = passed.join(both.filter(pl.col("gave") & pl.col("took")), on=["matter", "act"], how="semi")
    least = max(int(-(-limb.least.value // 1)), 1)
    days = passed.select("matter", "act", "date").unique().sort("date", "act")
    often = days.group_by("matter", maintain_order=True).agg(
        times=pl.len(), reached=pl.col("date").slice(least - 1, 1).first(), acts=pl.col("act").sort()
    ).filter(pl.col("times") >= least)  # fmt: skip
    who = passed.select("matter", subject="tenure").unique()
    found = unmet.join(often, on="matter").join(who, on="matter")
    return hits(
        limb.place,
        found.with_columns(
            duties=pl.concat_list("matter"),
            breach=pl.max_horizontal(pl.col("eff") + 1, "reached"),
            running=pl.col("fulfilled").fill_null(HIGH),
        ),
    )
