"""How does a table leave the program: for the eye, as JSON, CSV or a workbook?

Table and workbook are for people: headers and codes in their language. JSON and CSV are for programs: keys and codes as in case
files, so that a pipe reads the same whatever the language.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from ontology.errors import InputError

if TYPE_CHECKING:
    from dashboards.wording import Wording


class Format(StrEnum):
    """How a table is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


def write(rows: pl.DataFrame, format_: Format, target: Path | None, wording: Wording) -> None:
    """Writes a frame to a file, or to standard output; raises InputError for a workbook without a file."""
    if format_ is Format.XLSX:
        if target is None:
            raise InputError("a workbook needs a file: add -o FILE.xlsx")
        _workbook(rows, target, wording)
        return
    if format_ is Format.TABLE and target is None:
        _table(rows, wording)
        return
    text = _json(rows) if format_ is Format.JSON else _csv(rows)
    if target is None:
        sys.stdout.write(text)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def as_json(value: Any) -> str:
    """Any result as JSON that a person can read, dates ISO."""
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain) + "\n"


def _json(rows: pl.DataFrame) -> str:
    lines = (json.dumps(row, ensure_ascii=False, default=_plain) for row in rows.iter_rows(named=True))
    return "[" + ",\n ".join(lines) + "]\n"


def _csv(rows: pl.DataFrame) -> str:
    return rows.select(_cell(name, dtype) for name, dtype in rows.schema.items()).write_csv()


def _cell(name: str, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, pl.List):
        return pl.col(name).cast(pl.List(pl.String)).list.join(";")
    if isinstance(dtype, pl.Struct):
        return pl.col(name).struct.json_encode()
    return pl.col(name).cast(pl.String)


def _table(rows: pl.DataFrame, wording: Wording) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(header_style="bold", show_lines=False)
    shown = [c for c in rows.columns if rows[c].null_count() < rows.height or not rows.height]
    for column in shown:
        table.add_column(
            wording.header(column),
            overflow="fold",
            justify="right" if rows[column].dtype.is_numeric() else "left",
        )
    for row in rows.select(shown).iter_rows():
        table.add_row(*(human(value, wording) for value in row))
    console = Console()
    # A pipe has no width of its own; lines that a person widens in an editor are better than words cut in pieces.
    (console if console.is_terminal else Console(width=200)).print(table)


def human(value: Any, wording: Wording) -> str:
    """A value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(human(v, wording) for v in value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return wording.code(value) if isinstance(value, str) else str(value)


def _workbook(rows: pl.DataFrame, target: Path, wording: Wording) -> None:
    import xlsxwriter

    target.parent.mkdir(parents=True, exist_ok=True)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(str(target), options) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        head = book.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1})
        sheet = book.add_worksheet("Zeren")
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(rows.columns):
            sheet.write_string(0, place, wording.header(column), head)
            sheet.set_column(place, place, 18)
        for line, row in enumerate(rows.iter_rows(), 1):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(line, place, datetime(value.year, value.month, value.day), day)
                elif isinstance(value, int | float) and not isinstance(value, bool):
                    sheet.write_number(line, place, value)
                elif value is not None:
                    sheet.write_string(line, place, human(value, wording))


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if hasattr(value, "__dataclass_fields__"):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    return str(value)
