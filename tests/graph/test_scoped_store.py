"""A store of one's own scope, from either store: built anew when the version moves, closed to writing, with nothing of others on its disk."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from graph.analysis import analyse
from graph.publish import load
from graph.scope import subtree
from graph.scoped_store import scoped_store
from graph.store import Store, open_store
from loaders import recognise, yaml_records
from ontology.errors import StoreError, StoreMissing, UnknownName
from ontology.records import Batch
from tests.graph.combined import on
from tests.graph.wipe import wipe
from tests.server import Neo4jServer

AS_OF = date(2024, 9, 30)
TOWN = "o-wt"


@pytest.fixture(scope="module")
def district() -> Batch:
    return recognise.read(["shipped:jintan-2023", "shipped:domains", "shipped:district"])


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, district: Batch) -> Iterator[Store]:
    opened = open_store(str(tmp_path_factory.mktemp("scope") / "store"), create=True)
    load(opened, district, as_of=AS_OF, who="clerk")
    yield opened
    opened.close()


def test_the_answers_of_the_town_are_the_same_and_there_are_no_others(store: Store) -> None:
    town = scoped_store(store, TOWN)
    whole, part = (analyse(s.facts(), AS_OF, s.compiled()).answers() for s in (store, town))
    own = town.records()["Tenure"]["id"].to_list() + sorted(subtree(store.records(), TOWN))
    assert part.equals(whole.filter(pl.col("bearer").is_in(own)))
    assert part.height > 20


def test_cypher_finds_nobody_else(store: Store) -> None:
    town = scoped_store(store, TOWN)
    count = "MATCH (i:Issue) RETURN count(i) AS n"
    assert store.cypher(count).frame["n"].to_list() == [33]
    assert town.cypher(count).frame["n"].to_list() == [7]
    people = set(town.cypher("MATCH (p:Person) RETURN p.zh AS zh").frame["zh"])
    assert "姜吾阳" in people
    assert not people & {"廖一藩", "孔平野", "贺云柏"}
    duties = town.cypher(
        "MATCH (r:Responsibility)-[:BORNE_BY]->(o:Organization) RETURN DISTINCT o.id AS id"
    ).frame
    assert set(duties["id"]) <= subtree(store.records(), TOWN)


def test_nothing_of_others_is_on_its_disk(store: Store, tmp_path: Path) -> None:
    town = scoped_store(store, TOWN, tmp_path)
    whole, part = store.records(), town.records()
    gone = {
        text
        for name in ("Person", "Organization", "Issue", "Duty", "Lead")
        for row in whole[name].select("id", "zh", "en").iter_rows()
        for text in row
        if text and len(text) > 2
    }
    kept = "\n".join(str(row) for rows in part.values() for row in rows.iter_rows())
    gone = {text for text in gone if text not in kept}  # `p-ji` is no trace of a person where `p-jiang` stays
    assert len(gone) > 150
    own = "姜吾阳".encode()
    files = [p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()]
    assert any(own in content for content in files)
    assert [text for text in gone if any(text.encode() in content for content in files)] == []


def test_asked_again_it_is_the_same_until_the_version_moves(store: Store, tmp_path: Path) -> None:
    first = scoped_store(store, TOWN, tmp_path)
    again = scoped_store(store, TOWN, tmp_path)
    assert again.url == first.url
    more = tmp_path / "more.yaml"
    more.write_text(
        "- {id: p-new, type: Person, zh: 新人甲}\n"
        "- {id: po-new, type: Post, zh: 苇塘镇党委委员, seat: MemberSeat, inOrganization: o-wt}\n"
        "- {id: t-new, type: Tenure, kind: Substantive, heldBy: p-new, ofPost: po-new, from: 2024-01-01}\n",
        encoding="utf-8",
    )
    load(store, yaml_records.read(more), as_of=AS_OF, who="clerk")
    moved = scoped_store(store, TOWN, tmp_path)
    assert moved.url != first.url
    assert moved.names(["p-new"])["p-new"].zh == "新人甲"
    assert first.names(["p-new"]) == {}
    store.rollback()
    assert scoped_store(store, TOWN, tmp_path).url == first.url


def test_it_is_closed_to_writing(store: Store, district: Batch) -> None:
    town = scoped_store(store, TOWN)
    with pytest.raises(StoreError, match="whole store"):
        load(town, district, as_of=AS_OF, who="clerk")
    with pytest.raises(StoreError, match="whole store"):
        town.rollback()


def test_an_organization_that_is_not_there(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="o-nowhere"):
        scoped_store(store, "o-nowhere", tmp_path)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_an_empty_store_has_no_scopes(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="zeren load"):
        scoped_store(open_store(str(tmp_path / "empty"), create=True), TOWN, tmp_path)


def test_a_server_gives_the_same_scope(
    store: Store, district: Batch, neo4j_server: Neo4jServer, tmp_path: Path
) -> None:
    wipe(neo4j_server)
    server = on(neo4j_server)
    try:
        load(server, district, as_of=AS_OF, who="clerk")
        from_server = scoped_store(server, TOWN, tmp_path / "server")
        from_folder = scoped_store(store, TOWN, tmp_path / "folder")
        ours, theirs = from_folder.derived(), from_server.derived()
        assert ours is not None
        assert theirs is not None
        assert theirs.responsibility.equals(ours.responsibility)
        assert theirs.gap.equals(ours.gap)
        assert {n: r.height for n, r in from_server.records().items()} == {
            n: r.height for n, r in from_folder.records().items()
        }
    finally:
        server.close()
        wipe(neo4j_server)
