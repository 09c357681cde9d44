"""Whom and what words mean: sure only with a reason, else a question; decisions hold until they are withdrawn."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from loaders.documents.words import words
from loaders.documents.writing import Written, write
from loaders.identities.domains import Domains
from loaders.identities.organizations import Organizations
from loaders.identities.posts import seat_of, tenure_kind
from loaders.recognise import read, take
from ontology.checks import check, merge
from ontology.errors import InputError
from ontology.intake import Intake
from ontology.problems import Part
from tests.loaders.test_ledger_shapes import made

HEAD = ["序号", "反馈问题", "整改措施", "责任领导", "整改时限", "是否完成", "措施完成时间"]
TITLE = ["柏临区水利局党组落实区委巡察反馈意见整改台账"]
DATED = ["填报单位：区水利局党组　反馈日期：2023年11月14日"]
ORGANIZATIONS: list[dict[str, Any]] = [
    {"id": "a", "zh": "柏临区水利局", "alias": ["河湖局"], "formerName": ["柏临区水务局"], "code": "11A"},
    {"id": "b", "zh": "柏临区文化广电旅游体育局"},
    {"id": "c", "zh": "鹭原市水利局"},
    {"id": "d", "zh": "柏临区教育局"},
    {"id": "e", "zh": "柏临区教体局"},
]


@pytest.mark.parametrize(
    ("said", "meant", "reason"),
    [
        ("柏临区水利局", "a", "name"), ("11A", "a", "code"), ("河湖局", "a", "alias"), ("柏临区水务局", "a", "former name"),
        ("区水利局", "a", "name, 区 being 柏临区"), ("水利局", "a", "name, in 柏临区"), ("中共柏临区水利局党组", "a", "name, the organ of that Party body"),
        ("文广旅体局", "b", "short form that only this name holds"), ("区文旅局", "b", "short form that only this name holds"),
        ("鹭原市水利局", "c", "name"), ("市水利局", None, "nothing is called so"), ("柏林区水利局", None, "nothing is called so"),
    ],
)  # fmt: skip
def test_an_organization_as_it_is_written(said: str, meant: str | None, reason: str) -> None:
    found = Organizations(ORGANIZATIONS).match(said, "d")
    assert found.ids == (() if meant is None else (meant,))
    assert str(found.reason) == reason
    if said == "柏林区水利局":
        assert found.candidates[0].id == "a"


def test_two_that_fit_are_not_told_apart() -> None:
    both = [{"id": "x", "zh": "柏临区教育体育局"}, {"id": "y", "zh": "柏临区教育和体育局"}]
    found = Organizations(both).match("区教体局", "x")
    assert (found.ids, {c.id for c in found.candidates}) == ((), {"x", "y"})


@pytest.mark.parametrize(
    ("post", "organization", "seat", "kind"),
    [
        ("党组书记、局长", "柏临区水利局", "HeadSeat", "Substantive"), ("副局长", "柏临区水利局", "MemberSeat", "Substantive"),
        ("办公室主任", "柏临区水利局", "OtherSeat", "Substantive"), ("办公室副主任", "柏临区水利局", "OtherSeat", "Substantive"),
        ("代县长", "澄岚县政府", "HeadSeat", "Acting"), ("党组成员、总工程师", "柏临区水利局", "MemberSeat", "Substantive"),
        ("副局长（主持工作）", "柏临区水利局", "MemberSeat", "Acting"), ("四级调研员", "柏临区水利局", "OtherSeat", "Substantive"),
    ],
)  # fmt: skip
def test_a_post_as_it_is_written(post: str, organization: str, seat: str, kind: str) -> None:
    assert (seat_of(post, organization), tenure_kind(post)) == (seat, kind)


def domains() -> Domains:
    return Domains(read(["shipped:domains"]).frames["Domain"].to_dicts())


def test_a_cue_alone_shows_the_domain_that_it_stands_on() -> None:
    tree = domains()
    # One of two characters is no sure sign by itself.
    cues = [(c, d) for d, listed in words("domains")["cues"].items() for c in listed if len(c) > 2]
    assert [(c, d) for c, d in cues if tree.issue(f"存在{c}的问题").ids != (d,)] == []


def test_no_cue_stands_on_two_domains() -> None:
    cues = [c for listed in words("domains")["cues"].values() for c in listed]
    assert sorted(cues) == sorted(set(cues))


@pytest.mark.parametrize(
    ("said", "domain"),
    [
        ("巡河记录雷同，河长巡河流于形式", "dom-ecology-rivers"),
        ("大额资金支出未经集体讨论", None),
        ("领导重视不够", None),
    ],
)
def test_the_domain_of_an_issue(said: str, domain: str | None) -> None:
    assert domains().issue(said).ids == (() if domain is None else (domain,))


@pytest.mark.parametrize(
    ("said", "domain"),
    [("政务公开等方面工作", "dom-office-openness"), ("信访", "dom-petition"), ("其他事项", None)],
)
def test_the_domain_of_an_item(said: str, domain: str | None) -> None:
    assert domains().item(said).ids == (() if domain is None else (domain,))


def written(*sources: Path | str, known: dict[str, Any] | None = None) -> tuple[Written, dict[str, Any]]:
    """What the sources make beside what is known, and all that holds then."""
    taken = take(list(map(str, sources)))
    held = merge(known or {}, taken.batch.frames)
    found = write(taken.readings, held, who="t", at=datetime(2024, 1, 1))
    assert check(taken.batch + found.batch, known or {}) == []
    return found, merge(held, found.batch.frames)


def a_ledger(path: Path, *rows: list[Any]) -> Path:
    return made(path, [TITLE, DATED, HEAD, *rows])


def tenures(path: Path, *rows: list[Any]) -> Path:
    return made(path, [["干部任职情况表"], ["姓名", "单位", "职务", "任职时间", "免职时间"], *rows])


ROWS: list[list[Any]] = [
    [1, "巡河流于形式，河长巡河记录雷同", "上线打卡", "仇远帆", "2024年3月底前", "是", "2024-03-01"],
    [2, "报销附件缺失", "补齐附件", "瞿映雪", "长期坚持", "否", ""],
]


def test_leaders_of_a_ledger_are_those_who_hold_posts_there(tmp_path: Path) -> None:
    table = tenures(
        tmp_path / "t.xlsx",
        ["仇远帆", "柏临区水利局", "副局长", "2022.03", "至今"],
        ["瞿映雪", "鹭原市审计局", "副局长", "2020.01", "至今"],
    )
    found, held = written("shipped:domains", table, a_ledger(tmp_path / "l.xlsx", *ROWS))
    assigned = dict(held["Duty"].select("zh", "assignedTo").iter_rows())
    people = dict(
        held["Tenure"].join(held["Person"], left_on="heldBy", right_on="id").select("id", "zh").iter_rows()
    )
    assert [people[t] for t in assigned["上线打卡"]] == ["仇远帆"]
    assert not assigned["补齐附件"]  # somebody of that name is known elsewhere: no proof that it is she
    asked = [(q.kind, q.words, str(q.reason)) for _, q in found.questions]
    assert ("PersonMeant", "瞿映雪", "somebody of that name is known, but in no post there") in asked
    assert held["Act"].select("kind", "date").rows() == [("Completion", date(2024, 3, 1))]


def test_two_of_one_name_are_two_until_a_person_says_otherwise(tmp_path: Path) -> None:
    table = tenures(
        tmp_path / "t.xlsx",
        ["仇远帆", "柏临区水利局", "副局长", "2018.03", "2020.02"],
        ["匡行简", "柏临区水利局", "局长", "2018.03", "至今"],
        ["仇远帆", "柏临区教育局", "副局长", "2020.03", "至今"],
    )
    found, held = written(table)
    assert held["Person"]["zh"].to_list().count("仇远帆") == 2
    assert "same-name-apart" in {r.code for _, remarks in found.remarks for r in remarks}


def test_an_unknown_end_is_not_taken_for_running(tmp_path: Path) -> None:
    _, held = written(tenures(tmp_path / "t.xlsx", ["仇远帆", "柏临区水利局", "副局长", "2018.03", "不详"]))
    (row,) = held["Tenure"].to_dicts()
    assert (row["from"], row["fromBy"], row["until"]) == (date(2018, 3, 1), date(2018, 3, 31), None)
    assert row["untilAfter"] == date(2018, 3, 31)  # after it, no day is certain


@pytest.mark.parametrize(
    ("name", "since", "until", "code"),
    [
        ("仇远帆", "不详", "已退休", "no-time"),
        ("仇远帆", "", "", "no-time"),
        ("仇远帆、匡行简", "2018.03", "至今", "several-persons"),
        ("（空缺）", "2018.03", "至今", "no-name"),
    ],
)
def test_a_row_that_names_no_one_or_no_time_makes_nobody_a_holder(
    tmp_path: Path, name: str, since: str, until: str, code: str
) -> None:
    others = ["瞿映雪", "柏临区教育局", "局长", "2018.03", "至今"]
    found, held = written(tenures(tmp_path / "t.xlsx", [name, "柏临区水利局", "局长", since, until], others))
    assert held["Person"]["zh"].to_list() == ["瞿映雪"]
    assert held["Tenure"].height == 1
    assert code in {r.code for _, remarks in found.remarks for r in remarks}


DONE: list[Any] = [1, "巡河流于形式", "上线打卡", "", "2024年3月底前", "是", ""]


@pytest.mark.parametrize(
    ("progress", "day"),
    [
        ("2024年2月20日已完成", date(2024, 2, 20)),
        ("2024-02-15销号", date(2024, 2, 15)),
        ("完成时间：2024.2.20", date(2024, 2, 20)),
        ("计划于2024年2月20日完成", None),
        ("2024年2月28日前完成", None),
        ("2024.2.1已完成，2024.3.1销号", None),
        ("2024年2月20日开会，已完成", None),
    ],
)
def test_the_day_of_completion_in_the_words_on_progress(
    tmp_path: Path, progress: str, day: date | None
) -> None:
    ledger = made(tmp_path / "l.xlsx", [TITLE, DATED, [*HEAD, "完成情况"], [*DONE, progress]])
    found, held = written("shipped:domains", ledger)
    acts = held["Act"]["date"].to_list() if "Act" in held else []
    assert acts == ([day] if day else [])
    assert ("done-without-date" in {r.code for _, remarks in found.remarks for r in remarks}) == (day is None)


def test_two_ledgers_of_one_feedback_are_two(tmp_path: Path) -> None:
    ledgers = [
        made(
            tmp_path / f"{part}.xlsx",
            [[f"{TITLE[0]}（{part}）"], DATED, HEAD, [1, f"{part}的问题", "整改", "", "", "否", ""]],
        )
        for part in ("立行立改", "限期整改")
    ]
    _, held = written("shipped:domains", *ledgers)
    assert sorted(held["Issue"]["zh"]) == ["立行立改的问题", "限期整改的问题"]
    assert held["Feedback"].height == 1


def test_two_documents_that_say_to_be_one_are_not_loaded_together(tmp_path: Path) -> None:
    first, second = (a_ledger(tmp_path / f"{i}.xlsx", ROWS[i]) for i in (0, 1))
    with pytest.raises(InputError) as error:
        written("shipped:domains", first, second)
    assert all(path.name in str(error.value) for path in (first, second))


def test_tables_of_one_common_title_are_told_apart_by_whose_they_are(tmp_path: Path) -> None:
    tables = [
        tenures(tmp_path / f"{n}.xlsx", [name, f"柏临区{n}局", "局长", "2018.03", "至今"])
        for n, name in (("民政", "仇远帆"), ("教育", "瞿映雪"))
    ]
    _, held = written(tables[0])
    _, held = written(tables[1], known=held)
    assert sorted(held["Person"]["zh"]) == ["仇远帆", "瞿映雪"]


def test_a_table_without_a_column_of_units_is_of_whose_it_is_said_to_be(tmp_path: Path) -> None:
    table = made(
        tmp_path / "t.xlsx",
        [
            ["姓名", "职务", "任职时间", "免职时间"],
            ["仇远帆", "副局长", "2018.03", "至今"],
            ["匡行简", "区水利局局长", "2018.03", "至今"],
            ["瞿映雪", "柏临区教育局局长", "2018.03", "至今"],
        ],
    )
    reading = take([str(table)]).readings
    held = {"Organization": organization("柏临区水利局", "a")}
    found = write(reading, held, who="t", at=datetime(2024, 1, 1), owner="a")
    posts = found.batch.frames["Post"]
    (other,) = found.batch.frames["Organization"]["id"]
    assert sorted(posts.select("inOrganization", "zh").rows()) == sorted(
        [("a", "副局长"), ("a", "局长"), (other, "局长")]
    )
    without = write(reading, held, who="t", at=datetime(2024, 1, 1))
    assert "Tenure" not in without.batch.frames
    assert "--for" in str(without.remarks[0][1][0].reason)


def organization(name: str, identifier: str, **more: Any) -> pl.DataFrame:
    row = {
        "id": identifier,
        "type": "Organization",
        "zh": name,
        "kind": "FunctionalDept",
        "level": "District",
    }
    intake = Intake()
    intake.add(row | more, intake.part(Part("x")), None)
    return intake.batch().frames["Organization"]


def test_a_namesake_is_asked_about_also_once_the_table_is_loaded(tmp_path: Path) -> None:
    one = made(
        tmp_path / "a.xlsx",
        [
            ["柏临区教育局"],
            ["姓名", "单位", "职务", "任职时间"],
            ["仇远帆", "柏临区教育局", "局长", "2020.01"],
        ],
    )
    _, held = written(one)
    other = tenures(tmp_path / "t.xlsx", ["仇远帆", "柏临区水利局", "副局长", "2018.03", "2019.05"])
    before, held = written(other, known=held)
    after, _ = written(other, known=held)
    for found in (before, after):
        (question,) = [q for _, q in found.questions]
        assert (question.kind, question.words, len(question.candidates)) == ("PersonMeant", "仇远帆", 1)


def test_a_leader_who_is_named_by_his_post(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path / "l.xlsx", [1, "巡河流于形式", "上线打卡", "局长", "2024年3月底前", "否", ""])
    one = tenures(tmp_path / "t.xlsx", ["匡行简", "柏临区水利局", "党组书记、局长", "2018.03", "至今"])
    _, held = written("shipped:domains", one, ledger)
    assert [list(t) for t in held["Duty"]["assignedTo"]] == [held["Tenure"]["id"].to_list()]
    unsure = tenures(tmp_path / "t.xlsx", ["匡行简", "柏临区水利局", "党组书记、局长", "2018.03", "不详"])
    found, held = written("shipped:domains", unsure, ledger)
    assert held["Duty"]["assignedTo"].to_list() == [None]
    assert "which-holder" in {r.code for _, remarks in found.remarks for r in remarks}


def test_a_name_that_a_rules_file_needs_is_no_organization_of_the_records(tmp_path: Path) -> None:
    _, held = written("shipped:jintan-2023", "shipped:domains", a_ledger(tmp_path / "l.xlsx", *ROWS))
    assert held["Issue"].height == 2


def test_a_decision_on_an_organization_is_undone_for_the_inspection_too(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path / "l.xlsx", *ROWS)
    held = merge(
        dict(take(["shipped:domains"]).batch.frames),
        {
            "Organization": pl.concat(
                [
                    organization("柏临区委", "o1", alias=["区委"]),
                    organization("柏临区委办公室", "o2", alias=["柏临区委"]),
                    organization("柏临区水利局", "a"),
                ]
            )
        },
    )
    found, after = written(ledger, known=held)
    assert (
        next(r.code for _, remarks in found.remarks for r in remarks if r.code == "nothing-taken"),
        after.get("Issue", pl.DataFrame()).height,
    ) == ("nothing-taken", 0)
    (question,) = [q for _, q in found.questions if q.kind == "OrganizationMeant"]
    for answer, holder in (("o1", "o1"), ("o2", "o2"), ("", None)):
        head = ["类别", "原文字句", "所见组织标识", "决定"]
        rows: list[list[Any]] = [head, ["所指组织", question.words, question.home, answer]]
        decided = made(tmp_path / "待认定.xlsx", rows)
        book = openpyxl.load_workbook(decided)
        book.worksheets[0].title = "待认定"
        book.save(decided)
        _, held = written(decided, known=held)
        _, held = written(ledger, known=held)
        assert held["Inspection"]["organisedBy"].to_list() == ([[holder]] if holder else [])
        assert held["Feedback"].height == (1 if holder else 0)


def test_the_same_document_twice_changes_nothing(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path / "l.xlsx", *ROWS)
    _, held = written("shipped:domains", ledger)
    _, again = written(ledger, known=held)
    for name, rows in held.items():
        assert sorted(map(str, rows.rows())) == sorted(map(str, again[name].rows())), name


def test_a_corrected_document_withdraws_what_it_states_no_more(tmp_path: Path) -> None:
    _, held = written("shipped:domains", a_ledger(tmp_path / "l.xlsx", *ROWS))
    _, after = written(a_ledger(tmp_path / "l.xlsx", ROWS[0]), known=held)
    assert (held["Issue"].height, after["Issue"].height, after["Duty"].height) == (2, 1, 1)
    assert after["Source"].height == 1


def test_every_issue_and_duty_cites_its_cells(tmp_path: Path) -> None:
    _, held = written("shipped:domains", a_ledger(tmp_path / "l.xlsx", *ROWS))
    cited = {row["id"]: row for row in held["Citation"].to_dicts()}
    (first, *_) = [cited[e] for e in held["Issue"]["evidence"][0]]
    assert (first["sheet"], first["cell"], first["quote"]) == ("Sheet", "B4", ROWS[0][1])
    (source,) = held["Source"].to_dicts()
    assert (source["recordedBy"], source["zh"], len(source["digest"])) == ("t", "l.xlsx", 64)


def test_a_decision_holds_and_is_undone_when_cleared(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path / "l.xlsx", [1, "大额资金支出未经集体讨论", "修订规则", "", "", "否", ""])
    found, held = written("shipped:domains", ledger)
    (question,) = [q for _, q in found.questions if q.kind == "DomainMeant"]
    head = ["类别", "原文字句", "所见组织标识", "候选1", "决定"]
    row = ["所属领域", question.words, "", f"{question.candidates[0].id} 甲", "1"]

    def decided(answer: str) -> Path:
        path = made(tmp_path / "待认定.xlsx", [head, [*row[:4], answer]])
        book = openpyxl.load_workbook(path)
        book.worksheets[0].title = "待认定"
        book.save(path)
        return path

    _, held = written(decided("1"), known=held)
    _, held = written(ledger, known=held)
    assert held["Issue"]["inDomain"].to_list() == [[question.candidates[0].id]]
    _, held = written(decided(""), known=held)
    _, held = written(ledger, known=held)
    assert held["Alignment"].height == 0
    assert held["Issue"]["inDomain"].to_list() == [None]
