"""Ledgers as offices keep them: other names for the columns, other orders, other things between the rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from loaders.documents.document import Document
from loaders.documents.registry import whose
from loaders.files import Refused
from loaders.ledgers.reading import ledger_of
from tests.loaders.test_tables_of_offices import said

SAMPLES = Path(__file__).parent / "samples"
HEAD = ["序号", "反馈问题", "整改措施", "责任领导", "责任部门", "责任人", "整改时限", "完成情况", "是否完成"]
ROW = [1, "印章管理混乱", "修订印章办法", "匡行简", "办公室", "宿雨晴", "2024年3月底前", "已修订", "是"]
OTHER = [2, "合同倒签", "清理合同", "仇远帆", "法规科", "终百川", "2024年5月31日前", "正在清理", "否"]


def made(path: Path, rows: list[list[Any]], merge: tuple[str, ...] = (), hide: tuple[int, ...] = ()) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for region in merge:
        sheet.merge_cells(region)
    for number in hide:
        sheet.row_dimensions[number].hidden = True
    book.save(path)
    return path


def text(path: Path, rows: list[list[Any]], encoding: str) -> Path:
    path.write_bytes("\r\n".join(",".join(f'"{c}"' for c in row) for row in rows).encode(encoding))
    return path


def issues(path: Path) -> list[tuple[Any, ...]]:
    """Number, issue, then of each measure: text, leaders, units, persons, date, status."""
    return [
        (
            row["number"], row["issue"],
            *((m["text"], m["responsible_leader"], m["responsible_unit"], m["persons"], m["deadline"]["date"], m["status"]) for m in row["measures"]),
        )
        for row in said(path)["rows"]
    ]  # fmt: skip


PLAIN = [
    ("1", "印章管理混乱", ("修订印章办法", ["匡行简"], ["办公室"], ["宿雨晴"], "2024-03-31", "done")),
    ("2", "合同倒签", ("清理合同", ["仇远帆"], ["法规科"], ["终百川"], "2024-05-31", "open")),
]


def test_columns_in_any_order_with_others_between(tmp_path: Path) -> None:
    order = [8, 3, 0, 6, 2, 1, 7, 5, 4]
    rows = [[row[i] for i in order] for row in (HEAD, ROW, OTHER)]
    rows = [[*row[:3], extra, *row[3:]] for row, extra in zip(rows, ["联络电话", 123, ""], strict=True)]
    assert issues(made(tmp_path / "a.xlsx", rows)) == PLAIN


SYNONYMS = [
    [
        "问题编号",
        "巡察反馈的问题",
        "具体整改措施",
        "分管领导",
        "责任科室",
        "具体责任人",
        "完成时限",
        "整改进展情况",
        "整改状态",
    ],
    [
        "编 号",
        "存在问题\n（含例证）",
        "整改\n举措",
        "牵头领导",
        "承办科室",
        "经办人",
        "计划完成时间",
        "工作进展",
        "完成状态",
    ],
    [
        "序号*",
        "反馈意见",
        "措施",
        "包案领导",
        "牵头部门",
        "直接责任人",
        "时间节点",
        "落实情况",
        "是否整改到位",
    ],
    [
        "NO.",
        "具体问题",
        "整改任务",
        "责任班子成员",
        "主责部门",
        "整改责任人",
        "整改期限",
        "目前进展",
        "办结状态",
    ],
]


@pytest.mark.parametrize("head", SYNONYMS)
def test_columns_by_other_names(tmp_path: Path, head: list[str]) -> None:
    assert issues(made(tmp_path / "a.xlsx", [head, ROW, OTHER])) == PLAIN


def test_a_heading_in_two_rows(tmp_path: Path) -> None:
    upper = ["序号", "反馈问题", "整改措施", "责任分工", "", "", "整改时限", "完成情况", "是否完成"]
    lower = ["", "", "", "责任领导", "责任部门", "责任人", "", "", ""]
    merge = ("D1:F1", *(f"{c}1:{c}2" for c in "ABCGHI"))
    path = made(tmp_path / "a.xlsx", [upper, lower, ROW, OTHER], merge)
    assert issues(path) == PLAIN
    assert said(path)["ignored_rows"] == 0


def test_lines_between_the_rows_are_counted_and_not_read(tmp_path: Path) -> None:
    blank: list[Any] = [""] * 9
    between = [
        ["某局整改台账", *blank[1:]], HEAD, ["一、党的建设方面", *blank[1:]], ROW, ["小计", "1个问题", *blank[2:]], blank,
        HEAD, ["二、内控方面", *blank[1:]], OTHER, ["合 计", "2个问题", *blank[2:]], ["填报人：宿雨晴", *blank[1:]], ["注：按月报送", *blank[1:]],
    ]  # fmt: skip
    path = made(tmp_path / "a.xlsx", between, ("A1:I1", "A3:I3", "A8:I8"))
    assert issues(path) == PLAIN
    read = said(path)
    assert read["ignored_rows"] == 7
    assert [r["category"] for r in read["rows"]] == ["一、党的建设方面", "二、内控方面"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_csv_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    assert issues(text(tmp_path / "台账.csv", [HEAD, ROW, OTHER], encoding)) == PLAIN


def test_a_row_without_number_and_issue_goes_on(tmp_path: Path) -> None:
    more = ["", "", "加强督查", "匡行简", "〃", "同上", "2024年6月", "", "否"]
    (first, second) = issues(text(tmp_path / "台账.csv", [HEAD, ROW, more, OTHER], "gb18030"))
    assert first[2:] == (PLAIN[0][2], ("加强督查", ["匡行简"], ["办公室"], ["宿雨晴"], "2024-06-30", "open"))
    assert second == PLAIN[1]


def test_a_blank_name_is_nobody(tmp_path: Path) -> None:
    more = ["", "", "加强督查", "", "", "", "", "", ""]
    ((_, _, _, measure),) = issues(text(tmp_path / "台账.csv", [HEAD, ROW, more], "utf-8"))
    assert measure == ("加强督查", [], [], [], None, None)


def test_hidden_rows_are_read_and_said_to_be_hidden(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", [HEAD, ROW, OTHER], hide=(3,))
    assert issues(path) == PLAIN
    assert [r.get("hidden", False) for r in said(path)["rows"]] == [False, True]


def test_one_measure_over_two_rows_has_the_people_of_both(tmp_path: Path) -> None:
    more = ["", "", "", "仇远帆", "财务科", "终百川", "", "", ""]
    path = made(tmp_path / "a.xlsx", [HEAD, ROW, more], ("A2:A3", "B2:B3", "C2:C3"))
    ((_, _, measure),) = issues(path)
    assert measure[1:4] == (["匡行简", "仇远帆"], ["办公室", "财务科"], ["宿雨晴", "终百川"])


def test_time_of_completion_beside_a_time_limit_is_when_it_was_done(tmp_path: Path) -> None:
    head = [*HEAD, "完成时间"]
    path = made(tmp_path / "a.xlsx", [head, [*ROW, "2024.3.5"], [*OTHER, ""]])
    assert [m["completed"] for r in said(path)["rows"] for m in r["measures"]] == ["2024-03-05", None]
    alone = [c if c != "整改时限" else "完成时间" for c in HEAD]
    assert issues(made(tmp_path / "b.xlsx", [alone, ROW, OTHER])) == PLAIN


def test_units_and_persons_in_one_cell(tmp_path: Path) -> None:
    head = ["序号", "存在问题", "整改措施", "责任单位及责任人", "整改时限"]
    rows: list[list[Any]] = [
        head,
        [1, "甲", "乙", "牵头：办公室（宿雨晴）；配合：财务科", ""],
        [2, "丙", "丁", "财务科：养浩然；办公室：宿雨晴、冯砚", ""],
    ]
    measures = [m for r in said(made(tmp_path / "a.xlsx", rows))["rows"] for m in r["measures"]]
    assert [(m["responsible_unit"], m["persons"], m["cooperating"]) for m in measures] == [
        (["办公室"], ["宿雨晴"], ["财务科"]),
        (["财务科", "办公室"], ["养浩然", "宿雨晴", "冯砚"], []),
    ]


def test_lists_joined_by_number_with_one_that_the_others_lack(tmp_path: Path) -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "问题清单"
    for row in (["序号", "问题", "表现"], [1, "甲", "甲一"], [2, "乙", ""]):
        first.append(row)
    lists: dict[str, list[list[Any]]] = {
        "措施清单": [["问题序号", "措施序号", "整改措施"], [2, "2-1", "乙甲"], [1, "1-1", "甲甲"], [1, "1-2", "甲乙"], [9, "9-1", "谁的"]],
        "时限清单": [["措施序号", "完成时限"], ["1-2", "2024年3月底前"], ["2-1", "2024年5月底前"]],
        "责任清单": [["问题序号", "责任领导", "责任单位"], [1, "匡行简", "办公室"], [2, "仇远帆", "法规科"]],
    }  # fmt: skip
    for title, rows in lists.items():
        sheet = book.create_sheet(title)
        for line in rows:
            sheet.append(line)
    book.save(tmp_path / "a.xlsx")
    assert issues(tmp_path / "a.xlsx") == [
        (
            "1",
            "甲",
            ("甲甲", ["匡行简"], ["办公室"], [], None, None),
            ("甲乙", ["匡行简"], ["办公室"], [], "2024-03-31", None),
        ),
        ("2", "乙", ("乙甲", ["仇远帆"], ["法规科"], [], "2024-05-31", None)),
    ]
    document = Document(tmp_path / "a.xlsx")
    reader = whose(document)
    assert reader is not None
    assert [(r.code, r.words) for r in reader.read(document).remarks] == [
        ("no-record", "责任单位"),
        ("no-issue", "9 | 9-1 | 谁的"),
    ]


def remarked(path: Path) -> list[tuple[str, str | None, str | None]]:
    """Code, cell and words of everything that a person should look at in a ledger."""
    ledger = ledger_of(Document(path).sheets)
    remarks = list(ledger.remarks)
    for _ in ledger.issues(remarks):
        pass
    return [(r.code, r.place.cell, r.words) for r in remarks]


def test_what_belongs_to_no_measure_and_columns_without_meaning_are_listed(tmp_path: Path) -> None:
    lonely = [2, "合同倒签", "", "仇远帆", "", "", "2024年5月31日前", "", ""]
    path = made(tmp_path / "a.xlsx", [[*HEAD, "甲乙丙丁"], [*ROW, "某物"], lonely])
    assert remarked(path) == [
        ("no-record", "E1", "责任部门"),
        ("not-understood", "J1", "甲乙丙丁"),
        ("no-measure", "D3", "仇远帆 | 2024年5月31日前"),
    ]


def test_what_a_later_row_says_otherwise_is_listed_and_what_it_says_again_is_not(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["序号", "反馈问题", "具体表现", "整改措施", "责任领导", "整改时限"],
        [1, "印章管理混乱", "无台账", "修订办法", "匡行简", "2024年3月底前"],
        [1, "印章管理混乱", "无台账", "开展培训", "匡行简、宿雨晴", "2024年5月底前"],
        [1, "印章管理混乱", "外借无手续", "清理外借", "匡行简", "2024年6月底前"],
    ]
    assert remarked(made(tmp_path / "a.xlsx", rows)) == [("not-read", "C4", "外借无手续")]


def test_a_list_of_examples_without_issues_is_a_list_of_issues(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["序号", "问题表现", "整改落实措施", "责任领导", "目前整改状态"],
        [1, "印章管理混乱", "修订印章办法", "匡行简", "已完成"],
    ]
    assert issues(made(tmp_path / "a.xlsx", rows)) == [
        ("1", "印章管理混乱", ("修订印章办法", ["匡行简"], [], [], None, "done"))
    ]


def test_what_a_form_says_outside_its_known_fields_is_listed(tmp_path: Path) -> None:
    rows = [
        ["整改情况登记表"],
        ["问题", "印章管理混乱"],
        ["整改措施", "修订印章办法"],
        ["责任领导", "匡行简", "备注", "待复核"],
        ["打印份数：三份"],
    ]
    assert remarked(made(tmp_path / "a.xlsx", rows)) == [
        ("not-read", "D4", "待复核"),
        ("not-read", "A5", "打印份数：三份"),
    ]


def test_rows_of_a_list_that_no_issue_has_are_listed(tmp_path: Path) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in {
        "问题清单": [["问题序号", "问题"], [1, "印章管理混乱"]],
        "任务清单": [["问题序号", "措施"], [1, "修订办法"], [9, "清理合同"]],
        "责任清单": [["问题序号", "责任领导"], [9, "仇远帆"]],
    }.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    assert remarked(tmp_path / "a.xlsx") == [
        ("no-issue", "A3", "9 | 清理合同"),
        ("no-issue", "A2", "9 | 仇远帆"),
    ]


def test_an_xls_reads_as_the_xlsx_that_it_was_made_from() -> None:
    """LibreOffice wrote the one from the other: dates, merged cells and all."""
    old, new = (Document(SAMPLES / f"l1-flat-merged{ending}").sheets for ending in (".xls", ".xlsx"))
    assert [(s.name, s.rows, s.merged) for s in old] == [(s.name, s.rows, s.merged) for s in new]


def test_a_torn_xls_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes((SAMPLES / "l1-flat-merged.xls").read_bytes()[:5_000])
    with pytest.raises(Refused):
        _ = Document(path).sheets
