"""Which records does a Parquet file hold, a file a record type and a column a property by its key?

For bulk: whole columns are cast, none is guessed. What is written in another type than its property's is refused unless every value
survives the change (a text that is a date, an integer where a decimal is asked, one value where several may stand).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from rdflib import URIRef

from loaders.files import guarded, refused
from ontology.headings import alike, loadable, plain, required, types_by_name
from ontology.messages import Message, message
from ontology.problems import Code, Part, Problem
from ontology.records import DTYPES, ORIGIN, Batch, columns
from ontology.vocabulary import Kind, Property, RecordType

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path

ROWS = 100_000_000
"""Most rows of one file: repeated values cost a file nothing, and memory much."""
SHOWN = 10_000
"""Most bad values of one column that are listed one by one; the last problem says how many more there are."""

_TEXTS = (pl.String, pl.Categorical, pl.Enum)
_TAKEN: dict[Kind, tuple[type[pl.DataType], ...]] = {
    Kind.TEXT: _TEXTS,
    Kind.CODE: _TEXTS,
    Kind.REFERENCE: _TEXTS,
    Kind.DATE: (pl.Date, pl.Datetime, *_TEXTS),
    Kind.DATETIME: (pl.Datetime, pl.Date, *_TEXTS),
    Kind.INTEGER: (pl.Int64, pl.Int32, pl.Int16, pl.Int8, pl.UInt64, pl.UInt32, pl.UInt16, pl.UInt8),
    Kind.DECIMAL: (pl.Float64, pl.Float32, pl.Decimal, pl.Int64, pl.Int32, pl.Int16, pl.Int8),
    Kind.BOOLEAN: (pl.Boolean,),
}
_REASONS = {
    Kind.DATE: (Code.BAD_DATE, message("values.no_date")),
    Kind.DATETIME: (Code.BAD_DATE, message("values.no_time")),
}
KINDS = {
    Kind.TEXT: message("kinds.text"),
    Kind.DATE: message("kinds.date"),
    Kind.DATETIME: message("kinds.datetime"),
    Kind.INTEGER: message("kinds.integer"),
    Kind.DECIMAL: message("kinds.decimal"),
    Kind.BOOLEAN: message("kinds.boolean"),
    Kind.CODE: message("kinds.code"),
    Kind.REFERENCE: message("kinds.reference"),
}


def read(path: Path) -> Batch:
    """The records of a Parquet file named after a record type, or of all such files in a folder; `row` counts from 1."""
    if not path.is_dir():
        return guarded(path, _file, limit=None)
    batch = Batch({})
    for file in sorted(p for p in path.iterdir() if p.suffix.lower() == ".parquet"):
        batch += guarded(file, _file, limit=None)
    return batch


def _file(path: Path) -> Batch:
    record_type = types_by_name().get(plain(path.stem))
    if record_type is None:
        names = [name for t in loadable() for name in (t.name, *t.labels.values())]
        return refused(
            path, Code.UNKNOWN_TYPE, message("files.named_after_none", near=alike(path.stem, names))
        )
    try:
        rows = pl.scan_parquet(path, glob=False, hive_partitioning=False).select(pl.len()).collect().item()
        if rows > ROWS:
            return refused(path, Code.TOO_LARGE, message("parquet.too_many_rows", rows=rows, most=ROWS))
        written = pl.read_parquet(path, glob=False, hive_partitioning=False)
    except pl.exceptions.PolarsError as error:
        return refused(path, Code.UNREADABLE, message("parquet.damaged", error=str(error).splitlines()[0]))
    return typed(written, record_type, str(path))


def typed(written: pl.DataFrame, record_type: RecordType, file: str) -> Batch:
    """A frame of unknown columns as a batch of that type, with a problem for everything that does not fit."""
    if not written.height:
        return refused(file, Code.EMPTY_FILE, message("files.no_records"))
    known, problems = {"id": _ID, "withdrawn": _WITHDRAWN, **record_type.keys}, list[Problem]()
    found: dict[str, pl.Expr] = {}
    for name, have in written.schema.items():
        prop = known.get(name)
        key = prop.key if prop is not None else name
        if prop is None:
            near = alike(name, known)
            problems.append(
                Problem(
                    Code.UNKNOWN_FIELD,
                    message("tables.no_column", type=record_type.term, near=near),
                    file,
                    field=name,
                )
            )
        elif key in found:
            problems.append(
                Problem(Code.TOO_MANY, message("tables.column_twice"), file, field=key, value=name)
            )
        elif (value := _value(pl.col(name), have, prop)) is None:
            reason = message("parquet.column_of", have=have, expected=_expected(prop))
            problems.append(Problem(Code.BAD_VALUE, reason, file, field=key))
            found[key] = pl.lit(None)
        else:
            found[key] = value
            problems += _lost(written, name, value, prop, file)
    frame = written.select(
        *(found.get(key, pl.lit(None)).cast(dtype).alias(key) for key, dtype in columns(record_type).items()),
        pl.lit(0).cast(ORIGIN["_part"]).alias("_part"),
        pl.int_range(1, pl.len() + 1).cast(ORIGIN["_row"]).alias("_row"),
        found.get("withdrawn", pl.lit(None)).cast(pl.Boolean).fill_null(value=False).alias("_withdrawn"),
    )
    problems += _missing(frame, record_type, found, file)
    return Batch({record_type.name: frame.filter(pl.col("id").is_not_null())}, (Part(file),), tuple(problems))


_ID = Property("id", URIRef(""), Kind.TEXT, {})
_WITHDRAWN = Property("withdrawn", URIRef(""), Kind.BOOLEAN, {})


def _value(column: pl.Expr, have: pl.DataType, prop: Property) -> pl.Expr | None:
    """The column as its property's type, null where a value cannot be one; None if no value of the column can."""
    if have == pl.Null:
        return column
    inner = have.inner if isinstance(have, pl.List | pl.Array) else None
    if inner is not None:
        if not prop.many or (inner != pl.Null and not isinstance(inner, _TAKEN[prop.kind])):
            return None
        column = column.arr.to_list() if isinstance(have, pl.Array) else column
        items = column.list.eval(_cast(pl.element(), inner, prop.kind).drop_nulls()).list.unique(
            maintain_order=True
        )
        return pl.when(items.list.len() > 0).then(items)
    if not isinstance(have, _TAKEN[prop.kind]):
        return None
    value = _cast(column, have, prop.kind)
    return pl.when(value.is_not_null()).then(pl.concat_list(value)) if prop.many else value


def _cast(column: pl.Expr, have: Any, kind: Kind) -> pl.Expr:
    if isinstance(have, _TEXTS):
        text = column.cast(pl.String).str.strip_chars()
        text = pl.when(text != "").then(text)
        if kind is Kind.DATE:
            return text.str.strptime(pl.Date, "%Y-%m-%d", strict=False)
        if kind is Kind.DATETIME:
            forms = ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f")
            return pl.coalesce(text.str.strptime(pl.Datetime("us"), form, strict=False) for form in forms)
        return text
    if isinstance(have, pl.Datetime):
        column = column.dt.replace_time_zone(None)
        if kind is Kind.DATE:
            return pl.when(column.dt.truncate("1d") == column).then(column.dt.date())
    return column.cast(DTYPES[kind], strict=False)


def _lost(written: pl.DataFrame, name: str, value: pl.Expr, prop: Property, file: str) -> list[Problem]:
    """A problem for each value that is there and did not become one of its property's type."""
    have = written.schema[name]
    if (
        isinstance(have, pl.List | pl.Array)
        or have == pl.Null
        or prop.kind in {Kind.TEXT, Kind.CODE, Kind.REFERENCE}
    ):
        return []
    there = pl.col(name).is_not_null()
    if isinstance(have, _TEXTS):
        there &= pl.col(name).cast(pl.String).str.strip_chars() != ""
    bad = written.select(
        row=pl.int_range(1, pl.len() + 1), value=pl.col(name), lost=there & value.is_null()
    ).filter("lost")
    code, reason = _REASONS.get(prop.kind, (Code.BAD_VALUE, message("parquet.unfit", kind=KINDS[prop.kind])))
    ids = written["id"].cast(pl.String).str.strip_chars() if "id" in written.columns else None
    problems = [
        Problem(
            code,
            reason,
            file,
            row=row,
            record=None if ids is None else ids[row - 1],
            field=prop.key,
            value=found,
        )
        for row, found in bad.select("row", "value").head(SHOWN).iter_rows()
    ]
    if bad.height > SHOWN:
        problems.append(
            Problem(
                code, message("parquet.more", reason=reason, count=bad.height - SHOWN), file, field=prop.key
            )
        )
    return problems


def _missing(frame: pl.DataFrame, record_type: RecordType, found: Container[str], file: str) -> list[Problem]:
    """A problem for each row without an id and each column without which no record can be whole."""
    problems = []
    if "id" in found:
        nameless = frame.filter(pl.col("id").is_null())["_row"].head(SHOWN)
        problems = [
            Problem(Code.MISSING_FIELD, message("values.needs_id"), file, row=row, field="id")
            for row in nameless
        ]
    if frame["_withdrawn"].all() and "id" in found:
        return problems
    for group in required(record_type):
        if not any(key in found for key in group):
            reason = message("tables.column_required", names=group)
            problems.append(Problem(Code.MISSING_COLUMN, reason, file, field=group[0]))
    return problems


def _expected(prop: Property) -> Message:
    one = KINDS[Kind.TEXT if prop.kind in {Kind.CODE, Kind.REFERENCE} else prop.kind]
    return message("parquet.list_of", one=one) if prop.many else one
