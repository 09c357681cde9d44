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
from graph.derived import plain, spliced
from graph.digest import engine_version, file_digest
from graph.embedded_graph import ENGINE, GraphFile
from graph.facts import from_engine, typed
from graph.queries import fact_query
from graph.store_folder import MANIFEST, StoreFolder, sync_files, sync_folder, write_durably

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from graph.derived import Derived
    from graph.embedded_graph import Added
    from graph.facts import Facts
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
        self._graph: GraphFile | None = None
        self._merged: Frames = {}
        self._statements: Mapping[str, pl.DataFrame] = {}
        self._nodes: Frames = {}
        self._added: Added = {}
        self._digests: dict[str, str] = {}

    def begin(self, merged: Frames, statements: Mapping[str, pl.DataFrame], note: LoadNote) -> None:
        """Makes the folder of the version."""
        self._note, self._merged, self._statements = note, merged, statements
        self._path.mkdir(parents=True)

    def state(self) -> None:
        """Begins the graph with all records."""
        self._graph = GraphFile(self._path / GRAPH, build=True)
        self._graph.add(self._merged, self._merged)

    def keep(self, renewal: Renewal) -> None:
        """Writes what was computed as Arrow."""
        derived = renewal.derived
        if renewal.organizations is not None and self._previous is not None:
            derived = spliced(self._previous, derived, renewal.organizations)
        self._nodes = {"Responsibility": plain(derived.responsibility), "Gap": plain(derived.gap)}
        for folder, tables in (
            ("facts", renewal.facts),
            ("names", {name: _names(rows) for name, rows in self._merged.items()}),
            ("compiled", renewal.compiled.tables),
            ("derived", {"responsibility": derived.responsibility, "gap": derived.gap}),
        ):
            _write_arrow(self._path / folder, tables)
        files = sorted(self._path.glob("*/*.arrow"))
        self._digests = {str(p.relative_to(self._path)): file_digest(p) for p in files}

    def renew(self) -> None:
        """Adds all derived nodes, and finishes the file."""
        assert self._graph is not None
        self._added = self._graph.add(self._nodes, {**self._merged, **self._nodes})
        self._graph.finish()
        self._close()

    def facts(self) -> Facts:
        """Reads the fact tables out of the finished file as readers will."""
        self._graph = GraphFile(self._path / GRAPH)
        self._graph.must_hold(self._added)
        read = self._graph.read
        found = from_engine(lambda name: typed(name, read(fact_query(name))))
        self._close()
        return found

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
            "counts": {
                name: rows.height for name, rows in {**self._merged, **self._nodes}.items() if rows.height
            },
            "records": digests,
        }
        manifest["files"] = {**self._digests, GRAPH: file_digest(self._path / GRAPH)}
        write_durably(self._path / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        sync_files(record_log.folder_of(self._folder.records, self._load))
        sync_files(self._path)
        self._path.rename(self._folder.version(self._number))
        sync_folder(self._folder.versions)
        self._folder.make_current(self._number)
        self._folder.drop_old()
        return self._number

    def _close(self) -> None:
        if self._graph is not None:
            self._graph.close()
        self._graph = None

    def abandon(self) -> None:
        """Removes what is there of a version that was not committed."""
        self._close()
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
