"""Where does a lead go? Small records, one point each; the rows of the shipped rules are walked by the case files."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph.referral import (
    Hop,
    Offer,
    Status,
    build_index,
    decide_all,
    decide_referral,
    decide_referrals,
    hops,
    referral_frame,
)
from ontology.errors import UnknownName
from tests.graph.leads import ON, authority, decide, facts_of, finding, jurisdiction, lead, step

TEAM = lead("o-it1", "LastRound")


def test_a_team_passes_its_office() -> None:
    found = decide(finding("o-town"), TEAM, jurisdiction("o-town"))
    assert (found.status, found.rule, found.provision, found.modality) == (
        Status.DECIDED,
        "R51",
        "7.5",
        "Must",
    )
    assert (found.action, found.path, found.options) == (
        "ReviewThenTransfer",
        ("o-it1", "o-io", "o-disc"),
        (),
    )
    assert (found.open, found.doubts, found.missing, found.alternative) == (("q14",), (), (), ())
    assert found.facts == ("au-o-disc-DisciplineJurisdiction-o-town-",)
    assert (found.subject, found.discoverer, found.context) == ("o-town", "o-it1", "LastRound")
    assert (found.decided_on, found.breach_date, found.regulation) == (ON, date(2024, 1, 1), "r2023")


def test_what_hands_over_what() -> None:
    facts = facts_of(
        finding("o-town"),
        TEAM,
        jurisdiction("o-town"),
        step(1, "o-it1", "o-io", "2024-08-01"),
        step(2, "o-io", "o-disc", "2024-09-02"),
    )
    index = build_index(facts)
    found = decide_referral(index, "le1", "fi1", ON)
    assert hops(index.lead("le1"), found) == (
        Hop("o-it1", "o-io", "7.5", "Must", ("le1", "fi1"), None, "re1", date(2024, 8, 1)),
        Hop("o-io", "o-disc", "7.5", "Must", ("le1", "fi1")),  # not yet on the decision date
    )


def test_several_ways_are_all_returned() -> None:
    found = decide(
        finding("t3"),
        lead("o-org", "OrganizationWork"),
        authority("o-org", "ManagesCadre", "po-dep"),
        jurisdiction("p3"),
    )
    assert (found.status, found.rule, found.modality, found.action, found.path) == (
        Status.DECIDED,
        "R31",
        "May",
        None,
        (),
    )
    assert found.options == (
        Offer("OpenProcedure", ("o-org",), "R31.a", "May"),
        Offer("TransferLead", ("o-org", "o-disc"), "R31.b", "May"),
    )
    assert "t3" in found.facts


def test_a_way_without_target_has_no_path() -> None:
    found = decide(
        finding("t3"), lead("o-org", "OrganizationWork"), authority("o-org", "ManagesCadre", "po-dep")
    )
    assert (found.status, found.rule) == (Status.NEEDS_DECISION, "R31")
    assert [o.path for o in found.options] == [("o-org",), ()]
    assert (found.open, found.doubts) == (("q17",), ("OrganMissing",))


def test_who_manages_decides_between_rows() -> None:
    own = lead("o-town", "OwnRectification")
    missing = decide(finding("t3"), own, jurisdiction("po-dep"))
    assert (missing.status, missing.missing, missing.rule, missing.path) == (
        Status.FACTS_MISSING,
        ("managedBy", "within"),
        None,
        (),
    )
    district = decide(
        finding("t3"), own, jurisdiction("po-dep"), authority("o-org", "ManagesCadre", "po-dep")
    )
    assert (district.status, district.rule, district.path) == (Status.DECIDED, "R12", ("o-town", "o-disc"))
    below = decide(finding("t3"), own, jurisdiction("po-dep"), authority("o-town", "ManagesCadre", "po-dep"))
    assert (below.status, below.rule, below.action, below.path) == (
        Status.DECIDED,
        "R11",
        "OpenProcedure",
        ("o-town",),
    )
    part = decide(finding("t3"), own, jurisdiction("po-dep"), authority("o-io", "ManagesCadre", "po-dep"))
    assert (part.status, part.rule) == (Status.NEEDS_DECISION, "R13")
    mixed = decide(
        finding("t3"),
        own,
        authority("o-org", "ManagesCadre", "po-dep"),
        authority("o-fin", "ManagesCadre", "p3"),
    )
    assert (mixed.status, mixed.missing) == (Status.FACTS_MISSING, ("managedBy",))


def test_a_mentioned_committee_counts_only_without_another() -> None:
    own = lead("o-town2", "OwnRectification")
    town = {"id": "o-town2", "type": "Organization", "kind": "PartyCommittee", "level": "Town"}
    named = authority("org-district-committee", "ManagesCadre", "po-dep")
    facts = facts_of(town, named, own, finding("t3"), jurisdiction("po-dep"))
    [other] = decide_referrals(facts, ON)
    assert other.missing == (
        "managedBy",
    )  # a second district committee's cadre: not above, not below, not its own
    alone = [
        {"id": "o-disc", "type": "Organization", "kind": "DisciplineOrgan", "level": "District"},
        {"id": "p3", "type": "Person"},
        {"id": "po-dep", "type": "Post", "seat": "MemberSeat", "inOrganization": "o-town2"},
        {
            "id": "t3",
            "type": "Tenure",
            "kind": "Substantive",
            "heldBy": "p3",
            "ofPost": "po-dep",
            "from": "2022-01-01",
        },
    ]
    facts = facts_of(
        town, named, own, finding("t3", breaches=None), jurisdiction("po-dep"), *alone, base=False
    )
    [only] = decide_referrals(facts, ON)
    assert (only.rule, only.status, only.open) == (
        "R12",
        Status.FLAGGED,
        ("q16", "q24"),
    )  # no inspection known: outside the scope


def test_the_day_of_decision_and_the_day_of_the_breach() -> None:
    """Authority is read on [from, until); who had it on the breach date and has it no more is a question."""
    before = jurisdiction("o-town", "o-other", until="2024-08-31")
    organ = {"id": "o-other", "type": "Organization", "kind": "DisciplineOrgan", "level": "District"}
    after = jurisdiction("o-town", **{"from": "2024-08-31"})
    day_before = decide(organ, before, after, finding("o-town"), TEAM, on=date(2024, 8, 30))
    assert (day_before.status, day_before.path[-1]) == (Status.DECIDED, "o-other")
    found = decide(organ, before, after, finding("o-town"), TEAM)
    assert (found.status, found.path[-1], found.open, found.doubts) == (
        Status.FLAGGED,
        "o-disc",
        ("q14", "q16"),
        ("RightsMoved",),
    )
    assert {before["id"], after["id"]} == set(found.facts)
    undated = decide(organ, before, after, finding("o-town", breachDate=None), TEAM)
    assert undated.status is Status.DECIDED


def test_organs_are_followed_through_what_became_of_them() -> None:
    def change(identifier: str, kind: str, original: Any, resulting: Any, day: str) -> dict[str, Any]:
        return {
            "id": identifier,
            "type": "OrgChange",
            "kind": kind,
            "original": original,
            "resulting": resulting,
            "date": day,
        }

    organs = [
        {"id": f"o-{x}", "type": "Organization", "kind": "DisciplineOrgan", "level": "District"}
        for x in "abc"
    ]
    base = [*organs, finding("o-town"), TEAM, jurisdiction("o-town")]
    merged = change("ch1", "Merged", ["o-disc", "o-b"], "o-a", "2023-01-01")
    found = decide(*base, merged)
    assert (found.status, found.path[-1], found.doubts) == (Status.FLAGGED, "o-a", ("OrganFollowed",))
    assert "ch1" in found.facts
    twice = decide(*base, merged, change("ch2", "Renamed", "o-a", "o-c", "2024-08-31"))
    assert twice.path[-1] == "o-c"
    later = decide(*base, change("ch1", "Renamed", "o-disc", "o-a", "2024-09-01"))
    assert (later.status, later.path[-1]) == (Status.DECIDED, "o-disc")
    split = decide(*base, change("ch1", "Split", "o-disc", ["o-a", "o-b"], "2023-01-01"))
    assert (split.status, split.path, split.open) == (Status.NEEDS_DECISION, (), ("q14", "q17", "q23"))
    gone = decide(*base, change("ch1", "Abolished", "o-disc", None, "2023-01-01"))
    assert (gone.status, gone.path, gone.open) == (Status.NEEDS_DECISION, (), ("q14", "q17"))
    stays = decide(*base, change("ch1", "Split", "o-disc", ["o-disc", "o-town"], "2023-01-01"))
    assert stays.path[-1] == "o-disc"
    circle = decide(
        *base,
        change("ch1", "Renamed", "o-disc", "o-a", "2021-01-01"),
        change("ch2", "Renamed", "o-a", "o-disc", "2022-01-01"),
    )
    assert circle.status is Status.NEEDS_DECISION
    joined = decide(*base, jurisdiction("o-town", "o-b"), merged)
    assert joined.path[-1] == "o-a"  # two holders that have become one


def test_an_organ_that_the_subject_leads() -> None:
    head = [
        {"id": "po-disc", "type": "Post", "seat": "HeadSeat", "inOrganization": "o-disc"},
        {
            "id": "t3b",
            "type": "Tenure",
            "kind": "Substantive",
            "heldBy": "p3",
            "ofPost": "po-disc",
            "fromBy": "2024-02-01",
        },
    ]
    organ = {"id": "o-above", "type": "Organization", "kind": "DisciplineOrgan", "level": "City"}
    over = authority("o-org", "ManagesCadre", "po-dep")
    own = lead("o-town", "OwnRectification")
    found = decide(*head, over, own, finding("t3"), jurisdiction("po-dep"))
    assert (found.status, found.path, found.alternative) == (Status.FLAGGED, ("o-town", "o-disc"), ())
    assert (found.open, "t3b" in found.facts) == (("q15", "q16"), True)
    found = decide(
        *head, organ, over, own, finding("t3"), jurisdiction("po-dep"), jurisdiction("o-disc", "o-above")
    )
    assert (found.path, found.alternative) == (("o-town", "o-disc"), ("o-above",))


def test_facts_that_are_not_asked_for_are_not_missing() -> None:
    found = decide(finding("o-town"), lead("o-disc", "DisciplineWork"))
    assert (found.status, found.rule, found.missing) == (Status.NEEDS_DECISION, "R22", ())
    found = decide(finding("o-town"), lead("o-fin", "FunctionalWork"))
    assert (found.status, found.missing) == (Status.FACTS_MISSING, ("within",))


def test_without_rules_nothing_is_decided() -> None:
    early = decide(finding("o-town"), TEAM, jurisdiction("o-town"), on=date(2023, 4, 10))
    assert (early.status, early.regulation, early.rule, early.open, early.path) == (
        Status.NEEDS_DECISION,
        None,
        None,
        (),
        (),
    )
    assert decide(finding("o-town"), TEAM, jurisdiction("o-town"), on=date(2023, 4, 11)).rule == "R51"
    circumstance = {"id": "c1.6", "type": "Circumstance"}
    assert decide(circumstance, finding("o-town"), TEAM, with_rules=False).rule is None


def test_a_breach_before_the_rules() -> None:
    found = decide(finding("o-town", breachDate="2023-04-10"), TEAM, jurisdiction("o-town"))
    assert (found.status, found.open) == (Status.FLAGGED, ("q14", "q22"))


def test_every_finding_of_a_lead_is_decided_by_itself() -> None:
    both = {**TEAM, "contains": ["fi2", "fi1"]}
    facts = facts_of(
        finding("o-town"), finding("t3", id="fi2"), both, {**TEAM, "id": "le0"}, jurisdiction("o-town")
    )
    found = decide_referrals(facts, ON)
    assert [(r.lead, r.finding, r.rule) for r in found] == [
        ("le0", "fi1", "R51"),
        ("le1", "fi1", "R51"),
        ("le1", "fi2", "R52"),
    ]
    assert decide_referrals(facts, ON, ["le1"]) == found[1:]
    index = build_index(facts)
    assert [decide_referral(index, r.lead, r.finding, ON) for r in found] == found == decide_all(index, ON)


def test_unknown_names_are_said_to_be_so() -> None:
    facts = facts_of(finding("o-town"), finding("t3", id="fi2"), TEAM)
    index = build_index(facts)
    with pytest.raises(UnknownName, match="le9"):
        decide_referral(index, "le9", "fi1", ON)
    with pytest.raises(UnknownName, match="fi2"):
        decide_referral(index, "le1", "fi2", ON)  # a finding of no lead
    with pytest.raises(UnknownName, match="le9"):
        decide_referrals(facts, ON, ["le1", "le9"])


def test_rows_of_a_frame() -> None:
    found = decide(
        finding("t3"),
        lead("o-org", "OrganizationWork"),
        authority("o-org", "ManagesCadre", "po-dep"),
        jurisdiction("p3"),
    )
    [row] = referral_frame([found]).to_dicts()
    assert (row["status"], row["path"], row["decided_on"]) == ("decided", [], ON)
    assert row["options"] == [
        {"action": "OpenProcedure", "path": ["o-org"]},
        {"action": "TransferLead", "path": ["o-org", "o-disc"]},
    ]
    assert referral_frame([]).height == 0
