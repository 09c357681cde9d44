"""Does a graph keep what the shapes demand, asked in Cypher?

One query a constraint, printed from the vocabulary, the same text for both stores; each returns the ids (and values) that break
it. For stores that others write to as well, and for checking what the set-wise checks of a load let through.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ontology.messages import Message, message
from ontology.problems import Code, Problem
from ontology.vocabulary import Kind, Property, RecordType, Vocabulary, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.store import Store

LIMIT = 1000
"""Broken records that one check lists."""


@dataclass(frozen=True)
class CypherCheck:
    """A query whose rows (`id`, `value`) each break a constraint of a property."""

    record_type: str
    field: str
    code: Code
    reason: Message
    text: str


def checks(vocabulary_: Vocabulary) -> Iterator[CypherCheck]:
    """Every check, in the order of the vocabulary."""
    for record_type in vocabulary_.types.values():
        for group in record_type.one_of:
            missing = " AND ".join(_is_missing(record_type.keys[key]) for key in group)
            reason = message("records.one_required", fields=[record_type.keys[k].term for k in group])
            yield _check(
                record_type, record_type.keys[group[0]], Code.MISSING_FIELD, reason, f"WHERE {missing}"
            )
        for prop in record_type.properties:
            yield from _of_property(vocabulary_, record_type, prop)


def _of_property(vocabulary_: Vocabulary, record_type: RecordType, prop: Property) -> Iterator[CypherCheck]:
    value = f"n.`{prop.key}`"
    if prop.required:
        yield _check(
            record_type, prop, Code.MISSING_FIELD, message("records.required"), f"WHERE {_is_missing(prop)}"
        )
    if prop.needed_with is not None:
        where = f"WHERE n.status = '{prop.needed_with}' AND {_is_missing(prop)}"
        yield _check(
            record_type,
            prop,
            Code.EVIDENCE_REQUIRED,
            message("records.needed_with", status=vocabulary_.term(prop.needed_with)),
            where,
        )
    if prop.kind is Kind.CODE:
        assert prop.scheme is not None
        codes = "[" + ", ".join(f"'{code}'" for code in vocabulary_.schemes[prop.scheme].codes) + "]"
        wrong = f"any(x IN {value} WHERE NOT x IN {codes})" if prop.many else f"NOT {value} IN {codes}"
        yield _check(
            record_type,
            prop,
            Code.UNKNOWN_CODE,
            message("records.no_code_of", scheme=vocabulary_.term(prop.scheme)),
            f"WHERE {value} IS NOT NULL AND {wrong}",
            value,
        )
    if prop.minimum is not None:
        yield _check(
            record_type,
            prop,
            Code.BAD_VALUE,
            message("records.at_least", least=prop.minimum),
            f"WHERE {value} < {prop.minimum}",
            value,
        )
    if prop.before is not None:
        sign = ">=" if prop.before_strict else ">"
        other = record_type.keys[prop.before].term
        reason = (
            message("records.before", field=other)
            if prop.before_strict
            else message("records.by", field=other)
        )
        yield _check(
            record_type,
            prop,
            Code.BAD_INTERVAL,
            reason,
            f"WHERE {value} {sign} n.`{prop.before}`",
            value,
        )
    if prop.not_before_in is not None:
        edge = record_type.keys[prop.not_before_in].edge
        target = record_type.keys[prop.not_before_in].targets[0]
        where = f"-[:`{edge}`]->(o:`{target}`) WHERE {value} < o.`{prop.key}`"
        yield _check(
            record_type,
            prop,
            Code.BAD_INTERVAL,
            message("records.before_owner", field=prop.term, owner=vocabulary_.term(target)),
            where,
            value,
        )
    if prop.kind is Kind.REFERENCE and not prop.many:
        where = f"-[:`{prop.edge}`]->(o) WITH n, count(o) AS found WHERE found > 1"
        yield _check(record_type, prop, Code.TOO_MANY, message("values.one_value"), where, "found")


def _check(
    record_type: RecordType, prop: Property, code: Code, reason: Message, rest: str, value: str = "NULL"
) -> CypherCheck:
    joined = rest if rest.startswith("-") else f" {rest}"
    text = f"MATCH (n:`{record_type.name}`){joined} RETURN n.id AS id, {value} AS value LIMIT {LIMIT}"
    return CypherCheck(record_type.name, prop.key, code, reason, text)


def _is_missing(prop: Property) -> str:
    if prop.kind is Kind.REFERENCE:
        return f"NOT EXISTS {{ MATCH (n)-[:`{prop.edge}`]->() }}"
    return f"(n.`{prop.key}` IS NULL OR size(n.`{prop.key}`) = 0)" if prop.many else f"n.`{prop.key}` IS NULL"


def problems_in(store: Store) -> list[Problem]:
    """Every problem that the checks find in a store, at most LIMIT of a kind."""
    return [
        Problem(
            check.code, check.reason, file=store.url, record=row["id"], field=check.field, value=row["value"]
        )
        for check in checks(vocabulary())
        for row in store.cypher(check.text, limit=LIMIT).frame.iter_rows(named=True)
    ]
