"""Which records does a Turtle or JSON-LD file state?

A subject with a type of the vocabulary is a record; its IRI gives the id. What other vocabularies say about it is refused like a
misspelt key; subjects of other vocabularies are passed over. Nothing is ever fetched: JSON-LD without a context is read in ours.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from rdflib import RDF, XSD, BNode, Literal, URIRef

from loaders import rdf_shapes, rdf_texts
from loaders.files import Refused, decode, guarded, refused, undecodable
from ontology.identifiers import identifier
from ontology.intake import Intake, convert
from ontology.messages import message
from ontology.problems import Code, Part, Unfit
from ontology.turtle import ZR
from ontology.vocabulary import LANGUAGES, Kind, Property, RecordType, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from rdflib.term import Node

    from loaders.rdf_texts import Triple
    from ontology.records import Batch

# Texts are left out: a synonym may have a language, and the shapes tell apart which text may not.
_DATATYPES = {
    Kind.DATE: XSD.date,
    Kind.DATETIME: XSD.dateTime,
    Kind.INTEGER: XSD.integer,
    Kind.DECIMAL: XSD.decimal,
    Kind.BOOLEAN: XSD.boolean,
}
_TYPE = RDF.type
_WITHDRAWN = ZR.withdrawn
_NS = str(ZR)


def read(path: Path, known: Mapping[str, str] | None = None) -> Batch:
    """The records of a .ttl, .jsonld or .json file, held against the shapes; RDF has no lines, so problems name the record.

    `known` maps ids of records that are there already to their types. Without it a reference that leads out of the file is not
    judged here; the checks of a load do that in any case.
    """

    def reading(file: Path) -> Batch:
        try:
            text = decode(file.read_bytes())
        except UnicodeDecodeError as error:
            return undecodable(file, error)
        return read_text(text, str(file), json=file.suffix.lower() != ".ttl", known=known)

    return guarded(path, reading)


def read_text(text: str, file: str, *, json: bool = False, known: Mapping[str, str] | None = None) -> Batch:
    """The records of a text, as `read` gives those of a file; `file` is the name that problems carry."""
    try:
        triples = rdf_texts.triples(text, json=json)
    except Refused as error:
        return refused(file, error.code, error.reason, error.row)
    batch = records(triples, file)
    return replace(batch, problems=batch.problems + rdf_shapes.problems(triples, file, known, batch.problems))


def records(triples: Iterable[Triple], file: str) -> Batch:
    """The records that triples state, in the order of their ids."""
    intake = Intake()
    part = intake.part(Part(file))
    said: dict[Node, list[tuple[Node, Node]]] = defaultdict(list)
    for subject, predicate, value in triples:
        said[subject].append((predicate, value))
    for subject in sorted(said, key=str):
        _add(intake, part, subject, said[subject])
    batch = intake.batch()
    return (
        batch
        if batch.count or batch.problems
        else refused(file, Code.EMPTY_FILE, message("files.no_records"))
    )


def _add(intake: Intake, part: int, subject: Node, statements: Sequence[tuple[Node, Node]]) -> None:
    names = sorted(
        _local(value) for predicate, value in statements if predicate == _TYPE and str(value).startswith(_NS)
    )
    if not names and not _is_record(subject, statements):
        return
    if isinstance(subject, BNode):
        reason = message(
            "rdf.needs_iri", type=vocabulary().term(names[0]) if names else message("rdf.record")
        )
        intake.problem(Code.MISSING_FIELD, reason, part, field="id")
        return
    name = identifier(str(subject))
    if len(names) > 1:
        intake.problem(
            Code.TOO_MANY,
            message("rdf.several_types"),
            part,
            record=name,
            field="type",
            value=", ".join(names),
        )
    record: dict[str, Any] = {"id": name, "type": names[0] if names else None}
    record_type = vocabulary().types.get(names[0]) if names else None
    if record_type is not None:
        record |= _values(name, statements, record_type, intake, part)
    intake.add(record, part, None)


def _is_record(subject: Node, statements: Sequence[tuple[Node, Node]]) -> bool:
    """Whether something without a type of ours looks like a record that lacks it, and is no part of the vocabulary itself."""
    return not str(subject).startswith(_NS) and any(
        str(predicate).startswith(_NS) for predicate, _ in statements
    )


def _values(
    name: str, statements: Sequence[tuple[Node, Node]], record_type: RecordType, intake: Intake, part: int
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    by_iri = _properties(record_type.name)
    for predicate, value in sorted(statements, key=lambda pair: (str(pair[0]), str(pair[1]))):
        if predicate == _TYPE:
            continue
        field = by_iri[predicate][0].key if predicate in by_iri else _local(predicate)
        try:
            if predicate == _WITHDRAWN:
                found["withdrawn"] = convert(Kind.BOOLEAN, value)
            elif predicate in by_iri:
                prop = _in_language(by_iri[predicate], value)
                field = prop.key
                found.setdefault(field, []).append(_value(prop, value))
            else:
                reason = message("values.no_property", type=record_type.term)
                intake.problem(Code.UNKNOWN_FIELD, reason, part, record=name, field=field, value=str(value))
        except Unfit as error:
            dated = field in record_type.keys and record_type.keys[field].kind in {Kind.DATE, Kind.DATETIME}
            code = Code.BAD_DATE if dated else Code.BAD_VALUE
            intake.problem(code, error.reason, part, record=name, field=field, value=str(value))
    return found


def _in_language(props: tuple[Property, ...], value: Node) -> Property:
    """The property of that predicate that the value is of: texts in two languages are two properties."""
    if props[0].lang is None:
        return props[0]
    language = (value.language or "").partition("-")[0] if isinstance(value, Literal) else ""
    for prop in props:
        if prop.lang == language:
            return prop
    raise Unfit(message("rdf.needs_language", languages=["@" + lang for lang in LANGUAGES]))


def _value(prop: Property, value: Node) -> str:
    if prop.kind is Kind.REFERENCE:
        if not isinstance(value, URIRef):
            raise Unfit(message("rdf.name_record"))
        return identifier(str(value))
    if prop.kind is Kind.CODE:
        if not isinstance(value, URIRef):
            raise Unfit(message("rdf.name_code"))
        return _codes().get(value, _local(value))
    if not isinstance(value, Literal):
        raise Unfit(message("rdf.no_iri"))
    datatype = _DATATYPES.get(prop.kind)
    if datatype is not None and value.datatype != datatype:
        raise Unfit(message("rdf.literal", datatype=datatype.fragment))
    return str(value)


@cache
def _properties(record_type: str) -> dict[Node, tuple[Property, ...]]:
    found: dict[Node, tuple[Property, ...]] = {}
    for prop in vocabulary().type(record_type).properties:
        found[prop.iri] = (*found.get(prop.iri, ()), prop)
    return found


@cache
def _codes() -> dict[Node, str]:
    return {iri: code for scheme in vocabulary().schemes.values() for code, iri in scheme.iris.items()}


def _local(node: Node) -> str:
    return str(node).removeprefix(_NS)
