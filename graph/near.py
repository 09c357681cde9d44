"""Which part of the compiled facts is enough to decide one duty or issue, and its gaps, exactly as deciding everything would?

The affairs of the organizations concerned and of those whose records bear on them (Compiled.with_neighbours), and of the shared
tables only the rows that these name: joining against a million issues would cost more than deciding.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from graph.compiled import Compiled
from ontology.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.analysis import Analysis

_NAMED_BY = {
    "feedback": (("matter", "feedback"), ("act_on_feedback", "feedback"), ("recorded_finding", "feedback")),
    "issue": (
        ("matter_issue", "issue"),
        ("bare_issue", "issue"),
        ("recurrence", "issue"),
        ("recurrence", "earlier"),
    ),
    "post": (("tenure", "post"),),
    "person": (("tenure", "person"),),
}
"""Shared table -> the columns of organizations' tables that hold its codes."""


@dataclass(frozen=True)
class Near:
    """A duty or an issue, the matters by which it is answered, and an analysis of all that bears on them."""

    subject: str
    is_issue: bool
    matters: pl.DataFrame
    analysis: Analysis


def near(analysis: Analysis, subject: str) -> Near:
    """What is needed for a duty or issue (id); raises UnknownName."""
    compiled = analysis.compiled
    issue = by_id(compiled["issue"], subject)
    if issue.height:
        links = compiled["matter_issue"].filter(pl.col("issue") == issue["code"][0])
        matters = compiled.by_codes("matter", links["matter"])
    else:
        matters = compiled["matter"].filter(pl.col("id") == subject)
    if matters.is_empty() and issue.is_empty():
        raise UnknownName("names.no_duty_or_issue", id=subject)
    around = pl.concat([matters["organization"], issue["organization"]]).drop_nulls()
    organizations = compiled.with_neighbours(around)
    here = _narrowed(
        _with_homeless(compiled.subset(organizations), compiled, matters), compiled, organizations
    )
    return Near(
        subject,
        issue.height > 0,
        matters.sort("id"),
        replace(analysis, compiled=here, asked=tuple(matters["code"])),
    )


def near_organization(analysis: Analysis, organization: int) -> Analysis:
    """What is needed for the circumstances of an organization (code) and its leaders."""
    compiled = analysis.compiled
    organizations = compiled.with_neighbours([organization])
    here = _narrowed(compiled.subset(organizations), compiled, organizations)
    told = compiled["feedback"].filter(pl.col("organization") == organization)
    feedback = pl.concat([here["feedback"], told]).unique("code").sort("code")
    return replace(analysis, compiled=Compiled({**here.tables, "feedback": feedback}))


def by_id(table: pl.DataFrame, identifier: str) -> pl.DataFrame:
    """The row of an id in a table that is sorted by id."""
    place = table["id"].search_sorted(identifier)
    row = table.slice(place, 1)
    return row if row.height and row["id"][0] == identifier else row.clear()


def _with_homeless(here: Compiled, compiled: Compiled, matters: pl.DataFrame) -> Compiled:
    """Matters of no organization belong to no slice; they have a window all the same, and a gap."""
    homeless = matters.filter(pl.col("organization").is_null())
    if homeless.is_empty():
        return here
    codes = homeless["code"].implode()
    tables = dict(here.tables)
    for name, column in (
        ("matter", "code"),
        ("matter_issue", "matter"),
        ("extension", "matter"),
        ("verdict", "matter"),
    ):
        tables[name] = pl.concat([tables[name], compiled[name].filter(pl.col(column).is_in(codes))])
    return Compiled(tables)


def _narrowed(here: Compiled, compiled: Compiled, organizations: Iterable[int]) -> Compiled:
    """Of the shared tables only the rows that the affairs of these organizations name."""
    tables = dict(here.tables)
    for name, columns in _NAMED_BY.items():
        tables[name] = compiled.by_codes(name, pl.concat([here[table][column] for table, column in columns]))
    named = pl.concat([pl.Series(list(organizations), dtype=pl.UInt32), here["unit_key"]["unit"]])
    tables["organization"] = compiled.by_codes("organization", named)
    tables["principal"] = here["principal"].join(
        here["division"], left_on="division", right_on="code", how="semi"
    )
    return Compiled(tables)
