"""What is the outcome of looking for whom some words mean?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loaders.documents.place import Place
    from ontology.messages import Message

ORGANIZATION, PERSON, DOMAIN = "OrganizationMeant", "PersonMeant", "DomainMeant"
NEW, NONE = "new", "none"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be meant: its id and name, how like it is (0 to 100), and why it comes into question."""

    id: str
    name: str
    score: int
    reason: Message


@dataclass(frozen=True, slots=True)
class Match:
    """The ids that are meant (none: it is not sure) and why; `answer` is what a person decided instead of an id: new or none."""

    ids: tuple[str, ...]
    reason: Message
    candidates: tuple[Candidate, ...] = ()
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What a person must decide: the words of a document, seen from an organization, and what they may mean; `decided` is the answer where there is one."""

    kind: str
    words: str
    home: str | None
    reason: Message
    place: Place
    candidates: tuple[Candidate, ...] = ()
    decided: str | None = None
