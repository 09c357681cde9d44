"""Which figures does this machine give? `python -m bench [--issues N] [--only NAME ...] [--runs N] [--neo4j] [--json FILE]`.

Prints a line a figure; the status is 1 if two ways of computing the same answers differ, 0 otherwise (a missed target is shown).
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from bench import (
    bulk_load,
    circumstances,
    decide_all,
    growth,
    ledger,
    one_change,
    one_issue,
    pages,
    what_if,
    write_back,
)
from bench.figures import Figure


def main() -> int:
    """Measures and prints; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--issues", type=int, default=1_000_000, help="size of the synthetic district (default 1000000)"
    )
    parser.add_argument(
        "--only", nargs="+", choices=list(_modules(neo4j=False)), metavar="NAME", help="only these modules"
    )
    parser.add_argument("--runs", type=int, default=3, help="figures are medians of so many runs (default 3)")
    parser.add_argument(
        "--neo4j", action="store_true", help="decide on a Neo4j server too (loading it takes long)"
    )
    parser.add_argument("--json", type=Path, help="write machine and figures into this file as well")
    options = parser.parse_args()
    modules = _modules(neo4j=options.neo4j)
    about = {
        **machine(),
        "issues": options.issues,
        "runs": options.runs,
        "date": time.strftime("%Y-%m-%d"),
    }
    print(", ".join(f"{key}: {value}" for key, value in about.items()))
    print(f"\n{'name':66} {'figure':>14}            target")
    found: list[Figure] = []
    for name in options.only or modules:
        for figure in modules[name](options.issues, options.runs):
            found.append(figure)
            print(line(figure), flush=True)
    if options.json:
        rows = [dataclasses.asdict(figure) for figure in found]
        options.json.write_text(
            json.dumps({**about, "figures": rows}, ensure_ascii=False, indent=1), encoding="utf-8"
        )
    return int(any(figure.target == "equal" and not figure.met for figure in found))


def _modules(*, neo4j: bool) -> Mapping[str, Callable[[int, int], list[Figure]]]:
    return {
        "decide_all": lambda issues, runs: decide_all.figures(issues, runs, neo4j=neo4j),
        "circumstances": circumstances.figures,
        "what_if": what_if.figures,
        "growth": growth.figures,
        "one_issue": one_issue.figures,
        "bulk_load": bulk_load.figures,
        "write_back": write_back.figures,
        "ledger": ledger.figures,
        "one_change": one_change.figures,
        "pages": pages.figures,
    }


def line(figure: Figure) -> str:
    """One line of the table."""
    value = f"{figure.value:,.0f}" if abs(figure.value) >= 1000 else f"{figure.value:.3f}"
    met = {None: "", True: "met", False: "MISSED"}[figure.met]
    return f"{figure.name:66} {value:>14} {figure.unit:10} {figure.target:12} {met}".rstrip()


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [
            row.split(":", 1)[1].strip()
            for row in cpuinfo.read_text().splitlines()
            if row.startswith("model name")
        ]
        model = names[0] if names else model
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / (1 << 30)
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "memory": f"{memory:.0f} GB",
        "Python": platform.python_version(),
        "load at the start": f"{os.getloadavg()[0]:.1f}",
    }


if __name__ == "__main__":
    sys.exit(main())
