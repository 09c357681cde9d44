"""How much does a workbook unfold to, and which of its cells look empty to its reader though they are not?

Asked before a workbook is opened, because the reader allocates the whole rectangle of a sheet: a file of a few kilobytes with one
cell in the last corner, or with gigabytes of zeros, takes the machine down. It also shows a cell in error as an empty one.
"""

from __future__ import annotations

import copy
import html
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loaders.files import Refused
from ontology.messages import Message, message
from ontology.problems import Code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

UNFOLDED = 1_000_000_000
"""Most bytes that all parts of a workbook may unfold to."""
CELLS = 20_000_000
"""Most cells that the rectangle of one sheet may have: a million rows of twenty columns."""

_CHUNK = 8_000_000
_BLOCK = 1_000_000  # bytes of a part that are looked at together
_HEAD = 4096  # bytes of a part in which a document type would stand
_XML = (".xml", ".rels", ".vml")
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_XLSX_TAG = re.compile(
    rb"<(?:\w+:)?(row|c)\b([^>]*)>(<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)(?:<(?:\w+:)?v ?/>|<v></v>)?</(?:\w+:)?c>)?"
)
_REFERENCE, _ROW, _TYPE = (
    re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"'),
    re.compile(rb'\br="(\d{1,7})"'),
    re.compile(rb'\bt="(\w+)"'),
)
_ODS_TAG = re.compile(rb"<(/?)table:(table-row|table-cell|covered-table-cell|table)\b([^>]*)>")
_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="(\d{1,9})"')
_SHEET, _RELATION = re.compile(r"<(?:\w+:)?sheet\b[^>]*>"), re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*["']([^"']*)["']""")

_WORKBOOK = message("sorts.office_workbook")
UNSOUND = (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError, KeyError, UnicodeDecodeError)
"""What reading a damaged container raises; NotImplementedError is zipfile's own, for a way of packing that it does not know."""

Broken = tuple[int, int, Message]
"""A cell that shows no value: row (from 1), column (from 0), what it holds instead."""


def survey(path: Path, what: Message = _WORKBOOK) -> dict[str, list[Broken]]:
    """The cells of each sheet, by its name, that hold an error or a formula without its result.

    Raises Refused for what is no sound container (`what` is what it should be), unfolds to more than the limits, or declares entities.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _survey(archive)
    except UNSOUND as error:
        raise Refused(
            Code.UNREADABLE,
            message("files.damaged", what=what, error=str(error) or message("files.ends_early")),
        ) from None
    except RuntimeError:
        raise Refused(Code.UNREADABLE, message("files.locked")) from None


def _survey(archive: zipfile.ZipFile) -> dict[str, list[Broken]]:
    left, sheets = UNFOLDED, sheet_names(archive)
    broken: dict[str, list[Broken]] = {}
    for info in archive.infolist():
        scan = (
            _XlsxSheet()
            if info.filename in sheets
            else _OdsSheets()
            if info.filename == "content.xml"
            else None
        )
        rest = b""
        for block in _unfold(archive, info, left):
            if info.filename.endswith(_XML) and _ENTITIES.search(block[:_HEAD]):
                raise Refused(
                    Code.UNREADABLE,
                    message("files.entities", part=info.filename),
                )
            left -= len(block)
            if left < 0:
                raise Refused(Code.TOO_LARGE, message("files.unfolds", most=UNFOLDED / 1e6))
            if scan is not None:
                # Whole rows only: a tag that a block cuts in two would be missed.
                text = rest + block
                cut = text.rfind(b"row>") + len(b"row>")
                rest = text[cut:] if cut > len(b"row>") else text
                scan.read(text[:cut] if cut > len(b"row>") else b"")
        if isinstance(scan, _XlsxSheet):
            scan.read(rest)
            if scan.broken:
                broken[sheets[info.filename]] = scan.broken
    return broken


def _unfold(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> Iterator[bytes]:
    """The content of a part in blocks, to just over the limit, whatever size its entry states."""
    entry = copy.copy(info)
    entry.file_size = left + 2 * _CHUNK
    with archive.open(entry) as part:
        while block := part.read(_BLOCK):
            yield block


def sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Part name -> sheet name of an xlsx file; nothing for other containers."""
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        return {}
    book, relations = _small(archive, "xl/workbook.xml"), _small(archive, "xl/_rels/workbook.xml.rels")
    parts = {}
    for tag in _RELATION.findall(relations):
        found = dict(_ATTRIBUTE.findall(tag))
        parts[found.get("Id")] = posixpath.normpath(posixpath.join("/xl", found.get("Target", ""))).lstrip(
            "/"
        )
    sheets = {}
    for tag in _SHEET.findall(book):
        found = {key.rpartition(":")[2]: value for key, value in _ATTRIBUTE.findall(tag)}
        sheets[parts.get(found.get("id"), "")] = html.unescape(found.get("name", ""))
    return sheets


def _small(archive: zipfile.ZipFile, name: str) -> str:
    content = b""
    for block in _unfold(archive, archive.getinfo(name), _CHUNK):
        content += block
    return content[:_CHUNK].decode("utf-8")


@dataclass(slots=True)
class _Extent:
    rows: int = 0
    columns: int = 0

    def reach(self, row: int, column: int) -> None:
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)
        if self.rows * self.columns > CELLS:
            reason = message("files.spans", rows=self.rows, columns=self.columns, most=CELLS)
            raise Refused(Code.TOO_LARGE, reason)


@dataclass(slots=True)
class _XlsxSheet:
    """Follows rows and cells of a worksheet part; both may leave out their place and then follow the one before."""

    extent: _Extent = field(default_factory=_Extent)
    row: int = 0
    column: int = 0
    broken: list[Broken] = field(default_factory=list)

    def read(self, text: bytes) -> None:
        for name, attributes, formula in _XLSX_TAG.findall(text):
            if name == b"row":
                place = _ROW.search(attributes)
                self.row, self.column = int(place[1]) if place else self.row + 1, 0
                continue
            place = _REFERENCE.search(attributes)
            if place is not None:
                self.row, self.column = int(place[2]), _number(place[1])
            else:
                self.column += 1
            if self.row > self.extent.rows or self.column > self.extent.columns:
                self.extent.reach(self.row, self.column)
            if formula or b't="e"' in attributes:
                sort = _TYPE.search(attributes)
                if sort is None or sort[1] != b"str":
                    what = message("files.no_result") if formula else message("files.sheet_error")
                    self.broken.append((self.row, self.column - 1, what))


def _number(column: bytes) -> int:
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number


@dataclass(slots=True)
class _OdsSheets:
    """Follows the tables of an OpenDocument content part, where rows and cells say how often they repeat."""

    extent: _Extent = field(default_factory=_Extent)
    rows: int = 0
    repeat: int = 1
    cells: int = 0
    filled: int = 0

    def read(self, text: bytes) -> None:
        for closing, name, attributes in _ODS_TAG.findall(text):
            if name == b"table":
                self.extent, self.rows = _Extent(), 0
            elif name == b"table-row":
                if not closing:
                    self.repeat, self.cells, self.filled = _repeat(attributes), 0, 0
                if closing or attributes.endswith(b"/"):
                    self.rows += self.repeat
                    if self.filled:
                        self.extent.reach(self.rows, self.filled)
            elif not closing:
                self.cells += _repeat(attributes)
                if b"value-type=" in attributes:
                    self.filled = self.cells


def _repeat(attributes: bytes) -> int:
    found = _REPEATED.search(attributes)
    return int(found[1]) if found else 1
