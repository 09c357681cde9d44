"""What a user may name as a source, and what is said of files that are not what they seem or would take the machine down."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from pathlib import Path

import polars as pl
import pytest

from loaders import containers, files
from loaders.recognise import read, shipped
from ontology.errors import UnknownName
from ontology.records import Batch
from tests.loaders.books import PERSON, book, codes
from tests.loaders.ods import ods

ONE = '[{"id": "p1", "type": "Person", "zh": "张"}]'
TURTLE = '<https://w3id.org/zeren/id/p1> a <https://w3id.org/zeren/ns#Person> ; <http://www.w3.org/2000/01/rdf-schema#label> "张"@zh .'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def one_person(folder: Path, name: str) -> Path:
    path = folder / name
    if path.suffix == ".xlsx":
        return book(path, {"人员": [PERSON, ("p1", "张")]})
    if path.suffix == ".ods":
        return ods(path, "人员", [PERSON, ("p1", "张")])
    if path.suffix == ".parquet":
        pl.DataFrame({"id": ["p1"], "zh": ["张"]}).write_parquet(path)
    else:
        text = {".ttl": TURTLE, ".csv": "标识,名称\np1,张\n"}.get(path.suffix, ONE)
        path.write_text(text, encoding="utf-8")
    return path


NAMES = [
    "a.yaml",
    "a.yml",
    "a.json",
    "a.jsonl",
    "a.jsonld",
    "a.ttl",
    "a.xlsx",
    "a.ods",
    "人员.csv",
    "Person.parquet",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_each_kind(tmp_path: Path, name: str) -> None:
    batch = read([one_person(tmp_path, name)])
    assert batch.problems == ()
    assert batch.frames["Person"].select("id", "zh").rows() == [("p1", "张")]
    assert batch.parts[0].file.endswith(name)


def test_a_folder_of_everything_without_what_lies_beside(tmp_path: Path) -> None:
    for name in NAMES:
        one_person(tmp_path, name)
    (tmp_path / "deeper").mkdir()
    one_person(tmp_path / "deeper", "b.yaml")
    for beside in ("README.md", "~$a.xlsx", ".hidden", "说明.txt", "LICENSE"):
        (tmp_path / beside).write_text("x")
    batch = read([str(tmp_path)])
    assert batch.problems == ()
    assert batch.count == len(NAMES) + 1


def test_sources_in_their_order_with_parts_that_still_fit(tmp_path: Path) -> None:
    first, second = one_person(tmp_path, "b.yaml"), one_person(tmp_path, "a.json")
    batch = read([first, second])
    people = batch.frames["Person"]
    assert [batch.parts[n].file for n in people["_part"]] == [str(first), str(second)]


@pytest.mark.parametrize("name", ["jintan-2023", "domains", "district"])
def test_what_is_shipped_reads_without_a_problem(name: str) -> None:
    assert name in shipped()
    batch = read([f"shipped:{name}"])
    assert batch.problems == ()
    assert batch.count > 100


def test_a_synthetic_district() -> None:
    assert read(["synthetic:issues=50,seed=7"]).count > 50


@pytest.mark.parametrize(
    ("source", "near"),
    [
        ("shipped:jintan", "shipped:jintan-2023"),
        ("shipped:zzz", "shipped:domains"),
        ("{}/districts.yaml", "district.yaml"),
    ],
)
def test_a_source_that_does_not_exist_names_what_is_like_it(tmp_path: Path, source: str, near: str) -> None:
    (tmp_path / "district.yaml").write_text(ONE)
    with pytest.raises(UnknownName, match=near):
        read([source.format(tmp_path)])


@pytest.mark.parametrize("name", [*NAMES[:2], "a.ttl", "a.xlsx", "a.ods", "人员.csv", "Person.parquet"])
def test_an_empty_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    assert codes(read([tmp_path / name])) == ["empty-file"]


def test_an_empty_folder(tmp_path: Path) -> None:
    assert codes(read([tmp_path])) == ["empty-file"]


WRONG = [
    ("a.xlsx", ONE.encode(), "text"),
    ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    ("a.xlsx", OLE, "old Office"),
    ("a.yaml", b"%PDF-1.7 ...", "PDF"),
    ("a.yaml", b"\x1f\x8b\x08", "gzip"),
    ("a.csv", b"PAR1....PAR1", "Parquet"),
    ("a.parquet", ONE.encode(), "text"),
    ("a.ttl", b"\x00\x01\x02", "binary"),
    ("a.docx", b"anything", "text"),
    ("a", ONE.encode(), "text"),
]


@pytest.mark.parametrize(("name", "content", "said"), WRONG)
def test_a_file_that_is_not_what_its_name_says(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    (problem,) = read([tmp_path / name]).problems
    assert problem.code == "wrong-file-type"
    assert said in str(problem.reason)


@pytest.mark.parametrize(("inside", "said"), [("word/document.xml", "Word"), ("x.txt", "zip archive")])
def test_other_zip_files(tmp_path: Path, inside: str, said: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr(inside, "x")
    (problem,) = read([tmp_path / "a.xlsx"]).problems
    assert problem.code == "wrong-file-type"
    assert said in str(problem.reason)


@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.95, 0.999])
@pytest.mark.parametrize("name", ["a.xlsx", "a.ods", "Person.parquet"])
def test_a_truncated_file(tmp_path: Path, name: str, share: float) -> None:
    whole = one_person(tmp_path, name).read_bytes()
    (tmp_path / name).write_bytes(whole[: max(8, int(len(whole) * share))])
    assert codes(read([tmp_path / name])) == ["unreadable"]


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods"])
def test_a_damaged_byte_anywhere_in_a_workbook_is_no_crash(tmp_path: Path, name: str) -> None:
    whole = one_person(tmp_path, name).read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 150)):
        (tmp_path / name).write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        batch = read([tmp_path / name])
        assert batch.problems or batch.frames["Person"]["zh"].to_list() == ["张"]


def with_part(source: Path, target: Path, part: str, content: bytes, encrypted: bool = False) -> Path:
    """A copy of a workbook in which one part is another."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != part:
                new.writestr(info.filename, old.read(info.filename))
        new.writestr(part, content)
    if encrypted:
        target.write_bytes(
            target.read_bytes().replace(
                b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"
            )
        )
    return target


def test_a_zip_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "UNFOLDED", 20_000_000)
    bomb = with_part(
        one_person(tmp_path, "a.xlsx"), tmp_path / "b.xlsx", "xl/media/image1.png", bytes(30_000_000)
    )
    assert bomb.stat().st_size < 100_000
    assert codes(read([bomb])) == ["too-large"]


def test_a_zip_bomb_that_lies_about_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "UNFOLDED", 20_000_000)
    bomb = with_part(
        one_person(tmp_path, "a.xlsx"), tmp_path / "b.xlsx", "xl/media/image1.png", bytes(30_000_000)
    )
    told = (30_000_000).to_bytes(4, "little")
    bomb.write_bytes(bomb.read_bytes().replace(told, (10).to_bytes(4, "little")))
    assert codes(read([bomb])) in (["too-large"], ["unreadable"])


def test_a_protected_archive(tmp_path: Path) -> None:
    locked = with_part(one_person(tmp_path, "a.xlsx"), tmp_path / "b.xlsx", "x", b"", encrypted=True)
    assert codes(read([locked])) == ["unreadable"]


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
CORNERS = [
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    '<row r="1"><c r="XFD1"><v>1</v></c></row>' + "<row/>" * 200_000 + '<row><c t="n"><v>1</v></c></row>',
    '<row r="1">' + "<c><v>1</v></c>" * 2000 + '</row><row r="1000000"><c><v>1</v></c></row>',
]


@pytest.mark.parametrize("rows", CORNERS)
def test_a_sheet_whose_rectangle_is_huge(tmp_path: Path, rows: str) -> None:
    made = with_part(
        one_person(tmp_path, "a.xlsx"),
        tmp_path / "b.xlsx",
        "xl/worksheets/sheet1.xml",
        SHEET.format(rows).encode(),
    )
    assert codes(read([made])) == ["too-large"]


FILLED = (
    '<table:table-cell{} office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
)
REPEATED = '<table:table-row table:number-rows-repeated="{}"'
TAILS = [
    REPEATED.format(1_048_000) + ">" + FILLED.format(' table:number-columns-repeated="16384"'),
    REPEATED.format(999_999_999) + "/><table:table-row>" + FILLED.format(""),
]


@pytest.mark.parametrize("tail", TAILS)
def test_an_open_document_that_repeats_without_end(tmp_path: Path, tail: str) -> None:
    assert codes(read([ods(tmp_path / "a.ods", "人员", [PERSON, ("p1", "张")], tail)])) == ["too-large"]


@pytest.mark.parametrize("name", ["a.yaml", "a.xlsx", "a.ttl", "人员.csv"])
def test_a_file_over_the_limit(tmp_path: Path, name: str) -> None:
    path = one_person(tmp_path, name)
    with path.open("ab") as file:
        file.write(b"\n" * 5000 if path.suffix != ".xlsx" else b"")
        file.truncate(files.LIMIT + 1)  # a sparse file: it takes no room
    (problem,) = read([path]).problems
    assert problem.code == "too-large"
    assert "200 MB" in str(problem.reason)


@pytest.mark.parametrize("how", ["longer", "replaced", "touched"])
def test_a_file_that_changes_while_it_is_read(tmp_path: Path, how: str) -> None:
    path = one_person(tmp_path, "a.yaml")

    def slow(file: Path) -> Batch:
        if how == "longer":
            file.write_text(ONE + " ")
        elif how == "replaced":
            shutil.copy2(file, tmp_path / "new")
            (tmp_path / "new").replace(file)
        else:
            os.utime(file, ns=(1, 1))
        return Batch({})

    assert codes(files.guarded(path, slow)) == ["file-changed"]


def test_a_file_that_goes_away_while_it_is_read(tmp_path: Path) -> None:
    path = one_person(tmp_path, "a.yaml")

    def lost(file: Path) -> Batch:
        file.unlink()
        return Batch({})

    assert codes(files.guarded(path, lost)) == ["unreadable"]


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    def forbidden(_: Path) -> Batch:
        raise PermissionError(13, "Permission denied")

    (problem,) = files.guarded(one_person(tmp_path, "a.yaml"), forbidden).problems
    assert (problem.code, str(problem.reason)) == ("unreadable", "cannot be read: Permission denied")


def test_an_unknown_file_in_a_folder_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    one_person(tmp_path, "a.yaml")
    (tmp_path / "minutes.docx").write_bytes(b"x")
    batch = read([tmp_path])
    assert (batch.count, codes(batch)) == (1, ["wrong-file-type"])


PREFIXED = "# of people\n@prefix zr: <https://w3id.org/zeren/ns#> .\n" + TURTLE
STREAMS = [
    "- {id: p1, type: Person, zh: 张}",
    ONE,
    ONE[1:-1],
    TURTLE,
    PREFIXED,
    '{"@graph": [' + ONE[1:-1] + "]}",
    "[{id: p1, type: Person, zh: 张}]",
]


@pytest.mark.parametrize("text", STREAMS)
def test_standard_input_tells_by_its_beginning_what_it_is(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    batch = read(["-"])
    assert batch.problems == ()
    assert batch.frames["Person"].select("id", "zh").rows() == [("p1", "张")]
    assert batch.parts[0].file == "standard input"


@pytest.mark.parametrize(("content", "code"), [(b"", "empty-file"), (b"PK\x03\x04\xff", "unreadable")])
def test_standard_input_without_records(content: bytes, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert codes(read(["-"])) == [code]
