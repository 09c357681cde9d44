"""Which rows of a table are data, whatever stands above, between and below them, and what do its headings mean?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loaders.documents.columns import HEADER_WITHIN, Header, header_at, headings, is_heading_again
from loaders.documents.dates import shown
from loaders.documents.place import cell
from loaders.documents.reading import Remark
from loaders.documents.words import words
from loaders.ledgers.cells import Table, heading_text, is_category, is_note, is_total, unread
from loaders.ledgers.ledger import Said
from ontology.messages import message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loaders.documents.document import Sheet

KIND = "ledger"
MAIN = frozenset({"issue", "measure"})
"""Fields of which a list has at least one that says what its rows are about."""
KEYS = frozenset({"number", "measure_number"})
"""Fields by which a list completes another."""


@dataclass(slots=True)
class Row:
    """One row of data: the table that it stands in, its index, the category line above it."""

    table: Table
    index: int
    category: Said | None


@dataclass(slots=True)
class Rows:
    """The rows of data of a sheet, and what else it has."""

    header: Header
    rows: list[Row] = field(default_factory=list)
    ignored: int = 0
    head: list[Said] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def find_header(sheet: Sheet) -> Header | None:
    """The heading of a ledger's list: the first row that names the number and what the rows are about, or three fields."""
    kind = headings(KIND)
    for row in range(min(HEADER_WITHIN, len(sheet.rows))):
        found = header_at(sheet, row, kind)
        if found is None:
            continue
        keyed = found.texts & KEYS
        if (found.texts & MAIN and len(found.texts) >= 3) or (keyed and len(found.texts) > 1):
            return _read_beside(sheet, found)
    return None


def find_headers(sheets: Sequence[Sheet]) -> list[Header | None]:
    """The heading of each sheet; where none names issues, what stands instead of them."""
    found = [find_header(sheet) for sheet in sheets]
    for wanted, instead in words(KIND)["instead"].items():
        if not any(header is not None and wanted in header.texts for header in found):
            found = [header and _renamed(header, instead, wanted) for header in found]
    return found


def _renamed(header: Header, field_: str, other: str) -> Header:
    """The heading with the columns of a field under another."""
    return Header(
        header.row, header.data, {other if f == field_ else f: c for f, c in header.columns.items()}
    )


def _read_beside(sheet: Sheet, header: Header) -> Header:
    """The heading in which fields that stand twice are told apart: a time of completion beside a time limit is when it was done."""
    columns = dict(header.columns)
    for rule in words(KIND)["beside"]:
        there = columns.get(rule["when"], ())
        later = [c for c in there if heading_text(sheet, header, c) in rule["names"]]
        if later and len(later) < len(there):
            columns[rule["when"]] = tuple(c for c in there if c not in later)
            columns[rule["becomes"]] = (*columns.get(rule["becomes"], ()), *later)
    number = columns.get("number", ())
    if len(number) > 1:
        # 序号 beside 问题序号: the number of the row itself and that of the issue.
        own = [
            c
            for c in number
            if "问题" not in heading_text(sheet, header, c) and "对应" not in heading_text(sheet, header, c)
        ]
        if own and len(own) < len(number):
            columns["number"] = tuple(c for c in number if c not in own)
            columns.setdefault("measure_number", tuple(own))
    return Header(header.row, header.data, columns)


def rows_of(sheet: Sheet, header: Header) -> Rows:
    """The rows of data below a heading; rows that sum up, explain, repeat the heading or name a category are counted."""
    found = Rows(header)
    found.head = [
        Said(v, cell(sheet.name, r, c))
        for r in range(header.row)
        for c, v in enumerate(sheet.rows[r])
        if shown(v)
    ]
    table, category, kind = Table(sheet, header), None, headings(KIND)
    found.remarks += unread(table, words(KIND)["not_stated"])
    index = header.data
    while index < len(sheet.rows):
        texts = table.filled(index)
        if not texts:
            index += 1
            continue
        if is_heading_again(sheet, index, table.header, kind):
            again = header_at(sheet, index, kind)
            if again is not None:
                again = _read_beside(sheet, again)
                table = Table(sheet, again) if again.texts & (MAIN | {"number"}) else table
                found.ignored += again.data - index
                index = again.data
                continue
        if is_total(texts) or is_note(texts):
            found.ignored += 1
        elif (line := _category_line(table, index, texts)) is not None:
            category, found.ignored = line, found.ignored + 1
        elif any(table.said(index, f) is not None for f in table.header.texts):
            found.rows.append(Row(table, index, category))
        else:
            found.ignored += 1
            at, text = texts[0]
            found.remarks.append(
                Remark(
                    "not-understood",
                    message("ledgers.no_column"),
                    cell(sheet.name, index, at),
                    text,
                )
            )
        index += 1
    return found


def _category_line(table: Table, row: int, texts: list[tuple[int, str]]) -> Said | None:
    """A line that stands alone and names the category of the rows below it."""
    if len(texts) != 1:
        return None
    column, text = texts[0]
    spans = sum(
        1 for c in range(column + 1, column + 200) if table.sheet.merged.get((row, c)) == (row, column)
    )
    wide = spans + 1 >= max(2, len(table.columns) // 2)
    measure = table.header.columns.get("measure", ())
    alone = column not in measure and not any(table.inherited(row, f) for f in ("issue", "number", "measure"))
    if wide or (alone and is_category(text)):
        return Said(text, cell(table.sheet.name, row, column))
    return None
