"""The list of commands about circumstances: findings, near-miss."""

from __future__ import annotations

from typing import Annotated

import typer

from dashboards.commands.context import Context, ids
from dashboards.commands.options import Ids, command


@command(
    "zeren findings --organization o-wt",
    "zeren findings --provision 6.1.6 --light red --format json",
    "zeren findings --person p-ruan -o findings.xlsx",
    "zeren findings --organization o-wt --explain",
)
def findings(
    context: Context,
    candidates: Annotated[
        Ids,
        typer.Argument(
            metavar="[CANDIDATE...]",
            help="Explain these in sentences; - reads ids from standard input, one a line; none: list all.",
        ),
    ] = None,
    organization: Annotated[
        Ids,
        typer.Option(metavar="ID", help="Only against this organization and its leaders; may be repeated."),
    ] = None,
    person: Annotated[
        Ids, typer.Option(metavar="ID", help="Only against this person, in any post; may be repeated.")
    ] = None,
    provision: Annotated[
        Ids, typer.Option(metavar="NUMBER", help="Only of this circumstance, such as 6.1.6; may be repeated.")
    ] = None,
    light: Annotated[
        Ids, typer.Option(metavar="LIGHT", help="Only with this light, such as red; may be repeated.")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Explain each in sentences.")] = False,
) -> None:
    """List the candidates that the records prove; a person confirms or dismisses them."""
    from dashboards.commands import finding

    wanted = finding.Wanted(ids(candidates), organization or [], person or [], provision or [], light or [])
    finding.findings(context, wanted, explain=explain)


@command(
    "zeren near-miss o-wt",
    "zeren near-miss t-wt-jiang --lang zh",
    "zeren near-miss o-wt --format json",
    name="near-miss",
)
def near_miss(
    context: Context,
    subject: Annotated[str, typer.Argument(help="Id of an organization or of a tenure.")],
) -> None:
    """Say for each circumstance: met, not met or no evidence, why, and what would change it."""
    from dashboards.commands import finding

    finding.near_miss(context, subject)
