"""Workbooks: a sheet a type, a column a property, and each problem with sheet, row and column letter."""

from __future__ import annotations

import time
from datetime import date, datetime
from pathlib import Path

import pytest

from loaders.workbook import read
from ontology.headings import heading, loadable
from tests.loaders.books import ORGANIZATION, PERSON, book, codes, told


@pytest.mark.parametrize(
    ("sheet", "head"),
    [
        ("任职", ("标识", "类别", "任职人", "所任职位", "起", "止(不含)")),
        ("Tenure", ("id", "kind", "person", "post", "from", "until")),
        ("tenure", ("ID", "kind*", "heldBy", "ofPost", "From", "until ")),
        ("Tenure", ("标识*", "kind", "任职人", "post", "起", "止（不含）")),
    ],
)
def test_names_in_chinese_in_english_and_by_key(tmp_path: Path, sheet: str, head: tuple[str, ...]) -> None:
    batch = read(
        book(
            tmp_path / "a.xlsx", {sheet: [head, ("t1", "正式", "p1", "po1", date(2023, 7, 15), "2024-01-01")]}
        )
    )
    assert batch.problems == ()
    row = batch.frames["Tenure"].select("id", "kind", "heldBy", "ofPost", "from", "until", "_row").row(0)
    assert row == ("t1", "Substantive", "p1", "po1", date(2023, 7, 15), date(2024, 1, 1), 2)


@pytest.mark.parametrize(
    "cell", ["PartyCommittee", "党委", "Party committee", " party  COMMITTEE ", "ｐａｒｔｙcommittee"]
)
def test_a_code_by_its_name_in_any_language(tmp_path: Path, cell: str) -> None:
    batch = read(book(tmp_path / "a.xlsx", {"组织": [ORGANIZATION, ("o", "甲", cell, "镇街")]}))
    assert batch.frames["Organization"].select("kind", "level").rows() == [("PartyCommittee", "Town")]


def test_a_code_that_is_none_stays_as_written_for_the_checks(tmp_path: Path) -> None:
    batch = read(book(tmp_path / "a.xlsx", {"组织": [ORGANIZATION, ("o", "甲", "党委会", "镇街")]}))
    assert batch.problems == ()
    assert batch.frames["Organization"]["kind"].to_list() == ["党委会"]


def test_several_values_in_a_cell_but_not_by_the_mark_that_belongs_to_names(tmp_path: Path) -> None:
    rows = [
        ("标识", "名称", "简称"),
        ("p1", "张三；李四", "甲;乙；丙\n丁"),
        ("p2", "x", "政法、统战"),
        ("p3", "x", " ; "),
    ]
    people = read(book(tmp_path / "a.xlsx", {"人员": rows})).frames["Person"]
    assert people["alias"].to_list() == [["甲", "乙", "丙", "丁"], ["政法、统战"], None]
    assert people["zh"].to_list() == ["张三；李四", "x", "x"]


def test_two_values_where_one_is_allowed(tmp_path: Path) -> None:
    head = ("标识", "类别", "任职人", "所任职位", "起")
    row = ("t1", "正式;主持工作", "p1;p2", "po1;po1", "2023-01-01;2023-02-01")
    batch = read(book(tmp_path / "a.xlsx", {"任职": [head, row]}))
    places = [(p.code, p.field, p.sheet, p.row, p.column) for p in batch.problems]
    assert places == [
        ("too-many", "kind", "任职", 2, "B"),
        ("too-many", "heldBy", "任职", 2, "C"),
        ("too-many", "from", "任职", 2, "E"),
    ]


def test_numbers_days_and_times_as_spreadsheets_hold_them(tmp_path: Path) -> None:
    head = ("标识", "名称", "起", "期限", "周期天数", "录入时间", "录入人")
    row = (
        7,
        2023,
        datetime(2023, 1, 2),
        "2023年3月4日",
        30.0,
        datetime(2023, 1, 2, 3, 4, 5),
        date(2023, 5, 6),
    )
    batch = read(book(tmp_path / "a.xlsx", {"应尽事项": [(*head, "类别"), (*row, "整改任务")]}))
    assert batch.problems == ()
    found = (
        batch.frames["Duty"].select("id", "zh", "from", "due", "everyDays", "recordedAt", "recordedBy").row(0)
    )
    assert found == (
        "7",
        "2023",
        date(2023, 1, 2),
        date(2023, 3, 4),
        30,
        datetime(2023, 1, 2, 3, 4, 5),
        "2023-05-06",
    )


def test_what_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    batch = read(
        book(
            tmp_path / "a.xlsx", {"人员": [PERSON, ("p1", "=1+1"), ("p2", "+86"), ("p3", "@x"), ("p4", "-")]}
        )
    )
    assert batch.frames["Person"]["zh"].to_list() == ["=1+1", "+86", "@x", "-"]


def test_a_formula_counts_as_its_saved_result(tmp_path: Path) -> None:
    batch = read(book(tmp_path / "a.xlsx", {"人员": [PERSON, ("p1", ("=", "=A1&A2", "张三"))]}))
    assert batch.frames["Person"]["zh"].to_list() == ["张三"]


def test_errors_of_the_spreadsheet_are_not_read_as_empty(tmp_path: Path) -> None:
    rows = [PERSON, ("p1", ("=", "=1/0", "#DIV/0!")), ("p2", "#N/A"), ("p3", "#3")]
    batch = read(book(tmp_path / "a.xlsx", {"人员": rows}))
    assert [(p.code, p.row, p.column) for p in batch.problems] == [
        ("bad-value", 2, "B"),
        ("bad-value", 3, "B"),
    ]


def test_a_formula_that_was_never_calculated_is_not_read_as_empty(tmp_path: Path) -> None:
    import openpyxl

    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "人员"
    sheet.append(PERSON)
    sheet.append(("p1", "=A2&A2"))
    made.save(tmp_path / "a.xlsx")
    batch = read(tmp_path / "a.xlsx")
    assert [(p.code, p.sheet, p.row, p.column) for p in batch.problems] == [("bad-value", "人员", 2, "B")]


def test_empty_rows_and_a_heading_further_down(tmp_path: Path) -> None:
    rows = [(), (None, " "), PERSON, (), ("p1", "张"), (" ", None), ("p2", "李")]
    people = read(book(tmp_path / "a.xlsx", {"人员": rows})).frames["Person"]
    assert people.select("id", "_row").rows() == [("p1", 5), ("p2", 7)]


def test_sheets_that_explain_or_are_empty_are_passed_over(tmp_path: Path) -> None:
    sheets: dict[str, list[tuple[str, ...]]] = {
        "说明": [("怎么填",)],
        "readme": [("how",)],
        "Sheet3": [],
        "人员": [PERSON, ("p1", "张")],
        "任职": [],
    }
    batch = read(book(tmp_path / "a.xlsx", sheets))
    assert batch.problems == ()
    assert batch.count == 1


def test_an_unknown_sheet_names_those_that_are_like_it(tmp_path: Path) -> None:
    batch = read(
        book(tmp_path / "a.xlsx", {"人员表": [PERSON, ("p1", "张")], "人员": [PERSON, ("p1", "张")]})
    )
    (problem,) = batch.problems
    assert (problem.code, problem.sheet) == ("unknown-type", "人员表")
    assert "人员" in str(problem.reason)


def test_no_sheet_of_records_at_all(tmp_path: Path) -> None:
    assert codes(read(book(tmp_path / "a.xlsx", {"Sheet1": [("a", "b")]}))) == [
        "unknown-type",
        "missing-sheet",
    ]
    assert codes(read(book(tmp_path / "b.xlsx", {"Sheet1": []}))) == ["missing-sheet"]


def test_sheets_without_rows(tmp_path: Path) -> None:
    assert codes(read(book(tmp_path / "a.xlsx", {"人员": [PERSON]}))) == ["empty-file"]


def test_columns_missing_unknown_doubled_and_without_heading(tmp_path: Path) -> None:
    rows = [
        ("标识", "名字", "类别", "类 别", None),
        ("o1", "甲", "党委", "党委", "x"),
        ("o2", "乙", "党委", "党委", "y", "z"),
    ]
    batch = read(book(tmp_path / "a.xlsx", {"组织": rows}))
    found = [(p.code, p.field, p.row, p.column) for p in batch.problems]
    assert found == [
        ("unknown-field", "名字", 1, "B"),
        ("too-many", "kind", 1, "D"),
        ("unknown-field", None, 2, "E"),
        ("unknown-field", None, 3, "F"),
        ("missing-column", "level", 1, None),
        ("missing-column", "zh", 1, None),
    ]
    assert "名称" in str(batch.problems[0].reason)


def test_taking_records_back_needs_the_id_only(tmp_path: Path) -> None:
    batch = read(book(tmp_path / "a.xlsx", {"组织": [("标识", "撤回"), ("o1", "是"), ("o2", True)]}))
    assert batch.problems == ()
    assert batch.frames["Organization"].select("id", "_withdrawn").rows() == [("o1", True), ("o2", True)]


def test_a_row_without_an_id_and_bad_values_have_their_letters(tmp_path: Path) -> None:
    head = ("标识", "名称", "类别", "起", "周期天数", "撤回")
    rows = [head, (None, "x", "整改任务", "2023-01-01"), ("d", "x", "整改任务", 45000, 1.5, "也许")]
    batch = read(book(tmp_path / "a.xlsx", {"应尽事项": rows}))
    assert [(p.code, p.record, p.field, p.row, p.column) for p in batch.problems] == [
        ("missing-field", None, "id", 2, "A"),
        ("bad-value", "d", "withdrawn", 3, "F"),
        ("bad-date", "d", "from", 3, "D"),
        ("bad-value", "d", "everyDays", 3, "E"),
    ]


def test_every_type_and_property_can_be_a_sheet_and_a_column(tmp_path: Path) -> None:
    sheets = {t.name: [["id", *(heading(t, p.key, "zh") for p in t.properties)], ["x"]] for t in loadable()}
    batch = read(book(tmp_path / "a.xlsx", sheets))
    assert batch.problems == ()
    assert len(batch.frames) == len(loadable())


def test_a_sheet_in_open_document_format(tmp_path: Path) -> None:
    from tests.loaders.ods import ods

    batch = read(ods(tmp_path / "a.ods", "人员", [PERSON, ("p1", "张三"), ("p2", "李四")]))
    assert batch.problems == ()
    assert batch.frames["Person"].select("id", "zh", "_row").rows() == [("p1", "张三", 2), ("p2", "李四", 3)]


def test_fifty_thousand_rows_in_seconds(tmp_path: Path) -> None:
    head = ("标识", "名称", "类别", "起", "期限", "所属反馈", "承担组织", "责任人任职", "针对问题")
    rows = [
        (
            f"d{n}",
            f"事项{n}",
            "整改任务",
            date(2023, 1, 1),
            "2023-12-31",
            f"f{n}",
            f"o{n}",
            f"t{n};u{n}",
            f"i{n}",
        )
        for n in range(50_000)
    ]
    made = book(tmp_path / "a.xlsx", {"应尽事项": [head, *rows]})
    start = time.perf_counter()
    batch = read(made)
    taken = time.perf_counter() - start
    assert (batch.problems, batch.count) == ((), 50_000)
    assert taken < 20, f"{taken:.1f} s"


def test_problems_are_all_told(tmp_path: Path) -> None:
    rows = [("标识", "起"), *((f"t{n}", "昨天") for n in range(300))]
    batch = read(book(tmp_path / "a.xlsx", {"任职": rows}))
    assert told(batch)[:300] == [("bad-date", f"t{n}", "from") for n in range(300)]
