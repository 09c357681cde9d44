"""Candidates and near misses as people meet them: on the example district, in both languages, as text and as JSON."""

import json
import re
from datetime import date
from pathlib import Path

import graph.circumstances
from dashboards.wording import catalogue
from graph.circumstances.truth import Truth
from ontology.vocabulary import vocabulary
from tests.dashboards.conftest import Zeren

SOURCES = "\n".join(
    p.read_text(encoding="utf-8") for p in Path(graph.circumstances.__file__).parent.glob("*.py")
)


def test_every_reason_and_change_has_a_sentence_and_every_sentence_is_used() -> None:
    made = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)"', SOURCES))
    patterns = {f"met-{code}" for code in vocabulary().schemes["Pattern"].codes}
    said = set(catalogue("zh")["reason"])
    assert patterns <= said
    assert said - patterns <= made
    assert set(catalogue("zh")["flip"]) <= made
    called = r'(?:not_met|no_evidence)\(\s*"([a-z-]+)"|Flip\(\s*"([a-z-]+)"'
    for reason, flip in re.findall(called, SOURCES):
        assert (reason or "no-duty") in said
        assert (flip or "extension") in catalogue("zh")["flip"]
    assert set(catalogue("en")["truth"]) == {truth.value for truth in Truth}


def test_findings_are_listed_by_organization_person_provision_and_light(zeren: Zeren) -> None:
    def ids(*options: str) -> list[dict[str, object]]:
        done = zeren("findings", "--format", "json", *options)
        found: list[dict[str, object]] = json.loads(done.stdout)
        return found

    everything = ids()
    assert {row["status"] for row in everything if not row["recorded"]} == {"Candidate"}
    assert {"Confirmed", "Dismissed"} < {row["status"] for row in everything}
    ruan = ids("--person", "p-ruan")
    assert [(r["provision"], r["subject"], r["duties"]) for r in ruan] == [
        ("6.3.2", "t-wt-ruan", ["du-wt-1"]),
        ("6.3.6", "t-wt-ruan", ["du-wt-handover"]),
    ]
    assert {r["organization"] for r in ids("--organization", "o-edu")} == {"o-edu"}
    assert {r["provision"] for r in ids("--provision", "6.1.5", "--provision", "6.3.4")} == {"6.1.5", "6.3.4"}
    red = ids("--light", "red")
    assert red
    assert len(red) < len(everything)
    assert {r["light"] for r in red} == {"red"}


def test_what_is_not_known_is_said(zeren: Zeren) -> None:
    assert "6.9.9" in zeren("findings", "--provision", "6.9.9").stderr
    assert "no organization and no tenure" in zeren("near-miss", "o-nowhere").stderr


def test_the_extension_that_would_clear_it_is_named(zeren: Zeren) -> None:
    english = zeren("--lang", "en", "near-miss", "o-wt").stdout
    assert "[met] 6.1.6" in english
    assert "an extension to 2024-03-22, approved on or before 2023-12-31, would clear" in english
    chinese = zeren("--lang", "zh", "near-miss", "o-wt").stdout
    assert "若有 2023-12-31 当日或以前批准、延至 2024-03-22 的延期" in chinese
    assert "{" not in chinese


def test_the_table_of_a_head_as_values(zeren: Zeren) -> None:
    done = zeren("--lang", "en", "near-miss", "t-hcd-wei", "--format", "json")
    table = json.loads(done.stdout)
    answers = {c["provision"]: c["answer"] for c in table["circumstances"]}
    assert list(answers) == ["6.2.1", "6.2.2", "6.2.3", "6.2.4", "6.2.5", "6.2.6"]
    assert answers["6.2.5"] == "met"
    (inert,) = (c for c in table["circumstances"] if c["provision"] == "6.2.5")
    assert inert["limbs"][0]["parameters"] == [
        {"policy": "p-grace", "name": "takeover_grace_days", "value": 30.0}
    ]
    last_day_of_grace = date(2024, 1, 9)  # the thirtieth day from 2023-12-11
    assert inert["flips"][0]["values"]["day"] == last_day_of_grace.isoformat()
