"""A written result is asked again; the facts behind an answer are shown with their sources."""

import json
from pathlib import Path

from tests.dashboards.conftest import Zeren, run


def test_a_result_is_verified_and_a_changed_one_is_not(zeren: Zeren, demo: Path, tmp_path: Path) -> None:
    result = tmp_path / "result.json"
    zeren("chain", "du-wt-1", "is-yh-1", "--format", "json", "-o", str(result))
    done = zeren("verify", str(result))
    assert (done.returncode, done.stdout) == (0, "")
    assert "2 results verified" in done.stderr
    text = result.read_text(encoding="utf-8")
    result.write_text(text.replace('"days": 61', '"days": 16', 1), encoding="utf-8")
    done = zeren("verify", str(result), "--format", "json")
    assert done.returncode == 1
    ((row),) = json.loads(done.stdout)
    assert (row["differs"], row["written"], row["now"]) == ("file", "16", "61")
    assert "1 of 2 results do not verify" in done.stderr
    older = json.loads(text)[0]
    older["inputs"]["du-wt-1"], older["digest"], older["engine"] = "sha256:old", "sha256:old", "0.0"
    result.write_text(json.dumps(older), encoding="utf-8")
    said = run("verify", str(result), cwd=demo, lang="zh").stdout
    for part in ("Zeren 版本不同", "记录内容已变", "摘要值不同"):
        assert part in said
    result.write_text("[]x", encoding="utf-8")
    assert zeren("verify", str(result)).returncode == 2
    result.write_text('{"digest": 1}', encoding="utf-8")
    assert "holds a result without as_of, subject" in zeren("verify", str(result)).stderr


def test_the_weakest_facts_of_an_answer(zeren: Zeren) -> None:
    found = json.loads(zeren("weakest", "du-wt-1", "--format", "json").stdout)
    head = next(a for a in found["answers"] if a["bearer"] == "t-wt-jiang")
    support = {f["fact"]: f["support"] for f in head["facts"]}
    assert support["fb-wt"] == "single"
    assert support["t-wt-jiang"] == "single"
    done = zeren("weakest", "du-wt-1")
    assert "Feedback" in done.stdout
    assert "facts without a source:" in done.stderr


def test_signals_are_listed_and_called_no_verdicts(zeren: Zeren) -> None:
    done = zeren("consistency")
    assert done.returncode == 0
    assert "no signal: as of 2024-09-30 11 findings were compared" in done.stdout
    assert zeren("consistency", "--kind", "Nonsense").returncode == 2
