"""What was stated when, and what holds now?

The truth of the embedded store: a folder a load under `records/`, a Parquet file a record type in it, never changed afterwards.
What holds after a list of loads is the last statement of every id, unless that one withdraws it.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.digest import file_digest
from graph.last_load import COUNTS, MOST, STATED, LastLoad, counted
from ontology.errors import StoreError
from ontology.records import Frames, columns, empty
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from graph.store import LoadNote

NOTE = "load.json"
WITHDRAWN = "_withdrawn"


def folder_of(records: Path, load: int) -> Path:
    """The folder of a load."""
    return records / f"{load:06d}"


def loads(records: Path) -> list[int]:
    """The loads that are there, in order."""
    return sorted(int(p.name) for p in records.iterdir() if p.name.isdigit()) if records.is_dir() else []


def write(folder: Path, statements: Mapping[str, pl.DataFrame], note: LoadNote) -> dict[str, str]:
    """Writes a load (frames with WITHDRAWN, without other origin); returns the sha256 of each file by name."""
    folder.mkdir(parents=True)
    digests = {}
    for name, rows in statements.items():
        if rows.height:
            file = folder / f"{name}.parquet"
            rows.select(*columns(name), WITHDRAWN).write_parquet(
                file, compression="zstd", compression_level=1
            )
            digests[file.name] = file_digest(file)
    described = {
        "who": note.who,
        "at": note.at.isoformat(timespec="microseconds"),
        "as_of": note.as_of.isoformat(),
        "sources": list(note.sources),
        "digests": digests,
        "counts": {name: rows.height for name, rows in statements.items() if rows.height},
    }
    (folder / NOTE).write_text(json.dumps(described, ensure_ascii=False, indent=1), encoding="utf-8")
    return digests


def current(records: Path, of_loads: Sequence[int]) -> Frames:
    """What holds after these loads, by record type."""
    frames: Frames = {}
    for name in vocabulary().types:
        held: pl.DataFrame | None = None
        for load in of_loads:
            file = folder_of(records, load) / f"{name}.parquet"
            if not file.exists():
                continue
            rows = _read(file, name)
            if held is not None and held.height:
                rows = pl.concat([held.join(rows.select("id"), on="id", how="anti"), rows])
            held = rows.filter(~pl.col(WITHDRAWN))
        if held is not None:
            frames[name] = held.drop(WITHDRAWN)
    return frames


def current_of(
    records: Path, of_loads: Sequence[int], name: str, ids: Collection[str] | None = None
) -> pl.DataFrame:
    """What holds of one record type after these loads, all or those of these ids."""
    held = empty(name)
    for load in of_loads:
        file = folder_of(records, load) / f"{name}.parquet"
        if not file.exists():
            continue
        rows = _scan(file, name)
        if ids is not None:
            rows = rows.filter(pl.col("id").is_in(sorted(ids)))
        stated = rows.collect()
        kept = held.join(stated.select("id"), on="id", how="anti")
        held = pl.concat([kept, stated.filter(~pl.col(WITHDRAWN)).drop(WITHDRAWN)])
    return held


def last_load(records: Path, of_loads: Sequence[int]) -> LastLoad | None:
    """What the last of these loads stated, and what held of it before; None if there is none."""
    if not of_loads:
        return None
    *earlier, last = of_loads
    note = json.loads((folder_of(records, last) / NOTE).read_text(encoding="utf-8"))
    said = (note["who"], datetime.fromisoformat(note["at"]), tuple(note["sources"]))
    none = pl.DataFrame(schema=STATED)
    if not earlier:
        new = [(name, count, 0, 0) for name, count in sorted(note["counts"].items())]
        counts = pl.DataFrame(new, schema=COUNTS, orient="row")
        return LastLoad(*said, first=True, counts=counts, stated=none, before={})
    stated = _stated(records, earlier, last)
    if stated.height > MOST:
        return LastLoad(*said, first=False, counts=counted(stated), stated=none, before={})
    before = {
        str(name): current_of(records, earlier, str(name), set(rows["id"]))
        for (name,), rows in stated.group_by("type", maintain_order=True)
    }
    return LastLoad(*said, first=False, counts=counted(stated), stated=stated, before=before)


def _stated(records: Path, earlier: Sequence[int], last: int) -> pl.DataFrame:
    """The records that a load stated, columns STATED; sorted."""
    parts = [pl.DataFrame(schema=STATED)]
    for file in sorted(folder_of(records, last).glob("*.parquet")):
        rows = _scan(file, file.stem).select("id", withdrawn=WITHDRAWN).collect()
        known = pl.DataFrame(schema={"id": pl.String, "held": pl.Boolean})
        for load in earlier:
            before = folder_of(records, load) / file.name
            if before.exists():
                said = _scan(before, file.stem).select("id", held=~pl.col(WITHDRAWN))
                known = pl.concat([known, said.join(rows.lazy(), on="id", how="semi").collect()])
        known = known.unique("id", keep="last", maintain_order=True)
        rows = rows.join(known, on="id", how="left").with_columns(known=pl.col("held").fill_null(value=False))
        parts.append(rows.select(pl.lit(file.stem).alias("type"), "id", "withdrawn", "known"))
    return pl.concat(parts).sort("type", "id")


def history(records: Path, of_loads: Sequence[int], identifier: str) -> Iterator[dict[str, Any]]:
    """Every statement of an id, first to last: type, values, `load`, `recorded_at`, `recorded_by`, `superseded_at`, `withdrawn`."""
    found: list[dict[str, Any]] = []
    for load in of_loads:
        folder = folder_of(records, load)
        note = json.loads((folder / NOTE).read_text(encoding="utf-8"))
        for file in sorted(folder.glob("*.parquet")):
            rows = _scan(file, file.stem).filter(pl.col("id") == identifier).collect()
            for row in rows.iter_rows(named=True):
                if found:
                    found[-1]["superseded_at"] = note["at"]
                withdrawn = row.pop(WITHDRAWN)
                values = {key: value for key, value in row.items() if value is not None}
                found.append(
                    {"type": file.stem, **values, "load": load, "recorded_at": note["at"], "recorded_by": note["who"],
                     "superseded_at": None, "withdrawn": withdrawn}
                )  # fmt: skip
    yield from found


def _read(file: Path, name: str) -> pl.DataFrame:
    try:
        return _scan(file, name).collect()
    except pl.exceptions.PolarsError as error:
        raise StoreError("store.damaged_log", file=file, error=error) from None


def _scan(file: Path, name: str) -> pl.LazyFrame:
    """The rows of a file with today's columns: a property added since is empty, one that is gone is left out."""
    rows = pl.scan_parquet(file)
    have = rows.collect_schema().names()
    missing = [
        pl.lit(None, dtype).alias(column) for column, dtype in columns(name).items() if column not in have
    ]
    return rows.with_columns(missing).select(*columns(name), WITHDRAWN)
