"""Why does a lead not go there, and how does it come back onto its way?"""

from __future__ import annotations

from datetime import date

import pytest

from graph.authority import Index
from graph.referral import build_index
from graph.why_not import Because, Reason, WhyNot, repair, why_not
from ontology.errors import UnknownName
from tests.graph.leads import ON, Record, authority, facts_of, finding, jurisdiction, lead, step

TEAM = (finding("o-town"), lead("o-it1", "LastRound"))
ORGAN = {"id": "o-other", "type": "Organization", "kind": "DisciplineOrgan", "level": "City"}


def index_of(*records: Record) -> Index:
    return build_index(facts_of(*records))


def because(answer: WhyNot) -> tuple[Because, tuple[str, ...]]:
    [reason] = answer.reasons
    return reason.code, reason.args


def test_it_does_go_there() -> None:
    index = index_of(*TEAM, jurisdiction("o-town"))
    [reason] = why_not(index, "le1", "o-io", ON).reasons
    assert (reason.code, reason.step, reason.args) == (Because.ON_PATH, 1, ("o-it1", "o-io", "o-disc"))
    assert reason.referral is not None
    assert reason.referral.provision == "7.5"


def test_the_first_condition_that_fails() -> None:
    index = index_of(*TEAM, ORGAN, jurisdiction("o-town"))
    assert because(why_not(index, "le1", "o-fin", ON)) == (Because.NOT_OF_KIND, ("DisciplineOrgan",))
    assert because(why_not(index, "le1", "o-other", ON)) == (Because.NO_JURISDICTION, ("o-disc",))


def test_an_organ_that_has_become_another() -> None:
    change = {
        "id": "ch1",
        "type": "OrgChange",
        "kind": "Merged",
        "original": "o-disc",
        "resulting": "o-other",
        "date": "2024-01-01",
    }
    index = index_of(*TEAM, ORGAN, change, jurisdiction("o-town"))
    assert because(why_not(index, "le1", "o-disc", ON)) == (Because.SUCCEEDED, ("o-other",))


def test_an_organ_that_the_subject_leads() -> None:
    head = [
        {"id": "po-disc", "type": "Post", "seat": "HeadSeat", "inOrganization": "o-disc"},
        {
            "id": "t3b",
            "type": "Tenure",
            "kind": "Substantive",
            "heldBy": "p3",
            "ofPost": "po-disc",
            "from": "2024-02-01",
        },
    ]
    index = index_of(finding("t3"), lead("o-it1", "LastRound"), *head, jurisdiction("p3"))
    assert because(why_not(index, "le1", "o-disc", ON)) == (Because.LED_BY_SUBJECT, ("t3",))


def test_no_row_lets_it_end_there() -> None:
    index = index_of(finding("t3"), lead("o-it1", "LastRound"), jurisdiction("p3"))
    assert because(why_not(index, "le1", "o-disc", ON)) == (Because.NO_ROW, ("R52",))


def test_nobody_can_tell_yet() -> None:
    index = index_of(finding("t3"), lead("o-town", "OwnRectification"), jurisdiction("p3"))
    assert because(why_not(index, "le1", "o-disc", ON)) == (Because.FACTS_MISSING, ("managedBy", "within"))
    index = index_of(*TEAM, ORGAN, jurisdiction("o-town"), jurisdiction("o-town", "o-other"))
    assert because(why_not(index, "le1", "o-disc", ON)) == (Because.ONE_OF_SEVERAL, ("o-other",))
    assert because(why_not(index, "le1", "o-disc", date(2023, 4, 10))) == (Because.NO_RULES, ())


def test_every_finding_has_its_reason() -> None:
    index = index_of(
        finding("o-town"),
        finding("t3", id="fi2"),
        lead("o-it1", "LastRound", contains=["fi1", "fi2"]),
        jurisdiction("o-town"),
    )
    reasons: tuple[Reason, ...] = why_not(index, "le1", "o-disc", ON).reasons
    assert [(r.finding, r.code) for r in reasons] == [
        ("fi1", Because.ON_PATH),
        ("fi2", Because.NO_JURISDICTION),
    ]


def test_unknown_names() -> None:
    index = index_of(*TEAM)
    with pytest.raises(UnknownName, match="o-nowhere"):
        why_not(index, "le1", "o-nowhere", ON)
    with pytest.raises(UnknownName, match="le9"):
        repair(index, "le9", "o-disc", ON)


WRONG = step(1, "o-it1", "o-fin", "2024-07-10")
REVIEWED = step(1, "o-it1", "o-io", "2024-07-10")


@pytest.mark.parametrize(
    ("at", "steps", "path"),
    [
        pytest.param("o-it1", [], ["o-it1", "o-io", "o-disc"], id="not yet sent"),
        pytest.param(
            "o-fin",
            [WRONG],
            ["o-fin", "o-io", "o-disc"],
            id="wrong door at once: the review is still to come",
        ),
        pytest.param(
            "o-fin",
            [REVIEWED, step(2, "o-io", "o-fin", "2024-07-20")],
            ["o-fin", "o-disc"],
            id="wrong door after the review",
        ),
        pytest.param(
            "o-disc",
            [step(1, "o-it1", "o-disc", "2024-07-10")],
            ["o-disc", "o-io", "o-disc"],
            id="the review was left out",
        ),
        pytest.param("o-io", [REVIEWED], ["o-io", "o-disc"], id="under way"),
        pytest.param("o-io", [], ["o-io", "o-disc"], id="there without a record"),
        pytest.param("o-disc", [REVIEWED, step(2, "o-io", "o-disc", "2024-07-20")], ["o-disc"], id="arrived"),
        pytest.param(
            "o-fin",
            [REVIEWED, step(2, "o-io", "o-disc", "2024-07-20"), step(3, "o-disc", "o-fin", "2024-07-30")],
            ["o-fin", "o-disc"],
            id="arrived and sent on",
        ),
        pytest.param(
            "o-disc",
            [WRONG, step(2, "o-fin", "o-io", "2024-07-20"), step(3, "o-io", "o-disc", "2024-07-30")],
            ["o-disc"],
            id="a repair counts",
        ),
        pytest.param(
            "o-io", [step(1, "o-it1", "o-io", "2024-09-01")], ["o-io", "o-disc"], id="after the day"
        ),
    ],
)
def test_the_way_back(at: str, steps: list[Record], path: list[str]) -> None:
    index = index_of(*TEAM, jurisdiction("o-town"), *steps)
    [way] = repair(index, "le1", at, ON)
    assert list(way.path) == path


def test_what_has_been_passed() -> None:
    index = index_of(*TEAM, jurisdiction("o-town"), REVIEWED, step(2, "o-io", "o-fin", "2024-07-20"))
    [way] = repair(index, "le1", "o-fin", ON)
    assert (way.passed, way.steps, way.action) == (("o-it1", "o-io"), ("re1",), "ReviewThenTransfer")


def test_the_shortest_of_several_ways() -> None:
    index = index_of(
        finding("t3"),
        lead("o-org", "OrganizationWork"),
        authority("o-org", "ManagesCadre", "po-dep"),
        jurisdiction("p3"),
    )
    assert [w.path for w in repair(index, "le1", "o-org", ON)] == [("o-org",)]
    assert [w.path for w in repair(index, "le1", "o-disc", ON)] == [("o-disc",)]


def test_back_to_the_discoverer() -> None:
    index = index_of(finding("t3"), lead("o-it1", "LastRound"))
    [way] = repair(index, "le1", "o-fin", ON)
    assert (way.path, way.action) == (("o-fin", "o-it1"), "HoldForDecision")


def test_no_lawful_way_is_known() -> None:
    [way] = repair(index_of(*TEAM), "le1", "o-fin", ON)
    assert (way.path, way.action, way.referral.status) == ((), None, "needs-decision")
