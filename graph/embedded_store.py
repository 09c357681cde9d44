"""How is the embedded store a pure function of its records, safe to read while it is being replaced?

A load builds the next version beside the live one, checks it and makes it current by one rename (graph.store_folder). Readers
keep the version that they opened until they ask again after the pointer has moved.

One store may serve several threads: a lock guards what it keeps in mind, and the graph file of a version that is no longer current stays
open as long as somebody reads it. Each method answers from one version; two calls may answer from two (graph.stamp tells).
"""

from __future__ import annotations

import contextlib
import threading
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from graph import record_log
from graph.chained_lines import Chain, Head
from graph.chained_lines import append as append_line
from graph.chained_lines import read as read_lines
from graph.compiled import Compiled
from graph.derived import Derived
from graph.digest import engine_version
from graph.embedded_graph import ENGINE, GraphFile
from graph.embedded_writing import GRAPH, EmbeddedWriting
from graph.facts import Facts, empty_facts
from graph.journal import holding, over_compiled, over_facts, over_history, over_names, over_records, stated
from graph.kept_tables import DECIDED_FROM, lacking, tables_in
from graph.queries import query
from graph.readonly import refuse_writing
from graph.store import ROW_LIMIT, TIME_LIMIT, Info, Name, Rows
from graph.store_folder import StoreFolder, disk_errors
from ontology.errors import StoreError, StoreMissing
from ontology.messages import message
from ontology.records import frame

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from graph.chained_lines import Line
    from graph.last_load import LastLoad
    from graph.store import Deciding, Writing
    from ontology.records import Frames

PATIENCE = 30.0
"""Seconds for which a decision waits until a load is done."""


class EmbeddedStore:
    """A folder as a store; see graph.store.Store for what its methods promise."""

    def __init__(self, folder: StoreFolder) -> None:
        self._folder = folder
        self._lock = threading.RLock()  # guards all that follows
        self._version = -1
        self._seen: tuple[int, ...] = ()
        self._graph: GraphFile | None = None
        self._tables: dict[str, dict[str, pl.DataFrame]] = {}
        self._journal: Chain | None = None
        self._journal_seen: tuple[int, ...] = ()
        self._decided: Frames | None = None
        self._decided_facts: Facts | None = None

    @classmethod
    def open(cls, path: str, *, create: bool = False) -> EmbeddedStore:
        """The store in a folder; raises StoreMissing, NotAStore, StoreUnavailable."""
        return cls(StoreFolder.open(path, create=create))

    @property
    def url(self) -> str:
        """The folder."""
        return str(self._folder.root)

    def records(self, *, decided: bool = True) -> Frames:
        """The current records."""
        loads, held = self._standing(decided=decided)
        return over_records(record_log.current(self._folder.records, loads), held)

    def records_of(self, record_type: str, ids: Collection[str] | None = None) -> pl.DataFrame:
        """The current records of one type."""
        loads, decided = self._standing()
        held = record_log.current_of(self._folder.records, loads, record_type, ids)
        rows = frame(over_records({record_type: held}, decided), record_type)
        return rows if ids is None else rows.filter(pl.col("id").is_in(sorted(ids)))

    def names(self, identifiers: Iterable[str]) -> dict[str, Name]:
        """What records are called."""
        wanted = set(identifiers)
        with self._lock:
            return over_names(self._stored_names(wanted), self.decided(), wanted)

    def _stored_names(self, identifiers: Iterable[str]) -> dict[str, Name]:
        """A binary search in each type's table, sorted by id."""
        asked = pl.Series(sorted(set(identifiers)), dtype=pl.String)
        found: dict[str, Name] = {}
        for name, rows in self._arrow("names").items():
            places = rows["id"].search_sorted(asked, side="left")
            near = rows[places.filter(places < rows.height)]
            for row in near.filter(pl.col("id").is_in(asked.implode())).iter_rows():
                found[row[0]] = Name(name, row[1], row[2], tuple(row[3] or ()))
        return found

    def history(self, identifier: str) -> list[dict[str, Any]]:
        """Every statement of a record."""
        with self._lock:
            loads, decisions = self._loads(), self.decisions()
        loaded = list(record_log.history(self._folder.records, loads, identifier))
        return over_history(loaded, decisions, identifier)

    def last_load(self) -> LastLoad | None:
        """What the last load stated."""
        return record_log.last_load(self._folder.records, self._loads())

    def facts(self) -> Facts:
        """The fact tables, memory-mapped."""
        with self._lock:
            self._read_journal()
            if self._decided_facts is None:
                self._decided_facts = over_facts(self._arrow("facts") or empty_facts(), self.decided())
            return self._decided_facts

    def decisions(self) -> tuple[Line, ...]:
        """Everything that people decided."""
        return self._read_journal().lines

    def decided(self) -> Frames:
        """The records that hold by it."""
        with self._lock:
            lines = self._read_journal().lines
            if self._decided is None:
                self._decided = holding(stated(lines), self._stored_names) if lines else {}
            return self._decided

    def _standing(self, *, decided: bool = True) -> tuple[list[int], Frames]:
        """The loads of one version, and what is decided over it; the files of loads stay, so that they can be read in peace."""
        with self._lock:
            return self._loads(), self.decided() if decided else {}

    def _read_journal(self) -> Chain:
        """The journal, read again when the file or the version is another one than before."""
        with self._lock:
            self._refresh()
            try:
                found = self._folder.journal.stat()
                seen = (self._version, found.st_ino, found.st_size, found.st_mtime_ns)
            except FileNotFoundError:
                seen = (self._version, 0, 0, 0)
            if self._journal is None or self._journal_seen != seen:
                manifest = self._folder.manifest(self._version) if self._version else {}
                known = Head(*manifest.get("journal", ())) if self._version else None
                self._journal, self._journal_seen = read_lines(self._folder.journal, known), seen
                self._decided = self._decided_facts = None
            return self._journal

    @contextlib.contextmanager
    def deciding(self) -> Iterator[Deciding]:
        """Begins a decision under the writer's lock, for which it waits a while."""
        with self._folder.locked(PATIENCE):
            self._read_journal()  # nothing is added to a journal that was changed
            yield _Deciding(self._folder.journal)

    def compiled(self) -> Compiled:
        """The compiled facts, memory-mapped; raises StoreMissing before the first load."""
        with self._lock:
            tables = self._arrow("compiled")
            if not tables:
                raise StoreMissing("store.not_loaded", url=self.url)
            return over_compiled(Compiled(tables), self.facts(), self.decided())

    def derived(self) -> Derived | None:
        """The derived nodes, memory-mapped."""
        tables = self._arrow("derived")
        return Derived(tables["responsibility"], tables["gap"], 0) if tables else None

    def as_of(self) -> date | None:
        """The day for which they are derived."""
        version = self._refresh()
        return date.fromisoformat(self._folder.manifest(version)["as_of"]) if version else None

    def cypher(
        self,
        text: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int = ROW_LIMIT,
        seconds: float = TIME_LIMIT,
    ) -> Rows:
        """An ad-hoc reading query."""
        statement = refuse_writing(text)
        with contextlib.closing(self._open_graph()) as graph:
            names, rows, more = graph.first_rows(statement, parameters, limit, seconds)
        columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
        return Rows(pl.DataFrame(columns, strict=False), more)

    def read(self, name: str, parameters: Mapping[str, Any] | None = None) -> pl.DataFrame:
        """A shipped query."""
        with contextlib.closing(self._open_graph()) as graph:
            return graph.read(query(name), parameters, TIME_LIMIT)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Writing]:
        """Begins a load under the writer's lock."""
        with self._folder.locked():
            self._folder.remove_leftovers()
            load = EmbeddedWriting(self._folder, self._loads(), self.derived(), unfinished=self._unusable())
            try:
                with disk_errors(self._folder.root):
                    yield load
            finally:
                load.abandon()

    def rollback(self, to: int | None = None) -> int:
        """Makes an earlier version current."""
        with self._folder.locked():
            kept = self._folder.kept()
            try:
                current = self._folder.current()
            except StoreError:  # it names what is not there: any that is, is earlier
                current = max([*kept, 0]) + 1
            earlier = [v for v in kept if v < current]
            target = to if to is not None else (earlier[-1] if earlier else None)
            if target is None or target not in kept:
                have = kept or message("names.none")
                asked = (
                    message("store.no_version", number=to)
                    if to is not None
                    else message("store.no_version_before")
                )
                raise StoreError("store.versions", asked=asked, have=have)
            self._folder.make_current(target)
            return target

    def info(self) -> Info:
        """What it holds."""
        version = self._refresh()
        if not version:
            return Info(self.url, ENGINE, 0, (), None, None, "")
        manifest = self._folder.manifest(version)
        return Info(
            self.url, manifest["engine"], version, self._folder.kept(), date.fromisoformat(manifest["as_of"]),
            datetime.fromisoformat(manifest["at"]), manifest["who"], manifest["counts"],
        )  # fmt: skip

    def damaged(self) -> list[str]:
        """Files that are not as they were written; reads every one."""
        version = self._refresh()
        return [str(path) for path in self._folder.damaged(version)] if version else []

    def discard(self) -> None:
        """Takes the store away if nothing was ever loaded into it."""
        self.close()
        self._folder.unmake()

    def under_way(self) -> None:
        """Readers see whole versions only."""

    def close(self) -> None:
        """Lets go of the graph file, which stays open for those who read it just now, and of the mapped tables."""
        with self._lock:
            if self._graph is not None:
                self._graph.close()
            self._graph, self._tables, self._version, self._seen = None, {}, -1, ()
            self._journal = None

    def _refresh(self) -> int:
        """Follows the pointer; the version that is current now."""
        with self._lock:
            current = self._folder.current()
            seen = self._folder.seen(current)
            if seen != self._seen:
                self.close()
                self._version, self._seen = current, seen
            return current

    def _loads(self) -> list[int]:
        version = self._refresh()
        return list(self._folder.manifest(version)["loads"]) if version else []

    def _arrow(self, kind: str) -> dict[str, pl.DataFrame]:
        with self._lock:
            version = self._refresh()
            if kind not in self._tables:
                tables = tables_in(self._folder.version(version) / kind) if version else {}
                if version and (missing := lacking(kind, tables)):
                    raise self._older(kind, missing)
                self._tables[kind] = tables
            return self._tables[kind]

    def _unusable(self) -> bool:
        """Whether nothing can be decided from the current version before it is built anew from its records."""
        try:
            for kind in DECIDED_FROM:
                self._arrow(kind)
        except StoreError:
            return True
        return False

    def _older(self, kind: str, missing: Sequence[str]) -> StoreError:
        builder = self._folder.manifest(self._version).get("zeren", "?")
        return StoreError(
            "store.older", version=self._version, url=self.url, builder=builder, now=engine_version(), kind=kind, missing=missing[:5]
        )  # fmt: skip

    def _open_graph(self) -> GraphFile:
        """The graph file of the current version; who asks closes it, however long that takes."""
        with self._lock:
            version = self._refresh()
            if not version:
                raise StoreMissing("store.not_loaded", url=self.url)
            if self._graph is None:
                self._graph = GraphFile(self._folder.version(version) / GRAPH)
            return self._graph.shared()


class _Deciding:
    """A decision under the writer's lock."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, who: str, what: Mapping[str, Any], at: datetime | None = None) -> Line:
        """Writes the line."""
        return append_line(self._path, who, what, at)
