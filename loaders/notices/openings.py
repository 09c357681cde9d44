"""Where does a passage about somebody begin, and whom does it name?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from loaders.notices.clauses import clause_at
from loaders.notices.gaps import skip
from loaders.notices.heads import parse_heads
from loaders.notices.said import Head
from loaders.notices.terms import any_of, terms

_STOP = "。;\n"
_OPENING = 30  # longest phrase before a head
_HEAD = 100  # longest head: a name with its titles


@dataclass(frozen=True)
class Opening:
    """The heads that text[start:end] names. `change`: what the words before them say of the clause that follows (增加某某同志分管X);
    `restated`: the whole charge of the one who is named is said anew (某某同志的分工调整为); `assigned`: by words like 由 and 明确.
    """

    heads: tuple[Head, ...]
    start: int
    end: int
    change: str | None = None
    restated: bool = False
    assigned: bool = False


def opening_at(text: str, at: int) -> Opening | None:
    """The heads that begin here and the range they take, if a clause or, behind a colon, a list follows."""
    start, change, assigned = _before(text, at)
    if (anew := _anew(text, start)) is not None:
        return anew
    sentence = text.find("。", start)
    limit = min(len(text), start + _HEAD, len(text) if sentence < 0 else sentence + 1)
    fallback, untitled = None, None
    tabbed = "\t" in text[at:limit]
    depth = 0
    for end in range(start, limit):
        c = text[end]
        depth = max(0, depth + (c == "(" and _of_person(text, end, limit)) - (c == ")"))
        if end < start + 2 or depth:
            continue  # 副馆长(主持工作): what stands in brackets is no clause
        cut = c in ":,、 \t\n。;—"
        after = skip(text, end, gap=" \t\n:,。;—") if cut else end
        if not (cut and c == ":") and (after >= len(text) or clause_at(text, after) is None):
            continue
        heads = parse_heads(text[start:end])
        if not heads:
            continue
        named = heads[0].person is not None
        found = Opening(heads, start, end, change, assigned=assigned)
        if after < len(text) and clause_at(text, after) is not None:
            if named:
                return found
            untitled = untitled or (found if (c == ":" or heads[0].vacant or tabbed) else None)
        elif c == ":" and heads[0].titles and (named or heads[0].vacant):
            fallback = fallback or found
    return fallback or untitled


def _before(text: str, at: int) -> tuple[int, str | None, bool]:
    """Where the head begins behind words like 由 and 增加, and what they say."""
    change, assigned = None, False
    words = terms().raw["change"]["before_head"]
    while match := _patterns().before_head.match(text, at):
        word = match.group()
        change = next((kind for kind in ("added", "removed") if word in words[kind]), change)
        assigned = True
        at = match.end()
    return at, change, assigned


def _anew(text: str, at: int) -> Opening | None:
    """某某同志的分工调整为: whose charge is said from here on."""
    match = _patterns().anew.match(text, at)
    if not match:
        return None
    heads = parse_heads(match.group("who"))
    if len(heads) != 1 or heads[0].person is None:
        return None
    after = skip(text, match.end(), gap=" \t\n:,")
    if after >= len(text) or (clause_at(text, after) is None and ":" not in text[match.start() : after]):
        return None
    return Opening(heads, match.start("who"), match.end(), restated=match.group("changed") is not None)


def later(text: str, at: int) -> int | None:
    """Where a head stands behind an opening phrase: 根据工作需要,副区长某某同志分管……"""
    for end in range(at, min(at + _OPENING, len(text))):
        if text[end] in _STOP:
            return None
        if text[end] in ",:":
            after = skip(text, end, ordinals=False, gap=" ,:")
            found = opening_at(text, after)
            if found and found.heads[0].person:
                return after
    return None


def named(text: str, at: int) -> bool:
    """Whether a title with a name stands here, be it understood or not what is said of them: no item begins so."""
    piece = re.compile(r"[^、,;:。\n]{4,20}").match(text, at)
    return piece is not None and any(h.person and h.titles for h in parse_heads(piece.group()))


def _of_person(text: str, at: int, limit: int) -> bool:
    """Whether the bracket that opens at `at` says of a person that he acts: (主持工作)."""
    close = text.find(")", at, limit)
    return close > 0 and text[at + 1 : close] in terms().raw["acting"]["words"]


@dataclass(frozen=True)
class _Patterns:
    before_head: re.Pattern[str]
    anew: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    words, change = terms().raw["change"]["before_head"], terms().raw["change"]["anew"]
    said = (
        rf"(?:{any_of(change['how'])})?(?P<changed>{any_of(change['changed'])})?(?:{any_of(change['to'])})?"
    )
    return _Patterns(
        before_head=re.compile(rf"(?:{any_of(w for kind in words.values() for w in kind)})[ :]?"),
        anew=re.compile(
            rf"(?:{any_of(change['take'])})?(?P<who>[^。;,:\n]{{2,30}}?)的?(?:{any_of(change['what'])}){said}(?=[\s:,]|{any_of(terms().verbs)})"
        ),
    )
