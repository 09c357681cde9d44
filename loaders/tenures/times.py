"""When does a tenure begin and end, as the row of a table says it in two columns or in one?"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from loaders.documents.calendar import plain
from loaders.documents.dates import When, shown, when
from loaders.documents.place import cell
from loaders.ledgers.ledger import Said

if TYPE_CHECKING:
    from loaders.ledgers.cells import Table

_SINCE, _UNTIL = re.compile(r"^[自从]\s*(?=\d)"), re.compile(r"^[至到]\s*(?=\d)")
_BETWEEN = re.compile(r"\s*(?:--+|[-—–~～至到迄]+)\s*")
_BEFORE_BEGINNING, _AFTER_BEGINNING = re.compile(r"^[自从由]\s*(?=\S*\d)"), re.compile(r"\s*[-—–~～至]+$")
_BEFORE_END = re.compile(r"^(?:截至|截止到?|直至|[至到-])\s*(?=\d)")


def times(table: Table, index: int, said: dict[str, Said]) -> tuple[When, When]:
    """Beginning and end of a row: from their two columns, or from one that holds both."""
    for field_ in ("from", "until", "both"):
        if (found := _raw(table, index, field_)) is not None:
            said[field_] = found
    columns = table.header.columns
    # Where nothing stands in the column of ends, that of beginnings may hold both.
    if "both" in columns or ("from" in columns and "until" not in said):
        field_ = "both" if "both" in columns else "from"
        value = said[field_].value if field_ in said else None
        if (halves := _halves(value)) is not None or field_ == "both":
            first, last = halves or (value, None)
            if field_ in said:
                said["from"] = said["until"] = said[field_]
            return begun(first), ended(last)
        # A beginning, and no end: nothing is said of it.
        return begun(value), when(None)
    return begun(_value(said.get("from"))), ended(_value(said.get("until")))


def begun(value: Any) -> When:
    """A beginning as it is written: 自2019年9月, 2022.8-."""
    return _around(value, _BEFORE_BEGINNING, _AFTER_BEGINNING)


def ended(value: Any) -> When:
    """An end as it is written: 至2020年3月止."""
    return _around(value, _BEFORE_END, None)


def _around(value: Any, before: re.Pattern[str], after: re.Pattern[str] | None) -> When:
    found = when(value)
    if found.problem != "not-a-date" or not isinstance(value, str):
        return found
    bare = before.sub("", value.strip())
    inner = when(bare if after is None else after.sub("", bare))
    return found if inner.earliest is None and inner.latest is None else replace(inner, words=found.words)


def _raw(table: Table, index: int, field_: str) -> Said | None:
    """What a column of dates holds: also marks such as - or ?, which say that it is unknown."""
    for column in table.header.columns.get(field_, ()):
        at = table.origin(index, column)
        if shown(value := table.sheet.value(*at)):
            return Said(value, cell(table.sheet.name, *at))
    return None


def _value(said: Said | None) -> Any:
    return None if said is None else said.value


def _halves(value: Any) -> tuple[str, str] | None:
    """Beginning and end of one text such as 2015.03—2018.06, if it parts in two."""
    if not isinstance(value, str):
        return None
    text = _SINCE.sub("", value.strip())
    if text != value.strip() and text.endswith("起"):
        return text, ""
    if (ends := _UNTIL.match(text)) and when(text[ends.end() :]).earliest is not None:
        return "", text[ends.end() :]
    for mark in _BETWEEN.finditer(text):
        first, last = text[: mark.start()], text[mark.end() :]
        # A dash inside of a date parts nothing: 2015-03 - 2018-06 is parted where both sides are dates.
        if (
            first
            and (when(first).problem not in {"not-a-date", "unknown", "impossible"} or _says_unknown(first))
            and (not last or when(last).problem not in {"not-a-date", "impossible"})
        ):
            if re.fullmatch(r"\d{1,2}", plain(last)) or (
                re.fullmatch(r"\d{4}", plain(first)) and re.fullmatch(r"\d{1,2}[月]?", plain(last))
            ):
                continue
            return first, last
    return None


def _says_unknown(text: str) -> bool:
    """Whether words, not mere signs, say that a day is unknown: 不详—2020.01."""
    return when(text).problem == "unknown" and text.strip().isalpha()
