"""Several sets of records in one store: each under a prefix of its own, and parted again when the facts come back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from graph.facts import TABLES, Facts, empty_facts
from graph.store import Store, open_store
from ontology.problems import Part
from ontology.records import Batch, Frames, columns, frame
from ontology.vocabulary import vocabulary
from tests.server import Neo4jServer


def together(sets: Mapping[int, Mapping[str, pl.DataFrame]]) -> Batch:
    """All records (frames without origin) as one batch; `cN/` stands before every id and reference of set N."""
    gathered: dict[str, list[pl.DataFrame]] = {}
    for number, frames in sets.items():
        for name, rows in frames.items():
            gathered.setdefault(name, []).append(_prefixed(number, name, rows))
    return stated({name: pl.concat(parts) for name, parts in gathered.items()})


def _prefixed(number: int, name: str, rows: pl.DataFrame) -> pl.DataFrame:
    prefix = pl.lit(f"c{number}/")
    named = [
        pl.col(p.key).list.eval(prefix + pl.element()) if p.many else (prefix + pl.col(p.key)).alias(p.key)
        for p in vocabulary().type(name).references
    ]
    return rows.with_columns((prefix + pl.col("id")).alias("id"), *named).select(*columns(name))


def stated(frames: Mapping[str, pl.DataFrame], gone: Mapping[str, pl.DataFrame] | None = None) -> Batch:
    """A batch that states `frames` and withdraws `gone`."""
    whole: dict[str, list[pl.DataFrame]] = {}
    for some, withdrawn in ((frames, False), (gone or {}, True)):
        for name, rows in some.items():
            origin = {"_part": pl.lit(0, pl.UInt32), "_row": pl.int_range(1, pl.len() + 1, dtype=pl.UInt32)}
            marked = rows.select(*columns(name)).with_columns(**origin, _withdrawn=pl.lit(withdrawn))
            whole.setdefault(name, []).append(marked)
    return Batch({name: pl.concat(parts) for name, parts in whole.items()}, (Part("together"),))


def instead(held: Frames, wanted: Batch) -> Batch:
    """The batch that makes a store which holds `held` hold what `wanted` states, and nothing else."""
    gone = {
        name: rows.join(frame(wanted.frames, name).select("id"), on="id", how="anti")
        for name, rows in held.items()
    }
    return stated(wanted.frames, {name: rows for name, rows in gone.items() if rows.height})


def parted(facts: Facts, numbers: Iterable[int]) -> dict[int, Facts]:
    """The facts of each set, prefixes taken off."""
    found = {number: empty_facts() for number in numbers}
    for name, schema in TABLES.items():
        ids = [column for column, dtype in schema.items() if dtype == pl.String]
        owner = pl.col(next(iter(schema))).str.extract(r"^c(\d+)/").cast(pl.Int64)
        rows = facts[name].with_columns(owner.alias("_set"))
        rows = rows.with_columns(pl.col(ids).str.replace(r"^c\d+/", ""))
        for (number,), part in rows.group_by("_set"):
            found[int(str(number))][name] = part.drop("_set")
    return found


def on(server: Neo4jServer) -> Store:
    """The store on a test server."""
    user, password = server.auth
    return open_store(server.uri.replace("://", f"://{user}:{password}@"))
