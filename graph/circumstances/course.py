"""How did the rectification of an issue, or of a whole feedback, run its course: did it come back, was it a last-minute rush?

Patterns IssueRecurs, LateBurst (semantics 4; docs/decisions.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from graph.circumstances.hits import NO_HITS, hits
from graph.circumstances.standing import union_of

if TYPE_CHECKING:
    from graph.circumstances.rules import Limb
    from graph.circumstances.standing import Standing

_EXACT = 1e-9
"""A share is a ratio of small numbers; this much is rounding."""


def issue_recurs(at: Standing, limb: Limb) -> pl.DataFrame:
    """An issue that is an earlier one come back, told to the same organization after every task for the earlier one had been done."""
    issue = at.compiled["issue"]
    pairs = (
        at.compiled["recurrence"]
        .filter(pl.col("organization").is_not_null())
        .rename({"organization": "subject"})
    )
    if pairs.is_empty():
        return NO_HITS
    told = issue.select("feedback", issue="code", breach="date", name="id")
    before = issue.select(earlier="code", subject="organization", earlier_name="id")
    pairs = pairs.join(told, on="issue").join(before, on=["earlier", "subject"])
    pairs = pairs.filter(pl.col("breach") <= at.as_of)
    tasks = at.compiled["matter"].filter("duty").select("kind", matter="code")
    if limb.duty_kind:
        tasks = tasks.filter(pl.col("kind").is_in(limb.duty_kind))
    addressed = at.compiled["matter_issue"].select("matter", earlier="issue").unique()
    addressed = addressed.join(tasks, on="matter", how="semi")
    done = at.compiled["act_on_matter"].filter("fulfils", pl.col("date") <= at.as_of)
    if limb.performed_by is not None:
        done = done.filter(pl.col("kind") == limb.performed_by)
    done = done.group_by("matter").agg(
        done=pl.col("date").min(), act=pl.col("act").sort_by("date", "act").first()
    )
    each = pairs.join(addressed, on="earlier").join(done, on="matter", how="left")
    in_time = (pl.col("done") < pl.col("breach")).fill_null(value=False)
    found = each.group_by("subject", "issue", "earlier").agg(
        pl.col("feedback", "breach", "name", "earlier_name").first(),
        duties=pl.col("matter").unique().sort(),
        acts=pl.col("act").drop_nulls().unique().sort(),
        all=in_time.all(),
    )
    found = (
        found.filter("all")
        .group_by("subject", "issue")
        .agg(
            pl.col("feedback", "breach", "name").first(),
            duties=pl.col("duties").explode().unique().sort(),
            acts=pl.col("acts").explode().unique().sort(),
            others=pl.col("earlier_name").unique().sort(),
        )
    )
    return hits(
        limb.place, found.with_columns(pl.concat_list("name", "others").alias("others"), anchor="name")
    )


def late_burst(at: Standing, limb: Limb) -> pl.DataFrame:
    """Of one feedback's dated tasks, so many at least, so large a share was done in the last days before each fell due."""
    assert limb.days is not None, limb.test
    assert limb.share is not None, limb.test
    assert limb.least is not None, limb.test
    rows = at.duties.filter(pl.col("eff").is_not_null() & pl.col("feedback").is_not_null())
    if limb.duty_kind:
        rows = rows.filter(pl.col("kind").is_in(limb.duty_kind))
    if rows.is_empty():
        return NO_HITS
    done = pl.col("fulfilled")
    late = (
        (done > pl.col("eff") - int(limb.days.value)) & (done <= pl.col("eff")) & (done <= at.as_of)
    ).fill_null(value=False)
    rows = rows.with_columns(late=late)
    found = rows.group_by("feedback", subject="organization").agg(
        every=pl.len(),
        days=pl.col("fulfilled").filter("late").sort(),
        duties=pl.col("matter").filter("late").sort(),
        doubts=union_of(),
    )
    few = pl.col("every") < limb.least.value
    needed = (pl.col("every") * limb.share.value - _EXACT).ceil().clip(lower_bound=1).cast(pl.UInt32)
    found = found.filter(~few & (pl.col("days").list.len() >= needed))
    found = found.with_columns(breach=pl.col("days").list.get(needed - 1))
    if found.is_empty():
        return NO_HITS
    told = at.compiled["feedback"].select("id", feedback="code")
    found = found.join(told, on="feedback").join(_acts(at, found), on=["feedback", "subject"], how="left")
    none = pl.lit([], pl.List(pl.UInt32))
    return hits(
        limb.place,
        found.with_columns(pl.col("acts").fill_null(none), anchor="id", others=pl.concat_list("id")),
    )


def _acts(at: Standing, found: pl.DataFrame) -> pl.DataFrame:
    """feedback, subject, acts: those that performed the tasks."""
    each = (
        found.select("feedback", "subject", matter="duties")
        .explode("matter", empty_as_null=True)
        .drop_nulls("matter")
    )
    acts = at.acts_on(each).filter("fulfils")
    first = acts.sort("date", "act").unique("matter", keep="first", maintain_order=True)
    return (
        each.join(first.select("matter", "act"), on="matter")
        .group_by("feedback", "subject")
        .agg(acts=pl.col("act").unique().sort())
    )
