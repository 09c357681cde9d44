"""The list of commands about who may see what: their arguments, their help, their examples.

What they do is imported when they are called, so that the help is there at once.
"""

from __future__ import annotations

from typing import Annotated

import typer

from dashboards.commands.context import Context
from dashboards.commands.options import command


@command("zeren scope o-wt", "zeren scope o-wt -o weitang-store")
def scope(
    context: Context,
    organization: Annotated[str, typer.Argument(metavar="ID", help="Id of an organization.")],
) -> None:
    """Build the store of an organization alone, nothing of others in it."""
    from dashboards.commands import scoping

    scoping.scope(context, organization)
