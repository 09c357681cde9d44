"""What the last load changed: the same on both stores, counted, listed, and what is answered otherwise since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.analysis import analyse
from graph.last_load import LastLoad
from graph.publish import load
from graph.since_load import changed_answers
from graph.store import Store, open_store
from loaders.recognise import read
from ontology.intake import Intake
from ontology.problems import Part
from ontology.records import Batch
from tests.graph.wipe import wipe
from tests.server import Neo4jServer

DAY = date(2024, 9, 30)


def _records(*records: dict[str, Any], withdrawn: tuple[tuple[str, str], ...] = ()) -> Batch:
    intake = Intake()
    part = intake.part(Part("test"))
    for place, record in enumerate(records, 1):
        intake.add(record, part, place)
    for place, (record_type, identifier) in enumerate(withdrawn, len(records) + 1):
        intake.add({"type": record_type, "id": identifier, "withdrawn": True}, part, place)
    return intake.batch()


PEOPLE = ({"type": "Person", "id": "p-a", "zh": "甲"}, {"type": "Person", "id": "p-b", "zh": "乙"})
NEWS = ({"type": "Person", "id": "p-a", "zh": "甲某"}, {"type": "Person", "id": "p-c", "zh": "丙"})


@pytest.fixture(params=["embedded", "neo4j"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "embedded":
        yield open_store(str(tmp_path / "store"), create=True)
        return
    server: Neo4jServer = request.getfixturevalue("neo4j_server")
    wipe(server)
    scheme, _, rest = server.uri.partition("://")
    opened = open_store(f"{scheme}://{server.user}:{server.password}@{rest}")
    yield opened
    opened.close()
    wipe(server)


def _last(store: Store) -> LastLoad:
    found = store.last_load()
    assert found is not None
    return found


def test_of_the_first_load_only_the_numbers_are_told(store: Store) -> None:
    assert store.last_load() is None
    load(store, _records(*PEOPLE), as_of=DAY, who="李明", sources=["a.yaml"])
    found = _last(store)
    assert (found.who, found.sources, found.first, found.listed) == ("李明", ("a.yaml",), True, False)
    assert found.counts.rows() == [("Person", 2, 0, 0)]


def test_what_is_new_changed_and_withdrawn_is_told_with_what_held_before(store: Store) -> None:
    load(store, _records(*PEOPLE), as_of=DAY, who="x")
    load(store, _records(*NEWS, withdrawn=(("Person", "p-b"),)), as_of=DAY, who="y")
    found = _last(store)
    assert found.who == "y"
    assert not found.first
    assert found.counts.rows() == [("Person", 1, 1, 1)]
    assert found.stated.rows() == [
        ("Person", "p-a", False, True), ("Person", "p-b", True, True), ("Person", "p-c", False, False),
    ]  # fmt: skip
    assert dict(found.before["Person"].select("id", "zh").iter_rows()) == {"p-a": "甲", "p-b": "乙"}


def test_what_is_answered_otherwise_is_what_if_the_other_way_round(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store"), create=True)
    load(store, read(("shipped:jintan-2023", "shipped:domains", "shipped:district")), as_of=DAY, who="x")
    before = analyse(store.facts(), DAY, store.compiled()).answers()
    (duty,) = store.records_of("Duty", ["du-wt-1"]).to_dicts()
    said = {key: value for key, value in duty.items() if value is not None} | {
        "type": "Duty",
        "due": date(2025, 6, 30),
    }
    load(store, _records(said), as_of=DAY, who="y")
    after = analyse(store.facts(), DAY, store.compiled())
    found = changed_answers(_last(store), after, store.facts(), store)
    gone = {
        (r["for"], r["bearer"], r["grade"])
        for r in found.responsibilities.to_dicts()
        if r["change"] == "removed"
    }
    keys = [
        {(r["for"], r["bearer"], r["grade"]) for r in rows.to_dicts()} for rows in (before, after.answers())
    ]
    assert gone == keys[0] - keys[1]
    assert any(r["change"] == "removed" and "du-wt-1" in r["duties"] for r in found.findings.to_dicts())
