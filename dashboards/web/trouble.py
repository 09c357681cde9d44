"""How does a page say that something is in its way, and what to do about it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards.web.session import Moved
from ontology.errors import (
    Inconsistent,
    InputError,
    LoadRefused,
    NotAllowed,
    NotAStore,
    QueryRefused,
    QueryTimeout,
    StoreError,
    StoreLocked,
    StoreMissing,
    StoreUnavailable,
    UnknownName,
    ZerenError,
)

if TYPE_CHECKING:
    from dashboards.wording import Wording

SENTENCES: dict[type[ZerenError], str] = {
    StoreMissing: "trouble.missing",
    NotAStore: "trouble.no_store",
    StoreLocked: "trouble.locked",
    StoreUnavailable: "trouble.unavailable",
    QueryTimeout: "trouble.timeout",
    QueryRefused: "trouble.refused",
    UnknownName: "trouble.unknown",
    LoadRefused: "trouble.load_refused",
    Inconsistent: "trouble.inconsistent",
    InputError: "trouble.input",
    NotAllowed: "trouble.not_allowed",
    StoreError: "trouble.store",
    ZerenError: "trouble.any",
}
"""What happened and what to do next, by kind of error; the nearest kind counts."""


def sentence(error: ZerenError, wording: Wording, store: str) -> str:
    """The error in the reader's language."""
    key = next(SENTENCES[kind] for kind in type(error).__mro__ if kind in SENTENCES)
    return wording.say(key, store=store)


def show(error: ZerenError, wording: Wording, store: str) -> None:
    """Says what happened, with the error's own words below, and offers to try again."""
    st.error(sentence(error, wording, store))
    st.code(error.told(wording.lang), language=None, wrap_lines=True)
    st.button(wording.say("trouble.again"), key="again")


def not_made(error: Exception, wording: Wording, store: str) -> None:
    """Says why a file was not made; what was not foreseen is in the log."""
    if isinstance(error, Moved):
        st.warning(f"{wording.say('take.not_made')} {wording.say('take.moved')}")
        return
    said = (
        sentence(error, wording, store)
        if isinstance(error, ZerenError)
        else wording.say("trouble.unforeseen")
    )
    st.error(f"{wording.say('take.not_made')} {said}")
    told = error.told(wording.lang) if isinstance(error, ZerenError) else f"{type(error).__name__}: {error}"
    st.code(told, language=None, wrap_lines=True)


def unforeseen(error: Exception, wording: Wording) -> None:
    """Says that it was not foreseen; the log has the rest."""
    st.error(wording.say("trouble.unforeseen"))
    st.code(f"{type(error).__name__}: {error}", language=None, wrap_lines=True)
    st.button(wording.say("trouble.again"), key="again")
