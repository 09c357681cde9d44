"""Do two computations of the same fact tables agree, row for row?

A silent error of an engine must become a loud one: a version whose facts differ from the records' own is never published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from graph.facts import TABLES
from ontology.errors import Inconsistent

if TYPE_CHECKING:
    from graph.facts import Facts


def must_agree(from_engine: Facts, from_records: Facts, engine: str) -> None:
    """Raises Inconsistent, naming tables and example rows, unless both hold the same rows (as multisets) in every table."""
    differing = [name for name in TABLES if not same_rows(from_engine[name], from_records[name])]
    if differing:
        shown = "; ".join(
            f"{name}: {_difference(from_engine[name], from_records[name])}" for name in differing
        )
        raise Inconsistent(
            f"{engine} gives other facts than the records do, so this version was not published. {shown}. "
            "The live store is as it was; please report this with the version that `zeren info` shows."
        )


def same_rows(left: pl.DataFrame, right: pl.DataFrame) -> bool:
    """Whether two frames of one schema hold the same rows, whatever their order."""
    return (
        left.height == right.height
        and left.schema == right.schema
        and _fingerprint(left) == _fingerprint(right)
    )


def _fingerprint(rows: pl.DataFrame) -> tuple[int, ...]:
    """Sums of two independent hashes of all rows: equal for equal multisets of rows, and for others with odds of 2^-128."""
    if rows.is_empty():
        return (0, 0)
    sums = []
    for seed in (11, 1_000_003):
        hashes = rows.hash_rows(seed=seed)
        # The sum of the halves cannot overflow; the sum of the hashes could.
        sums += [int((hashes & 0xFFFFFFFF).sum()), int((hashes // (1 << 32)).sum())]
    return tuple(sums)


def _difference(engine: pl.DataFrame, records: pl.DataFrame) -> str:
    flat = [pl.col(c).list.join(",") for c, t in engine.schema.items() if isinstance(t, pl.List)]
    engine, records = engine.with_columns(flat), records.with_columns(flat)
    on = engine.columns
    only_engine = engine.join(records, on=on, how="anti", nulls_equal=True)
    only_records = records.join(engine, on=on, how="anti", nulls_equal=True)
    parts = [f"{engine.height} rows against {records.height}"]
    parts += [
        f"only {who} {rows.row(0)}"
        for who, rows in (("engine", only_engine), ("records", only_records))
        if rows.height
    ]
    return ", ".join(parts)
