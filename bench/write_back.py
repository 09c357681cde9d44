"""How long does it take to write the derived nodes (Responsibility, Gap) with their edges into the graph?"""

from __future__ import annotations

from bench.figures import Figure, at_most
from bench.published import loads, median_of


def figures(issues: int, runs: int) -> list[Figure]:
    """Seconds of the step `write back` of a full load, and how many nodes that is."""
    found = loads(issues, runs)
    nodes, seconds = found[0]["responsibilities"] + found[0]["gaps"], median_of(found, "write back")
    return [
        Figure("write back, nodes", nodes, "nodes"),
        at_most("write back", seconds, "s", 30),
        Figure("write back, nodes a second", nodes / seconds, "nodes/s"),
    ]
