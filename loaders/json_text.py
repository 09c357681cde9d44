"""Which values does a JSON text list, and on which line does each begin?

The text is a list, or values one after the other. Numbers and truth values stay as they are written.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from loaders.entries import DEPTH, Entry, too_deep
from loaders.files import Refused
from ontology.messages import message
from ontology.problems import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPACE = re.compile(r"[ \t\n\r,]*")


def items(text: str) -> Iterator[tuple[int, Any]]:
    """Every item of the lists in a JSON text (or of JSON values one a line) with its line."""
    decoder = json.JSONDecoder(object_pairs_hook=_entry, parse_int=str, parse_float=str)
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
            raise Refused(Code.UNREADABLE, message("files.no_json", error=error.msg), error.lineno) from None
        except RecursionError:
            raise too_deep(line) from None
        if _deeper(value, DEPTH):
            raise too_deep(line)
        yield line, value
        at = _skip(text, at)
    if inside:
        raise Refused(Code.UNREADABLE, message("files.json_open"), line)


def _entry(pairs: list[tuple[str, Any]]) -> Entry:
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
