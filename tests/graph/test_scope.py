"""What somebody may see whose scope is a part of a district: their own answers as they are, and nothing of anybody else."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

from graph.analysis import Analysis, analyse
from graph.circumstances.candidates import candidates
from graph.referral import decide_referrals, referral_frame
from graph.scope import rules
from graph.stand_ins import Scoped, scoped_records
from graph.stated_facts import from_records
from ontology.checks import check
from ontology.errors import UnknownName
from ontology.records import Frames
from ontology.vocabulary import vocabulary
from tests.districts import ORGANIZATIONS, as_ofs, describe, districts, regulation_records
from tests.graph.combined import stated
from tests.graph.test_against_reference import frames as frames_of

FEW = settings(
    settings.get_profile("zeren"), phases=[Phase.explicit, Phase.reuse, Phase.generate], max_examples=25
)
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
    kept = {
        id_
        for name in ("Authority", "OrgChange")
        for id_ in scoped.frames.get(name, pl.DataFrame({"id": []}))["id"]
    }
    outside = {id_ for name, f in whole.items() if name not in shared for id_ in f["id"]} - inside - kept
    names = {ORGANIZATIONS[id_][0] for id_ in outside & ORGANIZATIONS.keys()} | set(outside)
    assert (
        said(scoped.frames) & (names - {ORGANIZATIONS[i][0] for i in inside & ORGANIZATIONS.keys()}) == set()
    )


def test_every_type_of_record_has_its_place() -> None:
    said_ = rules()
    placed = {
        "Organization",
        "Authority",
        "OrgChange",
        *said_["shared"],
        *said_["sources"],
        *said_["named_in"],
        *said_["left_out"],
    }
    placed |= {rule["type"] for part in ("belongs", "then") for rule in said_[part]}
    assert placed == {t.name for t in vocabulary().types.values() if not t.derived}


def test_no_such_organization() -> None:
    with pytest.raises(UnknownName, match="o-nowhere"):
        scoped_records({}, "o-nowhere")


TWO_TOWNS = [
    {"id": "o-dc", "type": "Organization", "zh": "区委", "kind": "PartyCommittee", "level": "District"},
    {
        "id": "o-a",
        "type": "Organization",
        "zh": "甲镇党委",
        "kind": "PartyCommittee",
        "level": "Town",
        "partOf": "o-dc",
    },
    {
        "id": "o-b",
        "type": "Organization",
        "zh": "乙镇党委",
        "kind": "PartyCommittee",
        "level": "Town",
        "partOf": "o-dc",
    },
    {"id": "d1", "type": "Domain", "zh": "财务"},
    *({"id": f"p{n}", "type": "Person", "zh": f"人{n}"} for n in (1, 2)),
    {"id": "po-a", "type": "Post", "zh": "甲镇书记", "seat": "HeadSeat", "inOrganization": "o-a"},
    {"id": "po-b", "type": "Post", "zh": "乙镇副书记", "seat": "MemberSeat", "inOrganization": "o-b"},
    {
        "id": "t-a",
        "type": "Tenure",
        "kind": "Substantive",
        "heldBy": "p1",
        "ofPost": "po-a",
        "from": "2023-01-01",
    },
    {
        "id": "t-b",
        "type": "Tenure",
        "kind": "Substantive",
        "heldBy": "p2",
        "ofPost": "po-b",
        "from": "2023-01-01",
    },
    {"id": "in1", "type": "Inspection", "zh": "一轮", "kind": "Regular", "organisedBy": "o-dc"},
    *(
        {
            "id": f"fb-{x}",
            "type": "Feedback",
            "fromInspection": "in1",
            "addressee": f"o-{x}",
            "date": "2023-05-01",
        }
        for x in "ab"
    ),
    {"id": "is-a", "type": "Issue", "zh": "甲的问题", "underFeedback": "fb-a", "inDomain": "d1"},
    {"id": "is-b", "type": "Issue", "zh": "乙的问题", "underFeedback": "fb-b", "inDomain": "d1"},
]
DAY = date(2024, 6, 30)


def town_a(*more: dict[str, Any]) -> Scoped:
    whole = frames_of([*regulation_records(), *TWO_TOWNS, *more])
    return scoped_records(whole, "o-a")


def test_an_issue_on_which_only_others_have_a_duty_has_no_items_and_is_not_taken_for_one_without() -> None:
    scoped = town_a(
        {
            "id": "du",
            "type": "Duty",
            "zh": "乙去办",
            "kind": "RectificationTask",
            "bearer": "o-b",
            "addresses": "is-a",
            "from": "2023-06-01",
        }
    )
    assert "is-a" in scoped.frames["Issue"]["id"]
    assert scoped.frames["Duty"].select("zh", "addresses", "bearer").rows() == [
        ("范围外事项", ["is-a"], None)
    ]
    assert analysis(scoped.frames, DAY).answers().is_empty()


def test_whom_a_leader_elsewhere_assists_stays_without_a_name() -> None:
    assists = {
        "id": "v",
        "type": "DivisionOfLabor",
        "mode": "Assists",
        "underTenure": "t-a",
        "inDomain": "d1",
        "from": "2023-02-01",
        "principal": "t-b",
    }
    scoped = town_a(assists)
    (principal,) = scoped.frames["DivisionOfLabor"]["principal"][0]
    assert principal == "outside-tenure-1"
    assert scoped.stand_ins["t-b"] == principal
    assert (
        said(scoped.frames)
        & {"t-b", "p2", "人2", "po-b", "乙镇副书记", "o-b", "乙镇党委", "is-b", "fb-b", "乙的问题"}
        == set()
    )


def test_a_lead_about_two_towns_keeps_one_of_them_and_loses_its_texts() -> None:
    found = [
        {
            "id": f"fi-{x}",
            "type": "Finding",
            "status": "Candidate",
            "meets": "c1.6",
            "subject": f"o-{x}",
            "asOf": "2024-01-01",
        }
        for x in "ab"
    ]
    lead = {
        "id": "le",
        "type": "Lead",
        "zh": "甲镇和乙镇的线索",
        "contains": ["fi-a", "fi-b"],
        "discoverer": "o-dc",
        "context": "OtherSource",
        "date": "2024-01-05",
        "evidence": "s",
    }
    step = {
        "id": "re",
        "type": "Referral",
        "onLead": "le",
        "order": 1,
        "sender": "o-dc",
        "receiver": "o-dc",
        "date": "2024-01-06",
        "handedOver": "乙镇材料",
    }
    scoped = town_a(*found, lead, step, {"id": "s", "type": "Source", "zh": "关于甲乙两镇"})
    row = scoped.frames["Lead"].row(0, named=True)
    assert (row["contains"], row["zh"], row["evidence"]) == (["fi-a"], None, None)
    assert scoped.frames["Referral"]["handedOver"].to_list() == [None]
    assert "Source" not in scoped.frames


@FEW
@given(districts(), as_ofs(), SCOPES)
def test_a_scope_accuses_nobody_whom_the_whole_does_not(
    records: list[dict[str, Any]], as_of: date, organization: str
) -> None:
    whole = frames_of(records)
    if organization not in whole["Organization"]["id"]:
        return
    note(describe(records))
    scoped = scoped_records(whole, organization)
    columns = ["limb", "subject", "breach_date"]
    full, part = (
        candidates(analysis(f, as_of)).select("status", *columns).filter(pl.col("status") == "Candidate")
        for f in (whole, scoped.frames)
    )
    assert set(rows(part, "subject", scoped)) <= set(rows(full, "subject", scoped))
    assert set(part["subject"]) <= scoped.own
