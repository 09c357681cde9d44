"""Which records does a YAML or JSON text hold, and on which line does each begin?

A text is a list of records (several documents, or JSON values one after the other, are several lists); a record is a mapping
with `id` and `type`. Scalars stay as they are written: the vocabulary says what a value is, not its spelling, so that
`number: 5.10` does not become 5.1 and the code `no` does not become false.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from loaders.files import decode, guarded, undecodable
from ontology.intake import Intake, convert
from ontology.problems import Code, Part
from ontology.records import Batch
from ontology.vocabulary import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DEPTH = 32
"""Deepest nesting that is read; records need four levels."""
REPEATED = 100_000
"""Most values that the aliases of one text may repeat: a text of a few lines can otherwise unfold to billions."""

_NULL = {"", "~", "null", "Null", "NULL"}
_STANDARD_TAGS = {"!"} | {
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map")
}
_SPACE = re.compile(r"[ \t\n\r,]*")


class _Refused(Exception):
    """The text cannot be read past a line."""

    def __init__(self, code: Code, reason: str, line: int) -> None:
        super().__init__(reason)
        self.code, self.reason, self.line = code, reason, line


class Entry(dict[str, Any]):
    """A mapping of the text with the line on which it begins and the keys that stand twice in it."""

    line: int = 0
    doubled: tuple[tuple[str, Any], ...] = ()


def read(path: Path) -> Batch:
    """The records of a YAML or JSON file (by its ending)."""
    return guarded(path, _read)


def read_text(text: str, file: str, *, as_json: bool = False) -> Batch:
    """The records of a text; `file` is the name that problems carry."""
    intake = Intake()
    part = intake.part(Part(file))
    items = _json_items(text) if as_json else _yaml_items(text)
    try:
        for line, item in items:
            _add(intake, item, part, line)
    except _Refused as error:
        intake.problem(error.code, error.reason, part, error.line)
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
    intake.problem(Code.EMPTY_FILE, "holds no records", part)
    return intake.batch()


def _add(intake: Intake, item: Any, part: int, row: int) -> None:
    if not isinstance(item, dict):
        reason = "a record is a mapping with id and type"
        intake.problem(Code.BAD_VALUE, reason, part, row, value=item)
        return
    for entry in _entries(item):
        for key, value in entry.doubled:
            record = entry.get("id")
            intake.problem(
                Code.TOO_MANY,
                "this key stands twice in the record",
                part,
                row,
                record=record,
                field=key,
                value=value,
            )
    withdrawn = item.get("withdrawn")
    if isinstance(withdrawn, str):
        try:
            item["withdrawn"] = convert(Kind.BOOLEAN, withdrawn)
        except ValueError as error:
            intake.problem(
                Code.BAD_VALUE,
                str(error),
                part,
                row,
                record=item.get("id"),
                field="withdrawn",
                value=withdrawn,
            )
    intake.add(item, part, row)


def _entries(value: Any) -> Iterator[Entry]:
    """The entry and those nested in it; the depth is limited by then."""
    if isinstance(value, Entry):
        yield value
    for child in value.values() if isinstance(value, dict) else value:
        if isinstance(child, dict | list):
            yield from _entries(child)


# ---------------------------------------------------------------------------- YAML


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come yet; `weight` counts the values in it, repeated ones too."""

    value: Entry | list[Any]
    line: int
    anchor: str | None
    key: str | None = None
    weight: int = 1
    doubled: list[tuple[str, Any]] = field(default_factory=list)


def _yaml_items(text: str) -> Iterator[tuple[int, Any]]:
    """Every item of the top lists with its line, built from parser events so that nothing is unfolded unseen."""
    loader = yaml.CSafeLoader(text)
    try:
        yield from _Builder().items(loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = mark.line + 1 if mark is not None else 1
        raise _Refused(
            Code.UNREADABLE, f"is no valid YAML: {error.problem or error.context}", where
        ) from None
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise _Refused(Code.UNREADABLE, f"is no valid YAML: {reason}", 1) from None
    finally:
        loader.dispose()


class _Builder:
    def __init__(self) -> None:
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._repeated = 0

    def items(self, loader: Any) -> Iterator[tuple[int, Any]]:
        while loader.check_event():
            event = loader.get_event()
            line = event.start_mark.line + 1
            if isinstance(event, yaml.DocumentStartEvent):
                self._anchors.clear()
            elif isinstance(event, yaml.CollectionStartEvent):
                self._open(event, line)
            elif isinstance(event, yaml.CollectionEndEvent):
                done = self._stack.pop()
                if isinstance(done.value, Entry):
                    done.value.doubled = tuple(done.doubled)
                yield from self._place(done.value, done.weight, done.line, done.anchor)
            elif isinstance(event, yaml.ScalarEvent):
                yield from self._place(_scalar(event, line), 1, line, event.anchor)
            elif isinstance(event, yaml.AliasEvent):
                value, weight = self._known(event.anchor, line)
                yield from self._place(value, weight, line, None)

    def _open(self, event: Any, line: int) -> None:
        _standard(event, line)
        if len(self._stack) >= DEPTH:
            raise _Refused(Code.TOO_LARGE, f"is nested deeper than {DEPTH} levels", line)
        value: Entry | list[Any] = []
        if isinstance(event, yaml.MappingStartEvent):
            value = Entry()
            value.line = line
        self._stack.append(_Open(value, line, event.anchor))

    def _known(self, anchor: str, line: int) -> tuple[Any, int]:
        if anchor not in self._anchors:
            raise _Refused(Code.UNREADABLE, f"the alias *{anchor} names nothing that ends before it", line)
        value, weight = self._anchors[anchor]
        self._repeated += weight
        if self._repeated > REPEATED:
            raise _Refused(Code.TOO_LARGE, f"its aliases repeat more than {REPEATED:,} values", line)
        return value, weight

    def _place(self, value: Any, weight: int, line: int, anchor: str | None) -> Iterator[tuple[int, Any]]:
        """Puts a finished value where it belongs; items of the top list come out."""
        if anchor is not None:
            self._anchors[anchor] = (value, weight)
        if not self._stack:
            if value is not None and not isinstance(value, list):
                yield line, value  # a document that is one record
            return
        top = self._stack[-1]
        top.weight += weight
        if isinstance(top.value, list):
            if len(self._stack) == 1:
                yield line, value
            else:
                top.value.append(value)
        elif top.key is None:
            if not isinstance(value, str | None):
                raise _Refused(Code.UNREADABLE, "a key must be a plain word", line)
            top.key = value or ""
        else:
            if top.key in top.value:
                top.doubled.append((top.key, value))
            else:
                top.value[top.key] = value
            top.key = None


def _scalar(event: Any, line: int) -> str | None:
    _standard(event, line)
    value: str = event.value
    return None if event.implicit[0] and not event.style and value in _NULL else value


def _standard(event: Any, line: int) -> None:
    if event.tag and event.tag not in _STANDARD_TAGS:
        raise _Refused(Code.UNREADABLE, f"the tag {event.tag} has no meaning in records", line)


# ---------------------------------------------------------------------------- JSON


def _json_items(text: str) -> Iterator[tuple[int, Any]]:
    """Every item of the lists in a JSON text (or of JSON values one a line) with its line."""
    decoder = json.JSONDecoder(object_pairs_hook=_json_entry, parse_int=str, parse_float=str)
    line, counted, inside = 1, 0, False
    at = _skip(text, 0)
    while at < len(text):
        line, counted = line + text.count("\n", counted, at), at
        if text[at] in "[]" and inside == (text[at] == "]"):
            inside, at = not inside, _skip(text, at + 1)
            continue
        try:
            value, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            raise _Refused(Code.UNREADABLE, f"is no valid JSON: {error.msg}", error.lineno) from None
        except RecursionError:
            raise _Refused(Code.TOO_LARGE, f"is nested deeper than {DEPTH} levels", line) from None
        if _deeper(value, DEPTH):
            raise _Refused(Code.TOO_LARGE, f"is nested deeper than {DEPTH} levels", line)
        yield line, value
        at = _skip(text, at)
    if inside:
        raise _Refused(Code.UNREADABLE, "is no valid JSON: the list is not closed", line)


def _json_entry(pairs: list[tuple[str, Any]]) -> Entry:
    entry, doubled = Entry(), []
    for key, value in pairs:
        if key in entry:
            doubled.append((key, value))
        else:
            entry[key] = value
    entry.doubled = tuple(doubled)
    return entry


def _deeper(value: Any, depth: int) -> bool:
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return depth == 0 or any(_deeper(child, depth - 1) for child in children)


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
