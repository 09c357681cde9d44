"""The commands that make papers: dossier, letter, ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards import audit
from dashboards.commands.context import must_be_known, note
from dashboards.output import emit_bytes
from dashboards.papers import drawing
from dashboards.progress import working
from ontology.errors import InputError
from ontology.messages import message

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from dashboards.commands.context import Context
    from graph.store import Store


def dossier(context: Context, subject: str, template: Path | None, *, redacted: bool) -> None:
    """The dossier of an issue, a duty or a lead as .docx, or (by the ending of -o) its picture as .svg or .png."""
    from dashboards.papers import dossier as papers
    from dashboards.papers.word import dossier_document

    ending = _ending(context, ".docx", ".svg", ".png")
    store, wording = context.store(), context.wording
    with working(wording.say("work.papers")):
        paper = papers.dossier(store, subject, wording, context.day, redacted=redacted)
        if ending == ".docx":
            content = dossier_document(paper, wording, template)
        elif len(paper.drawings) != 1:
            raise InputError("papers.several_chains", id=subject, count=len(paper.drawings))
        elif ending == ".svg":
            content = drawing.svg(paper.drawings[0]).encode()
        else:
            found = drawing.png(paper.drawings[0])
            if found is None:
                raise InputError("papers.no_font")
            content = found
    kind = "dossier" if ending == ".docx" else f"picture {ending[1:]}"
    _written(context, store, f"{kind} {subject}", content, redacted=redacted)


def letter(
    context: Context, lead: str, to: str | None, on: date | None, template: Path | None, *, redacted: bool
) -> None:
    """The letter for a hop of a lead."""
    from dashboards.papers import letter as papers
    from dashboards.papers.word import letter_document

    _ending(context, ".docx")
    store, wording = context.store(), context.wording
    must_be_known([lead], store.facts()["leads"]["lead"].to_list(), message("known.lead"))
    if to is not None:
        must_be_known(
            [to], store.facts()["organizations"]["organization"].to_list(), message("known.organization")
        )
    with working(wording.say("work.papers")):
        paper = papers.letter(store, lead, wording, on or context.day, to=to, redacted=redacted)
        content = letter_document(paper, wording, template)
    _written(context, store, f"letter {lead}", content, redacted=redacted)


def ledger(context: Context, organization: str, *, lists: bool, redacted: bool) -> None:
    """The ledger of an organization, or its three lists."""
    from dashboards.papers import ledger as papers

    _ending(context, ".xlsx")
    store, wording = context.store(), context.wording
    must_be_known(
        [organization],
        store.facts()["organizations"]["organization"].to_list(),
        message("known.organization"),
    )
    make = papers.three_lists if lists else papers.ledger
    with working(wording.say("work.papers")):
        sheets = make(store, organization, wording, context.day, redacted=redacted)
        content = papers.workbook(sheets, wording)
    _written(context, store, f"{'lists' if lists else 'ledger'} {organization}", content, redacted=redacted)


def _ending(context: Context, *known: str) -> str:
    """The ending of -o, else the first of those known; raises InputError for another."""
    ending = known[0] if context.target is None else context.target.suffix.lower()
    if ending not in known:
        raise InputError("target.ending", path=context.target, endings=known)
    return ending


def _written(context: Context, store: Store, what: str, content: bytes, *, redacted: bool) -> None:
    audit.note_down(store.url, audit.Deed.EXPORT, what, content, redacted=redacted)
    emit_bytes(content, context.target)
    if context.target is not None:
        note(context.wording.say("summary.written", path=context.target))
