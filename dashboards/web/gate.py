"""Who is at the browser, and may they come in?

Where a provider is set up (`[auth]` in Streamlit's secrets) nobody sees a page before signing in; else the one user of this machine does.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from dashboards import access, audit
from ontology.errors import NotAllowed

if TYPE_CHECKING:
    from dashboards.access import User
    from dashboards.wording import Wording

NOTED = "zeren_signed_in"


def login_is_set_up() -> bool:
    """Whether Streamlit knows a provider."""
    with suppress(StreamlitSecretNotFoundError):
        return "auth" in st.secrets
    return False


def user(wording: Wording, store_url: str) -> User:
    """The user of this session. Stops the page, with a way to sign in or out, for anybody who may not come in."""
    if not login_is_set_up():
        return access.local()
    if not st.user.get("is_logged_in", False):
        st.title(wording.say("gate.title"))
        st.write(wording.say("gate.please"))
        st.button(wording.say("gate.sign_in"), on_click=st.login, type="primary")
        st.stop()
    try:
        found = access.read(access.path()).user(st.user.to_dict())
    except NotAllowed as error:
        st.error(f"{wording.say('gate.refused')} {error}")
        st.button(wording.say("gate.sign_out"), on_click=st.logout)
        st.stop()
    if st.session_state.get(NOTED) != found.who:
        audit.note_down(store_url, audit.Deed.SIGN_IN, found.scope or "", who=found.who)
        st.session_state[NOTED] = found.who
    return found


def show(wording: Wording, found: User) -> None:
    """Who is signed in, within which scope, and the way out; for the side bar. Nothing where there is no login."""
    if login_is_set_up():
        scope = "" if found.scope is None else wording.say("gate.scope", scope=found.scope)
        st.caption(wording.say("gate.as", who=found.who, scope=scope))
        st.button(wording.say("gate.sign_out"), on_click=st.logout)
