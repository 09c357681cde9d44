"""Records that leave as files and come back the same, in every format."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from dashboards.export_records import Format, write_records
from loaders.recognise import read
from ontology.cells import shielded, unshielded
from ontology.errors import InputError
from ontology.headings import loadable
from ontology.records import Batch, columns, plain
from ontology.vocabulary import Kind, Property, vocabulary

Frames = Mapping[str, pl.DataFrame]
UNORDERED = {Format.TURTLE, Format.JSON_LD}
"""Formats in which several values of a property have no order."""
FOLDERS = {Format.CSV, Format.PARQUET}
FORMATS = list(Format)


@cache
def district() -> Frames:
    batch = read(["shipped:district", "shipped:jintan-2023", "shipped:domains"])
    assert batch.problems == ()
    return batch.frames


def there_and_back(frames: Frames, format_: Format, folder: Path, lang: str | None = "zh") -> Batch:
    name = "out.ttl" if format_ is Format.TURTLE else f"out.{format_}"
    write_records(frames, format_, folder / name, lang)
    return read([folder / name])


def assert_same(frames: Frames, batch: Batch, format_: Format) -> None:
    assert set(batch.frames) == {name for name, frame in frames.items() if frame.height}
    for name, found in batch.frames.items():
        assert_frame_equal(_comparable(frames[name], format_), _comparable(found, format_))


def _comparable(frame: pl.DataFrame, format_: Format) -> pl.DataFrame:
    frame = plain(frame).sort("id")
    return frame.with_columns(pl.col(pl.List(pl.String)).list.sort()) if format_ in UNORDERED else frame


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("format_", FORMATS)
def test_the_district_comes_back_the_same(format_: Format, lang: str, tmp_path: Path) -> None:
    batch = there_and_back(district(), format_, tmp_path, lang)
    assert batch.problems == ()
    assert_same(district(), batch, format_)


def test_csv_with_keys_and_codes(tmp_path: Path) -> None:
    batch = there_and_back(district(), Format.CSV, tmp_path, None)
    assert (tmp_path / "out.csv" / "Organization.csv").exists()
    assert_same(district(), batch, Format.CSV)


@pytest.mark.parametrize("format_", FORMATS)
def test_equal_records_are_equal_bytes_whatever_their_order(format_: Format, tmp_path: Path) -> None:
    shuffled = {
        name: frame.sample(fraction=1, shuffle=True, seed=7)
        for name, frame in reversed(list(district().items()))
    }
    for name, frames in (("one", district()), ("two", shuffled)):
        write_records(frames, format_, tmp_path / name)
    assert _bytes(tmp_path / "one") == _bytes(tmp_path / "two")


def _bytes(path: Path) -> dict[str, bytes]:
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return {file.name if path.is_dir() else "": file.read_bytes() for file in files}


@pytest.mark.parametrize("format_", [f for f in FORMATS if f not in FOLDERS])
def test_to_a_stream_as_to_a_file(format_: Format, tmp_path: Path) -> None:
    stream = io.BytesIO()
    write_records(district(), format_, stream)
    write_records(district(), format_, tmp_path / "out")
    assert stream.getvalue() == (tmp_path / "out").read_bytes()


@pytest.mark.parametrize("format_", sorted(FOLDERS))
def test_a_folder_cannot_go_to_a_stream(format_: Format) -> None:
    with pytest.raises(InputError, match="folder"):
        write_records(district(), format_, io.BytesIO())


def test_other_programs_read_the_texts_as_they_are_meant() -> None:
    for format_, load in ((Format.YAML, yaml.safe_load), (Format.JSON, json.loads)):
        frames = {
            "Person": pl.DataFrame(
                [{"id": "no", "zh": "2023-01-01", "en": "5.10", "alias": ["~", "1e3"]}],
                schema=columns("Person"),
            )
        }
        stream = io.BytesIO()
        write_records(frames, format_, stream)
        (record,) = load(stream.getvalue().decode())
        assert record == {
            "id": "no",
            "type": "Person",
            "zh": "2023-01-01",
            "en": "5.10",
            "alias": ["~", "1e3"],
        }


def test_what_is_derived_and_what_is_withdrawn_stays() -> None:
    derived = pl.DataFrame([{"id": "r1"}], schema=columns("Responsibility"))
    person = pl.DataFrame(
        [{"id": "p1", "_withdrawn": True}, {"id": "p2"}],
        schema={**columns("Person"), "_withdrawn": pl.Boolean},
    )
    stream = io.BytesIO()
    write_records(
        {
            "Responsibility": derived,
            "Person": person.with_columns(pl.col("_withdrawn").fill_null(value=False)),
        },
        "yaml",
        stream,
    )
    assert stream.getvalue() == b"- {id: p2, type: Person}\n"


def test_a_failure_leaves_nothing_and_what_was_there_as_it_was(tmp_path: Path) -> None:
    bad = {"Person": pl.DataFrame([{"id": "p", "alias": ["a;b"]}], schema=columns("Person"))}
    (tmp_path / "a.xlsx").write_text("before")
    for name, format_ in (("a.xlsx", Format.XLSX), ("b", Format.CSV)):
        with pytest.raises(InputError, match="separates"):
            write_records(bad, format_, tmp_path / name)
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a.xlsx", "before")]


@pytest.mark.parametrize("format_", sorted(FOLDERS))
def test_a_folder_must_be_new_or_empty(format_: Format, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write_records(district(), format_, tmp_path / "empty")
    with pytest.raises(InputError, match="not empty"):
        write_records(district(), format_, tmp_path / "empty")


FORMULAS = ["=1+1", "+1", "-1", "@x", "\t=1", "=cmd|' /C calc'!A0", "'=1", "''", "'x", '="a"']


@pytest.mark.parametrize("text", FORMULAS)
def test_in_csv_no_cell_begins_like_a_formula(text: str, tmp_path: Path) -> None:
    assert shielded(text)[:1] not in tuple("=+-@\t\r")
    assert unshielded(shielded(text)) == text
    frames = {"Person": pl.DataFrame([{"id": "p", "zh": text.strip()}], schema=columns("Person"))}
    assert_same(frames, there_and_back(frames, Format.CSV, tmp_path), Format.CSV)


# ---------------------------------------------------------------------------- any records

# Texts as they are once read: without blanks at their ends, and without what separates values in cells.
_CHARACTERS = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), exclude_characters=";；\ufeff\ufffe\uffff"
)
ERRORS = {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}  # refused in tables
TEXTS = (
    (
        st.text(_CHARACTERS, min_size=1, max_size=12)
        | st.sampled_from(["no", "5.10", "=1", "#x", "a: b", "- c", "'", '"', "\\", "{}", "a,b"])
    )
    .map(str.strip)
    .filter(lambda text: text and text not in ERRORS)
)
VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.TEXT: TEXTS,
    Kind.REFERENCE: TEXTS,
    Kind.DATE: st.dates(date(1000, 1, 1)),
    Kind.DATETIME: st.datetimes(datetime(1000, 1, 1)),
    Kind.INTEGER: st.integers(-(2**63), 2**63 - 1),
    Kind.DECIMAL: st.floats(allow_nan=False, allow_infinity=False),
    Kind.BOOLEAN: st.booleans(),
}


def values(prop: Property) -> st.SearchStrategy[Any]:
    one = (
        st.sampled_from(sorted(vocabulary().schemes[prop.scheme].codes)) if prop.scheme else VALUES[prop.kind]
    )
    if prop.minimum is not None:
        one = st.integers(prop.minimum, 2**63 - 1)
    some = st.lists(one, min_size=1, max_size=3, unique=True) if prop.many else one
    return some if prop.required else st.none() | some


@st.composite
def any_frames(draw: st.DrawFn) -> Frames:
    record_type = draw(st.sampled_from(loadable()))
    rows = [{p.key: draw(values(p)) for p in record_type.properties} for _ in range(draw(st.integers(1, 3)))]
    ids = draw(st.lists(TEXTS, min_size=len(rows), max_size=len(rows), unique=True))
    return {
        record_type.name: pl.DataFrame(
            [{"id": i, **row} for i, row in zip(ids, rows, strict=True)], schema=columns(record_type)
        )
    }


@pytest.mark.parametrize("format_", FORMATS)
@given(frames=any_frames())
def test_any_records_come_back_the_same(
    format_: Format, frames: Frames, tmp_path_factory: pytest.TempPathFactory
) -> None:
    batch = there_and_back(frames, format_, tmp_path_factory.mktemp("any"))
    reading = [
        p for p in batch.problems if p.code in {"unreadable", "bad-value", "bad-date", "unknown-field"}
    ]
    assert [p for p in reading if "minimum" not in str(p.reason)] == []
    assert_same(frames, batch, format_)
