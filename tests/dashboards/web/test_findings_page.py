"""Findings in a real browser and without one: a person reads what proves one, decides, and makes a lead of it."""

import json
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as Late
from streamlit.testing.v1 import AppTest

from graph.store import open_store
from tests.dashboards.web.browsing import Visitor, serving, visiting

OVERDUE = "ca-4f58e3fa7d35eea48386"
ON_RECORD = "fi-yh-1"  # the finding on record that says the same
OF_LIAO = "ca-b65ccbc234caf374a61d"  # of t-hcd-liao


@pytest.fixture
def own(demo: Path, tmp_path: Path) -> Path:
    """A store to decide in."""
    return Path(shutil.copytree(demo / "demo-store", tmp_path / "store"))


def _audited(store: Path) -> list[str]:
    """The deeds in the audit log of the store, in their order; the demo's store is shared, so a copy may have some already."""
    return [
        json.loads(line)["what"]["deed"]
        for line in (store / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    ]


def _page() -> None:
    """The page alone, as the app shows it."""
    from dashboards.access import local
    from dashboards.web import findings_page
    from dashboards.web.session import here, language

    findings_page.show(here(language(), local()))


def _press(at: AppTest, label: str) -> None:
    next(b for b in at.button if b.label == label).click().run()


def _says(page: Page, text: str) -> None:
    page.locator("[data-testid=stMain]").get_by_text(text, exact=False).first.wait_for(timeout=30_000)


def _chooses(somebody: Visitor, label: str, text: str) -> None:
    """Types into a list and takes the first that is offered; where the page is drawn again meanwhile, the list closes."""
    somebody.rests()
    for _ in range(5):
        box = somebody.page.get_by_label(label)
        box.click()
        box.fill("")
        box.press_sequentially(text)
        try:
            somebody.page.get_by_role("option").first.click(timeout=6_000)
        except Late:
            somebody.page.keyboard.press("Escape")
            somebody.rests()
        else:
            return
    pytest.fail(f"{label} offers nothing for {text}")


def test_a_link_opens_one_finding_with_what_proves_it(visitor: Visitor) -> None:
    page = visitor.opens("findings", lang="zh", organization="o-yh", finding=OVERDUE)
    _says(page, "列出 5 条中的 5 条")
    _says(page, "砚湖街道巡察整改台账")
    _says(page, "情形比照：砚湖街道党工委")
    for part in (f"finding={ON_RECORD}", "organization=o-yh", "lang=zh"):
        assert part in page.url
    page.get_by_role("button", name="责任链：").first.click()
    page.locator("h1", has_text="责任链").wait_for()
    visitor.rests()
    assert "issue=du-yh-1" in page.url


def test_a_person_confirms_with_a_file_makes_a_lead_and_both_are_in_journal_and_audit(
    own: Path, tmp_path: Path, chrome: Browser
) -> None:
    paper = tmp_path / "督查笔录.docx"
    paper.write_bytes(b"paper")
    before = len(_audited(own))
    with serving(str(own), tmp_path) as address, visiting(chrome, address) as somebody:
        page = somebody.opens("findings", lang="zh", finding=OF_LIAO)
        page.get_by_role("button", name="认定", exact=True).click()
        _says(page, "没有记录：请写明理由、决定者和决定日")
        page.get_by_label("理由（必填）").fill("逾期一月，无正当理由")
        _chooses(somebody, "决定者（必填）", "o-disc")
        page.get_by_role("button", name="认定", exact=True).click()
        _says(page, "须有带摘要的来源材料")
        page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(paper)
        page.get_by_text("督查笔录.docx").wait_for()
        page.get_by_role("button", name="认定", exact=True).click()
        _says(page, "已记入决定日志第 1 条")
        page.get_by_role("button", name="提出线索").wait_for()
        _chooses(somebody, "发现者", "o-disc")
        page.get_by_label("场景").click()
        page.get_by_role("option", name="纪检监督").click()
        page.get_by_role("button", name="提出线索").click()
        _says(page, "已记入决定日志第 2 条")
        page.get_by_role("button", name="的移交路径").click()
        page.locator("h1", has_text="线索移交").wait_for()
        _says(page, "可以决定")
        assert somebody.errors == []
    confirmed, lead = [line.what for line in open_store(str(own)).decisions()]
    assert confirmed["kind"] == "Confirmed"
    assert [r["type"] for r in confirmed["records"]] == ["Source", "Finding"]
    assert confirmed["records"][0]["zh"] == "督查笔录.docx"
    assert lead["records"][0]["contains"] == [OF_LIAO]
    assert _audited(own)[before:] == ["confirm", "decide"]


def test_without_a_source_nothing_is_confirmed_and_a_dismissal_needs_none(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZEREN_STORE", str(own))
    monkeypatch.setenv("ZEREN_LANG", "zh")
    at = AppTest.from_function(_page, default_timeout=60)
    at.query_params["finding"] = ON_RECORD
    at.run()
    at.text_area(f"reason_{ON_RECORD}").set_value("已接管")
    at.selectbox(f"by_{ON_RECORD}").set_value("o-io")
    _press(at, "认定")
    assert at.error[0].value == "所给的内容无法理解。"
    assert open_store(str(own)).decisions() == ()
    at.text_area(f"reason_{ON_RECORD}").set_value("已接管")
    at.selectbox(f"by_{ON_RECORD}").set_value("o-io")
    _press(at, "排除")
    assert not at.exception
    assert not at.error
    assert any("已记入决定日志第 1 条" in s.value for s in at.success)
    assert any("排除" in m.value and ON_RECORD in m.value for m in at.markdown)
