"""The list of commands that ask: their arguments, their help, their examples.

What they do is imported when they are called, so that the help is there at once.
"""

from __future__ import annotations

from typing import Annotated

import typer

from dashboards.commands.context import Context, as_day, ids, parameters
from dashboards.commands.options import Ids, LeadsArgument, SubjectsArgument, Text, command

OnOption = Annotated[
    Text, typer.Option("--on", metavar="DAY", help="Day of the decision; default the as-of day.")
]
SUBJECTS = "Ids of issues or duties; - reads them from standard input, one a line; none: all."


@command(
    "zeren assign is-wt-1 du-hcd-1",
    "zeren gaps --format json | jq -r '.[].issues[]' | zeren assign - --format csv",
    "zeren assign -o responsibilities.xlsx",
)
def assign(
    context: Context, subjects: Annotated[Ids, typer.Argument(metavar="[ID...]", help=SUBJECTS)] = None
) -> None:
    """Say who answers: grade, bearer, role, ground, days, provision."""
    from dashboards.commands import answering

    answering.assign(context, ids(subjects))


@command(
    "zeren chain is-wt-1",
    "zeren chain du-wt-1 --as-of 2023-10-31 --lang zh",
    "zeren chain is-wt-1 --format json",
)
def chain(
    context: Context,
    subjects: SubjectsArgument,
) -> None:
    """Show the chain of an issue or duty, with reasons and sources."""
    from dashboards.commands import answering

    answering.chain(context, ids(subjects))


@command("zeren gaps", "zeren gaps --kind NoOneInCharge --organization o-hcd")
def gaps(
    context: Context,
    kind: Annotated[
        Ids, typer.Option(metavar="KIND", help="Only this kind, such as NoOneInCharge; may be repeated.")
    ] = None,
    organization: Annotated[
        Ids, typer.Option(metavar="ID", help="Only this organization; may be repeated.")
    ] = None,
) -> None:
    """List what is missing or in conflict, and the issues it hits."""
    from dashboards.commands import answering

    answering.gaps(context, kind or [], organization or [])


@command("zeren refer le-01", "zeren refer --on 2024-06-01 --format json", "echo le-03 | zeren refer -")
def refer(
    context: Context,
    leads: LeadsArgument = None,
    on: OnOption = None,
) -> None:
    """Say through which offices a lead must go, hop by hop."""
    from dashboards.commands import answering

    answering.refer(context, ids(leads), as_day(on, "--on"))


@command("zeren why-not le-06 o-org", "zeren why-not le-01 o-disc --format json", name="why-not")
def why_not(
    context: Context,
    lead: Annotated[str, typer.Argument(help="Id of a lead.")],
    organ: Annotated[str, typer.Argument(help="Id of an organization.")],
    on: OnOption = None,
) -> None:
    """Say what keeps a lead from an organ, and the way back from it."""
    from dashboards.commands import answering

    answering.why_not(context, lead, organ, as_day(on, "--on"))


@command(
    """zeren cypher "MATCH (o:Organization) WHERE o.level = 'Town' RETURN o.id, o.zh ORDER BY o.id" """.strip(),
    "zeren cypher 'MATCH (d:Duty) WHERE d.due > $day RETURN d.id, d.due ORDER BY d.id' --param day=2024-06-30 --limit 5",
    "zeren cypher - --format json < query.cypher",
)
def cypher(
    context: Context,
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="A reading query; - reads it from standard input.")
    ],
    param: Annotated[
        Ids, typer.Option(metavar="NAME=VALUE", help="As $NAME in the query; may be repeated.")
    ] = None,
    limit: Annotated[int, typer.Option(help="Most rows.", min=1)] = 1000,
    timeout: Annotated[float, typer.Option(help="Most seconds.", min=0.1)] = 30.0,
) -> None:
    """Ask the graph in Cypher; it only reads."""
    from dashboards.commands import answering

    answering.cypher(context, text, parameters(param), limit, timeout)


@command(
    "zeren check tests/cases/heads.yaml",
    "zeren check tests/cases/heads.yaml --store embedded",
    without=("as_of",),
)
def check(
    context: Context,
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Case files, or folders of them.")],
    store: Annotated[
        Text,
        typer.Option(
            "--store",
            metavar="URL",
            help="embedded: through a store that is made for it; bolt:// or neo4j://: through that database, which must be empty. Default: in memory.",
        ),
    ] = None,
) -> None:
    """Run case files and say what came out otherwise."""
    from dashboards.commands import checking

    checking.check(context, files, store)
