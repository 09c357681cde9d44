"""Which items go from whom to whom, or are somebody's by a sentence that names the items first?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from loaders.notices import items as listed
from loaders.notices.clauses import clause_at
from loaders.notices.divisions import shared, whole_list
from loaders.notices.heads import parse_heads
from loaders.notices.reading import Reading
from loaders.notices.said import Division, Head, Leader, Target
from loaders.notices.terms import any_of, terms

_END = r"(?=[。;:,\n]|$)"


def moved(reading: Reading, at: int) -> int | None:
    """Reads 将甲同志分管的X调整为乙同志分管: taken from one, given to the other; returns the end, None if it is no such sentence.

    将甲同志分管的下列工作调整为其他领导分管 names no items: those that follow are taken from the first.
    """
    text = reading.text.text
    match = _patterns().move.match(text, at)
    if not match:
        return None
    givers = _persons(match.group("giver"))
    takers = _persons(match.group("taker"))
    if len(givers) != 1:
        return None
    words, start, end = match.group("items").strip(), match.start("items"), match.end("items")
    collective = not words or words in terms().raw["change"]["following"]
    if not collective and not takers:
        return None
    found = [] if collective else listed.targets(reading.text, start, end, reading.known)
    each = match.group("each") is not None
    if not collective and not shared(takers, found, each=each):
        return None
    reading.mark(at, match.start("items"))
    reading.mark(match.end("items"), match.end())
    reading.current = []
    giver = reading.leader(givers[0], match.start("giver"), match.end("giver"))
    if collective:
        reading.mark(start, end)
        reading.taken_from = giver
        return match.end()
    had, gets = _modes(match.group("had")), _modes(match.group("gets") or match.group("had"))
    for target, a, b in found:
        reading.mark(a, b)
        giver.divisions += [Division(mode, target, change="removed") for mode in had]
    _give(reading, takers, match, found, gets, "added")
    return match.end()


def taken(reading: Reading, at: int) -> int | None:
    """Reads 取消甲同志分管的X; returns the end, None if it is no such sentence."""
    match = _patterns().taken.match(reading.text.text, at)
    givers = _persons(match.group("giver")) if match else ()
    if match is None or len(givers) != 1:
        return None
    found = listed.targets(reading.text, match.start("items"), match.end("items"), reading.known)
    if not found:
        return None
    giver = reading.leader(givers[0], match.start("giver"), match.end("giver"))
    modes = _modes(match.group("had"))
    giver.divisions += [Division(mode, t, change="removed") for t, _, _ in found for mode in modes]
    reading.mark(at, match.start("items"))
    for _, a, b in found:
        reading.mark(a, b)
    reading.mark(found[-1][2], match.end())
    reading.current = []
    return match.end()


def shifted(reading: Reading, at: int) -> int | None:
    """Reads 将X工作由甲同志分管调整为乙同志分管; returns the end, None if it is no such sentence."""
    match = _patterns().shift.match(reading.text.text, at)
    if not match:
        return None
    givers, takers = _persons(match.group("giver")), _persons(match.group("taker"))
    found = listed.targets(reading.text, match.start("items"), match.end("items"), reading.known)
    if len(givers) != 1 or not takers or not found:
        return None
    giver = reading.leader(givers[0], match.start("giver"), match.end("giver"))
    had, gets = _modes(match.group("had")), _modes(match.group("gets"))
    giver.divisions += [Division(mode, t, change="removed") for t, _, _ in found for mode in had]
    _give(reading, takers, match, found, gets, "added")
    reading.mark(at, match.end())
    reading.current = []
    return match.end()


def away(reading: Reading, at: int) -> int | None:
    """Reads 因甲同志外出学习,其分管工作暂由下列同志代管: the items that follow are taken from the first; returns the end or None."""
    text = reading.text.text
    match = _patterns().away.match(text, at)
    if not match:
        return None
    givers = _persons(match.group("giver"))
    if len(givers) != 1:
        return None
    reading.taken_from = reading.leader(givers[0], match.start("giver"), match.end("giver"))
    reading.current = []
    reading.mark(at, match.end())
    return match.end()


def passive(reading: Reading, at: int) -> int | None:
    """Reads X工作(改)由乙同志负责; what another no longer has may follow: ，甲同志不再分管."""
    text = reading.text.text
    match = _patterns().passive.match(text, at)
    if not match:
        return None
    takers = _persons(match.group("taker")) or _by_title(reading, match.group("taker"))
    if not takers:
        return None
    found = listed.targets(reading.text, match.start("items"), match.end("items"), reading.known)
    if not whole_list(text, match.start("items"), match.end("items"), found):
        return None  # a piece that is no item makes the rest doubtful
    if not found or not shared(takers, found, each=match.group("each") is not None):
        return None
    modes = _modes(match.group("gets"))
    change = "added" if match.group("how") not in terms().raw["change"]["plain_move"] else None
    for _, a, b in found:
        reading.mark(a, b)
    reading.mark(at, match.start("items"))
    reading.mark(found[-1][2], match.end())
    givers = _persons(match.group("giver") or "")
    for head in givers[:1]:
        giver = reading.leader(head, match.start("giver"), match.end("giver"))
        giver.divisions += [
            Division(m, t, change="removed") for t, _, _ in found for m in _modes(match.group("had"))
        ]
        change = "added"
    end = match.end()
    after = re.compile(r",\s*").match(text, end)
    no_longer = _patterns().no_longer.match(text, after.end()) if after else None
    if no_longer and (losers := _persons(no_longer.group("giver") or no_longer.group("by"))):
        group = "giver" if no_longer.group("giver") else "by"
        loser = reading.leader(losers[0], no_longer.start(group), no_longer.end(group))
        had = _modes(no_longer.group("had") or no_longer.group("did"))
        loser.divisions += [Division(m, t, change="removed") for t, _, _ in found for m in had]
        reading.mark(end, no_longer.end())
        end, change = no_longer.end(), "added"
    _give(reading, takers, match, found, modes, change)
    reading.current = []
    return end


def begins(text: str, at: int) -> bool:
    """Whether a sentence of its own begins here that names items first or takes some away: X由乙同志负责, 取消乙同志负责的X."""
    match = _patterns().passive.match(text, at)
    if match is not None and _persons(match.group("taker")):
        return True
    match = _patterns().taken.match(text, at)
    return match is not None and len(_persons(match.group("giver"))) == 1


def _give(
    reading: Reading,
    takers: tuple[Head, ...],
    match: re.Match[str],
    found: list[tuple[Target, int, int]],
    modes: tuple[str, ...],
    change: str | None,
) -> None:
    for head, theirs in shared(takers, found, each=match.groupdict().get("each") is not None):
        taker: Leader = reading.leader(head, match.start("taker"), match.end("taker"))
        taker.divisions += [
            Division(mode, target, change=change, newly=True) for target, _, _ in theirs for mode in modes
        ]


def _persons(words: str) -> tuple[Head, ...]:
    return tuple(h for h in parse_heads(words) if h.person) if words.strip() else ()


def _by_title(reading: Reading, words: str) -> tuple[Head, ...]:
    """The one leader of the notice who bears that title; nobody if several do."""
    heads = [leader.head for leader in reading.leaders if words.strip() in leader.head.titles]
    return tuple(heads) if len(heads) == 1 else ()


def _modes(verb: str) -> tuple[str, ...]:
    clause = clause_at(f"{verb}某项", 0)
    return clause.modes if clause else ("InChargeOf",)


@dataclass(frozen=True)
class _Patterns:
    move: re.Pattern[str]
    passive: re.Pattern[str]
    shift: re.Pattern[str]
    taken: re.Pattern[str]
    no_longer: re.Pattern[str]
    away: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    t = terms()
    change = t.raw["change"]
    verbs, each = any_of(t.verbs), t.raw["each"]
    giver = rf"(?:{any_of(change['originally'])})?(?P<giver>[^。;,\n]{{2,24}}?)(?:原来?)?(?P<had>{verbs})"
    move = any_of(change["move"])
    gets = rf"(?P<taker>[^。;,\n]{{2,24}}?)(?P<gets>{verbs})"
    tail = rf"(?:{any_of(t.raw['preamble'])})"
    return _Patterns(
        move=re.compile(
            rf"(?:经[^,。\n]{{1,12}},\s*)?(?:现)?{any_of(change['take'])}?{giver}的(?P<items>[^。;\n]*?)(?:工作)?,?(?P<each>{each})?{move}{gets}(?:,?{tail})?{_END}"
        ),
        passive=re.compile(
            rf"(?:[^。;,\n]{{2,24}}期间,其(?:{verbs})的)?(?:(?:{any_of(change['originally'])})(?P<giver>[^。;,\n]{{2,24}}?)(?:原来?)?(?P<had>{verbs})的)?(?P<items>[^。;\n]{{2,120}}?),?(?P<each>{each})?(?P<how>{move})(?:{each})?{gets}{_END}"
        ),
        shift=re.compile(
            rf"(?:经[^,。\n]{{1,12}},\s*)?(?:现)?(?:{any_of(change['take'])})?(?P<items>[^。;\n]{{2,120}}?),?(?:{any_of(change['originally'])})(?P<giver>[^。;,\n]{{2,24}}?)(?P<had>{verbs}),?{move}{gets}{_END}"
        ),
        taken=re.compile(
            rf"{any_of(change['before_head']['removed'])}[ :]*(?P<giver>[^。;,\n]{{2,24}}?)(?:原来?)?(?P<had>{verbs})的(?P<items>[^。;\n]{{2,120}}?){_END}"
        ),
        no_longer=re.compile(
            rf"(?:(?P<giver>[^。;,\n]{{2,24}}?)不再(?:继续)?(?P<had>{verbs})|不再由(?P<by>[^。;,\n]{{2,24}}?)(?P<did>{verbs})){_END}"
        ),
        away=re.compile(
            rf"[因鉴由]于?(?P<giver>[^。;,\n]{{2,20}}?{any_of(t.raw['comrade'])})[^。;\n]*?{change['away']}"
        ),
    )
