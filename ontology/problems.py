"""What is wrong with one value of one record, and where does it stand?"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from ontology.messages import Message, message


class Code(StrEnum):
    """The codes of problems: part of the interface (case files expect them)."""

    UNKNOWN_ID = "unknown-id"
    WRONG_TYPE = "wrong-type"
    UNKNOWN_CODE = "unknown-code"
    UNKNOWN_FIELD = "unknown-field"
    UNKNOWN_TYPE = "unknown-type"
    BAD_INTERVAL = "bad-interval"
    BAD_DATE = "bad-date"
    BAD_VALUE = "bad-value"
    TOO_MANY = "too-many"
    MISSING_FIELD = "missing-field"
    MISSING_SHEET = "missing-sheet"
    MISSING_COLUMN = "missing-column"
    DUPLICATE_ID = "duplicate-id"
    EVIDENCE_REQUIRED = "evidence-required"
    CYCLE = "cycle"
    WRONG_FILE_TYPE = "wrong-file-type"
    EMPTY_FILE = "empty-file"
    TOO_LARGE = "too-large"
    UNREADABLE = "unreadable"
    FILE_CHANGED = "file-changed"


class Unfit(ValueError):
    """A value that is none of its kind; `reason` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of input that records were read from: a file, or one sheet of it.

    `columns` gives the letter or header under which a property stood, where there are columns.
    """

    file: str
    sheet: str | None = None
    columns: tuple[tuple[str, str], ...] = ()

    def column(self, field: str | None) -> str | None:
        """The column in which `field` stood, if there was one."""
        return dict(self.columns).get(field or "")


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason to refuse a load. `row` counts from 1 as the file's own program shows it."""

    code: Code
    reason: Message
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    record: str | None = None
    field: str | None = None
    value: Any = None

    def cells(self, language: str) -> dict[str, str | None]:
        """The problem as a row of texts, with the reason in a language and its `key`, which is the same in all."""
        found = {f.name: getattr(self, f.name) for f in fields(self)}
        found |= {"reason": self.reason.told(language), "key": self.reason.key}
        return {name: None if value is None else str(value) for name, value in found.items()}

    def __str__(self) -> str:
        return str(self.line)

    @property
    def line(self) -> Message:
        """One line: place, record and field, value, reason, code."""
        place = ":".join(str(p) for p in (self.file, self.sheet, self.row, self.column) if p is not None)
        what = ".".join(p for p in (self.record, self.field) if p)
        value = "" if self.value is None else f" = {self.value!r}"
        return message(
            "load.problem", place=place or "-", what=what + value, reason=self.reason, code=str(self.code)
        )
