"""How is the embedded graph file built from frames, and how is it read?

Invariant: a file is built once by COPY and never updated (the engine's silent defects live on its update path; measured). This
is the only module that knows the engine. One `Database` object a process and file, a connection a thread, always a time limit.
"""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import ladybug
import polars as pl

from graph.ladybug_schema import statements
from ontology.errors import InputError, QueryTimeout, StoreError, StoreUnavailable
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ontology.vocabulary import Property, RecordType

ENGINE = f"LadybugDB {ladybug.__version__}"
BUILD_MEMORY = max(1 << 30, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2)
READ_MEMORY = 512 << 20
"""Most that the buffer pools may take, in bytes: for building a file (all of it stays in memory until the end), for reading one."""


class GraphFile:
    """One graph file, open for building (once) or for reading."""

    def __init__(self, path: Path, *, build: bool = False) -> None:
        self._path = path
        try:
            self._database = ladybug.Database(
                str(path),
                buffer_pool_size=BUILD_MEMORY if build else READ_MEMORY,
                read_only=not build,
                # A checkpoint after every COPY costs ten times the COPY of a small table; `close` does the one that counts.
                auto_checkpoint=False,
            )
        except RuntimeError as error:
            raise StoreUnavailable(f"{path}: the graph file does not open: {error}") from None
        self._local = threading.local()
        if build:
            with self.transaction():
                for statement in statements(vocabulary()):
                    self.connection.execute(statement)

    @property
    def connection(self) -> ladybug.Connection:
        """This thread's connection."""
        found: ladybug.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = self._local.connection = ladybug.Connection(self._database)
        return found

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is done inside becomes one transaction; after an error the file is of no use and must be removed."""
        self.connection.execute("BEGIN TRANSACTION")
        yield
        self.connection.execute("COMMIT")

    def read(
        self, text: str, parameters: Mapping[str, Any] | None = None, seconds: float = 0.0
    ) -> pl.DataFrame:
        """What a query returns, as the engine types it; `seconds` = 0 sets no limit of time."""
        result = self._execute(text, parameters, seconds)
        return _frame(result)

    def first_rows(
        self, text: str, parameters: Mapping[str, Any] | None, limit: int, seconds: float
    ) -> tuple[list[str], list[list[Any]], bool]:
        """Column names, at most `limit` rows as Python values, and whether there are more."""
        result = self._execute(text, parameters, seconds)
        rows: list[list[Any]] = []
        while result.has_next() and len(rows) < limit:
            rows.append(list(result.get_next()))
        return result.get_column_names(), rows, result.has_next()

    def _execute(
        self, text: str, parameters: Mapping[str, Any] | None, seconds: float
    ) -> ladybug.QueryResult:
        connection = self.connection
        connection.set_query_timeout(int(seconds * 1000))
        try:
            result = connection.execute(text, dict(parameters or {}))
        except RuntimeError as error:
            if "Interrupted" in str(error) or "timeout" in str(error).lower():
                raise QueryTimeout(
                    f"the query took longer than {seconds:g} s and was ended; narrow it or raise the limit"
                ) from None
            raise InputError(f"the query is not understood: {error}") from None
        if isinstance(result, list):
            raise InputError("one statement at a time, please")
        return result

    def copy_nodes(self, record_type: RecordType, rows: pl.DataFrame) -> None:
        """Puts the nodes of all records of a type in; their relationships follow when all nodes are there."""
        nodes = rows.select("id", *(p.key for p in record_type.values))
        self._copy(f"COPY `{record_type.name}` FROM nodes", nodes)

    def copy_edges(
        self, record_type: RecordType, rows: pl.DataFrame, ids: Mapping[str, pl.DataFrame]
    ) -> None:
        """Puts the relationships of all records of a type in. `ids` has, by type, the ids that there are."""
        for prop in record_type.references:
            for target, pairs in _pairs(prop, rows, ids):
                if pairs.height:
                    options = f"(from='{record_type.name}', to='{target}')"
                    self._copy(f"COPY `{prop.edge}` FROM nodes {options}", pairs)

    def _copy(self, statement: str, nodes: pl.DataFrame) -> None:
        if nodes.is_empty():
            return
        # The engine finds the frame by the name that it has in this function.
        try:
            self.connection.execute(statement)
        except RuntimeError as error:
            raise StoreError(f"{self._path}: {statement}: {error}") from None

    def close(self, *, checkpoint: bool = False) -> None:
        """Closes the file; after building, everything is in it and no log is left."""
        if checkpoint:
            self.connection.execute("CHECKPOINT")
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None
        self._database.close()


def build(path: Path, frames: Mapping[str, pl.DataFrame]) -> GraphFile:
    """A new graph file with these records, still open for more; the caller closes it with `checkpoint`."""
    graph = GraphFile(path, build=True)
    add(graph, frames, frames)
    return graph


def add(graph: GraphFile, frames: Mapping[str, pl.DataFrame], known: Mapping[str, pl.DataFrame]) -> None:
    """Puts record frames into a file under construction; `known` has every frame that their references may name."""
    types = vocabulary().types
    ids = {name: rows.select("id") for name, rows in known.items()}
    with graph.transaction():
        for name, rows in frames.items():
            graph.copy_nodes(types[name], rows)
        for name, rows in frames.items():
            graph.copy_edges(types[name], rows, ids)


def _pairs(
    prop: Property, rows: pl.DataFrame, ids: Mapping[str, pl.DataFrame]
) -> Iterator[tuple[str, pl.DataFrame]]:
    """The (from, to) ids of a reference, by the type that is named."""
    pairs = rows.select(pl.col("id").alias("from"), pl.col(prop.key).alias("to"))
    if prop.many:
        pairs = pairs.explode("to", empty_as_null=True)
    pairs = pairs.drop_nulls("to")
    if len(prop.targets) == 1:
        yield prop.targets[0], pairs
        return
    for target in prop.targets:
        if target in ids and pairs.height:
            yield target, pairs.join(ids[target].select(to="id"), on="to", how="semi", maintain_order="left")


def _frame(result: ladybug.QueryResult) -> pl.DataFrame:
    found = result.get_as_pl()
    return found.rename({name: name.strip("`") for name in found.columns})
