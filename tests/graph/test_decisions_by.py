"""As of a day, a finding stands as people had decided on it by then."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from graph.decisions_by import decided_by
from graph.facts import Facts
from graph.stated_facts import from_records
from tests.graph.leads import frames_of, rules

FINDING = {"id": "f1", "type": "Finding", "meets": "c1.6", "subject": "o-town", "breachDate": "2024-01-01"}
DISMISSED = {
    **FINDING,
    "status": "Dismissed",
    "reason": "done in time",
    "decidedBy": "o-io",
    "decidedOn": "2024-03-01",
}
CONFIRMED = {
    **FINDING,
    "status": "Confirmed",
    "reason": "it was not",
    "decidedBy": "o-dc",
    "decidedOn": "2024-06-01",
}


def facts(finding: Mapping[str, Any]) -> Facts:
    town = {"id": "o-town", "type": "Organization", "kind": "PartyCommittee", "level": "Town"}
    organs = [
        {"id": o, "type": "Organization", "kind": "InspectionOffice", "level": "District"}
        for o in ("o-io", "o-dc")
    ]
    return from_records(frames_of([*rules(), town, *organs, dict(finding)]))


def history(_: str) -> list[dict[str, Any]]:
    return [FINDING, DISMISSED, CONFIRMED]


def state(found: Facts) -> tuple[str, str | None, date | None]:
    [(status, reason, on)] = found["finding_states"].select("status", "reason", "decided_on").rows()
    return status, reason, on


def test_before_its_day_a_decision_is_not_made() -> None:
    found = decided_by(facts(CONFIRMED), date(2024, 5, 31))
    assert state(found) == ("Candidate", None, None)
    assert found["finding_deciders"].is_empty()


def test_on_its_day_it_is() -> None:
    stated = facts(CONFIRMED)
    assert decided_by(stated, date(2024, 6, 1)) is stated


def test_what_was_decided_before_holds_until_then() -> None:
    found = decided_by(facts(CONFIRMED), date(2024, 5, 31), history)
    assert state(found) == ("Dismissed", "done in time", date(2024, 3, 1))
    assert found["finding_deciders"].rows() == [("f1", "o-io")]
    assert state(decided_by(facts(CONFIRMED), date(2024, 2, 29), history))[0] == "Candidate"


def test_a_finding_decided_on_no_known_day_stays_as_it_is_stated() -> None:
    stated = facts({k: v for k, v in CONFIRMED.items() if k != "decidedOn"})
    assert decided_by(stated, date(2020, 1, 1)) is stated
