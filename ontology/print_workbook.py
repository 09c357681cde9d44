"""What does the workbook look like in which people give their records: a sheet a type, a column a property?

Empty it is the template; with frames it is an export that loads again to the same records. Equal frames give equal bytes. No cell is
a formula: text that looks like one stays text.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from ontology import workbook_guide as guide
from ontology.cells import YES_NO, writer
from ontology.errors import InputError
from ontology.headings import ID, REQUIRED_MARK, WITHDRAWN, heading, loadable, required
from ontology.messages import Message, message
from ontology.vocabulary import Kind, Property, RecordType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import BinaryIO

    import polars as pl

_ROWS, _CELL = 1_048_575, 32_767  # what a sheet holds below its heading, what a cell holds
_FIRST_DAY = date(1900, 3, 1)  # before it spreadsheets count a day that never was
_EPOCH = datetime(2000, 1, 1)


def write_workbook(
    target: Path | BinaryIO, frames: Mapping[str, pl.DataFrame] | None = None, lang: str = "zh"
) -> None:
    """Writes a workbook with the records of `frames`, or the template, headings and codes in `lang`.

    The template has a sheet for every type that may be loaded, an export only for those with records. Raises InputError for
    records that no workbook can hold: too many rows, a text too long, a separator inside a value.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"created": _EPOCH})
    try:
        formats = _formats(book)
        _guide(book, formats, lang)
        for record_type in loadable():
            frame = (frames or {}).get(record_type.name)
            if frames is None or (frame is not None and frame.height):
                _sheet(book, formats, record_type, frame, lang)
    finally:
        book.close()


def _formats(book: Any) -> dict[str, Any]:
    head = {"bold": True, "text_wrap": True, "valign": "top", "border": 1}
    return {
        "needed": book.add_format({**head, "bg_color": "#F8CBAD"}),
        "either": book.add_format({**head, "bg_color": "#FFE699"}),
        "free": book.add_format({**head, "bg_color": "#E2EFDA"}),
        "text": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "number": book.add_format({"num_format": "General"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def _guide(book: Any, formats: Mapping[str, Any], lang: str) -> None:
    sheet = book.add_worksheet(guide.name(lang))
    sheet.set_column(0, 0, 70)
    for (row, column), text in guide.cells(lang).items():
        sheet.write_string(row, column, text, formats["free"] if row == 0 else formats["wrap"])


def _sheet(
    book: Any, formats: Mapping[str, Any], record_type: RecordType, frame: pl.DataFrame | None, lang: str
) -> None:
    sheet = book.add_worksheet(record_type.labels.get(lang, record_type.name))
    sheet.freeze_panes(1, 1)
    groups = required(record_type)
    needed, either = {g[0] for g in groups if len(g) == 1}, {key for g in groups if len(g) > 1 for key in g}
    keys: list[tuple[str, Property | None]] = [
        ("id", None),
        *((p.key, p) for p in record_type.properties),
        ("withdrawn", None),
    ]
    for column, (key, prop) in enumerate(keys):
        look = formats["needed" if key in needed else "either" if key in either else "free"]
        sheet.write_string(
            0, column, heading(record_type, key, lang) + (REQUIRED_MARK if key in needed else ""), look
        )
        sheet.write_comment(
            0, column, _comment(key, prop, key in needed), {"x_scale": 2, "y_scale": 1.5, "author": ""}
        )
        sheet.set_column(column, column, 14, formats[_look(prop)])
        rule = _rule(key, prop, lang)
        if rule is not None:
            sheet.data_validation(1, column, _ROWS, column, rule)
    if frame is not None:
        _records(sheet, formats, record_type, frame, lang)


def _look(prop: Property | None) -> str:
    if prop is None or prop.many:
        return "text"
    return {Kind.DATE: "date", Kind.INTEGER: "number", Kind.DECIMAL: "number"}.get(prop.kind, "text")


def _comment(key: str, prop: Property | None, needed: bool) -> str:
    if prop is None:
        return f"{key}\n{ID['zh'] if key == 'id' else WITHDRAWN['zh']}"
    kind = {Kind.REFERENCE: " / ".join(prop.targets) + ".id", Kind.CODE: f"code {prop.scheme}"}.get(
        prop.kind, prop.kind.value
    )
    return "\n".join(
        part
        for part in (
            f"{key}: {kind}{', needed' if needed else ''}{', several' if prop.many else ''}",
            " / ".join(prop.labels.values()),
            prop.comment,
        )
        if part
    )


def _rule(key: str, prop: Property | None, lang: str) -> dict[str, Any] | None:
    """What a spreadsheet lets people enter in the column, if it can help."""
    if key == "withdrawn" or (prop is not None and prop.kind is Kind.BOOLEAN):
        return {"validate": "list", "source": list(YES_NO[lang])}
    if prop is None:
        return None
    if prop.kind is Kind.CODE and prop.scheme:
        column, first, last = guide.places(lang)[prop.scheme]
        source = f"='{guide.name(lang)}'!{xl_range_abs(first, column, last, column)}"
        # A cell with several codes is in no list: the list helps, the check must not stop it.
        return {"validate": "list", "source": source, "show_error": not prop.many}
    if prop.kind is Kind.DATE:
        title, hint = (
            ("日期", "请填完整日期，如 2023-07-15")
            if lang == "zh"
            else ("Date", "A full date such as 2023-07-15")
        )
        bounds = {"criteria": "between", "minimum": _FIRST_DAY, "maximum": date(9999, 12, 31)}
        return {"validate": "date", **bounds, "error_title": title, "error_message": hint}
    if prop.kind is Kind.INTEGER and prop.minimum is not None:
        return {"validate": "integer", "criteria": ">=", "value": prop.minimum}
    return None


def _records(
    sheet: Any, formats: Mapping[str, Any], record_type: RecordType, frame: pl.DataFrame, lang: str
) -> None:
    if frame.height > _ROWS:
        raise InputError("workbook.too_many_rows", count=frame.height, type=record_type.term)
    keys = ["id", *(p.key for p in record_type.properties)]
    writers: list[Callable[[Any], Any]] = [str, *(writer(p, lang) for p in record_type.properties)]
    for number, row in enumerate(frame.select(keys).iter_rows(), 1):
        for column, value in enumerate(row):
            if value is None:
                continue
            cell = writers[column](value)
            if isinstance(cell, date) and cell >= _FIRST_DAY:
                sheet.write_datetime(number, column, cell, formats["date"])
            elif isinstance(cell, int | float) and float(f"{cell:.16G}") == cell:
                sheet.write_number(number, column, cell)
            else:
                _write_text(
                    sheet,
                    number,
                    column,
                    str(cell),
                    message("workbook.value_of", field=keys[column], record=row[0]),
                )


def _write_text(sheet: Any, row: int, column: int, text: str, what: Message) -> None:
    if len(text) > _CELL:
        raise InputError("workbook.cell_too_long", what=what, most=_CELL)
    sheet.write_string(row, column, text)
