"""How long does it take to publish one changed tenure, and which part of a full derivation is derived again?

`python -m bench.one_change STORE RUNS` publishes one changed tenure after another in a store that may be written to.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import time

import polars as pl

from bench.figures import Figure, Measured, at_most, in_process, report
from bench.prepare import AS_OF, CACHE
from bench.prepare import store as prepared
from bench.published import STEPS, loads, median_of
from graph.publish import load
from graph.store import open_store
from ontology.problems import Part
from ontology.records import ORIGIN, Batch

_SMALL, _FULL = 15_000, 1_000_000


def figures(issues: int, runs: int) -> list[Figure]:
    """Seconds at the size asked for (and by step) and at 15,000 issues; share of the full derivation."""
    found = _changes(issues, runs)
    # The full derivation is measured in loads of the same run.
    share = found["derive"] / median_of(loads(issues, runs), "derive") * 100
    figures_ = [
        at_most(f"one change, {issues} issues, published", found["seconds"], "s", 25),
        *(Figure(f"one change, {step}", found[step], "s") for step in STEPS),
        _share(issues, share),
        Figure("one change, nodes derived anew", found["renewed"], "nodes"),
        Figure("one change, peak memory (buffer pool included)", found["peak_gb"], "GB"),
    ]
    small = found if issues == _SMALL else _changes(_SMALL, runs)
    return [*figures_, at_most(f"one change, {_SMALL} issues, published", small["seconds"], "s", 1)]


def _share(issues: int, share: float) -> Figure:
    """Asked of a full-size district: in a small one the fixed cost of any derivation is what counts."""
    name = "one change, derivation against a full one"
    return at_most(name, share, "%", 2) if issues >= _FULL else Figure(name, share, "%")


def _changes(issues: int, runs: int) -> Measured:
    copy = CACHE / f"{issues}-change"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(prepared(issues), copy)
    try:
        return in_process("bench.one_change", copy, runs)
    finally:
        shutil.rmtree(copy, ignore_errors=True)


def _publish(url: str, runs: int) -> Measured:
    opened = open_store(url)
    tenures = opened.records()["Tenure"].filter(
        pl.col("until").is_not_null() & pl.col("untilAfter").is_null()
    )
    found: list[Measured] = []
    for row in tenures.sample(runs, seed=1).iter_slices(1):
        batch = _later(row)
        begin = time.perf_counter()
        loaded = load(opened, batch, as_of=AS_OF, who="bench")
        assert loaded.version is not None
        assert loaded.organizations is not None, "everything was derived again"
        found.append({"seconds": time.perf_counter() - begin, "renewed": loaded.renewed, **loaded.seconds})
    opened.close()
    return {name: statistics.median(f[name] for f in found) for name in found[0]}


def _later(row: pl.DataFrame) -> Batch:
    """The tenure, ending a month later than recorded."""
    origin = (
        pl.lit(value, ORIGIN[name]).alias(name)
        for name, value in (("_part", 0), ("_row", 1), ("_withdrawn", False))
    )
    return Batch(
        {"Tenure": row.with_columns(pl.col("until").dt.offset_by("1mo"), *origin)}, (Part("changed"),)
    )


if __name__ == "__main__":
    report(_publish(sys.argv[1], int(sys.argv[2])))
