"""Is a measure done, open or overdue, as a ledger words it?"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from loaders.documents.words import words

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
