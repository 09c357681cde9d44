"""Where does somebody go who opened a link, and had to sign in first?

To the page of the link, with all that it says. Streamlit leads everybody to the first page; so the address is kept in a cookie while the
provider is asked, and put in place of the first page once somebody is in.
"""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import Headers, MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "zeren_from"
SECONDS = 900
"""So long the address is kept: who takes longer to sign in lands on the first page."""
LONGEST = 3000
"""A longer address is not kept: a cookie would not hold it."""
LOGIN, CALLBACK, SIGNED_IN = "/auth/login", "/oauth2callback", "_streamlit_user="


class ComingBack:
    """Leads who signed in to the address from which they went to sign in."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on; what begins a login gets the cookie, what ends one gets another place to go to."""
        path = scope.get("path", "")
        if scope["type"] != "http" or path not in (LOGIN, CALLBACK):
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope)

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if path == LOGIN:
                    _keep(headers, asked)
                else:
                    _lead_back(headers, asked)
            await send(message)

        await self.app(scope, receive, sent)


def address_in(referer: str, host: str) -> str | None:
    """Path and query of an address of this host, None of any other: nobody can be led elsewhere by a link."""
    try:
        parts = urlsplit(referer)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or parts.netloc != host or not _is_own(parts.path):
        return None
    found = parts.path + (f"?{parts.query}" if parts.query else "")
    return found if len(quote(found, safe="")) <= LONGEST else None


def _is_own(path: str) -> bool:
    return path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()


def _keep(headers: MutableHeaders, asked: Headers) -> None:
    found = address_in(asked.get("referer", ""), asked.get("host", ""))
    if found is not None:
        headers.append("set-cookie", f"{COOKIE}={quote(found, safe='')}; Max-Age={SECONDS}; Path={CALLBACK}; HttpOnly; SameSite=Lax")  # fmt: skip


def _lead_back(headers: MutableHeaders, asked: Headers) -> None:
    kept = SimpleCookie(asked.get("cookie", "")).get(COOKIE)
    if kept is None:
        return
    headers.append("set-cookie", f"{COOKIE}=; Max-Age=0; Path={CALLBACK}; HttpOnly; SameSite=Lax")
    to = unquote(kept.value)
    is_in = any(c.startswith(SIGNED_IN) for c in headers.getlist("set-cookie"))
    if is_in and "location" in headers and _is_own(to):
        headers["location"] = to
