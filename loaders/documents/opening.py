"""May this document be opened, and what are its text, paragraphs or sheets?

The one door for office files: archives that unfold without end, documents with macros, passwords, entity declarations, formulas in
the place of text, sheets without number, torn or wrongly coded files are refused here with a reason that says what to do.
"""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import python_calamine as calamine

from loaders import containers
from loaders.files import LIMIT, MEGABYTE, Refused
from loaders.passwords import locked
from loaders.tables import letters
from ontology.cells import unshielded
from ontology.messages import Message, message
from ontology.problems import Code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from docx.document import Document as Word
    from docx.text.paragraph import Paragraph

SHEETS = 1_000
"""Most sheets that a workbook may have."""

_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_LOCKED = message("documents.locked")
_MACROS = message("documents.macros")
_FOREIGN = {b"%PDF": message("sorts.pdf"), b"\x1f\x8b": message("sorts.gzip"), b"\x89PNG": message("sorts.picture"), b"\xff\xd8\xff": message("sorts.picture"), b"7z\xbc\xaf": message("sorts.seven_zip"), b"Rar!": message("sorts.rar")}  # fmt: skip
# What a spreadsheet would run if the cell were opened there: a call, a link to another program, a reference to another file.
_FORMULA = re.compile(r"\s*[=@+\-][^|(!]*(?:\|[^!]*!|\w\()", re.ASCII)
_HIDDEN = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*\br="(\d{1,7})"')
_ODS_TAG = re.compile(rb"<(/?)table:(table-row|table-cell|covered-table-cell|table)\b([^>]*)>")
_NAME, _REPEATED = (
    re.compile(rb'table:name="([^"]*)"'),
    re.compile(rb'number-(?:rows|columns)-repeated="(\d{1,9})"'),
)
_SPAN = re.compile(rb'number-(rows|columns)-spanned="(\d{1,6})"')
_BLOCK = 1_000_000  # bytes of a part that are looked at together
_LONGEST = 1_000_000  # characters of one CSV cell
_STRANGE = re.compile(r"[\ue000-\uf8ff\ufffd\x00-\x08\x0b\x0e-\x1f]")

SheetParts = tuple[
    str,
    "Sequence[Sequence[Any]]",
    "Mapping[tuple[int, int], tuple[int, int]]",
    "frozenset[int]",
    "Mapping[tuple[int, int], Message]",
]
"""Name, rows, cells of merged regions by their first, hidden rows, broken cells: what a Sheet is made of."""


def content(path: Path) -> bytes:
    """The bytes of a file that is not empty and not over the limit; raises Refused."""
    try:
        size = path.stat().st_size
        if size == 0:
            raise Refused(Code.EMPTY_FILE, message("files.empty"))
        if size > LIMIT:
            raise Refused(
                Code.TOO_LARGE,
                message("documents.too_large", size=size / MEGABYTE, most=LIMIT / MEGABYTE),
            )
        return path.read_bytes()
    except OSError as error:
        raise Refused(Code.UNREADABLE, message("files.unreadable", error=error)) from None


def decoded(raw: bytes) -> tuple[str, str]:
    """Text (CRLF become LF) and encoding: UTF-8, UTF-16 with or without mark, GB18030. Raises Refused for what is no text in any of them."""
    if raw.startswith((_OLE, _ZIP)) or any(raw.startswith(magic) for magic in _FOREIGN):
        raise Refused(Code.WRONG_FILE_TYPE, message("documents.not_a_text", sort=_sort(raw)))
    text, encoding = _decoded(raw)
    strange = _STRANGE.search(text)
    if strange:
        what = message("documents.strange", character=ord(strange[0]), place=strange.start())
        raise Refused(
            Code.UNREADABLE,
            message("documents.no_readable", encoding=encoding.upper(), what=what),
        )
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


def _decoded(raw: bytes) -> tuple[str, str]:
    for bom, encoding in _BOMS.items():
        if raw.startswith(bom):
            return _decode(raw, encoding), encoding.removesuffix("-sig")
    if b"\0" in raw[:4096]:
        # UTF-16 without its mark: ASCII characters leave every other byte empty.
        even, odd = raw[:4096:2].count(0), raw[1:4096:2].count(0)
        return _decode(raw, "utf-16-be" if even > odd else "utf-16-le"), "utf-16"
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        # Much sound UTF-8 before the first fault is no accident: it is UTF-8, torn or damaged.
        if len(re.findall(rb"[\xe4-\xe9][\x80-\xbf]{2}", raw[: error.start])) > 8:
            raise Refused(
                Code.UNREADABLE,
                message("documents.torn", start=error.start),
            ) from None
        return _decode(raw, "gb18030"), "gb18030"


def _decode(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        reason = message("documents.no_encoding", encoding=encoding.upper(), start=error.start)
        raise Refused(Code.UNREADABLE, reason) from None


def word(path: Path) -> Word:
    """The Word document at a path; raises Refused."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    raw = content(path)
    if not raw.startswith(_ZIP):
        raise Refused(Code.WRONG_FILE_TYPE, message("documents.not_word", sort=_sort(raw)))
    containers.survey(path, message("sorts.word_document"))
    _no_macros(raw)
    try:
        return docx.Document(io.BytesIO(raw))
    except (PackageNotFoundError, KeyError, ValueError, SyntaxError) as error:
        raise Refused(Code.UNREADABLE, message("documents.damaged_word", error=error)) from None


def paragraphs(document: Word) -> list[tuple[str, str]]:
    """Number and text of each paragraph in reading order: 1, 2, ... in the body, t1r2c3 (with a line break between several) in tables."""
    from docx.table import Table

    found: list[tuple[str, str]] = []
    count = tables = 0
    for block in document.iter_inner_content():
        if not isinstance(block, Table):
            count += 1
            found.append((str(count), _words(block)))
            continue
        tables += 1
        seen = set()
        for r, row in enumerate(block.rows, 1):
            for c, cell in enumerate(row.cells, 1):
                if cell._tc not in seen:  # noqa: SLF001  a merged cell comes once a column
                    seen.add(cell._tc)  # noqa: SLF001
                    found.append((f"t{tables}r{r}c{c}", "\n".join(map(_words, cell.paragraphs))))
    return found


def _words(paragraph: Paragraph) -> str:
    """The text of a paragraph as it reads with its tracked changes accepted; without any, as the library gives it."""
    element = paragraph._p  # noqa: SLF001  the library leaves inserted text out
    if not element.xpath(".//w:ins | .//w:moveTo"):
        return paragraph.text
    kept = element.xpath(".//w:r[not(ancestor::w:del) and not(ancestor::w:moveFrom)]")
    return "".join(str(run.text) for run in kept)


def sheets(path: Path) -> list[SheetParts]:
    """The sheets of an xlsx, xls, ods or CSV file in their order; raises Refused."""
    if path.suffix.lower() in {".csv", ".tsv"}:
        return [_csv(path)]
    raw = content(path)
    if not raw.startswith((_OLE, _ZIP)):
        raise Refused(Code.WRONG_FILE_TYPE, message("documents.not_workbook", sort=_sort(raw)))
    if locked(raw):
        raise Refused(Code.UNREADABLE, _LOCKED)
    broken = containers.survey(path) if raw.startswith(_ZIP) else {}
    _no_macros(raw)
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw)) as book:
            return _book(book, raw, broken)
    except calamine.PasswordError:
        raise Refused(Code.UNREADABLE, _LOCKED) from None
    except (calamine.CalamineError, ValueError, OSError) as error:
        raise Refused(Code.UNREADABLE, message("files.damaged_workbook", error=error)) from None
    except BaseException as error:  # the reader's own faults (Rust panics) are no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise Refused(Code.UNREADABLE, message("documents.gave_up")) from None


def _book(
    book: calamine.CalamineWorkbook, raw: bytes, broken: Mapping[str, Sequence[containers.Broken]]
) -> list[SheetParts]:
    names = [m.name for m in book.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
    if len(names) > SHEETS:
        raise Refused(Code.TOO_LARGE, message("documents.sheets", count=len(names), most=SHEETS))
    hidden, spans = (_hidden(raw), _spans(raw)) if raw.startswith(_ZIP) else ({}, {})
    found: list[SheetParts] = []
    for name in names:
        sheet = book.get_sheet_by_name(name)
        rows = _shared(sheet)
        _no_formulas(name, rows)
        ranges = sheet.merged_cell_ranges
        inner = _inner(ranges if ranges is not None else spans.get(name, ()))
        errors = {(row - 1, column): what for row, column, what in broken.get(name, ())}
        found.append((name, rows, inner, hidden.get(name, frozenset()), errors))
    return found


def _shared(sheet: calamine.CalamineSheet) -> list[list[Any]]:
    """The rows of a sheet from its first cell on; what stands in many cells is kept once."""
    seen: dict[str, str] = {}
    left: list[Any] = [""] * (
        sheet.start[1] if sheet.start else 0
    )  # columns before the first that holds something
    return [
        left + [seen.setdefault(v, v) if v.__class__ is str else v for v in row] for row in sheet.iter_rows()
    ]


def _inner(
    ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]],
) -> dict[tuple[int, int], tuple[int, int]]:
    cells: dict[tuple[int, int], tuple[int, int]] = {}
    for (top, left), (bottom, right) in ranges:
        if (bottom - top + 1) * (right - left + 1) > containers.CELLS // 10:
            raise Refused(
                Code.TOO_LARGE,
                message("documents.merges", rows=bottom - top + 1, columns=right - left + 1),
            )
        cells |= {
            (r, c): (top, left)
            for r in range(top, bottom + 1)
            for c in range(left, right + 1)
            if (r, c) != (top, left)
        }
    return cells


def _hidden(raw: bytes) -> dict[str, frozenset[int]]:
    """The hidden rows (from 0) of each sheet of an xlsx file."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = containers.sheet_names(archive)
        return {name: frozenset(_hidden_rows(archive, part)) for part, name in parts.items() if part}


def _hidden_rows(archive: zipfile.ZipFile, part: str) -> Iterator[int]:
    rest = b""
    with archive.open(part) as file:
        while block := file.read(_BLOCK):
            text = rest + block
            yield from (int(r) - 1 for r in _HIDDEN.findall(text))
            rest = text[max(text.rfind(b"<"), 0) :]  # a tag that the block cuts in two


def _spans(raw: bytes) -> dict[str, list[tuple[tuple[int, int], tuple[int, int]]]]:
    """The merged regions of each sheet of an ods file, whose reader does not tell them."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        text = archive.read("content.xml") if "content.xml" in archive.namelist() else b""
    found: dict[str, list[tuple[tuple[int, int], tuple[int, int]]]] = {}
    sheet, row, column, repeat = "", 0, 0, 1
    for closing, name, attributes in _ODS_TAG.findall(text):
        if name == b"table" and not closing:
            sheet, row = html.unescape((_NAME.search(attributes) or [b"", b""])[1].decode()), 0
        elif name == b"table-row":
            if not closing:
                column, repeat = 0, int((_REPEATED.search(attributes) or [b"", b"1"])[1])
            if closing or attributes.endswith(b"/"):
                row += repeat
        elif not closing:
            span = {what: int(count) for what, count in _SPAN.findall(attributes)}
            if span and span != {b"rows": 1, b"columns": 1}:
                last = row + span.get(b"rows", 1) - 1, column + span.get(b"columns", 1) - 1
                found.setdefault(sheet, []).append(((row, column), last))
            column += int((_REPEATED.search(attributes) or [b"", b"1"])[1])
    return found


def _csv(path: Path) -> SheetParts:
    text, _ = decoded(content(path))
    csv.field_size_limit(_LONGEST)
    head = text[:20_000]
    separator = "\t" if path.suffix.lower() == ".tsv" else max(",;\t", key=head.count)
    try:
        rows = [
            [unshielded(c) for c in row]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        ]
    except csv.Error as error:
        raise Refused(Code.UNREADABLE, message("files.no_csv", error=error)) from None
    _no_formulas(path.stem, rows)
    return path.stem, rows, {}, frozenset(), {}


def _no_formulas(sheet: str, rows: Sequence[Sequence[Any]]) -> None:
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, str) and value[:1] in "=@+-\t " and value and _FORMULA.match(value):
                place = f"{sheet}!{letters(c)}{r + 1}"
                raise Refused(
                    Code.BAD_VALUE,
                    message("documents.formula", place=place, text=value[:40]),
                    r + 1,
                )


def _no_macros(raw: bytes) -> None:
    if raw.startswith(_OLE):
        found = "_VBA_PROJECT".encode("utf-16-le") in raw
    else:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            found = any(
                name.lower().endswith("vbaproject.bin") or name.startswith("Basic/")
                for name in archive.namelist()
            )
    if found:
        raise Refused(Code.UNREADABLE, _MACROS)


def _sort(raw: bytes) -> Message:
    if raw.startswith(_OLE):
        if locked(raw):
            return message("sorts.with_password")
        return message("sorts.old_office")
    if raw.startswith(_ZIP):
        return message("sorts.archive")
    for magic, name in _FOREIGN.items():
        if raw.startswith(magic):
            return name
    return message("sorts.text") if b"\0" not in raw[:4096] else message("sorts.binary")
