"""Whose notice is it and of which day: title, signature, and what else frames the text?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from loaders.normal_text import HAN, compact
from loaders.notices.terms import any_of, terms

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "O": 0}
DAY = (
    r"(?:(?P<y>\d{4})\s*(?:年|[-./])\s*(?P<m>\d{1,2})\s*(?:月|[-./])\s*(?P<d>\d{1,2})\s*日?"
    r"|(?P<cy>[〇零○O一二三四五六七八九]{4})年(?P<cm>[一二三四五六七八九十]{1,2})月(?P<cd>[一二三四五六七八九十]{1,3})日)"
)
"""A whole day, in figures or in words."""

_DAY = re.compile(DAY)


@dataclass(frozen=True)
class Frame:
    """What frames a notice; `ranges` are the parts of the text that say so."""

    body: str | None
    body_also: tuple[str, ...]
    where: tuple[int, int] | None
    """Where the body is named: signature, else title."""
    day: date | None
    ranges: tuple[tuple[int, int], ...]


def frame(text: str) -> Frame:
    """The body that issued the notice and its date, where the text says them.

    A signature goes before the title; with several signatures the last. A date that is neither below a signature nor said
    to be that of issue is none of the notice.
    """
    patterns, ranges = _patterns(), []
    bodies: list[str] = []
    day: date | None = None
    where: tuple[int, int] | None = None
    for match in patterns.signature.finditer(text):
        bodies.insert(0, compact(match.group("organ")))
        where = match.span("organ")
        day = as_day(match) or day
        ranges.append(match.span())
    for match in patterns.title.finditer(text):
        for organ in _title_organs(match.group()):
            if organ not in bodies:
                bodies.append(organ)
                where = where or match.span()
        ranges.append(match.span())
        break
    for pattern in (patterns.labelled, patterns.issued, patterns.alone, patterns.in_title):
        for match in pattern.finditer(text):
            day = day or as_day(match)
            ranges.append(match.span())
    ranges += [m.span() for m in patterns.asides.finditer(text)]
    bodies = [b for organ in bodies for b in (organ, _led(organ)) if b]
    bodies = list(dict.fromkeys(bodies))
    return Frame(bodies[0] if bodies else None, tuple(bodies[1:]), where, day, tuple(ranges))


def _led(organ: str) -> str | None:
    """The government whose office writes: its leaders are who the notice is mostly about."""
    office = next((o for o in terms().words("offices") if organ.endswith(o)), None)
    return organ[:-3] if office else None


def as_day(match: re.Match[str]) -> date | None:
    """The day that a match of DAY means; None if there is no such day."""
    found = match.groupdict()
    try:
        if found.get("y"):
            return date(int(found["y"]), int(found["m"]), int(found["d"]))
        year = int("".join(str(_DIGITS[c]) for c in found["cy"]))
        return date(year, _words(found["cm"]), _words(found["cd"]))
    except (ValueError, KeyError, TypeError):
        return None


def _words(number: str) -> int:
    tens, _, ones = number.rpartition("十")
    if "十" not in number:
        return _DIGITS[number]
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def _title_organs(title: str) -> list[str]:
    """The organs in a title: the one before 关于, then the one whose leaders it is about."""
    t, patterns = terms(), _patterns()
    about = re.search(any_of(t.raw["about"]), title)
    together = title[: about.start()].split() if about else []
    before = "".join(together)
    subject = re.sub(
        rf"^(?:{any_of(t.raw['about'])}|印发|调整|《)+",
        "",
        compact(title[about.start() :] if about else title),
    )
    cut = re.search(rf"(?:{any_of(t.raw['title_middle'])})*(?:工作|职责)?分工", subject)
    subject = subject[: cut.start()] if cut else ""
    organ = patterns.organ.match
    signed = together[::-1] if len(together) > 1 and all(map(organ, together)) else [before]
    return [o for o in (*signed, subject) if o and organ(o)]


@dataclass(frozen=True)
class _Patterns:
    title: re.Pattern[str]
    signature: re.Pattern[str]
    issued: re.Pattern[str]
    labelled: re.Pattern[str]
    alone: re.Pattern[str]
    in_title: re.Pattern[str]
    asides: re.Pattern[str]
    organ: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    t = terms()
    ends = any_of(t.raw["organ_ends"])
    issued = any_of(t.raw["issued"])
    organ = rf"[{HAN}()]{{1,30}}?{ends}"
    organs = rf"(?:{organ}[ \t]+)?"  # Party committee and government together
    return _Patterns(
        title=re.compile(
            rf"^(?:[ \t]*{organs}{organ}[ \t]*\n+(?=[ \t]*关于))?"
            rf"[^\n。:]{{0,60}}?{any_of(t.raw['title_words'])}[^\n。:,、]{{0,8}}?{any_of(t.raw['title_ends'])}*:?[ \t]*(?=\n|$|\()",
            re.MULTILINE,
        ),
        signature=re.compile(
            rf"(?:^|(?<=[\n。]))[ \t]*{organs}(?P<organ>{organ})\s*{DAY}(?:{issued})?[ \t]*(?=\n|$|\()"
        ),
        issued=re.compile(rf"{DAY}[^。;\n]{{0,30}}?{issued}"),
        labelled=re.compile(rf"\(?{issued}[ \t]*:[ \t]*{DAY}(?:[ \t]*\d\d?:\d\d(?::\d\d)?)?\)?"),
        alone=re.compile(rf"^[ \t]*{DAY}[ \t]*$", re.MULTILINE),
        in_title=re.compile(rf"^[ \t]*\({DAY}\)[ \t]*$", re.MULTILINE),
        asides=re.compile(
            rf"\({any_of(t.raw['asides'])}\)|(?:^|(?<=[。\n]))[ \t]*{any_of(t.raw['closings'])}[。.]?[ \t]*(?=\n|$)|^[ \t]*[{HAN}]{{1,8}}[\[〔(]\d{{4}}[\]〕)]\d+号[ \t]*$|^[ \t]*(?:各|[{HAN}]{{1,12}}各)[^\n。:]{{1,60}}:(?=[ \t]*(?:\n|$))|^[ \t]*各[^\n。:]{{1,60}}:",
            re.MULTILINE,
        ),
        organ=re.compile(rf"[{HAN}()]{{1,30}}{ends}$"),
    )
