"""How is a load written to a Neo4j server so that it can die at any moment and be finished by running it again?

Upserts are idempotent and stand under a `Load` node whose state is `open` until all is done; a load that finds another one open
and moving is refused, one that finds a dead one finishes it.
"""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from graph import neo4j_schema as schema
from graph.derived import ORGANIZATION
from graph.neo4j_session import BATCH
from ontology.errors import NotAStore, StoreError, StoreLocked
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.facts import Facts
    from graph.neo4j_store import Neo4jStore
    from graph.store import LoadNote, Renewal
    from ontology.records import Frames
    from ontology.vocabulary import RecordType

STALE = timedelta(minutes=10)
"""A load that is open and has not moved for this long belongs to a process that died."""


class Neo4jWriting:
    """A load under way on a server."""

    def __init__(self, store: Neo4jStore) -> None:
        self._store, self._server = store, store.server
        self._number = 0
        self._open = self._stated = False
        self._died: list[str] = []
        self._begin()

    @property
    def unfinished(self) -> bool:
        """A load died half-way on this server."""
        return bool(self._died)

    def _begin(self) -> None:
        server, now = self._server, datetime.now(UTC).replace(tzinfo=None)
        found = server.rows(f"MATCH (l:{schema.LOAD}) RETURN l.number AS number, l.state AS state, l.moved AS moved, l.sources AS sources")
        if not found and server.rows("MATCH (n) RETURN n LIMIT 1"):
            raise NotAStore(f"{server.url} holds other data and no load of Zeren's; use an empty database (?database=name)")
        running = [r for r in found if r["state"] == "open" and datetime.fromisoformat(r["moved"]) > now - STALE]
        if running:
            raise StoreLocked(f"another load is under way on {server.url} since {running[0]['moved']}; wait until it is done and try again")
        for statement in schema.constraints(vocabulary()):
            server.write(statement)
        self._died = [", ".join(r["sources"] or ["?"]) for r in found if r["state"] == "open"]
        server.write(f"MATCH (l:{schema.LOAD}) WHERE l.state = 'open' DETACH DELETE l")
        self._number = max([r["number"] for r in found if r["state"] == "done"], default=0) + 1
        server.write(
            f"CREATE (l:{schema.LOAD} {{number: $number, state: 'open', moved: $moved}})", number=self._number, moved=now.isoformat()
        )
        self._open = True

    def state(self, merged: Frames,  # noqa: ARG002  the server has the rest
         statements: Mapping[str, pl.DataFrame], note: LoadNote) -> None:
        """Upserts what the load states and keeps what it supersedes."""
        server, types = self._server, vocabulary().types
        self._stated = True
        described = {"who": note.who, "at": note.at.isoformat(), "as_of": note.as_of.isoformat(), "sources": list(note.sources)}
        server.write(f"MATCH (l:{schema.LOAD} {{number: $number}}) SET l += $described", number=self._number, described=described)
        for name, rows in statements.items():
            self._keep_history(name, rows, note)
            self._moved()
            kept = rows.filter(~pl.col("_withdrawn"))
            values = [p.key for p in types[name].values]
            server.write_rows(schema.put_nodes(types[name]), _maps(kept.select("id", *values)))
            server.write_rows(schema.drop_nodes(name), rows.filter("_withdrawn")["id"].to_list(), "ids")
        for name, rows in statements.items():
            kept = rows.filter(~pl.col("_withdrawn"))
            for prop in types[name].references:
                server.write_rows(schema.drop_edges(types[name], prop), kept["id"].to_list(), "ids")
            self._edges(types[name], kept)
            self._moved()

    def _edges(self, record_type: RecordType, rows: pl.DataFrame) -> None:
        for prop in record_type.references:
            pairs = rows.select(pl.col("id").alias("from"), pl.col(prop.key).alias("to"))
            pairs = (pairs.explode("to", empty_as_null=True) if prop.many else pairs).drop_nulls("to")
            for target in prop.targets:
                self._server.write_rows(schema.put_edges(record_type, prop, target), pairs.to_dicts())

    def _keep_history(self, name: str, rows: pl.DataFrame, note: LoadNote) -> None:
        at = note.at.isoformat(timespec="microseconds")
        ids = rows["id"].to_list()
        self._server.write_rows(
            f"UNWIND $rows AS id MATCH (s:{schema.SUPERSEDED} {{record: id}}) WHERE s.supersededAt IS NULL AND s.load < {self._number} "
            f"SET s.supersededAt = '{at}'",
            ids,
        )
        described = [
            {"record": r["id"], "type": name, "statement": _json({k: v for k, v in r.items() if v is not None and k != "_withdrawn"}),
             "recordedAt": at, "recordedBy": note.who, "withdrawn": r["_withdrawn"], "load": self._number}
            for r in rows.iter_rows(named=True)
        ]  # fmt: skip
        self._server.write_rows(f"UNWIND $rows AS row MERGE (s:{schema.SUPERSEDED} {{record: row.record, load: row.load}}) SET s += row", described)

    def facts(self) -> Facts:
        """The fact tables as the server now gives them."""
        return self._store.read_facts()

    def renew(self, renewal: Renewal) -> None:
        """Replaces the derived nodes, all or those of some organizations."""
        server = self._server
        frames = {"Responsibility": renewal.derived.responsibility, "Gap": renewal.derived.gap}
        for name, rows in frames.items():
            if renewal.organizations is None:
                server.write_in_parts(f"MATCH (n:`{name}`) CALL {{ WITH n DETACH DELETE n }} IN TRANSACTIONS OF {BATCH} ROWS")
            else:
                server.write_rows(
                    f"UNWIND $ids AS id MATCH (n:`{name}`) WHERE n.`{ORGANIZATION}` = id DETACH DELETE n", list(renewal.organizations), "ids"
                )
            wanted = rows.with_columns(_place=pl.int_range(pl.len()).over(ORGANIZATION))
            record_type = vocabulary().type(name)
            values = [p.key for p in record_type.values]
            server.write_rows(
                schema.put_nodes(record_type, fresh=True), _maps(wanted.select("id", *values, ORGANIZATION, "_place"))
            )
            self._moved()
            self._edges(record_type, wanted)

    def commit(self) -> int:
        """Marks the load as done."""
        self._server.write(f"MATCH (l:{schema.LOAD} {{number: $number}}) SET l.state = 'done'", number=self._number)
        self._open = False
        return self._number

    def abandon(self) -> None:
        """Leaves a load that was not committed to the next one, which finishes it; forgets one that had stated nothing."""
        if self._open:
            forget = not self._stated and not self._died
            with contextlib.suppress(StoreError):
                self._server.write(
                    f"MATCH (l:{schema.LOAD} {{number: $number}}) DETACH DELETE l"
                    if forget
                    else f"MATCH (l:{schema.LOAD} {{number: $number}}) SET l.moved = '1970-01-01T00:00:00'", number=self._number
                )

    def _moved(self) -> None:
        moved = datetime.now(UTC).replace(tzinfo=None).isoformat()
        self._server.write(f"MATCH (l:{schema.LOAD} {{number: $number}}) SET l.moved = $moved", number=self._number, moved=moved)


def _maps(rows: pl.DataFrame) -> list[dict[str, Any]]:
    return [{k: v for k, v in row.items() if v is not None} for row in rows.iter_rows(named=True)]


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, default=lambda v: v.isoformat())
