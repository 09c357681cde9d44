"""Parquet: whole columns, no guesses, and a problem with its row for each value that cannot be."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from loaders import parquet_records
from loaders.parquet_records import read
from ontology.records import ORIGIN, Batch, columns
from tests.loaders.books import codes, told


def loaded(folder: Path, name: str, **values: Any) -> Batch:
    pl.DataFrame(values).write_parquet(folder / f"{name}.parquet")
    return read(folder / f"{name}.parquet")


def test_the_columns_of_records_come_back_as_they_are(tmp_path: Path) -> None:
    row = {
        "id": "t1",
        "kind": "Acting",
        "from": date(2023, 7, 15),
        "recordedAt": datetime(2023, 1, 1, 2),
        "evidence": ["s"],
    }
    frame = pl.DataFrame([row], schema=columns("Tenure"))
    frame.write_parquet(tmp_path / "Tenure.parquet")
    batch = read(tmp_path)
    assert batch.frames["Tenure"].drop(list(ORIGIN)).equals(frame)
    assert batch.frames["Tenure"].select(list(ORIGIN)).rows() == [(0, 1, False)]
    assert batch.frames["Tenure"].schema == pl.Schema({**columns("Tenure"), **ORIGIN})


CASTS: list[tuple[str, str, Any, Any]] = [
    ("Tenure", "from", pl.Series(["2023-07-15"]), date(2023, 7, 15)),
    ("Tenure", "from", pl.Series([datetime(2023, 7, 15)]), date(2023, 7, 15)),
    ("Tenure", "from", pl.Series([None]), None),
    ("Tenure", "from", pl.Series([" "]), None),
    ("Tenure", "recordedAt", pl.Series([date(2023, 7, 15)]), datetime(2023, 7, 15)),
    ("Tenure", "recordedAt", pl.Series([datetime(2023, 7, 15, 1, tzinfo=UTC)]), datetime(2023, 7, 15, 1)),
    (
        "Tenure",
        "recordedAt",
        pl.Series([datetime(2023, 7, 15, 1)], dtype=pl.Datetime("ms")),
        datetime(2023, 7, 15, 1),
    ),
    ("Tenure", "recordedAt", pl.Series(["2023-07-15T01:02:03"]), datetime(2023, 7, 15, 1, 2, 3)),
    ("Tenure", "kind", pl.Series(["Acting"], dtype=pl.Categorical), "Acting"),
    ("Tenure", "kind", pl.Series(["Acting"], dtype=pl.Enum(["Acting"])), "Acting"),
    ("Tenure", "heldBy", pl.Series([" p1 "]), "p1"),
    ("Tenure", "evidence", pl.Series(["s1"]), ["s1"]),
    ("Tenure", "evidence", pl.Series([["s1", " s1", "", None, "s2"]]), ["s1", "s2"]),
    ("Tenure", "evidence", pl.Series([[""]]), None),
    ("Tenure", "evidence", pl.Series([["s1", "s2"]], dtype=pl.Array(pl.String, 2)), ["s1", "s2"]),
    ("Duty", "everyDays", pl.Series([30], dtype=pl.Int16), 30),
    ("Policy", "value", pl.Series([30]), 30.0),
    ("Policy", "value", pl.Series([0.5], dtype=pl.Float32), 0.5),
    ("ReferralRule", "within", pl.Series([True]), True),
]


@pytest.mark.parametrize(("name", "key", "written", "found"), CASTS)
def test_a_column_in_another_type_that_loses_nothing(
    tmp_path: Path, name: str, key: str, written: pl.Series, found: Any
) -> None:
    batch = loaded(tmp_path, name, id=["x"], **{key: written})
    assert batch.frames[name][key].to_list() == [found]
    assert "bad-value" not in codes(batch)
    assert "bad-date" not in codes(batch)


@pytest.mark.parametrize(
    ("name", "key", "values"),
    [
        ("Tenure", "from", [45000]),
        ("Tenure", "kind", [1]),
        ("Tenure", "heldBy", [["p1"]]),
        ("Duty", "everyDays", [30.0]),
        ("Duty", "everyDays", ["30"]),
        ("Policy", "value", ["0.5"]),
        ("ReferralRule", "within", ["true"]),
        ("Tenure", "evidence", [[1]]),
        ("Tenure", "from", [["2023-01-01"]]),
    ],
)
def test_a_column_of_the_wrong_type(tmp_path: Path, name: str, key: str, values: list[Any]) -> None:
    (problem,) = [p for p in loaded(tmp_path, name, id=["x"], **{key: values}).problems if p.field == key]
    assert (problem.code, problem.row) == ("bad-value", None)


def test_values_that_cannot_be_have_their_row(tmp_path: Path) -> None:
    values = {
        "from": ["2023-02-30", "2023-01-01", "soon", None],
        "recordedAt": ["2023-01-01T00:00:00", None, "x", ""],
    }
    batch = loaded(
        tmp_path, "Tenure", id=list("abcd"), kind=["K"] * 4, heldBy=["p"] * 4, ofPost=["q"] * 4, **values
    )
    assert [(p.code, p.row, p.record, p.field, p.value) for p in batch.problems] == [
        ("bad-date", 1, "a", "from", "2023-02-30"),
        ("bad-date", 3, "c", "from", "soon"),
        ("bad-date", 3, "c", "recordedAt", "x"),
    ]


def test_a_time_of_day_where_a_day_is_asked_and_a_number_too_large(tmp_path: Path) -> None:
    batch = loaded(
        tmp_path,
        "Extension",
        id=["a"],
        date=[datetime(2023, 1, 1, 9)],
        newDue=[date(2023, 2, 1)],
        extends=["d"],
    )
    assert told(batch) == [("bad-date", "a", "date")]
    many = pl.Series([2**64 - 1], dtype=pl.UInt64)
    batch = loaded(
        tmp_path, "Duty", id=["a"], zh=["x"], kind=["K"], **{"from": [date(2023, 1, 1)], "everyDays": many}
    )
    assert told(batch) == [("bad-value", "a", "everyDays")]


def test_unknown_missing_and_doubled_columns(tmp_path: Path) -> None:
    batch = loaded(
        tmp_path,
        "Circumstance",
        id=["a"],
        zh=["x"],
        number=["1"],
        subjectkind=["K"],
        tests=["t"],
        testedBy=["t"],
    )
    assert told(batch) == [
        ("unknown-field", None, "subjectkind"),
        ("too-many", None, "testedBy"),
        ("missing-column", None, "subjectKind"),
        ("missing-column", None, "of"),
    ]
    assert "subjectKind" in str(batch.problems[0].reason)


def test_rows_without_an_id(tmp_path: Path) -> None:
    batch = loaded(tmp_path, "Person", id=["a", None, " "], zh=["x", "y", "z"])
    assert [(p.code, p.row) for p in batch.problems] == [("missing-field", 2), ("missing-field", 3)]
    assert codes(loaded(tmp_path, "Person", zh=["x"])) == ["missing-column"]


def test_taking_records_back(tmp_path: Path) -> None:
    batch = loaded(tmp_path, "Post", id=["a", "b"], withdrawn=[True, True])
    assert batch.problems == ()
    assert batch.frames["Post"]["_withdrawn"].to_list() == [True, True]


def test_a_flood_of_bad_values_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_records, "SHOWN", 3)
    batch = loaded(
        tmp_path,
        "Extension",
        id=[f"e{n}" for n in range(10)],
        date=["x"] * 10,
        newDue=[date(2023, 1, 1)] * 10,
        extends=["d"] * 10,
    )
    assert codes(batch) == ["bad-date"] * 4
    assert str(batch.problems[-1].reason).endswith("and 7 more")


def test_files_of_no_type_without_rows_with_too_many_and_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert codes(loaded(tmp_path, "Persons", id=["a"])) == ["unknown-type"]
    assert codes(loaded(tmp_path, "Person", id=pl.Series([], dtype=pl.String))) == ["empty-file"]
    monkeypatch.setattr(parquet_records, "ROWS", 2)
    assert codes(loaded(tmp_path, "Person", id=["a", "b", "c"])) == ["too-large"]
    (tmp_path / "Person.parquet").write_bytes(b"PAR1" + bytes(100) + b"PAR1")
    assert codes(read(tmp_path / "Person.parquet")) == ["unreadable"]


def test_a_folder_with_a_file_a_type(tmp_path: Path) -> None:
    loaded(tmp_path, "人员", id=["a"], zh=["x"])
    loaded(tmp_path, "Source", id=["s"], zh=["y"])
    batch = read(tmp_path)
    assert (batch.problems, sorted(batch.frames)) == ((), ["Person", "Source"])


def test_a_million_rows_in_a_second_or_two(tmp_path: Path) -> None:
    number = pl.int_range(1_000_000)
    day = pl.lit(date(2023, 1, 1))
    duties = pl.select(
        pl.format("d{}", number).alias("id"),
        pl.format("事项{}", number).alias("zh"),
        pl.lit("RectificationTask").alias("kind"),
        day.alias("from"),
        pl.concat_list(pl.format("i{}", number)).alias("addresses"),
        pl.format("o{}", number % 5000).alias("bearer"),
    )
    duties.write_parquet(tmp_path / "Duty.parquet")
    start = time.perf_counter()
    batch = read(tmp_path)
    taken = time.perf_counter() - start
    assert (batch.problems, batch.count) == ((), 1_000_000)
    assert taken < 10, f"{taken:.1f} s"
