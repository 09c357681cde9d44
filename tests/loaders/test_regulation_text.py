"""Invented regulations: the tree of provisions, references, two versions compared."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from loaders.documents.document import Document
from loaders.readers import regulations
from loaders.regulation_text.compare import compare
from loaders.regulation_text.numerals import number
from loaders.regulation_text.outline import outline
from loaders.regulation_text.references import references

TEXTS = Path(__file__).with_name("texts")
OLD, NEW = (TEXTS / f"measures-{year}.txt" for year in (2021, 2024))


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def refers(text: str) -> list[tuple[str, str]]:
    return [(r.source, r.target) for r in references(outline(text))]


def test_articles_items_and_subitems() -> None:
    tree = outline("""# 某办法
## 第一章 总则
第一条 分为两类：
（一）立行立改类
1. 能当场纠正的；
2. 群众反映强烈的。
（二）长期类。
本条第一类优先。
第一条之一 例外另定。
第二条　自发布之日起施行。""")
    assert (tree.title, tree.chapters) == ("某办法", ("第一章 总则",))
    assert [(p.number, p.label) for p in tree.flat().values()] == [
        ("1", "第一条"), ("1.1", "第一条（一）"), ("1.1.1", "第一条（一）1"), ("1.1.2", "第一条（一）2"), ("1.2", "第一条（二）"),
        ("1-1", "第一条之一"), ("2", "第二条"),
    ]  # fmt: skip
    assert tree.flat()["1.1.2"].text == "群众反映强烈的。"


def test_a_text_on_one_line_is_read_alike() -> None:
    spread = "第一条 按下列步骤：\n（一）建档；\n（二）销号。\n第二条 施行。"
    assert [p.number for p in outline(spread.replace("\n", "")).flat().values()] == ["1", "1.1", "1.2", "2"]


@pytest.mark.parametrize(
    ("sentence", "targets"),
    [
        ("按照第二条第（一）项、第（二）项和第三条执行", ["2.1", "2.2", "3"]),
        ("按照本办法第二条至第四条执行", ["2", "3", "4"]),
        ("按照第二条（三）1处理", ["2.3.1"]),
        ("按照第二条第一款第（二）项处理", ["2.2"]),
        ("参照《某规定》第二条、第三条执行", []),
        ("依照刑法第二条执行", []),
        ("在三十日内依照前款执行", []),
        ("按照第九十九条执行", []),
        ("按照第二条第（一）至（三）项执行", ["2.1", "2.2", "2.3"]),
    ],
)
def test_references(sentence: str, targets: list[str]) -> None:
    rest = "第二条 分为：\n（一）甲；\n（二）乙；\n（三）丙：\n1. 子；\n2. 丑。\n第三条 丁。\n第四条 戊。"
    assert refers(f"第一条 {sentence}。\n{rest}") == [("1", t) for t in targets]


def test_two_versions() -> None:
    rows = compare(outline(read(OLD)), outline(read(NEW)))
    told = [(r.before, r.after, r.change) for r in rows if r.change != "same"]
    assert told == [
        ("2.2", "2.2", "changed"), (None, "2.3", "added"), ("2.3", "2.4", "renumbered"), (None, "3", "added"),
        ("3", "4", "renumbered"), ("4", "5", "renumbered"),
    ]  # fmt: skip


def test_a_removed_provision_stands_behind_the_one_before_it() -> None:
    rows = compare(
        outline("第一条 甲事。\n第二条 乙事。\n第三条 丙事。"),
        outline("第一条 甲事。\n第二条 丁类另行规定。"),
    )
    assert [(r.before, r.after, r.change) for r in rows] == [
        ("1", "1", "same"), ("2", "2", "changed"), ("3", None, "removed"),
    ]  # fmt: skip


def test_a_regulation_is_recognised_and_cited(tmp_path: Path) -> None:
    assert regulations.suits(Document(OLD)) > 0.9
    reading = regulations.read(Document(OLD))
    assert reading.said["cross_references"] == [{"from": "3", "to": "2.2", "words": "第二条第（二）项"}]
    other = tmp_path / "a.txt"
    other.write_text("负责财政工作。", encoding="utf-8")
    assert regulations.suits(Document(other)) == 0


@pytest.mark.parametrize(
    ("words", "value"),
    [("十", 10), ("二十一", 21), ("一百零三", 103), ("12", 12), ("二〇", 20), ("甲", None)],
)
def test_numerals(words: str, value: int | None) -> None:
    assert number(words) == value


PIECES = [
    "第一条",
    "第二条 ",
    "第三条之一",
    "（一）",
    "（二）",
    "1.",
    "2.",
    "\n",
    "：",
    "；",
    "。",
    "至",
    "、",
    "本办法",
    "《某》",
    "第（一）项",
    "甲",
]


@settings(max_examples=150, deadline=None, phases=[Phase.generate])
@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=30).map("".join)))
def test_no_text_crashes_and_references_lead_somewhere(text: str) -> None:
    tree = outline(text)
    known = tree.flat()
    for provision in known.values():
        assert text[provision.own.start : provision.own.end] == provision.own.text
    for reference in references(tree):
        assert {reference.source, reference.target} <= known.keys()
    assert all(r.change == "same" for r in compare(tree, tree))
