"""A synthetic district is valid, the same each time, about as it is in life, and its planted stories have the answers known."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pytest

from graph.analysis import Analysis, analyse
from graph.facts import Facts
from graph.referral import Referral, decide_referrals
from graph.stated_facts import from_records
from loaders import recognise, synthetic
from ontology.checks import check
from ontology.errors import InputError
from ontology.records import ORIGIN, Batch, Frames, columns, plain
from ontology.vocabulary import vocabulary

SPEC = "issues=2000,seed=7"
OTHER = "issues=600,seed=3"
TODAY = date(2024, 12, 31)


@cache
def batch(spec: str = SPEC) -> Batch:
    return synthetic.read(spec)


@cache
def shipped() -> Frames:
    read = recognise.read(["shipped:domains", "shipped:jintan-2023"])
    return {name: plain(rows) for name, rows in read.frames.items()}


@cache
def facts(spec: str) -> Facts:
    records = dict(shipped())
    for name, rows in batch(spec).frames.items():
        records[name] = pl.concat([records[name], plain(rows)]) if name in records else plain(rows)
    return from_records(records)


@cache
def analysis(spec: str) -> Analysis:
    return analyse(facts(spec), synthetic.AS_OF)


@cache
def answered(spec: str) -> pl.DataFrame:
    return analysis(spec).answers()


@cache
def gaps(spec: str) -> pl.DataFrame:
    return analysis(spec).gaps()


def digest(spec: str) -> str:
    """A digest of everything that is read."""
    rows = (f"{name}:{frame.to_dicts()}" for name, frame in sorted(synthetic.read(spec).frames.items()))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


# ------------------------------------------------------------------ asked for


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("issue=10", "no 'issue'; the keys are issues and seed"),
        ("issues=ten", "issues takes a whole number"),
        ("issues=-3", "issues takes a whole number"),
        ("issues", "issues takes a whole number"),
        ("issues=0", "at least 1"),
        ("issues=5,seed=1,seed=2", "given twice"),
    ],
)
def test_what_cannot_be_understood_is_said(spec: str, said: str) -> None:
    with pytest.raises(InputError, match="issues") as error:
        synthetic.read(spec)
    assert said in str(error.value)
    with pytest.raises(InputError):
        synthetic.planted(spec)


def test_keys_have_defaults_and_no_order() -> None:
    assert synthetic.read(" seed = 3 , issues=600 ").parts == batch(OTHER).parts
    assert synthetic.planted("").equals(synthetic.planted("issues=10000,seed=1"))


# ------------------------------------------------------------------ the same each time


def test_same_spec_same_frames() -> None:
    again = synthetic.read(SPEC)
    assert again.parts == batch().parts
    assert again.frames.keys() == batch().frames.keys()
    for name, rows in again.frames.items():
        assert rows.equals(batch().frames[name]), name


def test_threads_change_nothing() -> None:
    code = f"from tests.loaders.test_synthetic import digest; print(digest({OTHER!r}))"
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "POLARS_MAX_THREADS": threads, "PYTHONHASHSEED": threads},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "4")
    }
    assert found == {digest(OTHER) + "\n"}


def test_another_seed_another_district() -> None:
    other = synthetic.read("issues=2000,seed=8").frames
    assert not other["Duty"].equals(batch().frames["Duty"])
    assert not synthetic.planted("issues=2000,seed=8").equals(synthetic.planted(SPEC))


# ------------------------------------------------------------------ valid


@pytest.mark.parametrize("spec", [SPEC, OTHER, "issues=1,seed=1", "issues=60,seed=5", "issues=5500,seed=2"])
def test_the_checks_of_a_load_find_nothing(spec: str) -> None:
    assert [str(p) for p in check(batch(spec), shipped())] == []


def test_frames_have_the_columns_of_their_type() -> None:
    for name, rows in batch().frames.items():
        assert dict(rows.schema) == {**columns(name), **ORIGIN}, name
        assert rows["_row"].to_list() == list(range(1, rows.height + 1))
        assert rows["_part"].unique().to_list() == [0]
    assert batch().parts[0].file == f"synthetic:{SPEC}"
    assert not batch().problems


def test_ids_are_unique_and_of_no_other_type() -> None:
    every = pl.concat([rows.select("id") for rows in [*batch().frames.values(), *shipped().values()]])
    assert every.height == every.n_unique()


def test_references_lead_somewhere() -> None:
    known = {
        name: set(shipped().get(name, pl.DataFrame({"id": []}))["id"])
        | set(batch().frames.get(name, pl.DataFrame({"id": []}))["id"])
        for name in vocabulary().types
    }
    for name, rows in batch().frames.items():
        for prop in vocabulary().type(name).references:
            named = rows[prop.key].explode() if prop.many else rows[prop.key]
            allowed = set().union(*(known[target] for target in prop.targets))
            assert set(named.drop_nulls()) <= allowed, f"{name}.{prop.key}"


def test_lists_hold_values_or_are_empty_cells() -> None:
    for name, rows in batch().frames.items():
        for prop in vocabulary().type(name).properties:
            if prop.many:
                column = rows[prop.key].drop_nulls()
                assert not (column.list.len() == 0).any(), f"{name}.{prop.key}"
                assert column.explode().null_count() == 0, f"{name}.{prop.key}"
                assert (column.list.n_unique() == column.list.len()).all(), f"{name}.{prop.key}"


def test_intervals_begin_before_they_end() -> None:
    for name in ("Tenure", "DivisionOfLabor", "Authority", "Inspection"):
        rows = batch().frames[name]
        assert rows.filter(pl.col("from") >= pl.col("until")).is_empty(), name
    for name in ("Tenure", "DivisionOfLabor"):
        rows = batch().frames[name]
        assert rows.filter(
            (pl.col("fromBy") <= pl.col("from")) | (pl.col("untilAfter") >= pl.col("until"))
        ).is_empty()
        assert rows.filter(pl.col("fromBy") >= pl.col("until")).is_empty(), name
    duties = batch().frames["Duty"]
    assert duties.filter(pl.col("from") > pl.col("due")).is_empty()
    tenures = batch().frames["Tenure"].select(underTenure="id", start="from")
    divisions = batch().frames["DivisionOfLabor"].join(tenures, on="underTenure")
    assert divisions.filter(pl.col("from") < pl.col("start")).is_empty()


# ------------------------------------------------------------------ as it is in life


def shares(name: str, column: str) -> dict[Any, float]:
    rows = batch().frames[name][column]
    return {value: count / len(rows) for value, count in rows.value_counts().iter_rows()}


def test_sizes() -> None:
    story = pl.col("id").str.starts_with("st-")
    drawn = {name: rows.filter(~story).height for name, rows in batch().frames.items()}
    assert drawn["Issue"] == 2000
    assert 1.05 < drawn["Duty"] / 2000 < 1.35
    assert 0.15 < drawn["Extension"] / drawn["Duty"] < 0.3
    assert drawn["Finding"] == 40
    assert drawn["Post"] % 7 == 0
    assert 2 < drawn["Tenure"] / drawn["Post"] < 3
    assert set(drawn) == {
        "Organization", "OrgChange", "Person", "Post", "Tenure", "DivisionOfLabor", "Authority", "Source", "Inspection", "Feedback",
        "Issue", "Duty", "Extension", "Act", "Finding", "Lead", "Referral", "Procedure",
    }  # fmt: skip


def test_everything_that_happens_in_districts_happens() -> None:
    assert set(shares("Organization", "level")) == {"Central", "Province", "City", "District", "Town"}
    assert set(shares("Tenure", "kind")) == {"Substantive", "Acting", "Concurrent"}
    modes = shares("DivisionOfLabor", "mode")
    assert modes["InChargeOf"] > 0.7
    assert min(modes[m] for m in ("OverallCharge", "Assists", "Liaises")) > 0.01
    assert set(shares("Duty", "kind")) == set(vocabulary().schemes["DutyKind"].codes)
    assert set(shares("Act", "kind")) == set(vocabulary().schemes["ActKind"].codes)
    frames = batch("issues=5500,seed=2").frames
    assert set(frames["Lead"]["context"]) == set(vocabulary().schemes["Context"].codes)
    assert set(frames["Finding"]["status"]) == {"Candidate", "Confirmed", "Dismissed"}
    inspections = pl.concat(
        [synthetic.read(f"issues=5500,seed={seed}").frames["Inspection"] for seed in range(3)]
    )
    assert set(inspections["kind"]) >= {"Regular", "Special"}
    for name, column in (
        ("Tenure", "from"),
        ("Tenure", "fromBy"),
        ("DivisionOfLabor", "untilAfter"),
        ("Duty", "due"),
        ("Duty", "bearer"),
    ):
        assert 0 < batch().frames[name][column].null_count() < batch().frames[name].height, (name, column)
    named = batch().frames["Duty"].filter(pl.col("kind") == "RectificationTask")["assignedTo"]
    assert 0.5 < 1 - named.null_count() / len(named) < 0.7


def test_hardly_anything_is_dated_after_the_day_of_reckoning() -> None:
    for name in ("Act", "Feedback", "Finding", "Lead", "Referral", "Procedure", "Extension"):
        rows = batch().frames[name]
        later = rows.filter(pl.col("date" if name != "Finding" else "asOf") > TODAY)
        assert later.height <= rows.height * 0.02, name
    assert (batch("issues=5500,seed=2").frames["Act"]["date"] > TODAY).any()


def test_answers_are_of_every_sort() -> None:
    found = answered(SPEC)
    assert set(found["ground"]) == {"bearer", "addressee", "head", "assigned", "unit", "domain"}
    assert set(found["role"]) == {"holder", "contributor", "supporting"}
    assert set(found["open"].explode().drop_nulls()) >= {"q03", "q20", "q21", "q22", "q24", "q25"}
    assert set(gaps(SPEC)["kind"]) == set(vocabulary().schemes["GapKind"].codes)
    spans = (1, 2, 3, 4)
    statuses = [r.status for s in spans for r in decide_referrals(facts(f"issues=2000,seed={s}"), TODAY)]
    assert {str(s) for s in statuses} == {"decided", "flagged", "needs-decision", "facts-missing"}


# ------------------------------------------------------------------ known answers


@pytest.mark.parametrize("spec", [SPEC, OTHER, "issues=1,seed=11"])
def test_planted_stories_are_answered_as_they_were_made_up(spec: str) -> None:
    wrong = []
    for row in synthetic.planted(spec).to_dicts():
        answer = _ANSWERS[row["expectation"]]
        found = answer(row, spec)
        if found is not None:
            wrong.append(f"{row['story']} {row['expectation']} {row['bearer'] or row['gap']}: {found}")
    assert not wrong, "\n".join(wrong)


def test_planted_stories_are_in_every_district() -> None:
    known = synthetic.planted(SPEC)
    assert dict(known.schema) == synthetic.PLANTED
    assert known["story"].n_unique() >= 80
    assert set(known["organization"].drop_nulls()) <= set(batch().frames["Organization"]["id"])
    matters = set(pl.concat([batch().frames[n]["id"] for n in ("Duty", "Issue", "Lead")]))
    assert set(known["matter"].drop_nulls()) <= matters


Row = dict[str, Any]


def _responsibility(row: Row, spec: str) -> str | None:
    keys = ("grade", "ground", "role", "days", "open", "flags")
    mine = answered(spec).filter((pl.col("for") == row["matter"]) & (pl.col("bearer") == row["bearer"]))
    found = [{k: r[k] for k in keys} for r in mine.to_dicts()]
    return None if {k: row[k] for k in keys} in found else f"{ {k: row[k] for k in keys} } is not in {found}"


def _no_responsibility(row: Row, spec: str) -> str | None:
    mine = answered(spec).filter((pl.col("for") == row["matter"]) & (pl.col("bearer") == row["bearer"]))
    if row["grade"]:
        mine = mine.filter(pl.col("grade") == row["grade"])
    return None if mine.is_empty() else str(mine.to_dicts())


def _gap(row: Row, spec: str) -> str | None:
    of_kind = gaps(spec).filter(pl.col("kind") == row["gap"])
    hit = pl.any_horizontal(pl.col(c).list.contains(row["matter"]) for c in ("issues", "duties"))
    mine = of_kind.filter(hit.fill_null(value=False))
    for found in mine.to_dicts():
        same = all(row[k] in (None, found[k]) for k in ("organization", "domain", "from"))
        if same and row["until"] == found["until"] and row["open"] in (None, found["open"]):
            return None
    return f"{row['from']} to {row['until']} is not in {mine.to_dicts()}"


def _no_gap(row: Row, spec: str) -> str | None:
    mine = gaps(spec).filter((pl.col("kind") == row["gap"]) & (pl.col("organization") == row["organization"]))
    return None if mine.is_empty() else str(mine.to_dicts())


@cache
def referrals(spec: str) -> dict[str, Referral]:
    return {r.lead: r for r in decide_referrals(facts(spec), synthetic.AS_OF)}


def _referral(row: Row, spec: str) -> str | None:
    found = referrals(spec)[row["matter"]]
    said = {
        "status": str(found.status),
        "rule": found.rule,
        "modality": found.modality,
        "action": found.action,
        "path": list(found.path),
        "actions": [o.action for o in found.options],
        "missing": list(found.missing),
    }
    known = {k: row[k] for k in said}
    if row["status"] != "facts-missing":
        said["open"], known["open"] = list(found.open), row["open"]
    return None if said == known else f"{known} is not {said}"


_ANSWERS = {
    "responsibility": _responsibility,
    "no responsibility": _no_responsibility,
    "gap": _gap,
    "no gap": _no_gap,
    "referral": _referral,
}
