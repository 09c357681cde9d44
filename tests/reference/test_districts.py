"""The made-up districts are valid, and interesting often enough to be worth comparing anything on."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from loaders.yaml_records import from_values
from ontology.checks import check
from tests.districts import Record, as_ofs, describe, districts
from tests.reference import Answers, decide
from tests.reference.minimal import minimal

# Of 250 examples at least so many have an answer like this. Hypothesis varies a few examples many times, so the counts
# jump about: the numbers are far below what is usual.
OFTEN = {
    **dict.fromkeys(("assigned", "domain", "contributor", "q20", "q24", "q25", "needs-decision"), 25),
    **dict.fromkeys(("HeadVacant", "NoOneInCharge", "SeatOverlap", "IssueWithoutDomain"), 25),
    **dict.fromkeys(("unit", "supporting", "facts-missing", "options", "within", "managedBy"), 8),
    **dict.fromkeys(
        ("SeveralHeads", "DivisionOutlivesTenure", "DutyWithoutBearer", "lead q17", "lead q22"), 8
    ),
    **dict.fromkeys(("principal", "SeveralInCharge", "handover matters", "q03", "q21", "q22"), 3),
    **dict.fromkeys(("RegulationNotLoaded", "decided", "flagged", "lead q15", "lead q16"), 3),
    **dict.fromkeys(("alternative", "lead q23"), 1),
    "rows": 12,  # different rows of the decision table
}


def seen(answers: Answers) -> set[str]:
    """What a district shows, as the names above."""
    found: set[str] = set()
    for item in answers.responsibility:
        found |= {item["ground"], item["role"], *item["open"], *item["flags"]}
        found |= {"principal"} if item["principal"] else set()
    found |= {gap["kind"] for gap in answers.gaps}
    for lead in answers.referrals:
        found |= {lead["status"], *lead["missing"], *(f"lead {q}" for q in lead["open"])}
        found |= {key for key in ("alternative", "options") if lead[key]}
    return found


def without_handovers(records: list[Record], as_of: date) -> list[dict[str, Any]]:
    rest = [record for record in records if record.get("kind") != "Handover"]
    return decide(rest, as_of).responsibility


@pytest.mark.slow
def test_districts_are_interesting() -> None:
    count: Counter[str] = Counter()
    rows: set[str] = set()

    @settings(
        max_examples=250,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(districts(), as_ofs())
    def look(records: list[Record], as_of: date) -> None:
        answers = decide(records, as_of)
        count.update(seen(answers))
        rows.update(str(lead["rule"]) for lead in answers.referrals)
        if without_handovers(records, as_of) != answers.responsibility:
            count["handover matters"] += 1

    look()
    count["rows"] = len(rows)
    assert {name: count[name] for name, least in OFTEN.items() if count[name] < least} == {}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.booleans().flatmap(lambda two: districts(with_second_regulation=two)))
def test_districts_are_valid(records: list[Record]) -> None:
    batch = from_values(records, "district.yaml")
    assert not [*batch.problems, *check(batch, {})], describe(records)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(districts())
def test_the_smallest_district_that_has_an_issue(records: list[Record]) -> None:
    small = minimal(records, lambda some: bool(decide(some, as_of=date(2024, 3, 1)).responsibility))
    kinds = Counter(record["type"] for record in small)
    assert {kind: kinds[kind] for kind in ("Feedback", "Issue", "Duty", "Tenure", "Lead")} in (
        {"Feedback": 1, "Issue": 1, "Duty": 0, "Tenure": 0, "Lead": 0},
        {"Feedback": 0, "Issue": 0, "Duty": 1, "Tenure": 0, "Lead": 0},
    )
    assert not [*from_values(small, "district.yaml").problems, *check(from_values(small, "x"), {})]
