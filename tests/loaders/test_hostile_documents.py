"""Documents that would do harm, or are no documents: each is refused with a reason that says what to do."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from loaders.documents import opening
from loaders.files import Refused
from loaders.recognise import read
from tests.loaders.test_ledger_shapes import HEAD, ROW, made

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
WORD = "WordDocument".encode("utf-16-le")
OLD_DOC = OLE + b"\xec\xa5" + bytes(510) + WORD
LOCKED_DOC = OLE + b"\xec\xa5" + bytes(9) + b"\x01" + bytes(500) + WORD  # the flag of encryption
WHOLE_XLS = (Path(__file__).parent / "samples" / "l1-flat-merged.xls").read_bytes()
BOF = WHOLE_XLS.index(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
LOCKED_XLS = WHOLE_XLS[:BOF] + b"\x2f\x00" + WHOLE_XLS[BOF + 2 :]  # FILEPASS for its second record
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'


def archive(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made_:
        for name, content in parts.items():
            made_.writestr(name, content)
    return path


def with_parts(path: Path, parts: dict[str, bytes]) -> Path:
    """The workbook with further or other parts."""
    whole = made(path, [HEAD, ROW]).read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as old:
        kept = {n: old.read(n) for n in old.namelist() if n not in parts}
    return archive(path, kept | parts)


def refusal(path: Path) -> str:
    (problem,) = read([path]).problems
    return str(problem.reason)


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "docProps/app.xml", "xl/workbook.xml"])
def test_entities_of_outside(tmp_path: Path, part: str) -> None:
    assert "declares entities" in refusal(with_parts(tmp_path / "台账.xlsx", {part: DOCTYPE}))


def test_macros(tmp_path: Path) -> None:
    assert "macros" in refusal(with_parts(tmp_path / "台账.xlsx", {"xl/vbaProject.bin": b"x"}))


@pytest.mark.parametrize(
    "cell",
    [
        "=cmd|' /C calc'!A0",
        '=HYPERLINK("http://x.example","y")',
        "@SUM(1+1)*cmd|x!A1",
        "+1+cmd|' /C calc'!A0",
    ],
)
def test_a_formula_in_the_place_of_words(tmp_path: Path, cell: str) -> None:
    (tmp_path / "台账.csv").write_text(
        '序号,反馈问题,整改措施\n1,甲,"' + cell.replace('"', '""') + '"\n', encoding="utf-8"
    )
    assert "C2 holds a formula" in refusal(tmp_path / "台账.csv")


def test_sheets_without_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "SHEETS", 20)
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        for _ in range(21):
            book.add_worksheet()
    assert "has 21 sheets" in refusal(tmp_path / "a.xlsx")


@pytest.mark.parametrize(("name", "content", "said"), [
    ("a.xls", OLE, "damaged"),
    ("a.xls", OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    ("a.xls", LOCKED_XLS, "password"),
    ("a.docx", LOCKED_DOC, "password"),
    ("a.doc", LOCKED_DOC, "password"),
    ("a.doc", OLD_DOC, "save it as .docx"),
    ("a.docx", b"PK\x03\x04torn", "damaged Word document"),
    ("a.xls", b"<html><table></table></html>", "save it as .xlsx"),
    ("a.txt", b"%PDF-1.7", "PDF"),
    ("a.txt", "關於領導分工的通知".encode("big5") + b"\xff\xff", "cut off"),
    ("a.txt", ("市长负责全面工作。" * 20).encode()[:-1], "cut off"),
    ("a.txt", b"", "empty"),
])  # fmt: skip
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert said in refusal(tmp_path / name)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_torn_workbook(tmp_path: Path, share: float) -> None:
    whole = made(tmp_path / "台账.xlsx", [HEAD, ROW]).read_bytes()
    (tmp_path / "台账.xlsx").write_bytes(whole[: int(len(whole) * share)])
    assert "damaged" in refusal(tmp_path / "台账.xlsx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_in_every_encoding(encoding: str) -> None:
    text, told = opening.decoded("第一行\r\n张三 2024, A\r\n".encode(encoding))
    assert text == "第一行\n张三 2024, A\n"
    assert told == {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(
        encoding, encoding
    )


def test_binary_is_no_text() -> None:
    with pytest.raises(Refused, match="no readable text"):
        opening.decoded(b"abc\x01\x02")
