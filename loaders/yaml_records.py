"""Which records does a YAML or JSON text hold, and on which line does each begin?

A text is a list of records (several documents, or JSON values one after the other, are several lists); a record is a mapping
with `id` and `type`. Scalars stay as they are written: the vocabulary says what a value is, not its spelling, so that
`number: 5.10` does not become 5.1 and the code `no` does not become false.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from loaders import json_text, yaml_text
from loaders.entries import Entry
from loaders.files import Refused, decode, guarded, undecodable
from ontology.intake import Intake, convert
from ontology.messages import message
from ontology.problems import Code, Part, Unfit
from ontology.vocabulary import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ontology.records import Batch


def read(path: Path) -> Batch:
    """The records of a YAML or JSON file (by its ending)."""
    return guarded(path, _read)


def read_text(text: str, file: str, *, as_json: bool = False) -> Batch:
    """The records of a text; `file` is the name that problems carry."""
    intake = Intake()
    part = intake.part(Part(file))
    items = json_text.items(text) if as_json else yaml_text.items(text)
    try:
        for line, item in items:
            _add(intake, item, part, line)
    except Refused as error:
        intake.problem(error.code, error.reason, part, error.row)
    return _or_empty(intake, part)


def from_values(records: Iterable[Any], file: str) -> Batch:
    """Records that somebody else has parsed; `row` counts them from 1."""
    intake = Intake()
    part = intake.part(Part(file))
    for number, record in enumerate(records, 1):
        _add(intake, record, part, number)
    return intake.batch()


def _read(path: Path) -> Batch:
    try:
        text = decode(path.read_bytes())
    except UnicodeDecodeError as error:
        return undecodable(path, error)
    return read_text(text, str(path), as_json=path.suffix.lower() in {".json", ".jsonl", ".ndjson"})


def _or_empty(intake: Intake, part: int) -> Batch:
    batch = intake.batch()
    if batch.frames or batch.problems:
        return batch
    intake.problem(Code.EMPTY_FILE, message("files.no_records"), part)
    return intake.batch()


def _add(intake: Intake, item: Any, part: int, row: int) -> None:
    if not isinstance(item, dict):
        reason = message("files.record_mapping")
        intake.problem(Code.BAD_VALUE, reason, part, row, value=item)
        return
    for entry in _entries(item):
        reason = message("files.key_twice")
        for key, value in entry.doubled:
            intake.problem(Code.TOO_MANY, reason, part, row, record=_id(entry), field=key, value=value)
    withdrawn = item.get("withdrawn")
    if isinstance(withdrawn, str):
        what = {"record": _id(item), "field": "withdrawn", "value": withdrawn}
        try:
            item["withdrawn"] = convert(Kind.BOOLEAN, withdrawn)
        except Unfit as error:
            intake.problem(Code.BAD_VALUE, error.reason, part, row, **what)
    intake.add(item, part, row)


def _id(item: dict[str, Any]) -> str | None:
    identifier = item.get("id")
    return identifier if isinstance(identifier, str) else None


def _entries(value: Any) -> Iterator[Entry]:
    """The entry and those nested in it; the depth is limited by then."""
    if isinstance(value, Entry):
        yield value
    for child in value.values() if isinstance(value, dict) else value:
        if isinstance(child, dict | list):
            yield from _entries(child)
