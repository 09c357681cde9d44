"""On which facts does an answer rest, and how well is each of them supported?

Every answer of a duty or an issue, a finding, a lead: the records without which it would be another one, with the sources that each cites; what rests on one
source or on none is the weakest link. What was stated otherwise before, or stands against another record, is shown side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.explanation import Counting
from ontology.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from graph.explanation import Explanation, Item, Matter
    from graph.facts import Facts
    from graph.referral import Referral
    from graph.store import Name

CONFLICTS = frozenset({"SeveralHeads", "SeatOverlap", "SeveralInCharge"})
"""Kinds of gaps in which records stand against each other."""
_NOT_SAID = frozenset({"id", "type", "load", "recorded_at", "recorded_by", "superseded_at", "withdrawn", "decision", "number", "evidence"})  # fmt: skip


Behind = tuple["Mapping[str, Any]", tuple[str, ...]]
"""An answer, and the ids of the records without which it would be another one."""


class Support(StrEnum):
    """How many sources a fact cites."""

    NONE = "none"
    SINGLE = "single"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Fact:
    """A record behind an answer, and the sources it cites."""

    fact: str
    type: str
    sources: tuple[str, ...]

    @property
    def support(self) -> Support:
        """How well it is supported."""
        return (Support.NONE, Support.SINGLE, Support.SEVERAL)[min(len(self.sources), 2)]


@dataclass(frozen=True, slots=True)
class Rests:
    """One answer (`item`: at least `for` and `bearer`, of a duty or an issue as graph.answers.ANSWER) and its facts; the weakest are
    those with the least support.
    """

    item: Mapping[str, Any]
    facts: tuple[Fact, ...]

    @property
    def weakest(self) -> tuple[Fact, ...]:
        """The facts with the fewest sources."""
        least = min((min(len(f.sources), 2) for f in self.facts), default=0)
        return tuple(f for f in self.facts if min(len(f.sources), 2) == least)


@dataclass(frozen=True, slots=True)
class Said:
    """What was said once: the value, by whom and when it was recorded, and the sources cited with it."""

    value: Any
    recorded_by: str | None
    recorded_at: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A field of a record that was stated in several ways (the last holds), or records that exclude each other (`field` = kind of gap)."""

    about: str
    field: str
    said: tuple[Said, ...]


def rests_on(
    explanation: Explanation, names: Callable[[Iterable[str]], Mapping[str, Name]]
) -> tuple[Rests, ...]:
    """Every item of every matter of an explanation, in its order, with its facts."""
    pairs = [(matter, item) for matter in explanation.matters for item in matter.items]
    return resting([(item.answer, facts_of(matter, item)) for matter, item in pairs], names)


def of_candidate(row: Mapping[str, Any], facts: Facts) -> Behind:
    """A candidate (graph.circumstances.candidates.CANDIDATE): what proves it, and who holds the office."""
    item = {"for": row["id"], "provision": row["provision"], "bearer": row["subject"]}
    return item, (*row["facts"], *_office(row["subject"], facts), row["organization"])


def of_finding(finding: str, facts: Facts) -> Behind:
    """A finding that people recorded: its own record, the duties that it says were breached, its subject; raises UnknownName."""
    rows = facts["findings"].filter(pl.col("finding") == finding)
    if rows.is_empty():
        raise UnknownName("names.no_record", id=finding)
    subject = rows["subject"][0]
    duties = facts["finding_duties"].filter(pl.col("finding") == finding)["duty"].sort()
    return {"for": finding, "bearer": subject}, (finding, *duties, subject, *_office(subject, facts))


def of_referral(found: Referral, facts: Facts) -> Behind:
    """Where a lead goes: the lead, the finding behind it, and the authority over its subject."""
    _, behind = of_finding(found.finding, facts)
    item = {"for": found.lead, "provision": found.provision, "bearer": found.subject}
    return item, (found.lead, *behind, found.discoverer, *found.facts)


def _office(subject: str, facts: Facts) -> tuple[str, ...]:
    """Person, post and organization of a tenure; nothing of an organization."""
    rows = facts["tenures"].filter(pl.col("tenure") == subject).select("person", "post", "organization")
    return rows.row(0) if rows.height else ()


def resting(
    behind: Iterable[Behind], names: Callable[[Iterable[str]], Mapping[str, Name]]
) -> tuple[Rests, ...]:
    """Answers with their facts, each fact once, those that the store knows."""
    pairs = [(item, tuple(dict.fromkeys(ids))) for item, ids in behind]
    known = names({i for _, ids in pairs for i in ids})
    return tuple(
        Rests(item, tuple(Fact(f, known[f].type, known[f].evidence) for f in ids if f in known))
        for item, ids in pairs
    )


def facts_of(matter: Matter, item: Item) -> tuple[str, ...]:
    """The records without which the item would not be as it is: what was due and told, what moved the day, who was in which office."""
    idle = (
        {e.extension for e in matter.window.extensions if e.counting is not Counting.COUNTS}
        if matter.window
        else set()
    )
    office = (item.person, item.post) if item.person else ()
    ids = [*(f for f in matter.facts if f not in idle), *item.facts, *(i for i in office if i)]
    return tuple(dict.fromkeys([*ids, *([item.organization] if item.organization else [])]))


def contradictions(
    explanation: Explanation,
    facts: Iterable[str],
    history: Callable[[str], list[dict[str, Any]]],
    names: Callable[[Iterable[str]], Mapping[str, Name]],
) -> tuple[Contradiction, ...]:
    """What speaks against what, among these facts and the gaps of the explanation."""
    found = list(restated(facts, history))
    for gap in explanation.gaps:
        if gap["kind"] in CONFLICTS:
            tenures = gap["tenures"]
            known = names(tenures)
            said = tuple(Said(t, None, None, known[t].evidence if t in known else ()) for t in tenures)
            found.append(Contradiction(gap["id"] if "id" in gap else gap["organization"], gap["kind"], said))
    return tuple(found)


def restated(
    facts: Iterable[str], history: Callable[[str], list[dict[str, Any]]]
) -> tuple[Contradiction, ...]:
    """The fields of these records that were stated in several ways."""
    return tuple(c for fact in facts for c in _restated(fact, history(fact)))


def _restated(fact: str, statements: list[dict[str, Any]]) -> list[Contradiction]:
    told = [s for s in statements if not s["withdrawn"]]
    keys = dict.fromkeys(key for s in told for key in s if key not in _NOT_SAID)
    found = []
    for key in keys:
        values = [s.get(key) for s in told]
        if any(v != values[0] for v in values):
            said = [
                Said(s.get(key), s["recorded_by"], s["recorded_at"], tuple(s.get("evidence") or ()))
                for place, s in enumerate(told)
                if not place or s.get(key) != told[place - 1].get(key)
            ]
            found.append(Contradiction(fact, key, tuple(said)))
    return found
