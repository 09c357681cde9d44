"""Where a lead stands: what was done, what comes next, and what was not as the path wants it."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.authority import Step
from graph.lead_state import LeadState, Mark, follow, lead_states
from graph.referral import Status
from tests.graph.leads import facts_of
from tests.reference.lead_state import course

TEAM, OFFICE, DISC, DEPT, TOWN = "o-it1", "o-io", "o-disc", "o-org", "o-town"
PATH = (TEAM, OFFICE, DISC)
Steps = list[tuple[str, str]]

# path, steps (sender, receiver), marks, who must get it next, who was passed over
CASES: dict[str, tuple[Steps, list[str], str | None, list[str]]] = {
    "nothing has happened": ([], [], OFFICE, []),
    "the office has it": ([(TEAM, OFFICE)], ["done"], DISC, []),
    "it has arrived": ([(TEAM, OFFICE), (OFFICE, DISC)], ["done", "done"], None, []),
    "past the office": ([(TEAM, DISC)], ["skipped-hop"], None, [OFFICE]),
    "to an organ that is not on the path": ([(TEAM, DEPT)], ["wrong-organ"], OFFICE, []),
    "repaired from there": ([(TEAM, DEPT), (DEPT, OFFICE)], ["wrong-organ", "repaired"], DISC, []),
    "sent on from there past the office": ([(TEAM, DEPT), (DEPT, DISC)], ["wrong-organ", "skipped-hop"], None, [OFFICE]),
    "sent back for more": ([(TEAM, OFFICE), (OFFICE, TEAM)], ["done", "returned"], OFFICE, []),
    "sent back, and on again": ([(TEAM, OFFICE), (OFFICE, TEAM), (TEAM, OFFICE)], ["done", "returned", "done"], DISC, []),
    "sent away from the end": ([(TEAM, OFFICE), (OFFICE, DISC), (DISC, DEPT)], ["done", "done", "wrong-organ"], DISC, []),
}  # fmt: skip


def _steps(steps: Steps) -> list[Step]:
    return [
        Step(f"re{n}", sender, receiver, date(2024, 7, n)) for n, (sender, receiver) in enumerate(steps, 1)
    ]


@pytest.mark.parametrize("case", CASES)
def test_steps_against_the_path_of_an_inspection_team(case: str) -> None:
    steps, marks, next_to, passed_over = CASES[case]
    found = follow(PATH, _steps(steps))
    assert [str(s.mark) for s in found.steps] == marks
    assert not any(s.broken for s in found.steps)
    assert (found.next_to, list(found.passed_over)) == (next_to, passed_over)


def test_a_step_from_where_the_lead_is_not_is_told() -> None:
    found = follow(PATH, _steps([(TEAM, OFFICE), (TEAM, DISC)]))
    assert [(s.mark, s.broken) for s in found.steps] == [(Mark.DONE, False), (Mark.DONE, True)]


ORGANS = ["a", "b", "c", "d", "e", "f"]


@given(st.lists(st.sampled_from(ORGANS[:4]), min_size=1, max_size=4, unique=True), st.lists(st.tuples(st.sampled_from(ORGANS), st.sampled_from(ORGANS)), max_size=6))  # fmt: skip
def test_engine_is_reference(path: list[str], steps: Steps) -> None:
    found = follow(path, _steps(steps))
    said: dict[str, Any] = {
        "marks": [(str(s.mark), s.broken, list(s.passed_over)) for s in found.steps],
        "at": found.at,
        "next_to": found.next_to,
        "passed_over": list(found.passed_over),
    }
    assert said == course(path, steps)


# ------------------------------------------------------------------------------- whole leads

FINDING = {"id": "f1", "type": "Finding", "status": "Confirmed", "meets": "c1.6", "subject": "o-town", "breaches": ["du1"], "breachDate": "2024-01-01", "asOf": "2024-06-30"}  # fmt: skip
LEAD = {"id": "le1", "type": "Lead", "contains": ["f1"], "discoverer": TEAM, "context": "LastRound", "date": "2024-07-01"}  # fmt: skip
JURISDICTION = {"id": "a1", "type": "Authority", "kind": "DisciplineJurisdiction", "holder": DISC, "over": ["o-town"], "from": "2020-01-01"}  # fmt: skip


def _step(number: int, sender: str, receiver: str, day: str) -> dict[str, Any]:
    return {"id": f"re{number}", "type": "Referral", "onLead": "le1", "order": number, "sender": sender, "receiver": receiver, "date": day}  # fmt: skip


def _state(*records: dict[str, Any], as_of: date = date(2024, 8, 31)) -> LeadState:
    (found,) = lead_states(facts_of(FINDING, LEAD, *records), as_of)
    return found


def test_the_path_is_the_referrals_and_later_steps_are_unseen() -> None:
    steps = (_step(1, TEAM, OFFICE, "2024-07-05"), _step(2, OFFICE, DISC, "2024-07-20"))
    found = _state(JURISDICTION, *steps, as_of=date(2024, 7, 10))
    (way,) = found.courses
    assert (way.path, way.at, way.next_to) == (PATH, OFFICE, DISC)
    assert found.decided_on == date(2024, 7, 5)
    assert _state(JURISDICTION, *steps).courses[0].next_to is None


def test_a_right_that_moved_later_makes_no_step_wrong() -> None:
    """The organ that had jurisdiction on the day of the first step is the end of the path, whoever has it now."""
    moved = {**JURISDICTION, "until": "2024-08-01"}
    other = {
        "id": "o-disc2",
        "type": "Organization",
        "kind": "DisciplineOrgan",
        "level": "District",
        "zh": "派出纪工委",
    }
    now = {**JURISDICTION, "id": "a2", "holder": "o-disc2", "from": "2024-08-01"}
    steps = (_step(1, TEAM, OFFICE, "2024-07-05"), _step(2, OFFICE, DISC, "2024-07-20"))
    found = _state(moved, other, now, *steps)
    assert [s.mark for s in found.steps] == [Mark.DONE, Mark.DONE]
    assert _state(moved, other, now).courses[0].path == (TEAM, OFFICE, "o-disc2")


def test_without_a_lawful_path_nothing_is_judged() -> None:
    found = _state(_step(1, TEAM, OFFICE, "2024-07-05"))  # nobody has jurisdiction
    assert (found.status, found.courses) == (Status.NEEDS_DECISION, ())
    assert [s.mark for s in found.steps] == [Mark.NOT_JUDGED]


OPENED: dict[str, tuple[str, str, Mark]] = {
    "by the organ that had it": (DISC, "2024-08-01", Mark.DONE),
    "by it before it had it": (DISC, "2024-07-10", Mark.SKIPPED),
    "by another": (DEPT, "2024-08-01", Mark.WRONG_ORGAN),
}


@pytest.mark.parametrize("case", OPENED)
def test_a_procedure_is_opened(case: str) -> None:
    organ, day, mark = OPENED[case]
    procedure = {"id": "pr1", "type": "Procedure", "onLead": "le1", "openedBy": organ, "date": day}
    steps = (_step(1, TEAM, OFFICE, "2024-07-05"), _step(2, OFFICE, DISC, "2024-07-20"))
    found = _state(JURISDICTION, procedure, *steps)
    assert [p.mark for p in found.procedures] == [mark]
