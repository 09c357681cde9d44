"""Which records does a folder of CSV files hold, a file a record type and a column a property?"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from loaders.files import decode, guarded, refused, undecodable
from loaders.tables import add_table, letters
from ontology.cells import unshielded
from ontology.headings import alike, is_guide, loadable, plain, types_by_name
from ontology.intake import Intake
from ontology.messages import message
from ontology.problems import Code, Part
from ontology.records import Batch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LONGEST = 1_000_000  # characters of one cell; the csv module's own limit is lower


def read(path: Path) -> Batch:
    """The records of a CSV file named after a record type, or of all such files in a folder.

    Text may be UTF-8, UTF-16 or GB18030, columns apart by commas, semicolons or tabs. Problems name the line and the heading.
    """
    if not path.is_dir():
        return guarded(path, _file)
    batch = Batch({})
    for file in sorted(p for p in path.iterdir() if p.suffix.lower() == ".csv" and not is_guide(p.stem)):
        batch += guarded(file, _file)
    return batch


def _file(path: Path) -> Batch:
    record_type = types_by_name().get(plain(path.stem))
    if record_type is None:
        names = [name for t in loadable() for name in (t.name, *t.labels.values())]
        return refused(
            path, Code.UNKNOWN_TYPE, message("files.named_after_none", near=alike(path.stem, names))
        )
    try:
        text = decode(path.read_bytes(), chinese=True)
    except UnicodeDecodeError as error:
        return undecodable(path, error)
    intake = Intake()
    try:
        add_table(
            intake,
            record_type,
            Part(str(path)),
            _rows(text),
            lambda index, heading: heading or letters(index),
        )
    except csv.Error as error:
        return intake.batch() + refused(path, Code.UNREADABLE, message("files.no_csv", error=error))
    batch = intake.batch()
    return (
        batch
        if batch.count or batch.problems
        else refused(path, Code.EMPTY_FILE, message("files.no_records"))
    )


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows with the line on which each begins."""
    csv.field_size_limit(_LONGEST)
    head = text[: text.find("\n") + 1] or text
    separator = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    for row in reader:
        yield line, [unshielded(cell) for cell in row]
        line = reader.line_num + 1
