"""What documents leave unsure is decided in the browser: kept, applied at the next load, and taken back."""

import shutil
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from graph.store import Store, open_store
from ontology.records import frame
from tests.loaders.test_who_is_who import ROWS, a_ledger, tenures

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _page() -> None:
    """The page alone, as the app shows it."""
    from dashboards import access
    from dashboards.web import import_page
    from dashboards.wording import Wording

    import_page.page(Wording("zh"), access.local(), None)


@pytest.fixture
def store(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store of the district, into which a table of tenures and a ledger of another bureau are loaded by the page."""
    shutil.copytree(demo / "demo-store", tmp_path / "store")
    monkeypatch.setenv("ZEREN_STORE", str(tmp_path / "store"))
    return open_store(str(tmp_path / "store"))


def _loads(at: AppTest, *files: Path) -> AppTest:
    at.file_uploader("import_files").set_value([(f.name, f.read_bytes(), XLSX) for f in files])
    at.run()
    return _press(at, "载入")


def _press(at: AppTest, label: str) -> AppTest:
    next(b for b in at.button if b.label == label).click()
    at.run()
    assert not at.exception
    assert not at.error, at.error[0].value
    return at


def _asked(at: AppTest, words: str) -> Selectbox[str]:
    return next(s for s in at.selectbox if s.label == f"{words} 是指")


def _meant(store: Store) -> dict[str, list[str]]:
    return dict(frame(store.records(), "Alignment").select("words", "means").iter_rows())


def _done(store: Store) -> set[str]:
    """Which measures of the ledger are on record."""
    return set(frame(store.records(), "Duty")["zh"]) & {"上线打卡", "补齐附件"}


def test_a_question_is_answered_applied_and_taken_back(store: Store, tmp_path: Path) -> None:
    holders = (
        ["仇远帆", "柏临区水利局", "副局长", "2022.03", "至今"],
        ["瞿映雪", "鹭原市审计局", "副局长", "2020.01", "至今"],
    )
    table, ledger = tenures(tmp_path / "t.xlsx", *holders), a_ledger(tmp_path / "l.xlsx", *ROWS)
    at = _loads(AppTest.from_function(_page, default_timeout=60).run(), table, ledger)
    assert any(s.value.startswith("已载入，版本 2") for s in at.success)
    assert not _done(store)  # whose feedback it is, is not sure: nothing of it is guessed
    question = _asked(at, "柏临区委")
    assert question.options[0].startswith("中共临溪区委员会（o-dc）")
    question.set_value("o-dc")
    _press(at, "记下认定")
    assert any("已记下 1 项认定" in s.value for s in at.success)
    assert _meant(store) == {"柏临区委": ["o-dc"]}

    _loads(at, table, ledger)
    assert _done(store) == {"上线打卡", "补齐附件"}

    _asked(at, "柏临区委").set_value("")
    _press(at, "记下认定")
    assert _meant(store) == {}


def test_documents_are_read_beside_what_the_store_holds(store: Store, tmp_path: Path) -> None:
    known = ["喻青穆", "临溪区住房和城乡建设局", "副局长", "2021.03", "至今"]
    _loads(AppTest.from_function(_page, default_timeout=60).run(), tenures(tmp_path / "t.xlsx", known))
    organizations = frame(store.records(), "Organization").filter(
        pl.col("zh").str.contains("住房和城乡建设局")
    )
    assert set(organizations["id"]) == {"o-hcd"}
