"""Whom does the cell for the name of a tenure's holder name: one person, several, or nobody?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loaders.documents.names import is_name, persons
from loaders.documents.words import words

if TYPE_CHECKING:
    from loaders.ledgers.ledger import Said

DOUBTS = frozenset({"no-person", "no-name", "several-persons"})
"""Why a cell names no one person."""
_HAN_TWO = re.compile(r"[\u3400-\u9fff]{2}")
_BLANKS = re.compile(r"\s+")
_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
# Names in letters; no digit, star or mark.
_FOREIGN = re.compile(r"[A-Za-z][A-Za-z .'’-]{2,40}")


def holder(said: Said | None) -> tuple[str | None, str | None]:
    """The name, without 同志 or a note in brackets, and no doubt; else the words of the cell, if any, and the doubt."""
    if said is None:
        return None, "no-person"
    whole = _BLANKS.sub("", said.words)
    if not whole:
        return None, "no-person"
    found = [named.name for named in persons(said.words)]
    if len(found) > 1 and not any(is_name(name) for name in found):
        found = [_BLANKS.sub("", _BRACKETS.sub("", said.words))]  # one character a line
    if len(found) > 1:
        first, *others = found
        joined = first + "".join(others)
        if (
            first in _compound_surnames()
            and len(joined) <= 4
            and joined == _BLANKS.sub("", _BRACKETS.sub("", said.words))
        ):
            return joined, None  # 欧阳 若兰
        return whole, "several-persons"
    if found and _may_be(found[0], _BRACKETS.sub("", said.words)):
        return found[0], None
    return whole, "no-name"


def _may_be(name: str, text: str) -> bool:
    lists = words("names")
    if any(sign in name for sign in lists["not_names"]) or name.endswith(tuple(_titles())):
        return False
    if name.casefold() in words("dates")["unknown"]:
        return False
    # 李镇 has the end of a unit and is a name; no unit is called by two characters.
    short = _HAN_TWO.fullmatch(name) is not None and name not in lists["unit_endings"]
    return is_name(name) or short or _FOREIGN.fullmatch(text.strip()) is not None


def _titles() -> list[str]:
    return [str(title) for title in words("names")["titles"] if len(title) > 1]


def _compound_surnames() -> frozenset[str]:
    return frozenset(words("names")["compound_surnames"].split())
