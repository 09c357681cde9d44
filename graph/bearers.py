"""Which tenures stand for each matter as head or by assignment, on which days?

semantics 2.3, 3; docs/decisions.md 7, 9. Output rows are spans (graph.portfolios.SPAN).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from graph.compiled import CODE, DUTY, HEAD, HIGH, LOW, MEMBER
from graph.doubts import BITS, Doubt, bit
from graph.portfolios import NO_SPANS, SPAN

if TYPE_CHECKING:
    from graph.compiled import Compiled


def heads(compiled: Compiled, windows: pl.DataFrame, ground: int) -> pl.DataFrame:
    """A span for every head of the responsible organization with a day in the window."""
    tenure = compiled["tenure"].filter(pl.col("seat") == HEAD).rename({"code": "tenure"})
    rows = windows.select("matter", "organization", "start", "end").join(
        tenure.select("organization", "tenure", "acting", "from", "until", "sure_from", "sure_until"),
        on="organization",
    )
    rows = _within(rows)
    if compiled["head_overlap"].height:
        shared = _shared(compiled)
        doubted = rows.select("matter", "tenure", "start", "end").join(shared, on="tenure")
        doubted = doubted.filter(
            (pl.col("shared_from") <= pl.col("end")) & (pl.col("shared_until") > pl.col("start"))
        )
        doubted = doubted.select("matter", "tenure", shared=pl.lit(value=True)).unique()
        rows = rows.join(doubted, on=["matter", "tenure"], how="left")
    else:
        rows = rows.with_columns(shared=pl.lit(None, pl.Boolean))
    return rows.select(
        "matter", "tenure", pl.lit(ground, pl.UInt8).alias("ground"), pl.lit(value=False).alias("supporting"),
        pl.lit(None, CODE).alias("division"), "from", "until", "sure_from", "sure_until",
        bit(Doubt.HeadDoubtful, pl.col("acting") | pl.col("shared").is_not_null()).alias("doubts"),
        pl.lit(value=False).alias("several"),
    )  # fmt: skip


def _shared(compiled: Compiled) -> pl.DataFrame:
    """tenure, shared_from, shared_until: days on which another head is certain as well."""
    pairs = compiled["head_overlap"]
    both = [
        pairs.select(pl.col(side).alias("tenure"), shared_from="from", shared_until="until")
        for side in ("tenure", "other")
    ]
    return pl.concat(both)


def assigned(compiled: Compiled, windows: pl.DataFrame, ground: int) -> pl.DataFrame:
    """A span for every member tenure that a duty names, or to which a handover of that duty moved it."""
    window = windows.filter("duty").select("matter", "organization", "start", "end")
    named = (
        compiled["matter_tenure"].select("matter", "tenure").join(window, on="matter", how="semi").unique()
    )
    if named.is_empty():
        return NO_SPANS
    handover = compiled["handover"].filter((pl.col("about") == DUTY) & pl.col("taker").is_not_null())
    if handover.height:
        handover = handover.select("act", "date", "giver", "taker", matter="target").join(window, on="matter")
        handover = handover.filter((pl.col("date") > pl.col("start")) & (pl.col("date") <= pl.col("end")))
    office = compiled["tenure"].select(
        "seat", "from", "until", "sure_from", "sure_until", tenure="code", home="organization"
    )
    rows = (
        named.join(window, on="matter")
        .join(office, on="tenure")
        .with_columns(begins=pl.col("from"), ends=pl.col("until"))
    )
    if handover.height:
        moving = (
            handover.select("matter").unique().join(named.select("matter").unique(), on="matter", how="semi")
        )
        still = rows.join(moving, on="matter", how="anti")
        again = _handed_over(named.join(moving, on="matter", how="semi"), handover, office)
        rows = pl.concat(
            [still, again.join(window, on="matter").join(office, on="tenure").select(still.columns)]
        )
    rows = rows.filter((pl.col("seat") == MEMBER) & (pl.col("home") == pl.col("organization")))
    rows = rows.with_columns(
        pl.max_horizontal("from", "begins").alias("from"),
        pl.min_horizontal("until", "ends").alias("until"),
        pl.max_horizontal("sure_from", "begins").alias("sure_from"),
        pl.min_horizontal("sure_until", "ends").alias("sure_until"),
    )
    return _within(rows).select(
        "matter", "tenure", pl.lit(ground, pl.UInt8).alias("ground"), pl.lit(value=False).alias("supporting"),
        pl.lit(None, CODE).alias("division"), "from", "until", "sure_from", "sure_until",
        pl.lit(0, BITS).alias("doubts"), pl.lit(value=False).alias("several"),
    ).select(*SPAN)  # fmt: skip


def members(compiled: Compiled, windows: pl.DataFrame, charged: pl.DataFrame, ground: int) -> pl.DataFrame:
    """A span for every member of the leadership of the responsible organization on the days without a charge of its own.

    `charged`: the spans of members that bear the matter on a ground. A day is left out where a charge is certain; it is certain
    where no charge is possible (docs/decisions.md 41).
    """
    tenure = compiled["tenure"].filter(pl.col("seat") == MEMBER).rename({"code": "tenure"})
    rows = windows.select("matter", "organization", "start", "end").join(
        tenure.select("organization", "tenure", "from", "until", "sure_from", "sure_until"), on="organization"
    )
    rows = _within(rows)
    charges = charged.filter(~pl.col("supporting")).select(
        "matter", "tenure", a="from", b="until", sure_a="sure_from", sure_b="sure_until"
    )
    by = ["matter", "tenure"]
    busy = rows.join(charges, on=by, how="semi")
    free = rows.join(charges, on=by, how="anti").select(*by, "from", "until", "sure_from", "sure_until")
    if busy.height:
        free = pl.concat([free, _uncharged(busy, charges).select(free.columns)])
    return free.select(
        "matter", "tenure", pl.lit(ground, pl.UInt8).alias("ground"), pl.lit(value=False).alias("supporting"),
        pl.lit(None, CODE).alias("division"), "from", "until", "sure_from", "sure_until",
        pl.lit(0, BITS).alias("doubts"), pl.lit(value=False).alias("several"),
    ).select(*SPAN)  # fmt: skip


def _uncharged(busy: pl.DataFrame, charges: pl.DataFrame) -> pl.DataFrame:
    """The stretches of tenures without a certain charge, cut wherever anything begins or ends."""
    by = ["matter", "tenure"]
    bounds = [busy.select(*by, at=c) for c in ("from", "until", "sure_from", "sure_until")]
    bounds += [charges.select(*by, at=c) for c in ("a", "b", "sure_a", "sure_b")]
    cuts = pl.concat(bounds).unique().sort(*by, "at").with_columns(next=pl.col("at").shift(-1).over(by))
    parts = cuts.join(busy, on=by).filter(
        (pl.col("from") <= pl.col("at")) & (pl.col("next") <= pl.col("until"))
    )
    on = (
        parts.select(*by, "at")
        .join(charges, on=by)
        .filter((pl.col("a") <= pl.col("at")) & (pl.col("at") < pl.col("b")))
    )
    on = on.group_by(*by, "at").agg(
        charged=pl.lit(value=True).first(),
        surely=((pl.col("sure_a") <= pl.col("at")) & (pl.col("at") < pl.col("sure_b"))).any(),
    )
    parts = parts.join(on, on=[*by, "at"], how="left").filter(~pl.col("surely").fill_null(value=False))
    sure = (
        (pl.col("sure_from") <= pl.col("at"))
        & (pl.col("at") < pl.col("sure_until"))
        & pl.col("charged").is_null()
    )
    return parts.select(
        *by,
        pl.col("at").alias("from"),
        pl.col("next").alias("until"),
        pl.when(sure).then("at").otherwise("next").alias("sure_from"),
        pl.col("next").alias("sure_until"),
    )


def _handed_over(named: pl.DataFrame, handover: pl.DataFrame, office: pl.DataFrame) -> pl.DataFrame:
    """matter, tenure, begins, ends after the acts were applied one by one (few duties have any)."""
    known = set(office["tenure"])
    holding: dict[int, dict[int, int]] = {}
    for matter, tenure in named.iter_rows():
        if tenure in known:
            holding.setdefault(matter, {})[tenure] = LOW
    closed: list[tuple[int, int, int, int]] = []
    acts = handover.group_by("matter", "date", "act").agg(
        pl.col("giver").unique().sort(), pl.col("taker").unique().sort()
    )
    for matter, date, _, givers, takers in acts.sort("matter", "date", "act").iter_rows():
        held = holding.get(matter, {})
        giving = [giver for giver in givers if giver in held]
        closed += [(matter, giver, held.pop(giver), date) for giver in giving]
        if giving:
            for taker in takers:
                if taker in known:
                    held.setdefault(taker, date)
    rows = closed + [(m, t, begins, HIGH) for m, held in holding.items() for t, begins in held.items()]
    schema = {"matter": CODE, "tenure": CODE, "begins": pl.Int32(), "ends": pl.Int32()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _within(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows cut to their window; those without a day in it dropped."""
    last = pl.col("end") + 1
    return rows.with_columns(
        pl.max_horizontal("from", "start").alias("from"),
        pl.min_horizontal("until", last).cast(pl.Int32).alias("until"),
        pl.max_horizontal("sure_from", "start").alias("sure_from"),
        pl.min_horizontal("sure_until", last).cast(pl.Int32).alias("sure_until"),
    ).filter(pl.col("from") < pl.col("until"))
