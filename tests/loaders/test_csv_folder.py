"""Folders of CSV: a file a type, in the encodings and with the separators that people's programs write."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.csv_folder import read
from ontology.checks import check
from tests.loaders.books import codes, told

TEXT = "标识,名称,类别,层级\no1,甲镇党委,党委,镇街\n\no2,“乙”,PartyGroup,Town\n"


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_every_encoding_that_occurs(tmp_path: Path, encoding: str) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    batch = read(written(tmp_path, "组织.csv", mark + TEXT.encode(encoding)))
    assert batch.problems == ()
    rows = batch.frames["Organization"].select("id", "zh", "kind", "level", "_row").rows()
    assert rows == [("o1", "甲镇党委", "PartyCommittee", "Town", 2), ("o2", "“乙”", "PartyGroup", "Town", 4)]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_separator_and_line_ending(tmp_path: Path, separator: str, ending: str) -> None:
    lines = [
        ["id", "zh", "alias"],
        ["p1", '"a, b"', f'"x{"" if separator == ";" else ";"}"'],
        ["p2", "c", "y"],
    ]
    text = ending.join(separator.join(line) for line in lines)
    batch = read(written(tmp_path, "Person.csv", text.encode()))
    assert batch.problems == ()
    assert batch.frames["Person"].select("id", "zh", "alias", "_row").rows() == [
        ("p1", "a, b", ["x"], 2),
        ("p2", "c", ["y"], 3),
    ]


@pytest.mark.parametrize("name", ["人员.csv", "Person.csv", "person.CSV"])
def test_a_file_named_in_any_language_and_the_others_beside_it(tmp_path: Path, name: str) -> None:
    written(tmp_path, name, "标识,名称\np1,张\n".encode())
    written(tmp_path, "Duty.csv", "id,zh,kind,from\nd,x,整改任务,2023-01-01\n".encode())
    written(tmp_path, "说明.csv", b"anything")
    batch = read(tmp_path)
    assert batch.problems == ()
    assert sorted(batch.frames) == ["Duty", "Person"]


def test_values_over_several_lines_keep_the_line_on_which_the_record_begins(tmp_path: Path) -> None:
    batch = read(written(tmp_path, "Person.csv", b'id,zh,alias\np1,"a\nb","x\ny"\np2,c,\n'))
    assert batch.frames["Person"].select("id", "zh", "alias", "_row").rows() == [
        ("p1", "a\nb", ["x", "y"], 2),
        ("p2", "c", None, 5),
    ]


def test_a_problem_has_line_and_heading(tmp_path: Path) -> None:
    batch = read(
        written(
            tmp_path, "任职.csv", "标识,起,类别,任职人,所任职位,别的\nt1,2023-02-30,正式,p,q,z\n".encode()
        )
    )
    found = [(p.code, p.file, p.row, p.column, p.field) for p in batch.problems]
    file = str(tmp_path / "任职.csv")
    assert found == [("unknown-field", file, 1, "别的", "别的"), ("bad-date", file, 2, "起", "from")]


def test_a_file_of_no_type(tmp_path: Path) -> None:
    (problem,) = read(written(tmp_path, "人员名单.csv", TEXT.encode())).problems
    assert problem.code == "unknown-type"
    assert "人员" in str(problem.reason)


@pytest.mark.parametrize(
    ("content", "byte"),
    [
        ("标识,名称\n".encode("gb18030") + b"\xff\xff", 10),
        (("标识,名称\n" + "多" * 20).encode()[:-1], 71),
        (b"\xff\xfe\x00", 2),
    ],
)
def test_bytes_that_are_no_text_are_told_by_their_place(tmp_path: Path, content: bytes, byte: int) -> None:
    (problem,) = read(written(tmp_path, "Person.csv", content)).problems
    assert problem.code == "unreadable"
    assert f"byte {byte} " in str(problem.reason)


def test_broken_quotes(tmp_path: Path) -> None:
    assert codes(read(written(tmp_path, "Person.csv", b'id,zh\np1,"a"b\np2,c\n'))) == ["unreadable"]
    assert "unreadable" in codes(read(written(tmp_path, "Person.csv", b'id,zh\np1,"a\n')))


def test_a_cell_without_end(tmp_path: Path) -> None:
    assert codes(read(written(tmp_path, "Person.csv", b"id,zh\np1," + b"x" * 1_100_000))) == ["unreadable"]


@pytest.mark.parametrize("content", [b"\n\n", b"id,zh\n", b"\xef\xbb\xbf"])
def test_a_file_without_records(tmp_path: Path, content: bytes) -> None:
    assert codes(read(written(tmp_path, "Person.csv", content))) == ["empty-file"]


def test_the_quote_that_keeps_a_spreadsheet_from_calculating_is_not_part_of_the_text(tmp_path: Path) -> None:
    batch = read(written(tmp_path, "Person.csv", b"id,zh\np1,'=1+1\np2,''@x\np3,'tis\np4,=2\n"))
    assert batch.frames["Person"]["zh"].to_list() == ["=1+1", "'@x", "'tis", "=2"]


def test_a_required_column_that_is_missing_is_told_once(tmp_path: Path) -> None:
    batch = read(written(tmp_path, "Post.csv", b"zh,inOrganization\nx,o\ny,o\n"))
    assert told(batch) == [("missing-column", None, "id"), ("missing-column", None, "seat")]
    batch = read(written(tmp_path, "Post.csv", b"id,zh,inOrganization\np,x,o\nq,y,o\n"))
    assert told(batch) == [("missing-column", None, "seat")]
    assert [p.code for p in check(batch, {}) if p.field == "seat"] == []
