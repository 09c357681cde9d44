"""Which number do Chinese or Arabic numerals mean?"""

from __future__ import annotations

NUMERAL = r"[一二三四五六七八九十百千零〇\d]+"
"""A regular expression for the numeral of an article or item."""

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def number(words: str) -> int | None:
    """The number that the words mean, None if they mean none: 二十一 is 21, 一百零三 is 103."""
    if words.isascii() and words.isdigit():
        return int(words)
    if not words or any(c not in _DIGITS and c not in _UNITS for c in words):
        return None
    if not set(words) & _UNITS.keys():
        return int("".join(str(_DIGITS[c]) for c in words))
    total, digit = 0, None
    for c in words:
        if c in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[c]
            digit = None
        else:
            digit = _DIGITS[c]
    return total + (digit or 0)
