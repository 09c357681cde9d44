"""Which types of record are there, what may each hold, and what is everything called?

Read once from the Turtle files beside this module; nothing else in Zeren lists a class, a property or a code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from rdflib import RDF, RDFS, SH, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from ontology.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rdflib.term import Node

ZR = Namespace("https://w3id.org/zeren/ns#")
ID = "https://w3id.org/zeren/id/"
LANGUAGES = ("zh", "en")
SOURCES = ("zeren.ttl", "codes.ttl", "shapes.ttl")


class Kind(StrEnum):
    """What a value of a property is."""

    TEXT = "text"
    DATE = "date"
    DATETIME = "datetime"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    CODE = "code"
    REFERENCE = "reference"


DATATYPES = {
    XSD.string: Kind.TEXT,
    XSD.date: Kind.DATE,
    XSD.dateTime: Kind.DATETIME,
    XSD.integer: Kind.INTEGER,
    XSD.decimal: Kind.DECIMAL,
    XSD.boolean: Kind.BOOLEAN,
}


@dataclass(frozen=True)
class Property:
    """One property of one record type.

    `key` is its name in files and stores. `edge` is the relationship it becomes (references only), from the record that has
    it to the record it names. `before` names the property that must lie later (`before_strict`: not on the same day).
    """

    key: str
    iri: URIRef
    kind: Kind
    labels: Mapping[str, str]
    lang: str | None = None
    comment: str = ""
    short_key: str | None = None
    required: bool = False
    many: bool = False
    scheme: str | None = None
    targets: tuple[str, ...] = ()
    edge: str | None = None
    before: str | None = None
    before_strict: bool = False
    not_before_in: str | None = None
    needed_with: str | None = None
    acyclic: bool = False
    minimum: int | None = None


@dataclass(frozen=True)
class RecordType:
    """One class. `one_of` lists groups of keys of which at least one must be given."""

    name: str
    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    properties: tuple[Property, ...]
    one_of: tuple[tuple[str, ...], ...] = ()
    derived: bool = False
    keys: Mapping[str, Property] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_key = {p.key: p for p in self.properties}
        by_key |= {p.short_key: p for p in self.properties if p.short_key and p.short_key not in by_key}
        object.__setattr__(self, "keys", by_key)

    @property
    def values(self) -> tuple[Property, ...]:
        """Properties that stay on the node."""
        return tuple(p for p in self.properties if p.kind is not Kind.REFERENCE)

    @property
    def references(self) -> tuple[Property, ...]:
        """Properties that become relationships."""
        return tuple(p for p in self.properties if p.kind is Kind.REFERENCE)


@dataclass(frozen=True)
class Scheme:
    """A list of codes, in the order of the file; `codes` maps a value to its labels by language."""

    name: str
    labels: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]]
    iris: Mapping[str, URIRef] = field(repr=False)


@dataclass(frozen=True)
class Vocabulary:
    """All record types and schemes, by name."""

    types: Mapping[str, RecordType]
    schemes: Mapping[str, Scheme]
    version: str

    def type(self, name: str) -> RecordType:
        """The record type of that name; raises UnknownName."""
        try:
            return self.types[name]
        except KeyError:
            raise UnknownName(f"no record type {name!r}; there are {', '.join(self.types)}") from None

    def label(self, code: str, lang: str) -> str:
        """The label of a code or record type in `lang`, else the code itself."""
        if code in self.types:
            return self.types[code].labels.get(lang, code)
        labels = self._code_labels.get(code)
        return labels.get(lang, code) if labels else code

    @property
    def _code_labels(self) -> Mapping[str, Mapping[str, str]]:
        return _code_labels(self)

    def edges(self) -> Iterator[tuple[str, RecordType, Property, str]]:
        """Every (edge, from type, property, to type), in the order of the files."""
        for record_type in self.types.values():
            for prop in record_type.references:
                assert prop.edge is not None
                for target in prop.targets:
                    yield prop.edge, record_type, prop, target


@cache
def vocabulary() -> Vocabulary:
    """The shipped vocabulary, read once a process."""
    return read_vocabulary(shipped_graph())


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
                raise UnknownName(f"shapes.ttl: {record_type.name}.{prop.key} points to {missing}, which have no shape")
    return Vocabulary(types, schemes, str(graph.value(URIRef("https://w3id.org/zeren/ns"), _OWL_VERSION)))


_OWL_VERSION = URIRef("http://www.w3.org/2002/07/owl#versionInfo")


def _in_file_order(shapes: Mapping[str, Node]) -> list[URIRef]:
    text = files("ontology").joinpath("shapes.ttl").read_text(encoding="utf-8")
    position = {name: text.find(f"sh:targetClass zr:{name} ") for name in shapes}
    return [ZR[name] for name in sorted(shapes, key=lambda n: (position[n], n))]


@cache
def _code_labels(vocabulary: Vocabulary) -> Mapping[str, Mapping[str, str]]:
    return {code: labels for scheme in vocabulary.schemes.values() for code, labels in scheme.codes.items()}


def _schemes(graph: Graph) -> Iterator[Scheme]:
    text = files("ontology").joinpath("codes.ttl").read_text(encoding="utf-8")
    position = {name: i for i, name in enumerate(re.findall(r"^zr:(\w+) ", text, re.MULTILINE))}
    for scheme in sorted(graph.subjects(RDF.type, SKOS.ConceptScheme), key=lambda s: position.get(_local(s), 0)):
        codes, iris = {}, {}
        for concept in sorted(graph.subjects(SKOS.inScheme, scheme), key=lambda c: position.get(_local(c), 0)):
            value = str(graph.value(concept, SKOS.notation) or _local(concept))
            codes[value] = _by_language(graph, concept, SKOS.prefLabel)
            iris[value] = URIRef(str(concept))
        yield Scheme(_local(scheme).removesuffix("Scheme"), _by_language(graph, scheme, SKOS.prefLabel), codes, iris)


def _record_type(graph: Graph, name: str, shape: Node) -> RecordType:
    merged: dict[Node, dict[str, Node]] = {}
    for prop_shape in _in_shape_order(graph, shape):
        path = graph.value(prop_shape, SH.path)
        assert path is not None, f"shapes.ttl: a property of {name} has no path"
        merged.setdefault(path, {}).update(
            {str(p): o for p, o in graph.predicate_objects(prop_shape) if p != SH.path}
        )
    properties = [p for path, facets in merged.items() for p in _properties(graph, URIRef(str(path)), facets)]
    one_of = [tuple(p.key for p in properties if p.iri == RDFS.label and p.required)]
    for either in graph.objects(shape, SH["or"]):
        alternatives = [graph.value(a, SH.property) for a in Collection(graph, either)]
        paths = [graph.value(a, SH.path) for a in alternatives]
        one_of.append(tuple(p.key for path in paths for p in properties if p.iri == path))
    in_languages = {p.key for p in properties if p.lang and p.required}
    one_of += [tuple(p.key for p in properties if p.iri == iri) for iri in {p.iri for p in properties if p.lang and p.required} - {RDFS.label}]
    properties = [_optional(p) if p.key in in_languages else p for p in properties]
    cls = ZR[name]
    return RecordType(
        name=name,
        labels=_by_language(graph, cls, RDFS.label),
        definitions=_by_language(graph, cls, SKOS.definition),
        properties=tuple(properties),
        one_of=tuple(group for group in one_of if group),
        derived=graph.value(cls, ZR.derived) is not None,
    )


def _optional(prop: Property) -> Property:
    from dataclasses import replace

    return replace(prop, required=False)


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
            name = {**labels, **{k: f"{v}({lang})" for k, v in labels.items()}} if path != RDFS.label else _NAMES[lang]
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
        before=_local(later if later is not None else not_later) if (later or not_later) is not None else None,
        before_strict=later is not None,
        not_before_in=_local(owner) if owner is not None else None,
        needed_with=_local(status) if status is not None else None,
        acyclic=facet(ZR.acyclic) is not None,
        minimum=None if least is None else int(str(least)) + (facet(SH.minInclusive) is None),
    )


_NAMES = {"zh": {"zh": "名称", "en": "name (zh)"}, "en": {"zh": "英文名称", "en": "name (en)"}}


def _value_kind(graph: Graph, facet: object) -> tuple[Kind, str | None, tuple[str, ...]]:
    get = facet  # type: ignore[assignment]
    node, cls, either, datatype = get(SH.node), get(SH["class"]), get(SH["or"]), get(SH.datatype)  # type: ignore[operator]
    if node is not None:
        return Kind.CODE, _local(node).removesuffix("Code"), ()
    if cls is not None:
        return Kind.REFERENCE, None, (_local(cls),)
    if either is not None:
        return Kind.REFERENCE, None, tuple(_local(graph.value(a, SH["class"])) for a in Collection(graph, either))
    return DATATYPES.get(datatype, Kind.TEXT), None, ()


def _by_language(graph: Graph, subject: Node, predicate: URIRef) -> dict[str, str]:
    found = {o.language: str(o) for o in graph.objects(subject, predicate) if isinstance(o, Literal) and o.language}
    return {lang: found[lang] for lang in LANGUAGES if lang in found}


def _local(node: Node | None) -> str:
    return str(node).rpartition("#")[2]
