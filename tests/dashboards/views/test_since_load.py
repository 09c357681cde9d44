"""What changed since the last load, in words."""

import shutil
from datetime import date
from pathlib import Path

from dashboards.views.since_load import answers, counts, records
from dashboards.wording import Wording
from graph.analysis import analyse
from graph.last_load import within
from graph.scoped_store import scoped_store
from graph.since_load import changed_answers
from graph.store import open_store
from tests.dashboards.conftest import run

DAY = date(2024, 9, 30)
NEWS = "- {id: t-hcd-liao, type: Tenure, ofPost: po-hcd-3, heldBy: p-liao, kind: Substantive, from: 2021-05-01, until: 2023-12-01}\n"


def test_a_tenure_that_ended_changes_who_answers(demo: Path, tmp_path: Path) -> None:
    shutil.copytree(demo / "demo-store", tmp_path / "zeren-store")
    store = open_store(str(tmp_path / "zeren-store"))
    (held,) = store.records_of("Tenure", ["t-hcd-liao"]).to_dicts()
    post, person = held["ofPost"], held["heldBy"]
    (tmp_path / "news.yaml").write_text(
        NEWS.replace("po-hcd-3", post).replace("p-liao", person), encoding="utf-8"
    )
    assert run("load", "news.yaml", "--as-of", str(DAY), cwd=tmp_path).returncode == 0
    wording, last = Wording("zh"), store.last_load()
    assert last is not None
    assert counts(last, wording).rows() == [("任职", 0, 1, 0)]
    assert records(last, store, wording).row(0)[1:] == ("任职", "t-hcd-liao", "更正")
    found = changed_answers(last, analyse(store.facts(), DAY, store.compiled()), store.facts(), store)
    said = answers(found, store, wording).to_dicts()
    assert {row["kind"] for row in said} >= {"责任", "缺口"}
    assert any(row["change"] == "不再有" and "廖一藩" in row["bearer"] for row in said)
    english = answers(found, store, Wording("en"))
    assert english.height == len(said)


def test_a_scope_is_told_of_its_own_records_and_of_no_file(demo: Path, tmp_path: Path) -> None:
    shutil.copytree(demo / "demo-store", tmp_path / "zeren-store")
    (tmp_path / "news.yaml").write_text(
        "- {id: p-ruan, type: Person, zh: 阮承野, alias: [小阮]}\n- {id: p-yu, type: Person, zh: 喻青穆, alias: [小喻]}\n- {id: p-new, type: Person, zh: 新来的人}\n",
        encoding="utf-8",
    )
    assert run("load", "news.yaml", "--as-of", str(DAY), cwd=tmp_path).returncode == 0
    whole = open_store(str(tmp_path / "zeren-store"))
    last = whole.last_load()
    assert last is not None
    assert set(last.stated["id"]) == {"p-ruan", "p-yu", "p-new"}
    found = within(last, scoped_store(whole, "o-wt"))
    assert found.stated["id"].to_list() == ["p-ruan"]
    assert (found.sources, found.before) == ((), {})
    assert counts(found, Wording("zh")).rows() == [("人员", 0, 1, 0)]
