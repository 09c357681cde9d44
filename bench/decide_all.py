"""How long does deciding everything take, from a published version, straight from Parquet and on Neo4j, and is it right?

Every way is measured in processes of its own: `python -m bench.decide_all WAY WHERE RUNS` times it, and
`python -m bench.decide_all WAY WHERE 0 FOLDER` prints fingerprints of its answers instead.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import polars as pl

from bench.figures import Figure, Measured, at_most, fingerprint, in_process, median, report, same
from bench.prepare import AS_OF, parquet, store
from graph.analysis import Analysis, analyse
from graph.stated_facts import from_records
from graph.store import open_store

_UNREAD = {"zh", "en", "alias", "formerName", "item", "recordedAt", "recordedBy", "evidence"}
"""Columns from which nothing is decided; most of a file's bytes."""
_UNREAD_TYPES = {"Person", "Source", "Citation"}


def figures(issues: int, runs: int, *, neo4j: bool) -> list[Figure]:
    """Seconds of each way, their ratio, peak memory, and whether the answers are the same."""
    ways: dict[str, Path | str] = {"version": store(issues), "parquet": parquet(issues)}
    with ExitStack() as stack:
        if neo4j:
            from bench.neo4j_server import loaded_server

            ways["neo4j"] = stack.enter_context(loaded_server(issues)).uri
        times = {way: in_process("bench.decide_all", way, where, runs) for way, where in ways.items()}
        prints = {
            way: in_process("bench.decide_all", way, where, 0, parquet(issues)) for way, where in ways.items()
        }
    return [*_speed(times), *_truth(prints)]


def _speed(times: dict[str, Measured]) -> list[Figure]:
    version, straight = times["version"], times["parquet"]
    found = [
        Figure("decide all, from the facts of a version", version["seconds"], "s"),
        Figure("decide all, straight from Parquet", straight["seconds"], "s"),
        at_most("decide all, version against Parquet", version["seconds"] / straight["seconds"], "x", 1.5),
        at_most("decide all, peak memory", version["peak_gb"], "GB", 3),
        Figure("decide all straight from Parquet, peak memory", straight["peak_gb"], "GB"),
    ]
    if "neo4j" in times:
        seconds = times["neo4j"]["seconds"]
        found += [
            Figure("decide all, on Neo4j", seconds, "s"),
            Figure("decide all, Neo4j against Parquet", seconds / straight["seconds"], "x"),
            Figure("decide all, Neo4j against version", seconds / version["seconds"], "x"),
        ]
    return found


def _truth(prints: dict[str, Measured]) -> list[Figure]:
    first = prints["version"]
    found = [Figure("answers of all matters", first["answers"][0], "items")]
    found += [
        same(f"answers, version and {way}", p["answers"] == first["answers"])
        for way, p in prints.items()
        if way != "version"
    ]
    found += [
        Figure("answers computed independently", first["independent"][0], "items"),
        same("answers, version and independent computation", first["part"] == first["independent"]),
    ]
    return found


def _from_version(url: str) -> Analysis:
    opened = open_store(url)
    return analyse(opened.facts(), AS_OF, opened.compiled())


def _from_parquet(folder: str) -> Analysis:
    files = [f for f in Path(folder).glob("*.parquet") if f.stem not in _UNREAD_TYPES]
    frames = {
        f.stem: pl.read_parquet(f, columns=[c for c in pl.read_parquet_schema(f) if c not in _UNREAD])
        for f in files
    }
    return analyse(from_records(frames), AS_OF)


def _from_neo4j(url: str) -> Analysis:
    opened = open_store(url)
    try:
        return analyse(opened.facts(), AS_OF)
    finally:
        opened.close()


_WAYS: dict[str, Callable[[str], Analysis]] = {
    "version": _from_version,
    "parquet": _from_parquet,
    "neo4j": _from_neo4j,
}


def _measure(way: str, where: str, runs: int) -> Measured:
    matters = 0

    def work() -> None:
        nonlocal matters
        analysis = _WAYS[way](where)
        assert analysis.decision.items.height
        matters = analysis.compiled["matter"].height

    return {"seconds": median(runs, work), "matters": matters}


def _prints(way: str, where: str, folder: Path) -> Measured:
    answers = _WAYS[way](where).matter_answers()
    found: Measured = {"answers": fingerprint(answers)}
    if way == "version":
        from bench.independent import independent, of_engine

        found["part"] = fingerprint(of_engine(folder, answers))
        del answers
        found["independent"] = fingerprint(independent(folder, AS_OF))
    return found


if __name__ == "__main__":
    way, where, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
    report(_measure(way, where, runs) if runs else _prints(way, where, Path(sys.argv[4])))
