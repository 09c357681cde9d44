"""On which days is each matter in whose charge, by domain and by unit, and did a handover move it?

semantics 3 (dual duty, moved portfolio); docs/decisions.md 10-13. Output rows are *spans*: matter, tenure and the half-open days
`[from, until)` inside the matter's window, with the division that puts it there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from graph.compiled import CODE, DUTY, FEEDBACK, HIGH, ISSUE
from graph.doubts import BITS, Doubt, bit
from graph.sweep import RUN, runs

if TYPE_CHECKING:
    from graph.compiled import Compiled

UNIT, DOMAIN = "unit", "domain"

SPAN = {
    "matter": CODE, "tenure": CODE, "ground": pl.UInt8(), "supporting": pl.Boolean(), "division": CODE, "from": pl.Int32(), "until": pl.Int32(),
    "sure_from": pl.Int32(), "sure_until": pl.Int32(), "doubts": BITS, "several": pl.Boolean(),
}  # fmt: skip
"""A stretch of days on which a tenure stands for a matter on a ground; the certain part is `[sure_from, sure_until)`."""
NO_SPANS = pl.DataFrame(schema=SPAN)

_CHARGE = [c for c in RUN if c not in ("key", "several", "beyond")]
_CANDIDATE = [*_CHARGE, "office_from", "office_until", "office_sure_from", "office_sure_until"]

_UNITS = 1 << 31
"""Where keys of units are numbered from while they stand among keys of domains."""


@dataclass(frozen=True)
class Portfolio:
    """Who is in charge of the keys of one kind (units, or domains), and of which key each matter is.

    `candidates` are the charges that may count for a key; `recorded` the runs by the records, before any handover.
    """

    kind: str
    candidates: pl.DataFrame
    recorded: pl.DataFrame
    of_matter: pl.DataFrame


def portfolios(compiled: Compiled) -> tuple[Portfolio, Portfolio]:
    """The portfolio of all domains, and that of all units."""
    levels = compiled["domain_key"].join(compiled["ancestor"], on="domain")
    levels = levels.select("organization", "key", domain="ancestor", level="distance")
    domains = levels.join(compiled["domain_charge"], on=["organization", "domain"])
    domains = domains.select("key", "level", *_CANDIDATE)
    units = compiled["unit_key"].join(compiled["unit_charge"], on=["organization", "unit"])
    units = units.select("key", pl.lit(0, pl.UInt8).alias("level"), *_CANDIDATE)
    # In one go: of one organization's affairs the number of steps takes the time, not the number of rows.
    both = pl.concat([domains, units.with_columns(pl.col("key") + _UNITS)]) if units.height else domains
    listed = runs(both, compiled["principal"])
    first = int(listed["key"].search_sorted(_UNITS))
    of_units = listed.slice(first).with_columns(pl.col("key") - _UNITS)
    return (
        Portfolio(DOMAIN, domains, listed.head(first), _of_matter(compiled, DOMAIN)),
        Portfolio(UNIT, units, of_units, _of_matter(compiled, UNIT)),
    )


def _of_matter(compiled: Compiled, kind: str) -> pl.DataFrame:
    return compiled[f"matter_{kind}"].select("matter", "key").unique()


def spans(compiled: Compiled, portfolio_: Portfolio, windows: pl.DataFrame, ground: int) -> pl.DataFrame:
    """Spans of member tenures, columns SPAN; a recorded handover has moved what it moves, an unrecorded one is a doubt."""
    window = windows.select("matter", "start", "end", "feedback")
    of_matter = portfolio_.of_matter.join(window, on="matter")
    if portfolio_.recorded.is_empty() or of_matter.is_empty():
        return NO_SPANS
    held = of_matter.join(portfolio_.recorded, on="key")
    held = held.filter((pl.col("from") <= pl.col("end")) & (pl.col("until") > pl.col("start")))
    moves = _moves(compiled, held)
    moved = moves.filter(pl.col("handover").is_not_null()) if moves.height else moves
    if moved.height:
        again = _after_handovers(compiled, portfolio_, window, moved)
        held = held.join(moved.select("matter", "key").unique(), on=["matter", "key"], how="anti")
        held = pl.concat([held, again.select(held.columns)])
    held = held.filter(~pl.col("head"))
    if moves.height:
        held = held.join(_doubtful(moves), on=["matter", "tenure"], how="left")
    else:
        held = held.with_columns(moved=pl.lit(0, BITS))
    last = pl.col("end") + 1
    return held.select(
        "matter",
        "tenure",
        pl.lit(ground, pl.UInt8).alias("ground"),
        pl.col("assists").alias("supporting"),
        "division",
        pl.max_horizontal("from", "start").alias("from"),
        pl.min_horizontal("until", last).cast(pl.Int32).alias("until"),
        pl.max_horizontal("sure_from", "start").alias("sure_from"),
        pl.min_horizontal("sure_until", last).cast(pl.Int32).alias("sure_until"),
        (
            bit(Doubt.DateImprecise, pl.col("beyond"))
            | pl.when(pl.col("assists")).then(pl.lit(0, BITS)).otherwise(pl.col("moved").fill_null(0))
        ).alias("doubts"),
        "several",
    ).select(*SPAN)


def _moves(compiled: Compiled, held: pl.DataFrame) -> pl.DataFrame:
    """Each pair of a division that ended inside the window and one that took over.

    matter, key, left, left_tenure, next, next_tenure, handover (first recorded day, or null).
    """
    charge = held.filter(~pl.col("assists"))
    ended = (
        pl.col("own_until").is_between("start", "end")
        & (pl.col("own_until") > pl.col("start"))
        & (pl.col("own_until") < HIGH)
    )
    left = charge.filter(ended).select(
        "matter", "key", "start", "end", "feedback", left="division", left_tenure="tenure", left_person="person", left_from="own_from", gone="own_until"
    ).unique()  # fmt: skip
    if left.is_empty():
        return _NO_MOVES
    others = charge.select("matter", "key", "division", "tenure", "person", "own_from", "from", "until")
    pairs = left.join(others, on=["matter", "key"]).filter(
        (pl.col("person") != pl.col("left_person")) & (pl.col("until") > pl.col("gone"))
    )
    taken = pl.max_horizontal("from", "gone")
    first = pairs.group_by("matter", "key", "left").agg(taken=taken.min())
    pairs = pairs.join(first, on=["matter", "key", "left"]).filter(
        (taken == pl.col("taken"))
        & (pl.col("taken") <= pl.col("end"))
        & (pl.col("own_from") > pl.col("start"))
        & (pl.col("own_from") <= pl.col("end"))
        & (pl.col("own_from") > pl.col("left_from"))
    )
    pairs = pairs.select(
        "matter",
        "key",
        "start",
        "end",
        "feedback",
        "left",
        "left_tenure",
        "left_from",
        next="division",
        next_tenure="tenure",
    ).unique()
    return _with_handover(compiled, pairs) if pairs.height else _NO_MOVES


_MOVE = {
    "matter": CODE, "key": CODE, "left": CODE, "left_tenure": CODE, "next": CODE, "next_tenure": CODE, "handover": pl.Int32()
}  # fmt: skip
_NO_MOVES = pl.DataFrame(schema=_MOVE)


def _with_handover(compiled: Compiled, pairs: pl.DataFrame) -> pl.DataFrame:
    acts = compiled["handover"].select("date", "giver", "taker", "about", "target")
    tried = pairs.join(acts, left_on="left_tenure", right_on="giver").filter(
        (pl.col("date") > pl.col("start"))
        & (pl.col("date") <= pl.col("end"))
        & (pl.col("date") >= pl.col("left_from"))
        & (pl.col("taker").is_null() | (pl.col("taker") == pl.col("next_tenure")))
    )
    issues = compiled["matter_issue"].select("matter", target="issue", own_issue=pl.lit(value=True)).unique()
    tried = tried.join(issues, on=["matter", "target"], how="left").filter(
        (pl.col("about") == 0)
        | ((pl.col("about") == DUTY) & (pl.col("target") == pl.col("matter")))
        | ((pl.col("about") == ISSUE) & pl.col("own_issue").fill_null(value=False))
        | ((pl.col("about") == FEEDBACK) & (pl.col("target") == pl.col("feedback")))
    )
    first = tried.group_by("matter", "key", "left", "next").agg(handover=pl.col("date").min())
    return pairs.join(first, on=["matter", "key", "left", "next"], how="left").select(*_MOVE)


def _doubtful(moves: pl.DataFrame) -> pl.DataFrame:
    """matter, tenure, moved: both sides of a move without a recorded handover."""
    silent = moves.filter(pl.col("handover").is_null())
    sides = pl.concat(
        [silent.select("matter", tenure="left_tenure"), silent.select("matter", tenure="next_tenure")]
    )
    return sides.unique().with_columns(moved=pl.lit(int(Doubt.HandoverOpen), BITS))


def _after_handovers(
    compiled: Compiled, portfolio_: Portfolio, window: pl.DataFrame, moved: pl.DataFrame
) -> pl.DataFrame:
    """The runs of the matters' keys once more, with each charge ended or begun on the day of its handover."""
    private = moved.select("matter", "key").unique().sort("matter", "key").with_row_index("private")
    private = private.with_columns(pl.col("private").cast(CODE))
    given = moved.group_by("matter", "key", division="left").agg(ends=pl.col("handover").max())
    taken = moved.group_by("matter", "key", division="next").agg(begins=pl.col("handover").min())
    rows = private.join(portfolio_.candidates, on="key")
    rows = rows.join(given, on=["matter", "key", "division"], how="left").join(
        taken, on=["matter", "key", "division"], how="left"
    )
    begins, ends = pl.col("begins"), pl.col("ends")
    charge = ~pl.col("assists")
    rows = rows.with_columns(
        pl.when(charge & begins.is_not_null()).then(pl.max_horizontal(begins, "office_from")).otherwise("from").alias("from"),
        pl.when(charge & ends.is_not_null()).then(pl.min_horizontal(ends, "office_until")).otherwise("until").alias("until"),
        pl.when(charge & begins.is_not_null()).then(pl.max_horizontal(begins, "office_sure_from")).otherwise("sure_from").alias("sure_from"),
        pl.when(charge & ends.is_not_null()).then(pl.min_horizontal(ends, "office_sure_until")).otherwise("sure_until").alias("sure_until"),
    ).filter(pl.col("from") < pl.col("until"))  # fmt: skip
    again = runs(rows.select(pl.col("private").alias("key"), "level", *_CHARGE), compiled["principal"])
    again = again.rename({"key": "private"}).join(private, on="private").join(window, on="matter")
    return again.filter((pl.col("from") <= pl.col("end")) & (pl.col("until") > pl.col("start")))
