"""Do two computations of the same fact tables agree, row for row?

A silent error of an engine must become a loud one: a version whose facts differ from the records' own is never published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from graph.facts import TABLES
from ontology.errors import Inconsistent
from ontology.messages import Message, message

if TYPE_CHECKING:
    from graph.facts import Facts

_ENGINE, _RECORDS = message("inconsistent.engine"), message("inconsistent.records")


def must_agree(from_engine: Facts, from_records: Facts, engine: str) -> None:
    """Raises Inconsistent, naming tables and example rows, unless both hold the same rows (as multisets) in every table."""
    differing = [name for name in TABLES if not same_rows(from_engine[name], from_records[name])]
    if differing:
        shown = [
            message(
                "inconsistent.table", name=name, difference=_difference(from_engine[name], from_records[name])
            )
            for name in differing
        ]
        raise Inconsistent("inconsistent.facts", engine=engine, shown=shown)


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


def _difference(engine: pl.DataFrame, records: pl.DataFrame) -> list[Message]:
    flat = [pl.col(c).list.join(",") for c, t in engine.schema.items() if isinstance(t, pl.List)]
    engine, records = engine.with_columns(flat), records.with_columns(flat)
    on = engine.columns
    only_engine = engine.join(records, on=on, how="anti", nulls_equal=True)
    only_records = records.join(engine, on=on, how="anti", nulls_equal=True)
    parts = [message("inconsistent.heights", one=engine.height, other=records.height)]
    parts += [
        message("inconsistent.only", who=who, row=rows.row(0))
        for who, rows in ((_ENGINE, only_engine), (_RECORDS, only_records))
        if rows.height
    ]
    return parts
