"""Chains, referrals and candidates are explained in both languages, as text and as JSON, with a digest that can be asked again."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.dashboards.conftest import Zeren, run

LATE = "ca-f64f9158d6c6e4f91d44"  # o-wt, 6.1.6, du-wt-1


def test_a_candidate_is_explained_in_sentences(zeren: Zeren) -> None:
    english = zeren("findings", LATE)
    for part in (
        "6.1.6", "as of 2024-09-30", "was due on 2023-12-31", "done only on 2024-03-22", "under 2023 interim measures, item 6.1.6",
        "open question Q03", "decided by District Inspection Office on 2024-06-07: Confirmed", "on record as fi-wt-1", "digest sha256:",
    ):  # fmt: skip
        assert part in english.stdout
    chinese = zeren("findings", LATE, lang="zh").stdout
    earlier = zeren("--as-of", "2024-06-06", "findings", LATE).stdout
    assert "a person confirms or dismisses it" in earlier
    assert "decided by" not in earlier
    assert "期限内没有完成记录，自 2024-01-01 起逾期" in chinese
    assert "违责日 2024-01-01" in chinese
    assert "{" not in chinese
    assert zeren("findings", "--organization", "o-wt", "--explain").stdout.count("Candidate ca-") == 6


def test_a_list_says_of_which_day_it_is_and_its_digest(zeren: Zeren) -> None:
    done = zeren("findings", "--organization", "o-wt", lang="zh")
    assert "截至 2024-09-30 共 6 条候选，摘要值 sha256:" in done.stderr
    assert "绿" in done.stdout
    assert "green" not in done.stdout
    assert "无正当理由逾期或突击整改" in done.stdout


@pytest.mark.parametrize("command", [("findings", LATE), ("refer", "le-01"), ("chain", "du-wt-1")])
def test_every_answer_is_told_in_json_as_it_is_in_text(zeren: Zeren, command: tuple[str, ...]) -> None:
    found = json.loads(zeren(*command, "--format", "json").stdout)
    [answer] = found if isinstance(found, list) else [found]
    for lang in ("zh", "en"):
        text = zeren(*command, lang=lang).stdout
        assert answer["explanation"][lang] == text.splitlines()
        assert answer["digest"] in text
    assert zeren(*command, "--format", "json", lang="zh").stdout == zeren(*command, "--format", "json").stdout


def written(zeren: Zeren, path: Path, *command: str) -> list[dict[str, Any]]:
    zeren(*command, "--format", "json", "-o", str(path))
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("command", [("findings", "--organization", "o-wt"), ("refer", "--on", "2024-06-01")])
def test_what_was_written_is_verified_and_what_was_changed_is_not(
    zeren: Zeren, tmp_path: Path, command: tuple[str, ...]
) -> None:
    path = tmp_path / "result.json"
    found = written(zeren, path, *command)
    assert f"{len(found)} results verified" in zeren("verify", str(path)).stderr

    def verified(changed: dict[str, Any]) -> str:
        path.write_text(json.dumps([found[1], changed]), encoding="utf-8")
        done = zeren("verify", str(path), "--format", "json")
        assert done.returncode == 1
        assert "1 of 2 results" in done.stderr
        [differs] = {row["differs"] for row in json.loads(done.stdout)}
        return str(differs)

    assert verified({**found[0], "provision": "9.9"}) == "file"
    told = {**found[0]["explanation"], "en": ["Everything is in order"]}
    assert verified({**found[0], "explanation": told}) == "words"
    known = "id" if found[0]["result"] == "finding" else "lead"
    assert verified({**found[0], known: "nothing"}) == "gone"


@pytest.mark.parametrize("command", [("near-miss", "o-wt"), ("person", "p-ruan")])
def test_a_table_of_near_misses_and_a_file_of_a_person_too(
    zeren: Zeren, tmp_path: Path, command: tuple[str, ...]
) -> None:
    path = tmp_path / "result.json"
    zeren(*command, "--format", "json", "-o", str(path), lang="zh")
    assert zeren("verify", str(path)).returncode == 0  # in the language in which it was written
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("2024-01-01", "2024-01-02"), encoding="utf-8")
    done = zeren("verify", str(path), "--format", "json")
    assert done.returncode == 1
    assert {row["differs"] for row in json.loads(done.stdout)} <= {"file", "words"}


def test_what_was_decided_before_holds_until_the_next_decision(demo: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    shutil.copytree(demo / "demo-store", store)
    own = ("--store", str(store))
    decided = ("dismiss", LATE, "--reason", "an error", "--by", "o-io", "--on", "2024-09-20")
    assert run(*own, *decided, cwd=tmp_path).returncode == 0

    def told(day: str) -> tuple[str, str | None]:
        [row] = json.loads(run(*own, "--as-of", day, "findings", LATE, "-f", "json", cwd=tmp_path).stdout)
        return row["status"], row["decided"] and row["decided"]["on"]

    assert told("2024-09-20") == ("Dismissed", "2024-09-20")
    assert told("2024-09-19") == ("Confirmed", "2024-06-07")  # as the file states it
    assert told("2024-06-06") == ("Candidate", None)


def test_who_asks_for_no_day_sees_what_was_decided_after_the_day_of_the_store(
    demo: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    shutil.copytree(demo / "demo-store", store)
    own = ("--store", str(store))
    path = tmp_path / "result.json"
    decided = ("dismiss", LATE, "--reason", "an error", "--by", "o-io", "--on", "2024-12-20")
    assert run(*own, *decided, cwd=tmp_path).returncode == 0
    told = run(*own, "findings", LATE, cwd=tmp_path).stdout  # of the facts as of 2024-09-30
    assert "decided by District Inspection Office on 2024-12-20: Dismissed" in told
    for asked in ((), ("--as-of", "2024-09-30")):
        run(*own, *asked, "findings", LATE, "-f", "json", "-o", str(path), cwd=tmp_path)
        assert run(*own, "verify", str(path), cwd=tmp_path).returncode == 0
    assert (
        json.loads(path.read_text(encoding="utf-8"))[0]["status"] == "Confirmed"
    )  # as decided on 2024-06-07


def test_a_decision_made_since_is_another_answer(demo: Path, tmp_path: Path, zeren: Zeren) -> None:
    store = tmp_path / "store"
    shutil.copytree(demo / "demo-store", store)
    path = tmp_path / "result.json"
    own = ("--store", str(store))
    run(*own, "findings", LATE, "-f", "json", "-o", str(path), cwd=tmp_path)
    decided = ("dismiss", LATE, "--reason", "an error", "--by", "o-io", "--on", "2024-09-20")
    assert run(*own, *decided, cwd=tmp_path).returncode == 0
    done = run(*own, "verify", str(path), "-f", "json", cwd=tmp_path)
    assert {"digest", "answer"} <= {row["differs"] for row in json.loads(done.stdout)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"result": "assignment", "digest": "x"}', "of the kind 'assignment'; what can be asked again is chain, finding, referral, near-miss"),
        ('{"result": "finding", "digest": "x", "as_of": "2024-09-30"}', "without id"),
        ('{"result": "referral", "digest": "x", "decided_on": "soon", "lead": "l", "finding": "f", "regulation": null}', "no day"),
        ('[{"for": "du-wt-1"}]', "no result with a digest"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_again_is_said(zeren: Zeren, tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "result.json"
    path.write_text(text, encoding="utf-8")
    done = zeren("verify", str(path))
    assert done.returncode == 2
    assert message in done.stderr


def test_the_weakest_facts_of_findings_and_leads(zeren: Zeren) -> None:
    def facts(subject: str) -> dict[str, str]:
        [answer] = json.loads(zeren("weakest", subject, "--format", "json").stdout)["answers"]
        assert answer["weakest"]
        return {f["fact"]: f["support"] for f in answer["facts"]}

    assert {"du-wt-1", "ex-wt-1", "o-wt"} <= facts(LATE).keys()
    assert {"fi-hcd-1", "du-hcd-1", "t-hcd-yu", "p-yu"} <= facts("fi-hcd-1").keys()
    lead = facts("le-01")
    assert lead["au-disc-wt"] == "single"
    assert {"le-01", "fi-wt-1", "du-wt-1"} <= lead.keys()
    assert "no issue, duty, finding, candidate or lead" in zeren("weakest", "nothing").stderr


def test_nothing_to_show_is_a_sentence(zeren: Zeren) -> None:
    assert (
        zeren("due", "--within", "1d").stdout
        == "nothing is due in the 1 days from 2024-09-30 that is not done\n"
    )
    assert "没有提示：截至 2024-09-30 比对了 11 项认定" in zeren("consistency", lang="zh").stdout


def test_who_is_meant_is_asked_with_what_there_is(zeren: Zeren) -> None:
    said = zeren("confirm", "ca-nope", "--reason", "x", "--by", "o-io").stderr
    assert "there are, for example, ca-" in said
    lead = (
        "decide",
        "Lead",
        f"contains={LATE}",
        "discoverer=o-io",
        "context=Coordination",
        "date=2024-09-03",
    )
    assert "尚无人认定" in zeren(*lead, lang="zh").stderr
    assert "which rows of csv or xlsx do not hold" in zeren("near-miss", "o-wt", "-f", "csv").stderr


def test_the_demo_takes_the_store_that_is_named_unless_it_is_somebodys(tmp_path: Path) -> None:
    assert run("demo", "--store", "trial", cwd=tmp_path).returncode == 0
    assert not (tmp_path / "demo-store").exists()
    assert run("--store", "trial", "info", cwd=tmp_path).returncode == 0
    run("--store", "own", "load", "shipped:jintan-2023", "--who", "office", cwd=tmp_path)
    done = run("--store", "own", "demo", cwd=tmp_path)
    assert done.returncode == 2
    assert "that office loaded" in done.stderr
