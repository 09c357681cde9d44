"""What a notice and the ones after it make of the divisions on record."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import docx
from docx.oxml import OxmlElement

from loaders.documents.document import Document
from loaders.documents.registry import whose
from loaders.documents.writing import write
from loaders.readers import notices
from loaders.recognise import read
from ontology.checks import check, merge
from ontology.records import Frames

FULL = """关于云溪区人民政府领导工作分工的通知
区长 穆青：主持区政府全面工作。
副区长 水长东：负责财政、信访工作。协助区长负责审计工作。
副区长 归云帆：负责教育工作。
云溪区人民政府
2023年5月8日"""
DELTA = """关于调整部分领导分工的通知
将水长东同志分管的信访工作调整为归云帆同志负责。
云溪区人民政府
2024年2月1日"""
AGAIN = """关于云溪区人民政府领导工作分工的通知
副区长 水长东：负责民政工作。
云溪区人民政府
2024年9月2日"""
AT = datetime(2024, 1, 1)


@cache
def domains() -> Frames:
    return merge({}, read("shipped:domains").frames)


def loaded(folder: Path, *texts: str) -> Frames:
    """The records after the notices were loaded one after the other, beside the tree of domains."""
    known = domains()
    for i, text in enumerate(texts):
        path = folder / f"{i}.txt"
        path.write_text(text, encoding="utf-8")
        written = write([notices.read(Document(path))], known, who="clerk", at=AT)
        assert written.batch.problems == ()
        known = merge(known, written.batch.frames)
    return known


def divisions(frames: Frames) -> list[tuple[Any, ...]]:
    """Person, mode, item, from, until."""
    people = {r["id"]: r["zh"] for r in frames["Person"].to_dicts()}
    held = {r["id"]: people[r["heldBy"]] for r in frames["Tenure"].to_dicts()}
    return sorted(
        (held[r["underTenure"]], r["mode"], r["item"], r["from"], r["until"])
        for r in frames["DivisionOfLabor"].to_dicts()
    )


FIRST, MOVED, LATER = date(2023, 5, 8), date(2024, 2, 1), date(2024, 9, 2)


def test_a_full_notice_opens_divisions_on_its_date(tmp_path: Path) -> None:
    frames = loaded(tmp_path, FULL)
    assert divisions(frames) == [
        ("归云帆", "InChargeOf", "教育", FIRST, None),
        ("水长东", "Assists", "审计", FIRST, None),
        ("水长东", "InChargeOf", "信访", FIRST, None),
        ("水长东", "InChargeOf", "财政", FIRST, None),
        ("穆青", "OverallCharge", "区政府全面工作", FIRST, None),
    ]
    (assisting,) = [r for r in frames["DivisionOfLabor"].to_dicts() if r["mode"] == "Assists"]
    head = {r["id"]: r for r in frames["Tenure"].to_dicts()}[assisting["principal"][0]]
    assert {r["id"]: r["zh"] for r in frames["Person"].to_dicts()}[head["heldBy"]] == "穆青"
    quotes = {r["id"]: FULL[r["start"] : r["end"]] == r["quote"] for r in frames["Citation"].to_dicts()}
    assert set(assisting["evidence"]) <= quotes.keys()
    assert all(quotes.values())


def test_a_delta_notice_closes_one_and_opens_another(tmp_path: Path) -> None:
    frames = loaded(tmp_path, FULL, DELTA)
    about = [row for row in divisions(frames) if row[2] == "信访"]
    assert about == [
        ("归云帆", "InChargeOf", "信访", MOVED, None),
        ("水长东", "InChargeOf", "信访", FIRST, MOVED),
    ]
    assert [row[4] for row in divisions(frames) if row[2] != "信访"] == [None] * 4


def test_a_later_full_notice_ends_what_it_no_longer_lists(tmp_path: Path) -> None:
    frames = loaded(tmp_path, FULL, AGAIN)
    assert [(row[2], row[4]) for row in divisions(frames) if row[0] == "水长东"] == [
        ("审计", LATER), ("信访", LATER), ("民政", None), ("财政", LATER),
    ]  # fmt: skip
    assert [row[4] for row in divisions(frames) if row[0] == "穆青"] == [None]


def test_loading_the_same_notices_again_changes_nothing(tmp_path: Path) -> None:
    once, twice = loaded(tmp_path, FULL, DELTA), loaded(tmp_path, FULL, DELTA, DELTA)
    assert divisions(once) == divisions(twice)


def test_a_notice_in_a_word_table_cites_its_cells(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("云溪区人民政府领导分工一览表")
    table = document.add_table(rows=2, cols=3)
    for cell, words in zip(table.rows[0].cells, ("姓  名", "职务", "分工"), strict=True):
        cell.text = words
    for cell, words in zip(table.rows[1].cells, ("水　东", "副区长", "负责财政、信访工作。"), strict=True):
        cell.text = words
    document.save(str(tmp_path / "a.docx"))
    reading = notices.read(Document(tmp_path / "a.docx"))
    (leader,) = reading.said["leaders"]
    assert (leader["person"], [d["target"] for d in leader["divisions"]]) == ("水东", ["财政", "信访"])
    known = domains()
    written = write([reading], known, who="clerk", at=AT)
    assert notices.suits(Document(tmp_path / "a.docx")) > 0.6
    assert {r["cell"] for r in written.batch.frames["Citation"].to_dicts()} >= {"1"}


def test_a_notice_that_mentions_rectification_is_a_notice(tmp_path: Path) -> None:
    for i, text in enumerate((FULL.replace("信访", "巡察整改"), "负责巡察整改、信访工作。分管区信访局。")):
        path = tmp_path / f"{i}.txt"
        path.write_text(text, encoding="utf-8")
        reader = whose(Document(path))
        assert reader is not None
        assert reader.kind == "notice"


def together(folder: Path, known: Frames, *texts: str) -> tuple[Frames, list[str]]:
    """The records after one load of several notices, and the codes of what was remarked."""
    readings = []
    for text in texts:
        path = folder / f"{len(text)}.txt"
        path.write_text(text, encoding="utf-8")
        readings.append(notices.read(Document(path)))
    written = write(readings, known, who="clerk", at=AT)
    assert check(written.batch, known) == []
    return merge(known, written.batch.frames), [r.code for _, remarks in written.remarks for r in remarks]


def test_notices_of_one_load_are_taken_by_their_date(tmp_path: Path) -> None:
    in_order = divisions(loaded(tmp_path, FULL, DELTA, AGAIN))
    assert divisions(together(tmp_path, domains(), AGAIN, DELTA, FULL)[0]) == in_order


def test_an_older_notice_opens_nothing_beside_a_newer_one_until_both_are_loaded(tmp_path: Path) -> None:
    in_order = divisions(loaded(tmp_path, FULL, AGAIN))
    newer, _ = together(tmp_path, domains(), AGAIN)
    alone, codes = together(tmp_path, newer, FULL)
    assert divisions(alone) == divisions(newer)
    assert "older-notice" in codes
    both, codes = together(tmp_path, alone, FULL, AGAIN)
    assert (divisions(both), "older-notice" in codes) == (in_order, False)


def test_an_older_delta_beside_a_newer_notice_ends_nothing(tmp_path: Path) -> None:
    before, _ = together(tmp_path, domains(), FULL, AGAIN)
    after, codes = together(tmp_path, before, DELTA)
    assert divisions(after) == divisions(before)
    assert "older-notice" in codes


def test_a_notice_loaded_again_after_later_ones_reopens_nothing(tmp_path: Path) -> None:
    known, _ = together(tmp_path, domains(), FULL, DELTA)
    for text in (FULL, DELTA):
        again, codes = together(tmp_path, known, text)
        assert codes == []
        assert divisions(again) == divisions(known)


def test_what_a_corrected_notice_takes_away_no_longer_goes_on(tmp_path: Path) -> None:
    known, _ = together(tmp_path, domains(), FULL, DELTA)
    corrected, _ = together(tmp_path, known, DELTA.replace("信访", "财政"))
    assert [(r[0], r[2], r[3], r[4]) for r in divisions(corrected) if r[2] in ("信访", "财政")] == [
        ("归云帆", "财政", MOVED, None), ("水长东", "信访", FIRST, None), ("水长东", "财政", FIRST, MOVED),
    ]  # fmt: skip


def test_a_spaced_name_is_quoted_as_it_is_written(tmp_path: Path) -> None:
    text = FULL.replace("穆青", "穆　青")
    known, _ = together(tmp_path, domains(), text)
    quotes = {r["id"]: text[r["start"] : r["end"]] == r["quote"] for r in known["Citation"].to_dicts()}
    assert all(quotes.values())
    assert together(tmp_path, known, text)[0]["Citation"].sort("id").equals(known["Citation"].sort("id"))


def test_tracked_changes_are_read_as_accepted(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("负责财政")
    for tag, text_tag, text in (("w:ins", "w:t", "、信访"), ("w:del", "w:delText", "、教育")):
        change, run, words = (OxmlElement(t) for t in (tag, "w:r", text_tag))
        words.text = text
        run.append(words)
        change.append(run)
        paragraph._p.append(change)
    paragraph.add_run("工作。")
    document.save(str(tmp_path / "a.docx"))
    assert Document(tmp_path / "a.docx").text == "负责财政、信访工作。"


def test_further_verbs_of_charge(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("副区长 终百川：协助区长抓好防汛；包联南河乡；牵头抓总安全生产。", encoding="utf-8")
    (leader,) = notices.read(Document(path)).said["leaders"]
    assert [(d["mode"], d["target"]) for d in leader["divisions"]] == [
        ("Assists", "防汛"), ("Liaises", "南河乡"), ("InChargeOf", "安全生产"),
    ]  # fmt: skip


def test_a_charge_that_is_said_anew_ends_what_he_had_and_nothing_of_others(tmp_path: Path) -> None:
    anew = "关于调整分工的通知\n水长东同志的分工调整为：负责财政、民政工作。\n其他领导分工不变。\n云溪区人民政府\n2024年5月6日"
    rows = divisions(loaded(tmp_path, FULL, anew))
    day = date(2024, 5, 6)
    assert {(r[1], r[2], r[3], r[4]) for r in rows if r[0] == "水长东"} == {
        ("Assists", "审计", FIRST, day), ("InChargeOf", "信访", FIRST, day), ("InChargeOf", "财政", FIRST, day),
        ("InChargeOf", "民政", day, None), ("InChargeOf", "财政", day, None),
    }  # fmt: skip
    assert all(r[4] is None for r in rows if r[0] != "水长东")
