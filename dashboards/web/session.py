"""What does a page know when it is shown: the store, the day, the language, what a person chose?

Choices live in the session and in the address: a link that carries them opens the same page for somebody else. What is computed is
kept for all sessions by store, version, decisions and day; what is chosen never is.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards.commands.context import DEFAULT_STORE, LANGUAGES, today
from dashboards.wording import Wording, default_language
from graph.analysis import Analysis, analyse
from graph.store import Store, open_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.facts import Facts
    from graph.store import Info

KEPT, WRITTEN = "zeren_kept", "zeren_written"
"""Where a session keeps what was chosen, and what it last wrote into the address."""


@dataclass
class Here:
    """All that a page is given. `base` is the day for which the store is derived, `day` the day that is asked about.

    `pages`: the pages by name, for going from one to another. `state`: store, version, number of decisions: what is computed is kept by it.
    """

    store: Store
    info: Info
    wording: Wording
    base: date
    day: date
    state: tuple[str, int, int]
    pages: dict[str, Any] = field(default_factory=dict)

    @property
    def say(self) -> Callable[..., str]:
        """Says a sentence of the catalogue."""
        return self.wording.say

    @property
    def facts(self) -> Facts:
        """The facts of the current version."""
        return self.store.facts()

    def analysis(self, day: date | None = None) -> Analysis:
        """The analysis as of a day (the page's own unless another is named), compiled once for all sessions."""
        return _analysis(self.state, day or self.day, self.store)


def store_url() -> str:
    """The store that the pages show."""
    return os.environ.get("ZEREN_STORE") or DEFAULT_STORE


@st.cache_resource(show_spinner=False)
def _store(url: str) -> Store:
    return open_store(url)


@st.cache_resource(show_spinner=False, max_entries=12)
def _analysis(state: tuple[str, int, int], day: date, _store: Store) -> Analysis:  # noqa: ARG001  the key
    return analyse(_store.facts(), day, _store.compiled())


@st.cache_resource(show_spinner=False, max_entries=8)
def _wording(state: tuple[str, int, int], lang: str) -> Wording:  # noqa: ARG001  the key
    """Names learned once serve everybody who reads the same version and decisions in the same language."""
    return Wording(lang)


def forget_store() -> None:
    """The next page opens the store anew: after an error, it may have been replaced or have come back."""
    with suppress(Exception):
        _store(store_url()).close()
    _store.clear()


def language() -> str:
    """The language of this session."""
    return str(chosen("lang", default_language(), allowed=LANGUAGES))


def here(lang: str) -> Here:
    """The store as it is now; raises StoreError."""
    store = _store(store_url())
    info = store.info()
    base = info.as_of or today()
    state = (store.url, info.version, len(store.decisions()))
    day = as_day(chosen("as_of", base.isoformat()), base)
    return Here(store, info, _wording(state, lang), base, day, state)


def as_day(text: Any, otherwise: date) -> date:
    """A day as it stands in an address, else the other."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return otherwise


def chosen(name: str, default: str | None = None, allowed: Any = None) -> str | None:
    """What was chosen under that name: by the address if it is new there, else in this session, else the default."""
    kept, written = st.session_state.setdefault(KEPT, {}), st.session_state.setdefault(WRITTEN, {})
    asked = st.query_params.get(name)
    if asked is not None and asked != written.get(name) and (allowed is None or asked in allowed):
        kept[name] = written[name] = asked
    found = kept.get(name)
    return default if found is None else str(found)


def choose(name: str, value: str | None) -> None:
    """Chooses; None forgets the choice."""
    kept = st.session_state.setdefault(KEPT, {})
    if value is None:
        kept.pop(name, None)
    else:
        kept[name] = value


def address(**values: str | None) -> None:
    """Writes choices into the address, so that it can be sent to somebody; None takes one out."""
    written = st.session_state.setdefault(WRITTEN, {})
    for name, value in values.items():
        if value:
            if st.query_params.get(name) != value:
                st.query_params[name] = value
            written[name] = value
        else:
            if name in st.query_params:
                del st.query_params[name]
            written.pop(name, None)


def widget(key: str, value: Any, choice: str, read: Callable[[Any], str | None] = str) -> dict[str, Any]:
    """The arguments that tie a widget to a choice: it shows `value`, and what a person picks is chosen under the name `choice`."""
    st.session_state[key] = value

    def picked() -> None:
        now = st.session_state[key]
        choose(choice, None if now is None else read(now))

    return {"key": key, "on_change": picked}
