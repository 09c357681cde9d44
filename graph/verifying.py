"""Does a result that was written to a file still come out as it says, and if not, what differs?

Three things can have changed: what decides (the engine), what the records and rules say (`inputs`, a digest each), or the file itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class What(StrEnum):
    """What differs."""

    ENGINE = "engine"
    """another version of Zeren wrote the file"""
    INPUT_CHANGED = "input-changed"
    """a record or a part of the rules says something else now"""
    INPUT_GONE = "input-gone"
    INPUT_NEW = "input-new"
    ANSWER = "answer"
    """a value of the answer"""
    FILE = "file"
    """a value in the file is not what these inputs give: the file was changed"""
    DIGEST = "digest"
    """the digest itself"""
    WORDS = "words"
    """a name or a sentence: a record is called otherwise, or the file was changed; what is decided does not rest on it"""
    GONE = "gone"
    """nothing of the kind is answered any more"""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: `where` is an id of a record, a part of the rules, or the place of a value in the file."""

    what: What
    where: str
    before: Any = None
    now: Any = None


def compare(written: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Difference, ...]:
    """How a result that was written differs from the same asked again, both as plain JSON; empty: it is verified.

    With equal digests every other difference is one of the file. Order: engine, inputs, digest, values.
    """
    found = []
    if written.get("engine") != now.get("engine"):
        found.append(Difference(What.ENGINE, "engine", written.get("engine"), now.get("engine")))
    before, after = written.get("inputs") or {}, now.get("inputs") or {}
    for name in sorted({**before, **after}):
        if before.get(name) != after.get(name):
            kind = (
                What.INPUT_NEW
                if name not in before
                else What.INPUT_GONE
                if name not in after
                else What.INPUT_CHANGED
            )
            found.append(Difference(kind, name, before.get(name), after.get(name)))
    same = written.get("digest") == now.get("digest")
    if not same:
        found.append(Difference(What.DIGEST, "digest", written.get("digest"), now.get("digest")))
    apart = ("engine", "inputs", "digest")
    rest = [{k: v for k, v in each.items() if k not in apart} for each in (written, now)]
    kind = What.FILE if same else What.ANSWER
    found += [
        Difference(What.WORDS if where.startswith(_WORDS) or where.endswith(_TEXT) else kind, where, old, new)
        for where, old, new in _values(rest[0], rest[1], "")
    ]
    return tuple(found)


_WORDS = ("explanation", "records")
"""Keys of a result under which it is told, or called."""
_TEXT = ".text"
"""How the place of a sentence inside an answer ends."""


def _values(before: Any, now: Any, where: str) -> Iterator[tuple[str, Any, Any]]:
    """Every place at which two plain values differ, deepest first."""
    if isinstance(before, dict) and isinstance(now, dict):
        for key in [*before, *(k for k in now if k not in before)]:
            yield from _values(before.get(key), now.get(key), f"{where}.{key}" if where else key)
    elif isinstance(before, list) and isinstance(now, list):
        for place in range(max(len(before), len(now))):
            old, new = (values[place] if place < len(values) else None for values in (before, now))
            yield from _values(old, new, f"{where}[{place}]")
    elif before != now:
        yield where, before, now
