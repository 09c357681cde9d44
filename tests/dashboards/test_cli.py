"""The command line as a newcomer meets it: help and its examples, streams, exit statuses, errors."""

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.dashboards.conftest import Zeren, process, run

COMMANDS = [
    "demo", "dashboard", "template", "load", "review", "validate", "assign", "chain", "gaps", "findings", "near-miss", "refer", "why-not", "what-if", "impact", "confirm", "dismiss", "decide", "decisions", "lead", "person", "due", "verify", "weakest", "consistency", "dossier", "letter", "ledger", "cypher", "check", "compare", "beside", "export", "scope", "audit", "rollback", "info",
]  # fmt: skip


def _examples(text: str) -> list[str]:
    return [line.strip() for line in text.split("Examples:\n")[1].splitlines() if line.strip()]


def test_every_command_is_listed_in_the_order_of_a_newcomer(zeren: Zeren) -> None:
    listed = zeren("--help").stdout.split("Commands:")[1]
    assert re.findall(r"^  ([a-z-]+) {2,}\w", listed, re.MULTILINE) == COMMANDS


def test_nothing_at_all_shows_the_help(zeren: Zeren) -> None:
    done = zeren()
    assert done.returncode == 0
    assert done.stdout == zeren("--help").stdout


def test_the_help_names_every_exit_status(zeren: Zeren) -> None:
    text = " ".join(zeren("--help").stdout.split())
    for status in (
        "0 done",
        "1 a check failed",
        "2 not understood",
        "3 load refused",
        "4 store",
        "5 inconsistent",
    ):
        assert status in text


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does_and_gives_an_example(command: str, zeren: Zeren) -> None:
    text = zeren(command, "--help").stdout
    assert re.search(r"^Usage: .*\n\n  [A-Z](.|\n  )+[.]$", text, re.MULTILINE), text
    assert any(re.search(rf"\bzeren {command}\b", example) for example in _examples(text))


# The pages run until they are interrupted; tests/dashboards/web opens them.
@pytest.mark.parametrize("command", [c for c in COMMANDS if c != "dashboard"])
def test_the_examples_in_its_help_run(command: str, tmp_path: Path, demo: Path, zeren: Zeren) -> None:
    folder = tmp_path
    shutil.copytree(demo / "demo-store", folder / "zeren-store")
    (folder / "tests").symlink_to(demo / "tests", target_is_directory=True)
    (folder / "query.cypher").write_text("MATCH (n:Lead) RETURN n.id ORDER BY n.id", encoding="utf-8")
    (folder / "more.yaml").write_text("- {id: p-new, type: Person, zh: 新人}\n", encoding="utf-8")
    ledger = "填报单位：苇塘镇党委\n序号,反馈问题,整改措施,责任领导,整改时限\n1,大额支出审批不严,修订制度,姜吾阳,2023年12月底前\n"
    (folder / "ledger.csv").write_text(ledger, encoding="gb18030")
    for paper in ("check.docx", "statement.pdf"):
        (folder / paper).write_bytes(paper.encode())
    if command == "rollback":  # there must be something to go back to, twice
        for place in (1, 2):
            (folder / "one.yaml").write_text(
                f"- {{id: p-{place}, type: Person, zh: 新人}}\n", encoding="utf-8"
            )
            assert run("load", "one.yaml", "--as-of", "2024-09-30", cwd=folder).returncode == 0
    for example in _examples(zeren(command, "--help").stdout):
        line = example
        if "jq" in line and not shutil.which("jq"):
            line = line.replace("jq -r '.[].issues[]'", r"grep -o '\"is-[a-z0-9-]*\"' | tr -d '\"'")
        before = sorted(folder.iterdir())
        done = process(line, folder)
        assert done.returncode == 0, (line, done.stderr)
        assert "Traceback" not in done.stderr
        assert done.out or done.stderr or sorted(folder.iterdir()) != before, line


@pytest.mark.parametrize("place", ["before", "after"])
def test_common_options_may_stand_before_the_command_or_after_it(place: str, zeren: Zeren) -> None:
    options = ["--format", "json", "--as-of", "2023-10-31", "--store", "demo-store", "--lang", "zh"]
    done = zeren(*options, "assign", "du-wt-1") if place == "before" else zeren("assign", "du-wt-1", *options)
    assert done.returncode == 0, done.stderr
    holders = {i["bearer"] for i in json.loads(done.stdout) if i["grade"] == "FirstResponsibility"}
    assert holders == {"t-wt-song"}


def test_what_stands_after_the_command_wins(zeren: Zeren) -> None:
    done = zeren("--format", "csv", "assign", "du-wt-1", "--format", "json")
    assert json.loads(done.stdout)


def test_the_environment_names_a_store_and_an_option_another(demo: Path) -> None:
    assert process("ZEREN_STORE=demo-store zeren info", demo).returncode == 0
    assert process("ZEREN_STORE=nowhere zeren info", demo).returncode == 4
    assert process("ZEREN_STORE=nowhere zeren info --store demo-store", demo).returncode == 0
    assert process("ZEREN_STORE=nowhere zeren --store demo-store info", demo).returncode == 0


def test_ids_come_through_a_pipe_and_json_goes_out(zeren: Zeren) -> None:
    done = zeren("assign", "-", "--format", "json", stdin="du-wt-1\n\n  du-hcd-1\ndu-wt-1\n")
    assert {item["for"] for item in json.loads(done.stdout)} == {"du-wt-1", "du-hcd-1"}
    piped, named = zeren("refer", "-", "-f", "json", stdin="le-01\n"), zeren("refer", "le-01", "-f", "json")
    assert piped.stdout == named.stdout
    assert zeren("chain", "-", stdin="is-wt-1\n").stdout == zeren("chain", "is-wt-1").stdout


def test_an_empty_pipe_does_not_mean_everything(zeren: Zeren) -> None:
    done = zeren("assign", "-", stdin="\n")
    assert done.returncode == 2
    assert "there are none" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    "command", ["assign", "assign --format json", "assign --format csv", "chain is-wt-1"]
)
def test_a_reader_that_goes_away_is_no_error(command: str, demo: Path) -> None:
    done = process(f"zeren {command} | head -c 1 | wc -c", demo)
    assert done.returncode == 0, (command, done.stderr)
    assert "Broken" not in done.stderr
    assert "Traceback" not in done.stderr


FAILURES = [
    (["chain", "is-nowhere"], 2, "no duty and no issue has the id is-nowhere"),
    (["chain", "is-wt1"], 2, "near it: is-wt-1"),
    (["chain", "is-wt-1", "du-nowhere"], 2, "du-nowhere"),
    (["chain"], 2, "Missing argument"),
    (["chain", "is-wt-1", "--format", "csv"], 2, "a chain is a tree"),
    (["assign", "du-wt-1", "is-nowhere"], 2, "is-nowhere"),
    (["refer", "le-nowhere"], 2, "no lead has the id le-nowhere; there are le-01"),
    (["why-not", "le-nowhere", "o-org"], 2, "le-nowhere"),
    (["why-not", "le-01", "o-nowhere"], 2, "no organization has the id o-nowhere"),
    (["gaps", "--kind", "NoOne"], 2, "there are HeadVacant"),
    (["gaps", "--organization", "o-nowhere"], 2, "o-nowhere"),
    (["gaps", "--as-of", "2024-13-01"], 2, "--as-of takes a day such as"),
    (["refer", "--on", "tomorrow"], 2, "--on takes a day such as"),
    (["gaps", "--lang", "fr"], 2, "--lang takes"),
    (["gaps", "--format", "pdf"], 2, "--format takes table, json, csv, xlsx"),
    (["gaps", "--colour"], 2, "--colour"),
    (["gape"], 2, "gape"),
    (["cypher", "CREATE (n)"], 2, "only reading is allowed"),
    (["cypher", "MATCH (n:Nothing) RETURN n"], 2, "not understood"),
    (["cypher", "MATCH (n) RETURN n", "--param", "day"], 2, "--param takes name=value"),
    (["template", "template.doc"], 2, "end its name in .xlsx"),
    (["export", "everything"], 2, "`records` or `graph`"),
    (["export", "records", "--format", "docx"], 2, "records are written as yaml"),
    (["export", "records", "--format", "csv"], 2, "add -o FOLDER"),
    (["export", "graph", "--format", "yaml"], 2, "graphml"),
    (["assign", "is-wt-1", "-o", "demo.txt/x.csv"], 2, "cannot be written"),
    (["info", "--store", "nowhere"], 4, "no store"),
    (["info", "--store", "demo.txt"], 4, "is a file"),
    (["info", "--store", "out"], 4, "not a Zeren store"),
    (["info", "--store", "bolt://127.0.0.1:1"], 4, "does not answer"),
    (["load", "nowhere.xlsx"], 2, "no such file or folder"),
    (["load", "shipped:nowhere"], 2, "nothing is shipped"),
    (["rollback", "--to", "99"], 4, "no version 99"),
    (["check", "nowhere.yaml"], 2, "no such case file"),
    (["check", "tests/cases/heads.yaml", "--store", "demo-store"], 2, "cases are not put into a store"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "status", "said"), FAILURES)
def test_an_error_is_a_message_and_a_documented_status(
    zeren: Zeren, arguments: list[str], status: int, said: str
) -> None:
    done = zeren(*arguments)
    assert done.returncode == status, done.stderr
    assert said in done.stderr
    assert done.stderr.startswith("zeren: ")
    assert done.stdout == ""


@pytest.mark.parametrize(("arguments", "status", "said"), FAILURES)
def test_the_same_error_is_told_in_chinese(
    zeren: Zeren, arguments: list[str], status: int, said: str
) -> None:
    done = zeren(*arguments, lang="zh")
    assert done.returncode == status, done.stderr
    own = re.sub(
        r"（[^）]*）|`[^`]*`|：[A-Z][a-z]+ exception.*", "", done.stderr
    )  # what engines say, commands
    assert re.search(r"[\u4e00-\u9fff]{2}", own), own
    assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", own), own


def test_the_unforeseen_is_told_without_a_traceback(zeren: Zeren, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr("dashboards.commands.keeping.info", broken)
    done = zeren("info")
    assert done.returncode == 1
    assert "unforeseen: ZeroDivisionError: by nought" in done.stderr
    assert "Traceback" not in done.stderr


def test_which_version_this_is(zeren: Zeren) -> None:
    assert re.fullmatch(r"zeren \d+\.\d+.*\n", zeren("--version").stdout)


def test_nothing_heavy_is_imported_for_the_help(demo: Path) -> None:
    heavy = ["polars", "yaml", "rdflib", "rich", "ladybug", "neo4j", "networkx", "xlsxwriter", "pyarrow"]
    code = f"import sys, dashboards.cli; print([m for m in {heavy} if m in sys.modules])"
    assert process(f'"{sys.executable}" -c "{code}"', demo).stdout == "[]\n"
