"""How do the pages reach a browser, and nothing else?

One process, on the loopback address unless there is a login. Every answer carries a Content-Security-Policy, so that a browser asks no other host for
anything even if a library wants to; what the pages need in the browser is served from here.
"""

from __future__ import annotations

import os
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from streamlit.starlette import App

from dashboards import access
from dashboards.commands.context import DEFAULT_STORE, note
from dashboards.progress import working
from dashboards.web import gate
from dashboards.web.coming_back import ComingBack
from dashboards.wording import default_language
from ontology.errors import StoreMissing, ZerenError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from dashboards.commands.context import Context

BROWSER = Path(str(files("dashboards"))) / "browser"
"""What is served to the browser: our graph, and cytoscape.js where the build fetched it."""
CYTOSCAPE = BROWSER / "cytoscape.min.mjs"

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "media-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
"""Only this host. Streamlit's own scripts need inline and evaluated code; nothing may come from, or go to, anywhere else."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",  # of other hosts none is told; ours is what ComingBack reads
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class OnlyHere:
    """Adds HEADERS to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on, with the headers."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, sent if scope["type"] == "http" else send)


def options(address: str, port: int, *, browser: bool) -> dict[str, Any]:
    """Streamlit's settings: no statistics sent, no files watched, errors without code."""
    return {
        "server.address": address,
        "server.port": port,
        "server.headless": not browser,
        "server.fileWatcherType": "none",
        "server.maxUploadSize": 200,
        "browser.gatherUsageStats": False,
        "server.enableAgentApi": False,
        "client.toolbarMode": "viewer",
        "client.showErrorDetails": "none",
        "client.disableDataExport": True,  # tables are taken out by our buttons, which the audit log sees
        "runner.magicEnabled": False,
        "logger.level": "warning",
    }


def application() -> App:
    """The pages as an ASGI application; the store is that of ZEREN_STORE."""
    return App(
        Path(__file__).with_name("app.py"),
        routes=[Mount("/zeren", StaticFiles(directory=BROWSER))],
        middleware=[Middleware(OnlyHere), Middleware(ComingBack)],
    )


def serve(context: Context, *, address: str, port: int, browser: bool) -> None:
    """Serves until interrupted; raises StoreError before it begins if the store cannot be opened, InputError if it may not be served so."""
    # Imported now, so that the first visitor need not wait for them.
    from dashboards.web import import_page, matrix_page, people_page, referral_page, session  # noqa: F401
    from dashboards.web.warming import warm

    login = gate.login_is_set_up()
    access.must_stay_here(address, login=login)
    if login:
        access.read(access.path())
        os.environ[gate.LOGIN] = "required"
    with suppress(StoreMissing):  # the import page fills it
        context.store().close()
    os.environ["ZEREN_STORE"] = context.url or DEFAULT_STORE
    os.environ["ZEREN_LANG"] = context.lang or default_language()
    with suppress(ZerenError), working(context.wording.say("page.under_way")):
        warm(session.opened(session.store_url()))
    note(context.wording.say("serving.at", url=f"http://{address}:{port}/"))
    application().run(config=options(address, port, browser=browser))
