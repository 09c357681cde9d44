"""Which page is shown, in which language, for which day? Streamlit runs this file anew for every click."""

from __future__ import annotations

import logging
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards.commands.context import LANGUAGES
from dashboards.web import (
    chain_page,
    cypher_page,
    findings_page,
    import_page,
    matrix_page,
    overview_page,
    people_page,
    referral_page,
    rules_page,
    trouble,
)
from dashboards.web.session import Here, address, choose, forget_store, here, language, store_url, widget
from dashboards.wording import Wording
from ontology.errors import StoreError, StoreMissing, ZerenError

if TYPE_CHECKING:
    from collections.abc import Callable

LOG = logging.getLogger("zeren")
ICON = Path(__file__).parent.parent / "browser" / "icon.png"

STYLE = "<style>.stMainBlockContainer {padding: 3.6rem 2rem 3rem; max-width: 1700px} h1 {font-size: 1.7rem !important; padding: 0 0 .4rem !important} h3 {font-size: 1.25rem !important; padding: .4rem 0 .5rem !important}</style>"
"""Less white than Streamlit leaves: an answer should fit a screen."""

PAGES: dict[str, tuple[str, Callable[[Here], None]]] = {
    "overview": ("page.overview", overview_page.show),
    "chain": ("page.chain", chain_page.show),
    "people": ("page.people", people_page.show),
    "referral": ("page.referral", referral_page.show),
    "matrix": ("page.matrix", matrix_page.show),
    "findings": ("page.findings", findings_page.show),
    "cypher": ("page.cypher", cypher_page.show),
    "import": ("page.import", import_page.show),
    "rules": ("page.rules", rules_page.show),
}
"""Address -> its title and what shows it, in the order of the menu; the first is also at /."""


def main() -> None:
    """One run."""
    lang = language()
    wording = Wording(lang)
    st.set_page_config(
        page_title=wording.say("page.product"),
        page_icon=str(ICON),
        layout="wide",
        initial_sidebar_state="expanded",
    )
    pages: dict[str, Any] = {}
    for path, (title, shown) in PAGES.items():
        view = partial(run, wording, title, shown, pages)
        pages[path] = st.Page(view, title=wording.say(title), url_path=path, default=not pages)
    page = st.navigation(list(pages.values()))
    with st.sidebar:
        switch(wording)
    st.html(STYLE)
    page.run()


def switch(wording: Wording) -> None:
    """The language of this session."""
    labels = {"zh": "中文", "en": "English"}
    tied = widget("w_lang", wording.lang, "lang")
    st.segmented_control(
        wording.say("page.language"), LANGUAGES, format_func=labels.__getitem__, label_visibility="collapsed", required=True, **tied
    )  # fmt: skip


def run(wording: Wording, title: str, shown: Callable[[Here], None], pages: dict[str, Any]) -> None:
    """Shows a page, or says what is in its way; the next click tries again."""
    try:
        found = here(wording.lang)
        with st.sidebar:
            day_and_store(found)
        found.pages = pages
        st.title(found.say(title), anchor=False)
        shown(found)
        address(lang=wording.lang, as_of=found.day.isoformat())
    except StoreMissing as error:
        forget_store()
        st.title(wording.say(title), anchor=False)
        if shown is import_page.show:
            import_page.page(wording, None)
        else:
            trouble.show(error, wording, store_url())
    except StoreError as error:
        forget_store()
        trouble.show(error, wording, store_url())
    except ZerenError as error:
        trouble.show(error, wording, store_url())
    except Exception as error:
        LOG.exception("a page failed")
        trouble.unforeseen(error, wording)


def day_and_store(found: Here) -> None:
    """The day that is asked about, and what is being looked at."""
    say = found.say
    tied = widget("w_as_of", found.day, "as_of", lambda d: d.isoformat())
    st.date_input(
        say("page.as_of"),
        min_value=date(1990, 1, 1),
        max_value=date(2100, 1, 1),
        help=say("page.as_of_help"),
        **tied,
    )
    if found.day != found.base:
        st.caption(say("page.not_base", day=found.base))
        st.button(say("page.to_base"), on_click=choose, args=("as_of", found.base.isoformat()))
    loaded = found.info.loaded_at.strftime("%Y-%m-%d %H:%M") if found.info.loaded_at else "-"
    st.caption(
        say("page.store", url=found.info.url, version=found.info.version, at=loaded, who=found.info.who)
    )


main()
