"""The facts behind an answer are those without which it would be another one; what differs from a written result is named."""

from datetime import date
from typing import Any

import pytest

from graph.analysis import analyse
from graph.explain import explain
from graph.explanation import Explanation
from graph.stated_facts import from_records
from graph.store import Name
from graph.verifying import What, compare
from graph.weakest import Fact, Support, contradictions, facts_of, rests_on
from tests.districts import Record
from tests.graph.leads import frames_of, rules
from tests.reference.minimal import without

AS_OF = date(2024, 8, 31)
SCENE: list[Record] = [
    {"id": "o-town", "type": "Organization", "kind": "PartyCommittee", "level": "Town"},
    {"id": "o-dc", "type": "Organization", "kind": "PartyCommittee", "level": "District"},
    {"id": "p1", "type": "Person"},
    {"id": "po1", "type": "Post", "seat": "HeadSeat", "inOrganization": "o-town"},
    {"id": "t1", "type": "Tenure", "kind": "Substantive", "heldBy": "p1", "ofPost": "po1", "from": "2022-01-01"},
    {"id": "p2", "type": "Person"},
    {"id": "po2", "type": "Post", "seat": "MemberSeat", "inOrganization": "o-town"},
    {"id": "t2", "type": "Tenure", "kind": "Substantive", "heldBy": "p2", "ofPost": "po2", "from": "2022-01-01"},
    {"id": "d-fin", "type": "Domain"},
    {"id": "dl1", "type": "DivisionOfLabor", "underTenure": "t2", "inDomain": ["d-fin"], "mode": "InChargeOf", "from": "2022-01-01"},
    {"id": "in1", "type": "Inspection", "kind": "Regular", "organisedBy": ["o-dc"]},
    {"id": "fb1", "type": "Feedback", "fromInspection": "in1", "addressee": "o-town", "date": "2023-07-01"},
    {"id": "is1", "type": "Issue", "underFeedback": "fb1", "inDomain": ["d-fin"]},
    {"id": "du1", "type": "Duty", "kind": "RectificationTask", "bearer": "o-town", "underFeedback": "fb1", "addresses": ["is1"], "from": "2023-07-15", "due": "2023-12-31"},
    {"id": "ex1", "type": "Extension", "extends": "du1", "date": "2023-12-01", "newDue": "2024-02-29", "approvedOn": "2023-12-10"},
    {"id": "ex2", "type": "Extension", "extends": "du1", "date": "2024-03-01", "newDue": "2024-06-30", "approvedOn": "2024-03-20"},
]  # fmt: skip


def asked(records: list[Record]) -> Explanation:
    facts = from_records(frames_of([*rules(), *records]))
    return explain(analyse(facts, AS_OF), facts, "du1")


def items(records: list[Record]) -> dict[tuple[str, str], Any]:
    """What is answered of whom, without the questions."""
    try:
        found = asked(records)
    except Exception:  # noqa: BLE001  the duty itself is gone
        return {}
    return {
        (i.answer["bearer"], i.answer["ground"]): (i.answer["days"], i.answer["role"])
        for m in found.matters
        for i in m.items
    }


@pytest.mark.parametrize("bearer", ["o-town", "t1", "t2"])
def test_without_a_fact_behind_it_an_answer_is_another_and_without_the_rest_it_is_not(bearer: str) -> None:
    found = asked(SCENE)
    ((matter, item),) = [(m, i) for m in found.matters for i in m.items if i.answer["bearer"] == bearer]
    key = (bearer, item.answer["ground"])
    needed = set(facts_of(matter, item))
    assert "ex1" in needed
    assert "ex2" not in needed  # approved when the due date had passed: it moved nothing
    changed = {r["id"] for r in SCENE if items(without(SCENE, r["id"])).get(key) != items(SCENE)[key]}
    # What the feedback and the domain hang on goes with them, and says nothing of the answer itself.
    hung_on = {"in1", "o-dc", "d-fin"}
    assert changed - hung_on <= needed
    # The issue says only which domain: who heads the town answers without it.
    assert needed - changed <= ({"is1", "fb1"} if bearer != "t2" else {"fb1"})


def test_facts_are_weighed_by_their_sources() -> None:
    cited = {"du1": ("s1", "s2"), "fb1": ("s1",)}
    rests = rests_on(asked(SCENE), lambda ids: {i: Name("X", None, None, cited.get(i, ())) for i in ids})
    head = next(r for r in rests if r.item["bearer"] == "t1")
    support = {f.fact: f.support for f in head.facts}
    assert (support["du1"], support["fb1"], support["t1"]) == (Support.SEVERAL, Support.SINGLE, Support.NONE)
    assert "fb1" not in {f.fact for f in head.weakest}
    assert Fact("t1", "X", ()) in head.weakest


def test_what_was_stated_in_two_ways_stands_side_by_side() -> None:
    told = [
        {"type": "Duty", "id": "du1", "due": date(2023, 11, 30), "evidence": ["s1"], "recorded_at": "1", "recorded_by": "li", "superseded_at": "2", "withdrawn": False},
        {"type": "Duty", "id": "du1", "due": date(2023, 12, 31), "evidence": ["s2"], "recorded_at": "2", "recorded_by": "wang", "superseded_at": None, "withdrawn": False},
    ]  # fmt: skip
    (found,) = contradictions(asked(SCENE), ["du1", "t1"], lambda i: told if i == "du1" else [], lambda _: {})
    assert (found.about, found.field) == ("du1", "due")
    assert [(s.value, s.recorded_by, s.sources) for s in found.said] == [
        (date(2023, 11, 30), "li", ("s1",)), (date(2023, 12, 31), "wang", ("s2",)),
    ]  # fmt: skip


def test_two_heads_at_once_speak_against_each_other() -> None:
    second = [
        {"id": "p9", "type": "Person"},
        {"id": "t9", "type": "Tenure", "kind": "Substantive", "heldBy": "p9", "ofPost": "po1", "from": "2023-10-01"},
    ]  # fmt: skip
    found = contradictions(asked([*SCENE, *second]), [], lambda _: [], lambda ids: {i: Name("Tenure", None, None, (f"s-{i}",)) for i in ids})  # fmt: skip
    kinds = {c.field: [(s.value, s.sources) for s in c.said] for c in found}
    assert kinds["SeatOverlap"] == [("t1", ("s-t1",)), ("t9", ("s-t9",))]
    assert "SeveralHeads" in kinds


# ------------------------------------------------------------------------------- a written result

WRITTEN = {
    "engine": "1",
    "digest": "d1",
    "inputs": {"du1": "a", "t1": "b"},
    "items": [{"days": 61}, {"days": 9}],
}
CHANGES: dict[str, tuple[dict[str, Any], list[tuple[What, str]]]] = {
    "nothing": ({}, []),
    "another engine": ({"engine": "2", "digest": "d2"}, [(What.ENGINE, "engine"), (What.DIGEST, "digest")]),
    "a record says something else": (
        {"digest": "d2", "inputs": {"du1": "x", "t1": "b"}, "items": [{"days": 60}, {"days": 9}]},
        [(What.INPUT_CHANGED, "du1"), (What.DIGEST, "digest"), (What.ANSWER, "items[0].days")],
    ),
    "a record is new and one gone": (
        {"digest": "d2", "inputs": {"du1": "a", "t2": "b"}},
        [(What.INPUT_GONE, "t1"), (What.INPUT_NEW, "t2"), (What.DIGEST, "digest")],
    ),
    "the file was changed": ({"items": [{"days": 61}]}, [(What.FILE, "items[1]")]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_differs_from_a_written_result(change: str) -> None:
    now, expected = CHANGES[change]
    assert [(d.what, d.where) for d in compare(WRITTEN, {**WRITTEN, **now})] == expected


def test_inputs_name_the_record_that_changed() -> None:
    later = [{**r, "due": "2023-12-30"} if r["id"] == "du1" else r for r in SCENE]
    before, after = asked(SCENE), asked(later)
    assert {k for k in before.inputs if before.inputs[k] != after.inputs[k]} == {"du1"}
    assert before.digest != after.digest
