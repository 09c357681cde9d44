"""What does an explanation say of one duty or issue?

Ids, codes and dates only (semantics 8); names and sentences are made where people read.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from graph.responsibility import ROLES
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date


class Counting(StrEnum):
    """Whether an extension moved the due date, and if not, why."""

    COUNTS = "counts"
    LATE = "late"
    """approved when the due date then in effect had passed"""
    NOT_APPROVED = "not-approved"
    """asked for, not approved on the as-of date"""
    NO_DUE = "no-due"
    """there was no due date to move"""


@dataclass(frozen=True, slots=True)
class Extended:
    """An extension of a duty. An approval after the as-of date is unseen, so `approved_on` is then None."""

    extension: str
    asked_on: date | None
    approved_on: date | None
    new_due: date | None
    counting: Counting


@dataclass(frozen=True, slots=True)
class Window:
    """The days for which a matter is answered: `first` to `last`, both included.

    `due` as set, `effective` after the extensions that count; `fulfilled`: the first act that fulfils the duty; `completed`: the
    verified completion of an issue without duties.
    """

    first: date
    last: date
    due: date | None
    effective: date | None
    extensions: tuple[Extended, ...]
    fulfilled: date | None
    completed: date | None
    unmet: bool
    breach_date: date | None


@dataclass(frozen=True, slots=True)
class Ground:
    """A division of labor behind an item, and the unit or domain that it puts in charge.

    `of` is what the issue is about; `distance` counts the levels from there up to `target` (0 = the same).
    """

    division: str
    target: str
    of: str
    distance: int


@dataclass(frozen=True, slots=True)
class Item:
    """One answer (keys as in a case file) and what it rests on.

    `stretches`: the days that `days` counts, first and last included. Of a tenure: `person`, `post`, and `since`, `until`
    (exclusive), as possible by the records; None = unknown, or still in office. `facts`: ids of records.
    """

    answer: Mapping[str, Any]
    person: str | None = None
    post: str | None = None
    organization: str | None = None
    acting: bool = False
    since: date | None = None
    until: date | None = None
    stretches: tuple[tuple[date, date], ...] = ()
    grounds: tuple[Ground, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matter:
    """A duty, or an issue without duties, with its window and items; `window` is None where it has no day yet.

    `facts`: ids of the records that say what was due, to whom it was told and what was done.
    """

    id: str
    is_duty: bool
    organization: str | None
    window: Window | None
    items: tuple[Item, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A division that bears nothing but is shown: liaison, or the overall charge of a head."""

    division: str
    tenure: str
    person: str
    post: str
    mode: str
    target: str


@dataclass(frozen=True, slots=True)
class Regulation:
    """A regulation by which something was judged, the days `[since, until)` on which it is in force, and the grades that it lays on."""

    regulation: str
    number: str | None
    since: date | None
    until: date | None
    grades: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that the text does not give, as the regulation's policy has it."""

    policy: str
    regulation: str
    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Question:
    """An open question that the answer touches; its regulation's `interpretedBy` says whom to ask."""

    question: str
    regulation: str
    number: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole answer for one duty or issue, as of a day.

    `items` are the subject's own: for an issue with duties the union over its duties (semantics 2.4). `gaps`: keys as in
    graph.answers.GAP_ANSWER, those that hit the subject or one of its matters. `digest` is that of all inputs; `inputs` has one for each: what
    a record (id) says, and each part of the rules, so that a digest that differs can be traced.
    """

    subject: str
    is_issue: bool
    as_of: date
    items: tuple[Item, ...]
    matters: tuple[Matter, ...]
    gaps: tuple[Mapping[str, Any], ...]
    shown: tuple[Shown, ...]
    regulations: tuple[Regulation, ...]
    parameters: tuple[Parameter, ...]
    questions: tuple[Question, ...]
    digest: str
    inputs: Mapping[str, str]


def grades_laid(items: Iterable[Item], regulations: Iterable[Regulation]) -> tuple[str, ...]:
    """The grades that the regulations behind these items lay on, whoever bears them, in the order of the vocabulary."""
    behind = {i.answer["regulation"] for i in items}
    laid = {grade for r in regulations if r.regulation in behind for grade in r.grades}
    return tuple(g for g in vocabulary().schemes["ResponsibilityKind"].codes if g in laid)


def in_order(items: Iterable[Item]) -> list[Item]:
    """Holders before contributors before those who assist; then by ground and bearer."""
    return sorted(
        items, key=lambda i: (ROLES.index(i.answer["role"]), i.answer["ground"], i.answer["bearer"])
    )
