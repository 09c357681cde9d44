"""What the commands answer on the example district (loaders/examples/district/README.md), in every format and both languages."""

import csv
import io
import json
import re
import shlex
from pathlib import Path

import openpyxl
import pytest

from tests.dashboards.conftest import Zeren, process, run


def test_the_demo_shows_the_whole_job_and_writes_it_out(demo: Path) -> None:
    text = (demo / "demo.txt").read_text(encoding="utf-8")
    for part in (
        "Issues by light as of 2024-09-30",
        "Gaps",
        "The chain of one issue",
        "The referral path of one lead",
        "What to run next",
    ):
        assert f"== {part}" in text
    assert re.search(r"overdue +│ red +│ +6 ", text)
    items = json.loads((demo / "out/responsibilities.json").read_text(encoding="utf-8"))
    rows = openpyxl.load_workbook(demo / "out/responsibilities.xlsx", read_only=True).active
    assert rows is not None
    assert len(list(rows.iter_rows())) == len(items) + 1
    first = next(
        i for i in items if (i["for"], i["grade"], i["role"]) == ("du-wt-1", "FirstResponsibility", "holder")
    )
    assert (first["bearer"], first["days"]) == ("t-wt-jiang", 61)


def test_what_the_demo_proposes_to_run_next_runs(demo: Path) -> None:
    text = (demo / "demo.txt").read_text(encoding="utf-8").split("What to run next")[1]
    *proposed, last = re.findall(r"^  (?:\S+/)?zeren (.*)$", text, re.MULTILINE)
    assert len(proposed) >= 5
    assert last.endswith(" dashboard")  # which goes on until it is stopped; the browser tests start it
    for command in proposed:
        done = run(*shlex.split(command), cwd=demo)
        assert done.returncode == 0, (command, done.stderr)


def test_the_demo_can_run_again(tmp_path: Path) -> None:
    first, second = (run("demo", "--lang", "zh", cwd=tmp_path) for _ in range(2))
    assert second.returncode == 0, second.stderr
    assert first.stdout == second.stdout
    assert "没有变化" in second.stderr


def test_a_chain_can_be_read_out_in_either_language(zeren: Zeren) -> None:
    chinese = zeren("chain", "is-wt-1", lang="zh").stdout
    english = zeren("chain", "is-wt-1", lang="en").stdout
    for text in (
        "主体责任", "第一责任人责任", "一岗双责", "姜吾阳 · 苇塘镇党委书记", "计 61 天：2023-11-01 至 2023-12-31", "第 5.2 项", "待决 Q21", "违责日 2024-01-01",
        "分工 dl-wt-xi-fin：财务管理（", "解释请询 区委办公室", "来源：苇党发〔2023〕27号", "摘要值 sha256:",
    ):  # fmt: skip
        assert text in chinese, text
    for text in (
        "Main responsibility", "First responsibility", "61 days: 2023-11-01 to 2023-12-31", "item 5.2 (in force from 2023-04-11)",
        "open question Q21", "breached on 2024-01-01", "does not count", "broader than Approval of spending, 1 up", "done only on 2024-03-22",
    ):  # fmt: skip
        assert text in english, text


def test_nobody_at_the_head_is_a_line_of_its_own(zeren: Zeren) -> None:
    lines = zeren("chain", "is-lq-1").stdout.splitlines()
    assert lines[lines.index("    First responsibility") + 1].strip() == "(nobody on 2024-02-29)"
    assert any("gap No head" in line for line in lines)


def test_an_unapproved_extension_is_told(zeren: Zeren) -> None:
    assert "asked for, not approved; does not count" in zeren("chain", "du-hcd-4").stdout


def test_several_duties_are_summed_up(zeren: Zeren) -> None:
    duties: dict[str, set[str]] = {}
    links = "MATCH (d:Duty)-[:ADDRESSES]->(i:Issue) RETURN i.id AS i, d.id AS d"
    for row in json.loads(zeren("cypher", links, "-f", "json").stdout):
        duties.setdefault(row["i"], set()).add(row["d"])
    several = sorted(i for i, d in duties.items() if len(d) > 1)
    text = zeren("chain", several[0]).stdout
    assert "Over all duties together" in text
    assert all(f"({duty})" in text for duty in duties[several[0]])


def test_a_chain_as_json_has_names_and_sources(zeren: Zeren) -> None:
    told = json.loads(zeren("chain", "is-wt-1", "--format", "json").stdout)
    assert told["records"]["t-wt-jiang"]["type"] == "Tenure"
    evidence = told["records"]["dl-wt-xi-fin"]["evidence"]
    assert evidence
    assert all(told["records"][source]["type"] == "Source" for source in evidence)
    assert told["questions"] == [{"question": "q21", "regulation": "r2023", "number": "Q21"}]
    assert told["interpreted_by"]["r2023"] == ["区委办公室（会同区纪委与区委巡察办）"]
    assert told["digest"].startswith("sha256:")
    both = json.loads(zeren("chain", "is-wt-1", "is-lq-1", "--format", "json").stdout)
    assert [one["subject"] for one in both] == ["is-wt-1", "is-lq-1"]


def test_csv_has_the_keys_of_case_files_whatever_the_language(zeren: Zeren) -> None:
    chinese, english = (
        zeren("assign", "du-wt-1", "--format", "csv", lang=lang).stdout for lang in ("zh", "en")
    )
    assert chinese == english
    assert (
        english.splitlines()[0]
        == "for,grade,bearer,role,ground,days,provision,regulation,open,flags,principal"
    )
    assert len(list(csv.DictReader(io.StringIO(english)))) == 6


def test_a_table_has_headers_names_and_codes_in_either_language(zeren: Zeren) -> None:
    chinese, english = (zeren("assign", "du-wt-1", lang=lang).stdout for lang in ("zh", "en"))
    assert "责任主体" in chinese
    assert "姜吾阳 · 苇塘镇党委书记" in chinese
    assert "bearer" in english
    assert "First responsibility" in english


def test_a_workbook_goes_to_a_file_or_down_a_pipe(zeren: Zeren, demo: Path) -> None:
    assert zeren("gaps", "-o", "gaps.xlsx", lang="zh").returncode == 0
    sheet = openpyxl.load_workbook(demo / "gaps.xlsx").active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:2] == ("类别", "组织")
    assert "苇塘镇党委" in {row[1] for row in rows}
    assert zeren("gaps", "--format", "xlsx", lang="zh").out == (demo / "gaps.xlsx").read_bytes()


def test_the_ending_of_the_file_names_the_format(zeren: Zeren, demo: Path) -> None:
    for name in ("a.json", "a.csv", "a.xlsx", "a.txt"):
        assert zeren("assign", "du-wt-1", "-o", f"made/{name}").returncode == 0
    assert len(json.loads((demo / "made/a.json").read_text(encoding="utf-8"))) == 6
    assert (demo / "made/a.csv").read_text(encoding="utf-8").startswith("for,")
    assert "┌" in (demo / "made/a.txt").read_text(encoding="utf-8")
    assert sorted(p.name for p in (demo / "made").iterdir()) == ["a.csv", "a.json", "a.txt", "a.xlsx"]


def test_all_answers_have_a_digest_that_does_not_change(zeren: Zeren) -> None:
    first, second = (zeren("assign", "--format", form).stderr for form in ("json", "table"))
    assert re.fullmatch(r"\d+ answers as of 2024-09-30, sha256:[0-9a-f]{64}\n", first)
    assert first == second
    assert zeren("assign", "--as-of", "2024-08-31", "--format", "json").stderr != first


def test_another_day_gives_another_answer(zeren: Zeren) -> None:
    def heads(day: str) -> set[str]:
        items = json.loads(zeren("assign", "du-wt-1", "--as-of", day, "--format", "json").stdout)
        return {i["bearer"] for i in items if i["grade"] == "FirstResponsibility" and i["role"] == "holder"}

    assert heads("2023-10-31") == {"t-wt-song"}
    assert heads("2024-09-30") == {"t-wt-jiang"}


@pytest.mark.parametrize(
    ("kind", "issues"),
    [
        ("NoOneInCharge", {"is-hcd-4", "is-qs-2", "is-qs-3", "is-wtlb-2"}),
        ("HeadVacant", {"is-lq-1", "is-lq-2", "is-lq-4"}),
        ("IssueWithoutDomain", {"is-qs-4"}),
        ("RegulationNotLoaded", {"is-civ-1", "is-civ-2"}),
    ],
)
def test_gaps_of_a_kind(zeren: Zeren, kind: str, issues: set[str]) -> None:
    rows = json.loads(zeren("gaps", "--kind", kind, "--format", "json").stdout)
    assert {issue for row in rows for issue in row["issues"]} == issues


def test_gaps_of_an_organization(zeren: Zeren) -> None:
    rows = json.loads(zeren("gaps", "--organization", "o-wt", "--format", "json").stdout)
    assert {row["organization"] for row in rows} == {"o-wt"}
    assert "Collective assets" in zeren("gaps", "--organization", "o-wt").stdout


def test_leads_go_where_the_stories_say(zeren: Zeren) -> None:
    found = {r["lead"]: r for r in json.loads(zeren("refer", "--format", "json").stdout)}
    assert found["le-01"]["path"] == ["o-it1", "o-io", "o-disc"]
    assert found["le-08"]["status"] == "needs-decision"
    assert found["le-09"]["missing"] == ["managedBy", "within"]
    assert len(found["le-05"]["options"]) == 2
    text = zeren("refer", "le-01", "le-05", "le-09").stdout
    for said in (
        "1. First District Inspection Team → District Inspection Office: hands over le-01, fi-wt-1 (art. 7.5, Must), done 2024-05-29",
        "May: Open",
        "missing facts: managed by whom, within own authority",
        "open question Q16",
    ):
        assert said in text
    assert "移交 le-01, fi-wt-1（7.5 条" in zeren("refer", "le-01", lang="zh").stdout


def test_the_wrong_door_is_explained_and_repaired(zeren: Zeren) -> None:
    told = zeren("why-not", "le-06", "o-org").stdout
    assert "not of the kind" in told
    assert "shortest lawful repair: District Organization Department → Linxi District" in told
    assert "it is on the lawful path, step 3" in zeren("why-not", "le-01", "o-disc").stdout
    told = zeren("why-not", "le-06", "o-org", "--format", "json").stdout
    assert json.loads(told)["why_not"]["lead"] == "le-06"


def test_cypher_takes_parameters_and_tells_that_there_is_more(zeren: Zeren) -> None:
    text = "MATCH (o:Organization) WHERE o.level = $level RETURN o.id ORDER BY o.id"
    done = zeren("cypher", "-", "--param", "level=Town", "--limit", "2", "--format", "csv", stdin=text)
    assert done.stdout.splitlines()[0] == "o.id"
    assert len(done.stdout.splitlines()) == 3
    assert "more rows" in done.stderr


def test_cypher_sees_what_was_derived(zeren: Zeren) -> None:
    text = "MATCH (r:Responsibility)-[:BORNE_BY]->(t:Tenure) WHERE t.id = 't-wt-jiang' RETURN count(r) AS n"
    assert json.loads(zeren("cypher", text, "--format", "json").stdout)[0]["n"] > 0


def test_a_refused_load_lists_every_problem_and_changes_nothing(zeren: Zeren, demo: Path) -> None:
    (demo / "bad.yaml").write_text(
        "- {id: o-x, type: Organization, zh: 甲, kind: PartyComittee, level: Town}\n"
        "- {id: t-x, type: Tenure, kind: Acting, heldBy: p-nowhere, ofPost: po-wt, from: 2024-02-30}\n",
        encoding="utf-8",
    )
    before = zeren("info", "--format", "json").stdout
    done = zeren("load", "bad.yaml", "--format", "json")
    assert done.returncode == 3
    found = {(p["code"], p["record"], p["field"], p["row"], p["file"]) for p in json.loads(done.stdout)}
    assert found == {
        ("unknown-code", "o-x", "kind", "1", "bad.yaml"),
        ("unknown-id", "t-x", "heldBy", "2", "bad.yaml"),
        ("bad-date", "t-x", "from", "2", "bad.yaml"),
    }
    assert "3 problems" in done.stderr
    assert zeren("info", "--format", "json").stdout == before
    checked = zeren("validate", "bad.yaml", "--format", "json")
    assert checked.returncode == 3
    assert len(json.loads(checked.stdout)) >= 3


def test_a_dry_run_says_what_would_change_and_makes_nothing(tmp_path: Path) -> None:
    done = run("load", "shipped:domains", "--dry-run", "--format", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [(r["type"], r["changed"], r["withdrawn"], r["same"]) for r in json.loads(done.stdout)] == [
        ("Domain", 0, 0, 0)
    ]
    assert "nothing was written" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_correction_is_loaded_kept_and_rolled_back(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("- {id: p-1, type: Person, zh: 甲}\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text(
        "- {id: p-1, type: Person, zh: 乙}\n- {id: p-2, type: Person, zh: 丙}\n", encoding="utf-8"
    )
    assert run("load", "a.yaml", "--as-of", "2024-01-01", cwd=tmp_path).returncode == 0
    done = run("load", "b.yaml", "--as-of", "2024-02-01", "-f", "json", cwd=tmp_path)
    assert json.loads(done.stdout) == [{"type": "Person", "new": 1, "changed": 1, "withdrawn": 0, "same": 0}]
    info = json.loads(run("info", "-f", "json", cwd=tmp_path).stdout)
    assert (info["version"], info["as_of"], info["counts"]) == (2, "2024-02-01", {"Person": 2})
    assert "version 1 is current, derived as of 2024-01-01" in run("rollback", cwd=tmp_path).stderr
    assert json.loads(run("info", "-f", "json", cwd=tmp_path).stdout)["counts"] == {"Person": 1}


def test_records_come_from_standard_input(demo: Path, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("- {id: p-1, type: Person, zh: 甲}\n", encoding="utf-8")
    done = process("zeren load - --as-of 2024-01-01 < a.yaml && zeren info --format json", tmp_path)
    assert done.returncode == 0, done.stderr
    assert '"Person": 1' in done.stdout


def test_a_store_is_checked_too(zeren: Zeren) -> None:
    done = zeren("validate")
    assert done.returncode == 0, done.stderr
    assert "no problem" in done.stderr


@pytest.mark.parametrize("through", [[], ["--store", "embedded"]])
def test_cases_run_in_memory_and_through_a_store(zeren: Zeren, through: list[str]) -> None:
    done = zeren("check", "tests/cases/heads.yaml", "tests/cases/load-errors.yaml", *through)
    assert done.returncode == 0, done.stderr
    assert all(line.startswith("pass  ") for line in done.stdout.splitlines())
    assert len(done.stdout.splitlines()) > 10
    assert re.search(r"\d+ cases, \d+ passed, 0 failed", done.stderr)


def test_a_failed_case_says_what_came_out_instead(zeren: Zeren, demo: Path) -> None:
    (demo / "case.yaml").write_text(
        "case: A town without records\nas_of: 2024-08-31\nregulations: [jintan-2023]\nfacts:\n"
        "  - {id: o-1, type: Organization, zh: 甲镇党委, kind: PartyCommittee, level: Town}\n"
        "  - {id: du1, type: Duty, zh: 事项, kind: RectificationTask, bearer: o-1, from: 2024-01-01, due: 2024-01-31}\n"
        "expect:\n  - responsibility: {for: du1, grade: MainResponsibility, days: 30}\n",
        encoding="utf-8",
    )
    done = zeren("check", "case.yaml")
    assert done.returncode == 1, done.stderr
    assert "FAIL  case.yaml: A town without records" in done.stdout
    assert "nearest differs in days: expected 30, got 31" in done.stdout
    assert "1 failed" in done.stderr
    told = json.loads(zeren("check", "case.yaml", "--format", "json").stdout)
    assert len(told) == 1
    assert told[0]["failures"]


@pytest.mark.parametrize("form", ["yaml", "json", "jsonld", "turtle", "xlsx"])
def test_records_go_out_and_come_back_the_same(zeren: Zeren, form: str) -> None:
    ending = {"turtle": "ttl"}.get(form, form)
    done = zeren("export", "records", "--format", form, "-o", f"all.{ending}")
    assert done.returncode == 0, done.stderr
    loaded = zeren("load", f"all.{ending}", "--as-of", "2024-09-30", "--store", f"again-{form}")
    assert loaded.returncode == 0, loaded.stdout
    here, there = (
        zeren("assign", "-f", "json", "--store", store) for store in ("demo-store", f"again-{form}")
    )
    assert here.stdout == there.stdout
    assert here.stderr == there.stderr  # the digest


def test_the_graph_goes_out_as_graphml(zeren: Zeren, demo: Path) -> None:
    piped = zeren("export", "graph").stdout
    assert "<graphml" in piped
    assert zeren("export", "graph", "--format", "graphml", "-o", "graph.graphml").returncode == 0
    assert (demo / "graph.graphml").read_text(encoding="utf-8") == piped
