"""Where did a whole period, or the whole of a rectification, go by without an act?

Patterns PeriodicActAbsent, ActAbsent (semantics 2.6, 3; docs/decisions.md). All days are inclusive here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from graph.circumstances.hits import NO_HITS, hits
from graph.circumstances.standing import imprecise
from graph.doubts import BITS, Doubt
from graph.responsibility import HEAD_OF

if TYPE_CHECKING:
    from graph.circumstances.rules import Limb
    from graph.circumstances.standing import Standing


def periodic_act_absent(at: Standing, limb: Limb) -> pl.DataFrame:
    """A duty to act every n days, and n consecutive days of its window (for a tenure: of its days in it) without the act."""
    rows = at.duties.filter(pl.col("every").is_not_null())
    if limb.duty_kind:
        rows = rows.filter(pl.col("kind").is_in(limb.duty_kind))
    if rows.is_empty():
        return NO_HITS
    last = pl.min_horizontal(pl.col("eff").fill_null(at.as_of), pl.lit(at.as_of, pl.Int32))
    rows = rows.with_columns(first=pl.col("start"), last=last).filter(pl.col("first") <= pl.col("last"))
    parts = [_of_bearers(at, limb, rows)] if "DutyBearer" in limb.who else []
    if limb.of_tenure:
        parts.append(_of_tenures(at, limb, rows))
    return pl.concat([NO_HITS, *parts])


def _of_bearers(at: Standing, limb: Limb, rows: pl.DataFrame) -> pl.DataFrame:
    spans = rows.select(
        "matter", "feedback", "doubts", "every", "first", "last", subject="organization"
    ).with_row_index("key")
    acts = _performed(at, limb, spans)
    return _hits(limb, spans.join(_empty(spans, acts), on="key"))


def _of_tenures(at: Standing, limb: Limb, rows: pl.DataFrame) -> pl.DataFrame:
    office = at.tenures(limb)
    if "DutyAssignee" in limb.who:
        named = at.compiled["matter_tenure"].select("matter", "tenure").unique()
        held = rows.join(named, on="matter").join(office.drop("organization"), on="tenure")
    else:
        held = rows.join(office, on="organization")
    came = (pl.col("from") > pl.col("start")) & pl.lit(limb.grace_days > 0)
    surely_came = (pl.col("sure_from") > pl.col("start")) & pl.lit(limb.grace_days > 0)
    begins = pl.when(came).then(pl.col("from") + limb.grace_days).otherwise("from")
    surely = pl.when(surely_came).then(pl.col("sure_from") + limb.grace_days).otherwise("sure_from")
    spans = held.select(
        "matter", "feedback", "doubts", "every",
        pl.max_horizontal("first", begins).cast(pl.Int32).alias("first"),
        pl.min_horizontal("last", pl.col("until") - 1).cast(pl.Int32).alias("last"),
        pl.max_horizontal("first", surely).cast(pl.Int32).alias("sure_first"),
        pl.min_horizontal("last", pl.col("sure_until") - 1, pl.col("until") - 1).cast(pl.Int32).alias("sure_last"),
        subject="tenure",
    ).filter(pl.col("first") <= pl.col("last")).with_row_index("key")  # fmt: skip
    acts = (
        pl.concat([_own(at, limb, spans), _silent(at, limb, spans, rows)])
        if limb.in_person
        else _performed(at, limb, spans)
    )
    found = _empty(spans, acts)
    sure = spans.select("key", "every", first="sure_first", last="sure_last")
    certain = _empty(sure.filter(pl.col("first") <= pl.col("last")), acts).select(
        "key", sure=pl.lit(value=True)
    )
    spans = spans.join(found, on="key").join(certain, on="key", how="left")
    spans = spans.with_columns(
        doubts=pl.col("doubts")
        | imprecise(pl.lit(value=True), pl.col("sure").fill_null(value=False))
        | _of_items(at, limb, spans)
    )
    return _hits(limb, spans)


def _of_items(at: Standing, limb: Limb, spans: pl.DataFrame) -> pl.Expr:
    """What is doubtful about the head's own item for the duty (acting, two heads at once)."""
    if "HeadSeat" not in limb.seats or spans.is_empty():
        return pl.lit(0, BITS)
    said = at.spans.filter(pl.col("ground") == HEAD_OF).select("matter", "doubts", subject="tenure")
    said = said.group_by("matter", "subject").agg(pl.col("doubts").bitwise_or())
    bits = spans.select("matter", "subject").join(
        said, on=["matter", "subject"], how="left", maintain_order="left"
    )
    return pl.lit(bits["doubts"].fill_null(0).cast(BITS) & int(Doubt.HeadDoubtful))


def _performed(at: Standing, limb: Limb, spans: pl.DataFrame) -> pl.DataFrame:
    """key, date: acts of the kind that perform the duty."""
    acts = at.acts_on(spans).filter("fulfils")
    if limb.act_kind:
        acts = acts.filter(pl.col("kind").is_in(limb.act_kind))
    return (
        spans.select("key", "matter").join(acts.select("matter", "date"), on="matter").select("key", "date")
    )


def _own(at: Standing, limb: Limb, spans: pl.DataFrame) -> pl.DataFrame:
    """key, date: acts of the kind that the subject did, whatever they concern."""
    acts = at.compiled["act_by_tenure"].filter("actor", pl.col("date") <= at.as_of)
    if limb.act_kind:
        acts = acts.filter(pl.col("kind").is_in(limb.act_kind))
    acts = acts.select("date", subject="tenure")
    return spans.select("key", "subject").join(acts, on="subject").select("key", "date")


def _silent(at: Standing, limb: Limb, spans: pl.DataFrame, duties: pl.DataFrame) -> pl.DataFrame:
    """key, date: acts of the kind by the organization on the duty that do not say who acted: it may have been the subject."""
    acts = at.acts_on(spans).filter(~pl.col("named"))
    if limb.act_kind:
        acts = acts.filter(pl.col("kind").is_in(limb.act_kind))
    homes = duties.select("matter", by="organization")
    acts = acts.join(homes, on=["matter", "by"], how="semi")
    return (
        spans.select("key", "matter").join(acts.select("matter", "date"), on="matter").select("key", "date")
    )


def _empty(spans: pl.DataFrame, acts: pl.DataFrame) -> pl.DataFrame:
    """key, breach: the last of the first `every` consecutive days of `[first, last]` without an act, where there are so many."""
    inside = acts.join(spans.select("key", "first", "last"), on="key")
    inside = inside.filter(pl.col("date").is_between("first", "last")).select("key", "date")
    edges = [
        spans.select("key", date=(pl.col("first") - 1).cast(pl.Int32)),
        inside,
        spans.select("key", date=(pl.col("last") + 1).cast(pl.Int32)),
    ]
    days = pl.concat(edges).unique().sort("key", "date")
    days = days.with_columns(before=pl.col("date").shift(1).over("key"))
    days = days.join(spans.select("key", "every"), on="key").filter(
        pl.col("date") - pl.col("before") - 1 >= pl.col("every")
    )
    return days.group_by("key").agg(breach=(pl.col("before") + pl.col("every")).min())


def _hits(limb: Limb, spans: pl.DataFrame) -> pl.DataFrame:
    return hits(limb.place, spans.with_columns(duties=pl.concat_list("matter")))


def act_absent(at: Standing, limb: Limb) -> pl.DataFrame:
    """A rectification period, over as far as it lies in the tenure, in which the subject did nothing of the kind about it."""
    came = pl.col("from") > pl.col("start")
    rows = at.periods.join(at.tenures(limb), on="organization").with_columns(
        first=pl.max_horizontal("start", "from").cast(pl.Int32),
        end=pl.min_horizontal("last", pl.col("until") - 1).cast(pl.Int32),
        sure_first=pl.max_horizontal("start", "sure_from").cast(pl.Int32),
        sure_end=pl.min_horizontal("last", pl.col("sure_until") - 1, pl.col("until") - 1).cast(pl.Int32),
    )
    needed = pl.when(came).then(max(limb.grace_days, 1)).otherwise(1)
    sure_needed = pl.when(pl.col("sure_from") > pl.col("start")).then(max(limb.grace_days, 1)).otherwise(1)
    rows = rows.filter(
        (pl.col("end") - pl.col("first") + 1 >= needed) & (pl.col("end") <= at.as_of)
    ).with_columns(sure=pl.col("sure_end") - pl.col("sure_first") + 1 >= sure_needed)
    acts = at.compiled["act_by_tenure"].filter(pl.col("date") <= at.as_of)
    acts = acts.filter(pl.col("kind").is_in(limb.act_kind)) if limb.act_kind else acts
    acts = as_named(acts, limb).select("act", "date", "tenure")
    about = at.compiled["act_on_feedback"].select("act", "feedback").unique()
    acts = acts.join(about, on="act").join(
        rows.select("tenure", "feedback", "first", "end"), on=["tenure", "feedback"]
    )
    acts = acts.filter(pl.col("date").is_between("first", "end"))
    rows = rows.join(acts, on=["tenure", "feedback"], how="anti")
    silent = at.compiled["act_on_feedback"].filter(
        ~pl.col("named") & (pl.col("by") == pl.col("organization"))
    )
    silent = silent.filter(pl.col("kind").is_in(limb.act_kind)) if limb.act_kind else silent
    # An act of the organization that does not say who acted may have been the subject's.
    silent = rows.join(silent.select("feedback", "date"), on="feedback")
    silent = silent.filter(pl.col("date").is_between("first", "end"))
    rows = rows.join(silent, on=["tenure", "feedback"], how="anti")
    if rows.is_empty():
        return NO_HITS
    rows = rows.with_columns(doubts=imprecise(pl.lit(value=True), pl.col("sure")), period=pl.col("last"))
    rows = at.head_doubts(rows.with_columns(last=pl.col("end")))
    told = at.compiled["feedback"].select("id", feedback="code")
    rows = rows.join(told, on="feedback")
    return hits(
        limb.place,
        rows.select(
            "feedback", "doubts", subject="tenure", anchor="id", breach="end", others=pl.concat_list("id")
        ),
    )


def as_named(acts: pl.DataFrame, limb: Limb) -> pl.DataFrame:
    """Those acts by tenures that name the subject as the limb asks: as actor, as recipient, or either."""
    actor, recipient = "ActActor" in limb.who, "ActRecipient" in limb.who
    if actor == recipient:
        return acts
    return acts.filter(pl.col("actor") == actor)
