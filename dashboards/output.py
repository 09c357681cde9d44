"""How does a table leave the program: for the eye, as JSON, CSV or a workbook?

Table and workbook are for people: headers and codes in their language. JSON and CSV are for programs: keys and codes as in case
files, so that a pipe reads the same whatever the language. Equal rows give equal bytes.
"""

from __future__ import annotations

import json
import sys
import tempfile
from datetime import date, datetime
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import polars as pl

from dashboards.target import bytes_to, standard_output
from ontology.errors import InputError

if TYPE_CHECKING:
    from dashboards.wording import Wording

TABLE_ROWS = 10_000
"""More rows than this are not for the eye; a table of millions would take the memory that the answer did not."""
SHEET_ROWS = 1_048_575
"""As many rows as a sheet of a workbook holds, its header apart."""
PIPE_WIDTH = 200
"""A pipe has no width of its own; lines that a person widens in an editor are better than words cut in pieces."""


CODED = frozenset({
    "action", "alternative", "context", "discoverer", "doubts", "flags", "grade", "ground", "judgement", "kind", "level", "light", "limb",
    "managedBy", "missing", "modality", "mode", "result", "role", "seat", "state", "status", "subject_kind", "type", "verdict",
})  # fmt: skip
"""Columns that hold codes of the vocabulary; a person reads their labels. Ids and texts in other columns may look like codes and are none."""


class Format(StrEnum):
    """How a table is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


def format_for(asked: Format | None, target: Path | None) -> Format:
    """The format that was asked for, else the one that the file's ending names, else a table."""
    if asked is not None:
        return asked
    ending = "" if target is None else target.suffix.lower().removeprefix(".")
    return Format(ending) if ending in ("json", "csv", "xlsx") else Format.TABLE


def write(
    rows: pl.DataFrame, format_: Format, target: Path | None, wording: Wording, *, raw: bool = False
) -> None:
    """Writes a frame to a file, or to standard output; raises InputError where that cannot be.

    `raw`: columns and values are somebody else's (ad-hoc Cypher) and stay as they are.
    """
    if format_ is Format.XLSX:
        if rows.height > SHEET_ROWS:
            raise InputError("target.too_many_rows", count=rows.height, most=SHEET_ROWS)
        if target is None and sys.stdout.isatty():
            raise InputError("target.workbook")
        with bytes_to(target) as stream:
            _workbook(rows, stream, wording, raw=raw)
    elif format_ is Format.TABLE:
        emit(_table(rows, wording, on_terminal=target is None and sys.stdout.isatty(), raw=raw), target)
        if rows.height > TABLE_ROWS:
            sys.stderr.write(wording.say("output.more", shown=TABLE_ROWS, total=rows.height) + "\n")
    else:
        emit(_json(rows) if format_ is Format.JSON else _csv(rows), target)


def table_text(rows: pl.DataFrame, wording: Wording) -> str:
    """A frame as a text table, for a command that shows several."""
    return _table(rows, wording, on_terminal=False, raw=False)


def emit(text: str, target: Path | None) -> None:
    """Writes a text to a file, or to standard output; raises InputError for a file that cannot be written."""
    if target is None:
        with standard_output():
            sys.stdout.write(text)
    else:
        with bytes_to(target) as stream:
            stream.write(text.encode())


def emit_bytes(content: bytes, target: Path | None) -> None:
    """Writes a document to a file, whole or not at all, or to standard output; raises InputError where that cannot be."""
    if target is None and sys.stdout.isatty():
        raise InputError("target.document")
    with bytes_to(target) as stream:
        stream.write(content)


def as_json(value: Any) -> str:
    """Any result as JSON that a person can read, days ISO."""
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain) + "\n"


def _json(rows: pl.DataFrame) -> str:
    """A list with a row a line."""
    if not rows.width:
        return "[]\n"
    if any(dtype == pl.Object for dtype in rows.dtypes):
        lines = "\n".join(
            json.dumps(r, ensure_ascii=False, default=_plain) for r in rows.iter_rows(named=True)
        )
    else:
        lines = rows.write_ndjson().rstrip("\n")
    return "[" + lines.replace("\n", ",\n ") + "]\n"


def _csv(rows: pl.DataFrame) -> str:
    return rows.select(_cell(name, dtype) for name, dtype in rows.schema.items()).write_csv()


def _cell(name: str, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, pl.List) and not isinstance(dtype.inner, pl.Struct):
        text = pl.col(name).cast(pl.List(pl.String)).list.join(";")
    elif isinstance(dtype, pl.List | pl.Struct) or dtype == pl.Object:
        text = pl.col(name).map_elements(_one_line, return_dtype=pl.String)
    elif dtype != pl.String:
        return pl.col(name).cast(pl.String)
    else:
        text = pl.col(name)
    # A spreadsheet that opens the file must take no text for a formula (ontology.cells.shielded).
    return text.str.replace(r"^('*[=+\-@\t\r])", "'$1")


def _one_line(value: Any) -> str:
    whole = value.to_list() if isinstance(value, pl.Series) else value
    return json.dumps(whole, ensure_ascii=False, default=_plain)


def _table(rows: pl.DataFrame, wording: Wording, *, on_terminal: bool, raw: bool) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    rows = rows.head(TABLE_ROWS)
    coded = frozenset[str]() if raw else CODED
    shown = [
        c
        for c in rows.columns
        if not rows.height or any(v not in (None, "", [], ()) for v in rows[c].to_list())
    ]
    table = Table(header_style="bold", box=box.SQUARE)
    for column in shown:
        right = rows[column].dtype.is_numeric()
        heading = column if raw else wording.header(column)
        table.add_column(_unmarked(heading), overflow="fold", justify="right" if right else "left")
    for row in rows.select(shown).iter_rows():
        cells = zip(shown, row, strict=True)
        table.add_row(*(_unmarked(human(value, wording, coded=column in coded)) for column, value in cells))
    console = Console() if on_terminal else Console(file=StringIO(), width=PIPE_WIDTH)
    # Captured and written by us: a reader that has gone away (`| head`) must not end in an error of the library.
    with console.capture() as captured:
        console.print(table)
    return captured.get()


def _unmarked(text: str) -> str:
    """A text that the table takes as it is, square brackets and all."""
    return text.replace("[", r"\[")


def human(value: Any, wording: Wording, *, coded: bool = False) -> str:
    """A value as a person reads it; `coded`: a text is a code, and its label is shown."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(human(v, wording, coded=coded) for v in value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return wording.say("output.positive" if value else "output.negative")
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return wording.code(value) if coded and isinstance(value, str) else str(value)


def _workbook(rows: pl.DataFrame, stream: IO[bytes], wording: Wording, *, raw: bool) -> None:
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with tempfile.TemporaryDirectory(prefix="zeren-") as folder:
        path = Path(folder) / "table.xlsx"
        with xlsxwriter.Workbook(str(path), options) as book:
            book.set_properties({"created": datetime(2000, 1, 1)})  # equal rows, equal bytes
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            head = book.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1})
            sheet = book.add_worksheet("Zeren")
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, rows.height, max(rows.width - 1, 0))
            for place, column in enumerate(rows.columns):
                sheet.set_column(place, place, 18)
                sheet.write_string(0, place, column if raw else wording.header(column), head)
            for line, row in enumerate(rows.iter_rows(), 1):
                for place, (column, value) in enumerate(zip(rows.columns, row, strict=True)):
                    if isinstance(value, date) and not isinstance(value, datetime):
                        sheet.write_datetime(line, place, datetime(value.year, value.month, value.day), day)
                    elif isinstance(value, int | float) and not isinstance(value, bool):
                        sheet.write_number(line, place, value)
                    elif value is not None:
                        coded = not raw and column in CODED
                        sheet.write_string(line, place, human(value, wording, coded=coded))
        stream.write(path.read_bytes())


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if hasattr(value, "__dataclass_fields__"):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)
