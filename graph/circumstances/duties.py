"""Whose duties are unmet, also after a reminder?

Patterns DutyUnmet, DutyUnmetAfterReminder (semantics 2.2, 3; docs/decisions.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from graph.circumstances.hits import NO_HITS, hits
from graph.circumstances.standing import imprecise, union_of
from graph.compiled import HIGH
from graph.doubts import Doubt
from graph.responsibility import ASSIGNED, HEAD_OF

if TYPE_CHECKING:
    from graph.circumstances.rules import Limb
    from graph.circumstances.standing import Standing


def duty_unmet(at: Standing, limb: Limb) -> pl.DataFrame:
    """A duty of the kind whose effective due date has passed without performance, and without what would excuse it."""
    rows = _of_kind(at.unmet, limb).with_columns(acts=pl.lit([], pl.List(pl.UInt32)))
    if limb.unless and rows.height:
        acts = at.acts_on(rows).filter(~pl.col("fulfils") & pl.col("verdict").is_in(limb.unless))
        rows = rows.join(acts, on="matter", how="anti")
    found = _found(at, limb, rows)
    if not limb.in_person:
        return found
    return pl.concat([found, _not_in_person(at, limb)])


def after_reminder(at: Standing, limb: Limb) -> pl.DataFrame:
    """An unmet duty of the kind that is still not performed, and of which the bearer was reminded after it fell due."""
    rows = _of_kind(at.unmet, limb)
    rows = rows.filter(pl.col("fulfilled").is_null() | (pl.col("fulfilled") > at.as_of))
    if rows.is_empty():
        return NO_HITS
    told = at.compiled["act_of_organization"].filter("recipient").select("organization", "act")
    acts = at.acts_on(rows).filter(~pl.col("fulfils") & (pl.col("kind") == limb.after))
    acts = acts.join(rows.select("matter", "organization", "eff"), on="matter")
    acts = acts.filter(pl.col("date") > pl.col("eff")).join(told, on=["organization", "act"], how="semi")
    reminded = acts.group_by("matter").agg(breach=pl.col("date").min(), acts=pl.col("act").unique().sort())
    return _found(at, limb, rows.join(reminded, on="matter"))


def _of_kind(rows: pl.DataFrame, limb: Limb) -> pl.DataFrame:
    if limb.duty_kind:
        rows = rows.filter(pl.col("kind").is_in(limb.duty_kind))
    return rows if limb.periodic is None else rows.filter(pl.col("periodic") == limb.periodic)


def _found(at: Standing, limb: Limb, rows: pl.DataFrame) -> pl.DataFrame:
    """Hits of those who answer for the duties on their effective due dates."""
    if rows.is_empty():
        return NO_HITS
    rows = rows if "breach" in rows.columns else rows.with_columns(breach=pl.col("eff") + 1)
    rows = subjects(at, limb, rows)
    return hits(
        limb.place,
        rows.with_columns(duties=pl.concat_list("matter"), running=pl.col("fulfilled").fill_null(HIGH)),
    )


def subjects(at: Standing, limb: Limb, rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` (of Standing.duties) once for each that answers on the effective due date, with `subject`, doubts and `divisions`."""
    parts = []
    for who in limb.who:
        if who == "DutyBearer":
            parts.append(rows.with_columns(subject="organization", divisions=pl.lit([], pl.List(pl.UInt32))))
        elif who == "DutyAssignee":
            parts.append(_named(at, limb, rows))
        elif who in ("DutyHead", "DutyMembers"):
            parts.append(_standing_for(at, limb, rows, head=who == "DutyHead"))
    if not parts:
        return rows.clear().with_columns(subject="organization", divisions=pl.lit([], pl.List(pl.UInt32)))
    columns = parts[0].columns
    return pl.concat([part.select(columns) for part in parts]).unique(
        ["matter", "subject"], maintain_order=True
    )


def _standing_for(at: Standing, limb: Limb, rows: pl.DataFrame, *, head: bool) -> pl.DataFrame:
    """Once for each tenure that stands for the duty on its effective due date; who came late has his days of grace."""
    ground = pl.col("ground") == HEAD_OF if head else pl.col("ground") >= ASSIGNED
    spans = at.spans.filter(ground).select(
        "matter", "tenure", "ground", "division", "from", "until", "sure_from", "sure_until", said="doubts"
    )
    on = rows.select("matter", "eff").join(spans, on="matter")
    # What is doubtful about an item is doubtful about the finding: asked of all stretches of its ground.
    on = on.with_columns(said=union_of("said").over("matter", "tenure", "ground"))
    due = pl.col("eff")
    on = on.filter((pl.col("from") <= due) & (due < pl.col("until")))
    exact = pl.col("said") & int(Doubt.DateImprecise) == 0
    sure = (pl.col("sure_from") <= due) & (due < pl.col("sure_until")) & exact
    others = pl.lit(0xFFFF ^ int(Doubt.DateImprecise), pl.UInt16)
    who = on.group_by("matter", tenure="tenure").agg(
        said=union_of("said") & others,
        sure=sure.any(),
        divisions=pl.col("division").drop_nulls().unique().sort(),
    )
    found = rows.join(who, on="matter").join(
        at.tenures(limb).select("tenure", came="from", surely_came="sure_from"), on="tenure"
    )
    in_time, surely = _past_grace("came", limb), _past_grace("surely_came", limb)
    found = found.filter(in_time).with_columns(
        doubts=pl.col("doubts") | pl.col("said") | imprecise(pl.lit(value=True), pl.col("sure") & surely),
        subject="tenure",
    )
    return found.select(*rows.columns, "subject", "divisions")


def _past_grace(came: str, limb: Limb) -> pl.Expr:
    """The duty began in the tenure, or fell due when the days of grace were over."""
    return (pl.col(came) <= pl.col("start")) | (pl.col("eff") >= pl.col(came) + limb.grace_days)


def _named(at: Standing, limb: Limb, rows: pl.DataFrame) -> pl.DataFrame:
    """Once for each tenure that the duty names, in office or not."""
    named = at.compiled["matter_tenure"].select("matter", subject="tenure").unique()
    named = named.join(at.tenures(limb), left_on="subject", right_on="tenure", how="semi")
    found = rows.join(named, on="matter").with_columns(divisions=pl.lit([], pl.List(pl.UInt32)))
    return found.select(*rows.columns, "subject", "divisions")


def _not_in_person(at: Standing, limb: Limb) -> pl.DataFrame:
    """A duty performed in time, due date passed, by acts that say who acted, and none of them was the subject, who was in office then."""
    rows = _of_kind(at.duties, limb).filter(~pl.col("unmet") & (pl.col("eff") < at.as_of))
    if rows.is_empty():
        return NO_HITS
    done = at.acts_on(rows).filter("fulfils").join(rows.select("matter", "eff"), on="matter")
    done = done.filter(pl.col("date") <= pl.col("eff"))
    silent = done.filter(~pl.col("named")).select("matter").unique()
    done = done.join(silent, on="matter", how="anti")
    gathered = done.group_by("matter").agg(first=pl.col("date").min(), acts=pl.col("act").unique().sort())
    found = subjects(at, limb, rows.join(gathered, on="matter").with_columns(breach=pl.col("eff") + 1))
    if found.is_empty():
        return hits(limb.place, found)
    own = at.compiled["act_by_tenure"].filter("actor").select("act", subject="tenure")
    acted = done.select("matter", "act").join(own, on="act").select("matter", "subject").unique()
    office = at.tenures(limb).select("from", "until", "sure_from", "sure_until", subject="tenure")
    found = found.join(acted, on=["matter", "subject"], how="anti").join(office, on="subject")
    # Who came after it was done, or left before, had no part in it.
    first = pl.col("first")
    found = found.filter((pl.col("from") <= first) & (first < pl.col("until"))).with_columns(
        doubts=pl.col("doubts")
        | imprecise(pl.lit(value=True), (pl.col("sure_from") <= first) & (first < pl.col("sure_until")))
    )
    return hits(limb.place, found.with_columns(duties=pl.concat_list("matter")))
