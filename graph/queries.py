"""Which Cypher does Zeren ship, and where does it stand?

One question a file under `queries/`, the same text for both stores: tree-shaped patterns, no property joins, flat rows of ids,
codes and dates. What is nearest, in time or in charge is decided from those rows, not here.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from ontology.errors import UnknownName


@cache
def query(name: str) -> str:
    """The text of a shipped query, such as `facts/tenures`; raises UnknownName."""
    path = files("graph").joinpath("queries", *f"{name}.cypher".split("/"))
    if not path.is_file():
        raise UnknownName("names.no_query", name=name, names=names())
    return path.read_text(encoding="utf-8")


def fact_query(table: str) -> str:
    """The query that gives a table of graph.facts.TABLES."""
    return query(f"facts/{table}")


def names() -> list[str]:
    """The names of all shipped queries."""
    root = files("graph").joinpath("queries")
    found = [
        f"{folder.name}/{file.name}"
        for folder in root.iterdir()
        if folder.is_dir()
        for file in folder.iterdir()
    ]
    return sorted(name.removesuffix(".cypher") for name in found if name.endswith(".cypher"))
