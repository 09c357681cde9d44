"""What Streamlit would say in English on a Chinese page, in a real browser."""

import re

import pytest

from tests.dashboards.web.browsing import Visitor

LATIN = """() => {
  const found = new Set(), english = (t) => t && /[A-Za-z]{3,}/.test(t) && !/[\\u4e00-\\u9fff]/.test(t);
  const own = "script, style, noscript, canvas, textarea, [data-testid=stMarkdown], [data-testid=stIconMaterial], [data-testid=stSegmentedControl], [data-testid=stButtonGroup]";
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const at = texts.currentNode.parentElement;
    if (!at.closest(own) && getComputedStyle(at).fontSize !== "0px" && english(texts.currentNode.nodeValue)) found.add(texts.currentNode.nodeValue.trim());
  }
  for (const e of document.querySelectorAll("[title], [aria-label], [placeholder]"))
    for (const a of ["title", "aria-label", "placeholder"])
      if (!e.closest("[data-testid=stVegaLiteChart]") && getComputedStyle(e).display !== "none" && english(e.getAttribute(a))) found.add(e.getAttribute(a));
  return [...found];
}"""
NOT_STREAMLITS = re.compile(r"shipped:|PNG|\.ya?ml|day=|^•|^[a-z]+$")
"""Ids, endings and codes of our own, and the id of whoever runs the tests."""
QUERY = {"issue": "is-wt-1", "organization": "o-wt", "lead": "le-01", "lang": "zh"}


def _english(somebody: Visitor) -> list[str]:
    """What is left once the page has had the time to replace it."""
    left: list[str] = []
    for _ in range(30):
        left = [t for t in somebody.page.evaluate(LATIN) if not NOT_STREAMLITS.search(t)]
        if not left:
            break
        somebody.page.wait_for_timeout(500)
    return left


@pytest.mark.parametrize(
    "path", ["", "chain", "people", "referral", "matrix", "findings", "cypher", "import", "rules"]
)
def test_a_chinese_page_has_no_english_beside_our_own_texts(visitor: Visitor, path: str) -> None:
    visitor.opens(path, **QUERY)
    assert _english(visitor) == []


def test_a_list_in_which_nothing_is_found_says_so_in_chinese(visitor: Visitor) -> None:
    page = visitor.opens("chain", **QUERY)
    page.locator("[data-testid=stSelectbox] input").first.fill("没有这样的")
    page.get_by_text("没有符合的项").wait_for()
    assert _english(visitor) == []


def test_the_calendar_the_menu_and_the_hint_below_a_field_are_chinese(visitor: Visitor) -> None:
    page = visitor.opens("import", **QUERY)
    page.get_by_label("选择日期").first.click()
    page.locator("[data-testid=stDateInputCalendar]").wait_for()
    assert _english(visitor) == []
    page.keyboard.press("Escape")
    page.get_by_label("菜单").click()
    page.get_by_text("打印", exact=True).wait_for()
    assert _english(visitor) == []
    page.keyboard.press("Escape")
    page.locator("[data-testid=stTextInput] input").last.fill("o-wt")
    page.get_by_text("按回车键确认").wait_for()
    assert _english(visitor) == []


def test_the_menu_of_an_english_page_speaks_english_again_after_a_switch(visitor: Visitor) -> None:
    page = visitor.opens("chain", **QUERY)
    page.get_by_text("English", exact=True).click()
    page.locator("h1", has_text="Chain").wait_for()
    visitor.rests()
    page.locator("[data-testid=stSelectbox] input").first.fill("nothing like it")
    page.get_by_text("No results").wait_for()
