"""What does a page know when it is shown: the user, the store, the day, the language, what a person chose?

Choices live in the session and in the address: a link that carries them opens the same page for somebody else. What is computed is
kept for all sessions by store, state (graph.stamp) and day; what is chosen never is. A user with a scope has another store.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards import access, audit
from dashboards.commands.context import DEFAULT_STORE, LANGUAGES, today
from dashboards.wording import Wording, default_language
from graph.analysis import Analysis, analyse
from graph.decisions_by import decided_by
from graph.stamp import stamp
from graph.store import Store, open_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboards.access import User
    from dashboards.audit import Deed
    from graph.compiled import Compiled
    from graph.facts import Facts
    from graph.store import Info

KEPT, WRITTEN = "zeren_kept", "zeren_written"
"""Where a session keeps what was chosen, and what it last wrote into the address."""

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 1, 1)
"""The days that can be asked about."""


class Moved(Exception):
    """The store is in another state than when the page began to read it: what is shown must be asked anew."""


@dataclass
class Here:
    """All that a page is given. `base` is the day for which the store is derived, `day` the day that is asked about.

    `store` is what the user may see: of a user with a scope a store of that scope alone. `whole` is the store itself, into which people
    decide; nothing of it is shown. `info`: of the load that is current, the counts of `store`. `state`: store and stamp; what is computed
    is kept by it. `unread`: the day of the address, if none can be read from it. `pages`: the pages by name, for going from one to another.
    """

    user: User
    store: Store
    whole: Store
    info: Info
    wording: Wording
    base: date
    day: date
    state: tuple[str, str]
    unread: str | None = None
    pages: dict[str, Any] = field(default_factory=dict)

    @property
    def say(self) -> Callable[..., str]:
        """Says a sentence of the catalogue."""
        return self.wording.say

    @property
    def decided(self) -> Facts:
        """The facts with what people had decided by the day, where another day is asked about than the store's; else with everything."""
        if self.day == self.base:
            return self.facts
        return decided_by(self.facts, self.day, self.store.history)

    @property
    def facts(self) -> Facts:
        """The facts of this state; raises Moved."""
        return _tables(self.state, self)[0]

    def analysis(self, day: date | None = None) -> Analysis:
        """The analysis as of a day (the page's own unless another is named), compiled once for all sessions; raises Moved."""
        return _analysis(self.state, day or self.day, self)

    def stands(self) -> bool:
        """Whether the store is still in the state in which the page began to read it."""
        return stamp(self.whole) == self.state[1]

    def note_down(self, deed: Deed | str, what: str, content: bytes | str | None = None, **more: Any) -> None:
        """Writes into the audit log that this user does it (audit.note_down); raises NotAllowed if they may not."""
        self.user.must_be_allowed(deed)
        audit.note_down(store_url(), deed, what, content, who=self.user.who, **more)


def store_url() -> str:
    """The store that the pages show."""
    return os.environ.get("ZEREN_STORE") or DEFAULT_STORE


@st.cache_resource(show_spinner=False)
def opened(url: str) -> Store:
    """The store that all sessions share; raises StoreError."""
    return open_store(url)


@st.cache_resource(show_spinner=False, max_entries=8)
def _store_for(user: User, url: str, state: str, _whole: Store) -> Store:  # noqa: ARG001  the key
    """What a user works on, built where it is not there yet."""
    return access.store_for(user, _whole)


@st.cache_resource(show_spinner=False, max_entries=4)
def _tables(state: tuple[str, str], _here: Here) -> tuple[Facts, Compiled]:  # noqa: ARG001  the key
    """Facts and compiled facts of one state: of two, a number in one would name somebody else in the other."""
    found = _here.store.facts(), _here.store.compiled()
    if not _here.stands():
        raise Moved
    return found


@st.cache_resource(show_spinner=False, max_entries=12)
def _analysis(state: tuple[str, str], day: date, _here: Here) -> Analysis:
    facts, compiled = _tables(state, _here)
    return analyse(facts, day, compiled)


@st.cache_resource(show_spinner=False, max_entries=8)
def _wording(state: tuple[str, str], lang: str) -> Wording:  # noqa: ARG001  the key
    """Names learned once serve everybody who reads the same state of a store in the same language."""
    return Wording(lang)


def forget_store() -> None:
    """The next page opens the store anew: it was not there, or went away, and may come back as another."""
    with suppress(Exception):
        opened(store_url()).close()
    opened.clear()


def forget_names(state: tuple[str, str], lang: str) -> None:
    """Names that may be of another state are learned anew."""
    _wording.clear(state, lang)


def language() -> str:
    """The language of this session."""
    return str(chosen("lang", default_language(), allowed=LANGUAGES))


def here(lang: str, user: User) -> Here:
    """The store as it is now, as far as this user may see it; raises StoreError, NotAllowed."""
    whole = opened(store_url())
    user.must_be_allowed(access.LOOK)
    info = whole.info()
    mark = stamp(whole, info)
    store = whole
    if user.scope is not None:
        with st.spinner(Wording(lang).say("gate.building", scope=user.scope)):
            store = _store_for(user, whole.url, mark, whole)
        info = replace(info, counts=store.info().counts)
    base = info.as_of or today()
    asked = chosen("as_of", base.isoformat())
    day = as_day(asked, base)
    choose("as_of", day.isoformat())
    state = (store.url, mark)
    return Here(
        user,
        store,
        whole,
        info,
        _wording(state, lang),
        base,
        day,
        state,
        unread=asked if asked != day.isoformat() else None,
    )


def as_day(text: Any, otherwise: date) -> date:
    """A day as it stands in an address, else the other; so too for a day that no page can show (FIRST_DAY to LAST_DAY)."""
    try:
        day = date.fromisoformat(str(text))
    except ValueError:
        return otherwise
    return day if FIRST_DAY <= day <= LAST_DAY else otherwise


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
