"""Where exactly in a document does something stand?"""

from __future__ import annotations

from dataclasses import dataclass

from loaders.tables import letters


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a sheet (`cell` is A1 and so on) or a paragraph (`cell` is 12, in a table t1r2c3), and in its text
    the characters from `start` (from 0, inclusive) to `end` (exclusive).

    A plain text is one paragraph without number: its offsets count from the beginning, after CRLF has become LF.
    """

    sheet: str | None = None
    cell: str | None = None
    start: int | None = None
    end: int | None = None

    def part(self, start: int, end: int) -> Place:
        """The characters start..end of this place."""
        base = self.start or 0
        return Place(self.sheet, self.cell, base + start, base + end)

    @property
    def row(self) -> int | None:
        """The row of a cell, from 1."""
        digits = (self.cell or "").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        return int(digits) if self.sheet is not None and digits.isdigit() else None

    @property
    def column(self) -> str | None:
        """The letters of a cell's column."""
        return (self.cell or "").rstrip("0123456789") or None if self.sheet is not None else None


def cell(sheet: str, row: int, column: int) -> Place:
    """The place of a cell; row and column count from 0."""
    return Place(sheet, f"{letters(column)}{row + 1}")
