"""When was it, as people write dates in tables: exactly, about, before, running, unknown, or no date at all?"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from loaders.documents import calendar
from loaders.documents.calendar import ANYWHERE, Days, Impossible, atom
from loaders.documents.words import words

_BRACKETS = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_ARROW = re.compile(r"→|->|=>|,|;|、|转(?=(?:19|20)\d\d)")
_RANGE = re.compile(r"-|~|至|到|——")


@dataclass(frozen=True, slots=True)
class When:
    """The days that a cell may mean: `earliest` and `latest` inclusive, None = unbounded or unknown; `running`: it goes on.

    `precision`: day, ten-days, month, quarter, half, year, decade, range, before, after, unknown. `words` are those of the cell.
    `problem` is a short code where a person should look: approximate, uncertain, month-missing, range, open-ended,
    acting-then-formal, unknown, empty, not-a-date, impossible, month-ambiguous.
    """

    earliest: date | None
    latest: date | None
    precision: str
    words: str
    problem: str | None = None
    approximate: bool = False
    acting: bool = False
    running: bool = False
    formal: When | None = None


def when(value: Any) -> When:
    """What a cell of a column of dates says. Never raises: what is no date is `unknown` with a problem and keeps its words."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return When(value, value, "day", value.isoformat())
    if isinstance(value, bool):
        return _unknown(str(value), "not-a-date")
    if isinstance(value, int | float):
        return _number(value)
    text = "" if value is None else str(value).strip()
    if not text:
        return _unknown("", "empty")
    try:
        found = _text(_without_point(calendar.plain(text)))
    except Impossible:
        return _unknown(text, "impossible")
    return _unknown(text, "not-a-date") if found is None else replace(found, words=text)


def _without_point(text: str) -> str:
    """A date without the point after it: 2021.9."""
    return text[:-1] if len(text) > 4 and text[-1] in ".。" and text[-2].isdigit() else text


def shown(value: Any) -> str:
    """The words of a cell: a day in ISO form, a whole number without its point, a text without outer blanks."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.time().min else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _number(value: float) -> When:
    text = shown(value)
    try:
        found = calendar.number(value)
    except Impossible:
        return _unknown(text, "impossible")
    if found is not None:
        return replace(_when(found), words=text)
    if 1900 <= value <= 2100:
        year = int(value)
        return When(date(year, 1, 1), date(year, 12, 31), "year", text, "month-ambiguous")
    return _unknown(text, "not-a-date")


def _unknown(text: str, problem: str) -> When:
    return When(None, None, "unknown", text, problem)


def _when(days: Days) -> When:
    return When(days.first, days.last, days.precision, "", "month-missing" if days.missing else None)


@cache
def _list(name: str) -> tuple[str, ...]:
    return tuple(sorted((str(w) for w in words("dates")[name]), key=len, reverse=True))


def _text(text: str) -> When | None:
    if text in _list("running"):
        return When(None, None, "running", "", running=True)
    if text in _list("unknown"):
        return _unknown("", "unknown")
    found = _acting_then_formal(text)
    if found is not None:
        return found
    notes = _BRACKETS.findall(text)
    bare = _BRACKETS.sub("", text)
    if bare and (found := _formal_in_brackets(bare, notes)) is not None:
        return found
    if not bare or (notes and bare in _list("running")):
        return _text(bare or notes[0]) if notes else None
    found = _modified(bare)
    if found is None:
        return None
    if any(note.rstrip("月日") in _list("uncertain") for note in notes):
        found = _doubted(found, "uncertain")
    if any(ANYWHERE.search(note) for note in notes):
        found = _doubted(found, "uncertain")  # another date, of something else
    if any(note in _list("about_after") or note in _list("about") for note in notes):
        found = _doubted(found, "approximate")
    return replace(found, acting=True) if any(note in _list("acting") for note in notes) else found


def _acting_then_formal(text: str) -> When | None:
    parts = [p for p in _ARROW.split(text) if p]
    if len(parts) != 2:
        return None
    first, acting = _marked(parts[0], "acting")
    second, formal = _marked(parts[1], "formal")
    if not (acting or formal):
        return None
    start, settled = _modified(first), _modified(second)
    if start is None or settled is None or settled.earliest is None:
        return None
    return replace(
        start,
        acting=True,
        formal=replace(settled, words=parts[1]),
        problem=start.problem or "acting-then-formal",
    )


def _formal_in_brackets(bare: str, notes: list[str]) -> When | None:
    """2019年9月（2020年3月正式）: acting since the one, formally since the other."""
    for note in notes:
        second, formal = _marked(note, "formal")
        settled = _modified(second) if formal and second else None
        if settled is not None and settled.earliest is not None:
            start = _modified(_marked(bare, "acting")[0])
            if start is not None:
                return replace(
                    start,
                    acting=True,
                    formal=replace(settled, words=note),
                    problem=start.problem or "acting-then-formal",
                )
    return None


def _marked(text: str, name: str) -> tuple[str, bool]:
    """A text without the mark of acting or formal, and whether it stood there."""
    bare = _BRACKETS.sub("", text)
    if any(note in _list(name) for note in _BRACKETS.findall(text)):
        return bare, True
    for word in _list(name):
        if bare.endswith(word):
            return bare.removesuffix(word), True
        if bare.startswith(word):
            return bare.removeprefix(word), True
    return bare, False


def _modified(text: str) -> When | None:
    """A date with words around it, no brackets."""
    found = atom(text)
    if found is not None:
        return _when(found)
    for word in _list("part_of_year"):
        if text.endswith(word):
            year = atom(text.removesuffix(word))
            if year is not None and year.precision == "year" and not year.missing:
                return _doubted(_when(year), "approximate")
    for word in _list("part_of_month"):
        if text.endswith(word):
            month = atom(text.removesuffix(word))
            if month is not None and month.precision == "month" and not month.missing and "月" in text:
                return _doubted(_when(month), "approximate")
    for name, problem in (("about", "approximate"), ("uncertain_before", "uncertain")):
        for word in _list(name):
            if text.startswith(word) and (rest := _modified(text.removeprefix(word))) is not None:
                return _doubted(rest, problem)
    for name, problem in (("about_after", "approximate"), ("uncertain", "uncertain")):
        for word in _list(name):
            if text.endswith(word) and (rest := _modified(text.removesuffix(word))) is not None:
                return _doubted(rest, problem)
    return _bounded(text) or _range(text) or _plain_after(text)


def _bounded(text: str) -> When | None:
    for name in ("before_first", "before", "after_first", "after"):
        first = name.endswith("_first")
        for word in _list(name):
            if not (text.startswith(word) if first else text.endswith(word)):
                continue
            days = atom(text.removeprefix(word) if first else text.removesuffix(word))
            if days is None:
                continue
            inclusive = word.startswith(("及", "不")) or "≤" in word or "≥" in word or "=" in word
            if name.startswith("before"):
                last = days.last if inclusive else days.first - timedelta(1)
                return When(None, last, "before", "", "open-ended")
            first_day = days.first if inclusive else days.last + timedelta(1)
            return When(first_day, None, "after", "", "open-ended")
    return None


def _range(text: str) -> When | None:
    bare = next((text.removesuffix(w) for w in _list("within") if text.endswith(w)), text)
    for mark in _RANGE.finditer(bare):
        try:
            first, last = atom(bare[: mark.start()]), atom(bare[mark.end() :])
        except Impossible:
            continue
        if first is not None and last is not None and first.first <= last.last:
            return When(first.first, last.last, "range", "", "range")
    return None


def _plain_after(text: str) -> When | None:
    for word in _list("plain_after"):
        if text.endswith(word) and (rest := _modified(text.removesuffix(word))) is not None:
            return rest
    return None


def _doubted(found: When, problem: str) -> When:
    return replace(
        found,
        approximate=True,
        problem=found.problem if found.problem not in {None, "month-missing"} else problem,
    )
