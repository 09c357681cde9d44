"""The embedded store: all or nothing, never wrong for a reader, every statement kept."""

import contextlib
import errno
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from graph import record_log
from graph.analysis import analyse
from graph.cross_check import same_rows
from graph.derived import derive
from graph.embedded_graph import GraphFile
from graph.embedded_store import EmbeddedStore
from graph.facts import TABLES
from graph.publish import Loaded, load
from graph.queries import fact_query, names, query
from graph.stated_facts import from_records
from graph.store import open_store
from graph.store_folder import AUDIT_LOG
from loaders import recognise, yaml_records
from ontology.errors import (
    Inconsistent,
    InputError,
    LoadRefused,
    NotAStore,
    QueryRefused,
    QueryTimeout,
    StoreError,
    StoreLocked,
    StoreMissing,
    StoreUnavailable,
)
from ontology.records import Batch, plain

AS_OF = date(2024, 9, 30)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def district() -> Batch:
    """The shipped district with rules and domains."""
    return recognise.read(["shipped:jintan-2023", "shipped:domains", "shipped:district"])


@pytest.fixture
def store(tmp_path: Path, district: Batch) -> Iterator[EmbeddedStore]:
    """A store with the district in it."""
    opened = EmbeddedStore.open(str(tmp_path / "store"), create=True)
    load(opened, district, as_of=AS_OF, who="clerk")
    yield opened
    opened.close()


def stated(text: str) -> Batch:
    """Records in the YAML form of case files."""
    return yaml_records.read_text(text, "text.yaml")


def publish(store: EmbeddedStore, text: str, who: str = "clerk") -> Loaded:
    """Loads records given as text."""
    return load(store, stated(text), as_of=AS_OF, who=who)


RUAN = "- {id: t-wt-ruan, type: Tenure, kind: Substantive, heldBy: p-ruan, ofPost: po-wt-f1, from: '2022-01-10', until: '2023-12-15'}"


def test_the_facts_of_the_graph_are_those_of_the_records(store: EmbeddedStore, district: Batch) -> None:
    expected = from_records({name: plain(rows) for name, rows in district.frames.items()})
    assert [name for name in TABLES if not same_rows(store.facts()[name], expected[name])] == []


def test_what_is_derived_stands_in_the_graph_for_ad_hoc_cypher(store: EmbeddedStore) -> None:
    rows = store.cypher(
        "MATCH (p:Person)<-[:HELD_BY]-(t:Tenure)<-[:BORNE_BY]-(r:Responsibility)-[:CONCERNS]->(d:Duty) "
        "WHERE d.id = $duty AND r.grade = 'FirstResponsibility' RETURN p.zh AS person, r.role AS role, r.days AS days ORDER BY r.days",
        {"duty": "du-wt-1"},
    )
    assert rows.frame.rows() == [("姜吾阳", "holder", 61), ("宋鹤亭", "contributor", 92)]
    assert not rows.more


def test_a_second_load_of_the_same_files_changes_nothing(store: EmbeddedStore, district: Batch) -> None:
    again = load(store, district, as_of=AS_OF, who="clerk")
    assert again.version is None
    assert store.info().version == 1
    assert all(c.new == c.changed == c.withdrawn == 0 for c in again.changes.values())


def test_a_corrected_record_supersedes_the_old_one_and_keeps_it(store: EmbeddedStore) -> None:
    publish(store, RUAN, who="corrector")
    first, second = store.history("t-wt-ruan")
    assert "until" not in first
    assert first["superseded_at"] == second["recorded_at"]
    assert (second["until"], second["recorded_by"], second["superseded_at"]) == (
        date(2023, 12, 15),
        "corrector",
        None,
    )


def test_a_withdrawn_record_is_gone_and_remembered(store: EmbeddedStore) -> None:
    publish(store, "- {id: ex-wt-1, type: Extension, withdrawn: true}")
    assert store.facts()["extensions"].filter(pl.col("extension") == "ex-wt-1").is_empty()
    assert [s["withdrawn"] for s in store.history("ex-wt-1")] == [False, True]


def test_a_withdrawn_record_that_others_name_is_refused(store: EmbeddedStore) -> None:
    with pytest.raises(LoadRefused) as refused:
        publish(store, "- {id: t-wt-ruan, type: Tenure, withdrawn: true}")
    assert {p.code for p in refused.value.problems} == {"unknown-id"}
    assert store.info().version == 1


CHANGES = {
    "tenure": RUAN,
    "division": "- {id: dl-wt-ruan-fin, type: DivisionOfLabor, mode: InChargeOf, underTenure: t-wt-ruan, inDomain: dom-finance, from: '2022-03-01', until: '2024-01-01'}",
    "extension": "- {id: ex-new, type: Extension, extends: du-wt-1, date: '2023-12-01', newDue: '2024-02-01', approvedOn: '2023-12-10', approvedBy: o-io}",
    "act": "- {id: ac-new, type: Act, kind: Completion, by: o-wt, date: '2023-12-20', fulfils: du-wt-1}",
    "duty": "- {id: du-new, type: Duty, zh: 新增事项, kind: RectificationTask, addresses: is-wt-1, assignedTo: t-wt-ruan, from: '2023-09-01', due: '2023-10-01'}",
    "issue": "- {id: is-new, type: Issue, zh: 新增问题, underFeedback: fb-wt, inDomain: dom-finance}",
    "person": "- {id: p-ruan, type: Person, zh: 阮承野, en: Ruan}",
    "domain": "- {id: dom-new, type: Domain, zh: 新领域, broader: dom-finance}",
    "handover": "- {id: ac-hand, type: Act, kind: Handover, by: o-wt, actor: t-wt-ruan, to: t-wt-xi, date: '2023-12-05'}",
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_change_renews_is_what_deriving_everything_gives(store: EmbeddedStore, change: str) -> None:
    loaded = publish(store, CHANGES[change])
    assert loaded.version == 2
    everything = derive(analyse(store.facts(), AS_OF))
    kept = store.derived()
    assert kept is not None
    assert kept.responsibility.equals(everything.responsibility)
    assert kept.gap.equals(everything.gap)
    if change in ("tenure", "division", "extension", "handover"):
        assert loaded.organizations is not None
        assert 0 < loaded.renewed < everything.renewed


def test_another_day_derives_everything_again(store: EmbeddedStore) -> None:
    loaded = load(store, Batch({}), as_of=date(2024, 10, 31), who="clerk")
    assert loaded.version == 2
    assert store.as_of() == date(2024, 10, 31)


def test_a_refused_load_names_every_problem_and_leaves_the_store_as_it_was(store: EmbeddedStore) -> None:
    before = store.info()
    with pytest.raises(LoadRefused) as refused:
        publish(
            store,
            "- {id: o-x, type: Organization, zh: 甲, kind: Nothing, level: Town}\n- {id: p-x, type: Person}",
        )
    assert {(p.record, p.code) for p in refused.value.problems} == {
        ("o-x", "unknown-code"),
        ("p-x", "missing-field"),
    }
    assert store.info() == before


def test_a_dry_run_says_what_would_change_and_writes_nothing(store: EmbeddedStore) -> None:
    loaded = load(store, stated(RUAN), as_of=AS_OF, who="clerk", dry_run=True)
    assert loaded.version is None
    assert loaded.changes["Tenure"].changed == 1
    assert store.info().version == 1


def test_rollback_goes_back_and_the_next_load_goes_on_from_there(store: EmbeddedStore) -> None:
    publish(store, RUAN)
    assert store.rollback() == 1
    assert len(store.history("t-wt-ruan")) == 1
    assert publish(store, CHANGES["person"]).version == 3
    assert len(store.history("t-wt-ruan")) == 1
    with pytest.raises(StoreError, match="no version 99"):
        store.rollback(99)
    assert store.rollback(2) == 2
    assert len(store.history("t-wt-ruan")) == 2


def test_old_versions_are_dropped_and_the_last_stay(store: EmbeddedStore) -> None:
    for number in range(2, 9):
        publish(store, f"- {{id: p-new, type: Person, zh: 人员{number}}}")
    assert list(store.info().versions) == [4, 5, 6, 7, 8]


def test_what_is_no_store_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="zeren load"):
        open_store(str(tmp_path / "nowhere"))
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    with pytest.raises(NotAStore, match="is a file"):
        open_store(str(file), create=True)
    with pytest.raises(NotAStore, match="other things"):
        open_store(str(tmp_path), create=True)
    newer = tmp_path / "newer"
    newer.mkdir()
    (newer / "zeren-store.json").write_text('{"store": "zeren", "format": 99}', encoding="utf-8")
    with pytest.raises(NotAStore, match="newer Zeren"):
        open_store(str(newer))


def test_a_second_writer_is_refused_at_once(store: EmbeddedStore) -> None:
    with store.writing(), pytest.raises(StoreLocked, match=str(os.getpid())):
        publish(EmbeddedStore.open(store.url), RUAN)


def test_a_full_disk_leaves_the_live_store_as_it_was(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> dict[str, str]:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(record_log, "write", full)
    with pytest.raises(StoreUnavailable, match="disk is full"):
        publish(store, RUAN)
    monkeypatch.undo()
    assert store.info().version == 1
    assert sorted(p.name for p in (Path(store.url) / "versions").iterdir()) == ["1"]
    assert publish(store, RUAN).version == 2


def test_a_folder_with_an_audit_log_alone_becomes_a_store(tmp_path: Path) -> None:
    (tmp_path / AUDIT_LOG).write_text("{}\n", encoding="utf-8")
    assert EmbeddedStore.open(str(tmp_path), create=True).url == str(tmp_path)
    assert EmbeddedStore.open(str(tmp_path)).url == str(tmp_path)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("x", encoding="utf-8")
    with pytest.raises(NotAStore):
        open_store(str(tmp_path / "other"), create=True)


def test_a_folder_that_may_not_be_written_is_said_so(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.open

    def refused(path: Any, flags: int, *rest: Any, **more: Any) -> int:
        if str(path).endswith("write.lock"):
            raise OSError(errno.EROFS, "Read-only file system")
        return opened(path, flags, *rest, **more)

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(StoreUnavailable, match="not writable"):
        publish(store, RUAN)


def test_an_engine_that_loses_a_row_is_caught_and_nothing_is_published(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = GraphFile.read

    def losing(self: GraphFile, text: str, *rest: Any, **more: Any) -> pl.DataFrame:
        rows = read(self, text, *rest, **more)
        return rows.head(rows.height - 1) if text == fact_query("tenures") else rows

    monkeypatch.setattr(GraphFile, "read", losing)
    with pytest.raises(Inconsistent, match="tenures: 64 rows against 65"):
        publish(store, RUAN)
    assert store.info().version == 1


def test_readers_see_one_version_whole_while_others_are_published(store: EmbeddedStore) -> None:
    wrong: list[str] = []
    stop = threading.Event()

    def reading() -> None:
        reader = EmbeddedStore.open(store.url)
        while not stop.is_set():
            facts, derived = reader.facts(), reader.derived()
            people = set(facts["tenures"]["tenure"])
            if derived is not None and not set(derived.responsibility["bearer"]) - people <= set(
                facts["organizations"]["organization"]
            ):
                wrong.append("a bearer without a record")
        reader.close()

    threads = [threading.Thread(target=reading) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(3):
        publish(store, f"- {{id: p-new, type: Person, zh: 人员{number}}}")
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []


LOADING = """
import sys
from datetime import date
from graph.publish import load
from graph.store import open_store
from loaders.recognise import read
print("begin", flush=True)
load(open_store(sys.argv[1]), read(["synthetic:issues=300,seed=3"]), as_of=date(2024, 9, 30), who="killed")
"""


@pytest.mark.parametrize("delay", [0.2, 0.6, 1.2])
def test_a_load_that_is_killed_leaves_the_live_store_right(store: EmbeddedStore, delay: float) -> None:
    before = store.derived()
    assert before is not None
    process = subprocess.Popen(
        [sys.executable, "-c", LOADING, store.url],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.wait()
    reader = EmbeddedStore.open(store.url)
    now = reader.derived()
    assert now is not None
    assert now.responsibility.equals(before.responsibility) or reader.info().version == 2
    assert publish(reader, RUAN).version in (2, 3)
    assert not list((Path(store.url) / "versions").glob(".*"))
    reader.close()


def test_ad_hoc_cypher_only_reads_within_its_limits(store: EmbeddedStore) -> None:
    rows = store.cypher("MATCH (t:Tenure) RETURN t.id ORDER BY t.id", limit=5)
    assert (rows.frame.height, rows.more) == (5, True)
    with pytest.raises(QueryRefused):
        store.cypher("MATCH (t:Tenure) DELETE t")
    with pytest.raises(InputError, match="not understood"):
        store.cypher("MATCH (t:Tenure) RETURN t.nothing")
    with pytest.raises(QueryTimeout, match="took longer"):
        store.cypher(
            "MATCH (a:Domain), (b:Domain), (c:Domain), (d:Domain) WHERE a.id < b.id AND b.id < c.id AND c.id < d.id RETURN count(*)",
            seconds=0.2,
        )


def test_no_shipped_query_is_planned_with_the_lookup_that_loses_rows(store: EmbeddedStore) -> None:
    with contextlib.closing(store._open_graph()) as graph, graph.connected() as connection:
        for name in names():
            plan = connection.execute("EXPLAIN " + query(name))
            assert not isinstance(plan, list)
            assert "PRIMARY_KEY_LOOKUP" not in str(plan.get_next()), name


def test_names_are_found_for_any_type_and_only_for_what_is_there(store: EmbeddedStore) -> None:
    found = store.names(["p-ruan", "o-wt", "nobody", "t-wt-ruan", "zzz", ""])
    assert {i: (n.type, n.label("zh")) for i, n in found.items()} == {
        "p-ruan": ("Person", "阮承野"), "o-wt": ("Organization", "苇塘镇党委"), "t-wt-ruan": ("Tenure", None),
    }  # fmt: skip
    assert found["t-wt-ruan"].evidence


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    sources = ["shipped:jintan-2023", "shipped:domains", "shipped:district"]
    derived: list[Any] = []
    reading: Callable[[list[str]], Batch] = recognise.read
    for order in (sources, sources[::-1]):
        one = EmbeddedStore.open(str(tmp_path / str(len(derived))), create=True)
        load(one, reading(order), as_of=AS_OF, who="clerk")
        derived.append(one.derived())
    assert derived[0].responsibility.equals(derived[1].responsibility)
    assert derived[0].gap.equals(derived[1].gap)
