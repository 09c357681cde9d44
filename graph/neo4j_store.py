"""How does a Neo4j server serve as a store?

Versions and rollback are the server's own backups; what is decided is decided from the same facts as on the embedded store. Several
threads may share one: the driver is made for it, and a lock guards what is kept of a version.
"""

from __future__ import annotations

import contextlib
import json
import threading
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from graph import neo4j_schema as schema
from graph.compiled import Compiled
from graph.compiling import compile_facts
from graph.derived import ORGANIZATION, Derived
from graph.facts import QUERIES, Facts, from_engine
from graph.journal import holding, over_compiled, over_facts, over_history, over_names, over_records, stated
from graph.neo4j_journal import Neo4jJournal
from graph.neo4j_last_load import last_load
from graph.neo4j_lock import must_be_ours
from graph.neo4j_session import Server
from graph.neo4j_writing import Neo4jWriting
from graph.queries import fact_query, query
from graph.readonly import refuse_writing
from graph.stated_facts import from_records
from graph.store import ROW_LIMIT, TIME_LIMIT, Info, Name, Rows
from ontology.errors import StoreError, StoreMissing
from ontology.records import Frames, columns, frame
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from graph.chained_lines import Line
    from graph.last_load import LastLoad
    from graph.store import Deciding, Writing
    from ontology.vocabulary import RecordType


class Neo4jStore:
    """A server as a store; see graph.store.Store for what its methods promise."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._lock = threading.RLock()  # guards what is kept: the next two, the journal, and what is decided
        self._cached: tuple[int, Facts, Compiled] | None = None
        self._loading = False
        self._before: Frames | None = None
        self._journal = Neo4jJournal(server)
        self._decided: tuple[tuple[int, int], Frames] | None = None
        self._decided_facts: tuple[Facts, Facts] | None = None

    @classmethod
    def open(cls, url: str) -> Neo4jStore:
        """The store on a server (see Server.connect); raises StoreUnavailable, NotAStore."""
        server = Server.connect(url)
        try:
            must_be_ours(server)
        except BaseException:
            server.close()
            raise
        return cls(server)

    @property
    def url(self) -> str:
        """The URL without a password."""
        return self.server.url

    def records(self, *, decided: bool = True) -> Frames:
        """The current records, read back from nodes and relationships."""
        found = self._stored_records()
        return over_records(found, self.decided()) if decided else found

    def _stored_records(self) -> Frames:
        types = [t for t in vocabulary().types.values() if not t.derived]
        frames = {t.name: found for t in types if (found := self._records_of(t)).height}
        if self._loading:
            self._before = frames
        return frames

    def records_of(self, record_type: str, ids: Collection[str] | None = None) -> pl.DataFrame:
        """The current records of one type."""
        held = self._records_of(vocabulary().type(record_type))
        rows = frame(over_records({record_type: held}, self.decided()), record_type)
        return rows if ids is None else rows.filter(pl.col("id").is_in(sorted(ids)))

    def _records_of(self, record_type: RecordType) -> pl.DataFrame:
        dtypes = columns(record_type)
        lists = {p.key: pl.List(pl.String()) for p in record_type.references}
        rows = self.server.frame(schema.read_nodes(record_type), {**dtypes, **lists})
        named = [
            pl.when(pl.col(p.key).list.len() > 0).then(pl.col(p.key).list.sort())
            if p.many
            else pl.col(p.key).list.first()
            for p in record_type.references
        ]
        return rows.with_columns(named).select(pl.col(c).cast(t) for c, t in dtypes.items()).sort("id")

    def facts(self) -> Facts:
        """The fact tables, kept until the next load or decision."""
        with self._lock:
            facts, decided = self._current()[1], self.decided()
            if self._decided_facts is None or self._decided_facts[0] is not facts:
                self._decided_facts = (facts, over_facts(facts, decided))
            return self._decided_facts[1]

    def decisions(self) -> tuple[Line, ...]:
        """Everything that people decided."""
        with self._lock:
            return self._journal.lines()

    def decided(self) -> Frames:
        """The records that hold by it."""
        with self._lock:
            lines, number = self._journal.lines(), self._last().get("number", 0)
            if self._decided is None or self._decided[0] != (len(lines), number):
                held = holding(stated(lines), self._stored_names) if lines else {}
                self._decided, self._decided_facts = ((len(lines), number), held), None
            return self._decided[1]

    def deciding(self) -> AbstractContextManager[Deciding]:
        """Begins a decision; of two at once the second is refused when it appends."""
        return self._journal.deciding()

    def compiled(self) -> Compiled:
        """The compiled facts, kept until the next load.

        While a load of this store is under way the server holds half of the next version: then of the records read before.
        """
        if self._before is not None:
            return compile_facts(from_records(self._before))
        with self._lock:
            return over_compiled(self._current()[2], self.facts(), self.decided())

    def _current(self) -> tuple[int, Facts, Compiled]:
        number = self._last().get("number", 0)
        if not number:
            raise StoreMissing("store.not_loaded", url=self.server.url)
        if self._cached is None or self._cached[0] != number:
            facts = self.read_facts()
            self._cached = (number, facts, compile_facts(facts))
        return self._cached

    def read_facts(self) -> Facts:
        """The fact tables as the server gives them now."""
        return from_engine(lambda name: self.server.frame(fact_query(name), QUERIES[name]))

    def derived(self) -> Derived | None:
        """The derived nodes."""
        if not self._last():
            return None
        frames = []
        for name in ("Responsibility", "Gap"):
            text = f"MATCH (n:`{name}`) RETURN n.id AS id, n.`{ORGANIZATION}` AS `{ORGANIZATION}`, n.`_place` AS `_place`"
            where = self.server.frame(
                text, {"id": pl.String(), ORGANIZATION: pl.String(), "_place": pl.Int64()}
            )
            rows = self._records_of(vocabulary().type(name)).join(where, on="id").sort(ORGANIZATION, "_place")
            frames.append(rows.select(ORGANIZATION, *columns(name)))
        return Derived(frames[0], frames[1], 0)

    def as_of(self) -> date | None:
        """The day for which they are derived."""
        last = self._last()
        return date.fromisoformat(last["as_of"]) if last else None

    def _last(self) -> dict[str, Any]:
        """The properties of the last load that is done, nothing before the first."""
        loads = self.server.rows(
            f"MATCH (l:{schema.LOAD}) WHERE l.state = 'done' RETURN properties(l) AS l ORDER BY l.number DESC LIMIT 1"
        )
        return dict(loads[0]["l"]) if loads else {}

    def names(self, identifiers: Iterable[str]) -> dict[str, Name]:
        """What records are called."""
        wanted = set(identifiers)
        return over_names(self._stored_names(wanted), self.decided(), wanted)

    def _stored_names(self, identifiers: Iterable[str]) -> dict[str, Name]:
        ids = sorted(set(identifiers))
        found: dict[str, Name] = {}
        for record_type in vocabulary().types.values():
            if not record_type.derived:
                for row in self.server.rows(schema.read_names(record_type), {"ids": ids}):
                    found[row["id"]] = Name(
                        record_type.name, row["zh"], row["en"], tuple(sorted(row["evidence"]))
                    )
        return found

    def history(self, identifier: str) -> list[dict[str, Any]]:
        """Every statement of a record."""
        text = (
            f"MATCH (s:{schema.SUPERSEDED} {{record: $id}}) RETURN s.statement AS statement, s.type AS type, s.recordedAt AS at, "
            "s.recordedBy AS who, s.supersededAt AS until, s.withdrawn AS withdrawn, s.load AS load ORDER BY s.load"
        )
        loaded = [
            {**json.loads(r["statement"]), "type": r["type"], "load": r["load"], "recorded_at": r["at"], "recorded_by": r["who"],
             "superseded_at": r["until"], "withdrawn": r["withdrawn"]}
            for r in self.server.rows(text, {"id": identifier})
        ]  # fmt: skip
        return over_history(loaded, self.decisions(), identifier)

    def last_load(self) -> LastLoad | None:
        """What the last load stated."""
        note = self._last()
        return last_load(self.server, note) if note else None

    def cypher(
        self,
        text: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int = ROW_LIMIT,
        seconds: float = TIME_LIMIT,
    ) -> Rows:
        """An ad-hoc reading query, in READ access mode."""
        names, rows, more = self.server.first_rows(refuse_writing(text), parameters or {}, limit, seconds)
        return Rows(
            pl.DataFrame(
                {name: [row[place] for row in rows] for place, name in enumerate(names)}, strict=False
            ),
            more,
        )

    def read(self, name: str, parameters: Mapping[str, Any] | None = None) -> pl.DataFrame:
        """A shipped query."""
        rows = self.server.rows(query(name), parameters)
        return pl.DataFrame(rows, infer_schema_length=None)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Writing]:
        """Begins a load; another one that is under way refuses it."""
        load = Neo4jWriting(self)
        self._loading = True
        try:
            yield load
        finally:
            self._loading, self._before = False, None
            load.abandon()

    def keep(self, version: int, facts: Facts, compiled: Compiled) -> None:
        """Keeps what a load read and computed of the version that it made current."""
        self._cached = (version, facts, compiled)

    def rollback(self, to: int | None = None) -> int:  # noqa: ARG002
        """Refused: on a server, versions are its backups."""
        raise StoreError("store.neo4j_versions", url=self.server.url)

    def info(self) -> Info:
        """What it holds; a server that went away is told at once."""
        self.server.must_answer()
        last = self._last()
        if not last:
            return Info(self.server.url, self.server.engine, 0, (), None, None, "")
        # One count a label, which the server keeps: a count of all nodes by label would read them all.
        text = " UNION ALL ".join(
            f"MATCH (n:`{name}`) RETURN '{name}' AS type, count(n) AS n" for name in vocabulary().types
        )
        known = {r["type"]: r["n"] for r in self.server.rows(text) if r["n"]}
        return Info(
            self.server.url, self.server.engine, last["number"], (last["number"],), date.fromisoformat(last["as_of"]),
            datetime.fromisoformat(last["at"]), last["who"], known,
        )  # fmt: skip

    def damaged(self) -> list[str]:
        """The server sees to its own files."""
        return []

    def discard(self) -> None:
        """A database stays."""

    def under_way(self) -> str | None:
        """Who began the load that is not done."""
        text = f"MATCH (l:{schema.LOAD} {{state: 'open'}}) RETURN coalesce(l.who, '?') AS who LIMIT 1"
        rows = self.server.rows(text)
        return str(rows[0]["who"]) if rows else None

    def close(self) -> None:
        """Closes the connections."""
        self.server.close()
