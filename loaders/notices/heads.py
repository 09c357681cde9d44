"""Whom does a passage speak of: which characters are the name, which the titles?

A name is only read where titles, a delimiter or 同志 mark it off and one reading is better than every other; else nothing is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from loaders.normal_text import HAN
from loaders.notices.said import Head
from loaders.notices.terms import any_of, terms

_TOKEN = re.compile(r"(?:\([^()]*\)|\[[^\[\]]*\]|[^\s:,、/;|()\[\]])+")
_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_HAN = re.compile(rf"[{HAN}]+")
_FOREIGN = re.compile(rf"[{HAN}]{{1,6}}(?:·[{HAN}]{{1,8}})+")  # 阿不都·热合曼
_SPACED = re.compile(rf"(?:^|(?<=[\s:,、]))[{HAN}][ ]+[{HAN}](?=$|[\s:,、(])")  # 应 谦
_NUMBER = re.compile(r"[\d.]+")


_Said = tuple[tuple[str, str], ...]
"""Pairs of sort (name or title) and words."""


@dataclass
class _Parts:
    names: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    rank: str | None = None
    acting: bool = False
    vacant: bool = False


def parse_heads(text: str) -> tuple[Head, ...]:
    """The persons that a piece of normal text names, with their titles; empty if it is no such piece.

    A vacant seat, or titles alone, give one head without a person. Several names share the titles around them.
    """
    parts = _Parts()
    text = _SPACED.sub(lambda m: "".join(m.group().split()), text)
    tokens = _joined(_TOKEN.findall(_holds().sub("、", text).replace(" · ", " ")))
    if not tokens or sum(map(len, tokens)) + len(tokens) - 1 < len(text.strip(" :,、;\t\n")) - 6:
        return ()
    if not _classify(tokens, parts):
        return ()
    if len(parts.names) > 1 and len(parts.titles) > 1:
        return ()  # whose title is whose?
    if not parts.names and not parts.titles:
        return ()
    titles = tuple(parts.titles)
    names: list[str | None] = [*parts.names] or [None]
    accredited, member_of = _accredited(titles)
    return tuple(
        Head(name, titles, parts.acting, parts.rank, parts.vacant, accredited, member_of) for name in names
    )


def is_title(text: str, *, strict: bool = True) -> bool:
    """Whether the text is one title. Strict: what stands before its core are known words or an organ that begins with one."""
    words = _title_words()
    match = words.core.search(text)
    if match is None:
        return False
    before = words.adverbs.sub("", text[: match.start()])
    if not before or (len(before) > 1 and is_title(before, strict=strict)):
        return True  # 局长助理
    if len(before) > 26 or words.prose.search(before):
        return False
    organ = words.organ_end.search(before) is not None
    return organ and (not strict or words.start.match(before) is not None)


def is_name(text: str, *, surname: bool = True) -> bool:
    """Whether the text can be a person's name; with `surname` its beginning must be a known surname."""
    t = terms()
    if _FOREIGN.fullmatch(text):
        return _foreign(text) is None
    if not _HAN.fullmatch(text) or not 2 <= len(text) <= 4 or text in t.raw["not_names"]:
        return False
    if any(text.startswith(w) for w in t.raw["not_names"] if len(w) > 1) or is_title(text):
        return False
    compound = text[:2] in t.compound_surnames
    if surname:
        return len(text) > 2 if compound and len(text) > 2 else text[0] in t.surnames and len(text) <= 3
    return len(text) <= 3


def without_comrade(text: str) -> str:
    """The text without a closing 同志."""
    for word in terms().words("comrade"):
        if text.endswith(word):
            return text[: -len(word)]
    return text


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
    for i, said in enumerate(sorted_):
        if said is None:
            known = {sort for other in sorted_ if other for sort, _ in other}
            sorted_[i] = found = _unsure(tokens[i], known)
            if found is None:
                return False
    for said in sorted_:
        for sort, words in said or ():
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
    if is_title(_BRACKET.sub("", bare)):
        return (("title", bare),)
    return (("name", bare),) if is_name(bare) and not _glued(bare) else None


def _unsure(token: str, known: set[str]) -> _Said | None:
    """A token read by what stands beside it: behind a name a title of any organ, beside titles a name of any family."""
    whole = _brackets(token, _Parts())
    token = without_comrade(whole)
    bare = _BRACKET.sub("", token)
    if "name" in known and is_title(bare, strict=False):
        return (("title", token),)
    if glued := _glued(bare):
        name, title = glued
        if token != bare and token.startswith((title, name + title)):
            title = token.removeprefix(name).removesuffix(name)
        return (("title", title), ("name", name))
    if is_name(bare, surname=not (whole != token or "title" in known)) and "name" not in known:
        return (("name", bare),)
    return (("title", token),) if known and is_title(bare, strict=False) else None


def _title(title: str, parts: _Parts) -> None:
    core = _title_words().core.search(_BRACKET.sub("", title))
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

    return _BRACKET.sub(said, token)


def _glued(token: str) -> tuple[str, str] | None:
    """Name and title that stand without anything between them; None unless one split is the best."""
    found: list[tuple[int, str, str]] = []
    if foreign := _foreign(token):
        return foreign
    for n in (2, 3, 4):
        if len(token) - n < 2:
            break
        for name, title, first in ((token[:n], token[n:], True), (token[-n:], token[:-n], False)):
            if is_name(name) and is_title(title):
                found.append((_rank(name, title, name_first=first), name, title))
    if not found:
        return None
    found.sort(reverse=True)
    if len(found) > 1 and found[0][0] == found[1][0]:
        return None
    return found[0][1], found[0][2]


def _foreign(token: str) -> tuple[str, str] | None:
    """Name and title of somebody whose name has dots, the longest title on the one side that has one; 副县长买买提·艾力."""
    dot = token.find("·")
    if dot < 0:
        return None
    last = token.rfind("·")
    sides = (
        [(token[i:], token[:i]) for i in range(dot - 1, 1, -1)],
        [(token[:i], token[i:]) for i in range(last + 2, len(token) - 1)],
    )
    found = [next(((n, t) for n, t in cuts if _FOREIGN.fullmatch(n) and is_title(t)), None) for cuts in sides]
    told = [cut for cut in found if cut is not None]
    return told[0] if len(told) == 1 else None


def _rank(name: str, title: str, *, name_first: bool) -> int:
    """How well the split reads: a name that would swallow the first character of a title reads worst."""
    words = _title_words()
    swallowed = name_first and any(s.startswith(name[-1]) for s in words.starts) and len(name) > 2
    start = words.start.match(title)
    return (0 if swallowed else 10) + (len(start.group()) if start else 0)


@dataclass(frozen=True)
class _Words:
    core: re.Pattern[str]
    adverbs: re.Pattern[str]
    start: re.Pattern[str]
    starts: tuple[str, ...]
    organ_end: re.Pattern[str]
    prose: re.Pattern[str]


@cache
def _holds() -> re.Pattern[str]:
    """What joins a name and its titles, or two titles: 某某同志任, 兼."""
    t = terms()
    comrade = any_of(t.raw["comrade"])
    return re.compile(
        rf"(?:{comrade}|(?<=[\s,、])){any_of(t.raw['holds'])}(?={any_of(t.words('title_starts') + t.words('title_cores'))})|兼任|兼(?!职)"
    )


@cache
def _title_words() -> _Words:
    t = terms()
    before = (
        "常务副",
        "第一副",
        "副",
        "常务",
        "第一",
        "专职",
        "兼职",
        "代理",
        "代",
        "执行",
        "首席",
        "原",
        "总",
    )
    levels = ("一级", "二级", "三级", "四级")
    bodies = ("党组", "党委", "党工委", "党总支", "党支部", "党政")
    units = [
        *t.raw["unit"]["strong"],
        *t.raw["levels"],
        *bodies,
        "政府",
        "机关",
        "组",
        "部",
        "队",
        "院",
        "团",
        "校",
        "镇",
        "乡",
    ]
    starts = t.words("title_starts")
    return _Words(
        core=re.compile(f"(?:{'|'.join(levels)})?(?:{'|'.join(before)})*{any_of(t.raw['title_cores'])}$"),
        adverbs=re.compile(f"^(?:{'|'.join(bodies)})"),
        start=re.compile(any_of(starts)),
        starts=starts,
        organ_end=re.compile(any_of(units) + r"(?:\([^()]*\))?$"),
        prose=re.compile(any_of(t.raw["prose"])),
    )


def _accredited(titles: tuple[str, ...]) -> tuple[bool, str | None]:
    """Whether a title is that of an accredited discipline team's head, and of which organ, if the title says it."""
    t = terms().raw["accredited"]
    for title in titles:
        if title.endswith(tuple(t["heads"])):
            posted = re.match(rf"(.*?){t['pattern']}", title)
            organ = posted.group(1) if posted else ""
            return True, organ if organ.endswith(tuple(t["organs"])) else None
    return False, None
