"""Nothing that a cell of a ledger says is lost without a word, whatever stands in it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from loaders.documents.columns import headings
from loaders.documents.document import Sheet
from loaders.documents.place import Place
from loaders.ledgers.flat import find_header
from loaders.ledgers.reading import ledger_of
from loaders.tables import letters

if TYPE_CHECKING:
    from collections.abc import Iterator

MEANING = headings("ledger").meaning
HEADINGS = [
    "序号", "问题类别", "反馈问题", "具体表现", "原因分析", "整改措施", "整改目标", "责任领导", "责任单位", "牵头单位", "责任部门及责任人", "责任人", "配合单位",
    "整改时限", "完成时限", "完成情况", "佐证材料", "是否完成", "是否销号", "销号时间", "实际完成时间", "举一反三", "审核意见", "备注", "联络电话", "整改措施",
]  # fmt: skip
CELLS = [
    "", "", "", "1", "2", "3", "同上", "—", "印章管理混乱", "合同倒签", "修订印章办法", "1.修订办法；2.开展培训", "匡行简", "匡行简、宿雨晴", "主要领导", "全体班子成员",
    "办公室", "财务科、法规科", "各科室", "办公室 宿雨晴", "待定", "2024年3月底前", "立行立改", "长期坚持", "2024-05-31", "2024年13月", "已完成", "正在推进", "是", "已销号", "另附", "合计",
    "备注：略", "一、党的领导方面",
]  # fmt: skip

tables = st.lists(st.sampled_from(HEADINGS), min_size=4, max_size=9).flatmap(
    lambda head: st.lists(
        st.lists(st.sampled_from(CELLS), min_size=len(head), max_size=len(head)), min_size=1, max_size=6
    ).map(lambda rows: [["反馈问题", "整改措施", *head], *(["合同倒签", "清理合同", *row] for row in rows)])
)


@settings(max_examples=150, deadline=None, phases=[Phase.generate, Phase.shrink])
@given(tables, st.data())
def test_every_cell_is_read_or_remarked(rows: list[list[str]], data: st.DataObject) -> None:
    head, *below = rows
    for row in below:  # an issue and a measure of its own, the one above, or none
        row[:2] = data.draw(
            st.sampled_from(
                [row[:2], ["印章管理混乱", "修订印章办法"], ["", "另一措施"], ["", ""], ["合同倒签", ""]]
            )
        )
    sheet = Sheet("台账", rows)
    ledger = ledger_of([sheet])
    remarks = list(ledger.remarks)
    if find_header(sheet) is None:  # too few headings that mean anything: the sheet is remarked whole
        assert [r.place for r in remarks] == [Place("台账")]
        return
    issues = list(ledger.issues(remarks))
    told = set(_cells(issues)) | {r.place.cell for r in remarks}
    whole_rows = {r.place.row for r in remarks if r.code in {"no-issue", "no-measure", "not-understood"}}
    columns = {r.place.column for r in remarks if r.place.row == 1}
    # A cell that says what another of its meaning said of the same issue says nothing new.
    again = {(c, v) for i in issues for at in _cells(i) for c, v in [_meaning_and_text(rows, at)]}
    lost = {
        (f"{letters(c)}{r + 1}", head[c], value)
        for r, row in enumerate(rows[1:], 1)
        if not _beside_the_data(row)
        for c, value in enumerate(row)
        if value not in {"", "—", "同上"}
        and f"{letters(c)}{r + 1}" not in told
        and letters(c) not in columns
        and r + 1 not in whole_rows
        and head[c] != "序号"
        and (MEANING(head[c]), value) not in again
    }
    assert not lost


def _meaning_and_text(rows: list[list[str]], at: str) -> tuple[str | None, str]:
    letter = at.rstrip("0123456789")
    column = next(c for c in range(len(rows[0])) if letters(c) == letter)
    return MEANING(rows[0][column]), rows[int(at.removeprefix(letter)) - 1][column]


def _beside_the_data(row: list[str]) -> bool:
    """A total, a note, a line of a category."""
    first = next((v for v in row if v), "")
    return first in {"合计", "备注：略", "一、党的领导方面"}


def _cells(value: Any) -> Iterator[str]:
    """The cells of all places in a value."""
    if isinstance(value, Place):
        if value.cell is not None:
            yield value.cell
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _cells(part)
    elif is_dataclass(value):
        for part in fields(value):
            yield from _cells(getattr(value, part.name))
