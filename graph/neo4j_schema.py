"""Which constraints, and which statements to write records with, does a Neo4j server get?

Printed from the vocabulary: an id unique within each label, nodes by UNWIND and MERGE on it, relationships by UNWIND between
nodes that are there. Every identifier is quoted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ontology.vocabulary import Property, RecordType, Vocabulary

LOAD, SUPERSEDED, DECISION = "Load", "Superseded", "Decision"
"""Labels of Zeren's own bookkeeping."""


def constraints(vocabulary: Vocabulary) -> Iterator[str]:
    """Statements that make ids unique; they may run again."""
    for name in vocabulary.types:
        yield f"CREATE CONSTRAINT `{name}_id` IF NOT EXISTS FOR (n:`{name}`) REQUIRE n.id IS UNIQUE"
    yield f"CREATE CONSTRAINT `{LOAD}_number` IF NOT EXISTS FOR (n:`{LOAD}`) REQUIRE n.number IS UNIQUE"
    yield unique_number()
    yield f"CREATE INDEX `{SUPERSEDED}_record` IF NOT EXISTS FOR (n:`{SUPERSEDED}`) ON (n.record)"
    yield f"CREATE INDEX `{SUPERSEDED}_load` IF NOT EXISTS FOR (n:`{SUPERSEDED}`) ON (n.load)"
    for name in ("Responsibility", "Gap"):
        yield f"CREATE INDEX `{name}_organization` IF NOT EXISTS FOR (n:`{name}`) ON (n.`_organization`)"


def unique_number() -> str:
    """The statement that lets no two decisions have one number; it may run again."""
    return (
        f"CREATE CONSTRAINT `{DECISION}_number` IF NOT EXISTS FOR (n:`{DECISION}`) REQUIRE n.number IS UNIQUE"
    )


def put_nodes(record_type: RecordType, *, fresh: bool = False) -> str:
    """Puts `$rows` (maps with id and all values) in; `fresh` says that none of the ids is there."""
    verb = "CREATE" if fresh else "MERGE"
    return f"UNWIND $rows AS row {verb} (n:`{record_type.name}` {{id: row.id}}) SET n = row"


def drop_edges(record_type: RecordType, prop: Property) -> str:
    """Removes the relationships of a property from the nodes with `$ids`."""
    return f"UNWIND $ids AS id MATCH (n:`{record_type.name}` {{id: id}})-[r:`{prop.edge}`]->() DELETE r"


def put_edges(record_type: RecordType, prop: Property, target: str) -> str:
    """Puts relationships `$rows` (from, to) in; a row whose end is of another type is passed over."""
    return (
        f"UNWIND $rows AS row MATCH (a:`{record_type.name}` {{id: row.`from`}}) MATCH (b:`{target}` {{id: row.`to`}}) "
        f"MERGE (a)-[:`{prop.edge}`]->(b)"
    )


def drop_nodes(name: str) -> str:
    """Removes the nodes with `$ids` and their relationships."""
    return f"UNWIND $ids AS id MATCH (n:`{name}` {{id: id}}) DETACH DELETE n"


def read_nodes(record_type: RecordType) -> str:
    """All nodes of a type: id, every value under its key, and under the key of a reference the list of the ids that it names."""
    values = [f"n.`{key}` AS `{key}`" for key in ("id", *(p.key for p in record_type.values))]
    # A row a node, where a row a relationship would be five times as many.
    named = [f"[(n)-[:`{p.edge}`]->(x) | x.id] AS `{p.key}`" for p in record_type.references]
    return f"MATCH (n:`{record_type.name}`) RETURN {', '.join(values + named)}"


def read_names(record_type: RecordType) -> str:
    """Names and evidence of the nodes with `$ids`."""
    zh, en = (f"n.{c}" if c in record_type.keys else "null" for c in ("zh", "en"))
    return (
        f"MATCH (n:`{record_type.name}`) WHERE n.id IN $ids OPTIONAL MATCH (n)-[:EVIDENCED_BY]->(s) "
        f"RETURN n.id AS id, {zh} AS zh, {en} AS en, collect(s.id) AS evidence"
    )
