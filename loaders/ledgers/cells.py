"""What does a cell of a ledger say once merged regions and ditto marks are followed?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from loaders.documents.dates import shown, when
from loaders.documents.deadlines import deadline
from loaders.documents.names import numbered
from loaders.documents.place import cell
from loaders.documents.reading import Remark
from loaders.documents.words import words
from loaders.ledgers.ledger import Said
from ontology.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from loaders.documents.columns import Header
    from loaders.documents.deadlines import Deadline
    from loaders.documents.document import Sheet
    from loaders.documents.names import Named

_REPEATS = frozenset(map(str, words("ledger")["repeat"]))
_SHORT = 12  # characters that a ditto mark has fewer of, blanks around it included
_BLANKS = frozenset(map(str, words("ledger")["blank"]))
_TOTAL, _NOTE, _CATEGORY = (re.compile(words("ledger")[key]) for key in ("total", "note", "category_line"))


@dataclass
class Table:
    """The rows below a heading, cell by cell."""

    sheet: Sheet
    header: Header
    _ditto: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    @cached_property
    def columns(self) -> tuple[int, ...]:
        """All columns that mean something."""
        return tuple(sorted(c for columns in self.header.columns.values() for c in columns))

    def origin(self, row: int, column: int) -> tuple[int, int]:
        """The cell that holds what this one says: the first of its merged region, the one above a ditto mark."""
        at = (row, column)
        at = self.sheet.merged.get(at, at)
        at = self._ditto.get(at, at)
        value = self.sheet.value(*at)
        if (
            isinstance(value, str)
            and len(value) < _SHORT
            and value.strip() in _REPEATS
            and at[0] > self.header.data
        ):
            above = self.origin(at[0] - 1, at[1])
            self._ditto[at] = above
            return above
        return at

    def said(self, row: int, field_: str) -> Said | None:
        """What the first column of a field says in a row; None if it is blank."""
        for column in self.header.columns.get(field_, ()):
            if (found := self.at(row, column)) is not None:
                return found
        return None

    def every(self, row: int, field_: str) -> list[Said]:
        """What all columns of a field say in a row."""
        return [s for c in self.header.columns.get(field_, ()) if (s := self.at(row, c)) is not None]

    def at(self, row: int, column: int) -> Said | None:
        """What a cell says."""
        origin = self.origin(row, column)
        value: Any = self.sheet.value(*origin)
        if isinstance(value, str):
            if is_blank(value):
                return None
        elif value is None:
            return None
        return Said(value, cell(self.sheet.name, *origin))

    def inherited(self, row: int, field_: str) -> bool:
        """Whether the field is the one of a row above, by a merged region or a ditto mark."""
        return any(self.origin(row, c)[0] < row for c in self.header.columns.get(field_, ()))

    def filled(self, row: int) -> list[tuple[int, str]]:
        """Column and text of the cells that hold something themselves."""
        return [
            (c, text)
            for c, value in enumerate(self.sheet.rows[row])
            if value not in ("", None) and (row, c) not in self.sheet.merged and (text := shown(value))
        ]


def heading_text(sheet: Sheet, header: Header, column: int) -> str:
    """What stands above a column, without blanks; the lowest line of a heading that has several."""
    for row in range(header.data - 1, header.row - 1, -1):
        if text := re.sub(r"\s+", "", shown(sheet.value(row, column))):
            return text
    return ""


def unread(table: Table, not_stated: Iterable[str]) -> Iterator[Remark]:
    """Remarks each column that holds something and whose heading means nothing, or a field of which no record is made."""
    sheet, header = table.sheet, table.header
    unstated = {c for f in not_stated for c in header.columns.get(f, ())}
    for column in range(max(map(len, sheet.rows), default=0)):
        if column in table.columns and column not in unstated:
            continue
        count = sum(sheet.value(r, column) not in ("", None) for r in range(header.data, len(sheet.rows)))
        if count and (text := heading_text(sheet, header, column)):
            place = cell(sheet.name, header.row, column)
            if column in unstated:
                yield Remark("no-record", message("ledgers.not_stated", count=count), place, text)
            else:
                yield Remark("not-understood", message("ledgers.column"), place, text)


def is_blank(text: str) -> bool:
    """Whether a text says nothing: no letter, or a sign for nothing."""
    return not (stripped := text.strip()) or stripped in _BLANKS


def is_total(texts: list[tuple[int, str]]) -> bool:
    """Whether a row sums up: its first words say so."""
    return bool(texts) and _TOTAL.match(re.sub(r"\s+", "", texts[0][1])) is not None


def is_note(texts: list[tuple[int, str]]) -> bool:
    """Whether a row explains or is signed."""
    return 0 < len(texts) <= 4 and _NOTE.match(texts[0][1].strip()) is not None


def is_category(text: str) -> bool:
    """Whether a line on its own is numbered as headings of categories are."""
    return _CATEGORY.match(text) is not None


def share(said: Said | None, parts: int, index: int) -> Said | None:
    """The part of a cell that belongs to one of several measures: its line of that number, else all of it."""
    if said is None or parts < 2 or not isinstance(said.value, str):
        return said
    spans = numbered(said.value)
    if len(spans) != parts:
        return said
    start, end = spans[index]
    text = said.value[start:end].rstrip("；;\n ")
    return Said(text, said.place.part(start, start + len(text)))


def names(said: Said, found: Iterable[Named]) -> list[Said]:
    """The names found in a cell, each with its characters."""
    return [Said(n.name, said.place.part(n.start, n.end)) for n in found]


def due(said: Said | None, remarks: list[Remark]) -> Deadline | None:
    """The deadline that a cell states; what keeps it from being a day is remarked."""
    if said is None:
        return None
    found = deadline(said.value)
    if found.problem:
        remarks.append(Remark(f"deadline-{found.problem}", _WHY[found.problem], said.place, found.words))
    return found


def day(said: Said | None, remarks: list[Remark]) -> date | None:
    """The day that a cell states, if it states one."""
    if said is None:
        return None
    found = when(said.value)
    if found.precision == "day" and not found.approximate:
        return found.earliest
    remarks.append(Remark("not-a-day", message("ledgers.no_single_day"), said.place, said.words))
    return None


_WHY = {
    "year-missing": message("ledgers.no_year"),
    "impossible": message("ledgers.no_such_day"),
    "several": message("ledgers.several_deadlines"),
    "ambiguous": message("ledgers.vague"),
    "relative": message("ledgers.counts_from"),
    "not-a-date": message("ledgers.no_serial"),
}
