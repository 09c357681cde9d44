"""Nothing is lost without a word in a document of many parts: sheets of a workbook, tables of a Word file."""

from __future__ import annotations

import tempfile
from pathlib import Path

import docx
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from loaders.documents.document import Document, Sheet
from loaders.documents.lines import lines
from loaders.ledgers.reading import ledger_of
from loaders.notices.notice import read_notice
from tests.loaders.test_ledger_loss import _cells

LISTS = {
    "问题清单": ["序号", "问题", "具体表现"],
    "任务清单": ["序号", "整改措施", "完成时限"],
    "责任清单": ["序号", "责任领导", "责任单位", "责任人"],
}
WORDS = ["印章管理混乱", "合同倒签", "修订办法", "匡行简", "宿雨晴", "财务科", "2024年3月底前", "长期坚持"]


@settings(max_examples=60, deadline=None, phases=[Phase.generate, Phase.shrink])
@given(st.data())
def test_every_cell_of_several_sheets_is_read_or_remarked(data: st.DataObject) -> None:
    numbers = data.draw(st.lists(st.sampled_from("1234"), min_size=1, max_size=4, unique=True))
    sheets = []
    for name, head in LISTS.items():
        listed = numbers if name == "问题清单" else data.draw(st.permutations([*numbers, "9"]))
        rows = [[n, *data.draw(st.tuples(*[st.sampled_from(WORDS)] * (len(head) - 1)))] for n in listed]
        sheets.append(Sheet(name, [[name], head, *rows]))
    sheets.append(Sheet("附注", [["另附说明一份"]]))
    ledger = ledger_of(sheets)
    remarks = list(ledger.remarks)
    issues = list(ledger.issues(remarks))
    told = {*_cells(issues), *(r.place.cell for r in remarks)}
    words = "".join(str(value) for r in remarks for value in (r.words, r.place.sheet))
    assert "附注" in words
    heard = {str(r.place.row) + (r.place.sheet or "") for r in remarks if r.place.row}
    for sheet in sheets[:3]:
        for r, row in enumerate(sheet.rows[2:], 3):
            for letter, value in zip("BCD", row[1:], strict=False):
                assert f"{letter}{r}" in told or f"{r}{sheet.name}" in heard, (sheet.name, letter, r, value)


@settings(max_examples=25, deadline=None, phases=[Phase.generate])
@given(
    st.lists(
        st.lists(
            st.sampled_from(
                ["郭海涛", "局长", "分管财务科、法规科", "主持全面工作", "另行通知", "甲\n乙", ""]
            ),
            min_size=3,
            max_size=3,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_every_cell_of_a_word_table_is_understood_or_listed(rows: list[list[str]]) -> None:
    document = docx.Document()
    document.add_paragraph("局领导分工一览表")
    table = document.add_table(rows=len(rows) + 1, cols=3)
    for r, row in enumerate([["姓名", "职务", "分工"], *rows]):
        for c, value in enumerate(row):
            table.cell(r, c).text = value
    document.add_paragraph("本表由办公室解释。")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.docx"
        document.save(str(path))
        found = lines(Document(path))
    notice = read_notice(found.text)
    parts = sorted([*notice.understood, *notice.not_understood], key=lambda s: s.start)
    assert "".join(s.text for s in parts) == found.text
    for row in rows:
        for value in row:
            assert value.replace("\n", " ") in found.text
    assert "本表由办公室解释" in "".join(s.text for s in notice.not_understood)
