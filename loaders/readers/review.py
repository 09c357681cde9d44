"""The reader of filled-in lists of what a person must decide: each decision becomes an Alignment that every later load applies.

A row whose decision is cleared withdraws what was decided; rows that a list does not have are left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from loaders.documents.columns import header_at, headings
from loaders.documents.reading import SURE, Reader, Reading, Remark
from loaders.documents.scribe import made_id
from loaders.documents.words import words
from loaders.identities.matches import DOMAIN, ORGANIZATION, PERSON
from loaders.identities.plain import plain
from loaders.ledgers.cells import Table
from ontology.headings import codes_by_name
from ontology.headings import plain as plain_name
from ontology.messages import message

if TYPE_CHECKING:
    from loaders.documents.document import Document
    from loaders.documents.scribe import Scribe
    from loaders.ledgers.ledger import Said

KIND = "review"
MEANT = {ORGANIZATION: "Organization", PERSON: "Person", DOMAIN: "Domain"}
CANDIDATES = ("first", "second", "third")


@dataclass(frozen=True, slots=True)
class Decision:
    """One row: the ids that are meant, or the answer `new` or `none`; neither where it is not decided (any more)."""

    kind: str
    words: str
    home: str | None
    means: tuple[str, ...]
    answer: str | None
    note: str | None
    said: Said


def suits(document: Document) -> float:
    """Whether a document is such a list: it has the sheet and its columns."""
    return SURE if document.is_table and any(s.name == words(KIND)["sheet"] for s in document.sheets) else 0.0


def read(document: Document) -> Reading:
    """The decisions of a list; an answer that is none of those that it may be is remarked."""
    decisions: list[Decision] = []
    remarks: list[Remark] = []
    for sheet in document.sheets:
        header = header_at(sheet, 0, headings(KIND)) if sheet.name == words(KIND)["sheet"] else None
        if header is None:
            continue
        table = Table(sheet, header)
        found = (_decision(table, row, remarks) for row in range(header.data, len(sheet.rows)))
        decisions += [decision for decision in found if decision is not None]
    said: dict[str, Any] = {
        "decisions": [
            {
                "kind": d.kind,
                "words": d.words,
                "home": d.home,
                "means": list(d.means),
                "answer": d.answer,
                "note": d.note,
            }
            for d in decisions
            if d.means or d.answer
        ]
    }
    return Reading(KIND, document, said, lambda scribe: _write(decisions, scribe), tuple(remarks))


def _decision(table: Table, row: int, remarks: list[Remark]) -> Decision | None:
    decided, kind, said = table.said(row, "decision"), table.said(row, "kind"), table.said(row, "words")
    if kind is None or said is None:
        return None
    code = codes_by_name("AlignmentKind").get(plain_name(kind.words))
    if decided is None:
        home = table.said(row, "home")
        return (
            None
            if code is None
            else Decision(code, said.words, None if home is None else home.words, (), None, None, said)
        )
    means, answer = _answer(decided.words, [table.said(row, c) for c in CANDIDATES])
    if code is None or (not means and answer is None):
        remarks.append(
            Remark(
                "not-understood",
                message("review.no_answer"),
                decided.place,
                decided.words,
            )
        )
        return None
    home, note = table.said(row, "home"), table.said(row, "note")
    return Decision(
        code,
        said.words,
        None if home is None else home.words,
        means,
        answer,
        None if note is None else note.words,
        decided,
    )


def _answer(text: str, candidates: list[Said | None]) -> tuple[tuple[str, ...], str | None]:
    found: list[str] = []
    for part in re.split(r"[;；,，、\s]+", text.strip()):
        for answer, names in words(KIND)["answers"].items():
            if part.casefold() in names:
                return (), str(answer)
        if part.isdigit() and 1 <= int(part) <= len(candidates):
            candidate = candidates[int(part) - 1]
            if candidate is None:
                return (), None
            part = candidate.words.split(" ", 1)[0]  # noqa: PLW2901
        if not re.fullmatch(r"[\w.:/#-]{2,}", part):
            return (), None
        found.append(part)
    return tuple(dict.fromkeys(found)), None


def _write(decisions: list[Decision], scribe: Scribe) -> None:
    for decision in decisions:
        identifier = made_id("al", decision.kind, plain(decision.words), decision.home or "")
        if not decision.means and decision.answer is None:
            if identifier in scribe.known.by_id("Alignment"):
                scribe.withdraw("Alignment", identifier)
            continue
        known = scribe.known.by_id(MEANT[decision.kind])
        missing = [i for i in decision.means if i not in known]
        if missing:
            scribe.remark(
                "unknown-id",
                message("review.no_record"),
                decision.said.place,
                ", ".join(missing),
            )
            continue
        scribe.add(
            {
                "id": identifier, "type": "Alignment", "kind": decision.kind,
                "words": plain(decision.words), "seenFrom": decision.home, "means": list(decision.means) or None,
                "answer": decision.answer, "reason": decision.note, "recordedBy": scribe.who, "recordedAt": scribe.at,
            },
            scribe.cite(decision.said.place, decision.said.words),
        )  # fmt: skip


READER = Reader(
    KIND, {"zh": "待认定清单", "en": "list of what is to be decided"}, suits, read, (".xlsx", ".ods", ".csv")
)
