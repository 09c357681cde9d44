"""How does the time of deciding everything grow with the number of matters?"""

from __future__ import annotations

import math
from itertools import pairwise

from bench.figures import Figure, at_most, in_process
from bench.prepare import store

_SMALLEST = 1000


def figures(issues: int, runs: int) -> list[Figure]:
    """Seconds at three sizes (fewer for a small district), and the exponent of growth from size to size."""
    found, points = [], []
    for size in sorted({max(issues // share, _SMALLEST) for share in (100, 10, 1)}):
        measured = in_process("bench.decide_all", "version", store(size), runs)
        found.append(Figure(f"decide all, {measured['matters']} matters", measured["seconds"], "s"))
        points.append((measured["matters"], measured["seconds"]))
    # From step to step: over the whole way, the fixed cost of a small district would hide a steep end.
    for (few, short), (many, long) in pairwise(points):
        exponent = math.log(long / short) / math.log(many / few)
        found.append(at_most(f"growth from {few} to {many} matters, exponent", exponent, "", 1.1))
    return found
