"""Is a measure done, open or overdue, and on which day was it done, as a ledger words it?"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from loaders.documents import calendar
from loaders.documents.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from loaders.ledgers.ledger import Said

_PERCENT = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d+)?)%")


@lru_cache(maxsize=2_000)
def status(text: str) -> str | None:
    """done, open or overdue, of a cell that says which; None if it says neither."""
    plain = _plain(text)
    found = _exact().get(plain)
    if found is not None:
        return found
    for name in ("overdue", "open", "done"):
        if any(len(sign) > 1 and sign.isascii() is False and plain.startswith(sign) for sign in _signs(name)):
            return name
    return None


@lru_cache(maxsize=2_000)
def status_of_progress(text: str) -> str | None:
    """done, open or overdue, of a free text on progress, where no column says it; None if it does not tell."""
    plain = _plain(text)
    if not plain:
        return None
    if (found := _exact().get(plain)) is not None:
        return found
    if any(sign in plain for sign in _signs("overdue")):
        return "overdue"
    if any(float(p) < 100 for p in _PERCENT.findall(plain)):
        return "open"
    for name, outcome in (("open_signs", "open"), ("done_signs", "done")):
        if any(re.search(sign, plain) for sign in words("ledger")["status"][name]):
            return outcome
    return None


def done_on(texts: Iterable[Said | None]) -> tuple[Said | None, date | None]:
    """The cell, and the one day on which it says that something was done: 2024年4月20日已完成, 2024-07-15销号; none where it names several."""
    for said in texts:
        if said is None or not isinstance(said.value, str):
            continue
        plain_text = calendar.plain(said.value)
        days = {
            day
            for match in _done_patterns()
            for found in match.finditer(plain_text)
            if (day := _day(found["day"]))
        }
        if len(days) == 1:
            return said, days.pop()
    return None, None


def _day(text: str) -> date | None:
    try:
        days = calendar.atom(text)
    except calendar.Impossible:
        return None
    return days.first if days is not None and days.precision == "day" else None


@cache
def _done_patterns() -> tuple[re.Pattern[str], ...]:
    lists = words("ledger")["done_on"]
    day, done = f"(?P<day>{calendar.ANYWHERE.pattern})", "|".join(lists["done"])
    before = "|".join(lists["between"])
    # Neither 待2024年6月30日完成 nor 2024年6月30日前完成 says that anything was done.
    planned = "".join(lists["planned"])
    return (
        re.compile(rf"(?<![\d{planned}])(?<![{planned}]于){day}(?:{before})?(?:{done})(?![\d率时比])"),
        re.compile(rf"(?:{'|'.join(lists['labels'])})[:：为是]?{day}"),
    )


def _plain(text: str) -> str:
    return re.sub(r"[\s。.]+", "", unicodedata.normalize("NFKC", text)).casefold()


@cache
def _signs(name: str) -> tuple[str, ...]:
    found = (_plain(str(w)) for w in words("ledger")["status"][name])
    return tuple(sorted((w for w in found if len(w) > 1), key=len, reverse=True))


@cache
def _exact() -> dict[str, str]:
    lists = words("ledger")["status"]
    return {_plain(str(w)): name for name in ("overdue", "done", "open") for w in lists[name]}
