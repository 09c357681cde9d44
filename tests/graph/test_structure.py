"""Circles are named; what leads will run into is reported."""

from __future__ import annotations

import io
import random
import time
from datetime import date
from typing import Any

import networkx as nx
import polars as pl
import pytest

from graph.stated_facts import from_records
from graph.structure import Cycle, cycles, organization_graph, report
from tests.graph.leads import ON, Record, authority, facts_of, finding, frames_of, jurisdiction, rules


def organization(
    identifier: str, part_of: str | None = None, kind: str = "PartyCommittee", level: str = "Town"
) -> Record:
    return {"id": identifier, "type": "Organization", "kind": kind, "level": level, "partOf": part_of}


def test_a_circle_is_named() -> None:
    found = cycles(
        frames_of(
            [organization("b", "c"), organization("c", "a"), organization("a", "b"), organization("d", "a")]
        )
    )
    assert found == [Cycle("Organization", "partOf", ("a", "b", "c"))]


def test_every_property_that_must_not_run_in_a_circle() -> None:
    domain: Record = {"id": "d1", "type": "Domain", "broader": "d1"}
    issues: list[Record] = [
        {"id": "i1", "type": "Issue", "underFeedback": "fb", "recurrenceOf": ["i0", "i2"]},
        {"id": "i2", "type": "Issue", "underFeedback": "fb", "recurrenceOf": "i1"},
        {"id": "i0", "type": "Issue", "underFeedback": "fb"},
    ]
    found = cycles(frames_of([domain, *issues]))
    assert set(found) == {Cycle("Domain", "broader", ("d1",)), Cycle("Issue", "recurrenceOf", ("i1", "i2"))}


def test_two_tangles_are_two_circles() -> None:
    found = cycles(frames_of([organization(a, b) for a, b in ("ab", "ba", "xy", "yx")]))
    assert [c.ids for c in found] == [("a", "b"), ("x", "y")]


def test_no_records_no_circles() -> None:
    assert cycles({}) == []
    assert cycles(frames_of([organization("a")])) == []


def kinds_of(facts: dict[str, pl.DataFrame], on: date = ON) -> set[tuple[str, str]]:
    return set(report(facts, on).select("kind", "id").iter_rows())


def test_who_is_under_no_organ() -> None:
    assert kinds_of(facts_of()) == {
        ("OrganizationWithoutJurisdiction", "o-dc"),
        ("OrganizationWithoutJurisdiction", "o-disc"),
        ("OrganizationWithoutJurisdiction", "o-io"),
        ("OrganizationWithoutJurisdiction", "o-it1"),
        ("OrganizationWithoutJurisdiction", "o-org"),
        (
            "OrganizationWithoutJurisdiction",
            "o-town",
        ),  # o-fin: a functional department is not a subject of these rules
        ("PostWithoutJurisdiction", "po-dep"),
        ("UnreachableOrgan", "o-disc"),
    }
    covered = kinds_of(facts_of(jurisdiction("o-town"), jurisdiction("p3")))
    assert not covered & {
        ("OrganizationWithoutJurisdiction", "o-town"),
        ("PostWithoutJurisdiction", "po-dep"),
        ("UnreachableOrgan", "o-disc"),
    }
    assert ("PostWithoutJurisdiction", "po-dep") not in kinds_of(facts_of(jurisdiction("po-dep")))
    assert ("OrganizationWithoutJurisdiction", "o-town") in kinds_of(
        facts_of(jurisdiction("o-town", until="2024-08-31"))
    )
    assert ("OrganizationWithoutJurisdiction", "o-town") in kinds_of(
        facts_of(jurisdiction("o-town", "o-fin"))
    )  # no discipline organ


def test_an_organ_that_is_gone_covers_nothing_and_is_not_reported() -> None:
    gone = {"id": "ch", "type": "OrgChange", "kind": "Abolished", "original": "o-disc", "date": "2024-01-01"}
    found = kinds_of(facts_of(jurisdiction("o-town"), gone))
    assert ("OrganizationWithoutJurisdiction", "o-town") in found
    assert "o-disc" not in {identifier for _, identifier in found}
    merged = {**gone, "kind": "Merged", "resulting": "o-new"}
    found = kinds_of(
        facts_of(
            jurisdiction("o-town"), merged, organization("o-new", kind="DisciplineOrgan", level="District")
        )
    )
    assert not found & {("OrganizationWithoutJurisdiction", "o-town"), ("UnreachableOrgan", "o-new")}


def test_offices_and_teams() -> None:
    lone = organization("o-it2", "o-dc", "InspectionTeam", "District")
    idle = organization("o-io2", "o-dc", "InspectionOffice", "District")
    found = kinds_of(facts_of(lone, idle))
    assert {("DiscovererWithoutOffice", "o-it2"), ("UnreachableOrgan", "o-io2")} <= found
    assert ("UnreachableOrgan", "o-io") not in found


def test_no_rules_no_report() -> None:
    assert report(facts_of(), date(2023, 4, 10)).height == 0


def test_the_graph_for_export() -> None:
    change = {
        "id": "ch",
        "type": "OrgChange",
        "kind": "Split",
        "original": "o-fin",
        "resulting": ["o-io", "o-org"],
        "date": "2024-09-01",
    }
    facts = facts_of(
        authority("o-dc", "LeadsOrganization", "o-town"),
        jurisdiction("o-town", until="2024-01-01"),
        {**authority("o-org", "ManagesCadre", "po-dep"), "over": ["po-dep", "p3"]},
        change,
    )
    graph = organization_graph(facts)
    assert graph.nodes["o-town"] == {"kind": "PartyCommittee", "level": "Town"}
    assert graph.edges["o-town", "o-dc"] == {"relations": "PART_OF", "records": 0}
    assert graph.edges["o-org", "o-town"] == {"relations": "ManagesCadre", "records": 1}
    assert graph.edges["o-fin", "o-io"]["relations"] == "CHANGED"
    assert graph.has_edge("o-disc", "o-town")
    on = organization_graph(facts, ON)
    assert not on.has_edge("o-disc", "o-town")
    assert not on.has_edge("o-fin", "o-io")
    text = io.BytesIO()
    nx.write_graphml(graph, text)
    assert nx.read_graphml(io.BytesIO(text.getvalue())).number_of_edges() == graph.number_of_edges()
    assert organization_graph(from_records({})).number_of_nodes() == 0


@pytest.mark.parametrize("size", [20_000])
def test_a_large_district_takes_seconds(size: int) -> None:
    chance = random.Random(1)
    records: list[Any] = [*rules(), finding("o1")]
    records += [organization(f"o{i}", f"o{chance.randrange(i)}" if i else None) for i in range(size)]
    records += [
        organization("disc", kind="DisciplineOrgan"),
        *(jurisdiction(f"o{i}", "disc") for i in range(0, size, 2)),
    ]
    frames = frames_of(records)
    facts = from_records(frames)
    start = time.perf_counter()
    assert cycles(frames) == []
    assert organization_graph(facts).number_of_nodes() == size + 2  # and the issuer that the rules name
    assert report(facts, ON).height == size // 2 + 1
    assert time.perf_counter() - start < 5
