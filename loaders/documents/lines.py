"""Which one text do the paragraphs and cells of a document make up, and where in the document does a piece of it stand?"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loaders.documents.document import WORDS
from loaders.documents.place import Place, cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loaders.documents.document import Document

_TABLE_CELL = re.compile(r"t(\d+)r(\d+)c\d+")


@dataclass(frozen=True)
class Lines:
    """`text`: a paragraph or a row of a table a line, the cells of a row between tabs. `starts` and `places` say which part begins where."""

    text: str
    starts: tuple[int, ...]
    places: tuple[Place, ...]

    def place(self, start: int, end: int) -> Place:
        """Where text[start:end] stands; of a piece over several paragraphs the first with the piece's beginning."""
        if not self.places:
            return Place(start=start, end=end)
        i = max(0, bisect_right(self.starts, start) - 1)
        stop = self.starts[i + 1] - 1 if i + 1 < len(self.starts) else len(self.text)
        return self.places[i].part(start - self.starts[i], max(start, min(end, stop)) - self.starts[i])


def lines(document: Document) -> Lines:
    """The document as lines of text. Raises Refused where it cannot be had safely."""
    if document.ending in WORDS:
        return _joined(_paragraphs(document))
    if document.is_table:
        return _joined(_cells(document))
    return Lines(document.text, (), ())


def _joined(parts: Iterator[tuple[str, str, Place]]) -> Lines:
    """Parts as separator, words and place; the first separator is left out."""
    pieces: list[str] = []
    starts: list[int] = []
    places: list[Place] = []
    at = 0
    for separator, words, place in parts:
        if pieces:
            pieces.append(separator)
            at += len(separator)
        pieces.append(words)
        starts.append(at)
        places.append(place)
        at += len(words)
    return Lines("".join(pieces), tuple(starts), tuple(places))


def _paragraphs(document: Document) -> Iterator[tuple[str, str, Place]]:
    before = None
    for number, words in document.paragraphs:
        match = _TABLE_CELL.fullmatch(number)
        row = match.groups() if match else None
        # A cell's own line breaks would tear its row apart.
        yield (
            "\t" if row and row == before else "\n",
            words.replace("\n", " ") if row else words,
            Place(cell=number),
        )
        before = row


def _cells(document: Document) -> Iterator[tuple[str, str, Place]]:
    for sheet in document.sheets:
        for r, row in enumerate(sheet.rows):
            for c, value in enumerate(row):
                words = "" if value is None else str(value).replace("\n", " ").replace("\t", " ")
                yield ("\t" if c else "\n", words, cell(sheet.name, r, c))
