"""How does a loosely typed record from a file become a typed row, or a problem with its place?

Used by every loader that reads record by record. Accepts what people write: one value or a list, short keys, nested records
(`tests`, `offers`), full dates in the usual spellings. Never repairs silently: what is not plainly a value is a problem.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from ontology.messages import Message, message
from ontology.problems import Code, Part, Problem, Unfit
from ontology.records import ORIGIN, Batch, columns
from ontology.vocabulary import Kind, Property, RecordType, Vocabulary, vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

_DATE = re.compile(r"\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s*")
_TRUE = {"true", "yes", "1", "是", "真"}
_FALSE = {"false", "no", "0", "否", "假"}
_META = {"id", "type", "withdrawn"}
BLOCK = 20_000
"""So many records of a type are kept as Python values; then they are put away as columns."""


class Intake:
    """Collects records of any type; `batch()` closes it."""

    def __init__(self, vocabulary_: Vocabulary | None = None) -> None:
        self._vocabulary = vocabulary_ or vocabulary()
        self._rows: dict[str, dict[str, list[Any]]] = {}
        self._blocks: dict[str, list[pl.DataFrame]] = {}
        self._parts: list[Part] = []
        self._problems: list[Problem] = []

    def part(self, part: Part) -> int:
        """Registers a file or sheet; records added with this number come from it."""
        self._parts.append(part)
        return len(self._parts) - 1

    def problem(self, code: Code, reason: Message, part: int, row: int | None = None, **what: Any) -> None:
        """Notes a problem at a place; `what` is record, field, value, column."""
        place = self._parts[part]
        what.setdefault("column", place.column(what.get("field")))
        self._problems.append(Problem(code, reason, file=place.file, sheet=place.sheet, row=row, **what))

    def add(self, record: Mapping[str, Any], part: int, row: int | None) -> str | None:
        """Adds one record (keys `id`, `type`, properties; `withdrawn: true` takes it back) and the records nested in it.

        Returns its id, or None where it has none.
        """
        identifier = record.get("id")
        if (
            not isinstance(identifier, str | int)
            or isinstance(identifier, bool)
            or not str(identifier).strip()
        ):
            self.problem(
                Code.MISSING_FIELD, message("values.needs_id"), part, row, field="id", value=identifier
            )
            return None
        identifier = str(identifier).strip()
        type_name = record.get("type")
        record_type = self._vocabulary.types.get(str(type_name)) if type_name is not None else None
        if record_type is None:
            code = Code.MISSING_FIELD if type_name is None else Code.UNKNOWN_TYPE
            reason = message("values.needs_type") if type_name is None else message("values.no_type")
            self.problem(code, reason, part, row, record=identifier, field="type", value=type_name)
            return identifier
        if record_type.derived:
            reason = message("values.derived")
            self.problem(
                Code.UNKNOWN_TYPE, reason, part, row, record=identifier, field="type", value=type_name
            )
            return identifier
        values: dict[str, Any] = {}
        for key, value in record.items():
            if key in _META:
                continue
            prop = record_type.keys.get(key)
            if prop is None:
                reason = message("values.no_property", type=record_type.term)
                self.problem(Code.UNKNOWN_FIELD, reason, part, row, record=identifier, field=key, value=value)
            else:
                values[prop.key] = self._value(prop, value, identifier, part, row)
        self._append(record_type, identifier, values, part, row, withdrawn=record.get("withdrawn") is True)
        return identifier

    def batch(self) -> Batch:
        """Everything added, as typed frames."""
        for name in self._rows:
            self._put_away(name)
        frames = {name: pl.concat(blocks) for name, blocks in self._blocks.items()}
        return Batch(frames, tuple(self._parts), tuple(self._problems))

    def _put_away(self, name: str) -> None:
        """Turns what was added of a type since the last time into a frame, which takes a tenth of the room."""
        rows = self._rows[name]
        if rows:
            schema = {**columns(name), **ORIGIN}
            self._blocks.setdefault(name, []).append(
                pl.DataFrame([_column(key, rows[key], dtype) for key, dtype in schema.items()])
            )
            rows.clear()

    def _append(
        self,
        record_type: RecordType,
        identifier: str,
        values: dict[str, Any],
        part: int,
        row: int | None,
        *,
        withdrawn: bool,
    ) -> None:
        rows = self._rows.setdefault(record_type.name, defaultdict(list))
        rows["id"].append(identifier)
        for prop in record_type.properties:
            rows[prop.key].append(values.get(prop.key))
        rows["_part"].append(part)
        rows["_row"].append(row)
        rows["_withdrawn"].append(withdrawn)
        if len(rows["id"]) >= BLOCK:
            self._put_away(record_type.name)

    def _value(self, prop: Property, value: Any, identifier: str, part: int, row: int | None) -> Any:
        if value is None:
            return None
        items = value if isinstance(value, list | tuple | set) else [value]
        good = []
        for item in items:
            if item is None or (isinstance(item, str) and not item.strip()):
                continue
            if isinstance(item, dict) and prop.kind is Kind.REFERENCE:
                nested = {"type": prop.targets[0], **item} if len(prop.targets) == 1 else item
                named = self.add(nested, part, row)
                good += [] if named is None else [named]
                continue
            try:
                good.append(convert(prop.kind, item))
            except Unfit as error:
                code = Code.BAD_DATE if prop.kind in (Kind.DATE, Kind.DATETIME) else Code.BAD_VALUE
                self.problem(code, error.reason, part, row, record=identifier, field=prop.key, value=item)
        if prop.many:
            return list(dict.fromkeys(good)) or None
        if len(set(good)) > 1:
            self.problem(
                Code.TOO_MANY,
                message("values.one_value"),
                part,
                row,
                record=identifier,
                field=prop.key,
                value=", ".join(map(str, good)),
            )
        return good[0] if good else None


def _column(name: str, values: list[Any], dtype: pl.DataType) -> pl.Series:
    """The values as a column. Lists are laid end to end first: given one by one each would be made a column of its own."""
    if not isinstance(dtype, pl.List):
        return pl.Series(name, values, dtype=dtype)
    flat = pl.DataFrame(
        {
            "at": [at for at, found in enumerate(values) for _ in found or ()],
            name: [v for found in values for v in found or ()],
        },
        schema={"at": pl.UInt32, name: dtype.inner},
    )
    whole = pl.DataFrame({"at": pl.int_range(len(values), dtype=pl.UInt32, eager=True)})
    lists = flat.group_by("at", maintain_order=True).agg(name)
    return whole.join(lists, on="at", how="left", maintain_order="left")[name]


def convert(kind: Kind, value: Any) -> Any:
    """One value as the Python type of its kind; raises Unfit with the reason where it plainly is none."""
    return _CONVERTERS[kind](value)


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, dict | list):
        raise Unfit(message("values.no_text"))
    return str(value).strip()


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise Unfit(message("values.no_date"))
    year, month, day = map(int, match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        raise Unfit(message("values.no_such_day")) from None


def _datetime(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    try:
        return datetime.fromisoformat(str(value).strip()).replace(tzinfo=None)
    except ValueError:
        raise Unfit(message("values.no_time")) from None


def _integer(value: Any) -> int:
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise Unfit(message("values.no_integer"))
    try:
        return int(value)
    except (TypeError, ValueError):
        raise Unfit(message("values.no_integer")) from None


def _decimal(value: Any) -> float:
    if isinstance(value, bool):
        raise Unfit(message("values.no_number"))
    try:
        return float(value)
    except (TypeError, ValueError):
        raise Unfit(message("values.no_number")) from None


def _boolean(value: Any) -> bool:
    text = str(value).strip().lower()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise Unfit(message("values.no_truth"))


_CONVERTERS = {
    Kind.TEXT: _text,
    Kind.CODE: _text,
    Kind.REFERENCE: _text,
    Kind.DATE: _date,
    Kind.DATETIME: _datetime,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.BOOLEAN: _boolean,
}
