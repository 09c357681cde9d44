"""What single cells of a ledger say: numbered parts, signatures, who only cooperates."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from loaders.documents.document import Document
from loaders.documents.known import Known
from loaders.documents.names import numbered, party, units
from loaders.documents.scribe import Scribe
from loaders.ledgers.reading import read
from tests.loaders.test_ledger_shapes import made


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1.2024年4月底前；2.长期坚持", ["2024年4月底前；", "长期坚持"]),
        ("1.是 2.否", ["是", "否"]),
        ("1、修订办法\n2、开展检查", ["修订办法", "开展检查"]),
        ("2024.6.30", []),
        ("完成率1.5；2.5", []),
        ("1.2倍；2.3倍", []),
    ],
)
def test_numbered_parts(text: str, parts: list[str]) -> None:
    assert [text[a:b] for a, b in numbered(text)] == parts


def test_a_unit_that_cooperates_is_not_responsible() -> None:
    text = "工程科（牵头）、财务科（配合）"
    assert [u.name for u in units(text)] == ["工程科"]
    assert [u.name for u in party(text).cooperating] == ["财务科"]


def test_the_day_of_a_signature_is_no_part_of_the_name(tmp_path: Path) -> None:
    rows = [
        ["整改归零表"], ["问题序号：1", "", "责任部门（人）：财务科(柳清源);"], ["巡察反馈的问题：", "", "报销不规范"],
        ["整改措施：", "", "修订办法"], ["主管领导审核意见：", "", "同意归零  签字：郭海涛  2024年5月6日"],
    ]  # fmt: skip
    (row,) = read(Document(made(tmp_path / "a.xlsx", rows))).said["rows"]
    assert row["measures"][0]["responsible_leader"] == ["郭海涛"]


def test_a_column_of_risks_is_one_of_issues(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["序号", "风险问题", "具体控制措施", "预计完成时间"],
        [1, "采购围标", "建立黑名单", "2024-06-30"],
    ]
    (row,) = read(Document(made(tmp_path / "a.xlsx", rows))).said["rows"]
    assert row["issue"] == "采购围标"


def test_a_ditto_mark_is_read_and_not_called_unread(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["序号", "反馈问题", "整改措施", "责任领导", "整改时限"],
        [1, "印章混乱", "修订办法", "匡行简", "2024年2月30日"],
        [2, "合同倒签", "清理合同", "同上", "同上"],
    ]
    reading = read(Document(made(tmp_path / "a.xlsx", rows)))
    assert [m["responsible_leader"] for r in reading.said["rows"] for m in r["measures"]] == [["匡行简"]] * 2
    scribe = Scribe(reading, Known({}), "t", datetime(2024, 1, 1), "x")
    reading.write(scribe)
    assert "not-read" not in {r.code for r in scribe.remarks}
