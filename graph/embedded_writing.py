"""How is the next version of the embedded store built beside the live one, and made current?

Everything is on disk before the pointer moves; what was not committed is removed (graph.store_folder).
"""

from __future__ import annotations

import json
import shutil
from dataclasses import astuple
from typing import TYPE_CHECKING

import polars as pl

from graph import record_log
from graph.chained_lines import read as read_lines
from graph.derived import Derived, plain, spliced
from graph.digest import engine_version, file_digest
from graph.embedded_graph import ENGINE, GraphFile, build, extend, must_hold
from graph.facts import Facts, from_engine, typed
from graph.queries import fact_query
from graph.store_folder import MANIFEST, StoreFolder, sync_files, sync_folder, write_durably

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from graph.store import LoadNote, Renewal
    from ontology.records import Frames

GRAPH = "graph.lbug"


class EmbeddedWriting:
    """The next version under construction; `previous` are the derived nodes of the live one.

    `unfinished`: the live one must be built anew even if nothing else is stated.
    """

    def __init__(
        self, folder: StoreFolder, loads: Sequence[int], previous: Derived | None, *, unfinished: bool = False
    ) -> None:
        self.unfinished = unfinished
        self._previous = previous
        self._folder = folder
        self._number = max([*folder.kept(), 0]) + 1
        self._load = max([*record_log.loads(folder.records), 0]) + 1
        self._loads = [*loads, self._load]
        self._path = folder.versions / f".{self._number}"
        self._note: LoadNote | None = None
        self._merged: Frames = {}
        self._statements: Mapping[str, pl.DataFrame] = {}
        self._counts: dict[str, int] = {}
        self._facts: Facts = {}

    def state(self, merged: Frames, statements: Mapping[str, pl.DataFrame], note: LoadNote) -> None:
        """Builds the graph of all records."""
        self._note, self._merged, self._statements = note, merged, statements
        self._path.mkdir(parents=True)
        build(self._path / GRAPH, merged)

    def facts(self) -> Facts:
        """Reads the fact tables from the graph that was built, out of the finished file as readers will."""
        graph = GraphFile(self._path / GRAPH)
        try:
            self._facts = from_engine(lambda name: typed(name, graph.read(fact_query(name))))
        finally:
            graph.close()
        return self._facts

    def renew(self, renewal: Renewal) -> None:
        """Adds the derived nodes and keeps what was computed as Arrow."""
        derived = renewal.derived
        if renewal.organizations is not None and self._previous is not None:
            derived = spliced(self._previous, derived, renewal.organizations)
        frames = {"Responsibility": plain(derived.responsibility), "Gap": plain(derived.gap)}
        must_hold(self._path / GRAPH, extend(self._path / GRAPH, frames, {**self._merged, **frames}))
        self._counts = {name: rows.height for name, rows in {**self._merged, **frames}.items() if rows.height}
        _write_arrow(self._path / "facts", self._facts)
        _write_arrow(self._path / "names", {name: _names(rows) for name, rows in self._merged.items()})
        _write_arrow(self._path / "compiled", renewal.compiled.tables)
        _write_arrow(self._path / "derived", {"responsibility": derived.responsibility, "gap": derived.gap})

    def commit(self) -> int:
        """Puts everything on disk and moves the pointer."""
        assert self._note is not None
        digests = record_log.write(
            record_log.folder_of(self._folder.records, self._load), self._statements, self._note
        )
        manifest = {
            "version": self._number,
            "loads": self._loads,
            "as_of": self._note.as_of.isoformat(),
            "who": self._note.who,
            "at": self._note.at.isoformat(),
            "sources": list(self._note.sources),
            "engine": ENGINE,
            "zeren": engine_version(),
            "journal": astuple(read_lines(self._folder.journal).head),
            "counts": self._counts,
            "records": digests,
        }
        manifest["files"] = {
            str(p.relative_to(self._path)): file_digest(p)
            for p in sorted(self._path.rglob("*"))
            if p.is_file()
        }
        write_durably(self._path / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        sync_files(record_log.folder_of(self._folder.records, self._load))
        sync_files(self._path)
        self._path.rename(self._folder.version(self._number))
        sync_folder(self._folder.versions)
        self._folder.make_current(self._number)
        self._folder.drop_old()
        return self._number

    def abandon(self) -> None:
        """Removes what is there of a version that was not committed."""
        if self._path.exists():
            shutil.rmtree(self._path, ignore_errors=True)
            # The records of a load that did not become a version were never stated.
            shutil.rmtree(record_log.folder_of(self._folder.records, self._load), ignore_errors=True)


def _names(rows: pl.DataFrame) -> pl.DataFrame:
    """id, zh, en, evidence of a type's records, sorted by id; what the type does not have is null."""
    have = {"zh": pl.String(), "en": pl.String(), "evidence": pl.List(pl.String())}
    return rows.select(
        "id", *(pl.col(c) if c in rows.columns else pl.lit(None, t).alias(c) for c, t in have.items())
    ).sort("id")


def _write_arrow(folder: Path, tables: Mapping[str, pl.DataFrame]) -> None:
    folder.mkdir()
    for name, rows in tables.items():
        rows.write_ipc(folder / f"{name}.arrow", compression="uncompressed")
