"""The list of commands that make papers: their arguments, their help, their examples.

What they do is imported when they are called, so that the help is there at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashboards.commands.context import Context, as_day
from dashboards.commands.options import Folder, Text, command

RedactedOption = Annotated[
    bool, typer.Option("--redacted", help="With 张某 for names of persons and numbers for ids.")
]
TemplateOption = Annotated[
    Folder, typer.Option("--template", metavar="FILE", help="A Word template of your own, .docx.")
]


@command(
    "zeren dossier is-wt-1 -o dossier.docx",
    "zeren dossier le-01 --lang zh --redacted -o 卷宗.docx",
    "zeren dossier is-wt-1 -o chain.svg",
)
def dossier(
    context: Context,
    subject: Annotated[str, typer.Argument(metavar="ID", help="Id of an issue, a duty or a lead.")],
    redacted: RedactedOption = False,
    template: TemplateOption = None,
) -> None:
    """Make the dossier of an issue or lead: answer, picture, facts, way."""
    from dashboards.commands import paperwork

    paperwork.dossier(context, subject, Path(template) if template else None, redacted=redacted)


@command("zeren letter le-03 -o letter.docx", "zeren letter le-01 --to o-disc --lang zh -o 移送函.docx")
def letter(
    context: Context,
    lead: Annotated[str, typer.Argument(help="Id of a lead.")],
    to: Annotated[
        Text, typer.Option("--to", metavar="ORGAN", help="To this organ; default the next hop not on record.")
    ] = None,
    on: Annotated[
        Text, typer.Option("--on", metavar="DAY", help="Day of the decision; default the as-of day.")
    ] = None,
    redacted: RedactedOption = False,
    template: TemplateOption = None,
) -> None:
    """Write the letter that hands a lead over to the next organ."""
    from dashboards.commands import paperwork

    paperwork.letter(
        context, lead, to, as_day(on, "--on"), Path(template) if template else None, redacted=redacted
    )


@command(
    "zeren ledger o-wt -o ledger.xlsx --lang zh",
    "zeren ledger o-hcd --lists -o lists.xlsx --redacted",
)
def ledger(
    context: Context,
    organization: Annotated[str, typer.Argument(metavar="ID", help="Id of an organization.")],
    lists: Annotated[
        bool, typer.Option("--lists", help="The three lists instead: issues, duties, who answers.")
    ] = False,
    redacted: RedactedOption = False,
) -> None:
    """Write the rectification ledger of an organization, or its three lists."""
    from dashboards.commands import paperwork

    paperwork.ledger(context, organization, lists=lists, redacted=redacted)
