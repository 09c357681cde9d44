"""The made-up districts are valid, and interesting often enough to be worth comparing anything on."""

from collections import Counter
from datetime import date
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from loaders.yaml_records import from_values
from ontology.checks import check
from tests.districts import Record, as_ofs, describe, districts
from tests.reference import Answers, decide

# Of 400 examples at least so many have an answer like this; a third or less of what is usual.
OFTEN = {
    "assigned": 50,
    "unit": 25,
    "domain": 50,
    "contributor": 60,
    "supporting": 25,
    "principal": 5,
    "SeveralInCharge": 8,
    "handover matters": 8,
    "q03": 5,
    "q20": 50,
    "q21": 8,
    "q22": 8,
    "q24": 40,
    "q25": 40,
    "HeadVacant": 60,
    "SeveralHeads": 20,
    "NoOneInCharge": 60,
    "SeatOverlap": 60,
    "DivisionOutlivesTenure": 30,
    "DutyWithoutBearer": 20,
    "IssueWithoutDomain": 40,
    "RegulationNotLoaded": 8,
    "decided": 5,
    "flagged": 8,
    "needs-decision": 50,
    "facts-missing": 25,
    "within": 15,
    "managedBy": 15,
    "options": 10,
    "alternative": 3,
    "lead q15": 8,
    "lead q16": 5,
    "lead q17": 15,
    "lead q22": 15,
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


def test_districts_are_interesting() -> None:
    count: Counter[str] = Counter()
    rows: set[str] = set()

    @settings(
        max_examples=400,
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


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(districts())
def test_districts_are_valid(records: list[Record]) -> None:
    batch = from_values(records, "district.yaml")
    assert not [*batch.problems, *check(batch, {})], describe(records)
