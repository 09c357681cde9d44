"""Dossier, letter, lists and ledger of the example district: complete, escaped, and silent where they must be."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import docx
import openpyxl
import pytest

from dashboards.papers import drawing
from dashboards.papers.chain_drawing import broken
from dashboards.papers.dossier import dossier
from dashboards.papers.ledger import Sheet, ledger, three_lists, workbook
from dashboards.papers.letter import letter
from dashboards.papers.word import dossier_document, letter_document
from dashboards.wording import Wording
from graph.publish import load
from graph.scope import rules
from graph.store import Store, open_store
from loaders import yaml_records
from loaders.recognise import take
from ontology.errors import InputError, UnknownName
from tests.dashboards.conftest import Zeren

LANGUAGES = ["zh", "en"]


@pytest.fixture(scope="module")
def store(demo: Path) -> Iterator[Store]:
    opened = open_store(str(demo / "demo-store"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def secrets(store: Store) -> list[str]:
    """Every name of a person, and every id that is not one of the rules'."""
    records = store.records()
    people = [t for row in records["Person"].select("zh", "en").iter_rows() for t in row if t]
    return people + [i for name, rows in records.items() if name not in rules()["shared"] for i in rows["id"]]


def text_of(content: bytes) -> str:
    """Every word of a document: paragraphs, tables, properties, notes, names of parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [
            n + " " + re.sub(rb"<[^>]*>", b"\n", archive.read(n)).decode(errors="replace")
            for n in archive.namelist()
            if n.endswith((".xml", ".rels"))
        ]
        attributes = [
            archive.read(n).decode(errors="replace")
            for n in archive.namelist()
            if n.startswith(("docProps", "xl/worksheets", "xl/workbook"))
        ]
    return "\n".join([*parts, *attributes])


def leaked(text: str, secrets: list[str]) -> set[str]:
    """The secrets that stand in a text; an id as a whole word only."""
    named = {s for s in secrets if not s.isascii() or " " in s}
    words = set(re.findall(r"[\w-]+", text, re.ASCII))
    return {s for s in named if s in text} | (set(secrets) - named) & words


# ---------------------------------------------------------------------------- dossier


def test_the_dossier_says_who_answers_why_and_what_proves_it(store: Store) -> None:
    said = dossier(store, "is-wt-1", Wording("zh"))
    (chain,) = said.chains
    head = next(a for a in chain.answers if a.grade == "第一责任人责任" and a.role == "承担")
    assert head.who == "姜吾阳 · 苇塘镇党委书记"
    assert head.days == "计 61 天：2023-11-01 至 2023-12-31"
    assert head.held == "任职 2023-11-01 起至 今"
    assert head.provision == "5.2"
    facts = {f.id: f for f in said.facts}
    assert "苇党发〔2023〕27号" in facts["dl-wt-xi-fin"].sources
    assert "新期限 2024-03-31" in facts["ex-wt-1"].text
    assert [q.number for q in said.questions] == ["Q14", "Q21"]
    assert {(p.number, p.text) for p in said.provisions} >= {
        ("5.1", "组织负主体责任"),
        ("7.5", "巡察组，上轮整改，组织"),
    }
    (way,) = said.ways
    assert [(h.sender, h.receiver, h.done) for h in way.courses[0].path] == [
        ("临溪区委第一巡察组", "临溪区委巡察工作领导小组办公室", "2024-05-29"),
        ("临溪区委巡察工作领导小组办公室", "临溪区纪委监委", "2024-06-11"),
    ]
    assert way.courses[0].path[0].approver == "钟砺行 · 第一巡察组组长"
    assert all(d.startswith("sha256:") for d in said.digests)


def test_another_day_another_dossier(store: Store) -> None:
    early = dossier(store, "du-wt-1", Wording("en"), date(2023, 10, 31))
    heads = [a.who for a in early.chains[0].answers if a.grade == "First responsibility"]
    assert heads == ["Song Heting · Secretary of Weitang Town"]
    assert early.as_of == "2023-10-31"


def test_a_vacant_head_is_a_box_of_its_own(store: Store) -> None:
    (drawn,) = dossier(store, "is-lq-1", Wording("zh")).drawings
    missing = [s.lines for s in drawn.shapes if s.kind == "missing"]
    assert missing == [("2024-02-29 无人",)]


@pytest.mark.parametrize("lead", ["le-01", "le-05", "le-07", "le-08", "le-09"])
def test_the_dossier_of_a_lead_says_where_it_goes_or_what_is_missing(store: Store, lead: str) -> None:
    said = dossier(store, lead, Wording("zh"))
    assert said.title.startswith("线索 ")
    assert said.ways
    assert all(w.lead == lead for w in said.ways)
    assert said.chains
    if lead == "le-09":
        assert said.ways[0].missing == "由谁管理、是否在自身权限内"
    if lead == "le-05":
        assert len(said.ways[0].courses) == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_document_has_every_part(store: Store, lang: str) -> None:
    wording = Wording(lang)
    paper = dossier(store, "is-wt-1", wording)
    document = docx.Document(io.BytesIO(dossier_document(paper, wording)))
    assert len(document.tables) == 5
    cells = {c.text for t in document.tables for row in t.rows for c in row.cells}
    assert {f.text for f in paper.facts} <= cells
    assert {q.text for q in paper.questions} <= cells
    assert {a.grade for a in paper.chains[0].answers} <= cells
    assert len(document.inline_shapes) == (1 if drawing.font_file() else 0)
    whole = "\n".join(p.text for p in document.paragraphs)
    assert "{" not in whole
    assert paper.digests[0] in whole
    properties = document.core_properties
    assert (properties.author, properties.last_modified_by, properties.title) == (
        "Zeren",
        "Zeren",
        paper.title,
    )


def test_east_asian_fonts_are_set(store: Store) -> None:
    wording = Wording("zh")
    content = dossier_document(dossier(store, "is-wt-1", wording), wording)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        styles = archive.read("word/styles.xml").decode()
    assert 'w:eastAsia="宋体"' in styles
    assert 'w:eastAsia="黑体"' in styles


def test_equal_papers_are_equal_bytes(store: Store) -> None:
    wording = Wording("zh")
    first, second = (dossier_document(dossier(store, "is-wt-1", wording), wording) for _ in range(2))
    parts = []
    for content in (first, second):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts.append({n: archive.read(n) for n in archive.namelist()})
    assert parts[0] == parts[1]


def test_texts_of_records_are_no_markup(tmp_path: Path) -> None:
    opened = open_store(str(tmp_path / "store"), create=True)
    file = tmp_path / "a.yaml"
    file.write_text(
        "- {id: o, type: Organization, zh: '甲<b>&{{ 7*7 }}', kind: PartyCommittee, level: Town}\n"
        "- {id: i, type: Inspection, zh: 轮, kind: Regular, organisedBy: o}\n"
        "- {id: f, type: Feedback, date: 2023-05-01, fromInspection: i, addressee: o}\n"
        "- {id: s, type: Issue, zh: '=1+1 <w:p> {% raw %}', underFeedback: f}\n",
        encoding="utf-8",
    )
    batch = yaml_records.read(file)
    load(opened, batch, as_of=date(2024, 1, 1), who="t")
    wording = Wording("zh")
    content = dossier_document(dossier(opened, "s", wording), wording)
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(content)).paragraphs)
    assert "=1+1 <w:p> {% raw %}" in text
    sheets = ledger(opened, "o", wording)
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(sheets, wording))).active
    assert sheet is not None
    assert sheet["B4"].value == "=1+1 <w:p> {% raw %}"
    assert sheet["B4"].data_type == "s"
    opened.close()


def test_who_is_not_there(store: Store) -> None:
    with pytest.raises(UnknownName, match="is-nowhere"):
        dossier(store, "is-nowhere", Wording("zh"))


def test_a_template_with_a_blank_that_the_paper_does_not_have_is_told(store: Store, tmp_path: Path) -> None:
    own = docx.Document()
    own.add_paragraph("{{ nothing_like_that }}")
    own.save(str(tmp_path / "own.docx"))
    wording = Wording("zh")
    paper = dossier(store, "is-wt-1", wording)
    with pytest.raises(InputError, match="nothing_like_that"):
        dossier_document(paper, wording, tmp_path / "own.docx")
    (tmp_path / "bad.docx").write_text("no archive")
    for path in (tmp_path / "bad.docx", tmp_path / "missing.docx"):
        with pytest.raises(InputError, match="template"):
            dossier_document(paper, wording, path)


# ---------------------------------------------------------------------------- redacted


def redacted(store: Store, lang: str) -> Iterator[tuple[str, str]]:
    """Every redacted paper: its kind and all its words."""
    subjects = ["is-wt-1", "du-yh-1", "le-07"] if lang == "zh" else ["le-05"]
    for subject in subjects:
        wording = Wording(lang)
        paper = dossier(store, subject, wording, redacted=True)
        yield subject, text_of(dossier_document(paper, wording))
        yield f"{subject} picture", "\n".join(map(drawing.svg, paper.drawings))
        yield f"{subject} picture", "".join(t for d in paper.drawings for s in d.shapes for t in s.lines)
    wording = Wording(lang)
    yield "letter", text_of(letter_document(letter(store, "le-03", wording, redacted=True), wording))
    for make in (ledger, three_lists):
        yield make.__name__, text_of(workbook(make(store, "o-wt", wording, redacted=True), wording))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_name_and_no_id_is_anywhere_in_a_redacted_paper(
    store: Store, secrets: list[str], lang: str
) -> None:
    for name, text in redacted(store, lang):
        assert leaked(text, secrets) == set(), name


def test_unredacted_there_are_names_and_ids(store: Store, secrets: list[str]) -> None:
    wording = Wording("zh")
    text = text_of(dossier_document(dossier(store, "is-wt-1", wording), wording))
    assert {"姜吾阳", "t-wt-jiang", "is-wt-1"} <= leaked(text, secrets)
    text = text_of(workbook(ledger(store, "o-wt", wording), wording))
    assert {"阮承野", "奚曼青"} <= leaked(text, secrets)


def test_a_redacted_paper_has_no_digest_to_guess_by(store: Store) -> None:
    assert dossier(store, "is-wt-1", Wording("zh"), redacted=True).digests == ()


# ---------------------------------------------------------------------------- picture


def test_no_two_boxes_overlap_and_everything_is_inside(store: Store) -> None:
    for subject in ("is-wt-1", "is-wt-4", "is-lq-1", "is-civ-2", "is-qs-4"):
        (drawn,) = dossier(store, subject, Wording("zh")).drawings
        width, height = drawn.size
        for a in drawn.shapes:
            assert a.x - a.width / 2 >= 0
            assert a.y - a.height / 2 >= 0
            assert a.x + a.width / 2 <= width
            assert a.y + a.height / 2 <= height
            for b in drawn.shapes:
                apart = (
                    abs(a.x - b.x) >= (a.width + b.width) / 2 or abs(a.y - b.y) >= (a.height + b.height) / 2
                )
                assert a is b or apart, (subject, a.lines, b.lines)


def test_the_svg_is_whole_and_asks_for_nothing(store: Store) -> None:
    (drawn,) = dossier(store, "is-wt-1", Wording("zh")).drawings
    text = drawing.svg(drawn)
    assert ET.fromstring(text).tag.endswith("svg")
    assert re.findall(r"https?://[^\"]*", text) == ["http://www.w3.org/2000/svg"]


def test_without_a_font_there_is_a_sentence_instead_of_a_picture(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "font_file", lambda: None)
    wording = Wording("zh")
    document = docx.Document(io.BytesIO(dossier_document(dossier(store, "is-wt-1", wording), wording)))
    assert len(document.inline_shapes) == 0
    assert any("没有中文字体" in p.text for p in document.paragraphs)


def test_lines_break_at_blanks_and_between_characters_and_lose_nothing() -> None:
    assert broken("Approval of spending", 84) == ["Approval of", "spending"]
    assert broken("修订财务审批制度，并清理", 60) == ["修订财务", "审批制", "度，并清", "理"]
    assert "".join(broken("苇塘镇党委委员、副镇长（财政建设）", 70)) == "苇塘镇党委委员、副镇长（财政建设）"


# ---------------------------------------------------------------------------- letter


def test_the_letter_goes_to_the_next_organ_under_its_provision(store: Store) -> None:
    said = letter(store, "le-03", Wording("zh"))
    assert (said.sender, said.receiver) == ("临溪区住房和城乡建设局党组", "临溪区纪委监委")
    assert (said.provision, said.modality, said.action) == ("7.1", "应当", "移交")
    assert [f.circumstance for f in said.findings] == ["6.3.2 分管任务未按方案落实"]
    document = docx.Document(io.BytesIO(letter_document(said, Wording("zh"))))
    text = "\n".join(p.text for p in document.paragraphs)
    assert "临溪区纪委监委：" in text
    assert "{" not in text


def test_both_findings_of_a_lead_go_together(store: Store) -> None:
    assert len(letter(store, "le-07", Wording("zh")).findings) == 2


def test_a_hop_that_is_on_record_is_written_when_it_is_named(store: Store) -> None:
    said = letter(store, "le-01", Wording("zh"), to="o-disc")
    assert (said.sender, said.receiver) == ("临溪区委巡察工作领导小组办公室", "临溪区纪委监委")
    assert said.enclosed == ("审核意见一份、线索材料一册",)
    assert said.deadline == "2024-06-25"


@pytest.mark.parametrize(
    ("lead", "to", "said"),
    [
        ("le-01", None, "every hop of le-01 is on record"),
        ("le-02", None, "dealt with where it is"),
        ("le-03", "o-org", "does not pass o-org"),
        ("le-08", None, "a competent organ decides first"),
        ("le-09", None, "facts are missing"),
    ],
)
def test_where_nothing_is_decided_there_is_no_letter(
    store: Store, lead: str, to: str | None, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        letter(store, lead, Wording("en"), to=to)


# ---------------------------------------------------------------------------- ledger


def test_the_ledger_names_whom_the_decision_names(store: Store) -> None:
    (sheet,) = ledger(store, "o-wt", Wording("zh"))
    rows = [dict(zip(sheet.heads, row, strict=True)) for row in sheet.rows]
    first = rows[0]
    assert first["反馈问题"] == "大额支出审批不严，先支后批"
    assert (first["责任领导"], first["责任人"], first["责任单位"]) == ("奚曼青", "阮承野", "苇塘镇党委")
    assert (first["整改时限"], first["是否完成"], first["措施完成时间"]) == (
        date(2023, 12, 31),
        "是",
        date(2024, 3, 22),
    )
    assert first["备注"] == "待决 Q21"
    overdue = next(r for r in rows if r["整改措施"] == "清收集体厂房欠租")
    assert (overdue["是否完成"], overdue["责任单位"], overdue["责任领导"]) == (
        "逾期",
        "苇塘镇芦湾村党支部",
        None,
    )
    periodic = next(r for r in rows if r["整改措施"] == "每60天研究一次整改进展")
    assert (periodic["是否完成"], periodic["措施完成时间"]) == ("否", None)
    assert sheet.title[0] == "苇塘镇党委巡察反馈意见整改台账"


def test_the_three_lists_are_joined_by_number(store: Store) -> None:
    issues, measures, bearers = three_lists(store, "o-wt", Wording("zh"))
    assert [s.name for s in (issues, measures, bearers)] == ["问题清单", "任务清单", "责任清单"]
    assert [row[0] for row in issues.rows] == list(range(1, len(issues.rows) + 1))
    assert [row[:2] for row in bearers.rows] == [row[:2] for row in measures.rows]
    both = [row for row in bearers.rows if row[0] == 4]
    assert [(row[2], row[4]) for row in both] == [("苇塘镇芦湾村党支部", None), ("苇塘镇党委", "尤良材")]


@pytest.mark.parametrize("make", [ledger, three_lists])
def test_what_is_written_is_read_again(
    store: Store, tmp_path: Path, make: Callable[..., list[Sheet]]
) -> None:
    wording = Wording("zh")
    (tmp_path / "out.xlsx").write_bytes(workbook(make(store, "o-wt", wording), wording))
    taken = take([tmp_path / "out.xlsx"], None)
    assert taken.batch.problems == ()
    (reading,) = taken.readings
    found = {
        (row["issue"], m["text"]): (
            m["responsible_leader"], m["responsible_unit"], m["persons"], m["deadline"]["date"], m["status"], m["completed"],
        )
        for row in reading.said["rows"]
        for m in row["measures"]
    }  # fmt: skip
    (sheet,) = ledger(store, "o-wt", wording)
    rows: list[dict[str, Any]] = [dict(zip(sheet.heads, row, strict=True)) for row in sheet.rows]
    rows = [r for r in rows if r["反馈问题"] or make is ledger]
    status = {"是": "done", "否": "open", "逾期": "overdue"}
    assert found == {
        (r["反馈问题"] or "", r["整改措施"]): (
            _split(r["责任领导"]), _split(r["责任单位"]), _split(r["责任人"]), _iso(r["整改时限"]), status[r["是否完成"]], _iso(r["措施完成时间"]),
        )
        for r in rows
    }  # fmt: skip


def _split(names: str | None) -> list[str]:
    return names.split("、") if names else []


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def test_the_workbook_has_days_as_days_and_a_title(store: Store) -> None:
    wording = Wording("zh")
    book = openpyxl.load_workbook(io.BytesIO(workbook(three_lists(store, "o-wt", wording), wording)))
    sheet = book["任务清单"]
    assert sheet["A1"].value == "苇塘镇党委巡察整改任务清单"
    assert sheet["A3"].value == "序号"
    assert sheet["D4"].is_date
    assert book.properties.creator == "Zeren"


def test_an_organization_without_issues_has_no_ledger(store: Store) -> None:
    with pytest.raises(InputError, match="no ledger"):
        ledger(store, "o-citydisc", Wording("zh"))


# ---------------------------------------------------------------------------- commands


def test_the_commands_write_files_and_say_so(zeren: Zeren, demo: Path) -> None:
    for arguments, name in (
        (["dossier", "is-wt-1"], "d.docx"),
        (["dossier", "is-wt-1"], "d.svg"),
        (["letter", "le-03"], "l.docx"),
        (["ledger", "o-wt"], "l.xlsx"),
        (["ledger", "o-wt", "--lists", "--redacted"], "r.xlsx"),
    ):
        done = zeren(*arguments, "-o", f"papers/{name}", lang="zh")
        assert done.returncode == 0, done.stderr
        assert name in done.stderr
        assert (demo / "papers" / name).stat().st_size > 1000


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["dossier", "is-wt-1", "-o", "a.pdf"], "end its name in .docx"),
        (["dossier", "is-nowhere", "-o", "a.docx"], "is-nowhere"),
        (["letter", "le-08", "-o", "a.docx"], "decides first"),
        (["letter", "le-nowhere", "-o", "a.docx"], "le-nowhere"),
        (["letter", "le-03", "--to", "o-nowhere", "-o", "a.docx"], "o-nowhere"),
        (["ledger", "o-nowhere", "-o", "a.xlsx"], "o-nowhere"),
        (["ledger", "o-citydisc", "-o", "a.xlsx"], "no ledger"),
    ],
)
def test_what_cannot_be_made_is_said_and_leaves_nothing(
    zeren: Zeren, demo: Path, arguments: list[str], said: str
) -> None:
    done = zeren(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (demo / arguments[-1]).exists()
