"""What people decide is kept: on both stores, across loads and rollbacks, whoever decides at the same time."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from neo4j import GraphDatabase

from graph import deciding
from graph.analysis import analyse
from graph.chained_lines import Head
from graph.circumstances.candidates import candidates
from graph.cross_check import same_rows
from graph.decided import as_decided
from graph.deciding import Status, current, record, settle, source_of
from graph.facts import TABLES
from graph.journal import Decision
from graph.publish import load
from graph.stated_facts import from_records
from graph.store import Store, open_store
from loaders import recognise, yaml_records
from ontology.errors import Altered, InputError, LoadRefused, StoreLocked, UnknownName
from ontology.records import Batch
from tests.graph.wipe import wipe
from tests.server import Neo4jServer

AS_OF = date(2024, 9, 30)
ROOT = Path(__file__).resolve().parents[2]
SCENE = """
- {id: o-town, type: Organization, zh: 青溪镇党委, kind: PartyCommittee, level: Town}
- {id: o-team, type: Organization, zh: 巡察一组, kind: InspectionTeam, level: District, partOf: o-office}
- {id: o-office, type: Organization, zh: 巡察办, kind: InspectionOffice, level: District}
- {id: o-disc, type: Organization, zh: 区纪委监委, kind: DisciplineOrgan, level: District}
- {id: p-shen, type: Person, zh: 沈青}
- {id: post-dep, type: Post, zh: 副书记, seat: MemberSeat, inOrganization: o-town}
- {id: t-shen, type: Tenure, kind: Substantive, heldBy: p-shen, ofPost: post-dep, from: 2023-01-01}
- {id: s-note, type: Source, zh: 督查记录, digest: "sha256:aa"}
- {id: s-memo, type: Source, zh: 口头汇报}
- {id: in1, type: Inspection, zh: 常规巡察, kind: Regular, organisedBy: o-office}
- {id: fb1, type: Feedback, fromInspection: in1, addressee: o-town, date: 2023-06-01}
- {id: du1, type: Duty, zh: 清理往来款, underFeedback: fb1, kind: RectificationTask, bearer: o-town, from: 2023-06-01, due: 2023-12-31}
- {id: f1, type: Finding, status: Candidate, meets: c1.6, subject: o-town, breaches: du1, breachDate: 2024-01-01, asOf: 2024-06-30}
- {id: f2, type: Finding, status: Candidate, meets: c3.2, subject: t-shen, breaches: du1, breachDate: 2024-01-01, asOf: 2024-06-30}
"""


def scene(more: str = "") -> Batch:
    """The rules and one town with two candidates."""
    return recognise.read(["shipped:jintan-2023"]) + yaml_records.read_text(SCENE + more, "scene.yaml")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "store"
    load(open_store(str(folder), create=True), scene(), as_of=AS_OF, who="clerk")
    return folder


@pytest.fixture
def embedded(built: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copytree(built, tmp_path / "store")
    store = open_store(str(tmp_path / "store"))
    yield store
    store.close()


def _url(server: Neo4jServer) -> str:
    return server.uri.replace("bolt://", f"bolt://{server.user}:{server.password}@")


@pytest.fixture(params=["embedded", "neo4j"])
def reopen(request: pytest.FixtureRequest, built: Path, tmp_path: Path) -> Callable[[], Store]:
    """Opens the store with the scene once more, as another process would: one of each kind."""
    if request.param == "embedded":
        shutil.copytree(built, tmp_path / "store")
        return lambda: open_store(str(tmp_path / "store"))
    server: Neo4jServer = request.getfixturevalue("neo4j_server")
    wipe(server)
    load(open_store(_url(server)), scene(), as_of=AS_OF, who="clerk")
    return lambda: open_store(_url(server))


def confirm(store: Store, finding: str = "f1", **more: Any) -> Decision:
    """A confirmation by the inspection office."""
    said = {
        "who": "li",
        "reason": "两次督查均未整改",
        "by": "o-office",
        "on": date(2024, 7, 2),
        "evidence": ["s-note"],
    }
    return settle(store, current(store, finding, "Finding"), Status.CONFIRMED, **{**said, **more})


def dismiss(store: Store, finding: str = "f1", **more: Any) -> Decision:
    """A dismissal by the discipline organ."""
    said = {"who": "wang", "reason": "理由正当", "by": "o-disc", "on": date(2024, 7, 9)}
    return settle(store, current(store, finding, "Finding"), Status.DISMISSED, **{**said, **more})


def state(store: Store, finding: str = "f1") -> Any:
    """How a finding stands by the facts."""
    return dict(store.facts()["finding_states"].select("finding", "status").iter_rows())[finding]


# ------------------------------------------------------------------------------- on both stores


def test_what_was_decided_is_seen_by_all_kept_by_loads_and_told_in_order(reopen: Callable[[], Store]) -> None:
    store, other = reopen(), reopen()
    assert state(other) == "Candidate"
    confirm(store)
    assert (state(store), state(other)) == ("Confirmed", "Confirmed")
    assert current(other, "f1", "Finding")["decidedOn"] == date(2024, 7, 2)

    # A file that still says Candidate changes nothing; what is new in it is loaded, and the decision is folded in.
    changes = load(store, scene("- {id: p-new, type: Person, zh: 陆新}\n"), as_of=AS_OF, who="clerk").changes
    assert (changes["Finding"].decided, changes["Finding"].same, changes["Person"].new) == (1, 1, 1)
    assert state(other) == "Confirmed"
    assert store.cypher("MATCH (f:Finding {id: 'f1'}) RETURN f.status AS s").frame["s"].to_list() == [
        "Confirmed"
    ]
    assert store.records(decided=False)["Finding"].filter(id="f1")["status"].to_list() == ["Confirmed"]
    expected = from_records(store.records())
    assert [n for n in TABLES if not same_rows(store.facts()[n], expected[n])] == []
    assert load(other, scene(), as_of=AS_OF, who="clerk").version is None  # nothing is left to fold in

    dismiss(other)
    assert state(store) == "Dismissed"
    told = [(h["status"], h["recorded_by"], h.get("decision")) for h in store.history("f1")]
    assert told == [
        ("Candidate", "clerk", None),
        ("Confirmed", "li", "Confirmed"),
        ("Dismissed", "wang", "Dismissed"),
    ]
    assert [(line.number, line.who) for line in reopen().decisions()] == [(1, "li"), (2, "wang")]
    if "://" not in store.url:
        store.rollback(1)
        assert state(other) == "Dismissed"  # version 1 knew of neither
    store.close()
    other.close()


def test_a_lead_goes_from_a_confirmed_finding_to_an_outcome(reopen: Callable[[], Store]) -> None:
    store = reopen()
    with pytest.raises(InputError, match=r"findings that a person confirmed; not so: f1 \(Candidate\)"):
        record(store, "Lead", {"contains": ["f1"], "discoverer": "o-team", "context": "LastRound", "date": "2024-07-03"}, who="li")  # fmt: skip
    confirm(store)
    confirm(store, "f2", by="t-shen")
    lead = record(store, "Lead", {"id": "le1", "contains": ["f1", "f2"], "discoverer": "o-team", "context": "LastRound", "date": "2024-07-03"}, who="li")  # fmt: skip
    assert lead.kind == "Lead"
    record(store, "Referral", {"onLead": "le1", "receiver": "o-office", "date": "2024-07-05"}, who="li")
    record(store, "Referral", {"onLead": "le1", "receiver": "o-disc", "date": "2024-07-20"}, who="li")
    steps = store.facts()["referrals"].sort("order").select("order", "sender", "receiver").rows()
    assert steps == [(1, "o-team", "o-office"), (2, "o-office", "o-disc")]
    record(
        store,
        "Procedure",
        {"id": "pr1", "onLead": "le1", "openedBy": "o-disc", "date": "2024-08-01"},
        who="zhao",
    )
    record(store, "Statement", {"onFinding": "f2", "statedBy": "t-shen", "date": "2024-08-09", "reason": "任务分给了别人"}, who="zhao")  # fmt: skip
    record(store, "CaseReview", {"subject": "p-shen", "by": "o-disc", "from": "2024-08-20"}, who="zhao")  # fmt: skip
    record(store, "Outcome", {"ofProcedure": "pr1", "subject": "t-shen", "by": "o-disc", "kind": "NotHeldAccountable", "date": "2024-09-01"}, who="zhao")  # fmt: skip
    before = {name: store.facts()[name] for name in TABLES}
    load(store, scene("- {id: p-new, type: Person, zh: 陆新}\n"), as_of=AS_OF, who="clerk")
    for name in ("procedures", "statements", "case_reviews", "outcomes", "leads", "lead_findings", "referrals", "finding_deciders"):  # fmt: skip
        assert before[name].height
        assert same_rows(store.facts()[name], before[name]), name
    assert store.names(["pr1"])["pr1"].type == "Procedure"
    store.close()


def test_of_two_who_decide_at_once_nobody_overwrites_the_other(reopen: Callable[[], Store]) -> None:
    store, other = reopen(), reopen()
    with store.deciding() as first:
        if "://" in store.url:
            with other.deciding() as second:
                first.append("li", {"kind": "Confirmed", "records": []})
                with pytest.raises(StoreLocked, match="decided something at the same time"):
                    second.append("wang", {"kind": "Dismissed", "records": []})
        else:
            first.append("li", {"kind": "Confirmed", "records": []})
    confirm(other)
    assert [line.who for line in store.decisions()] == ["li", "li"]
    store.close()
    other.close()


def test_a_foreign_edit_is_detected(reopen: Callable[[], Store], neo4j_server: Neo4jServer) -> None:
    store = reopen()
    confirm(store)
    dismiss(store)
    url = store.url
    store.close()
    if "://" in url:
        with (
            GraphDatabase.driver(neo4j_server.uri, auth=neo4j_server.auth) as driver,
            driver.session() as session,
        ):
            session.run(
                "MATCH (d:Decision {number: 1}) SET d.what = replace(d.what, '两次', '三次')"
            ).consume()
    else:
        journal = Path(url) / "journal.jsonl"
        journal.write_text(journal.read_text(encoding="utf-8").replace("两次", "三次", 1), encoding="utf-8")
    store = reopen()
    with pytest.raises(Altered, match="line 1: its text was changed"):
        store.facts()
    with pytest.raises(Altered), store.deciding():
        pass
    store.close()


# ------------------------------------------------------------------------------- what is refused


def test_to_confirm_needs_a_source_with_a_digest(embedded: Store, tmp_path: Path) -> None:
    for evidence in ([], ["s-memo"]):
        with pytest.raises(InputError, match="needs a source with a digest"):
            confirm(embedded, evidence=evidence)
    paper = tmp_path / "督查笔录.docx"
    paper.write_bytes(b"paper")
    source = source_of(paper)
    confirm(embedded, evidence=["s-memo"], sources=[source])
    held = current(embedded, "f1", "Finding")
    assert sorted(held["evidence"]) == sorted(["s-memo", source["id"]])
    assert embedded.names([source["id"]])[source["id"]].zh == "督查笔录.docx"
    assert current(embedded, source["id"], "Source")["digest"].startswith("sha256:")


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no reason": ({"reason": " "}, "needs a reason"),
    "unknown decider": ({"by": "o-nobody"}, r"f1.decidedBy o-nobody: .*\[unknown-id\]"),
    "a person is no decider": ({"by": "p-shen"}, r"f1.decidedBy p-shen: .*\[wrong-type\]"),
    "unknown evidence": ({"evidence": ["s-note", "s-none"]}, r"f1.evidence s-none: .*\[unknown-id\]"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_is_not_right_is_refused_and_leaves_no_line(embedded: Store, why: str) -> None:
    change, says = REFUSED[why]
    with pytest.raises(InputError, match=says):
        confirm(embedded, **change)
    assert embedded.decisions() == ()


def test_the_same_said_twice_is_refused(embedded: Store) -> None:
    confirm(embedded)
    with pytest.raises(InputError, match="says just that already"):
        confirm(embedded)
    confirm(embedded, reason="另有新证据")
    assert len(embedded.decisions()) == 2


def test_people_do_not_decide_about_offices(embedded: Store) -> None:
    with pytest.raises(InputError, match="load a file instead"):
        deciding.put(embedded, "li", "x", [{"id": "p-x", "type": "Person", "zh": "某"}])
    with pytest.raises(InputError, match="people decide about"):
        record(embedded, "Tenure", {}, who="li")
    with pytest.raises(UnknownName, match="no Finding has the id 'f9'"):
        confirm(embedded, "f9")


def test_a_decided_record_cannot_lose_what_it_rests_on(embedded: Store) -> None:
    confirm(embedded, sources=[{"id": "s-x", "type": "Source", "zh": "函", "digest": "sha256:bb"}])
    with pytest.raises(LoadRefused) as refused:
        load(embedded, yaml_records.read_text("- {id: s-note, type: Source, withdrawn: true}", "x.yaml"), as_of=AS_OF, who="clerk")  # fmt: skip
    assert [p.record for p in refused.value.problems] == ["s-note"]


# ------------------------------------------------------------------------------- the file beside the store


def test_what_a_rollback_took_away_makes_a_decision_wait_and_not_be_lost(embedded: Store) -> None:
    more = "- {id: f3, type: Finding, status: Candidate, meets: c1.6, subject: o-new, asOf: 2024-06-30}\n"
    more += "- {id: o-new, type: Organization, zh: 新镇党委, kind: PartyCommittee, level: Town}\n"
    load(embedded, scene(more), as_of=AS_OF, who="clerk")
    confirm(embedded, "f3")
    record(embedded, "Lead", {"id": "le3", "contains": ["f3"], "discoverer": "o-team", "context": "LastRound", "date": "2024-07-03"}, who="li")  # fmt: skip
    embedded.rollback(1)
    assert "f3" not in embedded.facts()["finding_states"]["finding"]
    assert "le3" not in embedded.facts()["leads"]["lead"]  # with the finding its lead waits
    assert len(embedded.decisions()) == 2
    load(embedded, scene(more), as_of=AS_OF, who="clerk")
    assert state(embedded, "f3") == "Confirmed"
    assert "le3" in embedded.facts()["leads"]["lead"]


def test_a_line_that_was_cut_off_is_no_decision(embedded: Store) -> None:
    confirm(embedded)
    dismiss(embedded)
    journal = Path(embedded.url) / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-9])
    assert state(embedded) == "Confirmed"
    dismiss(embedded, reason="又查")
    assert state(embedded) == "Dismissed"
    assert (Path(embedded.url) / "journal.jsonl.torn").exists()


def test_lines_removed_after_a_load_are_missed(embedded: Store) -> None:
    confirm(embedded)
    dismiss(embedded)
    load(embedded, scene("- {id: p-new, type: Person, zh: 陆新}\n"), as_of=AS_OF, who="clerk")
    journal = Path(embedded.url) / "journal.jsonl"
    journal.write_bytes(journal.read_bytes().splitlines(keepends=True)[0])
    with pytest.raises(Altered, match="line 2 with the digest"):
        embedded.decisions()


def test_several_processes_decide_and_one_loads_and_nothing_is_lost(embedded: Store, tmp_path: Path) -> None:
    text = (
        "import sys; from datetime import date; from graph.store import open_store\n"
        "from graph.deciding import Status, current, settle\n"
        "store = open_store(sys.argv[1])\n"
        "for n in range(4):\n"
        "    settle(store, current(store, sys.argv[2], 'Finding'), Status.DISMISSED, who=sys.argv[2], reason=f'第{n}次',"
        " by='o-disc', on=date(2024, 7, n + 1))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "1"}
    running = [
        subprocess.Popen([sys.executable, "-c", text, embedded.url, finding], env=environment, cwd=ROOT)
        for finding in ("f1", "f2")
    ]
    load(open_store(embedded.url), scene("- {id: p-new, type: Person, zh: 陆新}\n"), as_of=AS_OF, who="clerk")
    assert [process.wait(120) for process in running] == [0, 0]
    lines = embedded.decisions()
    for finding in ("f1", "f2"):
        assert [line.what["records"][-1]["reason"] for line in lines if line.who == finding] == [
            f"第{n}次" for n in range(4)
        ]
    assert [line.number for line in lines] == list(range(1, 9))
    assert Head(8, lines[-1].digest) == lines[-1].head


# ------------------------------------------------------------------------------- candidates that the machine found


def _candidates(store: Store) -> list[dict[str, Any]]:
    found = as_decided(candidates(analyse(store.facts(), AS_OF, store.compiled())), store.facts())
    return [row for row in found.to_dicts() if row["circumstance"] == "c1.6" and row["subject"] == "o-town"]


def test_a_dismissed_candidate_stays_so_until_its_facts_change_and_then_comes_back(embedded: Store) -> None:
    (found,) = _candidates(embedded)
    assert (found["status"], found["returned"]) == ("Candidate", None)
    base = deciding.proposed(found, AS_OF)
    settle(embedded, base, Status.DISMISSED, who="li", reason="理由正当", by="o-disc", on=date(2024, 9, 2))
    assert [(c["status"], c["returned"]) for c in _candidates(embedded)] == [("Dismissed", None)]
    load(embedded, scene("- {id: p-new, type: Person, zh: 陆新}\n"), as_of=AS_OF, who="clerk")
    assert [c["status"] for c in _candidates(embedded)] == ["Dismissed"]
    more = "- {id: ex1, type: Extension, extends: du1, date: 2023-12-01, newDue: 2024-01-31, approvedOn: 2023-12-05}\n"
    load(embedded, scene(more), as_of=AS_OF, who="clerk")
    (again,) = _candidates(embedded)
    assert (again["status"], again["returned"]) == ("Candidate", date(2024, 9, 2))
    confirmed = settle(
        embedded, deciding.proposed(again, AS_OF), Status.CONFIRMED, who="li", reason="延期后仍未完成", by="o-disc",
        on=date(2024, 9, 20), evidence=["s-note"],
    )  # fmt: skip
    assert confirmed.number == 2
    assert [(c["status"], c["returned"]) for c in _candidates(embedded)] == [("Confirmed", None)]
