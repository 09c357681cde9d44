"""What does a record say, and which records stand around it?

For pages that show a record and grow a picture from it. Asked of the store by its own queries, one a kind of relationship, each with
a limit: a record that a hundred thousand others name costs no more than one that ten do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ontology.errors import UnknownName
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graph.store import Store
    from ontology.vocabulary import Property

LIMIT = 40
"""Neighbours of one kind that are given unless more are asked for."""


@dataclass(frozen=True, slots=True)
class Link:
    """One stated relationship: `source` names `target` in its property `key`."""

    source: str
    key: str
    target: str


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it stands. `values` holds what it has, ids of other records included; `links` those as relationships."""

    id: str
    type: str
    values: Mapping[str, Any]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Kin:
    """Neighbours of one kind: records of `type` that the subject names in `key` (`outward`), or that name it there.

    `count` is how many there are, `ids` the first of them in the order of their ids.
    """

    key: str
    outward: bool
    type: str
    count: int
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """A record's neighbours, kind by kind; kinds without any are left out."""

    subject: str
    type: str
    kin: tuple[Kin, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(k.count for k in self.kin)

    def links(self) -> Iterator[Link]:
        """The relationships to the neighbours that are given."""
        for kin in self.kin:
            for other in kin.ids:
                yield (
                    Link(self.subject, kin.key, other) if kin.outward else Link(other, kin.key, self.subject)
                )


def record(store: Store, identifier: str) -> Record:
    """What the record says now; raises UnknownName."""
    found = vocabulary().type(_type(store, identifier))
    kept = [p.key for p in found.values]
    columns = ", ".join(f"n.`{key}` AS `{key}`" for key in kept) or "n.id AS id"
    row = store.cypher(
        f"MATCH (n:`{found.name}`) WHERE n.id = $id RETURN {columns}", {"id": identifier}
    ).frame
    values: dict[str, Any] = {k: _plain(v) for k, v in (row.to_dicts() or [{}])[0].items() if v is not None}
    links = []
    for prop in found.references:
        named = sorted(
            x
            for target in prop.targets
            for x in _ids(store, found.name, prop, target, identifier, outward=True)
        )
        if named:
            values[prop.key] = named if prop.many else named[0]
            links += [Link(identifier, prop.key, other) for other in named]
    order = [p.key for p in found.properties]
    return Record(identifier, found.name, {k: values[k] for k in order if k in values}, tuple(links))


def around(store: Store, identifier: str, limit: int = LIMIT, kinds: Iterable[str] | None = None) -> Around:
    """The neighbours of a record, at most `limit` of each kind, of these record types or of all; raises UnknownName.

    Sources and derived nodes are no neighbours: the former are told with every record, the latter are answers.
    """
    mine = _type(store, identifier)
    wanted = None if kinds is None else set(kinds)
    found = []
    for _, holder, prop, target in vocabulary().edges():
        if holder.derived or prop.key == "evidence":
            continue
        for outward, own, other in ((True, holder.name, target), (False, target, holder.name)):
            if own != mine or (wanted is not None and other not in wanted):
                continue
            ids = _ids(store, holder.name, prop, target, identifier, outward=outward, limit=limit + 1)
            count = len(ids)
            if count > limit:  # only then is counting worth a query
                count = _count(store, holder.name, prop, target, identifier, outward=outward)
            if count:
                found.append(Kin(prop.key, outward, other, count, tuple(ids[:limit])))
    return Around(identifier, mine, tuple(found))


def _type(store: Store, identifier: str) -> str:
    found = store.names([identifier]).get(identifier)
    if found is None:
        raise UnknownName("names.no_record", id=identifier)
    return found.type


def _pattern(holder: str, prop: Property, target: str, *, outward: bool) -> tuple[str, str]:
    """The pattern with the subject as `a` where it holds the property, else as `b`; and what the other is called."""
    pattern = (
        f"MATCH (a:`{holder}`)-[:`{prop.edge}`]->(b:`{target}`) WHERE {'a' if outward else 'b'}.id = $id"
    )
    return pattern, "b" if outward else "a"


def _count(store: Store, holder: str, prop: Property, target: str, identifier: str, *, outward: bool) -> int:
    pattern, other = _pattern(holder, prop, target, outward=outward)
    return int(store.cypher(f"{pattern} RETURN count({other}) AS n", {"id": identifier}).frame["n"][0])


def _ids(
    store: Store,
    holder: str,
    prop: Property,
    target: str,
    identifier: str,
    *,
    outward: bool,
    limit: int = 1000,
) -> list[str]:
    pattern, other = _pattern(holder, prop, target, outward=outward)
    text = f"{pattern} RETURN {other}.id AS id ORDER BY id LIMIT {limit}"
    rows = store.cypher(text, {"id": identifier}, limit=limit).frame
    return list(rows["id"]) if rows.height else []


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
