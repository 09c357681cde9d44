"""Which organizations' answers can a load change?

A load that only restates some affairs needs only those derived again. What every answer rests on (rules, domains, inspections,
the kinds of organizations) touches everything; what no responsibility rests on (leads, authority, sources) touches nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ontology.records import among

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from graph.compiled import Compiled

SEEDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "Tenure": {"id": ("tenure",), "ofPost": ("post",)},
    "Post": {"id": ("post",)},
    "DivisionOfLabor": {"id": ("division",), "underTenure": ("tenure",)},
    "Feedback": {"id": ("feedback",), "addressee": ("organization",)},
    "Issue": {"id": ("issue", "matter"), "underFeedback": ("feedback",)},
    "Duty": {"id": ("matter",), "bearer": ("organization",), "underFeedback": ("feedback",), "addresses": ("issue", "matter")},
    "Extension": {"extends": ("matter",)},
    "Act": {
        "fulfils": ("matter",), "concerns": ("matter", "issue", "feedback"), "actor": ("tenure",), "to": ("tenure", "organization"),
    },
}  # fmt: skip
"""Record types that touch some organizations; the properties whose ids lead to them, and in which tables (graph.compiled) these are found."""

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
    ids: dict[str, set[str]] = {}
    for name, rows in statements.items():
        if rows.is_empty() or name in NEUTRAL:
            continue
        if name not in SEEDS:
            return None
        for column, tables in SEEDS[name].items():
            values = rows[column]
            named = set((values.explode() if values.dtype == pl.List else values).drop_nulls())
            for table in tables:
                ids.setdefault(table, set()).update(named)
    found: set[str | None] = set()
    for compiled in (before, after):
        found.update(_organizations(compiled, ids))
    return None if None in found else sorted(name for name in found if name is not None)


def _organizations(compiled: Compiled, ids: Mapping[str, Collection[str]]) -> Iterator[str | None]:
    """The organizations to which the ids (by table) lead; None for a matter that no organization answers for."""

    def named(table: str) -> pl.DataFrame:
        rows = compiled[table]
        return rows.filter(among("id", ids[table])) if table in ids else rows.clear()

    def of(table: str, column: str, codes: pl.Series) -> pl.Series:
        rows = compiled[table]
        return (rows.filter(pl.col(column).is_in(codes.implode())) if codes.len() else rows.clear())[
            "organization"
        ]

    issues, feedbacks = named("issue"), named("feedback")
    codes = pl.concat(
        [
            *(named(table)["organization"] for table in ("tenure", "division", "matter")),
            of("tenure", "post", named("post")["code"]),
            of("matter", "feedback", feedbacks["code"]),
            of("matter_issue", "issue", issues["code"]),
            issues["organization"],
            feedbacks["organization"],
            named("organization")["code"],
        ]
    ).unique()
    if codes.null_count():
        yield None
    names = compiled["organization"].filter(pl.col("code").is_in(codes.drop_nulls().implode()))
    yield from names["id"]
