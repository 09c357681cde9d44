"""Both stores hold the same after the same loads: facts case by case, derived nodes, and answers down to their digest.

All cases go into one store together, in three loads that add, correct and withdraw; what is compared case by case is read once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from dashboards.case_files import Case, read_cases
from graph.analysis import Analysis, analyse
from graph.cross_check import same_rows
from graph.derived import Derived, derive
from graph.digest import digest
from graph.facts import TABLES, Facts
from graph.publish import load
from graph.referral import decide_referrals
from graph.stated_facts import from_records
from graph.store import Store, open_store
from ontology.records import Batch, Frames, plain
from tests.graph.combined import instead, on, parted, stated, together
from tests.graph.wipe import wipe
from tests.server import Neo4jServer

BEFORE, AS_OF = date(2023, 1, 1), date(2024, 12, 31)
"""Every case brings its regulations, and they are in force for all: on the first day nothing is to be derived yet."""
CASES = read_cases(Path(__file__).parents[1] / "cases")
LOADABLE = {
    number: case
    for number, case in enumerate(CASES)
    if not any(kind == "error" for kind, _, _ in case.expect)
}


def _records(case: Case) -> Frames:
    return {name: plain(rows).unique("id", keep="last") for name, rows in case.batch.frames.items()}


RECORDS = {number: _records(case) for number, case in LOADABLE.items()}
GONE = {number for number in RECORDS if number % 10 == 3}
"""Cases that are loaded first and withdrawn then."""
LEFT = {number: frames for number, frames in RECORDS.items() if number not in GONE}
FEW = {number: frames for number, frames in LEFT.items() if number % 8 == 0}
"""Cases that stay to the end and are decided together."""


@dataclass(frozen=True)
class Held:
    """What a store holds: of all cases, and in the end of few."""

    facts: Facts
    parts: Mapping[int, Facts]
    records: Frames
    derived: Derived
    analysis: Analysis


def held(store: Store, reader: Store) -> Held:
    """Loads the cases and reads them through another door."""
    odd = {number: frames for number, frames in RECORDS.items() if number % 2}
    load(store, distorted(together(odd)), as_of=BEFORE, who="half of the cases, all tenures wrong")
    load(store, instead(store.records(), together(LEFT)), as_of=BEFORE, who="right, more, and some withdrawn")
    facts, records = reader.facts(), reader.records()
    load(store, instead(records, together(FEW)), as_of=AS_OF, who="few, on the day that matters")
    derived = reader.derived()
    assert derived is not None
    return Held(facts, parted(facts, RECORDS), records, derived, analyse(reader.facts(), AS_OF))


def distorted(batch: Batch) -> Batch:
    """The records with every tenure a substantive one without an end."""
    nothing = [pl.lit(None, pl.Date).alias(key) for key in ("until", "untilAfter", "fromBy")]
    tenures = batch.frames["Tenure"].with_columns(pl.lit("Substantive").alias("kind"), *nothing)
    return stated({**batch.frames, "Tenure": tenures})


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    """What the embedded store holds."""
    path = str(tmp_path_factory.mktemp("two") / "store")
    store = open_store(path, create=True)
    reader = open_store(path)
    yield held(store, reader)
    reader.close()
    store.close()


@pytest.fixture(scope="module")
def neo4j(neo4j_server: Neo4jServer) -> Iterator[Held]:
    """What the server holds."""
    wipe(neo4j_server)
    store, reader = on(neo4j_server), on(neo4j_server)
    yield held(store, reader)
    reader.close()
    store.close()
    wipe(neo4j_server)


def _differing(found: Facts, number: int) -> list[str]:
    """The tables in which a case's facts are not those of its records (of none, if it was withdrawn)."""
    expected = from_records(LEFT.get(number, {}))
    return [name for name in TABLES if not same_rows(found[name], expected[name])]


def _name(number: int) -> str:
    case = LOADABLE[number]
    return f"{Path(case.file).stem}: {case.name}"


@pytest.mark.parametrize("number", RECORDS, ids=_name)
def test_the_embedded_store_gives_the_facts_of_the_case(number: int, embedded: Held) -> None:
    assert _differing(embedded.parts[number], number) == []


@pytest.mark.parametrize("number", RECORDS, ids=_name)
def test_neo4j_gives_the_facts_of_the_case(number: int, neo4j: Held) -> None:
    assert _differing(neo4j.parts[number], number) == []


def test_no_fact_is_of_no_case(embedded: Held, neo4j: Held) -> None:
    for one in (embedded, neo4j):
        assert {
            name: rows.height - sum(part[name].height for part in one.parts.values())
            for name, rows in one.facts.items()
        } == dict.fromkeys(TABLES, 0)


def test_both_hold_the_records_that_were_left(embedded: Held, neo4j: Held) -> None:
    wanted = {name: _sets(plain(rows)) for name, rows in together(LEFT).frames.items()}
    for one in (embedded, neo4j):
        present = {name: _sets(rows) for name, rows in one.records.items() if rows.height}
        assert set(present) == set(wanted)
        assert [name for name, rows in present.items() if not same_rows(rows, wanted[name])] == []


def _sets(rows: pl.DataFrame) -> pl.DataFrame:
    """Several values are a set, and none of them is no list."""
    lists = [name for name, dtype in rows.schema.items() if isinstance(dtype, pl.List)]
    return rows.with_columns(pl.when(pl.col(n).list.len() > 0).then(pl.col(n).list.sort()) for n in lists)


def test_both_derived_what_deriving_everything_gives(embedded: Held, neo4j: Held) -> None:
    for one in (embedded, neo4j):
        everything = derive(one.analysis)
        assert same_rows(_sets(one.derived.responsibility), _sets(everything.responsibility))
        assert same_rows(_sets(one.derived.gap), _sets(everything.gap))
    assert same_rows(_sets(embedded.derived.responsibility), _sets(neo4j.derived.responsibility))
    assert same_rows(_sets(embedded.derived.gap), _sets(neo4j.derived.gap))


def test_both_answer_with_the_same_digest(embedded: Held, neo4j: Held) -> None:
    fresh = from_records({name: plain(rows)[::-1] for name, rows in together(FEW).frames.items()})
    digests = [
        [digest(rows.to_dicts()) for rows in (a.answers(), a.matter_answers(), a.gaps())]
        for a in (embedded.analysis, neo4j.analysis, analyse(fresh, AS_OF))
    ]
    assert digests[0] == digests[1] == digests[2]


def test_both_refer_every_lead_alike(embedded: Held, neo4j: Held) -> None:
    """Case by case: each has a decision table of its own."""
    for number in LEFT:
        day = LOADABLE[number].decided_on
        assert decide_referrals(embedded.parts[number], day) == decide_referrals(neo4j.parts[number], day)
