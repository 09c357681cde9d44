"""How are the facts laid out so that one organization's are a slice and a million issues' fit in memory?

Invariant: every id is replaced by its place in a sorted table (`organization`, `tenure`, `matter` ...), days by the number of
days since 1970, an unknown start by LOW and a missing end by HIGH. All tables of an organization's affairs are sorted by
organization, so that `subset` is a slice; deciding a subset gives exactly the rows that deciding all gives for it.

A *matter* is a duty, or an issue without duties (docs/decisions.md 1). A *charge* is what a division of labor puts in a
leader's hands: a domain or a unit; only leaders of the responsible organization itself count (semantics 3).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CODE = pl.UInt32()
LOW, HIGH = -200_000, 400_000
"""Days that stand for an unbounded start and an open end."""

HEAD, MEMBER, OTHER = 0, 1, 2
IN_CHARGE, ASSISTS = 0, 1
DUTY, ISSUE, FEEDBACK = 1, 2, 3

BY_ORGANIZATION = (
    "tenure", "matter", "domain_key", "unit_key", "domain_charge", "unit_charge",
    "matter_issue", "matter_domain", "matter_unit", "matter_tenure", "extension", "verdict", "handover", "seat_overlap", "head_overlap", "division", "bare_issue",
    "act_on_matter", "act_on_feedback", "act_by_tenure", "act_of_organization", "recurrence", "recorded_finding",
)  # fmt: skip
"""Tables with an `organization` column, sorted by it."""


@dataclass(frozen=True)
class Compiled:
    """The facts, coded. Tables are polars frames; see graph.compiling for their columns."""

    tables: Mapping[str, pl.DataFrame]
    _searched: dict[tuple[str, str], np.ndarray[Any, Any]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def __getitem__(self, name: str) -> pl.DataFrame:
        return self.tables[name]

    def subset(self, organizations: Iterable[int]) -> Compiled:
        """Only the affairs of these organizations (codes); shared tables stay whole."""
        wanted = sorted(set(organizations))
        tables = {
            name: self._slices(name, wanted) if name in BY_ORGANIZATION else table
            for name, table in self.tables.items()
        }
        return Compiled(tables)

    def by_codes(self, name: str, codes: pl.Series) -> pl.DataFrame:
        """The rows of codes in a table that is sorted by code; missing codes stand for nothing."""
        asked = np.unique(codes.drop_nulls().to_numpy())
        return self.tables[name][np.searchsorted(self._sorted(name, "code"), asked)]

    def with_neighbours(self, organizations: Iterable[int]) -> list[int]:
        """These organizations and those whose records can bear on their answers: a shared issue, a duty that names another's leader."""
        wanted = set(organizations)
        pairs = self._slices("neighbour", sorted(wanted))
        return sorted(wanted | set(pairs["other"]))

    def _slices(self, name: str, organizations: list[int]) -> pl.DataFrame:
        table, codes = self.tables[name], self._sorted(name, "organization")
        starts, ends = (
            np.searchsorted(codes, np.array(organizations, codes.dtype), side) for side in ("left", "right")
        )
        parts = [
            table.slice(start, end - start) for start, end in zip(starts, ends, strict=True) if end > start
        ]
        if len(parts) == 1:
            return parts[0]
        return pl.concat(parts) if parts else table.clear()

    def _sorted(self, name: str, column: str) -> np.ndarray[Any, Any]:
        """A sorted column without the missing values at its end, kept: numpy searches it in a tenth of polars' time for a few values."""
        if (name, column) not in self._searched:
            values = self.tables[name][column]
            self._searched[name, column] = values.slice(0, values.len() - values.null_count()).to_numpy()
        return self._searched[name, column]


def day(column: str) -> pl.Expr:
    """A date column as days since 1970 (Int32), null where missing."""
    return pl.col(column).to_physical().cast(pl.Int32)


def start_of(column: str) -> pl.Expr:
    """First possible day; unknown = LOW."""
    return day(column).fill_null(LOW)


def end_of(column: str) -> pl.Expr:
    """First day after; still running = HIGH."""
    return day(column).fill_null(HIGH)
