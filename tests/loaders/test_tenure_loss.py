"""Nothing that a cell of a table of tenures says is lost without a word, whatever stands in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from loaders.documents.document import Document, Sheet
from loaders.recognise import take
from loaders.tables import letters
from loaders.tenures.table import Tenures, find_header, read, read_sheet
from tests.loaders.test_ledger_shapes import made

HEADINGS = [
    "序号",
    "任职时间",
    "免职时间",
    "起止时间",
    "职务",
    "职务",
    "单位",
    "职级",
    "性别",
    "籍贯",
    "备注",
    "分管工作",
    "任职开始",
    "任职结束",
]
CELLS = [
    "", "", "1", "匡行简", "局长", "副局长", "柏临区水利局", "2019.03", "2019.03—2021.06", "2021年6月", "至今", "?", "不详", "科级", "男", "河湖", "同上", "—", "合计", "备注：略",
]  # fmt: skip
rows_under = st.lists(st.sampled_from(HEADINGS), min_size=1, max_size=6).flatmap(
    lambda head: st.lists(
        st.lists(st.sampled_from(CELLS), min_size=len(head) + 3, max_size=len(head) + 3),
        min_size=1,
        max_size=5,
    ).map(lambda rows: [["姓名", "职务", "任职时间", *head], *rows])
)


@settings(max_examples=150, deadline=None, phases=[Phase.generate, Phase.shrink])
@given(rows_under)
def test_every_cell_is_read_or_remarked(rows: list[list[str]]) -> None:
    sheet = Sheet("任职", rows)
    header = find_header(sheet)
    assert header is not None
    found = Tenures()
    read_sheet(sheet, header, found)
    told = {said.place.cell for row in found.rows for said in row.places.values()}
    told |= {remark.place.cell for remark in found.remarks}
    columns = {remark.place.column for remark in found.remarks if remark.place.row == 1}
    whole = {remark.place.row for remark in found.remarks if remark.code == "not-understood"}
    number = {letters(c) for c, text in enumerate(rows[0]) if text == "序号"}
    again = {(row.number, said.words) for row in found.rows for said in row.places.values()}
    lost = [
        (f"{letters(c)}{r}", rows[0][c], value)
        for r, row in enumerate(rows[1:], 2)
        if r in {known.number for known in found.rows} | whole
        for c, value in enumerate(row)
        if value not in {"", "—", "同上"}
        and f"{letters(c)}{r}" not in told
        and letters(c) not in columns | number
        and (r, value) not in again
        and r not in whole
    ]
    assert lost == []
    assert len(found.rows) + found.ignored == sum(any(row) for row in rows[1:])


def _read(path: Path) -> list[tuple[Any, ...]]:
    reading = read(Document(path))
    rows = [
        (r["person"], r["from"]["words"], r["until"] and r["until"]["words"]) for r in reading.said["rows"]
    ]
    return [*rows, *((r.code, r.place.cell, r.words) for r in reading.remarks)]


def test_other_names_for_beginning_and_end(tmp_path: Path) -> None:
    rows = [
        ["姓名", "单位", "职务", "任职开始", "任职结束"],
        ["匡行简", "水利局", "局长", "2019.03", "2021.06"],
    ]
    assert _read(made(tmp_path / "a.xlsx", rows)) == [("匡行简", "2019.03", "2021.06")]


def test_a_column_of_beginnings_may_hold_the_end_where_none_stands_elsewhere(tmp_path: Path) -> None:
    rows = [
        ["姓名", "单位", "职务", "任职时间", "免职时间"],
        ["匡行简", "水利局", "局长", "2019.03—2021.06", ""],
        ["仇远帆", "水利局", "副局长", "2019.03—2021.06", "2022.01"],
    ]
    first, second, *remarks = _read(made(tmp_path / "a.xlsx", rows))
    assert first == ("匡行简", "2019.03", "2021.06")
    assert second == ("仇远帆", "2019.03—2021.06", "2022.01")
    assert {at for _, at, _ in remarks} == {"D3"}


def test_columns_and_sheets_that_are_not_understood_are_listed(tmp_path: Path) -> None:
    rows = [
        ["姓名", "单位", "职务", "任职时间", "籍贯", "性别"],
        ["匡行简", "水利局", "局长", "2019.03至今", "柏临", "男"],
    ]
    assert _read(made(tmp_path / "a.xlsx", rows)) == [
        ("匡行简", "2019.03", None),
        ("not-understood", "E1", "籍贯"),
        ("no-record", "F1", "性别"),
    ]


@pytest.mark.parametrize(
    ("words", "start", "until"),
    [
        ("不详—2020.01", "不详", "2020.01"),
        ("2020年10月迄今", "2020年10月", None),
        ("自2020年10月起", "2020年10月起", ""),
        ("至2020年10月", "", "2020年10月"),
    ],
)
def test_further_shapes_of_a_whole_period(tmp_path: Path, words: str, start: str, until: str | None) -> None:
    rows = [["姓名", "单位", "职务", "任职起止时间"], ["匡行简", "水利局", "局长", words]]
    assert _read(made(tmp_path / "a.xlsx", rows))[0] == ("匡行简", start, until)


@pytest.mark.parametrize(
    ("cell", "organization", "post"),
    [
        ("柏临区水务局党组书记、局长", "柏临区水务局", "党组书记、局长"),
        ("区委办公室副主任（正科级）", "区委办公室", "副主任（正科级）"),
        ("柏临区人民政府副区长", "柏临区人民政府", "副区长"),
        # Whose post the second is, or whether there is an organization at all, the words do not tell.
        ("柏临区委常委、宣传部部长", None, "柏临区委常委、宣传部部长"),
        ("柏临区财政局副局长兼区国资中心主任", None, "柏临区财政局副局长兼区国资中心主任"),
        ("副局长", None, "副局长"),
        ("柏临区发展和改革委员会", None, "柏临区发展和改革委员会"),
    ],
)
def test_organization_and_post_of_one_cell(
    tmp_path: Path, cell: str, organization: str | None, post: str
) -> None:
    rows = [["姓名", "单位及职务", "任职时间"], ["匡行简", cell, "2019.03"]]
    (row,) = read(Document(made(tmp_path / "a.xlsx", rows))).said["rows"]
    assert (row["organization"], row["post"]) == (organization, post)


def test_a_sheet_called_like_a_type_of_records_may_be_an_offices_own(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "任职"
    for row in (["姓名", "单位", "职务", "任职时间"], ["匡行简", "柏临区水利局", "局长", "2019.03"]):
        sheet.append(row)
    book.save(path)
    (reading,) = take([path]).readings
    assert reading.kind == "tenures"


def _one(tmp_path: Path, *cells: str) -> dict[str, Any]:
    rows = [["姓名", "单位", "职务", "任职时间", "免职时间"], list(cells)]
    (row,) = read(Document(made(tmp_path / "a.xlsx", rows))).said["rows"]
    return dict(row)


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        ("自2019年9月", "至2020年3月止", "2019-09-01", "2020-03-31"),
        ("2022.8-", "截至2023年1月", "2022-08-01", "2023-01-31"),
    ],
)
def test_words_around_a_beginning_and_an_end(
    tmp_path: Path, since: str, until: str, first: str, last: str
) -> None:
    row = _one(tmp_path, "匡行简", "柏临区水利局", "局长", since, until)
    assert (row["from"]["earliest"], row["until"]["latest"]) == (first, last)
    assert (row["from"]["words"], row["until"]["words"], row["problems"]) == (since, until, [])


@pytest.mark.parametrize(
    ("cell", "name", "problems"),
    [
        ("匡行简同志", "匡行简", []),
        ("匡行简（女）", "匡行简", []),
        ("应　谦", "应谦", []),
        ("欧阳 若兰", "欧阳若兰", []),
        ("李镇", "李镇", []),
        ("阿不都·热合曼", "阿不都·热合曼", []),
        ("匡行简\n仇远帆", "匡行简仇远帆", ["several-persons"]),
        ("匡行简、仇远帆", "匡行简、仇远帆", ["several-persons"]),
        *(
            (cell, cell, ["no-name"])
            for cell in ("待定", "（空缺）", "李*", "张某某", "不详", "王主任", "教育局")
        ),
    ],
)
def test_a_cell_names_one_person_or_is_doubted(
    tmp_path: Path, cell: str, name: str, problems: list[str]
) -> None:
    row = _one(tmp_path, cell, "柏临区水利局", "局长", "2019.03", "至今")
    assert (row["person"], row["problems"]) == (name, problems)
