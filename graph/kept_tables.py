"""Which tables does a version of the embedded store keep, and are they laid out as this Zeren reads them?

A version keeps what was computed when it was built. A Zeren that computes more wants tables and columns that are not there; which, is
asked of its own code, so that no list of them has to be kept.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa
import pyarrow.ipc

from graph.compiling import compile_facts
from graph.facts import TABLES, empty_facts
from ontology.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DECIDED_FROM = ("facts", "compiled")
"""The kinds of tables from which is decided."""


def tables_in(folder: Path) -> dict[str, pl.DataFrame]:
    """The tables of one kind by name, memory-mapped: nothing is read before it is used. Raises StoreError for a damaged file."""
    return {file.stem: _mapped(file) for file in sorted(folder.glob("*.arrow"))}


def _mapped(file: Path) -> pl.DataFrame:
    try:
        with pa.memory_map(str(file)) as source:
            table = pa.ipc.open_file(source).read_all()
    except (pa.ArrowInvalid, OSError) as error:
        raise StoreError("store.damaged_graph", file=file, error=error) from None
    return pl.DataFrame(pl.from_arrow(table, rechunk=False))


def lacking(kind: str, tables: Mapping[str, pl.DataFrame]) -> list[str]:
    """The tables, and columns as `table.column`, that this Zeren reads and that are not among these (sorted)."""
    if kind not in DECIDED_FROM:
        return []
    wanted = _wanted(kind)
    columns = {
        f"{name}.{column}"
        for name, needed in wanted.items()
        if name in tables
        for column in set(needed) - set(tables[name].columns)
    }
    return sorted((wanted.keys() - tables.keys()) | columns)


@cache
def _wanted(kind: str) -> Mapping[str, tuple[str, ...]]:
    if kind == "facts":
        return {name: tuple(columns) for name, columns in TABLES.items()}
    return {name: tuple(table.columns) for name, table in compile_facts(empty_facts()).tables.items()}
