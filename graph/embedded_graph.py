"""How is the embedded graph file built from frames, and how is it read?

Invariant: a file is built by COPY into empty tables and never updated (the engine's silent defects live on its update path;
measured). This is the only module that knows the engine. One `Database` object a process and file, a connection a query under way (the
engine's own are for one thread at a time), always a time limit.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import ladybug
import polars as pl
import polars.selectors as cs

from graph.ladybug_schema import statements
from ontology.errors import Inconsistent, InputError, QueryTimeout, StoreError, StoreUnavailable
from ontology.messages import Message, message
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ontology.errors import ZerenError
    from ontology.records import Frames
    from ontology.vocabulary import Property, RecordType

ENGINE = f"LadybugDB {ladybug.__version__}"
MEMORY = min(2 << 30, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 3)
"""Most that the buffer pool of a file may take, in bytes (at a million issues a fact query needs one GB)."""
ADDRESSES = 1 << 38
"""Most that a file may grow to. The engine reserves as many addresses a file, and by default so many that a process can open 15."""
FLUSH = 1_000_000
"""Rows after which a file under construction is put on disk: what is not fills the buffer pool."""
FULL = 1 << 20
"""Free bytes below which a disk is called full. The engine overlooks writes that fail, and stumbles later over what is not there."""

Added = dict[str, int]
"""Rows that were added, by the query that counts them."""


class GraphFile:
    """One graph file, open for reading, by several threads at once, or a new one under construction (`build`)."""

    def __init__(self, path: Path, *, build: bool = False) -> None:
        self._path = path
        self._unflushed = 0
        try:
            self._database = ladybug.Database(
                str(path),
                buffer_pool_size=MEMORY,
                max_db_size=ADDRESSES,
                read_only=not build,
                # A checkpoint after every COPY costs ten times the COPY of a small table; `_copy` sees to it.
                auto_checkpoint=False,
            )
        except RuntimeError as error:
            raise StoreUnavailable("store.graph_not_open", path=path, error=error) from None
        self._lock = threading.Lock()  # guards the two below
        self._idle: list[ladybug.Connection] = []
        self._users = 1
        if build:
            self._run("BEGIN TRANSACTION", *statements(vocabulary()))

    @contextmanager
    def connected(self) -> Iterator[ladybug.Connection]:
        """A connection that nobody else uses meanwhile."""
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        if connection is None:
            connection = ladybug.Connection(self._database)
        try:
            yield connection
        finally:
            with self._lock:
                self._idle.append(connection)

    def shared(self) -> GraphFile:
        """This file for one more user, who closes it as well: it stays open until the last one has."""
        with self._lock:
            self._users += 1
        return self

    def read(
        self, text: str, parameters: Mapping[str, Any] | None = None, seconds: float = 0.0
    ) -> pl.DataFrame:
        """What a query returns, as the engine types it; `seconds` = 0 sets no limit of time."""
        with self._execute(text, parameters, seconds) as result:
            return _frame(result)

    def first_rows(
        self, text: str, parameters: Mapping[str, Any] | None, limit: int, seconds: float
    ) -> tuple[list[str], list[list[Any]], bool]:
        """Column names, at most `limit` rows as plain Python values, and whether there are more."""
        with self._execute(text, parameters, seconds) as result:
            rows: list[list[Any]] = []
            while result.has_next() and len(rows) < limit:
                rows.append([_plain(value) for value in result.get_next()])
            return result.get_column_names(), rows, result.has_next()

    @contextmanager
    def _execute(
        self, text: str, parameters: Mapping[str, Any] | None, seconds: float
    ) -> Iterator[ladybug.QueryResult]:
        """The result of a query, open while it is read."""
        with self.connected() as connection:
            connection.set_query_timeout(int(seconds * 1000))
            with self._errors(InputError, message("query.not_understood"), seconds):
                result = connection.execute(text, dict(parameters or {}))
            if isinstance(result, list):
                raise InputError("query.one")
            try:
                yield result
            finally:
                result.close()

    def add(self, frames: Frames, known: Frames) -> Added:
        """Puts records of types in of which there are none yet; `known` has every frame that their references may name."""
        types, ids = vocabulary().types, {name: rows.select("id") for name, rows in known.items()}
        added: Added = {}
        for name, rows in frames.items():
            added |= self._copy_nodes(types[name], rows)
        for name, rows in frames.items():
            added |= self._copy_edges(types[name], rows, ids)
        return added

    def must_hold(self, added: Added) -> None:
        """Counts; raises Inconsistent if the file does not hold what was added."""
        for text, count in added.items():
            found = self.read(text)["n"].item()
            if found != count:
                raise Inconsistent(
                    "inconsistent.rows", engine=ENGINE, count=count, found=found, statement=text
                )

    def _copy_nodes(self, record_type: RecordType, rows: pl.DataFrame) -> Added:
        """Puts the nodes of all records of a type in; their relationships follow when all nodes are there."""
        keys = ["id", *(p.key for p in record_type.values if rows[p.key].null_count() < rows.height)]
        columns = ", ".join(f"`{key}`" for key in keys)
        self._copy(f"`{record_type.name}`({columns})", rows.select(keys))
        return {f"MATCH (n:`{record_type.name}`) RETURN count(n.id) AS n": rows.height}

    def _copy_edges(
        self, record_type: RecordType, rows: pl.DataFrame, ids: Mapping[str, pl.DataFrame]
    ) -> Added:
        """Puts the relationships of all records of a type in. `ids` has, by type, the ids that there are."""
        added: Added = {}
        for prop in record_type.references:
            for target, pairs in _pairs(prop, rows, ids):
                self._copy(f"`{prop.edge}`", pairs, f"from='{record_type.name}', to='{target}', ")
                ends = f"(:`{record_type.name}`)-[:`{prop.edge}`]->(:`{target}`)"
                added[f"MATCH {ends} RETURN count(*) AS n"] = pairs.height
        return added

    def _copy(self, table: str, rows: pl.DataFrame, options: str = "") -> None:
        """Adds rows to a table by way of a nameless Parquet file, which the engine reads 2 to 5 times as fast as a frame."""
        if rows.is_empty():
            return
        with tempfile.TemporaryFile(dir=self._path.parent) as staged:
            # The engine takes a time in a file for a number, but a text for a time.
            rows.with_columns(cs.datetime().dt.to_string("%Y-%m-%d %H:%M:%S%.6f")).write_parquet(
                staged, compression="uncompressed", statistics=False, row_group_size=100_000
            )
            staged.flush()
            # By its number: in a path the engine would read brackets, stars and quotes as its own.
            self._run(f"COPY {table} FROM '/proc/self/fd/{staged.fileno()}' ({options}file_format='parquet')")
        self._unflushed += rows.height
        if self._unflushed >= FLUSH:
            self._run("COMMIT", "CHECKPOINT", "BEGIN TRANSACTION")
            self._unflushed = 0

    def finish(self) -> None:
        """Puts everything that was added on disk, in one file."""
        self._run("COMMIT", "CHECKPOINT")

    def _run(self, *texts: str) -> None:
        meaning = message("store.graph_not_built", path=self._path)
        with self._errors(StoreError, meaning), self.connected() as connection:
            for text in texts:
                connection.execute(text)

    @contextmanager
    def _errors(self, otherwise: type[ZerenError], meaning: Message, seconds: float = 0.0) -> Iterator[None]:
        """Turns what the engine says into an error of ours."""
        try:
            yield
        except RuntimeError as error:
            said = str(error)
            if "Interrupted" in said or "timeout" in said.lower():
                raise QueryTimeout("query.timeout", seconds=seconds) from None
            # What the engine says of a full disk depends on where it stumbles: also "Cannot read from file".
            lacking = "IO exception" in said and shutil.disk_usage(self._path.parent).free < FULL
            if lacking or "No space left on device" in said:
                raise StoreUnavailable("store.disk_full", where=self._path.parent) from None
            if "Buffer manager exception" in said:
                raise StoreUnavailable("query.memory", most=MEMORY >> 20) from None
            raise otherwise(message("store.meaning", meaning=meaning, said=said)) from None

    def close(self) -> None:
        """Closes the file for one user, at the last also the file; what was added since the last `finish` is lost."""
        with self._lock:
            self._users -= 1
            if self._users:
                return
        while self._idle:
            self._idle.pop().close()
        self._database.close()


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


def _plain(value: Any) -> Any:
    """Nodes and paths as plain mappings without the engine's internal ids."""
    if isinstance(value, dict):
        return {key: _plain(v) for key, v in value.items() if key not in ("_ID", "_SRC", "_DST")}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value
