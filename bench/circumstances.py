"""How long do all circumstances take, against deciding all responsibilities, and how long is the near-miss table of one subject?

Measured in a process of its own (`python -m bench.circumstances STORE RUNS`), from the mapped facts of a published version.
"""

from __future__ import annotations

import random
import sys
import time

from bench.figures import Figure, Measured, at_most, in_process, percentile, report
from bench.prepare import AS_OF, store
from graph.analysis import Analysis, analyse
from graph.circumstances.candidates import candidates
from graph.circumstances.near_miss import near_miss
from graph.store import open_store

_SUBJECTS = 60


def figures(issues: int, runs: int) -> list[Figure]:
    """Seconds of both, their ratio, milliseconds of one table."""
    found = in_process("bench.circumstances", store(issues), runs)
    return [
        Figure("all responsibilities", found["decide"], "s"),
        Figure("all circumstances, responsibilities decided", found["circumstances"], "s"),
        at_most(
            "all circumstances against all responsibilities", found["circumstances"] / found["decide"], "x", 5
        ),
        Figure("candidates found", found["candidates"], "rows"),
        Figure("all circumstances, peak memory", found["peak_gb"], "GB"),
        Figure("near-miss of one subject, median", found["near_median"], "ms"),
        at_most("near-miss of one subject, 95th percentile", found["near_p95"], "ms", 50),
    ]


def _measure(url: str, runs: int) -> Measured:
    opened = open_store(url)
    facts, compiled = opened.facts(), opened.compiled()
    decided: list[float] = []
    rows = 0

    def fresh() -> Analysis:
        analysis = analyse(facts, AS_OF, compiled)
        begin = time.perf_counter()
        assert analysis.decision.items.height
        decided.append(time.perf_counter() - begin)
        return analysis

    seconds: list[float] = []
    for _ in range(runs):
        analysis = fresh()
        begin = time.perf_counter()
        rows = candidates(analysis).height
        seconds.append(time.perf_counter() - begin)
    analysis = analyse(facts, AS_OF, compiled)
    chance = random.Random(7)
    organizations = compiled["matter"]["organization"].drop_nulls().unique()
    ids = compiled["organization"].filter(compiled["organization"]["code"].is_in(organizations.implode()))[
        "id"
    ]
    tenures = compiled["tenure"].filter(compiled["tenure"]["seat"] < 2)["id"]  # heads and members
    subjects = [chance.choice(ids), *(chance.choice((ids, tenures)[n % 2]) for n in range(_SUBJECTS))]
    times = []
    for subject in subjects:
        begin = time.perf_counter()
        assert near_miss(analysis, subject).circumstances
        times.append((time.perf_counter() - begin) * 1000)
    warm = times[1:]
    return {
        "decide": sorted(decided)[len(decided) // 2],
        "circumstances": sorted(seconds)[len(seconds) // 2],
        "candidates": rows,
        "near_median": sorted(warm)[len(warm) // 2],
        "near_p95": percentile(warm, 0.95),
    }


if __name__ == "__main__":
    report(_measure(sys.argv[1], int(sys.argv[2])))
