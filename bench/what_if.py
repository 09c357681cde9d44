"""How long does a what-if of one change take, against deriving everything?

Measured in a process of its own (`python -m bench.what_if STORE`), from the mapped facts of a published version. The changes: a tenure
of a head that ends a month later, a division of labor that is withdrawn.
"""

from __future__ import annotations

import statistics
import sys
import time

import polars as pl

from bench.figures import Figure, Measured, at_most, in_process, report
from bench.prepare import AS_OF, store
from graph.analysis import analyse
from graph.compiled import HEAD, HIGH
from graph.derived import derive
from graph.splice import WITHDRAWN, Statements
from graph.store import open_store
from graph.what_if import what_if

_OF_EACH = 6


def figures(issues: int, runs: int) -> list[Figure]:
    """Seconds of both (medians over several processes), their ratio."""
    found = [in_process("bench.what_if", store(issues)) for _ in range(runs)]
    of = {name: statistics.median(f[name] for f in found) for name in found[0]}
    return [
        Figure("everything derived", of["derive"], "s"),
        Figure("what-if of one change, median", of["change"], "s"),
        at_most(
            "what-if of one change against deriving everything", of["change"] / of["derive"] * 100, "%", 5
        ),
        Figure("what-if, items, gaps and findings that differ", of["different"], "rows"),
    ]


def _measure(url: str) -> Measured:
    opened = open_store(url)
    facts, compiled = opened.facts(), opened.compiled()
    begin = time.perf_counter()
    derive(analyse(facts, AS_OF, compiled))
    derived = time.perf_counter() - begin
    tenure = compiled["tenure"]
    heads = tenure.filter((pl.col("seat") == HEAD) & (pl.col("until") < HIGH))["id"].sample(_OF_EACH, seed=2)
    later = opened.records_of("Tenure", set(heads)).filter(pl.col("until").is_not_null())
    later = later.with_columns(pl.col("until") + pl.duration(days=30), pl.lit(value=False).alias(WITHDRAWN))
    divisions = facts["domain_charges"]["division"].unique().sort().sample(_OF_EACH, seed=1)
    gone = opened.records_of("DivisionOfLabor", set(divisions)).with_columns(
        pl.lit(value=True).alias(WITHDRAWN)
    )
    times, different = [], 0
    for name, rows in (("Tenure", later), ("DivisionOfLabor", gone)):
        for row in rows.iter_slices(1):
            begin = time.perf_counter()
            found = what_if(facts, compiled, Statements({name: row}), opened.records_of, AS_OF)
            times.append(time.perf_counter() - begin)
            different += found.responsibilities.height + found.gaps.height + found.findings.height
    return {"derive": derived, "change": statistics.median(times), "different": different}


if __name__ == "__main__":
    report(_measure(sys.argv[1]))
