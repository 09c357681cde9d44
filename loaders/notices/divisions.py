"""Which divisions does a clause make, and which of its characters were understood?"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from loaders.notices import items as listed
from loaders.notices.heads import parse_heads
from loaders.notices.said import Division, Target
from loaders.notices.terms import any_of, terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loaders.notices.clauses import Clause
    from loaders.notices.reading import Reading

_OVERALL = ("OverallCharge",)

T = TypeVar("T")
Found = tuple[Target, int, int]
"""A target with the range that it takes."""


def shared(those: Sequence[T], found: Sequence[Found], *, each: bool) -> list[tuple[T, Sequence[Found]]]:
    """Who gets which items: all of them everybody, with `each` (分别) one everyone in the order of the text.

    Nobody gets anything where `each` leaves a remainder.
    """
    if not each or len(those) < 2:
        return [(one, found) for one in those]
    if len(those) != len(found):
        return []
    return [(one, (item,)) for one, item in zip(those, found, strict=True)]


def whole_list(text: str, start: int, end: int, found: list[tuple[Target, int, int]]) -> bool:
    """Whether text[start:end] is nothing but these items and what joins them."""
    closing, at = _closing(), start
    for _, a, b in found:
        if not closing.fullmatch(text, at, a):
            return False
        at = b
    return closing.fullmatch(text, at, end) is not None


def divide(reading: Reading, clause: Clause, end: int) -> None:
    """Notes the divisions of a clause, and which characters were understood."""
    text = reading.text
    items_end = clause.end if clause.end is not None else end
    overall = "OverallCharge" in clause.modes
    if theirs := _theirs(text.text, clause.items, items_end):
        clause = replace(clause, items=theirs, change=clause.change or "added")
    places = "Liaises" in clause.modes
    found = listed.targets(text, clause.items, items_end, reading.known, overall=overall, places=places)
    change = clause.change or reading.sentence or (reading.change if reading.change == "added" else None)
    if change is None and reading.taken_from is not None:
        change = "added"
    reading.change = clause.change or reading.change
    if not found and reading.said and items_end - clause.items < 3:
        for leader in reading.current:  # 由乙同志分管: what the clause before named
            leader.divisions += [
                Division(mode, target, clause.principal, change, newly=reading.assigned)
                for target, _ in reading.said
                for mode in clause.modes
            ]
        reading.mark(clause.start, end)
        return
    pairs = shared(reading.current, found, each=clause.each)
    if not found or not pairs or any(_somebody(reading, target) for target, _, _ in found):
        return
    _mark(reading, clause, end, found)
    for leader, theirs_ in pairs:
        for target, _, _ in theirs_:
            modes = _OVERALL if _whole(target) and clause.modes == ("InChargeOf",) else clause.modes
            newly = leader.head.newcomer or reading.assigned
            leader.divisions += [
                Division(mode, target, clause.principal, change, newly=newly) for mode in modes
            ]
    reading.said = [(target, clause.modes) for target, _, _ in found]


def _somebody(reading: Reading, target: Target) -> bool:
    """Whether an item is the name of somebody whom the notice speaks of."""
    named = {leader.head.person for leader in reading.leaders}
    return target.name in named or f"{target.name}{terms().raw['comrade'][0]}" in reading.text.text


def _whole(target: Target) -> bool:
    return target.name.endswith(tuple(terms().raw["overall"]))


def _theirs(text: str, start: int, end: int) -> int | None:
    """Where the items begin in 代管某某同志分管的X."""
    match = re.compile(rf"(?P<who>[^。;,、\n]{{2,20}}?)原?{any_of(terms().verbs)}的").match(text, start, end)
    heads = parse_heads(match.group("who")) if match else ()
    return match.end() if match and any(h.person for h in heads) else None


def _mark(reading: Reading, clause: Clause, end: int, found: list[tuple[Target, int, int]]) -> None:
    """Marks verb, items, and between them what only joins or closes a list."""
    text = reading.text.text
    reading.mark(clause.start, clause.items)
    closing = _closing()
    at = clause.items
    for _, start, stop in found:
        if closing.fullmatch(text, at, start):
            reading.mark(at, start)
        reading.mark(start, stop)
        at = stop
    tail = closing.match(text, at)
    if tail:
        reading.mark(at, min(tail.end(), end))
    if clause.whole is not None:
        reading.mark(clause.end or clause.items, clause.whole)


@cache
def _closing() -> re.Pattern[str]:
    t = terms()
    joins = [*t.raw["endings"], *t.raw["split"]["always"], *t.raw["split"]["last"]]
    return re.compile(
        rf"(?:[\s、,;:.。①-⑳]|\d{{1,2}}[.、)]|\([一二三四五六七八九十\d]{{1,3}}\)|{any_of(joins)})*"
    )
