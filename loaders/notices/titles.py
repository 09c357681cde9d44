"""Is a piece of text a title, a person's name, or both without anything between them?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from loaders.normal_text import HAN
from loaders.notices.terms import any_of, terms

BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_HAN = re.compile(rf"[{HAN}]+")
_FOREIGN = re.compile(rf"[{HAN}]{{1,6}}(?:·[{HAN}]{{1,8}})+")  # 阿不都·热合曼


@lru_cache(maxsize=4096)
def is_title(text: str, *, strict: bool = True) -> bool:
    """Whether the text is one title. Strict: what stands before its core are known words or an organ that begins with one."""
    words = title_words()
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


def is_office(text: str) -> bool:
    """Whether the text ends with the core of a title, whatever stands before it: 科技副镇长."""
    return title_words().core.search(text) is not None


@lru_cache(maxsize=4096)
def is_name(text: str, *, surname: bool = True) -> bool:
    """Whether the text can be a person's name; with `surname` its beginning must be a known surname."""
    t = terms()
    if _FOREIGN.fullmatch(text):
        return _foreign(text) is None
    if not _HAN.fullmatch(text) or not 2 <= len(text) <= 4 or text in t.raw["not_names"]:
        return False
    if text.startswith(title_words().no_names) or text.endswith(title_words().no_ends) or is_title(text):
        return False  # 李副, 王局长 name nobody
    compound = text[:2] in t.compound_surnames
    if surname:
        return len(text) > 2 if compound and len(text) > 2 else text[0] in t.surnames and len(text) <= 3
    return len(text) <= 3 and (text[0] in t.surnames or text[0] not in t.raw["never_first"])


def without_comrade(text: str) -> str:
    """The text without a closing 同志."""
    for word in terms().words("comrade"):
        if text.endswith(word):
            return text[: -len(word)]
    return text


def glued(token: str) -> tuple[str, str] | None:
    """Name and title that stand without anything between them; None unless one split is the best."""
    found: list[tuple[int, str, str]] = []
    if foreign := _foreign(token):
        return foreign
    for n in (2, 3, 4):
        if len(token) - n < 2:
            break
        for name, title, first in ((token[:n], token[n:], True), (token[-n:], token[:-n], False)):
            if first and _of_place(name, title):
                continue
            if is_name(name) and (is_title(title) or (not first and _organ_title(title))):
                found.append((_rank(name, title, name_first=first), name, title))
    if not found:
        return None
    found.sort(reverse=True)
    if len(found) > 1 and found[0][0] == found[1][0]:
        return None
    return found[0][1], found[0][2]


def _of_place(name: str, title: str) -> bool:
    """Whether the name may as well be that of a place: 安平县副县长, 石桥子镇党委书记."""
    place, levels = title_words().place, terms().words("place_levels")
    if name.endswith(levels):
        return True
    level = next((w for w in levels if title.startswith(w)), None)
    if level is None or title in terms().raw["title_cores"]:
        return False
    return (
        len(name) < len("某某某")
        or level not in terms().raw["place_levels_of_organs"]
        or place.match(title) is None
    )


def _organ_title(title: str) -> bool:
    """Whether the text is a title that begins with the name of some organ, or of a place."""
    if title[0] in terms().raw["never_first"]:
        return False
    if is_title(title, strict=False):
        return True
    for n in (2, 3):
        rest = title[n:]
        if rest.startswith(terms().words("place_levels")) and (is_title(rest) or is_title(rest[1:])):
            return True
    return False


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
    words = title_words()
    swallowed = name_first and any(s.startswith(name[-1]) for s in words.starts) and len(name) > 2
    start = words.start.match(title)
    return (0 if swallowed else 10) + (len(start.group()) if start else 0)


@dataclass(frozen=True)
class TitleWords:
    """What a title is made of: its `core` at the end, words that it may start with, and what ends the name of an organ."""

    core: re.Pattern[str]
    adverbs: re.Pattern[str]
    start: re.Pattern[str]
    starts: tuple[str, ...]
    organ_end: re.Pattern[str]
    prose: re.Pattern[str]
    place: re.Pattern[str]
    no_names: tuple[str, ...]
    no_ends: tuple[str, ...]


@cache
def title_words() -> TitleWords:
    """The patterns of titles and names, made of the words of `terms.yaml`."""
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
    return TitleWords(
        core=re.compile(f"(?:{'|'.join(levels)})?(?:{'|'.join(before)})*{any_of(t.raw['title_cores'])}$"),
        adverbs=re.compile(f"^(?:{'|'.join(bodies)})"),
        start=re.compile(any_of(starts)),
        starts=starts,
        organ_end=re.compile(any_of(units) + r"(?:\([^()]*\))?$"),
        no_names=tuple(w for w in t.raw["not_names"] if len(w) > 1),
        no_ends=(*t.raw["never_last"], *t.raw["title_cores"]),
        place=re.compile(any_of(t.raw["place_organs"])),
        prose=re.compile(any_of(t.raw["prose"])),
    )
