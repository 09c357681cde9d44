"""Findings as they are listed: what the records derive beside what people recorded, and why one of them is there."""

from datetime import date
from pathlib import Path

import pytest

from dashboards import near_text
from dashboards.views.findings import MARKS, listed, narrowed, near_misses, proved, table
from dashboards.wording import Wording
from graph.analysis import Analysis, analyse
from graph.circumstances.near_miss import near_miss
from graph.store import Store, open_store

DAY = date(2024, 9, 30)
OVERDUE = "ca-4f58e3fa7d35eea48386"  # o-yh, 6.1.6, du-yh-1: also on record as fi-yh-1


@pytest.fixture(scope="module")
def store(demo: Path) -> Store:
    return open_store(str(demo / "demo-store"))


@pytest.fixture(scope="module")
def analysis(store: Store) -> Analysis:
    return analyse(store.facts(), DAY, store.compiled())


def test_what_is_proved_and_on_record_is_one_row_as_people_decided(store: Store, analysis: Analysis) -> None:
    rows = listed(analysis, store.facts())
    assert rows["id"].is_unique().all()
    assert set(store.facts()["findings"]["finding"]) <= set(rows["id"])
    of = {row["id"]: row for row in rows.to_dicts()}
    assert (of["fi-yh-1"]["candidate"], of["fi-yh-1"]["recorded"]) == (OVERDUE, ["fi-yh-1"])
    assert OVERDUE not in of
    assert (of["fi-lq-2"]["status"], of["fi-lq-2"]["origin"]) == ("Dismissed", "derived")
    assert of["fi-wt-1"]["status"] == "Confirmed"
    assert of["fi-hcd-1"]["organization"] == "o-hcd"
    assert of["fi-hcd-1"]["person"] == "p-yu"


def test_those_of_one_organization_are_the_same_as_among_all(store: Store, analysis: Analysis) -> None:
    every = narrowed(listed(analysis, store.facts()), organization="o-hcd")
    assert every.height == 6
    assert every.equals(listed(analysis, store.facts(), ["o-hcd"]))


def test_each_filter_narrows(store: Store, analysis: Analysis) -> None:
    rows = listed(analysis, store.facts())
    found = narrowed(rows, provision="6.3.2", light="red", person=None)
    assert 0 < found.height < narrowed(rows, provision="6.3.2").height < rows.height
    assert set(found["light"]) == {"red"}


def test_the_table_calls_everything_by_name(store: Store, analysis: Analysis) -> None:
    rows = narrowed(listed(analysis, store.facts()), organization="o-hcd", provision="6.3.2")
    shown = table(rows, store, Wording("zh"))
    assert shown.columns[0] == "id"
    assert shown["subject"].to_list()[-1] == "喻青穆 · 区住建局党组成员、副局长（二）"
    assert set(shown["organization"]) == {"临溪区住房和城乡建设局党组"}
    assert set(table(rows, store, Wording("en"))["status"]) == {"Candidate"}


def test_a_candidate_is_proved_by_the_limb_that_it_meets(analysis: Analysis) -> None:
    misses = near_miss(analysis, "o-yh")
    found = proved(misses, OVERDUE)
    assert found is not None
    assert found.limb.limb == "c1.6.a"
    assert "du-yh-1" in found.reason.facts
    assert proved(misses, "ca-nothing") is None


def test_a_near_miss_table_has_three_answers_marked_without_colour(store: Store, analysis: Analysis) -> None:
    misses, wording = near_miss(analysis, "o-yh"), Wording("en")
    wording.learn(store, near_text.ids_in(misses))
    rows = near_misses(misses, store.facts(), wording)
    assert rows.height == sum(len(c.limbs) for c in misses.circumstances)
    assert {text[0] for text in rows["limb_answer"]} == set(MARKS.values())
    met = rows.filter(rows["limb_answer"].str.starts_with(MARKS["met"]))
    assert all(met["status"].str.contains("ca-"))
    assert any("on record as fi-yh-1" in text for text in met["status"])
    assert all(rows["reasons"].str.len_chars() > 0)
