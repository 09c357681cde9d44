"""The list of commands that keep a store: their arguments, their help, their examples.

What they do is imported when they are called, so that the help is there at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashboards.commands.context import Context
from dashboards.commands.options import Ids, OwnerOption, Text, command


@command(
    "zeren demo", "zeren demo --lang zh", "zeren demo --store trial", without=("as_of", "format_", "output")
)
def demo(
    context: Context,
    folder: Annotated[
        Path, typer.Option(help="Where demo-store/ (unless --store names another) and out/ are made.")
    ] = Path(),
) -> None:
    """Show the whole job on a fictional district."""
    from dashboards.commands.demo import demo as run

    run(context, folder)


@command(
    "zeren template template.xlsx",
    "zeren template --lang zh 模板.xlsx",
    without=("store", "as_of", "format_", "output"),
)
def template(
    context: Context,
    target: Annotated[Path, typer.Argument(metavar="FILE", help="The workbook to write, .xlsx.")],
) -> None:
    """Write the empty workbook: a sheet a class, lists for codes."""
    from dashboards.commands import keeping

    keeping.template(context, target)


@command(
    "zeren load shipped:jintan-2023 shipped:domains shipped:district --dry-run",
    "zeren load synthetic:issues=200,seed=7 --dry-run --as-of 2024-09-30 --who 'Records office'",
    "cat more.yaml | zeren load - --dry-run",
)
def load(
    context: Context,
    sources: Annotated[
        list[str],
        typer.Argument(help="Files, folders, shipped:NAME, synthetic:issues=N,seed=N, - for standard input."),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check and say what would change; write nothing.")
    ] = False,
    who: Annotated[Text, typer.Option(help="Who loads; default the user of this machine.")] = None,
    owner: OwnerOption = None,
    sure: Annotated[
        bool, typer.Option("--yes", help="Load corrected versions of documents without asking.")
    ] = False,
    kind: Annotated[
        Text,
        typer.Option(
            "--as", metavar="KIND", help="What the documents among them are: ledger, tenures, notice ..."
        ),
    ] = None,
) -> None:
    """Load records and office documents, all or nothing, and decide as of --as-of (default today).

    With --dry-run and --format json a document is printed as it was read; with -o FOLDER each into a file of its own.
    """
    from dashboards.commands import keeping

    keeping.load(context, sources, dry_run=dry_run, who=who, kind=kind, owner=owner, sure=sure)


@command("zeren validate shipped:jintan-2023 shipped:domains", "zeren validate")
def validate(
    context: Context,
    sources: Annotated[
        Ids, typer.Argument(help="Files to check against each other; none: what the store holds.")
    ] = None,
) -> None:
    """Check files, or the store, and list every problem."""
    from dashboards.commands import keeping

    keeping.validate(context, sources or [])


@command(
    "zeren export records --format turtle -o records.ttl",
    "zeren export records > records.yaml",
    "zeren export graph -o organizations.graphml",
)
def export(
    context: Context,
    what: Annotated[str, typer.Argument(help="records, or graph (organizations and authority).")],
    format_: Annotated[
        Text,
        typer.Option(
            "--format",
            "-f",
            "--as",
            metavar="FORMAT",
            help="yaml (default), json, jsonld, turtle, parquet, csv, xlsx; popolo, ftm (people and posts only); graphml for the graph.",
        ),
    ] = None,
) -> None:
    """Write the records, or the graph of organizations."""
    from dashboards.commands import keeping

    keeping.export(context, what, format_)


@command("zeren rollback", "zeren rollback --to 1", without=("as_of", "format_", "output"))
def rollback(
    context: Context,
    to: Annotated[int | None, typer.Option(metavar="VERSION", help="Default the one before.")] = None,
) -> None:
    """Make an earlier version current."""
    from dashboards.commands import keeping

    keeping.rollback(context, to)


@command("zeren info", "zeren info --format json", without=("as_of",))
def info(context: Context) -> None:
    """Say what the store holds, and of which day."""
    from dashboards.commands import keeping

    keeping.info(context)
