"""What is a measured figure, and was its target met?"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

Measured = dict[str, Any]
"""What a measuring process found: a JSON object."""


@dataclass(frozen=True)
class Figure:
    """A figure with its unit; `target` says in words what was asked, `met` whether it is so (None: nothing was asked)."""

    name: str
    value: float
    unit: str
    target: str = ""
    met: bool | None = None


def at_most(name: str, value: float, unit: str, limit: float) -> Figure:
    """A figure that must not exceed a limit."""
    return Figure(name, value, unit, f"<= {limit:g}", value <= limit)


def at_least(name: str, value: float, unit: str, limit: float) -> Figure:
    """A figure that must reach a limit."""
    return Figure(name, value, unit, f">= {limit:g}", value >= limit)


def same(name: str, found: bool) -> Figure:
    """Whether two ways gave one result: 1 or 0."""
    return Figure(name, float(found), "", "equal", found)


def timed(runs: int, work: Callable[[], Any]) -> list[float]:
    """Seconds of several runs."""
    seconds = []
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return seconds


def median(runs: int, work: Callable[[], Any]) -> float:
    """Median seconds of several runs."""
    return statistics.median(timed(runs, work))


def percentile(seconds: list[float], share: float) -> float:
    """The value below which a share of the measurements lie."""
    return sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * share))]


def fingerprint(rows: pl.DataFrame) -> list[int]:
    """Height and sums of two hashes of all rows, lists taken as text: equal for equal rows in whatever order."""
    flat = rows.with_columns(
        pl.col(c).list.join("|") for c, t in rows.schema.items() if t == pl.List(pl.String)
    )
    sums = [flat.height]
    for seed in (3, 1_000_033):
        hashes = flat.hash_rows(seed=seed)
        # The sum of the halves cannot overflow; the sum of the hashes could.
        sums += [int((hashes & 0xFFFFFFFF).sum()), int((hashes // (1 << 32)).sum())]
    return sums


def in_process(module: str, *arguments: object) -> Measured:
    """Runs `python -m module ...` in a process of its own and reads the JSON object that it prints last."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[1:])}: {done.stderr[-3000:]}")
    found: Measured = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def report(found: Measured) -> None:
    """Prints what a measuring process found, with its peak memory in GB."""
    print(json.dumps({**found, "peak_gb": _peak() / (1 << 20)}))


def _peak() -> int:
    """Peak memory of this process in KB."""
    status = Path("/proc/self/status")
    if status.exists():
        # On Linux ru_maxrss begins with the memory of the process that started this one; this does not.
        marks = [
            row.split()[1]
            for row in status.read_text(encoding="ascii").splitlines()
            if row.startswith("VmHWM:")
        ]
        if marks:
            return int(marks[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
