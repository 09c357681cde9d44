"""Which figures does a bulletin give, and do they agree with each other?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loaders.bulletins.terms import figure_patterns, raw

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"两": 2}


@dataclass(frozen=True)
class Figure:
    """A number under its key, where it stands, how many decimals it is written with."""

    key: str
    value: float
    start: int
    end: int
    decimals: int = 0


@dataclass(frozen=True)
class Check:
    """A rule over figures, as `done+open=issues`; the stated number, the one that follows from the others, whether they agree."""

    rule: str
    holds: bool
    stated: float
    follows: float


def figures(text: str, ranges: Iterable[tuple[int, int]]) -> tuple[Figure, ...]:
    """The figures that stand in the ranges of the text; of a key that comes several times the first.

    A number that one figure has taken is no other's. Money is in units of 10,000 yuan.
    """
    found: dict[str, Figure] = {}
    taken: list[tuple[int, int]] = []
    spans = list(ranges)
    for key, patterns in figure_patterns().items():
        for pattern in patterns:
            for match in (m for a, b in spans for m in pattern.finditer(text, a, b)):
                span = match.span("n")
                if any(a < span[1] and span[0] < b for a, b in taken):
                    continue
                value = _number(match.group("n"))
                if value is None:
                    continue
                unit = match.groupdict().get("u")
                if unit:
                    value = round(value * raw()["money"]["units"][unit], 8)
                decimals = len(match.group("n").partition(".")[2])
                found[key] = Figure(key, value, *span, decimals)
                taken.append(span)
                break
            if key in found:
                break
    return tuple(_money(found).values())


def checks(found: Iterable[Figure]) -> tuple[Check, ...]:
    """Every rule whose figures are all given."""
    by_key = {f.key: f for f in found}
    sums, rates = raw()["sums"], raw()["rates"]
    made: list[Check] = []
    parts = [p for p in sums["parts"] if p in by_key]
    if sums["whole"] in by_key and sums["first"] in by_key and parts:
        keys = [sums["first"], *parts]
        total, stated = sum(by_key[k].value for k in keys), by_key[sums["whole"]].value
        made.append(Check(f"{'+'.join(keys)}={sums['whole']}", total == stated, stated, total))
    for part, whole, rate in rates:
        if {part, whole, rate} <= by_key.keys() and by_key[whole].value:
            share = by_key[part].value / by_key[whole].value * 100
            stated, decimals = by_key[rate].value, by_key[rate].decimals
            holds = abs(share - stated) <= 0.5 * 10**-decimals + 1e-9
            made.append(Check(f"{part}/{whole}={rate}", holds, stated, round(share, max(2, decimals))))
    return tuple(made)


def _money(found: Mapping[str, Figure]) -> dict[str, Figure]:
    """Money under its keys: what was saved counts as recovered where nothing else was."""
    keys = {"money recovered": "money_recovered_wan", "money returned": "money_returned_wan"}
    keys["money saved"] = "loss_recovered_wan" if "money recovered" in found else "money_recovered_wan"
    return {
        keys.get(k, k): Figure(keys.get(k, k), f.value, f.start, f.end, f.decimals) for k, f in found.items()
    }


def _number(words: str) -> float | None:
    if words[0].isdigit():
        return float(words.replace(",", ""))
    total, digit = 0, 0
    for c in words:
        if c in _DIGITS:
            digit = _DIGITS[c]
        else:
            total += (digit or 1) * (100 if c == "百" else 10)
            digit = 0
    return float(total + digit)
