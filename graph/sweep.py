"""Who is in charge of a key, day by day, when the nearest level wins?

A *key* is one domain or unit of one organization; its candidates are the charges on it and, for a domain, on its ancestors.
`runs` cuts the days into stretches on which nothing changes and keeps who is listed on each (semantics 3;
docs/decisions.md 10, 11, 13). Most keys have candidates that never overlap; those need no cutting.
"""

from __future__ import annotations

import polars as pl

from graph.compiled import HIGH, LOW

_RANGE = 1 << 20
"""More days than lie between LOW and HIGH: (key, day) fits one Int64 that sorts like the pair."""

RUN = {
    "key": pl.UInt32(), "division": pl.UInt32(), "tenure": pl.UInt32(), "person": pl.UInt32(), "head": pl.Boolean(), "assists": pl.Boolean(),
    "own_from": pl.Int32(), "own_until": pl.Int32(), "from": pl.Int32(), "until": pl.Int32(), "sure_from": pl.Int32(),
    "sure_until": pl.Int32(), "several": pl.Boolean(), "beyond": pl.Boolean(),
}  # fmt: skip
"""A stretch `[from, until)` on which a charge is listed; `[sure_from, sure_until)` is its certain part (maybe empty). `several`: others are
as near, for certain. `beyond`: a nearer charge is only possible, so this one may not bear."""


def place(key: str, day: str) -> pl.Expr:
    """(key, day) as one number that sorts like the pair."""
    return pl.col(key).cast(pl.Int64) * _RANGE + (pl.col(day) - LOW).cast(pl.Int64)


def runs(candidates: pl.DataFrame, principals: pl.DataFrame) -> pl.DataFrame:
    """Stretches on which each candidate is listed, columns RUN, sorted by key and from.

    `candidates`: key, level (0 = the key itself, greater = farther) and the columns of a charge. `principals`: division,
    principal (tenure), for assistants whose principal is recorded.
    """
    ordered = candidates.sort(place("key", "from"))
    reach = place("key", "until").cum_max().shift(1)
    crowded = ordered.select("key", crowd=reach > place("key", "from"), assists="assists")
    hard = crowded.filter(pl.col("crowd") | pl.col("assists")).select("key").unique()
    alone = ordered.join(hard, on="key", how="anti")
    easy = alone.select(
        *[c for c in RUN if c not in ("several", "beyond")],
        several=pl.lit(value=False),
        beyond=pl.lit(value=False),
    )
    if hard.is_empty():
        return easy
    # A division that covers several levels counts at the nearest.
    crowded_keys = (
        ordered.join(hard, on="key", how="semi")
        .sort("key", "division", "level")
        .unique(["key", "division"], keep="first")
    )
    contested = _contested(crowded_keys, principals)
    return pl.concat([easy, contested]).sort(place("key", "from"))


def _contested(candidates: pl.DataFrame, principals: pl.DataFrame) -> pl.DataFrame:
    stretches = _stretches(candidates)
    on = stretches.join(candidates, on="key").filter(
        (pl.col("from") <= pl.col("a")) & (pl.col("a") < pl.col("until"))
    )
    on = on.with_columns(
        sure=(pl.col("sure_from") <= pl.col("a")) & (pl.col("a") < pl.col("sure_until")), at=place("key", "a")
    )
    charge, assistant = on.filter(~pl.col("assists")), on.filter("assists")
    nearest = charge.group_by("at").agg(
        level_any=pl.col("level").min(), level_sure=pl.when("sure").then("level").min()
    )
    charge = charge.join(nearest, on="at")
    sure_nearest = pl.col("sure") & (pl.col("level") == pl.col("level_sure"))
    crowd = (
        charge.filter(sure_nearest).select("at", "tenure").unique().group_by("at").agg(several=pl.len() > 1)
    )
    listed = charge.filter(pl.col("level") <= pl.col("level_sure").fill_null(255)).join(
        crowd, on="at", how="left"
    )
    listed = listed.with_columns(
        several=pl.col("several").fill_null(value=False) & sure_nearest,
        beyond=pl.col("level") > pl.col("level_any"),
    )
    parts = [listed.select(*_STRETCH)]
    if assistant.height:
        assistant = assistant.join(nearest, on="at", how="left")
        named = principals.filter(pl.col("division").is_in(assistant["division"].unique().implode()))
        # An assistant is there as surely as the principal is in charge.
        over = named.join(listed.select("at", "sure", "beyond", principal="tenure"), on="principal")
        over = over.group_by("at", "division").agg(
            principal_sure=pl.col("sure").any(), beyond=pl.col("beyond").any()
        )
        under = assistant.join(over, on=["at", "division"]).with_columns(
            sure=pl.col("sure") & pl.col("principal_sure")
        )
        free = assistant.join(named, on="division", how="anti").filter(
            pl.col("level") <= pl.col("level_sure").fill_null(255)
        )
        free = free.with_columns(beyond=(pl.col("level") > pl.col("level_any")).fill_null(value=False))
        parts += [rows.with_columns(several=pl.lit(value=False)).select(*_STRETCH) for rows in (under, free)]
    return _joined(pl.concat(parts))


_STRETCH = (
    "key",
    "division",
    "tenure",
    "person",
    "head",
    "assists",
    "own_from",
    "own_until",
    "a",
    "b",
    "sure",
    "several",
    "beyond",
)


def _stretches(candidates: pl.DataFrame) -> pl.DataFrame:
    """key, a, b: consecutive days `[a, b)` of a key on which no candidate begins or ends, for possible or for certain."""
    marks = pl.concat(
        [
            candidates.select("key", a=pl.col(column).clip(LOW, HIGH))
            for column in ("from", "until", "sure_from", "sure_until")
        ]
    ).unique()
    marks = marks.sort(place("key", "a"))
    return (
        marks.with_columns(b=pl.col("a").shift(-1), next=pl.col("key").shift(-1))
        .filter(pl.col("next") == pl.col("key"))
        .drop("next")
    )


def _joined(stretches: pl.DataFrame) -> pl.DataFrame:
    """Adjacent stretches of one division that differ in nothing become one run."""
    same = ("key", "division", "several", "beyond", "sure")
    rows = stretches.sort("key", "division", "a")
    differs = [pl.col(c) != pl.col(c).shift(1) for c in same]
    begins = pl.any_horizontal(*differs, pl.col("a") != pl.col("b").shift(1)).fill_null(value=True)
    rows = rows.with_columns(begins=begins, ends=begins.shift(-1, fill_value=True))
    merged = rows.filter("begins").with_columns(b=rows.filter("ends")["b"])
    return merged.select(
        "key", "division", "tenure", "person", "head", "assists", "own_from", "own_until",
        pl.col("a").alias("from"),
        pl.col("b").alias("until"),
        sure_from="a",
        sure_until=pl.when("sure").then("b").otherwise("a"),
        several="several",
        beyond="beyond",
    ).select(*RUN)  # fmt: skip


def union_days(spans: pl.DataFrame, by: str) -> pl.DataFrame:
    """`by`, days: number of distinct days that the half-open `[from, until)` of each group cover together.

    `by` is an integer column; spans may overlap.
    """
    rows = spans.select(by, "from", "until").sort(place(by, "from"))
    reach = place(by, "until").cum_max().shift(1).fill_null(0)
    start = place(by, "from")
    rows = rows.with_columns(days=(place(by, "until") - pl.max_horizontal(start, reach)).clip(lower_bound=0))
    return rows.group_by(by, maintain_order=True).agg(pl.col("days").sum().cast(pl.Int32))


def covered(spans: pl.DataFrame, by: str) -> pl.DataFrame:
    """`by`, from, until: the longest runs of days that the half-open spans of each group cover together; touching runs are one."""
    rows = spans.select(by, "from", "until")
    if rows.height < 2:
        return rows
    rows = rows.sort(place(by, "from"))
    reach = place(by, "until").cum_max().shift(1).fill_null(-1)
    rows = rows.with_columns(run=(place(by, "from") > reach).cum_sum())
    return (
        rows.group_by("run", maintain_order=True)
        .agg(pl.col(by).first(), pl.col("from").first(), pl.col("until").max())
        .drop("run")
    )


def uncovered(spans: pl.DataFrame, keys: pl.DataFrame, by: str) -> pl.DataFrame:
    """`by`, from, until: the runs of days between LOW and HIGH that the spans of each key leave free; `keys` has all keys."""
    edges = [
        keys.select(by, pl.lit(LOW, pl.Int32).alias("from"), pl.lit(LOW, pl.Int32).alias("until")),
        covered(spans, by),
        keys.select(by, pl.lit(HIGH, pl.Int32).alias("from"), pl.lit(HIGH, pl.Int32).alias("until")),
    ]
    rows = pl.concat(edges).sort(place(by, "from"), place(by, "until"))
    before = pl.col("until").shift(1)
    free = rows.with_columns(free=before, same=pl.col(by).shift(1) == pl.col(by)).filter(
        "same", pl.col("free") < pl.col("from")
    )
    return free.select(by, pl.col("free").alias("from"), pl.col("from").alias("until"))
