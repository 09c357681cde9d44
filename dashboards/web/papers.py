"""Which papers of an issue, a lead or an organization may a person take along from a page?

The papers of the command line, made when they are asked for and from what the user may see; each also redacted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from dashboards.papers import dossier as dossiers
from dashboards.papers import ledger as ledgers
from dashboards.papers import letter as letters
from dashboards.papers.word import dossier_document, letter_document
from dashboards.web import downloads
from dashboards.web.session import Moved
from dashboards.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dashboards.web.session import Here

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper: what it is called in the audit log and on its button, the kind of file, what makes it of whom, redacted or not."""

    kind: str
    label: str
    ending: str
    mime: str
    make: Callable[[Here, str, Wording, bool], bytes]


def of_issue(found: Here, subject: str) -> None:
    """The dossier of an issue or a duty (id)."""
    _offered(found, subject, [DOSSIER])


def of_lead(found: Here, lead: str) -> None:
    """The dossier of a lead (id), and the letter for its next hop."""
    _offered(found, lead, [DOSSIER, LETTER])


def of_organization(found: Here, organization: str) -> None:
    """The three lists and the ledger of an organization (id)."""
    _offered(found, organization, [LISTS, LEDGER])


def _offered(found: Here, subject: str, kinds: Sequence[Paper]) -> None:
    """A box with a button for each paper, and the choice of the redacted variant."""
    say = found.say
    with st.container(border=True):
        st.markdown(f"**{say('take.papers')}**")
        redacted = st.checkbox(say("take.redacted"), key="papers_redacted", help=say("take.redacted_help"))
        with st.container(horizontal=True):
            for paper in kinds:
                # In the name of a redacted file an id would say whom it is about.
                about = "redacted" if redacted else subject
                name = f"zeren-{paper.kind}-{about}-{found.day}.{paper.ending}"
                make = partial(_made, found, paper, subject, redacted)
                downloads.button(
                    found, say(paper.label), make, name, paper.mime, key=f"paper_{paper.kind}", what=f"{paper.kind} {subject}", redacted=redacted
                )  # fmt: skip


def _made(found: Here, paper: Paper, subject: str, redacted: bool) -> bytes:
    """The paper, of the state that the page shows; raises Moved if the store is in another by now.

    Its names are learned anew: those of the page serve every session, and the paper is made beside them.
    """
    content = paper.make(found, subject, Wording(found.wording.lang), redacted)
    if not found.stands():
        raise Moved
    return content


def _dossier(found: Here, subject: str, wording: Wording, redacted: bool) -> bytes:
    paper = dossiers.dossier(found.store, subject, wording, found.day, redacted=redacted, people=found.whole)
    return dossier_document(paper, wording)


def _letter(found: Here, lead: str, wording: Wording, redacted: bool) -> bytes:
    paper = letters.letter(found.store, lead, wording, found.day, redacted=redacted, people=found.whole)
    return letter_document(paper, wording)


def _workbook(
    make: Callable[..., list[ledgers.Sheet]], found: Here, organization: str, wording: Wording, redacted: bool
) -> bytes:
    sheets = make(found.store, organization, wording, found.day, redacted=redacted, people=found.whole)
    return ledgers.workbook(sheets, wording)


DOSSIER = Paper("dossier", "take.dossier", "docx", DOCX, _dossier)
LETTER = Paper("letter", "take.letter", "docx", DOCX, _letter)
LISTS = Paper("lists", "take.lists", "xlsx", downloads.XLSX, partial(_workbook, ledgers.three_lists))
LEDGER = Paper("ledger", "take.ledger", "xlsx", downloads.XLSX, partial(_workbook, ledgers.ledger))
