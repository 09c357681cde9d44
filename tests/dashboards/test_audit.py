"""Who did what: written down before anything leaves, and nobody changes a line unseen."""

import json
import shutil
from pathlib import Path
from unittest.mock import ANY

import pytest

from dashboards import audit
from graph.chained_lines import Head
from graph.digest import content_digest
from graph.store_folder import AUDIT_LOG
from ontology.errors import Altered
from tests.dashboards.conftest import Done, run


@pytest.fixture
def folder(tmp_path: Path, demo: Path) -> Path:
    """A folder with a copy of the demo's store, as if nobody had done anything with it."""
    shutil.copytree(demo / "demo-store", tmp_path / "zeren-store")
    (tmp_path / "zeren-store" / AUDIT_LOG).unlink()
    return tmp_path


def deeds(folder: Path) -> list[tuple[str, str]]:
    chain = audit.lines(str(folder / "zeren-store"))
    return [(line.what["deed"], line.what["what"]) for line in chain.lines]


def head(done: Done) -> str:
    return done.stderr.split("the last is ")[1].split(":")[0] + ":" + done.stderr.split("sha256:")[1][:64]


def test_every_deed_is_a_line(folder: Path) -> None:
    (folder / "more.yaml").write_text("- {id: p-new, type: Person, zh: 新人}\n", encoding="utf-8")
    for arguments in (
        ("load", "more.yaml", "--as-of", "2024-09-30", "--who", "clerk"),
        ("cypher", "MATCH (n:Lead) RETURN count(n)"),
        ("export", "records", "-o", "r.yaml"),
        ("export", "graph", "-o", "g.graphml"),
        ("ledger", "o-hcd", "-o", "l.xlsx"),
        (
            "confirm",
            "fi-yh-1",
            "--reason",
            "still undone",
            "--by",
            "o-io",
            "--file",
            "more.yaml",
            "--who",
            "Li",
        ),
        ("decide", "Procedure", "onLead=le-01", "openedBy=o-disc", "date=2024-09-05"),
        ("rollback",),
    ):
        done = run(*arguments, cwd=folder)
        assert done.returncode == 0, done.stderr
    assert deeds(folder) == [
        ("load", "more.yaml"),
        ("query", "MATCH (n:Lead) RETURN count(n)"),
        ("export", "records yaml"),
        ("export", "graph graphml"),
        ("export", "ledger o-hcd"),
        ("confirm", "fi-yh-1"),
        ("decide", ANY),
        ("rollback", "1"),
    ]
    lines = audit.lines(str(folder / "zeren-store")).lines
    assert lines[0].who == "clerk"
    assert lines[0].what["version"] == 2
    assert lines[5].who == "Li"
    assert lines[4].what["digest"] == content_digest((folder / "l.xlsx").read_bytes())


def test_what_only_looks_is_no_deed(folder: Path) -> None:
    for arguments in (("info",), ("gaps",), ("load", "shipped:domains", "--dry-run"), ("audit", "verify")):
        assert run(*arguments, cwd=folder).returncode == 0
    assert deeds(folder) == []


def test_a_query_is_written_down_even_if_it_fails(folder: Path) -> None:
    assert run("cypher", "MATCH (n:Nothing) RETURN n", cwd=folder).returncode == 2
    assert deeds(folder) == [("query", "MATCH (n:Nothing) RETURN n")]


def test_where_nothing_can_be_written_nothing_leaves(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZEREN_AUDIT", "/proc/nowhere/audit.jsonl")
    done = run("export", "records", "-o", "r.yaml", cwd=folder)
    assert done.returncode == 4
    assert "/proc/nowhere" in done.stderr
    assert not (folder / "r.yaml").exists()


def test_where_nothing_can_be_written_nothing_is_loaded(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = folder / "new.yaml"
    new.write_text("- {id: p-new, type: Person, zh: 新来的人}\n", encoding="utf-8")
    before = run("info", "--format", "json", cwd=folder).stdout
    monkeypatch.setenv("ZEREN_AUDIT", "/proc/nowhere/audit.jsonl")
    for arguments in (("load", "new.yaml"), ("rollback",)):
        done = run(*arguments, cwd=folder)
        assert done.returncode == 4, done.stderr
        assert "/proc/nowhere" in done.stderr
    assert run("info", "--format", "json", cwd=folder).stdout == before
    monkeypatch.delenv("ZEREN_AUDIT")
    assert run("load", "new.yaml", cwd=folder).returncode == 0
    new.unlink()


def test_a_changed_a_removed_and_a_cut_line_are_found(folder: Path) -> None:
    for number in range(3):
        assert run("cypher", f"MATCH (n:Lead) RETURN {number}", cwd=folder).returncode == 0
    done = run("audit", "verify", cwd=folder)
    assert done.returncode == 0
    assert "3 lines" in done.stderr
    known = head(done)
    path = folder / "zeren-store" / AUDIT_LOG
    whole = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for lines in ([whole[0], whole[1].replace("RETURN 1", "RETURN 7"), whole[2]], [whole[0], whole[2]]):
        path.write_text("".join(lines), encoding="utf-8")
        done = run("audit", "verify", cwd=folder)
        assert done.returncode == 4
        assert "line 2" in done.stderr
    path.write_text("".join(whole[:2]), encoding="utf-8")
    assert run("audit", "verify", cwd=folder).returncode == 0
    done = run("audit", "verify", "--head", known, cwd=folder)
    assert done.returncode == 4
    assert "removed from the end" in done.stderr


def test_the_last_lines_are_shown(folder: Path) -> None:
    for number in range(3):
        run("cypher", f"MATCH (n:Lead) RETURN {number}", cwd=folder)
    rows = json.loads(run("audit", "show", "--last", "2", "--format", "json", cwd=folder).stdout)
    assert [(r["number"], r["what"]) for r in rows] == [
        (2, "MATCH (n:Lead) RETURN 1"),
        (3, "MATCH (n:Lead) RETURN 2"),
    ]


def test_what_is_not_understood(folder: Path) -> None:
    assert "`verify` or `show`" in run("audit", "erase", cwd=folder).stderr
    assert "--head takes" in run("audit", "verify", "--head", "3", cwd=folder).stderr


def test_a_server_s_lines_stand_on_this_machine_without_its_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("ZEREN_AUDIT", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    line = audit.note_down(
        "bolt://neo4j:secret@host:7687", audit.Deed.SIGN_IN, "li@example.org", who="li@example.org"
    )
    assert line.number == 1
    assert audit.place("bolt://host:7687") == audit.place("bolt://neo4j:secret@host:7687")
    assert "secret" not in audit.place("bolt://host:7687").read_text(encoding="utf-8")
    assert audit.lines("bolt://host:7687", Head()).head == line.head
    with pytest.raises(Altered):
        audit.lines("bolt://host:7687", Head(5, line.digest))
