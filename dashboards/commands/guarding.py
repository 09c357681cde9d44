"""The list of commands about who may see what: their arguments, their help, their examples.

What they do is imported when they are called, so that the help is there at once.
"""

from __future__ import annotations

from typing import Annotated

import typer

from dashboards.commands.context import Context
from dashboards.commands.options import Text, command


@command("zeren scope o-wt", "zeren scope o-wt -o weitang-store")
def scope(
    context: Context,
    organization: Annotated[str, typer.Argument(metavar="ID", help="Id of an organization.")],
) -> None:
    """Build the store of an organization alone, nothing of others in it."""
    from dashboards.commands import scoping

    scoping.scope(context, organization)


@command("zeren audit verify", "zeren audit show --last 5 --format csv")
def audit(
    context: Context,
    action: Annotated[str, typer.Argument(metavar="ACTION", help="verify, or show.")],
    head: Annotated[
        Text,
        typer.Option(
            "--head",
            metavar="N@DIGEST",
            help="verify: what it said before, kept elsewhere; must still be there.",
        ),
    ] = None,
    last: Annotated[int, typer.Option("--last", min=1, help="show: so many lines.")] = 20,
) -> None:
    """Show who did what with the store, or verify that no line was changed."""
    from dashboards.commands import auditing
    from ontology.errors import InputError

    if action == "verify":
        auditing.verify(context, head)
    elif action == "show":
        auditing.show(context, last)
    else:
        raise InputError("asked.audit", value=action)
