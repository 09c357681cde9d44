"""A file that is only added to: every line is kept, and whatever else happens to the file is noticed."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import IO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import chained_lines
from graph.chained_lines import Head, append, read, verify
from ontology.errors import Altered, StoreUnavailable

AT = datetime(2024, 9, 30, 8, 0)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Three lines: who looked at what."""
    path = tmp_path / "audit.jsonl"
    for number, who in enumerate(("张敏", "li", "wang"), 1):
        append(path, who, {"looked at": f"is-{number}", "day": date(2024, 1, number)}, AT)
    return path


def test_lines_come_back_in_order_with_who_when_what(log: Path) -> None:
    chain = read(log)
    assert [(line.number, line.who, line.what["looked at"]) for line in chain.lines] == [
        (1, "张敏", "is-1"), (2, "li", "is-2"), (3, "wang", "is-3"),
    ]  # fmt: skip
    assert chain.lines[0].at == "2024-09-30T08:00:00.000000"
    assert chain.lines[0].what["day"] == "2024-01-01"
    assert [line.previous for line in chain.lines[1:]] == [line.digest for line in chain.lines[:-1]]
    assert chain.torn == b""


def test_a_file_that_is_not_there_is_an_empty_chain(tmp_path: Path) -> None:
    assert read(tmp_path / "none.jsonl").head == Head()


Edit = Callable[[list[bytes]], list[bytes]]
EDITS: dict[str, tuple[Edit, str]] = {
    "a name is changed": (lambda a: [a[0], a[1].replace(b'"li"', b'"lu"'), a[2]], "line 2: its text was changed"),
    "a line is removed": (lambda a: [a[0], a[2]], "line 2: it does not follow"),
    "the first line is removed": (lambda a: a[1:], "line 1: it does not follow"),
    "a line is written twice": (lambda a: [a[0], a[1], a[1], a[2]], "line 3: it does not follow"),
    "two lines are swapped": (lambda a: [a[1], a[0], a[2]], "line 1: it does not follow"),
    "a line is blank": (lambda a: [a[0], b"", a[1], a[2]], "line 2: not a line that Zeren wrote"),
    "an editor put in a space": (lambda a: [a[0].replace(b":", b": ", 1), *a[1:]], "line 1: not a line that Zeren"),
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_is_found_and_the_line_is_named(log: Path, edit: str) -> None:
    change, says = EDITS[edit]
    log.write_bytes(b"\n".join(change(log.read_bytes().splitlines())) + b"\n")
    with pytest.raises(Altered, match=says):
        read(log)


def test_lines_removed_from_the_end_are_found_by_who_kept_the_head(log: Path) -> None:
    before = read(log).head
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:2]))
    assert read(log).head.number == 2  # a shorter chain is whole
    with pytest.raises(Altered, match=r"line 3 with the digest .* is not any more"):
        read(log, before)


def test_a_whole_new_chain_is_found_by_who_kept_the_head(log: Path) -> None:
    before = read(log).head
    log.unlink()
    for number in range(4):
        append(log, "forger", {"looked at": number}, AT)
    with pytest.raises(Altered, match="line 3"):
        read(log, before)


def test_growing_is_no_edit(log: Path) -> None:
    before = read(log).head
    append(log, "zhao", {"looked at": "is-4"})
    assert read(log, before).head.number == 4


@given(cut=st.integers(min_value=1))
def test_a_last_line_that_was_cut_off_anywhere_is_set_aside_and_nothing_before_it_is_lost(
    cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    log = tmp_path_factory.mktemp("torn") / "audit.jsonl"
    append(log, "li", {"looked at": "is-1"}, AT)
    kept = log.stat().st_size
    append(log, "王", {"looked at": "is-2"}, AT)
    whole = log.read_bytes()
    left = kept + cut % (len(whole) - kept)  # at least the line end is gone
    log.write_bytes(whole[:left])
    complete = left == len(whole) - 1  # only the line end: the line was said
    chain = read(log)
    assert len(chain.lines) == 1 + complete
    assert chain.torn == (b"" if complete else whole[kept:left])
    append(log, "zhao", {"looked at": "is-3"}, AT)
    assert [line.who for line in read(log).lines] == ["li", *["王"] * complete, "zhao"]
    aside = log.with_name("audit.jsonl.torn")
    assert aside.exists() == (left > kept and not complete)
    if aside.exists():
        assert aside.read_bytes() == whole[kept:left] + b"\n"


def test_a_long_line_is_appended_to(log: Path) -> None:
    append(log, "li", {"text": "长" * 100_000})
    append(log, "li", {"text": "short"})
    assert read(log).head.number == 5


def test_nothing_is_added_to_a_line_that_was_changed(log: Path) -> None:
    log.write_bytes(log.read_bytes().replace(b'"wang"', b'"wong"'))
    before = log.read_bytes()
    with pytest.raises(Altered, match="line 3"):
        append(log, "li", {})
    assert log.read_bytes() == before


def test_when_the_disk_is_full_the_file_is_as_it_was(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = log.read_bytes()

    def half(stream: IO[bytes], data: bytes) -> None:
        stream.write(data[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(chained_lines, "_write", half)
    with pytest.raises(StoreUnavailable, match="disk is full"):
        append(log, "li", {"looked at": "is-4"})
    assert log.read_bytes() == before


def test_processes_that_append_at_once_lose_nothing(log: Path) -> None:
    text = (
        "import sys; from pathlib import Path; from graph.chained_lines import append\n"
        "for n in range(20): append(Path(sys.argv[1]), sys.argv[2], {'n': n})"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = [
        subprocess.Popen([sys.executable, "-c", text, str(log), who], env=environment, cwd=ROOT)
        for who in ("a", "b", "c")
    ]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    lines = read(log).lines
    verify(lines, "log")
    for who in ("a", "b", "c"):
        assert [line.what["n"] for line in lines if line.who == who] == list(range(20))
