"""Every page in a real browser: what it says, that it goes nowhere else, and what a person does there."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.dashboards.web.browsing import Visitor, visiting
from tests.dashboards.web.conftest import outside

PAGES = {
    "": ("概览", "Overview", "无人分管", "No one in charge"),
    "chain": ("责任链", "Chain", "姜吾阳", "Jiang Wuyang"),
    "people": ("人与职位", "People and posts", "任职", "Tenures"),
    "referral": ("线索移交", "Referral", "可以决定", "decided"),
    "matrix": ("矩阵", "Matrix", "点击格子", "Click a cell"),
    "findings": ("问题线索", "Findings", "列出", "listed"),
    "cypher": ("查询", "Query", "只读", "Reads only"),
    "import": ("导入", "Import", "试运行", "Dry run"),
    "rules": ("规则", "Rules", "施行中", "in force"),
}
UPLOAD = "[data-testid=stFileUploader] input[type=file]"
QUERY = {"issue": "is-wt-1", "organization": "o-wt", "lead": "le-01"}


def _says(page: Page, text: str) -> None:
    page.locator("[data-testid=stMain]").get_by_text(text, exact=False).first.wait_for(timeout=60_000)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_opens_by_its_link_in_both_languages_light_and_dark_and_asks_no_other_host(
    app: str, chrome: Browser, lang: str
) -> None:
    with visiting(chrome, app, dark=lang == "en") as somebody:
        for path, texts in PAGES.items():
            page = somebody.opens(path, lang=lang, **QUERY)
            title, sentence = (texts[0], texts[2]) if lang == "zh" else (texts[1], texts[3])
            assert page.locator("h1").inner_text() == title
            _says(page, sentence)
            assert (
                page.locator("[data-testid=stException], [data-testid=stAlertContentError]").count() == 0
            ), somebody.text()
            assert f"lang={lang}" in page.url
        assert somebody.requests
        assert outside(somebody) == []
        assert somebody.errors == []


def test_a_request_to_another_host_is_forbidden_by_the_browser_itself(visitor: Visitor) -> None:
    visitor.opens("rules")
    said = visitor.page.evaluate("fetch('http://192.0.2.1/').then(() => 'went out', e => String(e))")
    assert "Failed to fetch" in str(said)
    assert visitor.page.evaluate(
        "fetch('_stcore/health').then(r => r.headers.get('content-security-policy'))"
    ).startswith("default-src 'self'")
    visitor.requests[:] = [
        u for u in visitor.requests if "192.0.2.1" not in u
    ]  # the one that this test asked for


def test_the_language_is_switched_with_a_click_and_kept_from_page_to_page(visitor: Visitor) -> None:
    visitor.opens("", lang="zh")
    visitor.page.get_by_text("English", exact=True).click()
    visitor.page.locator("h1", has_text="Overview").wait_for()
    visitor.page.get_by_role("link", name="Rules").click()
    visitor.page.locator("h1", has_text="Rules").wait_for()
    visitor.rests()
    assert "lang=en" in visitor.page.url


def test_a_cell_of_the_matrix_opens_the_chain(visitor: Visitor) -> None:
    visitor.opens("matrix", organization="o-hcd", lang="zh")
    chart = visitor.page.locator(
        "[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg"
    ).first
    chart.wait_for()
    box = chart.bounding_box()
    assert box is not None
    for share in (0.3, 0.35, 0.4, 0.45):  # wherever the first row lies under its head
        visitor.page.mouse.click(box["x"] + box["width"] * 0.24, box["y"] + box["height"] * share)
        try:
            visitor.page.locator("h1", has_text="责任链").wait_for(timeout=4_000)
            break
        except Exception:  # noqa: BLE001  not this one
            continue
    visitor.page.wait_for_url(re.compile(r"/chain\?.*issue=is-hcd-\d"), timeout=10_000)


def test_a_query_is_answered_within_its_limits_taken_along_and_refused_if_it_writes(
    visitor: Visitor, tmp_path: Path
) -> None:
    page = visitor.opens("cypher", lang="zh")
    page.get_by_text("期限已过的事项").click()
    page.get_by_text(re.compile(r"^\d+ 行，[\d.]+ 秒")).wait_for(timeout=60_000)
    page.locator("[data-testid=stDataFrame]").first.hover()
    page.get_by_role("button", name="全屏").first.wait_for()
    assert (
        page.get_by_role("button", name=re.compile("Download as CSV|下载为")).count() == 0
    )  # the audit log would not see it
    with page.expect_download() as taken:
        page.get_by_role("button", name="下载 CSV").click()
    taken.value.save_as(tmp_path / "rows.csv")
    assert (tmp_path / "rows.csv").read_text(encoding="utf-8").startswith("duty,name,organization,due\n")
    page.get_by_label("Cypher（只读）").fill("MATCH (n:Issue) DELETE n")
    page.get_by_role("button", name="查询", exact=True).click()
    _says(page, "这条查询不是单纯的读取，没有执行")


def test_files_are_checked_cell_by_cell_loaded_and_taken_back(visitor: Visitor, tmp_path: Path) -> None:
    bad, good = tmp_path / "坏.yaml", tmp_path / "好.yaml"
    bad.write_text("- {id: du-x, type: Duty, zh: 事, kind: NoSuchKind, from: 2024-13-01}\n", encoding="utf-8")
    good.write_text("- {id: p-new, type: Person, zh: 新来的人}\n", encoding="utf-8")
    page = visitor.opens("import", lang="zh")
    page.locator(UPLOAD).set_input_files(bad)
    page.get_by_role("button", name="试运行（不写入）").click()
    _says(page, "未载入任何内容，存储保持原样")
    page = visitor.opens("import", lang="zh")  # without the bad one
    page.locator(UPLOAD).set_input_files(good)
    page.get_by_text("好.yaml").wait_for()
    page.get_by_role("button", name="试运行（不写入）").click()
    _says(page, "试运行：未写入")
    page.get_by_role("button", name="载入", exact=True).click()
    _says(page, "已载入，版本 2")
    _says(page, "现为版本 2")
    page.get_by_role("button", name="退回…").click()
    page.get_by_role("button", name="确认退回").click()
    _says(page, "现为版本 1")


def test_a_lead_says_why_not_elsewhere_and_the_link_keeps_it(visitor: Visitor) -> None:
    page = visitor.opens("referral", lang="zh", lead="le-06", organ="o-org")
    _says(page, "最短的合法补救")
    _says(page, "可以决定")
    assert "organ=o-org" in page.url
    visitor.clicks_node("o-disc")
    _says(page, "来源")
