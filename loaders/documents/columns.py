"""Which column means what, whatever it is called and wherever it stands?

The names are data (loaders/words): a heading means the field that it is called after, else the field with the longest sign that
it holds. A heading that nothing fits has no meaning and stays unread.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from loaders.documents.words import words

if TYPE_CHECKING:
    from loaders.documents.document import Sheet

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_MARKS = re.compile(r"[\s*:：_.。]+")
HEADER_WITHIN = 40
"""So many rows from the top a heading is sought."""


def plain_heading(text: object) -> str:
    """A heading as headings are compared, brackets kept: half width, no blanks, no marks."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", str(text))).casefold()


@dataclass(frozen=True)
class Headings:
    """What headings of one kind of table mean."""

    names: Mapping[str, str]
    like: Sequence[tuple[str, str]]
    never: Mapping[str, Sequence[str]]

    def meaning(self, heading: object) -> str | None:
        """The field that a heading names, or None."""
        whole = plain_heading(heading)
        bare = _BRACKETS.sub("", whole)
        for text in (whole, bare):
            if text in self.names:
                return self.names[text]
        for text in (whole, bare):
            for sign, field in self.like:
                if sign in text and not any(no in text for no in self.never.get(field, ())):
                    return field
        return None


@cache
def headings(topic: str) -> Headings:
    """The headings of a kind of table, from the file of that name."""
    names: dict[str, str] = {}
    like: list[tuple[str, str]] = []
    never: dict[str, list[str]] = {}
    for field, said in words(topic)["fields"].items():
        names |= {plain_heading(name): field for name in (*said.get("names", ()), *said.get("like", ()))}
        like += [(plain_heading(sign), field) for sign in said.get("like", ())]
        never[field] = [plain_heading(no) for no in said.get("not", ())]
    return Headings(names, sorted(like, key=lambda pair: -len(pair[0])), never)


@dataclass(frozen=True)
class Header:
    """The heading of a table: its first row and the first row of data (from 0), and field -> columns that mean it."""

    row: int
    data: int
    columns: Mapping[str, tuple[int, ...]]

    @property
    def texts(self) -> frozenset[str]:
        """The fields that it has."""
        return frozenset(self.columns)


def header_at(sheet: Sheet, row: int, kind: Headings) -> Header | None:
    """The heading that begins at a row, in one row or in two with a merged one above; None if fewer than two cells mean anything."""
    if row >= len(sheet.rows):
        return None
    upper = _meanings(sheet, row, kind)
    merged = {c for (r, c), (_, left) in sheet.merged.items() if r == row and left != c}
    own = [c for c, v in enumerate(sheet.rows[row]) if v not in ("", None) and (row, c) not in sheet.merged]
    lower = _meanings(sheet, row + 1, kind) if merged and len(own) > 1 else {}
    if merged and len(lower) >= 2 and not _looks_like_data(sheet, row + 1, kind):
        columns = {c: f for c, f in upper.items() if c not in merged and not _under(sheet, row, c)} | lower
        return Header(row, row + 2, _by_field(columns))
    down = max((r for (r, c), (top, _) in sheet.merged.items() if top == row and c in upper), default=row)
    return Header(row, min(down, row + 2) + 1, _by_field(upper)) if len(set(upper.values())) >= 2 else None


def _under(sheet: Sheet, row: int, column: int) -> bool:
    """Whether a heading spans the next column, so that what stands below it is the heading."""
    return sheet.merged.get((row, column + 1)) == (row, column)


def _looks_like_data(sheet: Sheet, row: int, kind: Headings) -> bool:
    filled = [v for v in sheet.rows[row] if v not in ("", None)]
    known = [v for v in filled if isinstance(v, str) and kind.meaning(v)]
    return len(known) * 2 < len(filled)


def _meanings(sheet: Sheet, row: int, kind: Headings) -> dict[int, str]:
    if row >= len(sheet.rows):
        return {}
    found: dict[int, str] = {}
    for column, value in enumerate(sheet.rows[row]):
        if isinstance(value, str) and value.strip() and len(value) <= 40 and (field := kind.meaning(value)):
            found[column] = field
    return found


def _by_field(columns: Mapping[int, str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for column, field in sorted(columns.items()):
        found[field] = (*found.get(field, ()), column)
    return found


def is_heading_again(sheet: Sheet, row: int, header: Header, kind: Headings) -> bool:
    """Whether a row repeats a heading: most of its cells mean something."""
    filled: list[Any] = [v for v in sheet.rows[row] if v not in ("", None)]
    if len(filled) < 2 or any(not isinstance(v, str) or v.strip().isdigit() for v in filled):
        return False  # no heading is a number
    again = _by_field(_meanings(sheet, row, kind))
    return sum(map(len, again.values())) * 2 > len(filled) and len(frozenset(again) & header.texts) >= 2
