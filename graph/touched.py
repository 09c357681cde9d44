"""Which organizations' answers can a load change?

A load that only restates some affairs needs only those derived again. What every answer rests on (rules, domains, inspections,
the kinds of organizations) touches everything; what no responsibility rests on (leads, authority, sources) touches nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graph.compiled import Compiled

SEEDS: Mapping[str, tuple[str, ...]] = {
    "Tenure": ("id", "ofPost"),
    "Post": ("id",),
    "DivisionOfLabor": ("id", "underTenure"),
    "Feedback": ("id", "addressee"),
    "Issue": ("id", "underFeedback"),
    "Duty": ("id", "bearer", "underFeedback", "addresses"),
    "Extension": ("extends",),
    "Act": ("fulfils", "concerns", "actor", "to"),
}
"""Record types that touch some organizations, and the properties whose ids lead to them."""

NEUTRAL = frozenset(
    {
        "Person", "Authority", "OrgChange", "Source", "Citation", "Alignment", "Finding", "Lead", "Referral", "Procedure", "Statement", "CaseReview", "Outcome", "Provision",
        "Circumstance", "Test", "ReferralRule", "Option", "ManagementRule", "Policy",
    }
)  # fmt: skip
"""Record types on which no responsibility and no gap rests."""


def touched(statements: Mapping[str, pl.DataFrame], before: Compiled, after: Compiled) -> list[str] | None:
    """Ids of the organizations whose derived nodes may differ, sorted; None = derive everything.

    `statements` holds, by record type, every row that the load states or replaces (old and new).
    """
    ids: set[str] = set()
    for name, rows in statements.items():
        if rows.is_empty() or name in NEUTRAL:
            continue
        if name not in SEEDS:
            return None
        for column in SEEDS[name]:
            values = rows[column]
            ids.update((values.explode() if values.dtype == pl.List else values).drop_nulls())
    found: set[str | None] = set()
    for compiled in (before, after):
        found.update(_organizations(compiled, pl.Series(sorted(ids), dtype=pl.String)))
    return None if None in found else sorted(name for name in found if name is not None)


def _organizations(compiled: Compiled, ids: pl.Series) -> Iterator[str | None]:
    """The organizations that the ids lead to; None for a matter that no organization answers for."""
    wanted = ids.implode()

    def named(table: str) -> pl.DataFrame:
        return compiled[table].filter(pl.col("id").is_in(wanted))

    posts, issues, feedbacks = named("post")["code"], named("issue"), named("feedback")
    matters = compiled["matter"]
    of_issues = compiled["matter_issue"].filter(pl.col("issue").is_in(issues["code"].implode()))
    codes = pl.concat(
        [
            named("tenure")["organization"],
            compiled["tenure"].filter(pl.col("post").is_in(posts.implode()))["organization"],
            named("division")["organization"],
            named("matter")["organization"],
            matters.filter(pl.col("feedback").is_in(feedbacks["code"].implode()))["organization"],
            of_issues["organization"],
            issues["organization"],
            feedbacks["organization"],
            named("organization")["code"],
        ]
    ).unique()
    if codes.null_count():
        yield None
    names = compiled["organization"].filter(pl.col("code").is_in(codes.drop_nulls().implode()))
    yield from names["id"]
