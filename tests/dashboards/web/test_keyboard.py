"""Somebody without a mouse: what can be reached in a real browser with the keyboard alone."""

from tests.dashboards.web.browsing import Visitor

ACTIVE = """() => {
  let e = document.activeElement;
  while (e && e.shadowRoot && e.shadowRoot.activeElement) e = e.shadowRoot.activeElement;
  return [e.getAttribute('role') || e.tagName.toLowerCase(), e.getAttribute('aria-label') || ''];
}"""
"""Role and label of what has the focus, also inside a component."""


def tabbed(visitor: Visitor, until: str, limit: int = 60) -> list[str]:
    """The roles that the tabulator passes until it comes to one."""
    passed = []
    for _ in range(limit):
        visitor.page.keyboard.press("Tab")
        passed.append(visitor.page.evaluate(ACTIVE)[0])
        if passed[-1] == until:
            break
    return passed


def test_the_graph_is_reached_walked_and_read_with_the_keyboard(visitor: Visitor) -> None:
    page = visitor.opens("chain", issue="is-wt-1", lang="zh")
    visitor.graph("cy.nodes().length")
    passed = tabbed(visitor, "application")
    assert passed[-1] == "application", passed
    assert {"combobox", "input"} <= set(passed), passed  # the issue, the day
    assert page.evaluate(ACTIVE)[1], "the graph has no name for who hears it"
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**sel=*", timeout=60_000)


def test_a_page_of_the_menu_is_opened_with_the_keyboard(visitor: Visitor) -> None:
    page = visitor.opens("", lang="zh")
    for _ in range(30):
        page.keyboard.press("Tab")
        if "规则" in page.evaluate("() => document.activeElement.innerText || ''"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/rules*", timeout=60_000)
