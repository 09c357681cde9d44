"""Both stores hold the same after the same loads: facts case by case, derived nodes, and answers down to their digest.

All cases go into one store together, in four loads that add, correct and withdraw; what is compared case by case is read once.
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
from graph.digest import rows_digest
from graph.facts import TABLES, Facts, from_records
from graph.publish import load
from graph.referral import decide_referrals
from graph.store import Store, open_store
from ontology.records import Batch, Frames, plain
from tests.graph.combined import instead, on, parted, stated, together
from tests.graph.wipe import wipe
from tests.server import Neo4jServer

AS_OF = date(2024, 12, 31)
CASES = read_cases(Path(__file__).parents[1] / "cases")
LOADABLE = {
    number: case
    for number, case in enumerate(CASES)
    if not any(kind == "error" for kind, _, _ in case.expect)
}


def _records(case: Case) -> Frames:
    return {name: plain(rows).unique("id", keep="last") for name, rows in case.batch.frames.items()}


RECORDS = {number: _records(case) for number, case in LOADABLE.items()}
GONE = {number for number in RECORDS if number % 5 == 3}
"""Cases that are withdrawn in the end."""
LEFT = {number: frames for number, frames in RECORDS.items() if number not in GONE}


@dataclass(frozen=True)
class Held:
    """What a store holds after all loads."""

    facts: Facts
    parts: Mapping[int, Facts]
    derived: Derived
    records: Frames
    analysis: Analysis


def loaded(store: Store) -> None:
    """The cases in four loads."""
    early = {number: frames for number, frames in RECORDS.items() if number % 2}
    load(store, together(early), as_of=AS_OF, who="half of the cases")
    load(store, together(RECORDS), as_of=AS_OF, who="the other half too")
    load(
        store, corrections(store.records()), as_of=AS_OF, who="every tenure a substantive one without an end"
    )
    load(store, instead(store.records(), together(LEFT)), as_of=AS_OF, who="right again, some withdrawn")


def corrections(records: Frames) -> Batch:
    """Corrections that the last load takes back."""
    nothing = [pl.lit(None, pl.Date).alias(key) for key in ("until", "untilAfter", "fromBy")]
    return stated({"Tenure": records["Tenure"].with_columns(pl.lit("Substantive").alias("kind"), *nothing)})


def held(store: Store) -> Held:
    """What a store gives."""
    facts, derived = store.facts(), store.derived()
    assert derived is not None
    return Held(facts, parted(facts, RECORDS), derived, store.records(), analyse(facts, AS_OF))


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    """What the embedded store holds."""
    store = open_store(str(tmp_path_factory.mktemp("two") / "store"), create=True)
    loaded(store)
    yield held(store)
    store.close()


@pytest.fixture(scope="module")
def neo4j(neo4j_server: Neo4jServer) -> Iterator[Held]:
    """What the server holds, read over a connection that did not load it."""
    wipe(neo4j_server)
    store, reader = on(neo4j_server), on(neo4j_server)
    loaded(store)
    store.close()
    yield held(reader)
    reader.close()
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
    fresh = from_records({name: plain(rows)[::-1] for name, rows in together(LEFT).frames.items()})
    digests = [
        (rows_digest(a.answers()), rows_digest(a.matter_answers()), rows_digest(a.gaps()))
        for a in (embedded.analysis, neo4j.analysis, analyse(fresh, AS_OF))
    ]
    assert digests[0] == digests[1] == digests[2]


def test_both_refer_every_lead_alike(embedded: Held, neo4j: Held) -> None:
    """Case by case: each has a decision table of its own."""
    for number in LEFT:
        day = LOADABLE[number].decided_on
        assert decide_referrals(embedded.parts[number], day) == decide_referrals(neo4j.parts[number], day)
