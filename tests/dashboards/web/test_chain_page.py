"""The chain page in a real browser."""

from playwright.sync_api import Browser

from tests.dashboards.web.browsing import Visitor, visiting


def test_a_click_opens_what_stands_behind_a_node_and_leaves_the_view_where_it_was(visitor: Visitor) -> None:
    visitor.opens("chain", issue="is-wt-1", lang="zh")
    before = visitor.graph("[cy.zoom(), cy.pan().x, cy.pan().y]")
    visitor.clicks_node("t-wt-jiang")
    assert "来源 1 处" in visitor.text()
    assert "sel=t-wt-jiang" in visitor.page.url
    assert visitor.graph("[cy.zoom(), cy.pan().x, cy.pan().y]") == before


def test_a_double_click_expands_and_undo_takes_it_back(visitor: Visitor) -> None:
    visitor.opens("chain", issue="is-wt-1", lang="zh")
    before = visitor.graph("cy.nodes().length")
    visitor.clicks_node("t-wt-jiang", twice=True)
    visitor.page.wait_for_url("**grown=t-wt-jiang*", timeout=60_000)
    visitor.rests()
    grown = visitor.graph("cy.nodes().length")
    assert isinstance(before, int)
    assert isinstance(grown, int)
    assert grown > before
    visitor.page.get_by_role("button", name="撤销一步").click()
    visitor.rests()
    assert visitor.graph("cy.nodes().length") == before


def test_another_day_is_another_answer_and_the_link_reproduces_it(visitor: Visitor) -> None:
    visitor.opens("chain", issue="is-wt-1", lang="en", as_of="2023-10-31")
    assert "gone: First responsibility, Jiang Wuyang" in visitor.text()
    assert visitor.graph("cy.getElementById('t-wt-jiang').length") == 0
    link = visitor.page.url
    for part in ("issue=is-wt-1", "lang=en", "as_of=2023-10-31"):
        assert part in link
    visitor.page.get_by_role("button", name="Back to the store's own day").click()
    visitor.rests()
    assert visitor.graph("cy.getElementById('t-wt-jiang').length") == 1
    assert "as_of=2024-09-30" in visitor.page.url


def test_two_at_once_do_not_see_each_others_choices(app: str, chrome: Browser) -> None:
    with visiting(chrome, app) as one, visiting(chrome, app, dark=True) as other:
        one.opens("chain", issue="is-wt-1", lang="zh")
        other.opens("chain", issue="du-hcd-4", lang="en")
        one.clicks_node("t-wt-jiang")
        other.page.get_by_role("button", name="Fit").click()
        other.rests()
        assert "姜吾阳" in one.text()
        assert "sel=" not in other.page.url
        assert "Resolve the old petitions" in other.text()
        assert (
            other.page.evaluate(
                "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
            )
            != "rgb(255, 255, 255)"
        )
