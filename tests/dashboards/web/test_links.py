"""What a link says is what is shown, or it is said that it cannot be shown."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

APP = str(Path(__file__).parents[3] / "dashboards" / "web" / "app.py")


@pytest.fixture
def store(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZEREN_STORE", str(demo / "demo-store"))
    monkeypatch.setenv("ZEREN_LANG", "zh")


def _findings() -> None:
    from dashboards.access import local
    from dashboards.web import findings_page
    from dashboards.web.session import here, language

    findings_page.show(here(language(), local()))


def _chain() -> None:
    from dashboards.access import local
    from dashboards.web import chain_page
    from dashboards.web.session import here, language

    found = here(language(), local())
    chain_page.show(found)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("finding", ["nope", "ca-c8c6960c9d2a4f307f39"])
def test_a_link_to_a_finding_that_is_not_there_opens_none_and_stays_as_it_is(finding: str) -> None:
    at = AppTest.from_function(_findings, default_timeout=60)
    at.query_params["finding"] = finding
    at.query_params["as_of"] = "2023-10-31"
    at.run()
    assert not at.exception
    assert any(finding in w.value for w in at.warning)
    assert not [t for t in at.text_area if str(t.key).startswith("reason_")]
    assert finding in at.query_params["finding"]


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("day", ["9999-12-31", "2150-01-01", "1989-12-31", "tomorrow"])
def test_a_day_that_cannot_be_asked_about_is_said_and_the_own_day_shown(day: str) -> None:
    at = AppTest.from_file(APP, default_timeout=60)
    at.query_params["as_of"] = day
    at.run()
    assert not at.exception
    assert not at.error
    assert "2024-09-30" in at.query_params["as_of"]
    assert any(day in w.value for w in at.warning)


@pytest.mark.usefixtures("store")
def test_a_kind_that_nobody_hid_is_shown_when_it_is_new_on_another_day() -> None:
    at = AppTest.from_function(_chain, default_timeout=60)
    at.query_params["issue"] = "is-hcd-4"
    at.query_params["as_of"] = "2023-07-01"
    at.run()
    early = at.pills(key="w_kinds")
    assert "Person" not in early.options
    at.slider[0].set_value(date(2024, 9, 30)).run()
    assert not at.exception
    late = at.pills(key="w_kinds")
    assert len(late.options) > len(early.options)
    assert len(late.value or ()) == len(late.options)


@pytest.mark.usefixtures("store")
def test_what_is_hidden_is_missing_from_the_twin_too() -> None:
    at = AppTest.from_function(_chain, default_timeout=60)
    at.query_params["issue"] = "is-wt-1"
    at.run()
    whole = at.dataframe[0].value.shape[0]
    pills = at.pills(key="w_kinds")
    pills.set_value([k for k in pills.value or () if k != "Person"]).run()
    assert not at.exception
    assert "Person" in at.query_params["hidden"]
    assert at.dataframe[0].value.shape[0] == whole - 4


@pytest.mark.usefixtures("store")
def test_the_query_page_says_that_answers_are_those_of_the_stores_own_day() -> None:
    at = AppTest.from_function(_query, default_timeout=60)
    at.run()
    assert not at.warning
    at.query_params["as_of"] = "2023-10-31"
    at.run()
    assert ["2024-09-30" in w.value for w in at.warning] == [True]


def _query() -> None:
    from dashboards.access import local
    from dashboards.web import cypher_page
    from dashboards.web.session import here, language

    cypher_page.show(here(language(), local()))


def _people() -> None:
    from dashboards.access import local
    from dashboards.web import people_page
    from dashboards.web.session import here, language

    people_page.show(here(language(), local()))


@pytest.mark.usefixtures("store")
def test_a_link_to_a_person_shows_all_posts_and_what_is_said_of_each() -> None:
    at = AppTest.from_function(_people, default_timeout=60)
    at.query_params["person"] = "p-lian"
    at.run()
    assert not at.exception
    assert "o-lq" in at.query_params["organization"]
    (told,) = (m.value for m in at.markdown if "p\\-lian" in m.value or "p-lian" in m.value)
    assert told.count("尚无人作出决定") == 4


@pytest.mark.usefixtures("store")
def test_a_person_who_is_not_there_is_said_and_nobody_else_shown() -> None:
    at = AppTest.from_function(_people, default_timeout=60)
    at.query_params["person"] = "p-nobody"
    at.run()
    assert not at.exception
    assert any("p-nobody" in w.value for w in at.warning)
