"""May this file be read at all, and did it stay the same while it was read?"""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from ontology.errors import UnknownName
from ontology.messages import Message, message
from ontology.problems import Code, Problem
from ontology.records import Batch

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

MEGABYTE = 1_000_000
LIMIT = 200 * MEGABYTE
"""Largest file that is read into memory whole; Parquet, which is not, has no limit."""

_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_BROKEN_UTF8 = (
    8  # so many good characters beyond ASCII before the first bad one are no accident: it is UTF-8, damaged
)


class Refused(Exception):
    """The file must not be read, or not past a row."""

    def __init__(self, code: Code, reason: Message, row: int | None = None) -> None:
        super().__init__(reason)
        self.code, self.reason, self.row = code, reason, row


def refused(path: Path | str, code: Code, reason: Message, row: int | None = None) -> Batch:
    """A batch without records that says why the file was not read."""
    return Batch({}, problems=(Problem(code, reason, file=str(path), row=row),))


def guarded(path: Path, read: Callable[[Path], Batch], limit: int | None = LIMIT) -> Batch:
    """What `read` makes of the file, unless it is missing (raises UnknownName), empty, too large, or unreadable.

    A file that was written to meanwhile adds the problem `file-changed`: its records may be half old and half new.
    """
    if not path.exists():
        raise UnknownName("files.missing", path=path, near=near(path))
    try:
        before = path.stat()
        if before.st_size == 0:
            return refused(path, Code.EMPTY_FILE, message("files.empty"))
        if limit is not None and before.st_size > limit:
            size, most = before.st_size / MEGABYTE, limit / MEGABYTE
            reason = message("files.too_large", size=size, most=most)
            return refused(path, Code.TOO_LARGE, reason)
        batch = read(path)
        changed = _mark(before) != _mark(path.stat())
    except OSError as error:
        return refused(path, Code.UNREADABLE, message("files.unreadable", error=error))
    except MemoryError:
        return refused(path, Code.TOO_LARGE, message("files.no_memory"))
    return batch + refused(path, Code.FILE_CHANGED, message("files.changed")) if changed else batch


def near(path: Path) -> Message | str:
    """`; did you mean ...` with names beside the path that are like its own, or nothing."""
    folder = path.parent
    names = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []
    close = get_close_matches(path.name, names, n=3, cutoff=0.6)
    return message("files.near", names=[str(folder / name) for name in close]) if close else ""


def decode(content: bytes, *, chinese: bool = False) -> str:
    """The text of a file: UTF-8, or UTF-16 with its mark; with `chinese` also GB18030, as Chinese Excel writes CSV.

    Raises UnicodeDecodeError, whose `start` is the byte that cannot be.
    """
    for bom, encoding in _BOMS.items():
        if content.startswith(bom):
            return content.decode(encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        good = content[: error.start].decode("utf-8")
        if not chinese or sum(c > "\x7f" for c in good) >= _BROKEN_UTF8:
            raise
        return content.decode("gb18030")


def undecodable(path: Path | str, error: UnicodeDecodeError) -> Batch:
    """The refusal of a file whose bytes are no text."""
    byte = error.object[error.start : error.start + 1].hex()
    reason = message("files.no_text", encoding=error.encoding.upper(), start=error.start, byte=byte)
    return refused(path, Code.UNREADABLE, reason)


def _mark(stat: os.stat_result) -> tuple[int, int, int]:
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
