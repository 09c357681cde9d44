"""How long does deciding everything take, from the mapped facts of a version and straight from Parquet, in how much memory?

Run as a process of its own (`python -m bench.deciding mapped STORE RUNS` or `parquet FOLDER RUNS`) so that its peak memory is its own.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import polars as pl

from bench.figures import median, percentile
from bench.prepare import AS_OF
from graph.analysis import Analysis, analyse
from graph.compiling import compile_facts
from graph.facts import Facts, from_records
from graph.store import open_store


def _answers(analysis: Analysis) -> dict[str, Any]:
    """A fingerprint of all items, whatever their order."""
    items = analysis.decision.items
    return {"items": items.height, "fingerprint": int((items.hash_rows(seed=1) & 0xFFFFFFFF).sum())}


def mapped(url: str, runs: int) -> dict[str, Any]:
    """From the memory-mapped facts of a published version."""
    found: dict[str, Any] = {}

    def work() -> None:
        store = open_store(url)
        analysis = analyse(store.facts(), AS_OF, store.compiled())
        found.update(_answers(analysis))
        store.close()

    return {"seconds": median(runs, work), **found}


def parquet(folder: str, runs: int) -> dict[str, Any]:
    """The same decision in polars, straight from Parquet files."""
    found: dict[str, Any] = {}

    def work() -> None:
        facts = _facts(Path(folder))
        found.update(_answers(analyse(facts, AS_OF, compile_facts(facts))))

    return {"seconds": median(runs, work), **found}


def _facts(folder: Path) -> Facts:
    return from_records({file.stem: pl.read_parquet(file) for file in folder.glob("*.parquet")})


def one_issue(url: str, runs: int) -> dict[str, Any]:
    """Explaining one issue, and one referral path, in a warm process: 95th percentiles in milliseconds."""
    from graph.explain import explain
    from graph.referral import build_index, decide_referral

    store = open_store(url)
    facts = store.facts()
    analysis = analyse(facts, AS_OF, store.compiled())
    ids = facts["issues"]["issue"].sample(runs + 10, seed=1).to_list()
    seconds = []
    for place, issue in enumerate(ids):
        begin = time.perf_counter()
        explain(analysis, facts, issue)
        if place >= 10:
            seconds.append(time.perf_counter() - begin)
    index = build_index(facts)
    links = facts["lead_findings"].sample(min(runs, facts["lead_findings"].height), seed=1).rows()
    paths = []
    for lead, finding in links:
        begin = time.perf_counter()
        decide_referral(index, lead, finding, AS_OF)
        paths.append(time.perf_counter() - begin)
    return {"explain_ms": percentile(seconds, 0.95) * 1000, "refer_ms": percentile(paths, 0.95) * 1000}


if __name__ == "__main__":
    result = {"mapped": mapped, "parquet": parquet, "one_issue": one_issue}[sys.argv[1]](
        sys.argv[2], int(sys.argv[3])
    )
    result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(result))
