"""Who holds what: how are tenures, charges of divisions, and handovers laid out (graph.compiled)?

Columns are those that graph.compiling.compile_facts lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from graph.coding import coded, pair, table_of
from graph.compiled import DUTY, FEEDBACK, HEAD, HIGH, ISSUE, MEMBER, OTHER, day, end_of, start_of

if TYPE_CHECKING:
    from graph.facts import Facts

_SEATS = {"HeadSeat": HEAD, "MemberSeat": MEMBER}
_MODES = ("InChargeOf", "Assists")


def tenures(
    facts: Facts, organization: pl.DataFrame, people: pl.DataFrame, posts: pl.DataFrame
) -> pl.DataFrame:
    """Every tenure, numbered by organization and id; its days as possible `[from, until)` and as certain `[sure_from, sure_until)`."""
    rows = coded(facts["tenures"].rename({"tenure": "id"}), "organization", organization).sort(
        "organization", "id"
    )
    rows = coded(coded(rows, "person", people), "post", posts)
    return table_of(
        rows.select(
            "id", "organization", "person", "post",
            seat=pl.col("seat").replace_strict(_SEATS, default=OTHER, return_dtype=pl.UInt8),
            acting=pl.col("kind") == "Acting",
            **{"from": start_of("from"), "until": end_of("until")},
            sure_from=pl.coalesce(day("from_by"), day("from"), HIGH).cast(pl.Int32),
            sure_until=pl.coalesce(day("until_after"), day("until"), HIGH).cast(pl.Int32),
        )
    )  # fmt: skip


def charges(
    rows: pl.DataFrame, target: str, tenure: pl.DataFrame, division_ids: pl.DataFrame
) -> pl.DataFrame:
    """What divisions of these rows (coded by `target`) put in a leader's hands, inside the tenure; charges without a day in it are left out."""
    rows = rows.filter(pl.col("mode").is_in(list(_MODES)))
    rows = coded(coded(rows, "tenure", tenure), "division", division_ids)
    office = tenure.filter(pl.col("seat") != OTHER).select(
        "organization", "person", "seat", tenure="code", office_from="from", office_until="until", office_sure_from="sure_from", office_sure_until="sure_until"
    )  # fmt: skip
    rows = rows.join(office, on="tenure").with_columns(
        own_from=start_of("from"),
        own_until=end_of("until"),
        own_sure_from=pl.coalesce(day("from_by"), day("from"), HIGH),
        own_sure_until=pl.coalesce(day("until_after"), day("until"), HIGH),
        head=pl.col("seat") == HEAD,
        assists=pl.col("mode") == "Assists",
    )
    # An assistant counts only as a member of the leadership; a head who assists somebody is still the head.
    rows = rows.filter(~(pl.col("assists") & pl.col("head")))
    return rows.select(
        "organization", target, "division", "tenure", "person", "head", "assists",
        pl.max_horizontal("own_from", "office_from").cast(pl.Int32).alias("from"),
        pl.min_horizontal("own_until", "office_until").cast(pl.Int32).alias("until"),
        pl.max_horizontal("own_sure_from", "office_sure_from").cast(pl.Int32).alias("sure_from"),
        pl.min_horizontal("own_sure_until", "office_sure_until").cast(pl.Int32).alias("sure_until"),
        "own_from", "own_until", "office_from", "office_until", "office_sure_from", "office_sure_until",
    ).filter(pl.col("from") < pl.col("until")).sort(pair("organization", target), "division")  # fmt: skip


def handovers(
    facts: Facts, tenure: pl.DataFrame, matter: pl.DataFrame, issue: pl.DataFrame, feedback: pl.DataFrame
) -> pl.DataFrame:
    """Handovers of tasks between tenures, one row a giver, taker and matter concerned; `taker` is null where nobody is named."""
    acts = table_of(facts["handovers"].sort("date", "act").rename({"act": "id"}))
    givers = coded(coded(facts["handover_givers"], "tenure", tenure), "act", acts).rename({"tenure": "giver"})
    takers = coded(coded(facts["handover_takers"], "tenure", tenure), "act", acts).rename({"tenure": "taker"})
    about = coded(facts["handover_matters"], "act", acts)
    targets = [
        coded(about, "about", matter.filter("duty")).select(
            "act", about=pl.lit(DUTY, pl.UInt8), target="about"
        ),
        coded(about, "about", issue).select("act", about=pl.lit(ISSUE, pl.UInt8), target="about"),
        coded(about, "about", feedback).select("act", about=pl.lit(FEEDBACK, pl.UInt8), target="about"),
    ]
    rows = givers.join(acts.select(act="code", date=day("date")), on="act")
    rows = rows.join(takers, on="act", how="left").join(pl.concat(targets), on="act", how="left")
    rows = rows.join(tenure.select("organization", giver="code"), on="giver")
    return rows.select(
        "organization",
        "act",
        "date",
        "giver",
        "taker",
        pl.col("about").fill_null(0),
        pl.col("target").fill_null(0),
    ).sort("organization", "act", "giver", "taker", "about", "target")


def overlaps(tenure: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Pairs of tenures (tenure < other) of the same `by` that share certain days `[from, until)`."""
    sure = tenure.select(*by, "code", "sure_from", "sure_until").filter(
        pl.col("sure_from") < pl.col("sure_until")
    )
    pairs = sure.join(sure, on=by, suffix="_other").filter(pl.col("code") < pl.col("code_other"))
    pairs = pairs.select(
        *by,
        pl.max_horizontal("sure_from", "sure_from_other").alias("from"),
        pl.min_horizontal("sure_until", "sure_until_other").alias("until"),
        tenure="code",
        other="code_other",
    ).filter(pl.col("from") < pl.col("until"))
    return pairs.sort(*by, "tenure", "other")


def divisions(facts: Facts, division_ids: pl.DataFrame, tenure: pl.DataFrame) -> pl.DataFrame:
    """Every division of labor, as recorded, with the end of its holder's tenure (`office_until`)."""
    columns = ["division", "tenure", "from", "until"]
    rows = pl.concat(
        [facts["domain_charges"].select(columns), facts["unit_charges"].select(columns)]
    ).unique()
    rows = coded(coded(rows, "division", division_ids), "tenure", tenure)
    rows = rows.join(tenure.select("organization", tenure="code", office_until="until"), on="tenure")
    rows = rows.join(division_ids.rename({"code": "division"}), on="division")
    return rows.select(
        "organization",
        "id",
        "tenure",
        "office_until",
        start_of("from").alias("from"),
        end_of("until").alias("until"),
        code="division",
    ).sort("organization", "code")
