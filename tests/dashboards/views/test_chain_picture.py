"""The chain as a picture: everybody who answers is in it, what is derived says so, and the table twin has every row."""

from datetime import date
from pathlib import Path

import pytest

from dashboards.commands.names import learn_with_sources
from dashboards.tree import ids_in
from dashboards.views import chain_picture
from dashboards.views.chain_answers import cards, changes, items_frame, standing, twin
from dashboards.views.evidence import proofs, said_by
from dashboards.views.pictures import MISSING, Picture
from dashboards.wording import Wording
from graph.analysis import analyse
from graph.explain import explain
from graph.explanation import Explanation
from graph.neighbourhood import around, record
from graph.searching import search
from graph.store import Store, open_store
from ontology.errors import UnknownName

DAY = date(2024, 9, 30)


@pytest.fixture(scope="module")
def store(demo: Path) -> Store:
    return open_store(str(demo / "demo-store"))


def _of(
    store: Store, subject: str, lang: str = "en", day: date = DAY
) -> tuple[Explanation, Picture, Wording]:
    wording, facts = Wording(lang), store.facts()
    explanation = explain(analyse(facts, day, store.compiled()), facts, subject)
    learn_with_sources(wording, store, ids_in(explanation) | chain_picture.ids_in(facts, explanation))
    return explanation, chain_picture.chain_picture(explanation, facts, wording), wording


@pytest.mark.parametrize("subject", ["is-wt-1", "du-hcd-4", "du-lq-1", "du-yh-1", "is-qs-4", "du-civ-2"])
def test_every_answer_is_a_derived_edge_and_every_other_edge_names_its_facts(
    store: Store, subject: str
) -> None:
    explanation, picture, _ = _of(store, subject)
    answered = {(m.id, i.answer["bearer"], i.answer["grade"]) for m in explanation.matters for i in m.items}
    assert {(e.source, e.target, e.grade) for e in picture.edges if e.grade} == answered
    assert all(e.facts for e in picture.edges if not e.derived)
    assert {n.id for n in picture.nodes} >= {e.source for e in picture.edges} | {
        e.target for e in picture.edges
    }


def test_who_is_holder_and_who_was_is_written_in_the_boxes(store: Store) -> None:
    _, picture, _ = _of(store, "is-wt-1", "zh")
    lines = {n.id: n.lines for n in picture.nodes}
    assert lines["t-wt-jiang"][0] == "姜吾阳 · 苇塘镇党委书记"
    assert "◆ 第一责任人责任 61 天 · 第 5.2 项" in lines["t-wt-jiang"]
    assert "◇ 曾任 · 第一责任人责任 92 天" in lines["t-wt-song"]
    jiang = picture.node("t-wt-jiang")
    assert jiang is not None
    assert jiang.grades == ("FirstResponsibility",)


def test_what_nobody_fills_is_a_node_of_its_own(store: Store) -> None:
    _, picture, _ = _of(store, "du-hcd-4")
    missing = [n for n in picture.nodes if n.kind == MISSING]
    assert [n.lines[0] for n in missing] == ["No one in charge"]
    assert missing[0].record is None
    assert {e.target for e in picture.edges if e.source == missing[0].id} == {"o-hcd", "dom-petition-backlog"}


def test_the_twin_has_a_row_for_every_node_and_edge(store: Store) -> None:
    _, picture, wording = _of(store, "is-wt-1")
    nodes, edges = twin(picture, wording)
    assert nodes["id"].to_list() == [n.id for n in picture.nodes]
    assert edges.height == len(picture.edges)
    assert edges["basis"].to_list().count("derived") == sum(e.derived for e in picture.edges)


def test_cards_say_who_in_each_grade_and_that_nobody_does(store: Store) -> None:
    explanation, _, wording = _of(store, "du-hcd-4")
    main, first, dual = cards(explanation, wording)
    assert [b.who for b in first.bearings if b.holder] == ["Wei Jinghang"]
    assert first.bearings[1].ways == ("Contributor (Head of the organization) 128 days",)
    assert main.nobody == ""
    assert dual.bearings == ()
    assert "nobody" in dual.nobody
    assert standing(explanation.matters[0], wording)[0] == "overdue"
    assert items_frame(explanation, wording).height == len(explanation.items)


def test_another_day_tells_what_is_different(store: Store) -> None:
    now, base = _of(store, "is-wt-1", day=date(2023, 10, 31)), _of(store, "is-wt-1")
    said = changes(now[0], base[0], base[2])
    assert any(s.startswith("gone: First responsibility, Jiang Wuyang") for s in said)
    assert changes(base[0], base[0], base[2]) == []


def test_neighbours_are_counted_and_cut_kind_by_kind(store: Store) -> None:
    near = around(store, "o-wt", limit=2)
    kinds = {(k.key, k.type): k for k in near.kin}
    assert kinds["bearer", "Duty"].count == 13
    assert len(kinds["bearer", "Duty"].ids) == 2
    assert kinds["inOrganization", "Post"].count == 6
    assert {k.type for k in around(store, "o-wt", kinds=["Post"]).kin} == {"Post"}
    grown = chain_picture.grown(near, Wording("en"))
    assert len(grown.edges) == len(set(near.links()))
    with pytest.raises(UnknownName):
        around(store, "o-nowhere")


def test_a_record_in_words_with_its_proofs(store: Store) -> None:
    wording = Wording("en")
    rows = said_by(record(store, "du-wt-1"), wording)
    assert ("due", "2023-12-31") in rows.rows()
    cited = proofs(store, ["du-wt-1", "is-wt-1"], wording)
    assert {p.fact for p in cited} == {"du-wt-1"}
    assert all(p.source and p.digest.startswith("sha256:") for p in cited)


def test_searching_finds_names_and_ids_and_says_when_there_is_more(store: Store) -> None:
    assert search(store, ["Issue"], "先支后批").ids == ("is-wt-1", "is-wtlb-1")
    assert search(store, ["Issue", "Duty"], "du-wt-1").ids[0] == "du-wt-1"
    few = search(store, ["Issue"], limit=3)
    assert (len(few.ids), few.more) == (3, True)
    assert search(store, ["Issue"], "'; MATCH (n) DELETE n").ids == ()
