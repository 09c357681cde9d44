"""What sort of file is this, by its first bytes: records as text, a workbook, a Word file, something foreign?"""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

from loaders.containers import UNSOUND
from loaders.passwords import is_old_word, locked
from ontology.messages import Message, message

if TYPE_CHECKING:
    from pathlib import Path

YAML = message("sorts.records")
RDF = message("sorts.rdf")
WORKBOOK = message("sorts.workbook")
CSV = message("sorts.csv")
PARQUET = message("sorts.parquet")
TEXT = message("sorts.text")

_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_FOREIGN = {
    b"%PDF": message("sorts.pdf"),
    b"\x1f\x8b": message("sorts.gzip"),
    b"\x89PNG": message("sorts.picture"),
    b"\xff\xd8\xff": message("sorts.picture"),
}
_JSON_LD = re.compile(rb'"@(?:context|graph|id|type)"\s*:')
HEAD = 4096  # bytes at the beginning that tell a file's sort


def sort_of(path: Path) -> Message | None:
    """What the first bytes show a file to be; TEXT for any text, None for an empty file or what cannot be told."""
    head = head_of(path)
    if not head:
        return None
    if head.startswith(_ZIP):
        return _zip_sort(path)
    if head.startswith(_OLE):
        return _ole_sort(path)
    if head.startswith(b"PAR1"):
        return PARQUET
    for magic, name in _FOREIGN.items():
        if head.startswith(magic):
            return name
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in head:
        return TEXT
    return message("sorts.binary")


def _zip_sort(path: Path) -> Message:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            mimetype = archive.open("mimetype").read(100) if "mimetype" in names else b""
    except (*UNSOUND, RuntimeError):
        return WORKBOOK  # a damaged one: its loader says what is wrong
    if (
        "xl/workbook.xml" in names
        or "xl/workbook.bin" in names
        or mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet")
    ):
        return WORKBOOK
    return message("sorts.word") if "word/document.xml" in names else message("sorts.zip")


def _ole_sort(path: Path) -> Message:
    with path.open("rb") as file:
        content = file.read(1_000_000)
    if locked(content):
        return message("sorts.with_password")
    if is_old_word(content):
        return message("sorts.old_word_save")
    return message("sorts.old_office_save")


def is_json_ld(head: bytes) -> bool:
    """Whether the beginning of a JSON text names things as JSON-LD does."""
    return _JSON_LD.search(head[:HEAD]) is not None


def head_of(path: Path) -> bytes:
    """The first bytes of a file, those that tell its sort."""
    with path.open("rb") as file:
        return file.read(HEAD)
