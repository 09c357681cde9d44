"""Signals of unlike treatment: each with its cases, and none where there is nothing to see."""

from datetime import date
from typing import Any

import polars as pl

from graph.consistency import signals
from tests.graph.leads import facts_of

AS_OF = date(2024, 8, 31)
TOWN2 = {"id": "o-town2", "type": "Organization", "kind": "PartyCommittee", "level": "Town"}


def finding(number: int, subject: str, status: str = "Confirmed", circumstance: str = "c1.6", day: str | None = "2024-06-01") -> dict[str, Any]:  # fmt: skip
    said = {"id": f"f{number}", "type": "Finding", "status": status, "meets": circumstance, "subject": subject, "breachDate": "2024-01-01", "asOf": "2024-05-01"}  # fmt: skip
    return said if day is None or status == "Candidate" else {**said, "decidedOn": day}


def member(number: int, organization: str = "o-town", seat: str = "MemberSeat") -> list[dict[str, Any]]:
    return [
        {"id": f"q{number}", "type": "Person"},
        {"id": f"pq{number}", "type": "Post", "seat": seat, "inOrganization": organization},
        {"id": f"tq{number}", "type": "Tenure", "kind": "Substantive", "heldBy": f"q{number}", "ofPost": f"pq{number}", "from": "2023-01-01"},
    ]  # fmt: skip


def found(*records: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    rows = signals(facts_of(*records), AS_OF).filter(pl.col("kind") == kind)
    return rows.select("about", "circumstance", "cases", "count", "peers", "usual").to_dicts()


def test_two_towns_in_the_same_circumstance_one_confirmed_one_dismissed() -> None:
    (signal,) = found(TOWN2, finding(1, "o-town"), finding(2, "o-town2", "Dismissed"), kind="UnlikeTreatment")
    assert signal["circumstance"] == "c1.6"
    assert signal["cases"] == ["f1=Confirmed", "f2=Dismissed"]


def test_one_went_to_a_procedure_and_the_other_did_not() -> None:
    lead = {"id": "le1", "type": "Lead", "contains": ["f1"], "discoverer": "o-it1", "context": "LastRound", "date": "2024-07-01"}  # fmt: skip
    opened = {"id": "pr1", "type": "Procedure", "onLead": "le1", "openedBy": "o-disc", "date": "2024-08-01"}
    towns = (TOWN2, finding(1, "o-town"), finding(2, "o-town2"))
    assert found(*towns, kind="UnlikeTreatment") == []
    (signal,) = found(*towns, lead, opened, kind="UnlikeTreatment")
    assert signal["cases"] == ["f1=Procedure", "f2=Confirmed"]
    late = {**opened, "date": "2024-09-01"}  # after the as-of day: unseen
    (signal,) = found(*towns, lead, late, kind="UnlikeTreatment")
    assert signal["cases"] == ["f1=Lead", "f2=Confirmed"]


def test_outcomes_differ() -> None:
    lead = {"id": "le1", "type": "Lead", "contains": ["f1", "f2"], "discoverer": "o-it1", "context": "LastRound", "date": "2024-07-01"}  # fmt: skip
    opened = {"id": "pr1", "type": "Procedure", "onLead": "le1", "openedBy": "o-disc", "date": "2024-08-01"}
    ended = [
        {"id": f"out{n}", "type": "Outcome", "ofProcedure": "pr1", "subject": subject, "by": "o-disc", "kind": kind, "date": "2024-08-20"}
        for n, subject, kind in ((1, "o-town", "HeldAccountable"), (2, "o-town2", "NotHeldAccountable"))
    ]  # fmt: skip
    (signal,) = found(TOWN2, finding(1, "o-town"), finding(2, "o-town2"), lead, opened, *ended, kind="UnlikeTreatment")  # fmt: skip
    assert signal["cases"] == ["f1=HeldAccountable", "f2=NotHeldAccountable"]


def test_unlike_cases_are_not_compared() -> None:
    """Another circumstance, another level, another kind of subject, a candidate: nothing to compare."""
    district = {"id": "o-far", "type": "Organization", "kind": "PartyGroup", "level": "District"}
    others = [
        finding(2, "o-town2", "Dismissed", "c1.4"),
        finding(3, "o-far", "Dismissed"),
        finding(4, "t3", "Dismissed"),
        finding(5, "o-town2", "Candidate"),
    ]
    assert found(TOWN2, district, finding(1, "o-town"), *others, kind="UnlikeTreatment") == []


def test_only_juniors_are_ever_found() -> None:
    juniors = [r for n in (1, 2) for r in member(n)]
    findings = [finding(1, "tq1"), finding(2, "tq2"), finding(3, "tq2", "Candidate")]
    (signal,) = found(*juniors, *findings, kind="OnlyJuniors")
    assert (signal["about"], signal["cases"], signal["peers"]) == ("o-town", ["f1", "f2", "f3"], 2)
    assert found(*juniors, *findings, finding(4, "o-town"), kind="OnlyJuniors") == []
    assert (
        found(*juniors, *findings, *member(9, seat="HeadSeat"), finding(4, "tq9"), kind="OnlyJuniors") == []
    )
    assert found(*juniors, *findings[:2], kind="OnlyJuniors") == []  # two are too few
    assert found(*juniors, *findings[:2], finding(3, "tq2", "Dismissed"), kind="OnlyJuniors") == []


def test_one_person_is_found_far_more_often_than_the_peers() -> None:
    peers = [r for n in range(1, 6) for r in member(n)]
    findings = [finding(n, "tq1", circumstance=f"c3.{n}") for n in range(1, 4)]
    (signal,) = found(*peers, *findings, finding(4, "tq2"), kind="ManyFindings")
    assert (signal["about"], signal["count"], signal["peers"], signal["usual"]) == ("q1", 3, 6, 0.0)
    assert found(*peers, *findings[:2], kind="ManyFindings") == []
    # Where everybody is found as often, nobody stands out.
    everybody = [finding(10 * n + i, f"tq{n}") for n in range(1, 6) for i in range(3)]
    assert found(*peers, *everybody, *(finding(90 + i, "t3") for i in range(3)), kind="ManyFindings") == []
