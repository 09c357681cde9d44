"""How do records read as YAML, JSON, JSON-LD and Turtle?

Each function yields the text in pieces, a record at a time, so that a million records stream. What it yields reads back as the
same records; a text that another reader could take for a number, a date or a truth value stands in quotes.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ontology import print_context
from ontology.identifiers import iri
from ontology.turtle import ZR
from ontology.vocabulary import ID, Kind, Property, RecordType, vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import polars as pl

_WORD = re.compile(r"[A-Za-z一-鿿][A-Za-z0-9_\-.一-鿿]*")
_NOT_TEXT = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
_UNSEEN = re.compile("[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_RELATIVE = re.compile(r"[\w\-]+(?:\.[\w\-]+)*")
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_\-]*")
_PREFIXES = {
    "zr": str(ZR),
    "id": ID,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_DATATYPES = {
    Kind.DATE: "date",
    Kind.DATETIME: "dateTime",
    Kind.INTEGER: "integer",
    Kind.DECIMAL: "decimal",
    Kind.BOOLEAN: "boolean",
}


def yaml(frames: Iterable[tuple[RecordType, pl.DataFrame]]) -> Iterator[str]:
    """A record a line, as a flow mapping."""
    for record_type, frame in frames:
        for record in _records(record_type, frame):
            yield f"- {{{', '.join(f'{key}: {_yaml(value)}' for key, value in record.items())}}}\n"


def json_list(frames: Iterable[tuple[RecordType, pl.DataFrame]]) -> Iterator[str]:
    """One list, a record a line."""
    yield from _json_lines("[", frames, _plain, "]")


def json_ld(frames: Iterable[tuple[RecordType, pl.DataFrame]]) -> Iterator[str]:
    """One document with its context in it, a record a line."""
    head = json.dumps(print_context.context(), ensure_ascii=False)
    yield from _json_lines(f'{head[:-1]}, "@graph": [', frames, _linked, "]}")


def turtle(frames: Iterable[tuple[RecordType, pl.DataFrame]]) -> Iterator[str]:
    """A record a paragraph."""
    yield "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in _PREFIXES.items())
    for record_type, frame in frames:
        props = [(_curie(str(p.iri)), _term(p), p) for p in record_type.properties]
        for row in frame.iter_rows(named=True):
            lines = [f"\n{_curie(str(iri(row['id'])))} a zr:{record_type.name}"]
            for predicate, term, prop in props:
                value = row[prop.key]
                if value is not None:
                    lines.append(f"{predicate} {', '.join(map(term, value if prop.many else [value]))}")
            yield " ;\n  ".join(lines) + " .\n"


def _records(record_type: RecordType, frame: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Each row with its type and without what it does not have."""
    for row in frame.iter_rows(named=True):
        record = {"id": row["id"], "type": record_type.name}
        record |= {p.key: row[p.key] for p in record_type.properties if row[p.key] is not None}
        yield record


# ---------------------------------------------------------------------------- YAML


def _yaml(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_yaml, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, datetime):
        return f'"{value.isoformat()}"'
    if isinstance(value, date):
        return value.isoformat()
    return value if _WORD.fullmatch(value) and value.lower() not in _NOT_TEXT else _quoted(value)


def _quoted(text: str) -> str:
    """A string that JSON, YAML and Turtle all read alike."""
    return _UNSEEN.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(text, ensure_ascii=False))


# ---------------------------------------------------------------------------- JSON


def _json_lines(
    head: str,
    frames: Iterable[tuple[RecordType, pl.DataFrame]],
    shape: Callable[[Mapping[str, Any], RecordType], Any],
    tail: str,
) -> Iterator[str]:
    between = "\n"
    yield head
    for record_type, frame in frames:
        for record in _records(record_type, frame):
            yield between + json.dumps(shape(record, record_type), ensure_ascii=False)
            between = ",\n"
    yield f"\n{tail}\n"


def _plain(record: Mapping[str, Any], _: RecordType) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in record.items()}


def _linked(record: Mapping[str, Any], record_type: RecordType) -> dict[str, Any]:
    linked = _plain(record, record_type) | {"id": _relative(record["id"])}
    for prop in record_type.properties:
        if prop.key in linked:
            value = linked[prop.key]
            if prop.kind is Kind.REFERENCE:
                linked[prop.key] = list(map(_relative, value)) if prop.many else _relative(value)
            elif prop.kind is Kind.DECIMAL:
                linked[prop.key] = _decimal(value)
    return linked


def _relative(identifier: str) -> str:
    """The id itself where a reader resolves it below the base as it stands, else the whole IRI."""
    return identifier if _RELATIVE.fullmatch(identifier) else str(iri(identifier))


# ---------------------------------------------------------------------------- Turtle


def _term(prop: Property) -> Callable[[Any], str]:
    """How a value of the property is written as an RDF term."""
    if prop.kind is Kind.REFERENCE:
        return lambda value: _curie(str(iri(value)))
    if prop.kind is Kind.CODE:
        iris = vocabulary().schemes[prop.scheme or ""].iris
        return lambda value: _curie(str(iris.get(value, ZR[value])))
    if prop.kind is Kind.TEXT:
        return lambda value: _quoted(value) + (f"@{prop.lang}" if prop.lang else "")
    datatype = _DATATYPES[prop.kind]
    return lambda value: f'"{_lexical(value)}"^^xsd:{datatype}'


def _lexical(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _decimal(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _decimal(value: float) -> str:
    """The number without an exponent, which xsd:decimal does not have."""
    return format(Decimal(repr(value)), "f")


def _curie(address: str) -> str:
    for prefix, namespace in _PREFIXES.items():
        local = address.removeprefix(namespace)
        if local != address and _LOCAL.fullmatch(local):
            return f"{prefix}:{local}"
    return f"<{address}>"
