"""Runs the benches and prints the figures: `python -m bench [--issues N] [--runs N]`."""

from __future__ import annotations

import argparse
import math
import os
import platform
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, in_process
from bench.prepare import CACHE, parquet
from graph.store import open_store


def main() -> None:
    """Measures and prints, figure by figure."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--issues", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    print(f"{machine()}; {options.issues} issues, medians of {options.runs}; {time.strftime('%Y-%m-%d')}\n")
    for figure in figures(options.issues, options.runs):
        print(figure, flush=True)


def machine() -> str:
    """The machine in a line."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [
            line.split(":", 1)[1].strip()
            for line in cpuinfo.read_text().splitlines()
            if line.startswith("model name")
        ]
        model = names[0] if names else model
    load = os.getloadavg()[0]
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}, load average at the start {load:.1f}"


def figures(issues: int, runs: int) -> Iterator[Figure]:
    """Every figure, as it is measured."""
    folder = parquet(issues)
    store = CACHE / f"store-{issues}"
    shutil.rmtree(store, ignore_errors=True)
    published = in_process("bench.publishing", str(folder), str(store))
    for name, value in published.items():
        if name.startswith("step "):
            yield Figure(f"bulk load, {name}", value, "s")
    yield Figure(
        "bulk load, rows (nodes and edges) a second",
        published["rows"] / published["seconds"] / 1000,
        "thousand/s",
    )
    yield Figure("bulk load, peak memory (buffer pool included)", published["peak_mb"] / 1024, "GB")
    yield Figure("writing Responsibility and Gap nodes back", published["write_back"], "s", 30)
    yield Figure("one changed tenure, published", published["one_change"], "s", 25 if issues > 15_000 else 1)
    yield Figure(
        "one changed tenure, derivation against deriving all",
        published["one_derive"] / published["derive"] * 100,
        "%",
        2,
    )
    open_store(str(store)).rollback()  # to the version that the Parquet files describe
    mapped = in_process("bench.deciding", "mapped", str(store), str(runs))
    straight = in_process("bench.deciding", "parquet", str(folder), str(runs))
    same = (mapped["items"], mapped["fingerprint"]) == (straight["items"], straight["fingerprint"])
    if not same:
        sys.exit("the two ways of deciding differ")
    yield Figure("decide all, from the mapped facts of a version", mapped["seconds"], "s")
    yield Figure("decide all, straight from Parquet", straight["seconds"], "s")
    yield Figure("decide all, version against Parquet", mapped["seconds"] / straight["seconds"], "x", 1.5)
    yield Figure("decide all, peak memory", mapped["peak_mb"] / 1024, "GB", 3)
    small = max(issues // 100, 1000)
    tenth = in_process("bench.deciding", "parquet", str(parquet(small)), str(runs))
    exponent = math.log(straight["seconds"] / tenth["seconds"]) / math.log(issues / small)
    yield Figure(f"growth from {small} issues, exponent", exponent, "", 1.1)
    one = in_process("bench.deciding", "one_issue", str(store), "200")
    yield Figure("one issue explained, warm, 95th percentile", one["explain_ms"], "ms", 25)
    yield Figure("one referral path, warm, 95th percentile", one["refer_ms"], "ms", 10)


if __name__ == "__main__":
    main()
