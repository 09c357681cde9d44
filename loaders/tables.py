"""How do the rows under a heading become records of one type?

Used for sheets and CSV files alike: a column is a property, named in Chinese, in English or by its key. Several values in a cell
stand apart by a semicolon (; or ；) or a line break; a mark such as 、 belongs to names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ontology.cells import SEPARATES, SPLIT
from ontology.headings import alike, codes_by_name, heading, keys_by_name, plain, required
from ontology.intake import Intake, convert
from ontology.messages import Message, message
from ontology.problems import Code, Part, Unfit
from ontology.vocabulary import Kind, Property, RecordType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_ERRORS = {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}


@dataclass(slots=True)
class _Columns:
    """What the heading row says: per known column its index, key and reader; the indexes of columns without a heading."""

    known: list[tuple[int, str, Callable[[Any], Any]]] = field(default_factory=list)
    nameless: list[int] = field(default_factory=list)
    width: int = 0


def add_table(
    intake: Intake,
    record_type: RecordType,
    place: Part,
    rows: Iterable[tuple[int, Sequence[Any]]],
    name_of: Callable[[int, str], str],
) -> None:
    """Adds the records of a table of numbered rows: the first row that is not empty is its heading; empty rows are skipped.

    `name_of(index, heading)` is what problems call a column.
    """
    filled = ((number, cells) for number, cells in rows if any(map(_given, cells)))
    head = next(filled, None)
    if head is None:
        return
    at, cells = head
    headings = [str(cell).strip() if _given(cell) else "" for cell in cells]
    names = keys_by_name(record_type.name)
    found = {
        names[plain(h)]: name_of(i, h)
        for i, h in reversed(list(enumerate(headings)))
        if h and plain(h) in names
    }
    part = intake.part(Part(place.file, place.sheet, tuple(reversed(found.items()))))
    columns = _columns(intake, record_type, part, at, headings, name_of)
    stated = False
    for number, row in filled:
        record = _record(intake, columns, part, number, row)
        record["type"] = record_type.name
        stated |= record.get("withdrawn") is not True
        _nameless(intake, columns, part, number, row, name_of)
        if "id" in found:  # without that column no row has one: said once below
            intake.add(record, part, number)
    if stated:
        _missing(intake, record_type, part, at, found)


def _columns(
    intake: Intake,
    record_type: RecordType,
    part: int,
    at: int,
    headings: list[str],
    name_of: Callable[[int, str], str],
) -> _Columns:
    columns, names, seen = _Columns(width=len(headings)), keys_by_name(record_type.name), set[str]()
    for index, text in enumerate(headings):
        column = name_of(index, text)
        key = names.get(plain(text))
        if not text:
            columns.nameless.append(index)
        elif key is None:
            reason = message("tables.no_column", type=record_type.term, near=_near(record_type, text))
            intake.problem(Code.UNKNOWN_FIELD, reason, part, at, column=column, field=text)
        elif key in seen:
            intake.problem(
                Code.TOO_MANY, message("tables.column_twice"), part, at, column=column, field=key, value=text
            )
        else:
            seen.add(key)
            columns.known.append((index, key, _reader(key, record_type.keys.get(key))))
    return columns


def _near(record_type: RecordType, text: str) -> Message | str:
    lang = "en" if text.isascii() else "zh"
    keys = ("id", "withdrawn", *(p.key for p in record_type.properties))
    return alike(text, (heading(record_type, key, lang) for key in keys)) or alike(text, keys)


def _missing(intake: Intake, record_type: RecordType, part: int, at: int, found: Iterable[str]) -> None:
    """A problem for each column without which no record of the type can be whole."""
    for group in required(record_type):
        if not any(key in found for key in group):
            names = [_column(record_type, key) for key in group]
            intake.problem(
                Code.MISSING_COLUMN, message("tables.column_required", names=names), part, at, field=group[0]
            )


def _column(record_type: RecordType, key: str) -> Message:
    return message("tables.column", label=heading(record_type, key, "zh"), key=key)


def _record(intake: Intake, columns: _Columns, part: int, number: int, row: Sequence[Any]) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for index, key, read in columns.known:
        if index >= len(row):
            continue
        cell = row[index]
        if cell is None or cell == "":
            continue
        if isinstance(cell, str) and cell[:1] == "#" and cell.strip() in _ERRORS:
            intake.problem(
                Code.BAD_VALUE, message("tables.spreadsheet_error"), part, number, field=key, value=cell
            )
            continue
        try:
            record[key] = read(cell)
        except Unfit as error:
            intake.problem(
                Code.BAD_VALUE, error.reason, part, number, record=record.get("id"), field=key, value=cell
            )
    return record


def _nameless(
    intake: Intake,
    columns: _Columns,
    part: int,
    number: int,
    row: Sequence[Any],
    name_of: Callable[[int, str], str],
) -> None:
    """A problem for the first value of each column that has no heading."""
    beyond = range(columns.width, len(row))
    for index in (*columns.nameless, *beyond):
        if index < len(row) and _given(row[index]):
            reason = message("tables.no_heading")
            intake.problem(
                Code.UNKNOWN_FIELD, reason, part, number, column=name_of(index, ""), value=row[index]
            )
            columns.nameless = [i for i in columns.nameless if i != index]
            columns.width = max(columns.width, index + 1)


def _reader(key: str, prop: Property | None) -> Callable[[Any], Any]:
    """How a filled cell of the column becomes what `Intake.add` takes."""
    if prop is None:
        return _written if key == "id" else _truth
    if prop.kind is Kind.CODE:
        return _code_reader(codes_by_name(prop.scheme or ""))
    if prop.kind in SPLIT or prop.many:
        return _several
    return _written if prop.kind is Kind.TEXT else _same


def _code_reader(codes: Mapping[str, str]) -> Callable[[Any], Any]:
    known: dict[Any, list[str]] = {}

    def read(cell: Any) -> list[str]:
        if cell not in known:
            known[cell] = [codes.get(plain(item), item) for item in _items(_written(cell))]
        return known[cell]

    return read


def _several(cell: Any) -> Any:
    return _items(cell) if isinstance(cell, str) else cell if isinstance(cell, date) else _written(cell)


def _items(text: str) -> list[str]:
    return [item for part in SEPARATES.split(text) if (item := part.strip())]


def _written(cell: Any) -> str:
    """A cell as text: whole numbers without a point, days without a time."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell).strip()


def _truth(cell: Any) -> Any:
    return convert(Kind.BOOLEAN, cell)


def _same(cell: Any) -> Any:
    return cell


def _given(cell: Any) -> bool:
    return cell is not None and cell != "" and not (isinstance(cell, str) and cell.isspace())


@lru_cache(maxsize=20_000)
def letters(column: int) -> str:
    """The letters that a spreadsheet shows over a column, counted from 0."""
    name, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
