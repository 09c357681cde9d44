"""How long does one issue with its full explanation take, and one referral path, in a warm process?

`python -m bench.one_issue STORE` measures.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

from bench.figures import Figure, Measured, at_most, in_process, percentile, report
from bench.prepare import AS_OF, store
from graph.analysis import analyse
from graph.explain import explain
from graph.referral import build_index, decide_referral
from graph.store import open_store

_ASKED, _WARMING = 300, 10


def figures(issues: int, runs: int) -> list[Figure]:
    """95th percentiles and medians of single answers (medians over several processes)."""
    found = [in_process("bench.one_issue", store(issues)) for _ in range(runs)]
    of = {name: statistics.median(f[name] for f in found) for name in found[0]}
    return [
        at_most("one issue explained, 95th percentile", of["explain_p95"], "ms", 25),
        Figure("one issue explained, median", of["explain_median"], "ms"),
        at_most("one referral path, 95th percentile", of["refer_p95"], "ms", 10),
        Figure("one referral path, median", of["refer_median"], "ms"),
        Figure("index for referrals, built", of["index"], "ms"),
        Figure("one issue, peak memory (mapped files included)", of["peak_gb"], "GB"),
    ]


def _measure(url: str) -> Measured:
    opened = open_store(url)
    facts = opened.facts()
    analysis = analyse(facts, AS_OF, opened.compiled())
    issues = facts["issues"]["issue"].sample(_ASKED + _WARMING, seed=1).to_list()
    explaining = _milliseconds([partial(explain, analysis, facts, i) for i in issues])
    begin = time.perf_counter()
    index = build_index(facts)
    built = (time.perf_counter() - begin) * 1000
    links = facts["lead_findings"].unique().sort("lead", "finding")
    links = links.sample(min(_ASKED + _WARMING, links.height), seed=1)
    paths = _milliseconds(
        [partial(decide_referral, index, lead, finding, AS_OF) for lead, finding in links.iter_rows()]
    )
    return {
        "explain_p95": percentile(explaining, 0.95),
        "explain_median": statistics.median(explaining),
        "refer_p95": percentile(paths, 0.95),
        "refer_median": statistics.median(paths),
        "index": built,
    }


def _milliseconds(questions: list[Callable[[], object]]) -> list[float]:
    """The time of each question but the first few, which warm the process."""
    found = []
    for ask in questions:
        begin = time.perf_counter()
        ask()
        found.append((time.perf_counter() - begin) * 1000)
    return found[_WARMING:]


if __name__ == "__main__":
    report(_measure(sys.argv[1]))
