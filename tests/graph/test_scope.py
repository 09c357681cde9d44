"""What somebody may see whose scope is a part of a district: their own answers as they are, and nothing of anybody else."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

from graph.analysis import Analysis, analyse
from graph.facts import from_records
from graph.referral import decide_referrals, referral_frame
from graph.scope import rules
from graph.stand_ins import Scoped, scoped_records
from loaders.recognise import read
from ontology.checks import check
from ontology.errors import UnknownName
from ontology.records import Frames, plain
from ontology.vocabulary import vocabulary
from tests.districts import ORGANIZATIONS, as_ofs, describe, districts
from tests.graph.combined import stated
from tests.graph.test_against_reference import frames as frames_of

FEW = settings(settings.get_profile("zeren"), phases=[Phase.explicit, Phase.reuse, Phase.generate], max_examples=25)
SCOPES = st.sampled_from(["o-town", "o-vil", "o-disc", "o-fun", "o-dc"])


def texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)


def said(frames: Mapping[str, pl.DataFrame]) -> set[str]:
    """Every text, code and id in records."""
    return {t for rows in frames.values() for row in rows.iter_rows() for value in row for t in texts(value)}


def real(value: Any, scoped: Scoped) -> Any:
    """The value with ids in place of stand-ins, comparable."""
    back = {new: old for old, new in scoped.stand_ins.items()}
    if isinstance(value, list):
        return tuple(sorted(map(repr, (real(v, scoped) for v in value))))
    return back.get(value, value) if isinstance(value, str) else value


def rows(frame: pl.DataFrame, column: str, scoped: Scoped) -> list[str]:
    """The rows about somebody inside, with real ids, comparable; duties that a gap hits only as far as they are inside too."""
    own = sorted(scoped.own)
    about = frame.filter(pl.col(column).is_in(own))
    if "duties" in about.columns:
        about = about.with_columns(pl.col("duties").list.eval(pl.element().filter(pl.element().is_in(own))))
    return sorted(repr(tuple(real(value, scoped) for value in row)) for row in about.iter_rows())


def analysis(frames: Frames, as_of: date) -> Analysis:
    return analyse(from_records(frames), as_of)


@FEW
@given(districts(), as_ofs(), SCOPES)
def test_answers_inside_are_those_of_the_whole_and_there_are_no_others(
    records: list[dict[str, Any]], as_of: date, organization: str
) -> None:
    whole = frames_of(records)
    if organization not in whole["Organization"]["id"]:
        return
    note(describe(records))
    scoped = scoped_records(whole, organization)
    assert check(stated(scoped.frames), {}) == []
    full, part = analysis(whole, as_of), analysis(scoped.frames, as_of)
    answers, gaps = part.answers(), part.gaps()
    assert rows(answers, "bearer", scoped) == rows(full.answers(), "bearer", scoped)
    assert set(answers["bearer"]) <= scoped.own
    assert rows(gaps, "organization", scoped) == rows(full.gaps(), "organization", scoped)
    assert set(gaps["organization"].drop_nulls()) <= scoped.own | scoped.organs


@FEW
@given(districts(), as_ofs(), SCOPES)
def test_leads_go_the_same_way(records: list[dict[str, Any]], on: date, organization: str) -> None:
    whole = frames_of(records)
    if organization not in whole["Organization"]["id"]:
        return
    note(describe(records))
    scoped = scoped_records(whole, organization)
    full, part = (referral_frame(decide_referrals(from_records(f), on)) for f in (whole, scoped.frames))
    assert rows(part, "finding", scoped) == rows(full, "finding", scoped)
    assert set(part["finding"]) <= scoped.own


@FEW
@given(districts(), SCOPES)
def test_nothing_of_anybody_outside_is_in_it(records: list[dict[str, Any]], organization: str) -> None:
    whole = frames_of(records)
    if organization not in whole["Organization"]["id"]:
        return
    note(describe(records))
    scoped = scoped_records(whole, organization)
    shared = set(rules()["shared"])
    inside = scoped.own | scoped.organs
    kept = {id_ for name in ("Authority", "OrgChange") for id_ in scoped.frames.get(name, pl.DataFrame({"id": []}))["id"]}
    outside = {id_ for name, f in whole.items() if name not in shared for id_ in f["id"]} - inside - kept
    names = {
        ORGANIZATIONS[id_][0] for id_ in outside & ORGANIZATIONS.keys()
    } | {id_ for id_ in outside}
    assert said(scoped.frames) & (names - {ORGANIZATIONS[i][0] for i in inside & ORGANIZATIONS.keys()}) == set()
