"""Does an RDF graph keep the shapes, and if not, what is the problem in the terms of records?

The same shapes are checked set-wise at every load (ontology.checks); this is the standard's own reading of them, for input that
comes as RDF. The engine takes minutes above a hundred thousand triples, so larger graphs are left to the set-wise checks.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pyshacl
from rdflib import RDF, SH, Graph, URIRef

from ontology.identifiers import identifier
from ontology.messages import message
from ontology.problems import Code, Problem
from ontology.turtle import ZR
from ontology.vocabulary import Kind, RecordType, vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from rdflib.term import Node

    from loaders.rdf_texts import Triple

TRIPLES = 100_000
"""Largest graph that is validated here."""

_CODES: dict[Node, Code] = {
    SH.MinCountConstraintComponent: Code.MISSING_FIELD,
    SH.MaxCountConstraintComponent: Code.TOO_MANY,
    SH.UniqueLangConstraintComponent: Code.TOO_MANY,
    SH.ClosedConstraintComponent: Code.UNKNOWN_FIELD,
    SH.NodeConstraintComponent: Code.UNKNOWN_CODE,
    SH.DatatypeConstraintComponent: Code.BAD_VALUE,
    SH.NodeKindConstraintComponent: Code.BAD_VALUE,
    SH.MinInclusiveConstraintComponent: Code.BAD_VALUE,
    SH.MinExclusiveConstraintComponent: Code.BAD_VALUE,
    SH.LessThanConstraintComponent: Code.BAD_INTERVAL,
    SH.LessThanOrEqualsConstraintComponent: Code.BAD_INTERVAL,
    SH.ClassConstraintComponent: Code.UNKNOWN_ID,
    SH.OrConstraintComponent: Code.UNKNOWN_ID,
    ZR.NotBeforeInComponent: Code.BAD_INTERVAL,
    ZR.NeededWithComponent: Code.EVIDENCE_REQUIRED,
    ZR.AcyclicComponent: Code.CYCLE,
}
_REASONS = {
    Code.MISSING_FIELD: message("records.required"),
    Code.TOO_MANY: message("values.one_value"),
    Code.UNKNOWN_FIELD: message("rdf.no_property"),
    Code.UNKNOWN_CODE: message("rdf.no_code"),
    Code.BAD_INTERVAL: message("rdf.interval"),
    Code.BAD_DATE: message("rdf.no_date"),
    Code.BAD_VALUE: message("rdf.no_value"),
    Code.WRONG_TYPE: message("rdf.wrong_type"),
    Code.UNKNOWN_ID: message("rdf.unknown_id"),
    Code.EVIDENCE_REQUIRED: message("rdf.needed_with"),
    Code.CYCLE: message("rdf.circle"),
}


def problems(
    triples: Sequence[Triple],
    file: str,
    known: Mapping[str, str] | None = None,
    already: Collection[Problem] = (),
) -> tuple[Problem, ...]:
    """What the shapes have against the graph of these triples, without what `already` says of the same field.

    `known` maps ids of records elsewhere to their types; None means that other records are not known, so that an id which is not in
    the graph is no problem here.
    """
    if len(triples) > TRIPLES:
        return ()
    said = {(p.code, p.record, p.field) for p in already}
    # A value that could not be read breaks further constraints of its field; one problem is enough.
    unread = {(p.record, p.field) for p in already if p.code in {Code.BAD_VALUE, Code.BAD_DATE}}
    found: dict[tuple[Any, ...], Problem] = {}
    for problem in _found(triples, file, known):
        place = (problem.record, problem.field)
        if (problem.code, *place) not in said and place not in unread:
            found.setdefault((problem.code, *place, problem.value), problem)
    return tuple(sorted(found.values(), key=lambda p: (p.record or "", p.field or "", p.code, str(p.value))))


def _found(triples: Sequence[Triple], file: str, known: Mapping[str, str] | None) -> Iterator[Problem]:
    subjects = {subject for subject, _, _ in triples}
    data = _with_codes(triples)
    for other in {value for _, _, value in triples} - subjects:
        if isinstance(other, URIRef) and (type_name := (known or {}).get(identifier(str(other)))):
            data.add((other, RDF.type, ZR[type_name]))
    _, report, _ = pyshacl.validate(data, shacl_graph=_shapes(), advanced=True, inplace=True)
    assert isinstance(report, Graph), report
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus = report.value(result, SH.focusNode)
        if focus in subjects:  # the others are known elsewhere and judged there
            problem = _problem(data, report, result, str(focus), file)
            if problem is not None and (known is not None or problem.code is not Code.UNKNOWN_ID):
                yield problem
    yield from _needed(data, file)


def _needed(graph: Graph, file: str) -> Iterator[Problem]:
    """What zr:neededWith demands. pyshacl asks a SELECT validator once for each value, so never where there is none."""
    for record_type in vocabulary().types.values():
        for prop in record_type.properties:
            for subject in graph.subjects(ZR.status, ZR[prop.needed_with]) if prop.needed_with else ():
                if (subject, RDF.type, ZR[record_type.name]) in graph and graph.value(
                    subject, prop.iri
                ) is None:
                    code = Code.EVIDENCE_REQUIRED
                    yield Problem(
                        code, _REASONS[code], file=file, record=identifier(str(subject)), field=prop.key
                    )


def _problem(data: Graph, report: Graph, result: Node, focus: str, file: str) -> Problem | None:
    component, path = report.value(result, SH.sourceConstraintComponent), report.value(result, SH.resultPath)
    value = report.value(result, SH.value)
    record_type = _type(data, URIRef(focus))
    code = _CODES.get(component or SH.NodeConstraintComponent)
    if record_type is None or code is None:
        return None
    if path is None:  # one of several properties is required: the shape as a whole fails
        field, code, value = _lacking(data, focus, record_type), Code.MISSING_FIELD, None
    else:
        field = _field(data, focus, record_type, path, component)
    prop = record_type.keys.get(field)
    if code is Code.UNKNOWN_ID and value is not None and data.value(value, RDF.type) is not None:
        code = Code.WRONG_TYPE
    if code is Code.BAD_VALUE and prop is not None and prop.kind in {Kind.DATE, Kind.DATETIME}:
        code = Code.BAD_DATE
    return Problem(
        code, _REASONS[code], file=file, record=identifier(focus), field=field, value=_shown(value)
    )


def _type(data: Graph, focus: Node) -> RecordType | None:
    names = sorted(str(t).removeprefix(str(ZR)) for t in data.objects(focus, RDF.type))
    types = [vocabulary().types[name] for name in names if name in vocabulary().types]
    return next((t for t in types if not t.derived), None)


def _lacking(data: Graph, focus: str, record_type: RecordType) -> str:
    for group in record_type.one_of:
        if not any(data.value(URIRef(focus), record_type.keys[key].iri) for key in group):
            return group[0]
    return ""


def _field(data: Graph, focus: str, record_type: RecordType, path: Node, component: Node | None) -> str:
    props = [p for p in record_type.properties if p.iri == path]
    if component == SH.UniqueLangConstraintComponent:
        languages = [getattr(o, "language", None) for o in data.objects(URIRef(focus), path)]
        props = [p for p in props if languages.count(p.lang) > 1] or props
    return props[0].key if props else str(path).removeprefix(str(ZR))


def _shown(value: Node | None) -> str | None:
    return None if value is None else identifier(str(value)).removeprefix(str(ZR))


def _with_codes(triples: Sequence[Triple]) -> Graph:
    """The graph of the triples and the codes, without the records that the triples take back."""
    data = Graph()
    withdrawn = {s for s, p, o in triples if p == ZR.withdrawn and str(o) == "true"}
    for triple in triples:
        if triple[0] not in withdrawn and triple[1] != ZR.withdrawn:
            data.add(triple)
    for triple in _parsed("codes.ttl"):
        data.add(triple)
    return data


def _shapes() -> Graph:
    return _parsed("shapes.ttl")


@cache
def _parsed(name: str) -> Graph:
    return Graph().parse(data=files("ontology").joinpath(name).read_text(encoding="utf-8"), format="turtle")
