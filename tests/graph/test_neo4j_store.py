"""A Neo4j server as a store: what goes in comes out, and nothing that goes wrong goes wrong silently."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from neo4j import GraphDatabase

from graph import neo4j_lock, publish
from graph.analysis import analyse
from graph.cross_check import same_rows
from graph.derived import Derived, derive
from graph.facts import QUERIES, TABLES
from graph.neo4j_store import Neo4jStore
from graph.publish import Loaded, load
from graph.stated_facts import from_records
from graph.store import LoadNote, Store, open_store
from loaders.recognise import read
from ontology.errors import (
    InputError,
    LoadRefused,
    NotAStore,
    QueryRefused,
    QueryTimeout,
    StoreError,
    StoreLocked,
    StoreUnavailable,
)
from ontology.intake import Intake
from ontology.problems import Part
from ontology.records import Batch, Frames, plain
from tests.dashboards.conftest import run
from tests.graph.wipe import wipe
from tests.server import Neo4jServer

SOURCES = ("shipped:jintan-2023", "shipped:domains", "shipped:district")
AS_OF = date(2024, 6, 30)


@cache
def district() -> Batch:
    return read(SOURCES)


def url_of(server: Neo4jServer) -> str:
    scheme, _, rest = server.uri.partition("://")
    return f"{scheme}://{server.user}:{server.password}@{rest}"


def records_batch(*records: dict[str, Any]) -> Batch:
    intake = Intake()
    part = intake.part(Part("test"))
    for place, record in enumerate(records, 1):
        intake.add(record, part, place)
    return intake.batch()


def put(store: Store, batch: Batch, as_of: date = AS_OF, at: datetime | None = None) -> Loaded:
    return load(store, batch, as_of=as_of, who="test", sources=("here",), at=at)


def unordered(frames: Frames) -> dict[str, list[tuple[Any, ...]]]:
    """Rows by type, comparable: several values are a set, and none of them is no list."""

    def value(v: Any) -> Any:
        return tuple(sorted(v)) or None if isinstance(v, list) else v

    return {
        name: sorted((tuple(value(v) for v in row) for row in rows.iter_rows()), key=repr)
        for name, rows in frames.items()
        if rows.height
    }


def same_derived(left: Derived | None, right: Derived) -> None:
    assert left is not None
    for name in ("responsibility", "gap"):
        a, b = getattr(left, name), getattr(right, name)
        assert a.columns == b.columns
        assert a.schema == b.schema
        assert unordered({name: a}) == unordered({name: b})


@pytest.fixture
def empty(neo4j_server: Neo4jServer) -> Iterator[Neo4jStore]:
    wipe(neo4j_server)
    store = Neo4jStore.open(url_of(neo4j_server))
    yield store
    store.close()


@pytest.fixture
def store(empty: Neo4jStore) -> Neo4jStore:
    """The shipped district, loaded."""
    put(empty, district())
    return empty


# ------------------------------------------------------------------------------- what goes in comes out


def test_an_empty_database_is_an_empty_store(empty: Neo4jStore) -> None:
    assert empty.info().version == 0
    assert empty.records() == {}
    assert empty.derived() is None
    assert empty.as_of() is None


def test_records_facts_and_derived_nodes_come_back(store: Neo4jStore) -> None:
    expected = {name: plain(rows) for name, rows in district().frames.items()}
    assert unordered(store.records()) == unordered(expected)
    assert all(rows.schema == expected[name].schema for name, rows in store.records().items())
    facts, from_polars = store.facts(), from_records(expected)
    assert [name for name in TABLES if not same_rows(facts[name], from_polars[name])] == []
    same_derived(store.derived(), derive(analyse(from_polars, AS_OF)))


def test_it_says_what_it_holds(store: Neo4jStore) -> None:
    info = store.info()
    assert (info.version, info.as_of, info.who) == (1, AS_OF, "test")
    assert info.engine.startswith("Neo4j 5.")
    assert info.loaded_at is not None
    for name, rows in district().frames.items():
        assert info.counts.get(name, 0) == rows.height
    assert info.counts["Responsibility"] > 0
    assert set(info.counts) <= {*district().frames, "Responsibility", "Gap"}


def test_loading_the_same_again_changes_nothing(store: Neo4jStore) -> None:
    again = put(store, district())
    assert again.version is None
    assert {c.new + c.changed + c.withdrawn for c in again.changes.values()} == {0}


def test_another_process_sees_it(store: Neo4jStore, neo4j_server: Neo4jServer) -> None:
    other = open_store(url_of(neo4j_server))
    try:
        assert unordered(other.records()) == unordered(store.records())
        put(store, records_batch({"type": "Person", "id": "p-new", "zh": "新人"}))
        assert other.info().version == 2
        assert "p-new" in other.records()["Person"]["id"]
    finally:
        other.close()


# -------------------------------------------------------------------------- superseding and withdrawing

FIRST, SECOND, THIRD = datetime(2024, 1, 1, 8), datetime(2024, 1, 2, 8), datetime(2024, 1, 3, 8)


def test_a_corrected_and_a_withdrawn_record_keep_their_history(empty: Neo4jStore) -> None:
    person = {"type": "Person", "id": "p-1", "zh": "张三", "alias": ["老张", "张公"]}
    put(empty, records_batch(person), at=FIRST)
    put(empty, records_batch({"type": "Person", "id": "p-1", "zh": "张三丰"}), at=SECOND)
    assert empty.records()["Person"].row(0, named=True)["zh"] == "张三丰"
    assert empty.records()["Person"].row(0, named=True)["alias"] is None
    put(empty, withdrawal("Person", "p-1"), at=THIRD)
    assert "Person" not in empty.records()
    history = empty.history("p-1")
    assert [h.get("zh") for h in history][:2] == ["张三", "张三丰"]
    assert history[0]["alias"] == ["老张", "张公"]
    assert [h["withdrawn"] for h in history] == [False, False, True]
    assert [h["superseded_at"] for h in history] == [
        SECOND.isoformat(timespec="microseconds"),
        THIRD.isoformat(timespec="microseconds"),
        None,
    ]
    assert [h["load"] for h in history] == [1, 2, 3]
    assert {h["type"] for h in history} == {"Person"}
    assert {h["recorded_by"] for h in history} == {"test"}
    assert empty.history("nobody") == []


def withdrawal(type_: str, identifier: str) -> Batch:
    stated = records_batch({"type": type_, "id": identifier, "zh": "x"})
    frames = {name: rows.with_columns(_withdrawn=pl.lit(value=True)) for name, rows in stated.frames.items()}
    return replace(stated, frames=frames)


def corrected(row: dict[str, Any], type_: str, **values: Any) -> Batch:
    """A record as it stands in a frame, stated again with other values."""
    kept = {k: v.isoformat() if isinstance(v, date) else v for k, v in row.items() if v is not None}
    return records_batch({"type": type_, **kept, **values})


def test_references_of_a_corrected_record_are_replaced(store: Neo4jStore) -> None:
    tenure = store.records()["Tenure"].row(0, named=True)
    other = next(p for p in store.records()["Person"]["id"] if p != tenure["heldBy"])
    put(store, corrected(tenure, "Tenure", heldBy=other))
    found = store.cypher("MATCH (t:Tenure {id: $id})-[:HELD_BY]->(p) RETURN p.id AS p", {"id": tenure["id"]})
    assert found.frame["p"].to_list() == [other]
    same_derived(store.derived(), derive(analyse(store.facts(), AS_OF)))


def test_a_refused_load_leaves_the_store_as_it_was(store: Neo4jStore) -> None:
    before = unordered(store.records())
    with pytest.raises(LoadRefused):
        put(
            store,
            records_batch(
                {"type": "Tenure", "id": "t-x", "heldBy": "nobody", "ofPost": "nowhere", "from": "2024-01-01"}
            ),
        )
    assert unordered(store.records()) == before
    assert store.info().version == 1
    assert store.cypher("MATCH (l:Load) RETURN count(l) AS n").frame["n"].item() == 1


# ------------------------------------------------------------------------------------- loads that die


class Died(BaseException):
    """As if the process had been killed."""


@pytest.mark.parametrize("step", ["state", "facts", "renew", "commit"])
def test_a_load_that_died_is_finished_by_running_it_again(
    empty: Neo4jStore, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    from graph.neo4j_writing import Neo4jWriting

    whole = getattr(Neo4jWriting, step)

    def dies(self: Any, *arguments: Any) -> Any:
        if step in ("state", "renew"):
            whole(self, *arguments)
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(Neo4jWriting, step, dies)
        with pytest.raises(Died):
            put(empty, district())
    assert empty.info().version == 0
    assert put(empty, district()).version == 1
    expected = {name: plain(rows) for name, rows in district().frames.items()}
    assert unordered(empty.records()) == unordered(expected)
    same_derived(empty.derived(), derive(analyse(from_records(expected), AS_OF)))
    assert empty.cypher("MATCH (l:Load) RETURN count(l) AS n").frame["n"].item() == 1


def test_a_change_that_died_is_finished_by_running_it_again(
    store: Neo4jStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph.neo4j_writing import Neo4jWriting

    tenure = store.records()["Tenure"].row(0, named=True)
    change = corrected(tenure, "Tenure", kind="Acting")

    def dies(self: Any) -> None:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(Neo4jWriting, "renew", dies)
        with pytest.raises(Died):
            put(store, change)
    assert store.under_way() == "test"
    assert put(store, change).version == 2
    assert store.under_way() is None
    same_derived(store.derived(), derive(analyse(from_records(store.records()), AS_OF)))
    assert [h["withdrawn"] for h in store.history(tenure["id"])] == [False, False]


def test_two_loads_at_once_are_refused(empty: Neo4jStore, neo4j_server: Neo4jServer) -> None:
    other = Neo4jStore.open(url_of(neo4j_server))
    try:
        with empty.writing():
            with pytest.raises(StoreLocked, match="under way"), other.writing():
                pytest.fail("both write")
            with pytest.raises(StoreLocked), other.writing():  # a refusal takes nothing over
                pytest.fail("both write")
        with other.writing():
            pass
    finally:
        other.close()


def test_a_load_whose_process_is_gone_is_taken_over_and_cannot_write_again(
    empty: Neo4jStore, neo4j_server: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = records_batch({"type": "Person", "id": "p-1", "zh": "张三"})
    note = LoadNote("gone", datetime(2024, 1, 1), (), AS_OF)
    other = Neo4jStore.open(url_of(neo4j_server))
    try:
        with other.writing() as gone:
            monkeypatch.setattr(neo4j_lock, "STALE", -1.0)
            put(empty, person)
            gone.begin({}, {}, note)
            with pytest.raises(StoreLocked, match=r"took .* over"):
                gone.state()
            with pytest.raises(StoreLocked):
                gone.commit()
        assert empty.info().version == 1
        assert empty.cypher("MATCH (l:Load) RETURN l.state AS state, l.who AS who").frame.rows() == [
            ("done", "test")
        ]
    finally:
        other.close()


def test_of_many_that_begin_at_once_one_does(empty: Neo4jStore, neo4j_server: Neo4jServer) -> None:
    stores = [Neo4jStore.open(url_of(neo4j_server)) for _ in range(6)]
    ready, leave = threading.Barrier(len(stores)), threading.Barrier(len(stores))

    def begin(store: Neo4jStore) -> bool:
        ready.wait(30)
        try:
            with store.writing():
                leave.wait(30)
                return True
        except StoreLocked:
            leave.wait(30)
            return False

    try:
        with empty.writing():
            pass  # so that the constraints are there
        with ThreadPoolExecutor(len(stores)) as pool:
            assert sum(pool.map(begin, stores)) == 1
    finally:
        for store in stores:
            store.close()


def test_a_long_load_keeps_its_lock_by_beating(
    empty: Neo4jStore, neo4j_server: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neo4j_lock, "BEAT", 0.1)
    monkeypatch.setattr(neo4j_lock, "STALE", 1.0)
    other = Neo4jStore.open(url_of(neo4j_server))
    try:
        with empty.writing():
            time.sleep(1.5)
            with pytest.raises(StoreLocked), other.writing():
                pytest.fail("both write")
    finally:
        other.close()


# --------------------------------------------------------------------------------------- ad-hoc queries


def test_rows_come_as_plain_values(store: Neo4jStore) -> None:
    rows = store.cypher(
        "MATCH p = (t:Tenure)-[:HELD_BY]->(:Person) RETURN t, p, t.from AS since, {a: [1, t.from]} AS m LIMIT 2"
    )
    first = rows.frame.row(0, named=True)
    assert first["t"]["id"]
    assert isinstance(first["since"], date | None)
    json.dumps(first, default=str)


@pytest.mark.parametrize(
    "expression",
    [
        "duration('P1D')",
        "point({x: 1, y: 2})",
        "datetime('2024-01-01T00:00:00Z')",
        "time('10:00')",
        "localtime('10:00')",
    ],
)
def test_values_of_the_servers_own_types_come_as_plain_ones(empty: Neo4jStore, expression: str) -> None:
    value = empty.cypher(f"RETURN {expression} AS x, [{expression}] AS xs").frame.row(0, named=True)
    assert type(value["x"]).__module__ in ("builtins", "datetime")


def test_more_rows_than_the_limit_are_said_to_be_there(store: Neo4jStore) -> None:
    rows = store.cypher("UNWIND range(1, 30) AS x RETURN x", limit=10)
    assert rows.frame["x"].to_list() == list(range(1, 11))
    assert rows.more
    assert not store.cypher("UNWIND range(1, 10) AS x RETURN x", limit=10).more


def test_no_rows_have_their_columns(store: Neo4jStore) -> None:
    assert store.cypher("MATCH (n:Issue {id: 'none'}) RETURN n.id AS a, n.zh AS b").frame.columns == [
        "a",
        "b",
    ]


def test_columns_of_mixed_types_come_back(store: Neo4jStore) -> None:
    frame = store.cypher("UNWIND [1, 'a', null, date('2024-01-01'), [1], {k: 1}, 2.5] AS x RETURN x").frame
    assert frame.height == 7


def test_the_time_limit_ends_a_query(store: Neo4jStore) -> None:
    with pytest.raises(QueryTimeout, match="longer than"):
        store.cypher(
            "UNWIND range(1, 100000) AS x UNWIND range(1, 1000000) AS y RETURN sum(x * y) AS s", seconds=0.5
        )


def test_writing_is_refused(store: Neo4jStore) -> None:
    with pytest.raises(QueryRefused):
        store.cypher("MATCH (n) DETACH DELETE n")


def test_writing_is_refused_by_the_server_too(store: Neo4jStore, monkeypatch: pytest.MonkeyPatch) -> None:
    import graph.neo4j_store as module

    monkeypatch.setattr(module, "refuse_writing", lambda text: text)
    with pytest.raises((InputError, StoreError)):
        store.cypher("CREATE (n:Person {id: 'x'})")
    assert "x" not in store.records()["Person"]["id"]


def test_a_query_with_a_mistake_is_the_askers(store: Neo4jStore) -> None:
    with pytest.raises(InputError, match="not understood"):
        store.cypher("MATCH (n RETURN n")
    with pytest.raises(InputError):
        store.cypher("RETURN $missing")


def test_a_shipped_query_is_read_by_name(store: Neo4jStore) -> None:
    frame = store.read("facts/tenures")
    assert frame.height == store.facts()["tenures"].height
    assert set(frame.columns) == set(QUERIES["tenures"])


# --------------------------------------------------------------------------------- servers that are not


def test_a_wrong_password_is_said_to_be_one(neo4j_server: Neo4jServer) -> None:
    with pytest.raises(StoreUnavailable, match="password") as error:
        Neo4jStore.open(url_of(replace(neo4j_server, password="wrong-secret")))
    assert "wrong-secret" not in str(error.value)


def test_a_server_that_is_down_is_said_to_be() -> None:
    with pytest.raises(StoreUnavailable, match="running"):
        Neo4jStore.open("bolt://neo4j:x@127.0.0.1:1")


def test_an_old_server_is_refused(neo4j_server: Neo4jServer, monkeypatch: pytest.MonkeyPatch) -> None:
    import graph.neo4j_session as session

    monkeypatch.setattr(session, "OLDEST", (9999, 1))
    with pytest.raises(StoreUnavailable, match=r"runs Neo4j 5.*needs 9999\.1 or newer"):
        Neo4jStore.open(url_of(neo4j_server))


def test_an_unknown_database_is_said_to_be_missing(neo4j_server: Neo4jServer) -> None:
    with pytest.raises(StoreUnavailable, match="nosuch"):
        Neo4jStore.open(url_of(neo4j_server) + "?database=nosuch")


def test_foreign_data_is_no_store(neo4j_server: Neo4jServer) -> None:
    wipe(neo4j_server)
    with GraphDatabase.driver(neo4j_server.uri, auth=neo4j_server.auth) as driver:
        driver.execute_query("CREATE (:Movie {title: 'x'})")
    try:
        with pytest.raises(NotAStore, match="other data"):
            Neo4jStore.open(url_of(neo4j_server))
    finally:
        wipe(neo4j_server)


def test_user_and_password_may_come_from_the_environment(
    neo4j_server: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_USER", neo4j_server.user)
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_server.password)
    store = Neo4jStore.open(neo4j_server.uri)
    assert store.url == neo4j_server.uri
    store.close()


def test_the_url_that_is_shown_has_no_password(empty: Neo4jStore, neo4j_server: Neo4jServer) -> None:
    assert neo4j_server.password not in empty.url
    assert neo4j_server.password not in empty.info().url


@pytest.mark.parametrize("url", ["http://localhost:7474", "bolt://host:port", "ftp://x"])
def test_other_urls_are_not_understood(url: str) -> None:
    with pytest.raises(InputError):
        Neo4jStore.open(url)


def test_versions_are_the_servers_own_backups(store: Neo4jStore) -> None:
    with pytest.raises(StoreError, match="backups"):
        store.rollback()


def test_a_small_change_renews_few_organizations(store: Neo4jStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "SMALL", 1.0)
    tenure = store.records()["Tenure"].row(0, named=True)
    loaded = put(store, corrected(tenure, "Tenure", kind="Acting"))
    assert loaded.organizations is not None
    assert loaded.renewed < store.info().counts["Responsibility"]
    same_derived(store.derived(), derive(analyse(from_records(store.records()), AS_OF)))


def test_what_leaves_an_organization_is_renewed_in_both(
    store: Neo4jStore, neo4j_server: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "SMALL", 1.0)
    duty = store.records()["Duty"].filter(pl.col("bearer").is_not_null()).row(0, named=True)
    other = next(o for o in store.records()["Duty"]["bearer"].drop_nulls() if o != duty["bearer"])
    fresh = Neo4jStore.open(url_of(neo4j_server))  # one that has read nothing before the load
    try:
        loaded = put(fresh, corrected(duty, "Duty", bearer=other))
        assert loaded.organizations is not None
        same_derived(fresh.derived(), derive(analyse(from_records(fresh.records()), AS_OF)))
        assert fresh.facts()["duties"].filter(pl.col("duty") == duty["id"])["bearer"].to_list() == [other]
    finally:
        fresh.close()


def test_a_command_says_that_it_reads_during_a_load(
    store: Neo4jStore, neo4j_server: Neo4jServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_USER", neo4j_server.user)
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_server.password)
    with store.writing():
        done = run("--store", neo4j_server.uri, "info", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "a load by ? is not done" in done.stderr
