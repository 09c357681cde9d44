"""Which types of record are there, what may each hold, and what is everything called?

The answer is read once from the Turtle files beside this module (`ontology.turtle`); nothing else in Zeren lists a class, a
property or a code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from ontology.errors import UnknownName
from ontology.messages import Term

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rdflib import URIRef

ID = "https://w3id.org/zeren/id/"
LANGUAGES = ("zh", "en")


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

    @property
    def term(self) -> Term:
        """The property as a message names it."""
        return Term(self.key, self.labels.get("zh", self.key))


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
    def term(self) -> Term:
        """The type as a message names it."""
        return Term(self.name, self.labels.get("zh", self.name))

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
    code_labels: Mapping[str, Mapping[str, str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        labels = {code: labels for scheme in self.schemes.values() for code, labels in scheme.codes.items()}
        object.__setattr__(self, "code_labels", labels)

    def type(self, name: str) -> RecordType:
        """The record type of that name; raises UnknownName."""
        try:
            return self.types[name]
        except KeyError:
            raise UnknownName(
                "vocabulary.no_type", name=name, types=[t.term for t in self.types.values()]
            ) from None

    def label(self, code: str, lang: str) -> str:
        """The label of a code or record type in `lang`, else the code itself."""
        if code in self.types:
            return self.types[code].labels.get(lang, code)
        labels = self.code_labels.get(code)
        return labels.get(lang, code) if labels else code

    def term(self, code: str) -> Term:
        """A code, record type or scheme as a message names it."""
        scheme = self.schemes.get(code)
        return Term(code, scheme.labels.get("zh", code) if scheme else self.label(code, "zh"))

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
    from ontology.turtle import read_vocabulary, shipped_graph  # the reader needs this module's types

    return read_vocabulary(shipped_graph())
