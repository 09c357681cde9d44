"""The workbook people fill in: as printed, as a spreadsheet program shows it, and as it comes back."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from openpyxl.utils import get_column_letter

from ontology.errors import InputError
from ontology.headings import heading, loadable
from ontology.print_workbook import write_workbook
from ontology.records import columns
from ontology.vocabulary import Kind, vocabulary


@pytest.fixture(scope="module", params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def template(lang: str, tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("template") / f"{lang}.xlsx"
    write_workbook(path, lang=lang)
    return openpyxl.load_workbook(path)


def frame(name: str, **values: Any) -> dict[str, pl.DataFrame]:
    return {name: pl.DataFrame([values], schema=columns(name))}


def written(frames: dict[str, pl.DataFrame], lang: str = "zh") -> openpyxl.Workbook:
    stream = io.BytesIO()
    write_workbook(stream, frames, lang)
    return openpyxl.load_workbook(stream)


def by_heading(book: openpyxl.Workbook, sheet: str) -> dict[str, Any]:
    """The first record of a sheet."""
    head, first = book[sheet][1], book[sheet][2]
    return {str(h.value).rstrip("*"): cell.value for h, cell in zip(head, first, strict=False)}


def test_the_template_has_a_sheet_a_type_in_the_order_of_the_vocabulary(
    template: openpyxl.Workbook, lang: str
) -> None:
    guide, *sheets = template.sheetnames
    assert guide == {"zh": "说明", "en": "README"}[lang]
    assert sheets == [t.labels[lang] for t in loadable()]


def test_a_column_a_property_with_its_heading_comment_and_mark(
    template: openpyxl.Workbook, lang: str
) -> None:
    for record_type in loadable():
        sheet = template[record_type.labels[lang]]
        keys = ["id", *(p.key for p in record_type.properties), "withdrawn"]
        assert [str(c.value).rstrip("*") for c in sheet[1]] == [
            heading(record_type, key, lang) for key in keys
        ]
        for cell, key in zip(sheet[1], keys, strict=True):
            prop = record_type.keys.get(key)
            assert str(cell.value).endswith("*") == (key == "id" or (prop is not None and prop.required))
            assert cell.comment is not None
            assert cell.comment.text.startswith(key)
            if prop is not None:
                assert prop.comment in cell.comment.text


def test_lists_for_codes_hold_all_their_labels(template: openpyxl.Workbook, lang: str) -> None:
    guide = template[template.sheetnames[0]]
    for record_type in loadable():
        sheet = template[record_type.labels[lang]]
        rules = {str(rule.sqref).split("2")[0]: rule for rule in sheet.data_validations.dataValidation}
        for number, prop in enumerate(record_type.properties, 2):
            rule = rules.get(get_column_letter(number))
            if prop.kind is Kind.CODE:
                assert rule is not None
                cells = guide[str(rule.formula1).partition("!")[2].replace("$", "")]
                labels = [labels[lang] for labels in vocabulary().schemes[prop.scheme or ""].codes.values()]
                assert [cell.value for (cell,) in cells] == labels
                assert bool(rule.showErrorMessage) is not prop.many
            elif prop.kind is Kind.DATE:
                assert rule is not None
                assert rule.type == "date"
            elif prop.kind is Kind.BOOLEAN:
                assert rule is not None
                assert str(rule.formula1) in {'"是,否"', '"true,false"'}


def test_equal_records_are_equal_bytes() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    for stream in (first, second):
        write_workbook(stream, frame("Person", id="p1", zh="张"))
    assert first.getvalue() == second.getvalue()


def test_an_export_has_only_the_sheets_with_records() -> None:
    frames = {**frame("Person", id="p1", zh="张"), "Source": pl.DataFrame(schema=columns("Source"))}
    assert written(frames).sheetnames == ["说明", "人员"]


@pytest.mark.parametrize(
    "text", ["=1+1", "+86 10", "-x", "@cmd", "{=A1}", "http://example.org", "001", "1e5", "TRUE", "#N/A"]
)
def test_no_text_becomes_a_formula_a_link_or_a_number(text: str) -> None:
    stream = io.BytesIO()
    write_workbook(stream, frame("Person", id="p1", zh=text))
    book = openpyxl.load_workbook(stream)
    cell = book["人员"]["B2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    with zipfile.ZipFile(stream) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet2.xml")


def test_days_numbers_codes_lists_and_truth() -> None:
    book = written(
        {
            **frame(
                "Duty",
                id="d",
                zh="x",
                kind="LifeMeeting",
                everyDays=30,
                assignedTo=["t1", "t2"],
                **{"from": date(2023, 7, 15)},
            ),
            **frame("ReferralRule", id="r", within=True, conflict=False),
            **frame("Policy", id="p", value=0.1 + 0.2),
            **frame(
                "Tenure", id="t", recordedAt=datetime(2023, 1, 1, 2, 3, 4, 5), **{"from": date(1899, 12, 31)}
            ),
        }
    )
    duty = by_heading(book, "应尽事项")
    assert (duty["起"], duty["周期天数"], duty["类别"]) == (datetime(2023, 7, 15), 30, "专题民主生活会")
    assert duty["责任人任职"] == "t1;t2"
    rule = by_heading(book, "程序规则")
    assert (rule["在自身权限内"], rule["发现者即主体"]) == ("是", "否")
    tenure = by_heading(book, "任职")
    assert (tenure["起"], tenure["录入时间"]) == ("1899-12-31", "2023-01-01T02:03:04.000005")
    values = [cell.value for cell in book["参数"][2]]
    assert repr(0.1 + 0.2) in values


@pytest.mark.parametrize(
    ("frames", "said"),
    [
        (frame("Person", id="p", alias=["a;b"]), "separates"),
        (frame("Tenure", id="t", heldBy="p；q"), "separates"),
        (frame("Person", id="p", zh="x" * 32_768), "32,767"),
        ({"Person": pl.DataFrame(schema=columns("Person")).clear(1_048_576)}, "fit"),
    ],
)
def test_what_a_workbook_cannot_hold_is_refused_and_not_cut(
    frames: dict[str, pl.DataFrame], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        write_workbook(io.BytesIO(), frames)


def test_a_path_or_a_stream(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", frame("Person", id="p1", zh="张"))
    stream = io.BytesIO()
    write_workbook(stream, frame("Person", id="p1", zh="张"))
    assert (tmp_path / "a.xlsx").read_bytes() == stream.getvalue()
