"""How do organizations stand as of a day: whose duties are overdue, and which issues and leaders are theirs?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from graph.answers import answers
from graph.windows import day_number

if TYPE_CHECKING:
    from graph.analysis import Analysis

STANDING = {
    "organization": pl.String(), "overdue": pl.UInt32(), "late": pl.UInt32(), "running": pl.UInt32(), "done": pl.UInt32(),
    "oldest": pl.Date(),
}  # fmt: skip
"""Duties of an organization by state, and the earliest day on which one that is still overdue was breached."""


def organizations_by_overdue(analysis: Analysis, limit: int = 15) -> pl.DataFrame:
    """The organizations with overdue duties, most first, columns STANDING: at most `limit`."""
    as_of = day_number(analysis.as_of)
    duties = analysis.decision.windows.filter(pl.col("duty") & pl.col("organization").is_not_null())
    fulfilled = pl.col("fulfilled").is_not_null() & (pl.col("fulfilled") <= as_of)
    state = (
        pl.when("unmet").then(pl.when(fulfilled).then(pl.lit("late")).otherwise(pl.lit("overdue")))
        .when(fulfilled).then(pl.lit("done")).otherwise(pl.lit("running"))
    )  # fmt: skip
    rows = duties.with_columns(state=state).group_by("organization").agg(
        *(pl.col("state").filter(pl.col("state") == s).len().alias(s) for s in ("overdue", "late", "running", "done")),
        oldest=(pl.col("eff").filter(pl.col("state") == "overdue").min() + 1).cast(pl.Int32),
    )  # fmt: skip
    ids = analysis.compiled["organization"].select("id", organization="code")
    rows = rows.filter(pl.col("overdue") > 0).join(ids, on="organization")
    rows = rows.select(
        pl.col("id").alias("organization"), *list(STANDING)[1:-1], pl.col("oldest").cast(pl.Date)
    )
    return rows.sort("overdue", "oldest", "organization", descending=[True, False, False]).head(limit)


def gaps_by_kind(analysis: Analysis) -> pl.DataFrame:
    """kind, count, issues (how many different ones are hit): one row for every kind of gap there is, most first."""
    rows = analysis.coded_gaps
    hit = rows.select("kind", "issues").explode("issues", empty_as_null=True)
    hit = hit.group_by("kind").agg(issues=pl.col("issues").drop_nulls().n_unique())
    counted = rows.group_by("kind").agg(count=pl.len()).join(hit, on="kind")
    return counted.sort("count", "kind", descending=[True, False]).select("kind", "count", "issues")


MATRIX = {
    "issue": pl.String(),
    "bearer": pl.String(),
    "grade": pl.String(),
    "holder": pl.Boolean(),
    "days": pl.Int32(),
    "several": pl.Boolean(),
}
"""Who bears what for which issue: one row an issue, bearer and grade."""


def matrix(analysis: Analysis, organization: str) -> pl.DataFrame:
    """The issues that were fed back to an organization (id), and who bears what for them, columns MATRIX; sorted."""
    compiled = analysis.compiled
    code = compiled["organization"].filter(pl.col("id") == organization)["code"]
    if code.is_empty():
        return pl.DataFrame(schema=MATRIX)
    here = analysis.of_organizations(compiled.with_neighbours(code))
    own = compiled["issue"].filter(pl.col("organization") == code[0])["id"]
    rows = answers(here.decision, here.compiled, here.raised).filter(pl.col("for").is_in(own.implode()))
    rows = rows.group_by(pl.col("for").alias("issue"), "bearer", "grade").agg(
        holder=(pl.col("role") == "holder").any(), days=pl.col("days").max(),
        several=pl.col("flags").list.contains("SeveralInCharge").any(),
    )  # fmt: skip
    return rows.select(*MATRIX).sort("issue", "grade", "bearer")
