"""What does an office document hold: its text, its paragraphs, its sheets?

Everything is read on demand and through loaders/documents/opening.py, which refuses what is dangerous, damaged or locked.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loaders.documents import opening

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from docx.document import Document as Word

    from ontology.messages import Message

TEXTS = (".txt", ".md", ".text")
TABLES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv")
WORDS = (".docx",)


@dataclass(frozen=True)
class Sheet:
    """One sheet of a table file. Rows and columns count from 0; an empty cell is "" or None.

    `merged` maps every cell of a merged region but its first to the first, which alone holds the value. `broken` are cells that
    hold an error of the spreadsheet or a formula without its result, and look empty.
    """

    name: str
    rows: Sequence[Sequence[Any]]
    merged: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    broken: Mapping[tuple[int, int], Message] = field(default_factory=dict)

    def value(self, row: int, column: int) -> Any:
        """The value of a cell as it stands; "" outside."""
        if not 0 <= row < len(self.rows) or not 0 <= column < len(self.rows[row]):
            return ""
        found = self.rows[row][column]
        return "" if found is None else found


@dataclass(frozen=True)
class Document:
    """A file, opened as far as it is asked. Every property raises Refused where the content cannot be had safely."""

    path: Path
    given: bytes | None = None
    """The bytes where they came another way, such as standard input; None: they are read from the path."""

    @property
    def name(self) -> str:
        """The path as problems show it."""
        return str(self.path)

    @property
    def ending(self) -> str:
        """The ending of the name in lower case, with its dot."""
        return self.path.suffix.lower()

    @cached_property
    def content(self) -> bytes:
        """All bytes."""
        return opening.content(self.path) if self.given is None else self.given

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hex."""
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def encoding(self) -> str:
        """The encoding of a plain text: utf-8, utf-16, gb18030."""
        return self._decoded[1]

    @cached_property
    def text(self) -> str:
        """A plain text, CRLF become LF; of a Word document its paragraphs, a line each; of sheets the cells, tabs between."""
        if self.ending in WORDS:
            return "\n".join(text for _, text in self.paragraphs)
        if self.ending in TABLES:
            return "\n".join(
                "\t".join(str(c) for c in row if c not in (None, ""))
                for sheet in self.sheets
                for row in sheet.rows
            )
        return self._decoded[0]

    @cached_property
    def word(self) -> Word:
        """The Word document, as python-docx opens it."""
        return opening.word(self.path)

    @cached_property
    def paragraphs(self) -> Sequence[tuple[str, str]]:
        """Number and text of each paragraph of a Word document in reading order: 1, 2, ..., t1r1c1 in tables."""
        return opening.paragraphs(self.word)

    @cached_property
    def sheets(self) -> Sequence[Sheet]:
        """The sheets of a table file."""
        return [Sheet(*parts) for parts in opening.sheets(self.path)]

    def release(self) -> None:
        """Lets go of sheets and bytes, which can be had again; the digest stays."""
        _ = self.digest
        for kept in ("sheets", "content"):
            self.__dict__.pop(kept, None)

    @property
    def is_table(self) -> bool:
        """Whether it consists of sheets."""
        return self.ending in TABLES

    @cached_property
    def _decoded(self) -> tuple[str, str]:
        return opening.decoded(self.content)
