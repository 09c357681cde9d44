"""The engine finds the candidates that the naive reference finds, on districts made up to be awkward."""

from collections import Counter
from datetime import date
from typing import Any

import polars as pl
from hypothesis import given, note, settings
from hypothesis import strategies as st

from graph.analysis import analyse
from graph.circumstances.candidates import candidates
from graph.circumstances.near_miss import near_miss
from graph.circumstances.truth import Truth
from graph.stated_facts import from_records
from loaders.recognise import read
from ontology.records import plain
from tests.circumstance_districts import circumstance_districts
from tests.districts import as_ofs, describe
from tests.graph.test_against_reference import DISTRICTS, frames
from tests.reference.circumstances import candidates as expected
from tests.reference.records import Records

COMPARED = (
    "circumstance",
    "limb",
    "provision",
    "subject",
    "matter",
    "duties",
    "breach_date",
    "status",
    "open",
)


def comparable(rows: list[dict[str, Any]], acts: str) -> list[tuple[Any, ...]]:
    """Rows in an order of their own; of the facts, the acts."""

    def plain(value: Any) -> Any:
        return tuple(sorted(value)) if isinstance(value, list) else value

    def of(row: dict[str, Any]) -> tuple[Any, ...]:
        known = tuple(sorted(a for a in row[acts] if a.startswith(("ac", "xa"))))
        return (*(plain(row[key]) for key in COMPARED), known)

    return sorted(map(of, rows), key=repr)


@settings(DISTRICTS, max_examples=40)
@given(circumstance_districts(), as_ofs())
def test_candidates_are_what_the_reference_says(records: list[dict[str, Any]], as_of: date) -> None:
    note(describe(records))
    found = candidates(analyse(from_records(frames(records)), as_of))
    assert comparable(found.to_dicts(), "facts") == comparable(expected(Records(records), as_of), "acts")
    assert found["id"].is_unique().all()


def test_every_pattern_is_met_and_missed_often_enough() -> None:
    seen: Counter[str] = Counter()

    @settings(DISTRICTS, max_examples=80, database=None, derandomize=True)
    @given(circumstance_districts(), st.just(date(2024, 3, 2)))
    def look(records: list[dict[str, Any]], as_of: date) -> None:
        seen.update({one["limb"] for one in expected(Records(records), as_of)})

    look()
    patterns = {
        "DutyUnmet": "c1.6.a", "DutyUnmetAfterReminder": "c1.4.a", "PeriodicActAbsent": "c1.2.b", "ActAbsent": "c2.3.b",
        "RecordedVerdict": "c1.5.a", "LateBurst": "c1.6.b", "RepeatedReassignment": "c3.4.a", "HumanOnly": "c3.8.a", "SuccessorInert": "c2.5.a",
        "HandoverMissing": "c3.6.a", "IssueRecurs": "c1.5.b",
    }  # fmt: skip
    assert {p: seen[limb] for p, limb in patterns.items() if not seen[limb] or seen[limb] == 80} == {}


@settings(DISTRICTS, max_examples=10)
@given(circumstance_districts(), as_ofs())
def test_near_misses_are_met_where_there_are_candidates(records: list[dict[str, Any]], as_of: date) -> None:
    note(describe(records))
    analysis = analyse(from_records(frames(records)), as_of)
    found = candidates(analysis)
    proven = {(row["subject"], row["limb"]): row for row in found.to_dicts()}
    subjects = [*analysis.compiled["organization"]["id"], *analysis.compiled["tenure"]["id"]]
    met = {
        (subject, limb.limb)
        for subject in subjects
        for circumstance in near_miss(analysis, subject).circumstances
        for limb in circumstance.limbs
        if limb.answer is Truth.MET
    }
    assert met == set(proven)


@settings(DISTRICTS, max_examples=15)
@given(circumstance_districts(), as_ofs())
def test_an_organization_alone_has_the_candidates_that_it_has_among_all(
    records: list[dict[str, Any]], as_of: date
) -> None:
    note(describe(records))
    analysis = analyse(from_records(frames(records)), as_of)
    everything = candidates(analysis)
    for code, name in analysis.compiled["organization"].select("code", "id").iter_rows():
        alone = candidates(analysis.of_organizations(analysis.compiled.with_neighbours([code])))
        of = pl.col("organization") == name
        keys = ["id", "breach_date", "duties"]
        assert alone.filter(of).select(keys).equals(everything.filter(of).select(keys))


def test_few_candidates_among_many_records_rest_on_the_facts_on_which_they_rest_among_all() -> None:
    """Few are looked up otherwise than many; neither way may lose a division, a duty or an act."""
    batch = read(["shipped:jintan-2023", "shipped:domains", "synthetic:issues=300,seed=5"])
    records = {name: plain(rows) for name, rows in batch.frames.items()}
    analysis = analyse(from_records(records), date(2024, 12, 31))
    everything = candidates(analysis)
    assert everything["facts"].list.eval(pl.element().str.starts_with("dv")).list.any().any()
    for limb in analysis.limbs:
        assert candidates(analysis, [limb]).equals(everything.filter(pl.col("limb") == limb.test)), limb.test
