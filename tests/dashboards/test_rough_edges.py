"""Odd targets, broken pipes, damaged stores: what is said, and that nothing is lost."""

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.dashboards.conftest import process, run

PERSON = "{id: domain, type: Person, zh: Unit}\n"


@pytest.fixture
def store(demo: Path, tmp_path: Path) -> Path:
    """A folder with a store of one's own, to be spoiled."""
    shutil.copytree(demo / "zeren-store", tmp_path / "zeren-store")
    return tmp_path


def version(folder: Path) -> Path:
    return max((folder / "zeren-store" / "versions").iterdir())


def test_a_result_goes_through_a_link_and_into_what_is_no_plain_file(store: Path) -> None:
    (store / "link.csv").symlink_to("real.csv")
    assert run("assign", "is-wt-1", "-o", "link.csv", cwd=store).returncode == 0
    assert (store / "link.csv").is_symlink()
    assert "is-wt-1" in (store / "real.csv").read_text()
    os.mkfifo(store / "pipe")
    done = process("cat pipe & zeren assign is-wt-1 -f csv -o pipe; wait", store)
    assert "is-wt-1" in done.stdout
    assert (store / "pipe").is_fifo()


def test_a_full_disk_behind_a_result_is_said(store: Path) -> None:
    for line in ("zeren assign -f csv -o /dev/full", "zeren assign -f csv > /dev/full"):
        done = process(line, store)
        assert (done.returncode, "No space left on device" in done.stderr) == (2, True), done.stderr


def test_a_reader_that_has_gone_is_no_failure(store: Path) -> None:
    done = process("zeren export records | head -1", store)
    assert (done.returncode, done.stderr) == (0, "")


def test_names_that_look_like_codes_stay_as_they_are(tmp_path: Path) -> None:
    assert run("load", "-", cwd=tmp_path, stdin=PERSON).returncode == 0
    shown = run("cypher", "MATCH (p:Person) RETURN p.id AS id, p.zh AS kind", cwd=tmp_path, lang="zh").stdout
    assert [w for w in shown.split() if w.isalpha()] == ["id", "kind", "domain", "Unit"]


def test_a_parameter_that_is_not_given_is_asked_for(store: Path) -> None:
    done = run("cypher", "MATCH (o:Organization) WHERE o.id = $x RETURN o.id", cwd=store)
    assert (done.returncode, "$x" in done.stderr) == (2, True)
    quoted = run("cypher", "MATCH (o:Organization {id: '$x'}) RETURN o.id", cwd=store)
    assert quoted.returncode == 0


def test_a_version_that_is_not_there_is_named_and_rollback_helps(store: Path) -> None:
    for said in ("99", "abc", ""):
        (store / "zeren-store" / "current").write_text(said)
        done = run("assign", "is-wt-1", cwd=store)
        assert (done.returncode, "`zeren rollback`" in done.stderr) == (4, True), done.stderr
    assert run("rollback", cwd=store).returncode == 0
    assert run("assign", "is-wt-1", cwd=store).returncode == 0


@pytest.mark.parametrize("file", ["compiled/tenure.arrow", "derived/responsibility.arrow", "graph.lbug"])
def test_a_changed_file_of_a_version_is_found(store: Path, file: str) -> None:
    path = version(store) / file
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    done = run("validate", cwd=store)
    assert (done.returncode, file in done.stderr) == (4, True), done.stderr


def test_a_file_cut_short_is_said_to_be_damaged(store: Path) -> None:
    path = version(store) / "facts" / "principals.arrow"
    path.write_bytes(path.read_bytes()[:100])
    done = run("assign", "is-wt-1", cwd=store)
    assert (done.returncode, "principals.arrow is damaged" in done.stderr) == (4, True), done.stderr
    records = next((store / "zeren-store" / "records").glob("*/OrgChange.parquet"))
    records.write_bytes(records.read_bytes()[:100])
    done = run("export", "records", cwd=store)
    assert (done.returncode, "OrgChange.parquet is damaged" in done.stderr) == (4, True), done.stderr


def test_a_refused_first_load_leaves_nothing_behind(tmp_path: Path) -> None:
    assert run("load", "-", cwd=tmp_path, stdin="{id: p, type: Person, zh: 甲, born: 1}\n").returncode == 3
    assert list(tmp_path.iterdir()) == []


def test_a_load_that_moves_the_day_says_so(store: Path) -> None:
    done = run("load", "-", cwd=store, stdin=PERSON)
    assert "answers were for 2024-09-30" in done.stderr
    done = run("load", "-", "--as-of", "2024-09-30", cwd=store, stdin=PERSON.replace("Unit", "Other"))
    assert (done.returncode, "answers were" in done.stderr) == (0, False)


def test_the_ending_of_a_file_names_its_format(store: Path) -> None:
    assert run("export", "records", "-o", "r.ttl", cwd=store).returncode == 0
    assert (store / "r.ttl").read_text().startswith("@prefix")
    assert run("export", "records", "-o", "r.json", cwd=store).returncode == 0
    assert json.loads((store / "r.json").read_text())
    done = run("export", "records", "-o", "r.doc", cwd=store)
    assert (done.returncode, (store / "r.doc").exists()) == (2, False)


def test_an_option_that_means_nothing_is_refused(tmp_path: Path) -> None:
    assert run("demo", "--as-of", "2024-01-01", cwd=tmp_path).returncode == 2
    assert run("template", "t.xlsx", "--format", "csv", cwd=tmp_path).returncode == 2


def test_ids_may_begin_with_a_mark_and_must_be_text(store: Path) -> None:
    done = process(r"printf '\xef\xbb\xbfis-wt-1\n' | zeren assign - -f csv", store)
    assert "is-wt-1" in done.stdout, done.stderr
    done = process(r"printf '\xff\xfe\n' | zeren assign -", store)
    assert (done.returncode, "not UTF-8" in done.stderr) == (2, True), done.stderr


def test_a_folder_that_links_to_itself_is_read_once(store: Path) -> None:
    (store / "files").mkdir()
    (store / "files" / "person.yaml").write_text(PERSON)
    (store / "files" / "again").symlink_to(store / "files")
    assert run("load", "files", "--dry-run", cwd=store).returncode == 0
