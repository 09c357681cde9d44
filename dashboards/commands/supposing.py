"""The list of commands that suppose something else: their arguments, their help, their examples.

What they do is imported when they are called, so that the help is there at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashboards.commands.asking import OnOption
from dashboards.commands.context import Context, as_day
from dashboards.commands.options import command


@command(
    "zeren what-if tests/changes/new-head.yaml",
    "echo '[extend: {duty: du-wt-1, to: 2024-03-31, approved_on: 2023-12-20}]' | zeren what-if - --format json",
    name="what-if",
)
def what_if(
    context: Context,
    changes: Annotated[
        Path,
        typer.Argument(
            metavar="CHANGES.yaml",
            help="Planned changes (docs/what-if.md lists the verbs); - reads them from standard input.",
        ),
    ],
    on: OnOption = None,
) -> None:
    """Say what would be answered otherwise; nothing is written."""
    from dashboards.commands import differing

    differing.what_if(context, changes, as_day(on, "--on"))


@command(
    "zeren impact r2023 takeover_grace_days=60 burst_days=10",
    "zeren impact r2023 shipped:jintan-2023 --format json",
)
def impact(
    context: Context,
    old: Annotated[str, typer.Argument(metavar="OLD", help="Id of a loaded regulation.")],
    new: Annotated[
        list[str],
        typer.Argument(
            metavar="NEW...",
            help="A file (or shipped:NAME) with its other version, or parameters as name=value.",
        ),
    ],
    on: OnOption = None,
) -> None:
    """Say which open cases another version or parameter would change; nothing is written."""
    from dashboards.commands import differing

    differing.impact(context, old, new, as_day(on, "--on"))
