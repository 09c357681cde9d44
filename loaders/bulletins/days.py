"""Which days does a passage name, as bounds, and which dates has the text lost?

A date that lost its 年 or 月 (2024717日) is not put together again: it is told as lost, with its characters.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TENS = {"上": (1, 10), "中": (11, 20), "下": (21, 31)}
_ONE = r"(?:(?P<y{0}>\d{{4}})\s*年\s*)?(?:(?P<m{0}>\d{{1,2}})\s*月\s*)?(?:(?P<d{0}>\d{{1,2}})\s*日|(?P<t{0}>[上中下])旬)?"
_JOIN = r"\s*(?:至|到|-|—+|~|～)\s*"
SPAN = re.compile(_ONE.format("a") + rf"(?:{_JOIN}(?=\d|[上中下]旬)" + _ONE.format("b") + ")?")
"""A date or a range of dates, each from year to ten-day period; may match nothing."""

_LOST_DAY = r"(?:\d{4}年\d{3,4}日|\d{5,8}日|\d{5,6}月(?:\d{1,2}日)?|\d{2,4}日)"
_LOST = re.compile(
    rf"(?<![\d年月.第]){_LOST_DAY}(?:{_JOIN}(?:{_LOST_DAY}|\d{{1,2}}月\d{{1,2}}日|\d{{1,2}}日))?(?![内后前])"
)
_AFTER_WHOLE = re.compile(rf"(?:\d{{4}}年)?\d{{1,2}}月\d{{1,2}}日{_JOIN}\d{{2,4}}日")


@dataclass(frozen=True, slots=True)
class Days:
    """Earliest and latest day, inclusive, and the range of characters; None where the text leaves it open."""

    first: tuple[date, date] | None
    last: tuple[date, date] | None
    start: int
    end: int
    ranged: bool


def days(text: str, start: int, end: int, year: int | None = None) -> Iterator[Days]:
    """The dates of text[start:end] in their order. `year` is that of a date without its own; the second of a range goes on from the first."""
    at = start
    while at < end:
        match = SPAN.match(text, at, end)
        if not match or match.end() == at or not _says(match):
            at += 1
            continue
        if (at and (text[at - 1].isdigit())) or (match.end() < end and text[match.end()].isdigit()):
            at += 1
            continue
        yield _days(match, year)
        at = match.end()


def lost(text: str, masked: str) -> Iterator[tuple[int, int]]:
    """Ranges of dates that lost a part, or whose digits cannot be read (`masked` matches a character in their place)."""
    for match in _LOST.finditer(text):
        if any(_broken(part) for part in re.split(_JOIN, match.group())):
            yield match.span()
    for match in _AFTER_WHOLE.finditer(text):
        if _broken(re.split(_JOIN, match.group())[-1]):
            yield match.span()
    digit = rf"(?:\d|{masked})"
    for match in re.finditer(
        rf"{digit}{{2,4}}年(?:{digit}{{1,2}}月)?(?:{digit}{{1,2}}日)?|{digit}{{1,2}}月{digit}{{1,2}}日", text
    ):
        if re.search(masked, match.group()):
            yield match.span()


def _broken(part: str) -> bool:
    """Whether the words are no day of a calendar as they stand."""
    if re.fullmatch(r"\d{4}年\d{3,4}日|\d{5,8}日|\d{5,6}月(?:\d{1,2}日)?", part):
        return True
    match = re.fullmatch(r"(\d{2,4})日", part)
    return match is not None and int(match.group(1)) > 31


def _says(match: re.Match[str]) -> bool:
    found = match.groupdict()
    if not (found["ma"] or found["ya"]):
        return False
    return bool(found["ma"] or found["mb"])


def _days(match: re.Match[str], year: int | None) -> Days:
    g = match.groupdict()
    ranged = bool(g["yb"] or g["mb"] or g["db"] or g["tb"])
    y, m = int(g["ya"]) if g["ya"] else year, int(g["ma"]) if g["ma"] else None
    first = _bounds(y, m, g["da"], g["ta"])
    if not ranged:
        return Days(first, first, *match.span(), ranged)
    m2 = int(g["mb"]) if g["mb"] else m
    y2 = int(g["yb"]) if g["yb"] else y
    if not g["yb"] and y2 is not None and m is not None and m2 is not None and m2 < m:
        y2 += 1  # over the New Year
    return Days(first, _bounds(y2, m2, g["db"], g["tb"]), *match.span(), ranged)


def _bounds(y: int | None, m: int | None, d: str | None, tens: str | None) -> tuple[date, date] | None:
    try:
        if y is None:
            return None
        if m is None:
            return date(y, 1, 1), date(y, 12, 31)
        last = monthrange(y, m)[1]
        if d:
            return date(y, m, int(d)), date(y, m, int(d))
        if tens:
            a, b = _TENS[tens]
            return date(y, m, a), date(y, m, min(b, last))
        return date(y, m, 1), date(y, m, last)
    except ValueError:
        return None
