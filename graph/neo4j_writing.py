"""How is a load written to a Neo4j server so that it can die at any moment and be finished by running it again?

Upserts are idempotent and stand under a `Load` node whose state is `open` until all is done (graph.neo4j_lock); a load that
finds a dead one finishes it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl

from graph import neo4j_schema as schema
from graph.derived import ORGANIZATION
from graph.neo4j_lock import LoadLock
from graph.neo4j_session import BATCH
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.facts import Facts
    from graph.neo4j_store import Neo4jStore
    from graph.store import LoadNote, Renewal
    from ontology.records import Frames
    from ontology.vocabulary import RecordType


class Neo4jWriting:
    """A load under way on a server."""

    def __init__(self, store: Neo4jStore) -> None:
        self._store = store
        self._stated = False
        self._ids: dict[str, pl.DataFrame] = {}
        self._statements: Mapping[str, pl.DataFrame] = {}
        self._note: LoadNote | None = None
        self._renewal: Renewal | None = None
        self._lock = LoadLock(store.server)
        self._lock.take()

    @property
    def unfinished(self) -> bool:
        """A load died half-way on this server."""
        return self._lock.died

    def begin(self, merged: Frames, statements: Mapping[str, pl.DataFrame], note: LoadNote) -> None:
        """Notes what the load is about."""
        self._ids = {name: rows.select("id") for name, rows in merged.items()}
        self._statements, self._note = statements, note

    def state(self) -> None:
        """Upserts what the load states and keeps what it supersedes."""
        lock, types, statements, note = self._lock, vocabulary().types, self._statements, self._note
        assert note is not None
        self._stated = True
        described = {
            "who": note.who,
            "at": note.at.isoformat(),
            "as_of": note.as_of.isoformat(),
            "sources": list(note.sources),
        }
        lock.describe(described)
        for name, rows in statements.items():
            self._keep_history(name, rows, note)
            kept = rows.filter(~pl.col("_withdrawn"))
            values = [p.key for p in types[name].values]
            lock.write_rows(schema.put_nodes(types[name]), _maps(kept.select("id", *values)))
            lock.write_rows(schema.drop_nodes(name), rows.filter("_withdrawn")["id"].to_list(), "ids")
        for name, rows in statements.items():
            kept = rows.filter(~pl.col("_withdrawn"))
            for prop in types[name].references:
                lock.write_rows(schema.drop_edges(types[name], prop), kept["id"].to_list(), "ids")
            self._edges(types[name], kept)

    def _edges(self, record_type: RecordType, rows: pl.DataFrame) -> None:
        for prop in record_type.references:
            pairs = rows.select(pl.col("id").alias("from"), pl.col(prop.key).alias("to"))
            pairs = (
                (pairs.explode("to", empty_as_null=True) if prop.many else pairs)
                .drop_nulls("to")
                .unique(maintain_order=True)
            )
            for target in prop.targets:
                if target in self._ids and pairs.height:
                    those = (
                        pairs
                        if len(prop.targets) == 1
                        else pairs.join(self._ids[target], left_on="to", right_on="id", how="semi")
                    )
                    self._lock.write_rows(schema.put_edges(record_type, prop, target), those.to_dicts())

    def _keep_history(self, name: str, rows: pl.DataFrame, note: LoadNote) -> None:
        at = note.at.isoformat(timespec="microseconds")
        ids = rows["id"].to_list()
        self._lock.write_rows(
            f"UNWIND $rows AS id MATCH (s:{schema.SUPERSEDED} {{record: id}}) WHERE s.supersededAt IS NULL AND s.load < {self._lock.number} "
            f"SET s.supersededAt = '{at}'",
            ids,
        )
        described = [
            {"record": r["id"], "type": name, "statement": _json({k: v for k, v in r.items() if v is not None and k != "_withdrawn"}),
             "recordedAt": at, "recordedBy": note.who, "withdrawn": r["_withdrawn"], "load": self._lock.number}
            for r in rows.iter_rows(named=True)
        ]  # fmt: skip
        self._lock.write_rows(
            f"UNWIND $rows AS row MERGE (s:{schema.SUPERSEDED} {{record: row.record, load: row.load}}) SET s += row",
            described,
        )

    def facts(self) -> Facts:
        """The fact tables as the server now gives them."""
        return self._store.read_facts()

    def keep(self, renewal: Renewal) -> None:
        """Takes what was computed, also for the next question of this process."""
        self._renewal = renewal

    def renew(self) -> None:
        """Replaces the derived nodes, all or those of some organizations."""
        renewal = self._renewal
        assert renewal is not None
        frames = {"Responsibility": renewal.derived.responsibility, "Gap": renewal.derived.gap}
        for name, rows in frames.items():
            self._drop_derived(name, renewal.organizations)
            wanted = rows.with_columns(_place=pl.int_range(pl.len()).over(ORGANIZATION))
            record_type = vocabulary().type(name)
            values = [p.key for p in record_type.values]
            self._lock.write_rows(
                schema.put_nodes(record_type, fresh=True),
                _maps(wanted.select("id", *values, ORGANIZATION, "_place")),
            )
            self._edges(record_type, wanted)

    def _drop_derived(self, name: str, organizations: Sequence[str] | None) -> None:
        if organizations is not None:
            text = f"UNWIND $ids AS id MATCH (n:`{name}`) WHERE n.`{ORGANIZATION}` = id DETACH DELETE n"
            self._lock.write_rows(text, list(organizations), "ids")
            return
        while self._lock.write(f"MATCH (n:`{name}`) WITH n LIMIT {BATCH} DETACH DELETE n RETURN count(*)")[0][
            0
        ]:
            pass

    def commit(self) -> int:
        """Marks the load as done."""
        self._lock.finish()
        if self._renewal is not None:
            self._store.keep(self._lock.number, self._renewal.facts, self._renewal.compiled)
        return self._lock.number

    def abandon(self) -> None:
        """Leaves a load that was not committed to the next one, which finishes it; forgets one that had stated nothing."""
        self._lock.let_go(forget=not self._stated and not self._lock.died)


def _maps(rows: pl.DataFrame) -> list[dict[str, Any]]:
    return [{k: v for k, v in row.items() if v is not None} for row in rows.iter_rows(named=True)]


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, default=lambda v: v.isoformat())
