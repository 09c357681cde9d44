"""Which records are the persons, organizations, posts and holdings of another program's file?

A file that Zeren wrote carries its records as they are under `zeren`, and gives them back the same. Otherwise organizations and persons
are looked up like those of any document, and what the file does not say, such as an organization's level, is not made up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from loaders.documents.dates import When, when
from loaders.documents.place import Place
from loaders.documents.scribe import made_id
from loaders.identities.posts import tenure_kind
from loaders.tenures.records import bounds
from ontology.messages import Message, message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loaders.documents.scribe import Scribe

_ONLY_HERE = {"recordedAt", "recordedBy", "evidence", "mentionedBy"}
OURS = "zeren"
"""The key under which a file of Zeren's own carries a record."""

_PERSON, _ORGANIZATION = message("remarks.person"), message("remarks.organization")
_POST = message("remarks.post")


@dataclass(frozen=True)
class Thing:
    """A person, an organization or a post; `within` is the organization above, or that of a post."""

    id: str
    name: str
    also: tuple[str, ...] = ()
    within: str | None = None
    ours: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Holding:
    """A person in a post (or role) of an organization; dates as they are written, None where nothing is."""

    id: str
    person: str
    organization: str | None
    post: str | None
    role: str | None
    since: str | None = None
    until: str | None = None
    ended: bool = False
    ours: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Entities:
    """What one file holds, each by its id in the file. `remarks` are pairs of words and what is wrong with them."""

    organizations: Mapping[str, Thing] = field(default_factory=dict)
    persons: Mapping[str, Thing] = field(default_factory=dict)
    posts: Mapping[str, Thing] = field(default_factory=dict)
    holdings: tuple[Holding, ...] = ()
    remarks: tuple[tuple[str, Message], ...] = ()

    def said(self) -> dict[str, Any]:
        """The entities as a dry run prints them."""
        return {
            "organizations": [_said(t) for t in self.organizations.values()],
            "persons": [_said(t) for t in self.persons.values()],
            "posts": [_said(t) for t in self.posts.values()],
            "tenures": [
                {
                    "person": _name(self.persons, h.person),
                    "organization": _name(self.organizations, h.organization),
                    "post": _name(self.posts, h.post) or h.role,
                    "from": h.since,
                    "until": h.until,
                }
                for h in self.holdings
            ],
        }


def write(scribe: Scribe, entities: Entities) -> None:
    """States the records of the entities; what is left out is remarked."""
    writer = _Writer(scribe, entities)
    for organization in entities.organizations.values():
        writer.organization(organization)
    for person in entities.persons.values():
        if person.ours is not None:
            writer.mine("Person", person.id, person.ours)
    for post in entities.posts.values():
        writer.post(post)
    for holding in entities.holdings:
        writer.holding(holding)


class _Writer:
    """Names of the file become ids of records, each once."""

    def __init__(self, scribe: Scribe, entities: Entities) -> None:
        self.scribe, self.entities = scribe, entities
        self.organizations: dict[str, str] = {}
        self.posts: dict[str, str] = {}
        self.persons: dict[str, str] = {}

    def mine(self, record_type: str, identifier: str, ours: Mapping[str, Any]) -> str:
        """A record that came from Zeren, as it was; what only the records here know of it, such as its evidence, stays."""
        held = self.scribe.known.by_id(record_type).get(identifier, {})
        kept = {k: v for k, v in held.items() if v is not None and k in _ONLY_HERE}
        return self.scribe.add({**kept, **ours, "id": identifier, "type": record_type})

    def organization(self, thing: Thing) -> None:
        if thing.ours is not None:
            self.organizations[thing.id] = self.mine("Organization", thing.id, thing.ours)
            return
        found = self.scribe.organization(thing.name, Place(cell=thing.id), create=True)
        if found is not None:
            self.organizations[thing.id] = found

    def post(self, thing: Thing) -> None:
        if thing.ours is not None:
            self.posts[thing.id] = self.mine("Post", thing.id, thing.ours)
        elif organization := self.organizations.get(thing.within or ""):
            cited = self.scribe.cite(Place(cell=thing.id), thing.name)
            self.posts[thing.id] = self.scribe.post(thing.name, organization, cited)
        else:
            self.scribe.remark(
                "no-organization", message("remarks.post_organization"), Place(cell=thing.id), thing.name
            )

    def holding(self, holding: Holding) -> None:
        place = Place(cell=holding.id)
        if holding.ours is not None:
            self.mine("Tenure", holding.id, holding.ours)
            return
        person = self.entities.persons.get(holding.person)
        post = self.entities.posts.get(holding.post or "")
        organization = self.organizations.get(holding.organization or (post.within if post else None) or "")
        words = post.name if post else holding.role
        if person is None or organization is None or words is None:
            what = _PERSON if person is None else _ORGANIZATION if organization is None else _POST
            self.scribe.remark("left-out", message("remarks.holding_left_out", what=what), place, words)
            return
        start, end = when(holding.since), self._end(holding)
        held_by = self._person(person, organization, start)
        if held_by is None:
            return
        cited = self.scribe.cite(place, words)
        seat = self.posts.get(holding.post or "") or self.scribe.post(words, organization, cited)
        self.scribe.add(
            {
                "id": made_id("ten", self.scribe.source, holding.id),
                "type": "Tenure",
                "kind": tenure_kind(words),
                "heldBy": held_by,
                "ofPost": seat,
                **bounds(start, end),
            },
            cited,
        )

    def _end(self, holding: Holding) -> When | None:
        return None if holding.until is None and not holding.ended else when(holding.until)

    def _person(self, thing: Thing, organization: str, start: When) -> str | None:
        if thing.id in self.persons:
            return self.persons[thing.id]
        place = Place(cell=thing.id)
        found, _ = self.scribe.leader(thing.name, organization, start.latest)
        if len(found.ids) == 1:
            self.persons[thing.id] = found.ids[0]
        elif found.candidates:
            self.scribe.ask_person(thing.name, organization, found.reason, place, found.candidates)
            return None
        else:
            cited = self.scribe.cite(place, thing.name)
            made = made_id("per", self.scribe.source, thing.id)
            record = {"id": made, "type": "Person", "zh": thing.name, "alias": list(thing.also) or None}
            self.persons[thing.id] = self.scribe.add(record, cited)
        return self.persons[thing.id]


def _said(thing: Thing) -> dict[str, Any]:
    return {"id": thing.id, "name": thing.name} | ({"within": thing.within} if thing.within else {})


def _name(things: Mapping[str, Thing], identifier: str | None) -> str | None:
    found = things.get(identifier or "")
    return found.name if found else None
