"""Who is at the browser, and may they come in?

Where a provider is set up (`[auth]` in Streamlit's secrets) nobody sees a page before signing in; else the one user of this machine does.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.config import get_option
from streamlit.errors import StreamlitSecretNotFoundError

from dashboards import access, audit
from dashboards.web.plain import plain
from ontology.errors import InputError

if TYPE_CHECKING:
    from dashboards.access import User
    from dashboards.wording import Wording
    from ontology.errors import ZerenError

LOGIN = "ZEREN_LOGIN"
"""Environment variable: anything says that nobody comes in without a login. Set once the pages were served with one."""


def login_is_set_up() -> bool:
    """Whether somebody has to sign in: where Streamlit knows a provider, and while LOGIN says so, whatever becomes of its file.

    Raises InputError if the file is there and cannot be read: not to know of a login must not mean that there is none.
    """
    if os.environ.get(LOGIN):
        return True
    try:
        return "auth" in st.secrets
    except StreamlitSecretNotFoundError as error:
        if any(Path(path).exists() for path in get_option("secrets.files")):
            raise InputError("access.login_unknown", error=error) from None
        return False


def user(store_url: str) -> User | None:
    """The user of this session, None before signing in; raises NotAllowed for who may not come in, InputError if that cannot be found out.

    Asked at every click: who is taken off the list is out at once.
    """
    if not login_is_set_up():
        return access.local()
    if not st.user.get("is_logged_in", False):
        return None
    claims = st.user.to_dict()
    found = access.read(access.path()).user(claims)
    _note_sign_in(store_url, found.who, found.scope or "", str(claims.get("iat", "")))
    return found


@st.cache_resource(show_spinner=False, max_entries=10_000)
def _note_sign_in(store_url: str, who: str, scope: str, at: str) -> None:  # noqa: ARG001  the key
    """Writes a login down once, however many pages are opened with it; `at` is when the provider let somebody in."""
    audit.note_down(store_url, audit.Deed.SIGN_IN, scope, who=who)


def door(wording: Wording, refused: ZerenError | None) -> None:
    """What stands in place of every page for who is not in: a way to sign in, or why not and a way out."""
    st.title(wording.say("gate.title"), anchor=False)
    if refused is None:
        st.write(wording.say("gate.please"))
        st.button(wording.say("gate.sign_in"), on_click=st.login, type="primary")
        return
    st.error(f"{wording.say('gate.refused')} {plain(refused.told(wording.lang))}")
    st.button(wording.say("gate.sign_out"), on_click=st.logout)


def show(wording: Wording, found: User) -> None:
    """Who is signed in, within which scope, and the way out; for the side bar. Nothing where there is no login."""
    if found.signed_in:
        scope = "" if found.scope is None else wording.say("gate.scope", scope=found.scope)
        st.caption(wording.say("gate.as", who=plain(found.who), scope=scope))
        st.button(wording.say("gate.sign_out"), on_click=st.logout)
