"""How is a rectification ledger read, whichever of its forms it has?"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from loaders.documents.place import Place
from loaders.documents.reading import LIKELY, SURE, Later, Reading, Remark
from loaders.files import Refused
from loaders.ledgers import form, lists
from loaders.ledgers.flat import KEYS, MAIN, find_header, find_headers, rows_of
from loaders.ledgers.issues import groups_of, issue_of
from loaders.ledgers.ledger import Ledger, rendering
from ontology.messages import message
from ontology.problems import Code

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loaders.documents.document import Document, Sheet
    from loaders.ledgers.issues import Group
    from loaders.ledgers.ledger import Issue


def suits(document: Document) -> float:
    """How surely a document is a ledger: a list with issues and measures, or a form."""
    if not document.is_table:
        return 0.0
    fields: set[str] = set()
    for sheet in document.sheets[:20]:
        header = find_header(sheet)
        if header is not None:
            fields |= header.texts
        elif form.is_form(sheet):
            return SURE
    if "issue" in fields and fields & {"measure", "deadline", "leader", "unit", "unit_person", "lead_unit"}:
        return SURE
    return LIKELY if "measure" in fields and fields & {"deadline", "leader", "unit", "person"} else 0.0


def read(document: Document) -> Reading:
    """What a ledger says. Raises Refused for a table in which no list of a ledger is found."""
    from loaders.ledgers.records import identity, write

    ledger = ledger_of(document.sheets)
    if ledger.first is None:
        raise Refused(
            Code.MISSING_COLUMN,
            message("ledgers.no_heading"),
        )

    return Reading(
        "ledger",
        document,
        Later(lambda: rendering(ledger)),
        lambda scribe: write(ledger, scribe),
        tuple(ledger.remarks),
        identity(ledger),
    )


def ledger_of(sheets: Sequence[Sheet]) -> Ledger:
    """The ledger that the sheets hold together."""
    ledger, tables = Ledger(), []
    for sheet, header in zip(sheets, find_headers(sheets), strict=True):
        if header is not None and header.texts & (MAIN | KEYS):
            rows = rows_of(sheet, header)
            tables.append(rows)
            ledger.ignored += rows.ignored
            ledger.head += rows.head
            ledger.remarks += rows.remarks
        elif form.is_form(sheet):
            ledger.parts.append(partial(form.issues_of, sheet))
        elif any(v not in ("", None) for row in sheet.rows for v in row):
            ledger.remarks.append(
                Remark(
                    "not-understood",
                    message("ledgers.no_ledger_sheet"),
                    Place(sheet.name),
                    sheet.name,
                )
            )
    if lists.are_lists(tables):
        issues = lists.joined(tables, ledger.remarks)
        ledger.parts.append(lambda _: issues)
    else:
        ledger.parts += [partial(_each, groups_of(rows, ledger.remarks)) for rows in tables]
    return ledger


def _each(groups: Sequence[Group], remarks: list[Remark]) -> Iterator[Issue]:
    return (issue_of(group, remarks) for group in groups)
