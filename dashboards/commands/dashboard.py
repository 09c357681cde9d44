"""The command that opens the pages in a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from dashboards.commands.context import Context
from dashboards.commands.options import command


@command("zeren dashboard", "zeren --store demo-store dashboard --port 8600 --no-open")
def dashboard(
    context: Context,
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8501,
    address: Annotated[
        str, typer.Option(help="Address to listen on; other than this machine's own only behind a login.")
    ] = "127.0.0.1",
    open_: Annotated[bool, typer.Option("--open/--no-open", help="Open a browser.")] = True,
) -> None:
    """Open the pages: chains, people, referrals, import, rules."""
    from dashboards.web.serving import serve

    serve(context, address=address, port=port, browser=open_)
