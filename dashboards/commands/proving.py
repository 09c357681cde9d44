"""The list of commands that prove an answer, or show how weak it is: their arguments, their help, their examples.

What they do is imported when they are called, so that the help is there at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashboards.commands.context import Context, ids
from dashboards.commands.options import command


@command(
    "zeren chain is-wt-1 --format json > result.json && zeren verify result.json",
    "zeren findings --organization o-wt --format json -o result.json && zeren verify result.json --format json",
)
def verify(
    context: Context,
    results: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="What `zeren chain`, `findings`, `refer`, `near-miss` or `person` wrote with --format json.",
        ),
    ],
) -> None:
    """Ask a written result again, and say what differs."""
    from dashboards.commands import prove

    prove.verify(context, results)


@command("zeren weakest du-wt-1", "zeren weakest fi-wt-1 le-01 --format json")
def weakest(
    context: Context,
    subjects: Annotated[
        list[str],
        typer.Argument(
            metavar="ID...",
            help="Ids of issues, duties, findings, candidates or leads; - reads them from standard input, one a line.",
        ),
    ],
) -> None:
    """Show the facts behind an answer that rest on one source or none."""
    from dashboards.commands import prove

    prove.weakest(context, ids(subjects))


@command("zeren consistency", "zeren consistency --kind OnlyJuniors --format json")
def consistency(
    context: Context,
    kind: Annotated[
        str | None,
        typer.Option(metavar="KIND", help="Only UnlikeTreatment, OnlyJuniors or ManyFindings."),
    ] = None,
) -> None:
    """Show where like cases were treated unlike: signals, no verdicts."""
    from dashboards.commands import prove

    prove.consistency(context, kind)
