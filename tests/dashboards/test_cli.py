"""The command line as a newcomer meets it."""

import json
import re
import shlex
from pathlib import Path

import openpyxl
import pytest

from tests.dashboards.conftest import ROOT, Zeren, run

COMMANDS = [
    "demo", "template", "load", "validate", "assign", "chain", "gaps", "refer", "why-not", "cypher", "check", "export", "rollback", "info",
]  # fmt: skip


def test_every_command_is_listed(zeren: Zeren) -> None:
    listed = re.findall(r"^  ([a-z-]+) {2,}\w", zeren("--help").stdout, re.MULTILINE)
    assert sorted(listed) == sorted(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_in_its_help_runs(command: str, tmp_path: Path, demo: Path, zeren: Zeren) -> None:
    text = " ".join(zeren(command, "--help").stdout.split())
    found = re.search(r"Example: zeren (.*?)(?: Arguments:| Options:)", text)
    assert found, text
    if command == "rollback":  # there must be something to go back to
        assert run("load", "shipped:jintan-2023", "--who", "a", cwd=tmp_path).returncode == 0
        assert run("load", "shipped:domains", "--who", "a", cwd=tmp_path).returncode == 0
    folder = tmp_path if command in ("rollback", "demo", "template") else demo
    if not (demo / "tests").exists():
        (demo / "tests").symlink_to(ROOT / "tests", target_is_directory=True)
    done = run(*shlex.split(found[1]), cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout or done.stderr


def test_the_demo_shows_the_whole_job_and_writes_it_out(demo: Path) -> None:
    text = (demo / "demo.txt").read_text(encoding="utf-8")
    for part in (
        "Issues by light",
        "Items by grade",
        "Gaps",
        "The chain of one issue",
        "The referral path of one lead",
        "What to run next",
    ):
        assert part in text
    items = json.loads((demo / "out/responsibilities.json").read_text(encoding="utf-8"))
    rows = openpyxl.load_workbook(demo / "out/responsibilities.xlsx", read_only=True).active
    assert rows is not None
    assert len(list(rows.iter_rows())) == len(items) + 1
    assert {"for": "du-wt-1", "bearer": "t-wt-jiang", "days": 61}.items() <= next(
        i
        for i in items
        if i["for"] == "du-wt-1" and i["grade"] == "FirstResponsibility" and i["role"] == "holder"
    ).items()


def test_what_the_demo_proposes_to_run_next_runs(demo: Path) -> None:
    text = (demo / "demo.txt").read_text(encoding="utf-8")
    proposed = re.findall(r"^  \.venv/bin/zeren (.*)$", text, re.MULTILINE)
    assert len(proposed) >= 5
    for command in proposed:
        done = run(*shlex.split(command), cwd=demo)
        assert done.returncode == 0, (command, done.stderr)


def test_a_chain_can_be_read_out_in_either_language(zeren: Zeren) -> None:
    chinese = zeren("chain", "is-wt-1", lang="zh").stdout
    english = zeren("chain", "is-wt-1", lang="en").stdout
    for text in (
        "主体责任",
        "第一责任人责任",
        "一岗双责",
        "姜吾阳",
        "计 61 天",
        "第 5.2 项",
        "待决 Q21",
        "违责日 2024-01-01",
    ):
        assert text in chinese
    for text in (
        "Main responsibility",
        "First responsibility",
        "61 days",
        "item 5.2",
        "open Q21",
        "breached on 2024-01-01",
    ):
        assert text in english


def test_ids_come_through_a_pipe_and_json_goes_out(zeren: Zeren) -> None:
    done = zeren("--format", "json", "assign", "-", stdin="du-wt-1\ndu-hcd-1\n")
    assert {item["for"] for item in json.loads(done.stdout)} == {"du-wt-1", "du-hcd-1"}


def test_csv_has_the_keys_of_case_files(zeren: Zeren) -> None:
    first = zeren("--format", "csv", "assign", "du-wt-1").stdout.splitlines()[0]
    assert first == "for,grade,bearer,role,ground,days,provision,regulation,open,flags,principal"


def test_another_day_gives_another_answer(zeren: Zeren) -> None:
    def heads(day: str) -> set[str]:
        items = json.loads(zeren("--as-of", day, "--format", "json", "assign", "du-wt-1").stdout)
        return {i["bearer"] for i in items if i["grade"] == "FirstResponsibility" and i["role"] == "holder"}

    assert heads("2023-10-31") == {"t-wt-song"}
    assert heads("2024-09-30") == {"t-wt-jiang"}


def test_a_referral_names_the_hops_and_the_wrong_door_is_repaired(zeren: Zeren) -> None:
    paths = {r["lead"]: r["path"] for r in json.loads(zeren("--format", "json", "refer").stdout)}
    assert paths["le-01"] == ["o-it1", "o-io", "o-disc"]
    told = zeren("why-not", "le-06", "o-org").stdout
    assert "not of the kind" in told
    assert "shortest lawful repair" in told


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["chain", "is-nowhere"], 2, "no duty and no issue has the id"),
        (["refer", "le-nowhere"], 2, "le-nowhere"),
        (["--as-of", "2024-13-01", "gaps"], 2, "takes a day such as"),
        (["--lang", "fr", "gaps"], 2, "--lang takes"),
        (["gaps", "--colour"], 2, "--colour"),
        (["cypher", "CREATE (n)"], 2, "only reading is allowed"),
        (["cypher", "MATCH (n:Nothing) RETURN n"], 2, "not understood"),
        (["--format", "xlsx", "gaps"], 2, "needs a file"),
        (["--store", "nowhere", "gaps"], 4, "no store"),
        (["--store", "demo.txt", "info"], 4, "is a file"),
        (["--store", "out", "info"], 4, "not a Zeren store"),
        (["--store", "bolt://127.0.0.1:1", "info"], 4, "does not answer"),
        (["load", "nowhere.xlsx"], 2, "no such file or folder"),
        (["rollback", "--to", "99"], 4, "no version 99"),
        (["check", "nowhere.yaml"], 2, "no such case file"),
    ],
)
def test_an_error_is_a_message_and_a_documented_status(
    zeren: Zeren, arguments: list[str], status: int, said: str
) -> None:
    done = zeren(*arguments)
    assert done.returncode == status, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_refused_load_lists_every_problem_and_changes_nothing(zeren: Zeren, demo: Path) -> None:
    bad = demo / "bad.yaml"
    bad.write_text(
        "- {id: o-x, type: Organization, zh: 甲, kind: PartyComittee, level: Town}\n"
        "- {id: t-x, type: Tenure, kind: Acting, heldBy: p-nowhere, ofPost: po-wt, from: 2024-02-30}\n",
        encoding="utf-8",
    )
    before = zeren("--format", "json", "info").stdout
    done = zeren("--format", "json", "load", "bad.yaml")
    assert done.returncode == 3
    found = {(p["code"], p["record"], p["field"], p["row"]) for p in json.loads(done.stdout)}
    assert found == {
        ("unknown-code", "o-x", "kind", "1"),
        ("unknown-id", "t-x", "heldBy", "2"),
        ("bad-date", "t-x", "from", "2"),
    }
    assert zeren("--format", "json", "info").stdout == before


def test_a_failed_case_says_what_came_out_instead(zeren: Zeren, demo: Path) -> None:
    (demo / "case.yaml").write_text(
        "case: The head answers for a day too many\nas_of: 2024-08-31\nregulations: [jintan-2023]\ninclude: []\nfacts: []\n"
        "expect:\n  - responsibility: {for: du1, days: 1}\n",
        encoding="utf-8",
    )
    done = zeren("check", "case.yaml")
    assert done.returncode == 1
    assert "FAIL" in done.stdout
    assert "there is none of this kind" in done.stdout


def test_records_go_out_and_come_back_the_same(zeren: Zeren, demo: Path) -> None:
    assert zeren("-o", "all.yaml", "export", "records").returncode == 0
    assert zeren("--store", "again", "--as-of", "2024-09-30", "load", "all.yaml").returncode == 0
    here = json.loads(zeren("--format", "json", "assign").stdout)
    there = json.loads(zeren("--format", "json", "--store", "again", "assign").stdout)
    assert here == there


def test_the_graph_goes_out_as_graphml(zeren: Zeren) -> None:
    assert "<graphml" in zeren("export", "graph", "--as", "graphml").stdout
