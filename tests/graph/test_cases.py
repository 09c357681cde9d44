"""Every case comes out as it says: in memory, from the embedded graph and from Neo4j.

All cases go into one store together, each under a prefix of its own, so that one load serves them all; the facts that the store
gives back are parted again and decided case by case.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from dashboards.case_files import Case, read_cases, run
from dashboards.commands.checking import answer, answers
from graph.facts import TABLES, Facts, empty_facts
from graph.publish import load
from graph.store import Store, open_store
from ontology.checks import check
from ontology.problems import Part
from ontology.records import Batch
from ontology.vocabulary import vocabulary
from tests.graph.wipe import wipe
from tests.server import Neo4jServer

CASES = read_cases(Path(__file__).parents[1] / "cases")
LOADABLE = [c for c in CASES if not any(kind == "error" for kind, _, _ in c.expect)]


def _name(case: Case) -> str:
    return f"{Path(case.file).stem}: {case.name}"


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_in_memory(case: Case) -> None:
    assert run(case, lambda c: answer(c, None)).failures == ()


def _prefixed(place: int, batch: Batch) -> dict[str, pl.DataFrame]:
    """The records of a case with `cN/` before every id and reference."""
    prefix = pl.lit(f"c{place}/")
    frames = {}
    for name, rows in batch.frames.items():
        references = [p for p in vocabulary().type(name).references if p.key in rows.columns]
        frames[name] = rows.with_columns(
            (prefix + pl.col("id")).alias("id"),
            *(
                pl.col(p.key).list.eval(prefix + pl.element())
                if p.many
                else (prefix + pl.col(p.key)).alias(p.key)
                for p in references
            ),
            _part=pl.lit(0, pl.UInt32),
        )
    return frames


@pytest.fixture(scope="session")
def together() -> Batch:
    """The records of all cases that load, in one batch."""
    gathered: dict[str, list[pl.DataFrame]] = {}
    for place, case in enumerate(LOADABLE):
        for name, rows in _prefixed(place, case.batch).items():
            gathered.setdefault(name, []).append(rows)
    batch = Batch({name: pl.concat(parts) for name, parts in gathered.items()}, (Part("cases"),))
    assert check(batch, {}) == []
    return batch


def _loaded(store: Store, batch: Batch) -> dict[int, Facts]:
    """The facts that the store gives of each case, prefixes taken off again."""
    load(store, batch, as_of=date(2024, 12, 31), who="cases")
    parted: dict[int, Facts] = {place: empty_facts() for place in range(len(LOADABLE))}
    for name, rows in store.facts().items():
        texts = [c for c, t in TABLES[name].items() if t == pl.String]
        first = next(iter(TABLES[name]))
        plain = (
            rows.with_columns(
                pl.col(first).str.extract(r"^c(\d+)/").cast(pl.Int64).alias("_case"),
                *(pl.col(c).str.replace(r"^c\d+/", "") for c in texts if c != first),
                pl.col(first).str.replace(r"^c\d+/", "").alias("_first"),
            )
            .drop(first)
            .rename({"_first": first})
        )
        for (place,), part in plain.group_by("_case"):
            parted[int(str(place))][name] = part.select(*TABLES[name])
    return parted


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory, together: Batch) -> Iterator[dict[int, Facts]]:
    """What the embedded store gives."""
    store = open_store(str(tmp_path_factory.mktemp("cases") / "store"), create=True)
    yield _loaded(store, together)
    store.close()


@pytest.fixture(scope="session")
def server(neo4j_server: Neo4jServer, together: Batch) -> Iterator[dict[int, Facts]]:
    """What Neo4j gives."""
    wipe(neo4j_server)
    user, password = neo4j_server.auth
    store = open_store(neo4j_server.uri.replace("://", f"://{user}:{password}@"))
    yield _loaded(store, together)
    store.close()
    wipe(neo4j_server)


@pytest.mark.parametrize("place", range(len(LOADABLE)), ids=lambda place: _name(LOADABLE[place]))
def test_on_the_embedded_store(place: int, embedded: dict[int, Facts]) -> None:
    assert run(LOADABLE[place], lambda case: answers(embedded[place], case)).failures == ()


@pytest.mark.parametrize("place", range(len(LOADABLE)), ids=lambda place: _name(LOADABLE[place]))
def test_on_neo4j(place: int, server: dict[int, Facts]) -> None:
    assert run(LOADABLE[place], lambda case: answers(server[place], case)).failures == ()
