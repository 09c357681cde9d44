"""Which loader reads what a user names: a file, a folder, a shipped example, a synthetic district?"""

from __future__ import annotations

import re
import sys
import zipfile
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from loaders.files import LIMIT, MEGABYTE, decode, near, refused, undecodable
from ontology.errors import UnknownName
from ontology.problems import Code
from ontology.records import Batch

if TYPE_CHECKING:
    from collections.abc import Sequence

SHIPPED, SYNTHETIC, STREAM = "shipped:", "synthetic:", "-"

YAML = "YAML or JSON records"
RDF = "Turtle or JSON-LD"
WORKBOOK = "a workbook"
CSV = "CSV"
PARQUET = "Parquet"

ENDINGS = {
    **dict.fromkeys((".yaml", ".yml", ".json", ".jsonl", ".ndjson"), YAML),
    **dict.fromkeys((".ttl", ".jsonld"), RDF),
    **dict.fromkeys((".xlsx", ".xlsm", ".ods"), WORKBOOK),
    ".csv": CSV,
    ".parquet": PARQUET,
}
"""What a file of each ending must hold."""

_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_FOREIGN = {
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
_JSON_LD = re.compile(rb'"@(?:context|graph|id|type)"\s*:')
_JSON, _TURTLE = (
    re.compile(r'\s*[\[{]\s*(?:[\[{]\s*)*"'),
    re.compile(r"\s*(?:#[^\n]*\n\s*)*(?:@?(?:prefix|base)\b|<)", re.IGNORECASE),
)
_HEAD = 4096  # bytes at the beginning that tell a file's sort
# Beginnings of names that a folder may hold beside its records.
_ASIDE = ("readme", "license", "说明", "~$", ".")


def read(sources: Sequence[str | Path]) -> Batch:
    """Everything the sources hold, in their order, with every problem met while reading.

    A source is a path of a file or folder, `shipped:NAME`, `synthetic:issues=N,seed=N`, or `-` for standard input (YAML, JSON,
    JSON-LD or Turtle). Raises UnknownName for a source that does not exist.
    """
    if isinstance(sources, str | Path):
        sources = [sources]
    batch = Batch({})
    for source in sources:
        batch += _read(str(source))
    return batch


def shipped() -> dict[str, Path]:
    """The examples and rules that come with Zeren, by the name that follows `shipped:`."""
    ontology, loaders = Path(str(files("ontology"))), Path(str(files("loaders")))
    found = {p.stem: p for p in sorted((ontology / "regulations").glob("*.yaml"))}
    found |= {
        p.stem: p
        for p in sorted((loaders / "examples").glob("*"))
        if p.is_dir() and not p.name.startswith(("_", "."))
    }
    domains = ontology / "domains.ttl"
    return found | ({"domains": domains} if domains.exists() else {})


def _read(source: str) -> Batch:
    if source.startswith(SYNTHETIC):
        from loaders import synthetic

        return synthetic.read(source.removeprefix(SYNTHETIC))
    if source.startswith(SHIPPED):
        name, offered = source.removeprefix(SHIPPED), shipped()
        if name not in offered:
            close = get_close_matches(name, offered, n=1) or offered
            raise UnknownName(
                f"nothing is shipped under {name!r}; there is {', '.join(SHIPPED + n for n in close)}"
            )
        return _path(offered[name])
    return _stream() if source == STREAM else _path(Path(source))


def _stream() -> Batch:
    """The records of standard input, which has no name to go by: its beginning tells."""
    from loaders import rdf_records, yaml_records

    name, content = "standard input", sys.stdin.buffer.read(LIMIT + 1)
    if len(content) > LIMIT:
        return refused(
            name, Code.TOO_LARGE, f"more than {LIMIT / MEGABYTE:,.0f} MB came; give more as Parquet files"
        )
    try:
        text = decode(content)
    except UnicodeDecodeError as error:
        return undecodable(name, error)
    if _JSON_LD.search(content[:_HEAD]):
        return rdf_records.read_text(text, name, json=True)
    if _TURTLE.match(text):
        return rdf_records.read_text(text, name)
    return yaml_records.read_text(text, name, as_json=_JSON.match(text) is not None)


def _path(path: Path) -> Batch:
    if not path.exists():
        raise UnknownName(f"no such file or folder: {path}{near(path)}")
    return _folder(path) if path.is_dir() else _file(path)


def _folder(folder: Path) -> Batch:
    """All records of a folder: its CSV or Parquet files as one set each, other files one by one, folders in it likewise."""
    batch, found = Batch({}), sorted(p for p in folder.iterdir() if not p.name.lower().startswith(_ASIDE))
    if not found:
        return refused(folder, Code.EMPTY_FILE, "the folder holds no records")
    for endings in (".csv", ".parquet"):
        if any(p.suffix.lower() == endings for p in found):
            batch += _set(folder, endings)
    for path in found:
        if path.suffix.lower() not in {".csv", ".parquet"} or path.is_dir():
            batch += _path(path)
    return batch


def _set(folder: Path, ending: str) -> Batch:
    if ending == ".csv":
        from loaders import csv_folder

        return csv_folder.read(folder)
    from loaders import parquet_records

    return parquet_records.read(folder)


def _file(path: Path) -> Batch:
    expected = ENDINGS.get(path.suffix.lower())
    try:
        actual = _sort(path)
    except OSError as error:
        return refused(path, Code.UNREADABLE, f"cannot be read: {error.strerror or error}")
    if expected is None:
        kinds = ", ".join(sorted(ENDINGS))
        return refused(
            path, Code.WRONG_FILE_TYPE, f"is {actual or 'of no known type'}; records are read from {kinds}"
        )
    if actual is not None and actual != expected and not (actual == "text" and expected in {YAML, RDF, CSV}):
        return refused(path, Code.WRONG_FILE_TYPE, f"is {actual}, not {expected} as its name says")
    return _reader(path, expected)


def _reader(path: Path, expected: str) -> Batch:
    if expected == YAML and not (path.suffix.lower() == ".json" and _is_json_ld(path)):
        from loaders import yaml_records

        return yaml_records.read(path)
    if expected in {YAML, RDF}:
        from loaders import rdf_records

        return rdf_records.read(path)
    if expected == WORKBOOK:
        from loaders import workbook

        return workbook.read(path)
    return _set(path, path.suffix.lower())


def _sort(path: Path) -> str | None:
    """What the first bytes show a file to be; `text` for any text, None for an empty file or what cannot be told."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
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
        return "text"
    return "binary content"


def _zip_sort(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            mimetype = archive.open("mimetype").read(100) if "mimetype" in names else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, KeyError, EOFError):
        return WORKBOOK  # a damaged one: its loader says what is wrong
    if (
        "xl/workbook.xml" in names
        or "xl/workbook.bin" in names
        or mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet")
    ):
        return WORKBOOK
    return "a Word document" if "word/document.xml" in names else "a zip archive"


def _ole_sort(path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(1_000_000)
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "a workbook with a password: take the password off"
    return "a file of old Office: save it as .xlsx"


def _is_json_ld(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    return _JSON_LD.search(head) is not None
