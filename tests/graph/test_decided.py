"""How candidates stand by what people recorded: by their id, or by what a finding on record says."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from graph.circumstances.candidates import CANDIDATE
from graph.decided import as_decided
from graph.deciding import facts_digest
from graph.facts import Facts
from graph.stated_facts import from_records
from loaders.yaml_records import read_text
from ontology.records import Frames

LATE = {
    "id": "ca-late", "circumstance": "c1.6", "limb": "c1.6.a", "subject": "o-town", "matter": ["du1"], "duties": ["du1"],
    "breach_date": date(2024, 1, 1), "status": "Candidate", "facts": ["du1"], "open": ["q03"], "parameters": [],
}  # fmt: skip
VERDICT = {
    **LATE,
    "id": "ca-verdict",
    "circumstance": "c1.8",
    "limb": "c1.8.a",
    "matter": [],
    "duties": [],
    "facts": ["a1"],
}


def stand(candidate: dict[str, Any], *recorded: dict[str, Any]) -> tuple[str, list[str], date | None]:
    """Status, findings on record, and the day of a dismissal that no longer holds, of one candidate."""
    frame = pl.DataFrame([candidate], schema=CANDIDATE)
    (row,) = as_decided(frame, _facts(recorded)).to_dicts()
    return row["status"], row["recorded"], row["returned"]


def _facts(recorded: tuple[dict[str, Any], ...]) -> Facts:
    return from_records(_frames(recorded))


def _frames(recorded: tuple[dict[str, Any], ...]) -> Frames:
    text = "\n".join(f"- {{type: Finding, asOf: 2024-06-30, {_flow(r)}}}" for r in recorded)
    return dict(read_text(text, "f.yaml").frames)


def _flow(record: dict[str, Any]) -> str:
    return ", ".join(f"{key}: {value}" for key, value in record.items())


SAME = {"id": "f1", "meets": "c1.6", "testedBy": "c1.6.a", "subject": "o-town", "breaches": "du1"}
DISMISSED = {**SAME, "status": "Dismissed", "decidedOn": "2024-07-01"}
CONFIRMED = {**SAME, "id": "f2", "status": "Confirmed", "decidedOn": "2024-07-02"}


def test_nobody_decided() -> None:
    assert stand(LATE) == ("Candidate", [], None)


def test_a_finding_that_says_the_same_stands_for_it() -> None:
    assert stand(LATE, DISMISSED) == ("Dismissed", ["f1"], None)
    assert stand(LATE, CONFIRMED) == ("Confirmed", ["f2"], None)
    assert stand(LATE, {**SAME, "status": "Candidate"}) == ("Candidate", ["f1"], None)


@pytest.mark.parametrize(
    "other",
    [
        {"meets": "c1.5"}, {"testedBy": "c1.6.b"}, {"subject": "o-other"}, {"breaches": "du2"}, {"breaches": "[du1, du2]"},
    ],
)  # fmt: skip
def test_one_that_says_something_else_does_not(other: dict[str, Any]) -> None:
    assert stand(LATE, {**DISMISSED, **other}) == ("Candidate", [], None)


def test_a_finding_need_not_state_the_limb() -> None:
    assert stand(LATE, {k: v for k, v in DISMISSED.items() if k != "testedBy"})[0] == "Dismissed"


def test_without_duties_the_breach_date_tells_what_is_meant() -> None:
    bare = {"id": "f1", "meets": "c1.8", "subject": "o-town", "status": "Confirmed"}
    assert stand(VERDICT, {**bare, "breachDate": "2024-01-01"})[0] == "Confirmed"
    assert stand(VERDICT, {**bare, "breachDate": "2024-01-02"})[0] == "Candidate"
    assert stand(VERDICT, bare)[0] == "Candidate"
    # A finding that names no duty says nothing of one that is breached.
    assert stand(LATE, {**bare, "meets": "c1.6", "breachDate": "2024-01-01"})[0] == "Candidate"


def test_its_own_decision_counts_whatever_else_it_says() -> None:
    own = {**DISMISSED, "id": "ca-late", "breaches": "du9", "breachDate": "2024-01-01"}
    assert stand(LATE, own) == ("Dismissed", ["ca-late"], None)


def test_what_it_is_about_may_be_the_finding_itself() -> None:
    about = {**VERDICT, "matter": ["f7"], "status": "Candidate"}
    said = {"id": "f7", "meets": "c1.8", "subject": "o-town", "status": "Confirmed"}
    assert stand(about, said) == ("Confirmed", ["f7"], None)


def test_the_last_decision_counts_and_what_is_decided_before_what_is_not() -> None:
    assert stand(LATE, DISMISSED, CONFIRMED) == ("Confirmed", ["f1", "f2"], None)
    assert stand(LATE, {**SAME, "id": "f0", "status": "Candidate"}, DISMISSED) == (
        "Dismissed",
        ["f0", "f1"],
        None,
    )


def test_of_two_decisions_of_one_day_that_differ_neither_counts() -> None:
    assert stand(LATE, DISMISSED, {**CONFIRMED, "decidedOn": "2024-07-01"}) == (
        "Candidate",
        ["f1", "f2"],
        None,
    )


def test_a_dismissal_over_other_facts_no_longer_holds() -> None:
    told = facts_digest(LATE)
    assert stand(LATE, {**DISMISSED, "factsDigest": told}) == ("Dismissed", ["f1"], None)
    assert stand({**LATE, "facts": ["du1", "ex1"]}, {**DISMISSED, "factsDigest": told}) == (
        "Candidate", ["f1"], date(2024, 7, 1),
    )  # fmt: skip


def test_without_a_digest_another_breach_date_brings_it_back() -> None:
    assert stand(LATE, {**DISMISSED, "breachDate": "2024-01-01"})[0] == "Dismissed"
    assert stand(LATE, {**DISMISSED, "breachDate": "2023-12-01"}) == ("Candidate", ["f1"], date(2024, 7, 1))


def test_no_candidates_at_all() -> None:
    assert as_decided(pl.DataFrame(schema=CANDIDATE), _facts((DISMISSED,))).is_empty()
