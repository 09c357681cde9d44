"""Which items does a clause list, and is each a unit or a field of work?

A piece that reads like a sentence instead of an item is left out here and stays among what was not understood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from loaders.normal_text import HAN, compact
from loaders.notices.heads import parse_heads
from loaders.notices.said import Target
from loaders.notices.terms import any_of, terms
from loaders.notices.titles import is_office

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loaders.normal_text import NormalText

_OPEN, _CLOSE = "([{“‘「『《〈【", ")]}”’」』》〉】"
_BRACKET = re.compile(r"[(\[]([^()\[\]]*(?:\([^()]*\)[^()\[\]]*)*)[)\]]")
_LETTER = re.compile(rf"[{HAN}A-Za-z]")
_ORDINAL = re.compile(r"\s*(?:\d{1,2}[.)]|\([一二三四五六七八九十\d]{1,3}\)|[①-⑳])?\s*")
_LIST = re.compile(r"[、,;]|以及|及")
_SEPARATORS = "、,;"


@dataclass(frozen=True)
class Piece:
    """A piece text[start:end] between two separators, `group` counting the commas before it, `last` before the end or a comma."""

    start: int
    end: int
    group: int
    last: bool


def targets(
    text: NormalText,
    start: int,
    end: int,
    known: Sequence[str],
    *,
    overall: bool = False,
    places: bool = False,
) -> list[tuple[Target, int, int]]:
    """The items of text[start:end] in their order, with the range each takes. `known`: names of units that the notice holds.

    `overall`: the clause speaks of somebody's whole work (主持…全面工作); `places`: it lists whom one liaises with, so that
    villages and towns are units.
    """
    read = [
        found
        for piece in _pieces(text.text, start, end)
        for part in _conjuncts(text.text, piece, known, overall=overall)
        if (found := _target(text, *part, piece.group, overall=overall)) is not None
    ]
    return _leveled(_kinds(_whole_work(read) if overall else read, places=places))


@dataclass(frozen=True)
class _Read:
    target: Target
    start: int
    end: int
    group: int
    strength: str  # of its end as that of a unit: strong, weak or none


def ended(text: str, start: int, end: int) -> int:
    """Where the item text[start:end] ends once 等…工作 and blanks are taken off."""
    words = terms()
    while True:
        while end > start and (text[end - 1].isspace() or text[end - 1] in "、,;:"):
            end -= 1
        if text[start:end].endswith(tuple(words.raw["keep_ending"])):
            return end
        for ending in words.words("endings"):
            if (
                text.endswith(ending, start, end)
                and end - len(ending) > start
                and _name_like(text, start, end, ending)
            ):
                end -= len(ending)
                break
        else:
            return end


def kind_strength(name: str) -> str:
    """How surely a name is that of a unit, by its end: strong, weak or none."""
    words = _unit_words()
    bare = _BRACKET.sub("", name) if not name.startswith("(") else name
    if words.no.search(bare) or bare in terms().raw["unit"]["not_alone"]:
        return "none"
    match = words.strong.search(bare)
    if match and (match.start() > 0 or len(bare) > 1):
        return "strong"
    match = words.weak.search(bare)
    return "none" if match is None else "strong" if match.start() > 1 and words.level.match(bare) else "weak"


def _name_like(text: str, start: int, end: int, ending: str) -> bool:
    """Whether what is left without the ending still says something; 社会工作, 党的工作 keep theirs."""
    left = text[start : end - len(ending)]
    return (
        bool(_LETTER.search(left)) and not left.endswith("的") and (len(left) > 1 or ending.startswith("等"))
    )


def _pieces(text: str, start: int, end: int) -> Iterator[Piece]:
    """The pieces between separators outside of brackets and quotation marks."""
    cuts, depth = [], 0
    for i in range(start, end):
        c = text[i]
        if c in _OPEN:
            depth += 1
        elif c in _CLOSE:
            depth = max(0, depth - 1)
        elif c in "\n\t" or (depth == 0 and c in _SEPARATORS):
            cuts.append(i)
            depth = 0
    group = 0
    for a, b in zip([start - 1, *cuts], [*cuts, end], strict=True):
        last = b == end or text[b] in ",;\n\t"
        if text[a + 1 : b].strip():
            yield Piece(a + 1, b, group, last)
        if b < end and text[b] in ",;":
            group += 1


def _conjuncts(text: str, piece: Piece, known: Sequence[str], *, overall: bool) -> Iterator[tuple[int, int]]:
    """The parts of a piece that 及, 以及 and 和 divide; one if the words are one name."""
    split = terms().raw["split"]
    start, end = piece.start, ended(text, piece.start, piece.end)
    if ordinal := _ORDINAL.match(text, start, end):
        start = ordinal.end()
    start += len(next((w for w in terms().words("split", "always") if text.startswith(w, start, end)), ""))
    depth = 0
    i = start
    while i < end:
        c = text[i]
        depth += (c in _OPEN) - (c in _CLOSE)
        word = next((w for w in (*split["always"], *split["last"]) if text.startswith(w, i, end)), None)
        if depth == 0 and word and i > start and i + len(word) < end:
            left, right = text[start:i], text[i + len(word) : end]
            if _two(left, right, word, piece, known, overall=overall):
                yield start, i
                start = i + len(word)
            elif right.startswith(tuple(terms().raw["attached"])):
                break
            i += len(word)
        else:
            i += 1
    yield start, end


def _two(left: str, right: str, word: str, piece: Piece, known: Sequence[str], *, overall: bool) -> bool:
    """Whether two items stand on both sides of the conjunction."""
    words = terms().raw
    if right.startswith(tuple(words["attached"])) or any(
        n in f"{left}{word}{right}" for n in words["one_name"]
    ):
        return False
    if overall or kind_strength(left) == "strong":
        return True
    if word in words["split"]["always"]:
        return not left.endswith("的") and kind_strength(right) != "strong"
    if kind_strength(right) == "strong":
        return False  # 住房和城乡建设局
    if any(compact(left + right[: len(right)]) in name for name in known):
        return False  # 规划和投资, where there is a 规划投资处
    if piece.last:
        return True
    return any(name.startswith(right) or name[1:].startswith(right) for name in known)


def _target(text: NormalText, start: int, end: int, group: int, *, overall: bool) -> _Read | None:
    raw = text.text[start:end]
    words = terms().raw
    bare = _BRACKET.sub("", raw)
    if raw.count("(") != raw.count(")") or raw.startswith("("):
        return None  # a bracket that belongs to something else
    if not _LETTER.search(bare) or len(bare) > words["longest_item"] or _unit_words().prose.search(bare):
        return None
    if _names_somebody(compact(bare)) or _units_apart(bare):
        return None
    quote = text.span(start, end)
    target, strength = _bracketed(raw, Target("", "domain", quote))
    name = compact(target.name)
    if not name or (name.endswith(tuple(words["offices_held"])) and is_office(name)):
        return None
    rank = words["level_rank"]
    stated = not name.startswith(tuple(words["not_level"])) or name.startswith(tuple(words["level_yet"]))
    level = next((w for w in sorted(rank, key=len, reverse=True) if stated and name.startswith(w)), None)
    target = replace(target, name=name, level=level if strength == "strong" and not overall else None)
    return _Read(target, start, end, group, "none" if overall else strength)


def _names_somebody(item: str) -> bool:
    """Whether the piece is a person with his title, and so no item."""
    return any(h.person and h.titles for h in parse_heads(item))


def _units_apart(item: str) -> bool:
    """Whether a blank stands between two units, so that one name is not sure."""
    before, _, after = item.strip().partition(" ")
    return bool(after) and kind_strength(before) == "strong" and kind_strength(compact(after)) == "strong"


def _bracketed(raw: str, target: Target) -> tuple[Target, str]:
    """The target without its brackets, which become aliases, contents, exceptions or scope, and how surely it is a unit."""
    brackets = list(_BRACKET.finditer(raw))
    outside = _BRACKET.sub("", raw)
    strength = kind_strength(compact(outside))
    if strength == "strong" and any(m.end() < len(raw.rstrip()) for m in brackets):
        return replace(target, name=raw), strength  # 监察(监测)中心: part of the name
    words = terms().raw["brackets"]
    aliases: list[str] = []
    includes: list[str] = []
    excludes: list[str] = []
    scope = None
    for match in brackets:
        inner = compact(match.group(1))
        parts = [p for p in _LIST.split(inner) if p]
        opened = next(
            (
                (key, w)
                for key in ("excludes", "includes")
                for w in sorted(words[key], key=len, reverse=True)
                if inner.startswith(w)
            ),
            None,
        )
        if not parts:
            continue
        if opened or inner.endswith("除外"):
            key, word = opened or ("excludes", "")
            inner = inner.removeprefix(word).lstrip(":").removesuffix("外" if word == "除" else "除外")
            listed = [_plain(p) for p in _LIST.split(inner) if p]
            (excludes if key == "excludes" else includes).extend(listed)
        elif _unit_words().prose.search(inner):
            scope = inner  # 财务科(暂由乙同志代管): a sentence is no second name
        elif strength == "strong":
            aliases += [_alias(p) for p in parts]
        elif len(parts) > 1:
            includes += [_plain(p) for p in parts]
        else:
            scope = inner
    return replace(
        target,
        name=_plain(outside) if brackets else outside,
        aliases=tuple(aliases),
        includes=tuple(includes),
        excludes=tuple(excludes),
        scope=scope,
    ), strength


def _plain(item: str) -> str:
    return item[: ended(item, 0, len(item))]


def _alias(name: str) -> str:
    words = terms().raw["brackets"]
    for mark in sorted(words["alias_marks"], key=len, reverse=True):
        if name.startswith(mark) and len(name) > len(mark) + 1:
            name = name.removeprefix(mark)
            break
    for end in sorted(words["alias_ends"], key=len, reverse=True):
        name = name.removesuffix(end)
    return name


def _whole_work(read: list[_Read]) -> list[_Read]:
    """区政府及区政府党组全面工作: each of the organs with its whole work."""
    ends = terms().raw["overall"]
    if len(read) < 2:
        return read
    ending = next((e for e in ends if read[-1].target.name.endswith(e)), "")
    return [
        replace(
            r,
            target=replace(
                r.target, name=r.target.name if r.target.name.endswith(ending) else r.target.name + ending
            ),
        )
        for r in read
    ]


def _kinds(read: list[_Read], *, places: bool) -> list[_Read]:
    """Unit or domain for each; a doubtful end goes with most of the list."""
    strong = sum(r.strength == "strong" for r in read)
    mostly = strong * 2 > len(read)

    ends = tuple(terms().raw["unit"]["places"])

    def kind(r: _Read) -> str:
        if places and r.target.name.endswith(ends) and len(r.target.name) > len("社区"):
            return "unit"
        return "unit" if r.strength == "strong" or (r.strength == "weak" and mostly) else "domain"

    return [replace(r, target=replace(r.target, kind=kind(r))) for r in read]


def _leveled(read: list[_Read]) -> list[tuple[Target, int, int]]:
    """The targets; a level that the item before states is restored where the unit is surely of that level."""
    words, given = terms().raw, []
    level, group = None, -1
    for r in read:
        target = r.target
        if r.group != group or target.kind != "unit":
            level, group = None, r.group
        if target.kind == "unit":
            if target.level:
                level = target.level
            elif (
                level
                and not target.name.startswith(level)
                and target.name.endswith(tuple(words["elidable"]))
                and not any(n in target.name for n in words["not_elidable"])
            ):
                target = replace(target, full=level + target.name)
            else:
                level = None
        given.append((target, r.start, r.end))
    return given


@dataclass(frozen=True)
class _UnitWords:
    strong: re.Pattern[str]
    weak: re.Pattern[str]
    no: re.Pattern[str]
    level: re.Pattern[str]
    prose: re.Pattern[str]


@cache
def _unit_words() -> _UnitWords:
    t = terms()
    unit = t.raw["unit"]
    return _UnitWords(
        strong=re.compile(any_of(unit["strong"]) + "$"),
        weak=re.compile(any_of(unit["weak"]) + "$"),
        no=re.compile(any_of(unit["not"]) + "$"),
        level=re.compile(any_of(t.raw["levels"])),
        prose=re.compile(
            rf"{t.raw['prose_pattern']}|{any_of(t.raw['prose'])}|^\s*{any_of(t.raw['prose_starts'])}"
        ),
    )
