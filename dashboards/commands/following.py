"""The list of commands that follow people and leads: their arguments, their help, their examples.

What they do is imported when they are called, so that the help is there at once.
"""

from __future__ import annotations

import re
from typing import Annotated

import typer

from dashboards.commands.context import Context, ids
from dashboards.commands.options import LeadsArgument, command
from ontology.errors import InputError


@command("zeren lead le-01", "zeren lead --format json", "zeren lead le-06 --as-of 2024-06-30")
def lead(
    context: Context,
    leads: LeadsArgument = None,
) -> None:
    """Say where a lead stands: done, next, hop skipped, wrong organ."""
    from dashboards.commands import follow

    follow.lead(context, ids(leads))


@command("zeren person p-yu", "zeren person t-hcd-yu --format json")
def person(
    context: Context,
    who: Annotated[str, typer.Argument(metavar="ID", help="Id of a person, or of a tenure.")],
) -> None:
    """Show one person: posts, grades, findings, leads, outcomes."""
    from dashboards.commands import follow

    follow.person(context, who)


@command(
    "zeren due --within 20d --as-of 2023-12-15",
    "zeren due --within 30d --lights countdown --overdue --format csv",
)
def due(
    context: Context,
    within: Annotated[
        str, typer.Option("--within", metavar="DAYS", help="So many days ahead, such as 20d.")
    ] = "20d",
    lights: Annotated[
        str, typer.Option("--lights", metavar="SCHEME", help="standing, countdown, progress.")
    ] = "countdown",
    overdue: Annotated[bool, typer.Option("--overdue", help="Also what is past.")] = False,
) -> None:
    """Warn before deadlines: what is due, and who is to be told."""
    from dashboards.commands import follow

    days = re.fullmatch(r"(\d{1,5})\s*(?:d|days?|天)?", within.strip())
    if days is None:
        raise InputError("asked.within", value=within)
    follow.due(context, int(days[1]), lights, overdue=overdue)
