"""Whoever makes the change that a near-miss table names finds the answer turned over, says the naive reference."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from hypothesis import given, note, settings

from graph.analysis import Analysis, analyse
from graph.circumstances.near_miss import LimbAnswer, near_miss
from graph.circumstances.reasons import Flip
from graph.circumstances.truth import Truth
from graph.stated_facts import from_records
from tests.circumstance_districts import circumstance_districts
from tests.districts import as_ofs, describe
from tests.graph.test_against_reference import DISTRICTS, frames
from tests.reference.circumstances import Circumstances
from tests.reference.records import Records

OFTEN = 2
UNTOLD = {"name-actor", "name-actors", "record-recurrence"}
"""Changes that would tell the answer, not turn it: what is not on record may say either."""


def changed(records: list[dict[str, Any]], flips: tuple[Flip, ...]) -> list[dict[str, Any]]:
    """The records with the changes made."""
    gone = {i for flip in flips for i in flip.without}
    other = {(i, key): value for flip in flips for i, key, value in flip.sets}
    found = []
    for record in records:
        if record["id"] in gone:
            continue
        values = {**record, **{key: value for (i, key), value in other.items() if i == record["id"]}}
        found.append({key: value for key, value in values.items() if value is not None})
    more = [
        {"id": f"zz{n}", **({"by": "o-io"} if r["type"] == "Act" else {"zh": "x"}), **r}
        for n, r in enumerate(r for flip in flips for r in flip.records)
    ]
    return [*found, *more]


def proven(records: list[dict[str, Any]], as_of: date, subject: str, limb: str) -> set[tuple[str, ...]]:
    """The matters of what the reference finds for the subject by the limb."""
    world = Records(records)
    reference = Circumstances(world, as_of)
    test = world[limb]
    circumstance = next(
        c for c in world.all("Circumstance") if limb in [*_refs(c, "testedBy"), *_refs(c, "tests")]
    )
    return {
        tuple(row["matter"])
        for one in reference.by_pattern(test, circumstance)
        for row in reference.judged(one, test, circumstance, world[circumstance["of"]])
        if row["subject"] == subject
    }


def _refs(record: dict[str, Any], key: str) -> list[str]:
    value = record.get(key) or []
    return [
        v["id"] if isinstance(v, dict) else v for v in ([value] if isinstance(value, str | dict) else value)
    ]


def turned(records: list[dict[str, Any]], as_of: date, subject: str, limb: LimbAnswer) -> bool:
    """Whether the changes that are named turn the answer over."""
    days = [flip.on for flip in limb.flips if flip.on is not None]
    after = proven(changed(records, limb.flips), max([as_of, *days]), subject, limb.limb)
    if limb.answer is Truth.MET:
        return not after & proven(records, as_of, subject, limb.limb)
    return bool(after)


def subjects(analysis: Analysis) -> list[str]:
    """Every organization and tenure."""
    return [*analysis.compiled["organization"]["id"], *analysis.compiled["tenure"]["id"]]


def checked(records: list[dict[str, Any]], as_of: date) -> None:
    """Tries the changes of every table; those that are alike for every subject only so often."""
    tried: Counter[str] = Counter()
    analysis = analyse(from_records(frames(records)), as_of)
    for subject in subjects(analysis):
        for circumstance in near_miss(analysis, subject).circumstances:
            for limb in circumstance.limbs:
                keys = {flip.key for flip in limb.flips}
                often = tried[f"{limb.limb} {sorted(keys)}"] >= OFTEN
                if keys and not keys & UNTOLD and not often:
                    tried[f"{limb.limb} {sorted(keys)}"] += 1
                    assert turned(records, as_of, subject, limb), (
                        subject,
                        limb.limb,
                        limb.reasons,
                        limb.flips,
                    )


@settings(DISTRICTS, max_examples=6)
@given(circumstance_districts(), as_ofs())
def test_every_change_that_is_named_turns_the_answer_over(records: list[dict[str, Any]], as_of: date) -> None:
    note(describe(records))
    checked(records, as_of)
