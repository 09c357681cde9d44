"""What does a rectification bulletin report: who was inspected by whom, when, what was found, what figures say?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from loaders.bulletins.days import SPAN, Days, days, lost
from loaders.bulletins.figures import Check, Figure, checks, figures
from loaders.bulletins.outline import Issue, outline
from loaders.bulletins.terms import raw
from loaders.normal_text import HAN, Span, compact, normal
from loaders.notices.terms import any_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

Bounds = tuple["date", "date"] | None


@dataclass(frozen=True)
class Bulletin:
    """A bulletin as read. Days are bounds (earliest, latest), inclusive; None where the text does not say or has lost them."""

    inspected: str | None
    inspected_also: tuple[str, ...]
    team: str | None
    team_also: tuple[str, ...]
    began: Bounds
    ended: Bounds
    period_words: str | None
    feedback: Bounds
    issues: tuple[Issue, ...]
    figures: tuple[Figure, ...]
    checks: tuple[Check, ...]
    unreadable: tuple[Span, ...]
    places: tuple[tuple[str, Span], ...]
    """Where body, team, period and feedback are said."""


@dataclass(frozen=True)
class _Inspection:
    """The sentence that says who inspected whom."""

    inspected: list[str]
    team: str | None
    start: int
    end: int


def read_bulletin(source: str) -> Bulletin:
    """The bulletin that a text holds; any text can be read. Line ends must be LF."""
    text = normal(source)
    issues, bodies = outline(text)
    found = figures(text.text, _outside(len(text.text), bodies))
    broken = sorted(
        {*lost(text.text, raw()["lost"]), *(m.span() for m in re.finditer(raw()["lost_number"], text.text))}
    )
    broken = [s for s in broken if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in broken)]
    inspection = _inspection(text.text)
    period = _period(text.text, inspection, broken)
    feedback, recipients, where = _feedback(text.text, period, broken)
    named, also = _named(text.text, inspection, recipients)
    team = inspection.team if inspection else None
    places = [("feedback", text.span(*where))] if where else []
    if inspection:
        places.append(("inspection", text.span(inspection.start, inspection.end)))
    return Bulletin(
        named, tuple(also), _bare_team(team), (team,) if team else (),
        period.first if period else None, period.last if period else None,
        text.text[period.start : period.end] if period else None,
        feedback, issues, found, checks(found), tuple(text.span(*s) for s in broken), tuple(places),
    )  # fmt: skip


def _outside(length: int, bodies: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    at = 0
    for start, end in bodies:
        if start > at:
            yield at, start
        at = max(at, end)
    if at < length:
        yield at, length


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^。\n]+", text):
        yield match.span()


def _inspection(text: str) -> _Inspection | None:
    """The first sentence in which somebody inspects somebody."""
    patterns = _patterns()
    for start, end in _sentences(text):
        matches = list(patterns.inspects.finditer(text, start, end))
        if matches:
            first = matches[0]
            whom = [compact(m.group("whom")) for m in matches]
            return _Inspection(whom, _team(first.group("team")), start, end)
        if match := patterns.inspected.search(text, start, end):
            return _Inspection([compact(match.group("whom"))], _team(match.group("team")), start, end)
    return None


def _team(words: str | None) -> str | None:
    """The team without the dates and verbs around its name; None where none is named."""
    bare = SPAN.sub("", words or "")
    bare = re.sub(r"(?:^|.*[,、])(?:根据|按照)[^,]*,", "", bare)
    bare = bare.rstrip(", ").split(",")[-1]
    bare = compact(
        re.sub(r"^(?:从|自|于|在|期间)+|(?:于|在|从|自|期间|分别|先后|至|到|-)+$", "", compact(bare))
    )
    return bare or None


def _bare_team(team: str | None) -> str | None:
    """区委派出3个巡察组 is 区委3个巡察组."""
    return re.sub(any_of(raw()["team_verbs"]), "", team) if team else None


def _period(text: str, inspection: _Inspection | None, broken: list[tuple[int, int]]) -> Days | None:
    """The dates of the inspection's sentence, unless the text has lost a part of them."""
    if inspection is None or any(inspection.start <= a < inspection.end for a, _ in broken):
        return None
    found = list(days(text, inspection.start, inspection.end))
    return next((d for d in found if d.ranged), found[0] if found else None)


def _feedback(
    text: str, period: Days | None, broken: list[tuple[int, int]]
) -> tuple[Bounds, str | None, tuple[int, int] | None]:
    """When the feedback was given, to whom, and where it is said; a date without a year is of the period's end or the year after."""
    patterns = _patterns()
    for start, end in _sentences(text):
        match = patterns.feedback.search(text, start, end)
        if not match or patterns.not_feedback.search(text, start, end):
            continue
        recipient = compact(match.group("whom")) if match.group("whom") else None
        last = period.last[1] if period and period.last else None
        before = [
            d
            for d in days(text, start, match.start(), last.year if last else None)
            if not (period and d.start == period.start)
        ]
        if any(start <= a < match.end() for a, _ in broken) or not before:
            return None, recipient, match.span()
        day = before[-1]
        bounds = day.first
        if bounds and last and bounds[1] < last and not re.match(r"\d{4}\s*年", text[day.start :]):
            later = list(days(text, day.start, day.end, last.year + 1))
            bounds = later[0].first if later else None
        return bounds, recipient, match.span()
    return None, None, None


def _named(text: str, inspection: _Inspection | None, recipient: str | None) -> tuple[str | None, list[str]]:
    """Who was inspected: the one named as inspected; of a round of several bodies those that the feedback went to."""
    named = list(inspection.inspected) if inspection else []
    titled = [_plain(m.group("organ")) for m in _patterns().title.finditer(text)]
    several = len(named) > 1 or (named and re.search(r"等\d+(?:家|个)", named[0]))
    order = [recipient, *named, *titled] if several and recipient else [*named, recipient, *titled]
    found = list(dict.fromkeys(o for o in order if o))
    return (found[0], found[1:]) if found else (None, [])


def _plain(organ: str) -> str:
    return compact(organ).removeprefix("中共")


@dataclass(frozen=True)
class _Patterns:
    inspects: re.Pattern[str]
    inspected: re.Pattern[str]
    feedback: re.Pattern[str]
    not_feedback: re.Pattern[str]
    title: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    t = raw()
    begin = f"(?:{'|'.join(t['begin'])})"
    organ = rf"[{HAN}\d“”\"()、]"
    words = any_of(t["inspection_words"])
    return _Patterns(
        inspects=re.compile(
            rf"(?P<team>[^。;\n对]*?(?:{words}组|党委|党组|委员会|{words}办|纪委|区委|市委|县委|省委)[^。;\n对]{{0,40}}?)?对(?P<whom>{organ}{{2,60}}?)(?=(?:党组织|领导班子)?{begin})"
        ),
        inspected=re.compile(
            rf"(?:^|[,日旬月])(?P<whom>[{HAN}]{{2,30}}?)(?:{'|'.join(t['received'])})(?P<team>[{HAN}\d]{{2,30}}?)(?:的)?{begin}"
        ),
        feedback=re.compile(
            rf"(?:向(?P<whom>{organ}{{2,40}}?))?(?:集中|分别|正式|书面|进行了?)*{any_of(t['feedback'])}(?!的?问题|意见[^。]{{0,6}}(?:制定|要求))"
        ),
        not_feedback=re.compile(any_of(t["not_feedback"])),
        title=re.compile(t["title"], re.MULTILINE),
    )


def as_gold(found: Bulletin) -> dict[str, Any]:
    """The bulletin in the common exchange shape of gold files."""
    return {
        "inspected": found.inspected,
        "inspected_also": list(found.inspected_also),
        "team": found.team,
        "team_also": list(found.team_also),
        "period": [_day(found.began), _day(found.ended)],
        "period_bounds": [_bounds(found.began), _bounds(found.ended)],
        "feedback_date": _day(found.feedback),
        "feedback_bounds": _bounds(found.feedback),
        "issues": [
            {
                "number": i.number,
                "title": i.title,
                "category": i.category,
                "quote": i.quote.text,
                "category_quote": i.category_quote.text if i.category_quote else None,
            }
            for i in found.issues
        ],
        "figures": {f.key: int(f.value) if f.value == int(f.value) else f.value for f in found.figures},
        "checks": [{"rule": c.rule, "holds": c.holds} for c in found.checks],
        "unreadable": [s.text for s in found.unreadable],
    }


def _day(bounds: Bounds) -> str | None:
    """The day where there is only one."""
    return bounds[0].isoformat() if bounds and bounds[0] == bounds[1] else None


def _bounds(bounds: Bounds) -> list[str | None]:
    return [b.isoformat() for b in bounds] if bounds else [None, None]
