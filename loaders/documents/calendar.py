"""Which days does the shortest form of a date stand for: a day, a month, a quarter, a year?

An atom is what is left of a date when words around it are taken away. No digit is ever filled in: a year of two digits is no year.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite

YEAR = r"(?P<y>(?:19|20)\d\d)"
_NUMERALS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_HAN_YEAR = re.compile(r"[〇○零一二三四五六七八九]{4}(?=年)")
_HAN_NUMBER = re.compile(
    r"([一二三四五六七八九]?)十([一二三四五六七八九]?)(?=[月日号季])|([一二三四五六七八九])(?=[月日号季])"
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－ー", "-"))


@dataclass(frozen=True, slots=True)
class Days:
    """First and last day that an atom may mean, both inclusive; `precision`: day, ten-days, month, quarter, half, year, decade.

    `missing`: a part that was left open, as in 2008-??.
    """

    first: date
    last: date
    precision: str
    missing: bool = False


class Impossible(ValueError):
    """A date that no calendar has."""


# Year, month and day apart by one mark, not by two: 2023.11-20... begins a range.
_SEPARATED = (
    "(?:"
    + "|".join(
        rf"{a}(?P<m{i}>\d{{1,2}}){b}(?P<d{i}>\d{{1,2}})"
        for i, (a, b) in enumerate(("年月", "--", ("\\.", "\\."), "//"))
    )
    + ")"
)
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("day", YEAR + _SEPARATED + r"[日号]?(?:t?\d{1,2}:\d\d(?::\d{1,3})?(?:\.\d+)?)?"),
        ("day", YEAR + r"(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])"),
        ("ten-days", YEAR + r"(?:[-./]|年)(?P<m>\d{1,2})月?(?P<part>[上中下])旬"),
        ("open-day", YEAR + r"(?:[-./]|年)(?P<m>\d{1,2})(?:[-./]|月)(?:[?x]{1,2}|__?)[日号]?"),
        ("month", YEAR + r"(?:[-./]|年)(?P<m>\d{1,2})(?:月份?)?"),
        ("month", YEAR + r"(?P<m>0[1-9]|1[0-2])"),
        ("open-month", YEAR + r"(?:[-./]|年)(?:[01]?[?x]{1,2}|__?|某)月?份?(?:[-./]?[?x]{1,2}日?)?"),
        ("quarter", YEAR + r"年?[-./]?(?:第?(?P<q>[1-4])季度?|[qQ](?P<q2>[1-4]))"),
        ("half", YEAR + r"年?(?P<part>[上下])半年"),
        ("decade", r"(?P<y>(?:19|20)\d)0(?:年代|s)"),
        ("year", YEAR + r"年?度?"),
    )
)  # fmt: skip
ANYWHERE = re.compile("|".join(f"(?:{re.sub(r'[(][?]P<[a-z0-9]+>', '(?:', p.pattern)})" for _, p in _SHAPES))
"""Finds atoms in a text; `atom` then tells what each is."""


def plain(text: str) -> str:
    """A date as dates are compared: half width, no blanks, lower case, one kind of dash, Arabic numerals."""
    text = (
        re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower().translate(_DASHES).replace("〜", "~")
    )
    text = _HAN_YEAR.sub(lambda m: "".join(_NUMERALS[c] for c in m[0]), text)
    return _HAN_NUMBER.sub(_arabic, text)


def _arabic(match: re.Match[str]) -> str:
    tens, ones, alone = match.groups()
    if alone:
        return _NUMERALS[alone]
    return (_NUMERALS[tens] if tens else "1") + (_NUMERALS[ones] if ones else "0")


def atom(text: str) -> Days | None:
    """What a plain text stands for that is an atom and nothing else; None if it is none. Raises Impossible."""
    for name, shape in _SHAPES:
        found = shape.fullmatch(text)
        if found:
            return _days(name, found)
    return None


def _days(name: str, found: re.Match[str]) -> Days:
    year, parts = (
        int(found["y"]),
        {key.rstrip("0123456789"): value for key, value in found.groupdict().items() if value},
    )
    if name == "decade":
        return Days(date(year * 10, 1, 1), date(year * 10 + 9, 12, 31), "decade")
    if name in {"year", "open-month"}:
        return Days(date(year, 1, 1), date(year, 12, 31), "year", missing=name == "open-month")
    if name == "half":
        first = 1 if parts["part"] == "上" else 7
        return months(year, first, first + 5, "half")
    if name == "quarter":
        quarter = int(parts["q"])
        return months(year, 3 * quarter - 2, 3 * quarter, "quarter")
    month = int(parts["m"])
    if not 1 <= month <= 12:
        raise Impossible(f"there is no month {month}")
    whole = months(year, month, month, "month", missing=name == "open-day")
    if name in {"month", "open-day"}:
        return whole
    if name == "ten-days":
        first = {"上": 1, "中": 11, "下": 21}[parts["part"]]
        return Days(
            date(year, month, first), whole.last if first == 21 else date(year, month, first + 9), "ten-days"
        )
    try:
        day = date(year, month, int(parts["d"]))
    except ValueError:
        raise Impossible(f"{year}-{month:02} has no day {parts['d']}") from None
    return Days(day, day, "day")


def months(year: int, first: int, last: int, precision: str, *, missing: bool = False) -> Days:
    """The days of some months of a year."""
    return Days(date(year, first, 1), date(year, last, monthrange(year, last)[1]), precision, missing)


def number(value: float) -> Days | None:
    """What a number in a cell stands for: a year, yyyymm, yyyymmdd, or the serial number that a spreadsheet keeps for a day.

    None where it stands for none or for several (2014.1 may be January or October).
    """
    if not isfinite(value):
        return None
    whole = int(value)
    if value != whole:
        tail = f"{value:.6f}".partition(".")[2].rstrip("0")
        if 1900 <= whole <= 2100 and (len(tail) == 2 or tail != "1") and len(tail) <= 2:
            return atom(f"{whole}.{tail}")
        return None if whole <= 2100 else number(whole)
    if 1900 <= whole <= 2100 or 190001 <= whole <= 210012 or 19000101 <= whole <= 21001231:
        return atom(str(whole))
    if 18264 <= whole <= 73050:  # 1950 to 2099
        day = date(1899, 12, 30) + timedelta(whole)
        return Days(day, day, "day")
    return None
