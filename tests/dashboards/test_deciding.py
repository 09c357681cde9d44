"""What people decide and follow on the command line, on the example district."""

import json
import shutil
from pathlib import Path

import pytest

from tests.dashboards.conftest import Done, run


@pytest.fixture
def folder(demo: Path, tmp_path: Path) -> Path:
    """A folder with a store of its own and a paper."""
    shutil.copytree(demo / "demo-store", tmp_path / "zeren-store")
    (tmp_path / "督查笔录.docx").write_bytes(b"paper")
    return tmp_path


def _confirm(folder: Path, *more: str) -> Done:
    return run("confirm", "fi-yh-1", "--reason", "两次督查仍未整改", "--by", "o-io", "--on", "2024-09-02", *more, cwd=folder)  # fmt: skip


def test_a_finding_is_confirmed_with_a_file_and_told_in_both_languages(folder: Path) -> None:
    done = _confirm(folder, "--file", "督查笔录.docx", "--who", "李明")
    assert done.returncode == 0, done.stderr
    assert "decision 1 is in the journal (sha256:" in done.stderr
    listed = run("decisions", "--format", "json", cwd=folder)
    (row,) = json.loads(listed.stdout)
    assert {k: row[k] for k in ("number", "who", "decision", "id", "by", "decided_on")} == {
        "number": 1, "who": "李明", "decision": "Confirmed", "id": "fi-yh-1", "by": "o-io", "decided_on": "2024-09-02",
    }  # fmt: skip
    assert "1 decisions, the chain is whole" in listed.stderr
    assert "确认" in run("decisions", "fi-yh-1", cwd=folder, lang="zh").stdout
    again = _confirm(folder, "--file", "督查笔录.docx", "--who", "李明")
    assert (again.returncode, "says just that already" in again.stderr) == (2, True)


def test_without_evidence_nothing_is_confirmed(folder: Path) -> None:
    done = _confirm(folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "needs a source with a digest" in done.stderr
    missing = _confirm(folder, "--file", "nowhere.docx")
    assert missing.returncode == 2
    assert "nowhere.docx cannot be read" in missing.stderr


def test_a_changed_journal_is_told_and_ends_with_status_4(folder: Path) -> None:
    _confirm(folder, "--file", "督查笔录.docx")
    journal = folder / "zeren-store" / "journal.jsonl"
    journal.write_text(journal.read_text(encoding="utf-8").replace("两次", "三次"), encoding="utf-8")
    done = run("decisions", cwd=folder)
    assert done.returncode == 4
    assert "line 1: its text was changed after it was written" in done.stderr


def test_where_leads_stand(folder: Path) -> None:
    text = run("lead", "le-01", "le-06", cwd=folder).stdout
    assert "at Linxi District Discipline and Supervision Commission, the end of the path" in text
    assert "(re-06-1): the wrong organ" in text
    states = json.loads(run("lead", "le-06", "--format", "json", cwd=folder).stdout)
    assert [(s["courses"][0]["at"], s["courses"][0]["next_to"], s["deviations"]) for s in states] == [("o-org", "o-disc", 1)]  # fmt: skip
    assert "临溪区委组织部（re-06-1）：机关有误" in run("lead", "le-06", cwd=folder, lang="zh").stdout


def test_one_person_across_posts(folder: Path) -> None:
    run("decide", "Statement", "onFinding=fi-hcd-1", "statedBy=t-hcd-yu", "date=2024-09-04", "reason=当时不分管", cwd=folder)  # fmt: skip
    found = json.loads(run("person", "t-hcd-yu", "--format", "json", cwd=folder).stdout)
    assert found["person"] == "p-yu"
    assert [f["finding"] for f in found["findings"]] == ["fi-hcd-1"]
    assert [(s["stated_by"], s["reason"]) for s in found["statements"]] == [("t-hcd-yu", "当时不分管")]
    assert {i["for"] for i in found["items"]} == {"du-hcd-1"}
    assert [lead["lead"] for lead in found["leads"]] == ["le-03"]
    assert "own statement of 2024-09-04" in run("person", "p-yu", cwd=folder).stdout
    assert run("person", "p-nobody", cwd=folder).returncode == 2


def test_a_person_sees_what_the_records_prove_and_nobody_decided(folder: Path) -> None:
    found = json.loads(run("person", "p-ruan", "--format", "json", cwd=folder).stdout)
    assert [(f["finding"], len(f["proved_by"])) for f in found["findings"]] == [("fi-wt-2", 1)]
    assert [(c["provision"], c["duties"], c["status"]) for c in found["candidates"]] == [("6.3.2", ["du-wt-1"], "Candidate")]  # fmt: skip
    lines = run("person", "p-lian", cwd=folder, lang="zh").stdout
    assert lines.count("尚无人作出决定") == len(
        json.loads(run("person", "p-lian", "-f", "json", cwd=folder).stdout)["candidates"]
    )


def test_a_candidate_that_is_on_record_is_decided_there(folder: Path) -> None:
    rows = json.loads(run("findings", "--organization", "o-lq", "-f", "json", cwd=folder).stdout)
    (known,) = (row for row in rows if row["recorded"] == ["fi-lq-2"])
    assert (known["status"], known["subject"], known["returned"]) == ("Dismissed", "t-lq-an", None)
    done = run("confirm", known["id"], "--reason", "复核认定", "--by", "o-io", "--on", "2024-09-02", "--file", "督查笔录.docx", cwd=folder)  # fmt: skip
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(run("decisions", "--format", "json", cwd=folder).stdout)
    assert (row["id"], row["decision"], len(row["evidence"])) == ("fi-lq-2", "Confirmed", 1)
    dismissed = run(
        "dismiss", "fi-lq-2", "--reason", "证据不足", "--by", "o-io", "--on", "2024-09-03", cwd=folder
    )
    assert dismissed.returncode == 0, dismissed.stderr
    last = json.loads(run("decisions", "--format", "json", cwd=folder).stdout)[-1]
    assert (last["decision"], last["evidence"]) == ("Dismissed", None)
    again = json.loads(run("findings", "--organization", "o-lq", "-f", "json", cwd=folder).stdout)
    assert [row["status"] for row in again if row["recorded"] == ["fi-lq-2"]] == ["Dismissed"]
    shown = run("near-miss", "t-lq-an", cwd=folder, lang="en").stdout
    assert f"{known['id']} is on record as fi-lq-2: dismissed" in shown.lower()


def test_deadlines_by_the_schemes_of_two_places(folder: Path) -> None:
    def due(*more: str) -> list[tuple[str, int, str]]:
        done = run("due", "--as-of", "2023-12-15", "--format", "json", *more, cwd=folder)
        assert done.returncode == 0, done.stderr
        return [(r["duty"], r["days_left"], r["light"]) for r in json.loads(done.stdout)]

    assert due("--within", "20d") == [
        ("du-wt-handover", 0, "yellow"), ("du-hcd-3", 16, "green"), ("du-lq-3", 16, "green"), ("du-wt-1", 16, "green"),
    ]  # fmt: skip
    assert due("--within", "0") == [("du-wt-handover", 0, "yellow")]
    assert due("--within", "5", "--lights", "progress") == [("du-wt-handover", 0, "yellow")]
    assert run("due", "--within", "soon", cwd=folder).returncode == 2
    assert run("due", "--lights", "disco", cwd=folder).returncode == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("confirm", "fi-yh-1", "--reason", "两次督查仍未整改", "--by", "o-io", "--on", "2024-09-02", "--file", "督查笔录.docx"),
        ("dismiss", "fi-yh-1", "--reason", "证据不足", "--by", "o-io", "--on", "2024-09-02"),
        ("decide", "Statement", "onFinding=fi-hcd-1", "statedBy=t-hcd-yu", "date=2024-09-04", "reason=当时不分管"),
    ],
)  # fmt: skip
def test_where_the_audit_log_cannot_be_written_nothing_is_decided(
    folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setenv("ZEREN_AUDIT", "/proc/nowhere/audit.jsonl")
    done = run(*arguments, cwd=folder)
    assert done.returncode == 4
    assert "/proc/nowhere" in done.stderr
    assert not (folder / "zeren-store" / "journal.jsonl").exists()
    monkeypatch.delenv("ZEREN_AUDIT")
    assert run(*arguments, cwd=folder).returncode == 0
    assert (folder / "zeren-store" / "journal.jsonl").exists()
