"""Whom does a passage speak of: which characters are the name, which the titles?

A name is only read where titles, a delimiter or 同志 mark it off and one reading is better than every other; else nothing is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from loaders.normal_text import HAN
from loaders.notices.said import Head
from loaders.notices.terms import any_of, terms
from loaders.notices.titles import BRACKET, glued, is_name, is_title, title_words, without_comrade

if TYPE_CHECKING:
    from collections.abc import Sequence

_TOKEN = re.compile(r"(?:\([^()]*\)|\[[^\[\]]*\]|[^\s:,、/;|()\[\]])+")
_HAN = re.compile(rf"[{HAN}]+")
_SPACED = re.compile(rf"(?:^|(?<=[\s:,、]))[{HAN}][ ]+[{HAN}](?=$|[\s:,、(])")  # 应 谦
_NUMBER = re.compile(r"[\d.]+")


_Said = tuple[tuple[str, str], ...]
"""Pairs of sort (name or title) and words."""


@dataclass
class _Parts:
    names: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    rank: str | None = None
    acting: bool = False
    vacant: bool = False


@lru_cache(maxsize=4096)
def parse_heads(text: str) -> tuple[Head, ...]:
    """The persons that a piece of normal text names, with their titles; empty if it is no such piece.

    A vacant seat, or titles alone, give one head without a person. Several names share the titles around them,
    unless each stands with its own: 局长甲、副局长乙.
    """
    parts = _Parts()
    newcomer = _newcomer().match(text)
    text = text[newcomer.end() :] if newcomer else text
    text = _SPACED.sub(lambda m: "".join(m.group().split()), text)
    new = newcomer is not None or any(_took_up(m.group()) for m in _holds().finditer(text))
    took = _took().match(text)
    if took and is_name(took.group("name")):
        if is_name(took.group("name") + took.group("holds")) and took.group("holds") == "任":
            return ()  # 高远任副局长: two names can be read
        new = new or took.group("holds") in terms().raw["takes_up"]
        text = f"{took.group('name')}、{text[took.end() :]}"
    text = _and().sub(r"\1、", _counted().sub("", text))
    tokens = _joined(_TOKEN.findall(_holds().sub("、", text).replace(" · ", " ")))
    if not tokens or sum(map(len, tokens)) + len(tokens) - 1 < len(text.strip(" :,、;\t\n")) - 6:
        return ()
    if not _classify(tokens, parts):
        return ()
    if len(parts.names) > 1 and parts.titles and (len(parts.titles) > 1 or not _around(parts.order)):
        return _paired(parts)
    if not parts.names and not parts.titles:
        return ()
    titles = tuple(parts.titles)
    names: list[str | None] = [*parts.names] or [None]
    accredited, member_of = _accredited(titles)
    return tuple(
        Head(name, titles, parts.acting, parts.rank, parts.vacant, accredited, member_of, newcomer=new)
        for name in names
    )


def _around(order: Sequence[str]) -> bool:
    """Whether the titles stand on one side of all the names, so that the names share them."""
    sorts = [sort for i, sort in enumerate(order) if i == 0 or order[i - 1] != sort]
    return len(sorts) == 2


def _paired(parts: _Parts) -> tuple[Head, ...]:
    """Several names that each have titles of their own on the same side; nobody if it is not told whose title is whose."""
    if parts.acting or parts.rank or parts.vacant or _around(parts.order):
        return ()
    first, last = parts.order[0], parts.order[-1]
    if first == last:
        return ()  # titles on both sides of a name
    groups: list[tuple[list[str], list[str]]] = []
    names, titles, before = iter(parts.names), iter(parts.titles), last
    for sort in parts.order:
        if sort == first and before == last:
            groups.append(([], []))
        own, theirs = groups[-1]
        if sort == "name":
            own.append(next(names))
        else:
            theirs.append(next(titles))
        before = sort
    return tuple(
        Head(name, tuple(theirs), False, None, False, *_accredited(tuple(theirs)))
        for own, theirs in groups
        for name in own
    )


def _joined(tokens: list[str]) -> list[str]:
    """Tokens, names that were spaced out (应 谦) put together."""
    joined: list[str] = []
    single = False
    for token in tokens:
        alone = len(token) == 1 and _HAN.fullmatch(token) is not None
        if alone and single:
            joined[-1] += token
        else:
            joined.append(token)
        single = alone
    return joined


def _classify(tokens: list[str], parts: _Parts) -> bool:
    """Sorts the tokens into names and titles; False if one is neither. Those that are sure tell how the others read."""
    sorted_: list[_Said | None] = [_sure(token, parts) for token in tokens]
    if not any(sort == "name" for said in sorted_ for sort, _ in said or ()):
        sorted_ = [_named(t) if said is None else said for t, said in zip(tokens, sorted_, strict=True)]
    for i, said in enumerate(sorted_):
        if said is None:
            known = {sort for other in sorted_ if other for sort, _ in other}
            sorted_[i] = found = _unsure(tokens[i], known)
            if found is None:
                return False
    for said in sorted_:
        for sort, words in said or ():
            parts.order.append(sort)
            if sort == "name":
                parts.names.append(words)
            else:
                _title(words, parts)
    return True


def _sure(token: str, parts: _Parts) -> _Said | None:
    """What a token says whatever stands beside it; None if that depends."""
    t = terms().raw
    bare = without_comrade(_brackets(token, parts))
    said_of_person = bare in t["personal"] or re.fullmatch(t["personal_pattern"], bare)
    if (
        not bare
        or _NUMBER.fullmatch(bare)
        or said_of_person
        or bare in t["person_labels"]
        or bare in t["title_labels"]
    ):
        return ()
    if bare in t["vacant"]:
        parts.vacant = True
        return ()
    if (open_seat := next((v for v in t["vacant"] if bare.endswith(v)), "")) and is_title(
        bare.removesuffix(open_seat)
    ):
        parts.vacant = True
        return (("title", bare.removesuffix(open_seat)),)
    if is_title(BRACKET.sub("", bare)):
        return (("title", bare),)
    return (("name", bare),) if is_name(bare) and not glued(bare) else None


def _named(token: str) -> _Said | None:
    """Title and name of a token that holds both whatever stands beside it; None if it does not."""
    found = glued(BRACKET.sub("", without_comrade(_brackets(token, _Parts()))))
    return None if found is None else _unsure(token, set())


def _unsure(token: str, known: set[str]) -> _Said | None:
    """A token read by what stands beside it: behind a name a title of any organ, beside titles a name of any family."""
    whole = _brackets(token, _Parts())
    token = without_comrade(whole)
    bare = BRACKET.sub("", token)
    if "name" in known and is_title(bare, strict=False):
        return (("title", token),)
    if both := glued(bare):
        name, title = both
        if token != bare and token.startswith((title, name + title)):
            title = token.removeprefix(name).removesuffix(name)
        ordered = (("title", title), ("name", name))
        return ordered if token.endswith(name) else ordered[::-1]
    if is_name(bare, surname=not (whole != token or "title" in known)) and "name" not in known:
        return (("name", bare),)
    return (("title", token),) if known and is_title(bare, strict=False) else None


def _title(title: str, parts: _Parts) -> None:
    core = title_words().core.search(BRACKET.sub("", title))
    parts.acting = parts.acting or (
        core is not None and core.group().startswith(terms().words("acting", "prefix"))
    )
    parts.titles.append(title)


def _brackets(token: str, parts: _Parts) -> str:
    """The token without the brackets that say something of the person; what belongs to the title stays."""
    t = terms().raw

    def said(match: re.Match[str]) -> str:
        inner = parse_heads(match.group(1)) if is_name(token[: match.start()]) else ()
        if inner and inner[0].person is None and inner[0].titles:  # 某某(党组书记、局长)
            for title in inner[0].titles:
                _title(title, parts)
            return ""
        words = [w for w in re.split(r"[,、;\s]+", match.group(1)) if w]
        kept = []
        for word in words:
            if word in t["rank_levels"] or word.endswith("级"):
                parts.rank = word
            elif word in t["acting"]["words"]:
                parts.acting = True
            elif word in t["vacant"]:
                parts.vacant = True
            elif word not in t["personal"]:
                kept.append(word)
        return f"({'、'.join(kept)})" if kept else ""

    return BRACKET.sub(said, token)


@cache
def _took() -> re.Pattern[str]:
    """A name and 任 before a title, nothing between them: 某某任局长."""
    t = terms()
    return re.compile(
        rf"\s*(?P<name>[{HAN}]{{2,4}}?)(?P<holds>{any_of(t.raw['holds'])})(?={any_of(t.words('title_starts') + t.words('title_cores'))})"
    )


@cache
def _counted() -> re.Pattern[str]:
    """三位 before 同志."""
    comrade = any_of(terms().raw["comrade"])
    return re.compile(rf"[两二三四五六七八九]位(?={comrade})")


@cache
def _and() -> re.Pattern[str]:
    return re.compile(rf"({any_of(terms().raw['comrade'])})[和与及]")


@cache
def _holds() -> re.Pattern[str]:
    """What joins a name and its titles, or two titles: 某某同志任, 兼."""
    t = terms()
    comrade = any_of(t.raw["comrade"])
    return re.compile(
        rf"(?:{comrade}|(?<=[\s,、])){any_of(t.raw['holds'])}(?={any_of(t.words('title_starts') + t.words('title_cores'))})|兼任|兼(?!职)"
    )


def _took_up(words: str) -> bool:
    """Whether 同志任, 担任 and the like say that he is new; 现任 and 兼任 do not."""
    t = terms()
    return any(words in (w, f"{c}{w}") for w in t.raw["takes_up"] for c in t.raw["comrade"])


@cache
def _newcomer() -> re.Pattern[str]:
    return re.compile(any_of(terms().raw["newcomers"]))


def _accredited(titles: tuple[str, ...]) -> tuple[bool, str | None]:
    """Whether a title is that of an accredited discipline team's head, and of which organ, if the title says it."""
    t = terms().raw["accredited"]
    for title in titles:
        if title.endswith(tuple(t["heads"])):
            posted = re.match(rf"(.*?){t['pattern']}", title)
            organ = posted.group(1) if posted else ""
            return True, organ if organ.endswith(tuple(t["organs"])) else None
    return False, None
