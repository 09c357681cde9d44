"""How long does it take from files to a published version, and from one changed tenure to the next?

Run as a process of its own: `python -m bench.publishing FOLDER STORE`.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import polars as pl

from bench.prepare import AS_OF
from graph.publish import load
from graph.store import open_store
from loaders.recognise import read
from ontology.records import ORIGIN, Batch
from ontology.vocabulary import Kind, vocabulary


def publish(folder: str, url: str) -> dict[str, Any]:
    """A bulk load of Parquet, then one changed tenure; seconds by step."""
    begin = time.perf_counter()
    batch = read([folder])
    store = open_store(url, create=True)
    full = load(store, batch, as_of=AS_OF, who="bench")
    seconds = time.perf_counter() - begin
    rows = batch.count + sum(_edges(name, frame) for name, frame in batch.frames.items())
    changed = _one_tenure(batch)
    del batch
    begin = time.perf_counter()
    small = load(store, changed, as_of=AS_OF, who="bench")
    result = {
        "rows": rows,
        "seconds": seconds,
        "write_back": full.seconds["write back"],
        "derive": full.seconds["derive"],
        "one_change": time.perf_counter() - begin,
        "one_derive": small.seconds["derive"],
        **{f"step {name}": value for name, value in full.seconds.items()},
    }
    store.close()
    return result


def _edges(name: str, frame: pl.DataFrame) -> int:
    """The relationships of a frame's records."""
    count = 0
    for prop in vocabulary().type(name).properties:
        if prop.kind is Kind.REFERENCE:
            lengths = (
                frame[prop.key].list.len().sum() if prop.many else frame.height - frame[prop.key].null_count()
            )
            count += int(lengths or 0)
    return count


def _one_tenure(batch: Batch) -> Batch:
    """A tenure that ends a year later than recorded."""
    rows = (
        batch.frames["Tenure"]
        .filter(pl.col("until").is_not_null() & pl.col("untilAfter").is_null())
        .slice(100, 1)
    )
    rows = rows.with_columns(pl.col("until").dt.offset_by("1y"))
    return Batch(
        {"Tenure": rows.select(*batch.frames["Tenure"].columns[: -len(ORIGIN)], *ORIGIN)}, batch.parts
    )


if __name__ == "__main__":
    result = publish(sys.argv[1], sys.argv[2])
    result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    Path(sys.argv[2]).joinpath("bench.json").write_text(json.dumps(result), encoding="utf-8")
    print(json.dumps(result))
