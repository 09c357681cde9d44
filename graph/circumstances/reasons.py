"""In which form does a near-miss table say why, and what would change it?

Ids, codes and days only; the sentences are made where people read, by `key`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from graph.circumstances.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.circumstances.rules import Limb


@dataclass(frozen=True, slots=True)
class Flip:
    """The smallest change of facts that would turn an answer over: `key` names the sentence, `values` fill it.

    The change itself: `records` on record besides (ids are made up), those with the ids in `without` not there, in others other values
    (`sets`: id, key, value; None takes the key away), or nothing else on record by the day `on`, asked as of that day. Whoever makes the change
    finds the answer turned over.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    records: tuple[Mapping[str, Any], ...] = ()
    without: tuple[str, ...] = ()
    sets: tuple[tuple[str, str, Any], ...] = ()
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that proves (met), defeats (not met) or leaves open (no evidence) a limb.

    `facts`: ids of records; `missing`: codes of duties, acts, classes or keys that are not on record. `margin`: how near it is,
    in days or in numbers of records; the smallest decides which change is named. None: not to be measured.
    """

    key: str
    answer: Truth
    values: Mapping[str, Any] = field(default_factory=dict)
    facts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    margin: int | None = None
    flip: Flip | None = None


def met(key: str, values: Mapping[str, Any], facts: tuple[str, ...], flip: Flip | None = None) -> Reason:
    """A fact proves it."""
    return Reason(key, Truth.MET, values, facts, (), 0, flip)


def proving(
    limb: Limb,
    row: Mapping[str, Any],
    duty: str | None,
    due: date | None,
    *,
    unmet: bool,
    flip: Flip | None = None,
) -> Reason:
    """What proves a candidate (a row of candidates.CANDIDATE): `duty` is the first of its breached duties, `due` its effective due date."""
    says: dict[str, Any] = {
        "day": row["breach_date"], "duties": tuple(row["duties"]), "count": len(row["duties"]), "days": limb.grace_days,
    }  # fmt: skip
    if duty is not None:
        says |= {"duty": duty, **({} if due is None else {"due": due})}
    in_person = limb.in_person and limb.pattern == "DutyUnmet" and duty is not None and not unmet
    return met("met-in-person" if in_person else f"met-{limb.pattern}", says, tuple(row["facts"]), flip)


def not_met(
    key: str,
    values: Mapping[str, Any],
    facts: tuple[str, ...],
    margin: int | None = None,
    flip: Flip | None = None,
) -> Reason:
    """A fact defeats it."""
    return Reason(key, Truth.NOT_MET, values, facts, (), margin, flip)


def no_evidence(key: str, missing: tuple[str, ...], flip: Flip | None = None, **values: Any) -> Reason:
    """A record is missing."""
    return Reason(key, Truth.NO_EVIDENCE, values, (), tuple(missing), None, flip)


def as_day(number: int) -> date:
    """The date of a day since 1970."""
    return date(1970, 1, 1) + timedelta(number)
