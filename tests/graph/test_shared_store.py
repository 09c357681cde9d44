"""One store object, several threads; tables of another Zeren: right answers or an error that says what to do."""

import contextlib
import io
import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from graph import deciding
from graph.analysis import analyse
from graph.deciding import Status
from graph.embedded_store import EmbeddedStore
from graph.publish import load
from graph.stamp import stamp
from graph.store import Store
from loaders import recognise, yaml_records
from ontology.errors import StoreError
from ontology.records import Batch

AS_OF = date(2024, 9, 30)
HELD = "- {{id: t-wt-ruan, type: Tenure, kind: Substantive, heldBy: p-ruan, ofPost: po-wt-f1, from: '2022-01-10', until: '{}'}}"
COUNT = "MATCH (n:Person) WHERE n.id STARTS WITH 'p-extra' RETURN count(n) AS n"


@pytest.fixture(scope="module")
def district() -> Batch:
    return recognise.read(["shipped:jintan-2023", "shipped:domains", "shipped:district"])


@pytest.fixture(scope="module")
def loaded(district: Batch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("loaded") / "store"
    with contextlib.closing(EmbeddedStore.open(str(folder), create=True)) as opened:
        load(opened, district, as_of=AS_OF, who="clerk")
    return folder


@pytest.fixture
def store(tmp_path: Path, loaded: Path) -> Iterator[EmbeddedStore]:
    shutil.copytree(loaded, tmp_path / "store")
    with contextlib.closing(EmbeddedStore.open(str(tmp_path / "store"))) as opened:
        yield opened


def publish(url: str, text: str) -> None:
    with contextlib.closing(EmbeddedStore.open(url)) as writer:
        load(writer, yaml_records.read_text(text, "text.yaml"), as_of=AS_OF, who="clerk")


def answers(store: Store) -> tuple[str, pl.DataFrame]:
    """All answers of one state, and its stamp."""
    while True:
        state = stamp(store)
        facts, compiled = store.facts(), store.compiled()
        if stamp(store) == state:
            return state, analyse(facts, AS_OF, compiled).answers()


def test_threads_that_share_a_store_get_right_answers_while_another_process_publishes(
    store: EmbeddedStore,
) -> None:
    seen: list[tuple[str, pl.DataFrame]] = []
    counted: list[int] = []
    failed: list[BaseException] = []
    over = threading.Event()

    def until_over(work: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            while not over.is_set() and not failed:
                try:
                    work()
                except BaseException as error:  # noqa: BLE001  told below
                    failed.append(error)

        return run

    def ask() -> None:
        counted.append(store.cypher(COUNT).frame["n"].item())
        assert store.names(["p-ruan"])["p-ruan"].type == "Person"
        assert store.records_of("Person").height

    readers = [
        threading.Thread(target=until_over(lambda: seen.append(answers(store)))),
        threading.Thread(target=until_over(ask)),
    ]
    for reader in readers:
        reader.start()
    expected = dict([answers(store)])
    for number, until in enumerate(("2023-12-15", "2023-10-20"), 1):
        more = f"- {{id: p-extra-{number}, type: Person, zh: 新人}}\n"
        publish(store.url, more + HELD.format(until))
        with contextlib.closing(EmbeddedStore.open(store.url)) as fresh:
            expected |= dict([answers(fresh)])
        known, since = len(seen), time.monotonic()
        while len(seen) < known + 2 and not failed and time.monotonic() < since + 60:
            time.sleep(0.01)
    over.set()
    for reader in readers:
        reader.join()
    assert failed == []
    assert len(expected) == 3
    assert {state for state, _ in seen} == expected.keys()
    assert [state for state, rows in seen if not rows.equals(expected[state])] == []
    assert counted == sorted(counted)
    assert {0, 2} <= set(counted) <= {0, 1, 2}


def test_a_graph_file_stays_open_for_who_reads_it_when_the_version_has_moved(store: EmbeddedStore) -> None:
    with contextlib.closing(store._open_graph()) as reading:
        publish(store.url, "- {id: p-extra-1, type: Person, zh: 新人}")
        assert store.cypher(COUNT).frame["n"].item() == 1
        assert reading.read(COUNT)["n"].item() == 0
        store.close()
        assert reading.read(COUNT)["n"].item() == 0
    assert reading._database.is_closed


def test_a_load_and_a_decision_make_another_stamp_and_asking_does_not(store: EmbeddedStore) -> None:
    first = stamp(store)
    assert stamp(store) == first
    publish(store.url, "- {id: p-extra-1, type: Person, zh: 新人}")
    second = stamp(store)
    with contextlib.closing(EmbeddedStore.open(store.url)) as elsewhere:
        finding = deciding.current(elsewhere, "fi-edu-1", "Finding")
        deciding.settle(elsewhere, finding, Status.DISMISSED, who="Li", reason="done", by="o-io", on=AS_OF)
    third = stamp(store)
    store.rollback()
    assert len({first, second, third, stamp(store)}) == 4


def without_table(version: Path) -> None:
    (version / "compiled" / "head_overlap.arrow").unlink()


def without_column(version: Path) -> None:
    file = version / "facts" / "leads.arrow"
    rows = pl.read_ipc(io.BytesIO(file.read_bytes())).drop("context")
    rows.write_ipc(file, compression="uncompressed")


def without_builder(version: Path) -> None:
    without_table(version)
    file = version / "manifest.json"
    said = json.loads(file.read_text(encoding="utf-8"))
    del said["zeren"]
    file.write_text(json.dumps(said), encoding="utf-8")


@pytest.mark.parametrize(
    ("make_older", "lacks"),
    [
        (without_table, r"\(version \d.*its compiled lack head_overlap"),
        (without_column, r"its facts lack leads\.context"),
        (without_builder, r"\(version \?; this is \d"),
    ],
)
def test_a_version_that_an_older_zeren_built_says_so_and_any_load_builds_it_anew(
    store: EmbeddedStore, make_older: Callable[[Path], None], lacks: str, district: Batch
) -> None:
    _, right = answers(store)
    store.close()
    make_older(Path(store.url) / "versions" / "1")
    with pytest.raises(StoreError, match=rf"version 1 of .* was built by an older Zeren .*{lacks}") as said:
        answers(store)
    assert "zeren load FILE" in str(said.value)
    assert store.records()["Person"].height  # what was stated is whole
    again = load(store, district, as_of=AS_OF, who="clerk")  # says nothing new
    assert (again.version, again.organizations) == (2, None)
    assert answers(store)[1].equals(right)
