"""Which loader reads what a user names: a file, a folder, a shipped example, a synthetic district, an office document?

Records are known by their form: sheets and files named after record types, YAML, RDF. Every other text, Word file or table goes to
the reader of documents (loaders/readers) that finds its own kind in it, or to the one that `kind` names.
"""

from __future__ import annotations

import re
import sys
import zipfile
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from loaders.containers import UNSOUND, sheet_names
from loaders.documents.columns import HEADER_WITHIN
from loaders.documents.document import Document
from loaders.files import LIMIT, MEGABYTE, Refused, decode, near, refused, undecodable
from loaders.sorts import CSV, PARQUET, RDF, TEXT, WORKBOOK, YAML, head_of, is_json_ld, sort_of
from ontology.checks import merge
from ontology.errors import UnknownName
from ontology.headings import plain, types_by_name
from ontology.messages import Message, message
from ontology.problems import Code
from ontology.records import Batch

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from loaders.documents.reading import Reading

SHIPPED, SYNTHETIC, STREAM = "shipped:", "synthetic:", "-"

ENDINGS = {
    **dict.fromkeys((".yaml", ".yml", ".json", ".jsonl", ".ndjson"), YAML),
    **dict.fromkeys((".ttl", ".jsonld"), RDF),
    **dict.fromkeys((".xlsx", ".xlsm", ".ods"), WORKBOOK),
    ".csv": CSV,
    ".parquet": PARQUET,
}
"""What a file of each ending must hold."""

DOCUMENTS = (".txt", ".text", ".md", ".docx", ".xls", ".tsv")
"""Endings of files that hold documents only."""

_JSON, _TURTLE = (
    re.compile(r'\s*[\[{]\s*(?:[\[{]\s*)*"'),
    re.compile(r"\s*(?:#[^\n]*\n\s*)*(?:@?(?:prefix|base)\b|<)", re.IGNORECASE),
)
SMALL = 2 * MEGABYTE
"""A workbook up to this size is opened to see whether it has a column of ids."""
# Beginnings of names that a folder may hold beside its records.
_ASIDE = ("readme", "license", "说明", "~$", ".")


@dataclass(frozen=True)
class Taken:
    """What the sources hold: records, and what documents say, whose names are not ids yet (loaders/documents/writing.py)."""

    batch: Batch = Batch({})  # noqa: RUF009  frozen, and its frames are never written to
    readings: tuple[Reading, ...] = ()

    def __add__(self, other: Taken) -> Taken:
        """Both; `other` comes after."""
        return Taken(self.batch + other.batch, self.readings + other.readings)


def read(sources: Sequence[str | Path]) -> Batch:
    """Everything the sources hold, in their order, with every problem met while reading.

    A source is a path of a file or folder, `shipped:NAME`, `synthetic:issues=N,seed=N`, or `-` for standard input (YAML, JSON,
    JSON-LD or Turtle). Names in documents mean the records that are read with them. Raises UnknownName for a source that does not exist.
    """
    from loaders.documents.writing import write

    taken = take(sources)
    if not taken.readings:
        return taken.batch
    known = merge({}, taken.batch.frames)
    return taken.batch + write(taken.readings, known, who="", at=datetime(1970, 1, 1)).batch


def take(sources: Sequence[str | Path], kind: str | None = None) -> Taken:
    """The records of the sources and what their documents say; `kind` names the reader of the documents (`--as`).

    Raises UnknownName for a source that does not exist and for a kind that is none.
    """
    if isinstance(sources, str | Path):
        sources = [sources]
    return _sum(_take(str(source), kind) for source in sources)


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


def _sum(taken: Iterable[Taken]) -> Taken:
    return sum(taken, Taken())


def _take(source: str, kind: str | None) -> Taken:
    if source.startswith(SYNTHETIC):
        from loaders import synthetic

        return Taken(synthetic.read(source.removeprefix(SYNTHETIC)))
    if source.startswith(SHIPPED):
        name, offered = source.removeprefix(SHIPPED), shipped()
        if name not in offered:
            close = get_close_matches(name, offered, n=1) or offered
            raise UnknownName("files.no_shipped", name=name, names=[SHIPPED + n for n in close])
        return _shipped(offered[name])
    return _stream(kind) if source == STREAM else _path(Path(source), kind)


def _document(document: Document, kind: str | None) -> Taken | None:
    """What a document says, or why it cannot be read; None where no reader finds its own kind in it."""
    from loaders.documents import registry

    try:
        reader = registry.whose(document) if kind is None else registry.reader(kind)
        taken = None if reader is None else Taken(readings=(reader.read(document),))
        document.release()
        return taken
    except Refused as error:
        return Taken(refused(document.name, error.code, error.reason, error.row))


def _shipped(path: Path) -> Taken:
    """What comes with Zeren holds records only."""
    files_ = sorted(p for p in path.iterdir() if p.suffix in ENDINGS) if path.is_dir() else [path]
    return _sum(Taken(_reader(file, ENDINGS[file.suffix.lower()])) for file in files_)


def _stream(kind: str | None) -> Taken:
    """The records or the document of standard input, which has no name to go by: its beginning tells."""
    name, content = "standard input", sys.stdin.buffer.read(LIMIT + 1)
    if len(content) > LIMIT:
        reason = message("files.stream_too_large", most=LIMIT / MEGABYTE)
        return Taken(refused(name, Code.TOO_LARGE, reason))
    pasted = Document(Path(f"{name}.txt"), content)
    if kind is not None:
        return _document(pasted, kind) or Taken()
    try:
        text = decode(content)
    except UnicodeDecodeError as error:
        return Taken(undecodable(name, error))
    return _records(text, content, name) or _document(pasted, None) or Taken(_yaml(text, name))


def _records(text: str, content: bytes, name: str) -> Taken | None:
    from loaders import rdf_records, yaml_records

    if is_json_ld(content):
        return Taken(rdf_records.read_text(text, name, json=True))
    if _TURTLE.match(text):
        return Taken(rdf_records.read_text(text, name))
    return Taken(yaml_records.read_text(text, name, as_json=True)) if _JSON.match(text) else None


def _yaml(text: str, name: str) -> Batch:
    from loaders import yaml_records

    return yaml_records.read_text(text, name, as_json=False)


def _path(path: Path, kind: str | None) -> Taken:
    if not path.exists():
        raise UnknownName("files.missing", path=path, near=near(path))
    return _folder(path, kind) if path.is_dir() else _file(path, kind)


def _folder(folder: Path, kind: str | None) -> Taken:
    """All of a folder: its Parquet files as one set, other files one by one (CSV first), folders in it likewise."""
    found = sorted(
        p
        for p in folder.iterdir()
        # A link to a folder may lead around in a circle.
        if not p.name.lower().startswith(_ASIDE) and not (p.is_symlink() and p.is_dir())
    )
    if not found:
        return Taken(refused(folder, Code.EMPTY_FILE, message("files.folder_empty")))
    taken = Taken()
    csv = [p for p in found if p.suffix.lower() == ".csv" and p.is_file()]
    taken += _sum(_file(path, kind) for path in csv)
    if any(p.suffix.lower() == ".parquet" for p in found):
        taken += Taken(_set(folder, ".parquet"))
    return taken + _sum(_path(p, kind) for p in found if p not in csv and p.suffix.lower() != ".parquet")


def _set(folder: Path, ending: str) -> Batch:
    if ending == ".csv":
        from loaders import csv_folder

        return csv_folder.read(folder)
    from loaders import parquet_records

    return parquet_records.read(folder)


def _file(path: Path, kind: str | None) -> Taken:
    document, ending = Document(path), path.suffix.lower()
    if kind is not None:
        return _document(document, kind) or Taken()
    expected = ENDINGS.get(ending)
    try:
        actual = sort_of(path)
    except OSError as error:
        return Taken(refused(path, Code.UNREADABLE, message("files.unreadable", error=error)))
    if expected is None and ending in DOCUMENTS:
        return _document(document, None) or Taken(_no_kind(path))
    if expected is None:
        known = ", ".join(sorted({*ENDINGS, *DOCUMENTS}))
        reason = message("files.not_read_from", actual=actual or message("sorts.unknown"), known=known)
        return Taken(refused(path, Code.WRONG_FILE_TYPE, reason))
    if actual is not None and actual != expected and not (actual == TEXT and expected in {YAML, RDF, CSV}):
        return Taken(
            refused(path, Code.WRONG_FILE_TYPE, message("files.other_type", actual=actual, expected=expected))
        )
    ours = actual is None or (_named_after_types(document, expected) and not _without_ids(document, expected))
    other = None if ours else _document(document, None)
    return other or Taken(_reader(path, expected))


def _no_kind(path: Path) -> Batch:
    from loaders.documents import registry

    kinds = ", ".join(registry.readers())
    return refused(path, Code.WRONG_FILE_TYPE, message("files.no_kind", kinds=kinds))


def _named_after_types(document: Document, expected: Message) -> bool:
    """Whether a table says by its name, or a workbook by the name of a sheet, that it holds records of a type."""
    if expected == CSV:
        return plain(document.path.stem) in types_by_name()
    if expected != WORKBOOK:
        return False
    try:
        if document.ending != ".ods":
            with zipfile.ZipFile(document.path) as archive:
                sheets = list(sheet_names(archive).values())
        else:
            sheets = [sheet.name for sheet in document.sheets]
    except (*UNSOUND, Refused, RuntimeError, OSError):
        return True  # a damaged one: the loader of records says what is wrong
    return any(plain(sheet) in types_by_name() for sheet in sheets)


def _without_ids(document: Document, expected: Message) -> bool:
    """Whether a small workbook has sheets that are called like types (任职) but no column of ids, and so is an office's own."""
    if expected != WORKBOOK or document.path.stat().st_size > SMALL:
        return False
    try:
        named = [sheet for sheet in document.sheets if plain(sheet.name) in types_by_name()]
    except (*UNSOUND, Refused, RuntimeError, OSError):
        return False
    cells = {plain(str(v)) for sheet in named for row in sheet.rows[:HEADER_WITHIN] for v in row}
    return not any(text in {"id", "标识"} or text.endswith("(id)") for text in cells)


def _reader(path: Path, expected: Message) -> Batch:
    if expected == YAML and not (path.suffix.lower() == ".json" and is_json_ld(head_of(path))):
        from loaders import yaml_records

        return yaml_records.read(path)
    if expected in {YAML, RDF}:
        from loaders import rdf_records

        return rdf_records.read(path)
    if expected == WORKBOOK:
        from loaders import workbook

        return workbook.read(path)
    return _set(path, path.suffix.lower())
