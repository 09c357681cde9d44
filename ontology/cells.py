"""How does a value of a property stand in one cell of a table, so that it reads back as the same value?"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from ontology.errors import InputError
from ontology.vocabulary import Kind, Property, vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SEPARATOR = ";"
"""Stands between the values of a cell."""
SEPARATES = re.compile(r"[;；\r\n]+")
"""What separates values when a cell is read; a mark such as 、 belongs to names."""
SPLIT = frozenset({Kind.CODE, Kind.REFERENCE, Kind.DATE, Kind.DATETIME})
"""Kinds whose cells are read as several values also where one is allowed, so that a second one is noticed."""
YES_NO: Mapping[str | None, tuple[str, str]] = {
    "zh": ("是", "否"),
    "en": ("true", "false"),
    None: ("true", "false"),
}

_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def writer(prop: Property, lang: str | None) -> Callable[[Any], str | float | date]:
    """Turns a value (a list where several are allowed) into text, number or day; codes as labels in `lang`, or as they are.

    Raises InputError for a value that holds a mark which separates values.
    """
    one = _one(prop, lang)
    if prop.many:
        return lambda values: SEPARATOR.join(_undivided(prop, _text(one(value))) for value in values)
    if prop.kind is Kind.CODE or prop.kind is Kind.REFERENCE:
        return lambda value: _undivided(prop, _text(one(value)))
    return one


def shielded(text: str) -> str:
    """The text as a CSV file may hold it: a spreadsheet that opens the file takes it for no formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unshielded(text: str) -> str:
    """The text that `shielded` was given."""
    return text[1:] if text[:1] == "'" and _FORMULA.match(text) else text


def _one(prop: Property, lang: str | None) -> Callable[[Any], str | float | date]:
    if prop.kind is Kind.CODE:
        return partial(_code, vocabulary().schemes[prop.scheme or ""].codes, lang)
    if prop.kind is Kind.BOOLEAN:
        yes, no = YES_NO[lang]
        return lambda value: yes if value else no
    return _same if prop.kind in {Kind.DATE, Kind.INTEGER, Kind.DECIMAL} else _text


def _code(codes: Mapping[str, Mapping[str, str]], lang: str | None, value: str) -> str:
    return codes.get(value, {}).get(lang, value) if lang else value


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _same(value: Any) -> Any:
    return value


def _undivided(prop: Property, text: str) -> str:
    if SEPARATES.search(text):
        raise InputError("cells.holds_mark", field=prop.key, text=text)
    return text
