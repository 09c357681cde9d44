"""Which page is shown, to whom, in which language, for which day? Streamlit runs this file anew for every click."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards import audit
from dashboards.access import LOOK
from dashboards.audit import Deed
from dashboards.commands.context import LANGUAGES
from dashboards.web import (
    chain_page,
    cypher_page,
    findings_page,
    gate,
    import_page,
    matrix_page,
    overview_page,
    people_page,
    referral_page,
    rules_page,
    streamlit_words,
    trouble,
)
from dashboards.web.plain import plain
from dashboards.web.session import (
    FIRST_DAY,
    LAST_DAY,
    Here,
    Moved,
    address,
    choose,
    forget_names,
    forget_store,
    here,
    language,
    store_url,
    widget,
)
from dashboards.wording import Wording
from ontology.errors import NotAStore, StoreMissing, StoreUnavailable, ZerenError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboards.access import User

LOG = logging.getLogger("zeren")
ICON = Path(__file__).parent.parent / "browser" / "icon.png"

STYLE = ".stMainBlockContainer {padding: 3.6rem 2rem 3rem; max-width: 1700px} h1 {font-size: 1.7rem !important; padding: 0 0 .4rem !important} h3 {font-size: 1.25rem !important; padding: .4rem 0 .5rem !important}"
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

NEEDS = {"cypher": Deed.QUERY, "import": Deed.LOAD}
"""What a user must be allowed to do for a page to be of use: to others it says so, and the menu leaves it out."""


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
    user, refused = None, None
    try:
        user = gate.user(store_url())
    except ZerenError as error:
        refused = error
    pages: dict[str, Any] = {}
    for path, (title, _) in PAGES.items():
        view = partial(run, wording, user, path, pages) if user else partial(gate.door, wording, refused)
        useful = user is not None and user.may(NEEDS.get(path, LOOK))
        pages[path] = st.Page(
            view, title=wording.say(title), url_path=path, default=not pages, visibility="visible" if useful else "hidden"
        )  # fmt: skip
    page = st.navigation(list(pages.values()))
    with st.sidebar:
        switch(wording)
        streamlit_words.replaced(wording)
    st.html(f"<style>{STYLE}\n{streamlit_words.style(wording)}</style>")
    page.run()


def switch(wording: Wording) -> None:
    """The language of this session."""
    labels = {"zh": "中文", "en": "English"}
    tied = widget("w_lang", wording.lang, "lang")
    st.segmented_control(
        wording.say("page.language"), LANGUAGES, format_func=labels.__getitem__, label_visibility="collapsed", required=True, **tied
    )  # fmt: skip


def run(wording: Wording, user: User, path: str, pages: dict[str, Any]) -> None:
    """Shows a page, or says what is in its way; the next click tries again."""
    title, shown = PAGES[path]
    found: Here | None = None
    try:
        found = here(wording.lang, user)
        found.pages = pages
        with st.sidebar:
            day_and_store(found)
            gate.show(wording, user)
        st.title(found.say(title), anchor=False)
        user.must_be_allowed(NEEDS.get(path, LOOK))
        shown(found)
        address(lang=wording.lang, as_of=found.day.isoformat())
        moved = not found.stands()
    except Moved:
        moved = True
    except Exception as error:
        # Half of what was read may be of one state, half of another: then nothing is wrong but the moment.
        moved = _has_moved(found)
        if not moved:
            if not isinstance(error, ZerenError):
                LOG.exception("a page failed")
            in_the_way(error, wording, user, path)
    if moved:
        if found is not None:
            forget_names(found.state, wording.lang)
        st.rerun()


def _has_moved(found: Here | None) -> bool:
    try:
        return found is not None and not found.stands()
    except ZerenError:
        return False


def in_the_way(error: Exception, wording: Wording, user: User, path: str) -> None:
    """Says what is in a page's way."""
    title, shown = PAGES[path]
    if isinstance(error, StoreMissing | StoreUnavailable | NotAStore):
        forget_store()
    if isinstance(error, StoreMissing) and shown is import_page.show and user.may(Deed.LOAD):
        st.title(wording.say(title), anchor=False)
        import_page.page(wording, user, None)
    elif isinstance(error, ZerenError):
        trouble.show(error, wording, store_url())
    else:
        trouble.unforeseen(error, wording)


def day_and_store(found: Here) -> None:
    """The day that is asked about, and what is being looked at."""
    say = found.say
    tied = widget("w_as_of", found.day, "as_of", lambda d: d.isoformat())
    st.date_input(
        say("page.as_of"),
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        help=say("page.as_of_help"),
        **tied,
    )
    if found.unread is not None:
        st.warning(say("page.no_such_day", text=plain(found.unread[:40]), day=found.base))
    if found.day != found.base:
        st.caption(say("page.not_base", day=found.base))
        st.button(say("page.to_base"), on_click=choose, args=("as_of", found.base.isoformat()))
    if not audit.can_be_written(found.whole.url):
        st.warning(say("gate.no_log", place=audit.place(found.whole.url)))
    if (who := found.whole.under_way()) is not None:
        st.warning(say("store.under_way", who=plain(who)))
    loaded = found.info.loaded_at.strftime("%Y-%m-%d %H:%M") if found.info.loaded_at else "-"
    st.caption(
        say(
            "page.store",
            url=plain(found.whole.url),
            version=found.info.version,
            at=loaded,
            who=plain(found.info.who),
        )
    )


main()
