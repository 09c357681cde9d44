"""The list of commands by which people decide: their arguments, their help, their examples.

What they do is imported when they are called, so that the help is there at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from dashboards.commands.context import Context
from dashboards.commands.options import Ids, Text, command

Files = Optional[list[Path]]  # noqa: UP045  typer reads annotations at run time

FindingArgument = Annotated[str, typer.Argument(metavar="FINDING", help="Id of a finding or candidate.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why, in a sentence.")]
ByOption = Annotated[
    str, typer.Option("--by", metavar="ID", help="Who decided: an organization, or a tenure.")
]
OnOption = Annotated[Text, typer.Option("--on", metavar="DAY", help="Day of the decision; default today.")]
EvidenceOption = Annotated[
    Ids,
    typer.Option("--evidence", metavar="ID", help="A source or citation that is recorded; may be repeated."),
]
FileOption = Annotated[
    Files,
    typer.Option("--file", metavar="FILE", help="A file as evidence: its name and digest are recorded; may be repeated."),
]  # fmt: skip
WhoOption = Annotated[
    Text, typer.Option("--who", help="Who writes it down; default the user of this machine.")
]


@command(
    "zeren confirm fi-yh-1 --reason '两次督查仍未整改' --by o-io --evidence s-lead-yh",
    "zeren confirm fi-yh-1 --reason 'still undone after two checks' --by o-io --file check.docx --on 2024-09-02",
)
def confirm(
    context: Context,
    finding: FindingArgument,
    reason: ReasonOption,
    by: ByOption,
    on: OnOption = None,
    evidence: EvidenceOption = None,
    file: FileOption = None,
    who: WhoOption = None,
) -> None:
    """Confirm a finding, with reason and evidence; it stays in the journal."""
    from dashboards.commands import decisions

    decisions.settle(context, finding, "Confirmed", reason, by, on, evidence or [], file or [], who)


@command("zeren dismiss fi-edu-2 --reason '已按期完成，佐证齐全' --by o-io --who 'Records office'")
def dismiss(
    context: Context,
    finding: FindingArgument,
    reason: ReasonOption,
    by: ByOption,
    on: OnOption = None,
    evidence: EvidenceOption = None,
    file: FileOption = None,
    who: WhoOption = None,
) -> None:
    """Dismiss a finding, with reason; it stays in the journal."""
    from dashboards.commands import decisions

    decisions.settle(context, finding, "Dismissed", reason, by, on, evidence or [], file or [], who)


@command(
    "zeren decide Referral onLead=le-02 receiver=o-disc date=2024-09-03 handedOver='lead and three documents'",
    "zeren decide Statement onFinding=fi-hcd-1 statedBy=t-hcd-yu date=2024-09-04 reason='not my field then' --file statement.pdf",
    "zeren decide Procedure onLead=le-01 openedBy=o-disc date=2024-09-05",
)
def decide(
    context: Context,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help="Lead, Referral, Procedure, Statement, CaseReview, Outcome, Source, Citation.",
        ),
    ],
    values: Annotated[
        list[str], typer.Argument(metavar="KEY=VALUE...", help="As in a file; a key may be repeated.")
    ],
    file: FileOption = None,
    who: WhoOption = None,
) -> None:
    """Record a lead, a step of one, a statement, a review, an outcome."""
    from dashboards.commands import decisions

    decisions.record(context, kind, values, file or [], who)


@command("zeren decisions", "zeren decisions fi-yh-1 --format json")
def decisions(
    context: Context,
    records: Annotated[
        Ids, typer.Argument(metavar="[ID...]", help="Only what was decided about these; none: everything.")
    ] = None,
) -> None:
    """List what people decided, and check that nobody changed it."""
    from dashboards.commands import decisions as run

    run.listed(context, records or [])
