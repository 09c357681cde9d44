"""How do the shipped Turtle files say what the vocabulary is?

Classes, properties and labels stand in zeren.ttl, codes in codes.ttl, what a record may hold in shapes.ttl (SHACL with three
constraint components of our own). Order is the order of those files, so that every printed thing is stable.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from rdflib import RDF, RDFS, SH, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from ontology.errors import UnknownName
from ontology.vocabulary import LANGUAGES, Kind, Property, RecordType, Scheme, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from rdflib.term import Node

ZR = Namespace("https://w3id.org/zeren/ns#")
SOURCES = ("zeren.ttl", "codes.ttl", "shapes.ttl")
_VERSION = URIRef("http://www.w3.org/2002/07/owl#versionInfo")
_DATATYPES: Mapping[Node, Kind] = {
    XSD.string: Kind.TEXT,
    XSD.date: Kind.DATE,
    XSD.dateTime: Kind.DATETIME,
    XSD.integer: Kind.INTEGER,
    XSD.decimal: Kind.DECIMAL,
    XSD.boolean: Kind.BOOLEAN,
}


@cache
def shipped_graph() -> Graph:
    """The shipped Turtle files as one RDF graph (vocabulary, codes, shapes)."""
    graph = Graph()
    for name in SOURCES:
        graph.parse(data=files("ontology").joinpath(name).read_text(encoding="utf-8"), format="turtle")
    return graph


def read_vocabulary(graph: Graph) -> Vocabulary:
    """The vocabulary that an RDF graph of classes, codes and shapes describes."""
    schemes = {s.name: s for s in _schemes(graph)}
    shapes = {_local(c): s for s, c in graph.subject_objects(SH.targetClass)}
    order = [_local(c) for c in _in_file_order(shapes)]
    types = {name: _record_type(graph, name, shapes[name]) for name in order}
    for record_type in types.values():
        for prop in record_type.references:
            missing = [t for t in prop.targets if t not in types]
            if missing:
                raise UnknownName(
                    "vocabulary.no_shape", type=record_type.name, field=prop.key, missing=missing
                )
    return Vocabulary(types, schemes, str(graph.value(URIRef("https://w3id.org/zeren/ns"), _VERSION)))


def _in_file_order(shapes: Mapping[str, Node]) -> list[URIRef]:
    text = files("ontology").joinpath("shapes.ttl").read_text(encoding="utf-8")
    position = {name: text.find(f"sh:targetClass zr:{name} ") for name in shapes}
    return [ZR[name] for name in sorted(shapes, key=lambda n: (position[n], n))]


def _schemes(graph: Graph) -> Iterator[Scheme]:
    text = files("ontology").joinpath("codes.ttl").read_text(encoding="utf-8")
    position = {name: i for i, name in enumerate(re.findall(r"^zr:(\w+) ", text, re.MULTILINE))}
    for scheme in sorted(
        graph.subjects(RDF.type, SKOS.ConceptScheme), key=lambda s: position.get(_local(s), 0)
    ):
        codes, iris = {}, {}
        for concept in sorted(
            graph.subjects(SKOS.inScheme, scheme), key=lambda c: position.get(_local(c), 0)
        ):
            value = str(graph.value(concept, SKOS.notation) or _local(concept))
            codes[value] = _by_language(graph, concept, SKOS.prefLabel)
            iris[value] = URIRef(str(concept))
        yield Scheme(
            _local(scheme).removesuffix("Scheme"), _by_language(graph, scheme, SKOS.prefLabel), codes, iris
        )


def _record_type(graph: Graph, name: str, shape: Node) -> RecordType:
    merged: dict[Node, dict[str, Node]] = {}
    for prop_shape in _in_shape_order(graph, shape):
        path = graph.value(prop_shape, SH.path)
        assert path is not None, f"shapes.ttl: a property of {name} has no path"
        merged.setdefault(path, {}).update(
            {str(p): o for p, o in graph.predicate_objects(prop_shape) if p != SH.path}
        )
    properties = [p for path, facets in merged.items() for p in _properties(graph, URIRef(str(path)), facets)]
    # A text in two languages is required in one of them.
    in_languages = dict.fromkeys(p.iri for p in properties if p.lang and p.required)
    one_of = [tuple(p.key for p in properties if p.iri == iri) for iri in in_languages]
    for either in graph.objects(shape, SH["or"]):
        alternatives = [graph.value(a, SH.property) for a in Collection(graph, either)]
        paths = [graph.value(a, SH.path) for a in alternatives]
        one_of.append(tuple(p.key for path in paths for p in properties if p.iri == path))
    properties = [replace(p, required=False) if p.iri in in_languages else p for p in properties]
    cls = ZR[name]
    return RecordType(
        name=name,
        labels=_by_language(graph, cls, RDFS.label),
        definitions=_by_language(graph, cls, SKOS.definition),
        properties=tuple(properties),
        one_of=tuple(group for group in one_of if group),
        derived=graph.value(cls, ZR.derived) is not None,
    )


def _in_shape_order(graph: Graph, shape: Node) -> list[Node]:
    """Property shapes in a stable order: by the order of classes' keys in the vocabulary file, names first."""
    text = files("ontology").joinpath("zeren.ttl").read_text(encoding="utf-8")

    def position(prop_shape: Node) -> tuple[int, int, str]:
        path = graph.value(prop_shape, SH.path)
        if path in (RDFS.label, SKOS.altLabel):
            return (0, 0, str(path))
        reference = any(graph.objects(prop_shape, SH["class"])) or any(graph.objects(prop_shape, SH["or"]))
        bookkeeping = _local(path) in {"recordedAt", "recordedBy", "evidence"}
        return (4 if bookkeeping else 2 if reference else 1, text.find(f"\nzr:{_local(path)} a "), str(path))

    return sorted(graph.objects(shape, SH.property), key=position)


def _properties(graph: Graph, path: URIRef, facets: dict[str, Node]) -> Iterator[Property]:
    def facet(predicate: URIRef) -> Node | None:
        return facets.get(str(predicate))

    keys = {k.language or "": str(k) for k in graph.objects(path, ZR.key) if isinstance(k, Literal)}
    in_languages = path == RDFS.label or facet(SH.datatype) == RDF.langString
    labels = _by_language(graph, path, RDFS.label)
    comment = str(graph.value(path, RDFS.comment) or "")
    minimum = facet(SH.minCount)
    required = minimum is not None and int(str(minimum)) > 0
    if in_languages:
        for lang in LANGUAGES:
            name = (
                {**labels, **{k: f"{v}({lang})" for k, v in labels.items()}}
                if path != RDFS.label
                else _NAMES[lang]
            )
            yield Property(keys[lang], path, Kind.TEXT, name, lang=lang, comment=comment, required=required)
        return
    kind, scheme, targets = _value_kind(graph, facet)
    least = facet(SH.minInclusive) if facet(SH.minInclusive) is not None else facet(SH.minExclusive)
    later, not_later = facet(SH.lessThan), facet(SH.lessThanOrEquals)
    owner, status = facet(ZR.notBeforeIn), facet(ZR.neededWith)
    edge = str(graph.value(path, ZR.edge) or re.sub(r"(?<=[a-z])(?=[A-Z])", "_", _local(path)).upper())
    short = graph.value(path, ZR.shortKey)
    yield Property(
        key=keys.get("", _local(path)),
        iri=path,
        kind=kind,
        labels=labels,
        comment=comment,
        short_key=str(short) if short is not None else None,
        required=required,
        many=facet(SH.maxCount) is None,
        scheme=scheme,
        targets=targets,
        edge=edge if kind is Kind.REFERENCE else None,
        before=_local(later if later is not None else not_later)
        if (later or not_later) is not None
        else None,
        before_strict=later is not None,
        not_before_in=_local(owner) if owner is not None else None,
        needed_with=_local(status) if status is not None else None,
        acyclic=facet(ZR.acyclic) is not None,
        minimum=None if least is None else int(str(least)) + (facet(SH.minInclusive) is None),
    )


_NAMES = {"zh": {"zh": "名称", "en": "name (zh)"}, "en": {"zh": "英文名称", "en": "name (en)"}}


def _value_kind(
    graph: Graph, facet: Callable[[URIRef], Node | None]
) -> tuple[Kind, str | None, tuple[str, ...]]:
    node, cls, either, datatype = facet(SH.node), facet(SH["class"]), facet(SH["or"]), facet(SH.datatype)
    if node is not None:
        return Kind.CODE, _local(node).removesuffix("Code"), ()
    if cls is not None:
        return Kind.REFERENCE, None, (_local(cls),)
    if either is not None:
        return (
            Kind.REFERENCE,
            None,
            tuple(_local(graph.value(a, SH["class"])) for a in Collection(graph, either)),
        )
    return Kind.TEXT if datatype is None else _DATATYPES.get(datatype, Kind.TEXT), None, ()


def _by_language(graph: Graph, subject: Node, predicate: URIRef) -> dict[str, str]:
    found = {
        o.language: str(o) for o in graph.objects(subject, predicate) if isinstance(o, Literal) and o.language
    }
    return {lang: found[lang] for lang in LANGUAGES if lang in found}


def _local(node: Node | None) -> str:
    return str(node).rpartition("#")[2]
