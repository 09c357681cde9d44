"""What is taken along from the pages, in a real browser: papers, redacted or not, pictures; each with a line in the audit log, or a word why not."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pytest
from playwright.sync_api import Browser, Page

from dashboards import audit
from graph.digest import content_digest
from tests.dashboards.web import browsing
from tests.dashboards.web.browsing import Visitor, visiting
from tests.dashboards.web.conftest import outside

NAME = "姜吾阳"


@pytest.fixture(scope="module")
def store(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose audit log has the deeds of these tests only."""
    return Path(shutil.copytree(demo / "demo-store", tmp_path_factory.mktemp("taking") / "store"))


@pytest.fixture(scope="module")
def address(store: Path) -> Iterator[str]:
    with browsing.serving(str(store), store.parent) as found:
        yield found


@pytest.fixture
def somebody(address: str, chrome: Browser) -> Iterator[Visitor]:
    with visiting(chrome, address) as found:
        yield found
        assert found.errors == []
        assert outside(found) == []


def _taken(page: Page, button: str) -> tuple[str, bytes]:
    """The name and the content of a file."""
    with page.expect_download(timeout=60_000) as taken:
        page.get_by_role("button", name=button, exact=True).click()
    return taken.value.suggested_filename, Path(taken.value.path()).read_bytes()


def _words(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([p.text for p in document.paragraphs] + cells)


def _last(store: Path) -> dict[str, object]:
    return dict(audit.lines(str(store)).lines[-1].what)


def _redacts(somebody: Visitor) -> None:
    somebody.page.get_by_text("隐去姓名（张某）", exact=True).click()
    somebody.rests()


def test_the_dossier_of_an_issue_is_made_when_asked_for_and_written_down(
    somebody: Visitor, store: Path
) -> None:
    page = somebody.opens("chain", issue="is-wt-1", lang="zh")
    page.get_by_role("tab", name="带走").click()
    name, content = _taken(page, "卷宗（docx）")
    assert name == "zeren-dossier-is-wt-1-2024-09-30.docx"
    assert NAME in _words(content)
    said = _last(store)
    assert (said["deed"], said["what"], said["redacted"]) == ("export", "dossier is-wt-1", False)
    assert said["digest"] == content_digest(content)


def test_a_redacted_dossier_has_no_name_and_no_id_in_it_or_on_it(somebody: Visitor, store: Path) -> None:
    page = somebody.opens("chain", issue="is-wt-1", lang="zh")
    page.get_by_role("tab", name="带走").click()
    _redacts(somebody)
    name, content = _taken(page, "卷宗（docx）")
    assert name == "zeren-dossier-redacted-2024-09-30.docx"
    words = _words(content)
    assert "姜某" in words
    assert NAME not in words
    assert "is-wt-1" not in words
    assert _last(store)["redacted"] is True


def test_the_letter_of_a_lead_can_be_taken_and_where_none_can_be_written_the_page_says_why(
    somebody: Visitor, store: Path
) -> None:
    page = somebody.opens("referral", lead="le-03", lang="zh")
    assert "移送" in _words(_taken(page, "移送函（docx）")[1])
    assert _last(store)["what"] == "letter le-03"
    before = len(audit.lines(str(store)).lines)
    page = somebody.opens("referral", lead="le-09", lang="zh")
    page.get_by_role("button", name="移送函（docx）").click()
    page.get_by_text("文件没有制成：").wait_for(timeout=60_000)
    assert "Failed to generate" not in page.content()
    assert len(audit.lines(str(store)).lines) == before


@pytest.mark.parametrize("path", ["people", "matrix"])
def test_the_lists_and_the_ledger_of_an_organization_are_workbooks_redacted_too(
    somebody: Visitor, store: Path, path: str
) -> None:
    page = somebody.opens(path, organization="o-wt", lang="zh")
    lists = openpyxl.load_workbook(io.BytesIO(_taken(page, "三张清单（xlsx）")[1]))
    assert lists.sheetnames == ["问题清单", "任务清单", "责任清单"]
    assert _last(store)["what"] == "lists o-wt"
    _redacts(somebody)
    ledger = openpyxl.load_workbook(io.BytesIO(_taken(page, "整改台账（xlsx）")[1]))
    words = "".join(str(c) for row in ledger.worksheets[0].iter_rows(values_only=True) for c in row)
    assert "某" in words
    assert NAME not in words
    assert (_last(store)["what"], _last(store)["redacted"]) == ("ledger o-wt", True)


def test_the_picture_of_a_graph_leaves_after_its_line_is_written(somebody: Visitor, store: Path) -> None:
    page = somebody.opens("chain", issue="is-wt-1", lang="zh")
    somebody.graph("cy.nodes().length")
    name, content = _taken(page, "PNG")
    assert name == "zeren-is-wt-1.png"
    assert content.startswith(b"\x89PNG")
    assert (_last(store)["deed"], _last(store)["what"]) == ("export", "graph is-wt-1 png")


def test_the_list_of_problems_of_an_upload_is_written_down(
    somebody: Visitor, store: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "坏.yaml"
    bad.write_text("- {id: du-x, type: Duty, zh: 事, kind: NoSuchKind, from: 2024-13-01}\n", encoding="utf-8")
    page = somebody.opens("import", lang="zh")
    page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(bad)
    page.get_by_role("button", name="试运行（不写入）").click()
    page.get_by_text("未载入任何内容").wait_for(timeout=60_000)
    _taken(page, "下载问题清单")
    assert _last(store)["what"] == "problems of an upload xlsx"


def test_where_the_audit_log_cannot_be_written_nothing_leaves_and_the_page_says_so(
    chrome: Browser, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[str] = []
    place = tmp_path / "log"
    monkeypatch.setenv(audit.PLACE, str(place / "audit.jsonl"))
    with (
        browsing.serving(str(demo / "demo-store"), tmp_path) as address,
        visiting(chrome, address) as somebody,
    ):
        page = somebody.opens("chain", issue="is-wt-1", lang="zh")
        page.on("download", lambda taken: left.append(taken.suggested_filename))
        somebody.graph("cy.nodes().length")
        place.write_text("no folder", encoding="utf-8")
        page.get_by_role("tab", name="带走").click()
        for button in ("责任链文字（txt）", "PNG"):
            page.get_by_role("button", name=button, exact=True).click()
            page.get_by_text("文件没有制成：").wait_for(timeout=60_000)
            page = somebody.opens("chain", issue="is-wt-1", lang="zh")
            somebody.graph("cy.nodes().length")
            page.get_by_role("tab", name="带走").click()
        assert left == []


def test_charts_have_no_way_out_of_their_own(somebody: Visitor) -> None:
    page = somebody.opens("people", organization="o-wt", lang="zh")
    page.locator("[data-testid=stVegaLiteChart]").first.hover()
    page.get_by_role("button", name="全屏").first.wait_for()
    assert page.get_by_label("Download as PNG").locator("visible=true").count() == 0
    assert page.get_by_label("Copy Vega-Lite spec").locator("visible=true").count() == 0
