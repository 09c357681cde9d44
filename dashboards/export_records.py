"""How do records leave Zeren as files that load again?

Equal records give equal bytes: types stand in the order of the vocabulary, records in the order of their ids. What Zeren derives is
left out; it follows from the rest.
"""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

import polars as pl

from dashboards import record_texts
from dashboards.target import bytes_to
from ontology.cells import shielded, writer
from ontology.errors import InputError
from ontology.headings import heading, loadable
from ontology.print_workbook import write_workbook
from ontology.records import columns, plain
from ontology.vocabulary import RecordType

Tables = list[tuple[RecordType, pl.DataFrame]]


class Format(StrEnum):
    """The kinds of file that records can be written as; CSV and Parquet are folders with a file a type."""

    YAML = "yaml"
    JSON = "json"
    JSON_LD = "jsonld"
    TURTLE = "turtle"
    XLSX = "xlsx"
    CSV = "csv"
    PARQUET = "parquet"


_TEXTS: Mapping[Format, Callable[[Iterable[tuple[RecordType, pl.DataFrame]]], Iterator[str]]] = {
    Format.YAML: record_texts.yaml,
    Format.JSON: record_texts.json_list,
    Format.JSON_LD: record_texts.json_ld,
    Format.TURTLE: record_texts.turtle,
}


def write_records(
    frames: Mapping[str, pl.DataFrame],
    format_: Format | str,
    target: Path | IO[bytes],
    lang: str | None = "zh",
) -> None:
    """Writes the records as that format, to a path or (not CSV and Parquet) a binary stream such as standard output.

    `lang` is the language of headings and codes in workbook and CSV; for CSV None writes keys and codes. A file appears whole or
    not at all; a folder must be new or empty. Raises InputError for what the format cannot hold.
    """
    tables, format_ = _tables(frames), Format(format_)
    if format_ in {Format.CSV, Format.PARQUET}:
        if not isinstance(target, Path):
            raise InputError("target.stream", format=format_)
        _folder(
            target,
            lambda folder: _csv(tables, folder, lang) if format_ is Format.CSV else _parquet(tables, folder),
        )
    elif isinstance(target, Path):
        with bytes_to(target) as stream:
            _stream(tables, format_, stream, lang)
    else:
        _stream(tables, format_, target, lang)


def _tables(frames: Mapping[str, pl.DataFrame]) -> Tables:
    return [
        (record_type, plain(frame).select(*columns(record_type)).sort("id"))
        for record_type in loadable()
        if (frame := frames.get(record_type.name)) is not None and frame.height
    ]


def _stream(tables: Tables, format_: Format, stream: IO[bytes], lang: str | None) -> None:
    if format_ is Format.XLSX:
        # A workbook is a zip archive, which needs to go back in its file; a pipe cannot.
        whole = io.BytesIO()
        write_workbook(whole, {record_type.name: frame for record_type, frame in tables}, lang or "zh")
        stream.write(whole.getvalue())
        return
    stream.writelines(text.encode() for text in _TEXTS[format_](tables))


def _csv(tables: Tables, folder: Path, lang: str | None) -> None:
    for record_type, frame in tables:
        keys = list(columns(record_type))
        writers: list[Callable[[Any], object]] = [str, *(writer(p, lang) for p in record_type.properties)]
        name = record_type.labels.get(lang, record_type.name) if lang else record_type.name
        # With the mark at its beginning Excel takes the file for UTF-8.
        with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            rows = csv.writer(file)
            rows.writerow([heading(record_type, key, lang) if lang else key for key in keys])
            for row in frame.iter_rows():
                rows.writerow([_csv_cell(w, value) for w, value in zip(writers, row, strict=True)])


def _csv_cell(write: Callable[[Any], object], value: Any) -> str:
    if value is None:
        return ""
    cell = write(value)
    return shielded(cell) if isinstance(cell, str) else str(cell)


def _parquet(tables: Tables, folder: Path) -> None:
    for record_type, frame in tables:
        frame.write_parquet(folder / f"{record_type.name}.parquet")


def _folder(target: Path, write: Callable[[Path], None]) -> None:
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise InputError("target.not_empty", path=target)
    part = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    try:
        write(part)
    except BaseException:
        shutil.rmtree(part)
        raise
    part.chmod(0o755)
    if target.exists():
        target.rmdir()
    part.replace(target)
