"""By when must it be done, as a ledger words it: by a day, in a month, within so long of something, always?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from loaders.documents import calendar
from loaders.documents.calendar import ANYWHERE, Days, Impossible, atom
from loaders.documents.dates import shown, when

if TYPE_CHECKING:
    from collections.abc import Iterator

_RANGE = re.compile(r"(?:起)?[-~至到]+")
_BY = re.compile(r"[(]?(?:底|末|月底|月末)?(?:之前|以前|前|止|截止|内)")
_END = re.compile(r"[年]?(?:底|末|终)")
# What may follow a year that is the whole deadline: 2024年春节前 is another one.
_AFTER_YEAR = re.compile(r"$|[年]?(?:底|末|终)|[,。;、()]|[以之]?[前内]|年?[以之]?内|全年|年度|完成|止|截")
_TAIL = re.compile(r"(?P<m>\d{1,2})月份?(?:(?P<d>\d{1,2})[日号]?)?")
_NO_YEAR = re.compile(r"(?<![\d年])(?P<m>\d{1,2})月(?!内)(?:(?P<d>\d{1,2})[日号])?")
_RELATIVE = re.compile(r"[个\d]+(?:个?月|日|天|周|工作日|年)[之以]?内")


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day on which performance is in time (`day`), the first day of a stated interval (`first`), and the words.

    `day` is None where the words give no day; then `precision` is none, or what they would give had they told the year.
    `problem`: year-missing, impossible, several, ambiguous, relative; None where the words are plain or plainly give no day.
    """

    day: date | None
    first: date | None
    precision: str
    words: str
    problem: str | None = None


def deadline(value: Any) -> Deadline:
    """What a cell of a column of deadlines says. Never raises; no year and no digit is filled in."""
    words = shown(value)
    if not isinstance(value, str):
        found = when(value)
        if found.earliest is None or found.latest is None or found.problem:
            return Deadline(None, None, "none", words, None if not words else "not-a-date")
        first = None if found.precision == "day" else found.earliest
        return Deadline(found.latest, first, found.precision, words)
    return _of_text(words)


@lru_cache(maxsize=2_000)
def _of_text(words: str) -> Deadline:
    text = calendar.plain(words)
    try:
        return _worded(text, words)
    except Impossible:
        return Deadline(None, None, "none", words, "impossible")


def _worded(text: str, words: str) -> Deadline:
    found = list(_atoms(text))
    if not found:
        return _without_year(text, words)
    if len(found) == 2 and _RANGE.fullmatch(text[found[0][1] : found[1][0]]):
        (_, _, first), (_, _, last) = found
        return (
            Deadline(last.last, first.first, last.precision, words)
            if first.first <= last.last
            else Deadline(None, None, "none", words, "impossible")
        )
    if len({days.last for _, _, days in found}) > 1:
        return Deadline(None, None, "none", words, "several")
    start, end, days = found[0]
    if _RELATIVE.match(text, end) or (start and text[start - 1] == "自"):
        return Deadline(None, None, "none", words, "relative")
    tail = _RANGE.match(text, end)
    rest = _TAIL.match(text, tail.end()) if tail else None
    if rest is not None and days.precision in {"day", "month"}:
        # The second year of a range that names it once is the first one, if the range runs forward.
        second = atom(f"{days.first.year}年{rest[0]}")
        if second is not None and second.last >= days.last:
            return Deadline(second.last, days.first, second.precision, words)
        return Deadline(None, None, "none", words, "year-missing")
    return _ending(days, text[end:], words)


def _ending(days: Days, after: str, words: str) -> Deadline:
    """The deadline that one atom and the words right after it give."""
    if days.precision == "year" and not _AFTER_YEAR.match(after):
        return Deadline(None, None, "none", words, "ambiguous")
    closes = _END.match(after)
    if closes is not None or _BY.match(after) is not None:
        if (
            closes is None
            and days.precision != "day"
            and after[:1] not in {"止", "截", "内"}
            and not after.startswith("以内")
        ):
            # Before March: the end of February or of March? Both are meant by somebody.
            return Deadline(None, None, days.precision, words, "ambiguous")
        return Deadline(days.last, None, days.precision, words)
    return Deadline(days.last, None if days.precision == "day" else days.first, days.precision, words)


def _atoms(text: str) -> Iterator[tuple[int, int, Days]]:
    for match in ANYWHERE.finditer(text):
        if match.start() and text[match.start() - 1].isdigit():
            continue
        days = atom(match[0])
        if days is not None:
            yield match.start(), match.end(), days


def _without_year(text: str, words: str) -> Deadline:
    if _RELATIVE.search(text):
        return Deadline(None, None, "none", words, "relative")
    found = _NO_YEAR.search(text)
    if found is not None and 1 <= int(found["m"]) <= 12:
        return Deadline(None, None, "day" if found["d"] else "month", words, "year-missing")
    return Deadline(None, None, "none", words)
