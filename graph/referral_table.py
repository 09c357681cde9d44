"""Which row of a regulation's decision table holds, where some of what it asks may be unknown?

Rows, keys and options are data (ReferralRule, Option, Scope, ManagementRule). A row is refuted by one known unequal key; the
first row whose keys are all known and equal is the sure match; what rows before it still ask is missing (docs/decisions.md 27).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from graph.doubts import questions_raised

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from graph.facts import Facts


class Action(StrEnum):
    """What an option has the discoverer do (the vocabulary's Action scheme)."""

    OPEN = "OpenProcedure"
    TRANSFER = "TransferLead"
    REVIEW_THEN_TRANSFER = "ReviewThenTransfer"
    HOLD = "HoldForDecision"
    ORDER = "OrderOpening"
    DESIGNATE = "DesignateOpener"
    NONE = "NoOpening"


TRANSFERS = frozenset({Action.TRANSFER, Action.REVIEW_THEN_TRANSFER})
"""Actions that hand the lead to another organ."""


class Relation(StrEnum):
    """How a managing organ stands to the district committee (the vocabulary's ManagementRelation scheme)."""

    OWN = "OwnCommittee"
    ABOVE = "AboveCommittee"
    BELOW = "BelowCommittee"


WITHIN, MANAGED_BY, SUPERIOR, UNDER_REVIEW = "within", "managedBy", "superior", "underReview"
ON_AUTHORITY = (WITHIN, MANAGED_BY, SUPERIOR)
"""Keys whose values are read from authority records."""
NEEDS_DECISION = "NeedsDecision"
_MODALITIES = ("May", "Must", NEEDS_DECISION)
_KEYS = {
    "conflict": "conflict",
    "context": "context",
    "discoverer_kind": "discovererKind",
    "level": "level",
    "subject_kind": "subjectKind",
    "within": WITHIN,
    "managed_by": MANAGED_BY,
    "superior": SUPERIOR,
    "under_review": UNDER_REVIEW,
}


@dataclass(frozen=True, slots=True)
class Option:
    """One course of action that a row offers; `via` and `target` are kinds of organ."""

    id: str
    modality: str
    action: str
    via: str | None
    target: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `asks` has the keys that it sets, named as in files, with the value each must have."""

    id: str
    number: str
    place: tuple[int, str]
    asks: tuple[tuple[str, Any], ...]
    assume_within: bool | None
    options: tuple[Option, ...]
    questions: frozenset[str]

    @property
    def modality(self) -> str:
        """The modality of its options; of different ones the strictest, and one that needs a decision above all."""
        found = {o.modality for o in self.options}
        return max(found, key=_MODALITIES.index)

    @property
    def transfers(self) -> bool:
        """Whether an option of it hands the lead over."""
        return any(o.action in TRANSFERS for o in self.options)


@dataclass(frozen=True, slots=True)
class Scope:
    """To what a regulation applies, and which kinds of organ and of authority play which part in it.

    A regulation that states no scope limits nothing and knows no kinds (`stated` is false); one that states neither level nor
    kinds of inspection does not ask for an inspection.
    """

    stated: bool = False
    level: str = ""
    inspection_kinds: frozenset[str] = frozenset()
    organization_kinds: frozenset[str] = frozenset()
    committee_kind: str = ""
    personnel_kind: str | None = None
    discipline_kind: str = ""
    cadre_authority: str = ""
    organization_authority: str = ""
    discipline_authority: str = ""

    @property
    def asks_inspection(self) -> bool:
        """Whether it is limited to some inspections."""
        return bool(self.level or self.inspection_kinds)


@dataclass(frozen=True)
class Table:
    """The referral rules of one regulation, rows in their order, and what else of it they need."""

    regulation: str
    start: date | None
    until: date | None
    scope: Scope
    management: Mapping[str, str]
    rows: tuple[Row, ...]
    raised: tuple[tuple[int, tuple[str, ...]], ...]

    def questions(self, doubts: int) -> list[str]:
        """The open questions of this regulation that a set of doubts touches, sorted."""
        bits = int(doubts)
        return sorted({q for doubt, questions in self.raised if doubt & bits for q in questions})

    def precedes_conflict(self, row: Row) -> bool:
        """Whether `row` comes before the row for a discoverer in conflict."""
        return any(("conflict", True) in r.asks and row.place < r.place for r in self.rows)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a table says: a row, or the names of missing facts, or neither (no row fits). `read`: which authority was looked at."""

    row: Row | None
    missing: frozenset[str]
    read: frozenset[str]


def choose(rows: tuple[Row, ...], known: Mapping[str, Any]) -> Choice:
    """The first row that holds for `known` (key -> value, None = unknown), or what must be known first."""
    missing: set[str] = set()
    read: set[str] = set()
    for row in rows:
        answers = [(key, _holds(row, key, wanted, known)) for key, wanted in row.asks]
        refuting = [key for key, holds in answers if holds is False]
        # An authority is looked at only where nothing else already rules the row out.
        read.update(key for key, _ in answers if key in ON_AUTHORITY and not set(refuting) - {key})
        if refuting:
            continue
        unknown = {key for key, holds in answers if holds is None}
        if unknown:
            missing |= unknown
        else:
            return Choice(None if missing else row, frozenset(missing), frozenset(read))
    return Choice(None, frozenset(missing), frozenset(read))


def _holds(row: Row, key: str, wanted: Any, known: Mapping[str, Any]) -> bool | None:
    value = known.get(key)
    if value is None and key == WITHIN:
        value = row.assume_within
    if value is None:
        return None
    return wanted in value if isinstance(value, frozenset) else bool(wanted == value)


def read_tables(facts: Facts) -> tuple[Table, ...]:
    """The table of every regulation that has referral rules, the latest first."""
    questions: dict[str, set[str]] = {}
    for rule, question in facts["rule_questions"].select("rule", "question").iter_rows():
        questions.setdefault(rule, set()).add(question)
    options: dict[str, list[Option]] = {}
    for row in facts["referral_options"].sort("option").iter_rows(named=True):
        option = Option(row["option"], row["modality"], row["action"], row["via"], row["target"])
        options.setdefault(row["rule"], []).append(option)
    rows: dict[str, list[Row]] = {}
    for r in facts["referral_rules"].sort("order", "rule").iter_rows(named=True):
        asks = tuple((name, r[column]) for column, name in _KEYS.items() if r[column] is not None)
        offered = tuple(options.get(r["rule"], ()))
        asked = frozenset(questions.get(r["rule"], ()))
        found = Row(r["rule"], r["number"], (r["order"], r["rule"]), asks, r["assume_within"], offered, asked)
        rows.setdefault(r["regulation"], []).append(found)
    scopes = read_scopes(facts)
    management: dict[str, dict[str, str]] = {}
    for m in facts["management_rules"].sort("rule", descending=True).iter_rows(named=True):
        management.setdefault(m["regulation"], {})[m["relation"]] = m["managed_by"]
    raised: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for (regulation, doubt), touched in questions_raised(facts).items():
        raised.setdefault(regulation, []).append((int(doubt), touched))
    regulations = (
        facts["regulations"]
        .sort("regulation")
        .sort("from", descending=True, nulls_last=True, maintain_order=True)
    )
    return tuple(
        Table(
            name,
            start,
            until,
            scopes.get(name, Scope()),
            management.get(name, {}),
            tuple(rows[name]),
            tuple(raised.get(name, ())),
        )
        for name, start, until in regulations.select("regulation", "from", "until").iter_rows()
        if name in rows
    )


def read_scopes(facts: Facts) -> dict[str, Scope]:
    """The scope of every regulation that states one, by regulation."""
    rows = facts["scopes"].sort("scope", descending=True).iter_rows(named=True)
    return {row["regulation"]: _scope(row) for row in rows}


def _scope(row: dict[str, Any]) -> Scope:
    return Scope(
        stated=True,
        level=row["level"] or "",
        inspection_kinds=frozenset(row["inspection_kind"] or ()),
        organization_kinds=frozenset(row["organization_kind"] or ()),
        committee_kind=row["committee_kind"],
        personnel_kind=row["personnel_kind"],
        discipline_kind=row["discipline_kind"],
        cadre_authority=row["cadre_authority"],
        organization_authority=row["organization_authority"],
        discipline_authority=row["discipline_authority"],
    )
