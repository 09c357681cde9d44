"""How many rows a second go from Parquet to a published version, and how long does a workbook take to be read and checked?

`python -m bench.bulk_load ISSUES FILE` writes a workbook of a district; `python -m bench.bulk_load FILE` reads and checks it.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

from bench.figures import Figure, Measured, at_least, at_most, in_process, report
from bench.prepare import CACHE, SEED, anew, parquet
from bench.published import STEPS, loads, median_of

_WORKBOOK_ISSUES, _WORKBOOK_ROWS = 7000, 50_000


def figures(issues: int, runs: int) -> list[Figure]:
    """Rows a second and the seconds of each step; seconds for a workbook."""
    found = loads(issues, runs)
    rows = found[0]["nodes"] + found[0]["edges"]
    seconds = median_of(found, "seconds")
    return [
        Figure("bulk load, rows (nodes and edges)", rows, "rows"),
        Figure("bulk load, from Parquet to a published version", seconds, "s"),
        at_least("bulk load, rows a second", rows / seconds, "rows/s", 300_000),
        *(Figure(f"bulk load, {step}", median_of(found, step), "s") for step in ("read", *STEPS)),
        Figure("bulk load, peak memory (buffer pool included)", median_of(found, "peak_gb"), "GB"),
        Figure("bulk load, size of the store", median_of(found, "size_gb"), "GB"),
        *_workbook(runs),
    ]


def _workbook(runs: int) -> list[Figure]:
    file = CACHE / f"{_WORKBOOK_ISSUES}-{SEED}.xlsx"
    in_process("bench.bulk_load", _WORKBOOK_ISSUES, file)
    found = [in_process("bench.bulk_load", file) for _ in range(runs)]
    rows = found[0]["rows"]
    return [
        Figure("workbook, rows", rows, "rows"),
        at_most(
            "workbook, read and checked",
            statistics.median(f["seconds"] for f in found) * _WORKBOOK_ROWS / rows,
            "s/50k rows",
            20,
        ),
        Figure("workbook, peak memory", statistics.median(f["peak_gb"] for f in found), "GB"),
    ]


def _write(issues: int, file: Path) -> Measured:
    from dashboards.export_records import write_records
    from loaders.recognise import read

    batch = read([parquet(issues)])
    anew(file, lambda part: write_records(batch.frames, "xlsx", part))
    return {}


def _read(file: str) -> Measured:
    from loaders.recognise import read
    from ontology.checks import check

    begin = time.perf_counter()
    batch = read([file])
    problems = [*batch.problems, *check(batch, {})]
    seconds = time.perf_counter() - begin
    if problems:
        raise RuntimeError(f"{file}: {len(problems)} problems, the first: {problems[0]}")
    return {"seconds": seconds, "rows": batch.count}


if __name__ == "__main__":
    report(_write(int(sys.argv[1]), Path(sys.argv[2])) if len(sys.argv) > 2 else _read(sys.argv[1]))
