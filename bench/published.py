"""How long does each step from files to a published version take?

`python -m bench.published FOLDER STORE` loads a folder of Parquet into a new store and prints the seconds by step; what several
modules ask of such loads is measured once (`loads`).
"""

from __future__ import annotations

import shutil
import statistics
import sys
import time
from functools import cache
from pathlib import Path

import polars as pl

from bench.figures import Measured, in_process, report
from bench.prepare import AS_OF, CACHE, parquet
from graph.publish import load
from graph.store import open_store
from loaders.recognise import read
from ontology.records import Frames
from ontology.vocabulary import Kind, vocabulary

STEPS = ("check", "graph", "facts", "compile", "derive", "keep", "write back", "commit")


@cache
def loads(issues: int, runs: int) -> tuple[Measured, ...]:
    """Several loads of a district, each into a new store in a process of its own."""
    return tuple(
        in_process("bench.published", parquet(issues), CACHE / f"{issues}-load") for _ in range(runs)
    )


def median_of(measured: tuple[Measured, ...], name: str) -> float:
    """The median of one measurement."""
    return float(statistics.median(m[name] for m in measured))


def edges(frames: Frames) -> int:
    """The relationships of the records."""
    count = 0
    for name, rows in frames.items():
        for prop in vocabulary().type(name).properties:
            if prop.kind is Kind.REFERENCE:
                here = (
                    rows[prop.key].list.len().sum()
                    if prop.many
                    else rows.height - rows[prop.key].null_count()
                )
                count += int(here or 0)
    return count


def _load(folder: str, url: str) -> Measured:
    folder_store = "://" not in url
    if folder_store:
        shutil.rmtree(url, ignore_errors=True)
    begin = time.perf_counter()
    batch = read([folder])
    after_reading = time.perf_counter()
    opened = open_store(url, create=folder_store)
    loaded = load(opened, batch, as_of=AS_OF, who="bench")
    opened.close()
    end = time.perf_counter()
    return {
        "seconds": end - begin,
        "read": after_reading - begin,
        **loaded.seconds,
        "nodes": batch.count,
        "edges": edges({name: rows.select(pl.exclude("^_.*$")) for name, rows in batch.frames.items()}),
        **(_found(url) if folder_store else {}),
    }


def _found(url: str) -> Measured:
    """How much is there afterwards."""
    opened = open_store(url)
    counts = opened.info().counts
    opened.close()
    files = [f for f in Path(url).rglob("*") if f.is_file()]
    return {
        "responsibilities": counts.get("Responsibility", 0),
        "gaps": counts.get("Gap", 0),
        "size_gb": sum(f.stat().st_size for f in files) / (1 << 30),
    }


if __name__ == "__main__":
    report(_load(sys.argv[1], sys.argv[2]))
