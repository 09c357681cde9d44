"""What each store gives is decided as the naive reference decides, also after many changes of the same store.

Every example replaces what the store held: districts under the same prefixes, so that their records are stated anew, corrected
and withdrawn, and a store that loses or keeps one too many is found out.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graph.analysis import analyse
from graph.circumstances.candidates import candidates
from graph.derived import derive
from graph.facts import Facts
from graph.publish import load
from graph.referral import decide_referrals
from graph.store import Store, open_store
from tests.circumstance_districts import circumstance_districts
from tests.districts import Record, as_ofs, describe, districts
from tests.graph.combined import instead, on, parted, together
from tests.graph.test_against_reference import GAP, RESPONSIBILITY, frames, rows
from tests.graph.test_circumstances_against_reference import comparable as comparable_candidates
from tests.graph.test_referral_against_reference import COMPARED, _survives_and_ends
from tests.graph.wipe import wipe
from tests.reference import decide
from tests.reference.circumstances import candidates as expected_candidates
from tests.reference.records import Records
from tests.server import Neo4jServer

Districts = list[tuple[list[Record], date]]
LAST = date(2024, 12, 31)

# Two districts as responsibilities and ways want them, two as circumstances do.
several = given(
    st.tuples(
        *(st.tuples(districts(), as_ofs()) for _ in range(2)),
        *(st.tuples(circumstance_districts(), as_ofs()) for _ in range(2)),
    ).map(list)
)
# A load an example is dear: a failure is shown as it was found.
few = settings(
    max_examples=10, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An embedded store."""
    store = open_store(str(tmp_path_factory.mktemp("engine") / "store"), create=True)
    yield store
    store.close()


@pytest.fixture(scope="module")
def server(neo4j_server: Neo4jServer) -> Iterator[Store]:
    """A store on Neo4j."""
    wipe(neo4j_server)
    store = on(neo4j_server)
    yield store
    store.close()
    wipe(neo4j_server)


@few
@several
def test_the_embedded_store_is_decided_as_the_reference_decides(embedded: Store, drawn: Districts) -> None:
    replaced_and_decided(embedded, drawn)


@few
@several
def test_neo4j_is_decided_as_the_reference_decides(server: Store, drawn: Districts) -> None:
    replaced_and_decided(server, drawn)


def replaced_and_decided(store: Store, drawn: Districts) -> None:
    """Makes the store hold these districts instead of what it held, and compares what is decided from it."""
    wanted = together({number: frames(records) for number, (records, _) in enumerate(drawn)})
    load(store, instead(store.records(), wanted), as_of=LAST, who="test")
    facts = store.facts()
    for number, part in parted(facts, range(len(drawn))).items():
        same_as_reference(part, *drawn[number])
    kept, everything = store.derived(), derive(analyse(facts, LAST))
    assert kept is not None
    for name in ("responsibility", "gap"):
        assert comparable(getattr(kept, name)) == comparable(getattr(everything, name))


def same_as_reference(facts: Facts, records: list[Record], as_of: date) -> None:
    """Compares responsibility, gaps, candidates and referrals of one district."""
    analysis, expected = analyse(facts, as_of), decide(records, as_of)
    shown = describe(records)
    assert rows(analysis.answers(), RESPONSIBILITY) == ordered(expected.responsibility, RESPONSIBILITY), shown
    assert rows(analysis.gaps(), GAP) == ordered(expected.gaps, GAP), shown
    assert comparable_candidates(candidates(analysis).to_dicts(), "facts") == comparable_candidates(
        expected_candidates(Records(records), as_of), "acts"
    ), shown
    if _survives_and_ends(records):  # read differently by the reference
        return
    found = [{key: getattr(referral, key) for key in COMPARED} for referral in decide_referrals(facts, as_of)]
    for row in found:
        row["options"] = [
            {"action": o.action, "modality": o.modality, "path": o.path} for o in row["options"]
        ]
    assert ordered(found, COMPARED) == ordered(expected.referrals, COMPARED), shown


def ordered(items: Sequence[dict[str, Any]], keys: Sequence[str]) -> list[tuple[Any, ...]]:
    """Rows as `rows` gives them."""

    def value(v: Any) -> Any:
        if isinstance(v, dict):
            return tuple(sorted((k, value(x)) for k, x in v.items()))
        return tuple(sorted(map(value, v), key=repr)) if isinstance(v, list | tuple) else v

    return sorted((tuple(value(item[k]) for k in keys) for item in items), key=repr)


def comparable(frame: Any) -> list[tuple[Any, ...]]:
    """All rows of a derived frame; several values are a set, and none of them is no list."""
    return [
        tuple(v or None if isinstance(v, tuple) else v for v in row) for row in rows(frame, frame.columns)
    ]
