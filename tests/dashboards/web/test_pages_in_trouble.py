"""Pages whose store is missing, wrong, or comes back; choices by session state: without a browser."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboards.conftest import ROOT, run

APP = str(ROOT / "dashboards" / "web" / "app.py")


def _texts(at: AppTest) -> str:
    return "\n".join(
        [e.value for kind in (at.error, at.markdown, at.info, at.code, at.title, at.caption) for e in kind]
    )


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZEREN_LANG", "zh")


def test_a_path_that_is_no_store_is_said_to_be_none(
    opened: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("x", encoding="utf-8")
    monkeypatch.setenv("ZEREN_STORE", str(tmp_path / "letters"))
    at = AppTest.from_file(APP, default_timeout=60).run()
    assert "不是 Zeren 的存储" in at.error[0].value
    assert not at.exception


def test_a_store_that_comes_later_is_shown_when_asked_again(
    opened: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZEREN_STORE", str(tmp_path / "late"))
    at = AppTest.from_file(APP, default_timeout=60).run()
    assert "还没有内容" in at.error[0].value
    done = run(
        "--store",
        "late",
        "load",
        "shipped:jintan-2023",
        "shipped:domains",
        "--as-of",
        "2024-09-30",
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    at.button("again").click().run()
    assert not at.error
    assert at.title[0].value == "概览"


def test_the_day_and_the_language_of_an_address_are_those_of_the_page(
    opened: None, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZEREN_STORE", str(demo / "demo-store"))
    at = AppTest.from_file(APP, default_timeout=60)
    at.query_params["lang"] = "en"
    at.query_params["as_of"] = "2023-10-31"
    at.run()
    assert not at.exception
    assert at.title[0].value == "Overview"
    assert any("2023-10-31" in s.value for s in at.subheader)
    at.query_params["as_of"] = "not-a-day"
    at.run()
    assert not at.exception
