"""What a bulletin makes of the records, and what its corrected version changes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from dashboards.differences import differences
from loaders.documents.document import Document
from loaders.documents.writing import write
from loaders.readers import bulletins
from loaders.recognise import read
from ontology.checks import merge
from ontology.records import Batch, Frames

TEXT = """中共临溪区财政局党组关于巡察整改情况的通报
2031年3月4日至4月30日，临溪区委第一巡察组对临溪区财政局党组开展了常规巡察。2031年6月12日，临溪区委第一巡察组向临溪区财政局党组反馈了巡察意见。
反馈的2个问题，已完成整改1个，正在整改1个，完成率50%。
（一）聚焦财务管理方面
1.关于“报销审核不严”的问题。已完成。
2.关于“台账不清”的问题。正在整改。
"""
CORRECTED = TEXT.replace("台账不清", "资产台账不清").replace("1.关于“报销审核不严”的问题。已完成。\n", "")


def stated(folder: Path, known: Frames, text: str) -> Batch:
    path = folder / "通报.txt"
    path.write_text(text, encoding="utf-8")
    return write([bulletins.read(Document(path))], known, who="clerk", at=datetime(2031, 7, 1)).batch


def issues(frames: Frames, before: Frames) -> set[str]:
    return {r["zh"] for r in frames["Issue"].to_dicts()} - {r["zh"] for r in before["Issue"].to_dicts()}


def test_a_bulletin_states_inspection_feedback_and_issues(tmp_path: Path) -> None:
    known = merge({}, read("shipped:district").frames)
    after = merge(known, stated(tmp_path, known, TEXT).frames)
    assert issues(after, known) == {"报销审核不严", "台账不清"}
    (feedback,) = [r for r in after["Feedback"].to_dicts() if str(r["date"]) == "2031-06-12"]
    assert feedback["addressee"] == "o-fin"


def test_loading_it_again_changes_nothing(tmp_path: Path) -> None:
    known = merge({}, read("shipped:district").frames)
    once = merge(known, stated(tmp_path, known, TEXT).frames)
    again = stated(tmp_path, once, TEXT)
    assert differences(again.frames, once, "en").is_empty()


def test_a_corrected_bulletin_shows_what_changes_and_withdraws_what_it_states_no_more(tmp_path: Path) -> None:
    known = merge({}, read("shipped:district").frames)
    once = merge(known, stated(tmp_path, known, TEXT).frames)
    batch = stated(tmp_path, once, CORRECTED)
    rows = differences(batch.frames, once, "en").filter(type="Issue").to_dicts()
    assert {(r["field"], r["held"], r["stated"]) for r in rows} == {
        ("zh", "台账不清", "资产台账不清"),
        ("", "报销审核不严", "withdrawn"),
    }
    after = merge(once, batch.frames)
    assert issues(after, known) == {"资产台账不清"}
    assert after["Feedback"].height == once["Feedback"].height
