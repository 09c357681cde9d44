"""The command that puts what documents leave unsure on a list for a person to decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dashboards.commands.context import Context, note
from dashboards.commands.options import OwnerOption, Text, command
from ontology.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence


@command(
    "zeren review ledger.csv -o review.xlsx",
    "zeren review ledger.csv --for 苇塘镇党委 --lang zh -o 待认定.xlsx",
)
def review(
    context: Context,
    sources: Annotated[list[str], typer.Argument(help="Office documents.")],
    kind: Annotated[Text, typer.Option("--as", metavar="KIND", help="What the documents are.")] = None,
    owner: OwnerOption = None,
) -> None:
    """List whom and what documents leave unsure; fill in the list and load it, then the documents."""
    _review(context, sources, kind, owner)


def _review(context: Context, sources: Sequence[str], kind: str | None, owner: str | None) -> None:
    from dashboards.commands import documents
    from dashboards.commands.keeping import show_problems
    from dashboards.review_list import write_review
    from dashboards.target import writable
    from loaders.recognise import take
    from ontology.errors import LoadRefused

    target = context.target
    if target is None or target.suffix.lower() != ".xlsx":
        raise InputError("target.list")
    taken = take(sources, kind)
    if taken.batch.problems:
        show_problems(taken.batch.problems, context)
        raise LoadRefused(taken.batch.problems)
    written, known = documents.written(taken, context.store(), "", owner)
    with writable(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        write_review(
            target,
            (*written.questions, *written.decided),
            written.remarks,
            known.organizations.name,
            context.wording,
        )
    note(context.wording.say("documents.review", count=len(written.questions), path=target))
