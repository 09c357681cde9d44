"""What is missing or in conflict in posts and divisions of labor, from when to when, and which issues does it hit?

semantics 3, 6; docs/decisions.md 20-22. A run of days that nothing recorded begins starts with the earliest window that it touches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from graph.compiled import CODE, HEAD, HIGH, LOW
from graph.doubts import BITS, Doubt
from graph.sweep import covered, uncovered, union_days

if TYPE_CHECKING:
    from graph.compiled import Compiled
    from graph.portfolios import Portfolio
    from graph.responsibility import Decision

_CODES = pl.List(CODE)
GAP = {
    "kind": pl.String(), "organization": CODE, "domain": CODE, "unit": CODE, "post": CODE, "tenures": _CODES, "division": CODE,
    "duty": CODE, "issue": CODE, "regulation": pl.String(), "from": pl.Int32(), "until": pl.Int32(), "issues": _CODES, "duties": _CODES,
    "doubts": BITS,
}  # fmt: skip
"""A gap: codes (duty and duties are matter codes), days (`until` exclusive, HIGH = still running)."""

# Every question below stops where there is nothing to find: most organizations have few kinds of gaps, and one issue's explanation asks
# for them all.
_NONE = pl.DataFrame(schema=GAP)


def find_gaps(decision: Decision, compiled: Compiled, regulations: pl.DataFrame) -> pl.DataFrame:
    """Every gap as of the decision's day, columns GAP. `regulations`: regulation, start, end (all recorded ones)."""
    return pl.concat(
        [
            *_head_gaps(decision, compiled),
            _nobody_in_charge(decision, compiled),
            _several_in_charge(decision, compiled, decision.domains),
            _several_in_charge(decision, compiled, decision.units),
            _seat_overlaps(decision, compiled),
            _divisions_outliving(decision, compiled),
            _duties_without_bearer(decision, compiled),
            _issues_without_domain(decision, compiled),
            _regulations_not_loaded(decision, compiled, regulations),
        ]
    )


def _gaps(kind: str, rows: pl.DataFrame, doubt: int = 0) -> pl.DataFrame:
    """`rows` as gaps of a kind; columns that it does not have are empty."""
    if rows.is_empty():
        return _NONE
    have = set(rows.columns)
    empty = {"issues": pl.lit([], _CODES), "duties": pl.lit([], _CODES), "tenures": pl.lit([], _CODES)}
    return rows.select(
        pl.lit(kind).alias(name)
        if name == "kind"
        else pl.lit(doubt, BITS).alias(name)
        if name == "doubts"
        else pl.col(name).cast(dtype)
        if name in have
        else empty.get(name, pl.lit(None, dtype)).alias(name)
        for name, dtype in GAP.items()
    )


def _windows(decision: Decision) -> pl.DataFrame:
    return decision.windows.select("matter", "organization", "duty", "start", "end")


def _touched(runs: pl.DataFrame, windows: pl.DataFrame, on: str) -> pl.DataFrame:
    """Each run with each window that it touches; both have the column `on`."""
    rows = runs.with_row_index("run").join(windows, on=on)
    return rows.filter((pl.col("from") <= pl.col("end")) & (pl.col("until") > pl.col("start")))


def _gathered(touched: pl.DataFrame, compiled: Compiled, keep: list[str]) -> pl.DataFrame:
    """One row a run: `keep`, from (LOW replaced by the earliest window), until, issues and duties hit."""
    if "issue" not in touched.columns:
        issues = compiled["matter_issue"].select("matter", "issue").unique()
        touched = touched.join(issues, on="matter", how="left")
    duty = pl.col("matter").filter("duty").unique().sort()
    return touched.group_by("run").agg(
        *[pl.col(c).first() for c in keep if c != "from"],
        pl.when(pl.col("from").first() == LOW)
        .then(pl.col("start").min())
        .otherwise(pl.col("from").first())
        .alias("from"),
        pl.col("until").first(),
        issues=pl.col("issue").drop_nulls().unique().sort(),
        duties=duty,
    )


def _head_gaps(decision: Decision, compiled: Compiled) -> list[pl.DataFrame]:
    windows = _windows(decision).filter(pl.col("organization").is_not_null())
    organizations = windows.select("organization").unique()
    heads = compiled["tenure"].filter(pl.col("seat") == HEAD).select("organization", "from", "until")
    vacant = uncovered(
        heads.join(organizations, on="organization", how="semi"), organizations, "organization"
    )
    several = covered(compiled["head_overlap"], "organization")
    doubt = int(Doubt.HeadDoubtful)
    return [
        _gaps(kind, _gathered(_touched(runs, windows, "organization"), compiled, ["organization"]), doubt)
        for kind, runs in (("HeadVacant", vacant), ("SeveralHeads", several))
        if runs.height
    ]


def _nobody_in_charge(decision: Decision, compiled: Compiled) -> pl.DataFrame:
    keys = compiled["domain_key"]
    if keys.is_empty():
        return _NONE
    charge = decision.domains.recorded.filter(~pl.col("assists"))
    free = uncovered(charge.select("key", "from", "until"), keys.select("key"), "key")
    on = (
        compiled["matter_domain"]
        .select("matter", "issue", "key")
        .join(_windows(decision).drop("organization"), on="matter")
    )
    touched = _touched(free, on, "key").with_row_index("hit")
    earliest = touched.group_by("run").agg(start=pl.col("start").min())
    if touched.is_empty():
        return _NONE
    hit = touched
    if compiled["matter_unit"].height:
        hit = touched.join(_held_by_unit(decision, compiled, touched), on="hit", how="anti")
    gathered = _gathered(hit.drop("start").join(earliest, on="run"), compiled, ["key"]).join(keys, on="key")
    return _gaps("NoOneInCharge", gathered)


def _held_by_unit(decision: Decision, compiled: Compiled, touched: pl.DataFrame) -> pl.DataFrame:
    """The hits whose issue concerns a unit that is in somebody's charge on every one of the days."""
    units = compiled["matter_unit"].select("matter", "issue", unit_key="key")
    charge = decision.units.recorded.filter(~pl.col("assists")).select("from", "until", unit_key="key")
    days = touched.select(
        "hit", "matter", "issue", first=pl.max_horizontal("from", "start"), last=pl.min_horizontal("until", pl.col("end") + 1)
    )  # fmt: skip
    held = (
        days.join(units, on=["matter", "issue"])
        .join(charge, on="unit_key")
        .select(
            "hit",
            pl.max_horizontal("from", "first").alias("from"),
            pl.min_horizontal("until", "last").alias("until"),
        )
    )
    held = union_days(held.filter(pl.col("from") < pl.col("until")), "hit")
    whole = days.join(held, on="hit").filter(pl.col("days") == pl.col("last") - pl.col("first"))
    return whole.select("hit")


def _several_in_charge(decision: Decision, compiled: Compiled, portfolio: Portfolio) -> pl.DataFrame:
    shared = portfolio.recorded.filter("several")
    if shared.is_empty():
        return _NONE
    runs = covered(shared, "key")
    on = compiled[f"matter_{portfolio.kind}"].select("matter", "issue", "key")
    on = on.join(_windows(decision).drop("organization"), on="matter")
    gathered = _gathered(_touched(runs, on, "key"), compiled, ["key"]).join(
        compiled[f"{portfolio.kind}_key"], on="key"
    )
    return _gaps("SeveralInCharge", gathered)


def _seat_overlaps(decision: Decision, compiled: Compiled) -> pl.DataFrame:
    pairs = compiled["seat_overlap"]
    if pairs.is_empty():
        return _NONE
    runs = covered(pairs.select("post", "from", "until"), "post").filter(pl.col("from") <= decision.as_of)
    runs = runs.with_row_index("place")
    inside = runs.join(pairs, on="post", suffix="_pair").filter(
        (pl.col("from_pair") < pl.col("until")) & (pl.col("until_pair") > pl.col("from"))
    )
    who = inside.group_by("place").agg(
        pl.col("organization").first(), tenures=pl.concat([pl.col("tenure"), pl.col("other")]).unique().sort()
    )
    return _gaps("SeatOverlap", _hitting(runs.join(who, on="place").drop("place"), decision, compiled))


def _divisions_outliving(decision: Decision, compiled: Compiled) -> pl.DataFrame:
    rows = compiled["division"].filter(
        (pl.col("office_until") < HIGH)
        & (pl.col("until") > pl.col("office_until"))
        & (pl.col("office_until") <= decision.as_of)
    )
    if rows.is_empty():
        return _NONE
    rows = rows.select("organization", "until", pl.col("office_until").alias("from"), division="code")
    return _gaps("DivisionOutlivesTenure", _hitting(rows, decision, compiled))


def _hitting(rows: pl.DataFrame, decision: Decision, compiled: Compiled) -> pl.DataFrame:
    """Rows with the issues and duties of their organization whose window has a day of the run."""
    rows = rows.with_row_index("run")
    windows = _windows(decision).filter(pl.col("organization").is_not_null())
    hits = _gathered(_touched(rows.drop("run"), windows, "organization"), compiled, [])
    rows = rows.join(hits.select("run", "issues", "duties"), on="run", how="left")
    return rows.with_columns(pl.col("issues").fill_null([]), pl.col("duties").fill_null([]))


def _duties_without_bearer(decision: Decision, compiled: Compiled) -> pl.DataFrame:
    rows = decision.windows.filter(pl.col("duty") & ~pl.col("own"))
    if rows.is_empty():
        return _NONE
    issues = compiled["matter_issue"].group_by("matter").agg(issues=pl.col("issue").unique().sort())
    rows = rows.join(issues, on="matter", how="left").with_columns(pl.col("issues").fill_null([]))
    return _gaps(
        "DutyWithoutBearer",
        rows.select(
            "organization",
            "issues",
            pl.col("start").alias("from"),
            duty="matter",
            duties=pl.concat_list("matter"),
        ),
    )


def _issues_without_domain(decision: Decision, compiled: Compiled) -> pl.DataFrame:
    """From the feedback on; an issue without duties only while its window has a day."""
    bare = compiled["bare_issue"].filter(pl.col("date") <= decision.as_of)
    if bare.is_empty():
        return _NONE
    links = (
        compiled["matter_issue"]
        .select("matter", "issue")
        .unique()
        .join(_windows(decision).select("matter", "duty", "end"), on="matter")
    )
    rows = bare.join(links, on="issue", how="left").filter(
        pl.col("has_duties") | pl.col("matter").is_not_null()
    )
    gathered = rows.group_by("issue").agg(
        pl.col("organization").first(),
        pl.col("date").first().alias("from"),
        duties=pl.col("matter").filter(pl.col("duty") & (pl.col("end") >= pl.col("date"))).unique().sort(),
    )
    return _gaps("IssueWithoutDomain", gathered.with_columns(issues=pl.concat_list("issue")))


def _regulations_not_loaded(
    decision: Decision, compiled: Compiled, regulations: pl.DataFrame
) -> pl.DataFrame:
    loaded = [pl.col("decisive").is_between(r.start, r.end, closed="left") for r in decision.regulations]
    judged = pl.any_horizontal(loaded) if loaded else pl.lit(value=False)
    recorded = regulations.filter(~pl.col("regulation").is_in([r.regulation for r in decision.regulations]))
    found = [
        decision.windows.filter(
            pl.col("decisive").is_between(row["start"], row["end"], closed="left")
        ).with_columns(
            regulation=pl.lit(row["regulation"]),
            first=pl.lit(row["start"], pl.Int32),
            until=pl.lit(row["end"], pl.Int32),
        )
        for row in recorded.iter_rows(named=True)
    ]
    named = (
        pl.concat(found)
        if found
        else decision.windows.clear().with_columns(
            regulation=pl.lit(None, pl.String), first=pl.lit(None, pl.Int32), until=pl.lit(None, pl.Int32)
        )
    )
    nameless = (
        decision.windows.filter(~judged)
        .join(named, on="matter", how="anti")
        .with_columns(
            regulation=pl.lit(None, pl.String), first=pl.lit(LOW, pl.Int32), until=pl.lit(HIGH, pl.Int32)
        )
    )
    rows = pl.concat([named, nameless])
    if rows.is_empty():
        return _NONE
    runs = rows.group_by("organization", "regulation").agg(pl.len()).with_row_index("run")
    rows = rows.join(runs, on=["organization", "regulation"], nulls_equal=True).rename({"first": "from"})
    return _gaps("RegulationNotLoaded", _gathered(rows, compiled, ["organization", "regulation"]))
