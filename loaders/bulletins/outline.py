"""Which issues does a bulletin list, under which headings?"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from loaders.bulletins.terms import raw
from loaders.normal_text import NormalText, Span, compact
from loaders.notices.terms import any_of

_CHINESE = "一二三四五六七八九十"
_MARK = re.compile(
    rf"[ \t]*(?:(?P<one>[{_CHINESE}]{{1,3}})[、.]|[(](?P<two>[{_CHINESE}]{{1,3}})[)]、?|(?:问题)?(?P<three>\d{{1,3}})[.、:](?!\d)|[(](?P<four>\d{{1,3}})[)]、?|(?P<five>[①-⑳]))[ \t]*"
)
_BREAK = re.compile(r"(?:^|(?<=[\n。]))(?=[ \t]*[•·]?[ \t]*\S)")
_LONGEST_CATEGORY = 40
_LEVELS = ("one", "two", "three", "four", "five")


@dataclass(frozen=True)
class Issue:
    """One issue: number as printed (1.2 below 1), its words and where they stand, the words of the heading above it."""

    number: str
    title: str
    quote: Span
    category: str | None
    category_quote: Span | None


@dataclass(frozen=True)
class _Heading:
    level: int
    ordinal: int
    sort: str  # category, issue, section or other
    words: str
    quote: Span
    start: int
    end: int


def outline(text: NormalText) -> tuple[tuple[Issue, ...], list[tuple[int, int]]]:
    """The issues in their order, and the ranges of the text that tell how each was dealt with."""
    headings = _with_categories(text.text, _headings(text))
    issues: list[Issue] = []
    bodies: list[tuple[int, int]] = []
    path: dict[int, _Heading] = {}
    for i, heading in enumerate(headings):
        if heading.sort == "other":
            continue
        path = {level: h for level, h in path.items() if level < heading.level}
        path[heading.level] = heading
        if not _is_issue(heading, headings[i + 1 :]):
            continue
        above = [h for _, h in sorted(path.items()) if h is not heading]
        category = next((h for h in reversed(above) if h.sort == "category" or h.level < 2), None)
        parents = [h for h in above if h.level >= 2 and h.sort == "issue"]
        issues.append(
            Issue(
                _number(heading, parents, above), heading.words, heading.quote,
                category.words if category and category.sort != "section" else None,
                category.quote if category and category.sort != "section" else None,
            )
        )  # fmt: skip
        after = (h.start for h in headings[i + 1 :] if h.sort != "other" or h.level < 2)
        bodies.append((heading.end, _closing(text.text, heading.end, next(after, len(text.text)))))
    return tuple(issues), bodies


def _with_categories(text: str, headings: list[_Heading]) -> list[_Heading]:
    """A short line in words right above issues in figures is their category, though it has no word that says so."""
    found = []
    for i, heading in enumerate(headings):
        below = headings[i + 1] if i + 1 < len(headings) else None
        alone = text[heading.end : heading.end + 2].strip("。 \t")[:1] in {"", "\n"}
        category = (
            heading.sort == "other" and heading.level == 1 and alone and len(heading.words) <= _LONGEST_CATEGORY
            and below is not None and below.level > 1 and below.sort == "issue"
            and not _patterns().other.search(heading.words)
        )  # fmt: skip
        found.append(replace(heading, sort="category") if category else heading)
    return found


def _is_issue(heading: _Heading, later: list[_Heading]) -> bool:
    """Whether a heading is an issue: one in figures is; one in words is if nothing in figures stands below it."""
    if heading.sort == "section":
        return False
    if heading.level >= 2:
        return heading.sort == "issue"
    if heading.level == 0 or heading.sort == "category":
        return False
    below = next((h for h in later if h.sort != "other"), None)
    return heading.sort == "issue" and (below is None or below.level <= heading.level)


def _number(heading: _Heading, parents: list[_Heading], above: list[_Heading]) -> str:
    if heading.level >= 2:
        return ".".join(str(h.ordinal) for h in [*parents, heading])
    return ".".join(str(h.ordinal) for h in [*above, heading])


def _closing(text: str, start: int, end: int) -> int:
    """Where a paragraph that speaks of the whole again ends what is said of one issue."""
    match = re.compile(rf"\n[ \t]*{raw()['closing']}").search(text, start, end)
    return match.start() if match else end


def _headings(text: NormalText) -> list[_Heading]:
    found = []
    for begin in _BREAK.finditer(text.text):
        at = begin.start()
        while text.text[at : at + 1] in {" ", "\t", "•", "·"} and at < len(text.text):
            at += 1
        mark = _MARK.match(text.text, at)
        if mark:
            found.append(_heading(text, at, mark))
    return found


def _heading(text: NormalText, start: int, mark: re.Match[str]) -> _Heading:
    level = next(i for i, name in enumerate(_LEVELS) if mark.group(name))
    ordinal = _ordinal(mark.group(_LEVELS[level]))
    line_end = text.text.find("\n", mark.end())
    line_end = len(text.text) if line_end < 0 else line_end
    line = text.text[mark.end() : line_end]
    sort, a, b = _sorted(line, level)
    if "问题" in mark.group():  # 问题1: what follows is the issue itself
        sentence = re.match(r"[^。;]*", line)
        sort, a, b = "issue", 0, sentence.end() if sentence else len(line)
    a, b = mark.end() + a, mark.end() + b
    return _Heading(level, ordinal, sort, compact(text.text[a:b]), text.span(a, b), start, b)


def _sorted(line: str, level: int) -> tuple[str, int, int]:
    """What the line is the heading of, and the range of its words."""
    patterns = _patterns()
    for sort, pattern in patterns.quoted:
        if match := pattern.match(line):
            return sort, *match.span("t")
    for sort, pattern in patterns.plain:
        match = pattern.match(line)
        if match and not (level < 2 and patterns.other.search(match.group("t"))):
            generic = not patterns.generic.sub("", match.group("t"))
            return "section" if generic and level == 0 else sort, *match.span("t")
    if level >= _LEVELS.index("three") and (match := patterns.about.match(line)):
        return "issue", *match.span("t")
    sentence = re.match(r"[^。\n]*", line)
    end = sentence.end() if sentence else len(line)
    return ("section" if level == 0 else "other"), 0, end


@dataclass(frozen=True)
class _Patterns:
    quoted: tuple[tuple[str, re.Pattern[str]], ...]
    plain: tuple[tuple[str, re.Pattern[str]], ...]
    other: re.Pattern[str]
    generic: re.Pattern[str]
    about: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    t = raw()
    starts = any_of(t["heading_starts"])
    stop = r"(?=[。:,;\s]|$)"
    said = rf"(?=[^。:\n]*{any_of(t['issue_needs'])})"
    quoted = rf"{starts}?\s*[“\"「]+?(?P<t>.+?)[”\"」]"
    return _Patterns(
        quoted=(
            ("category", re.compile(rf"{quoted}{t['category_ends']}{stop}")),
            ("issue", re.compile(rf"{quoted}(?=问题|的|整改|存在|等){t['issue_ends']}{stop}")),
        ),
        plain=(
            ("category", re.compile(rf"{said}{starts}?(?P<t>[^。:\n]+?){t['category_ends']}{stop}")),
            (
                "issue",
                re.compile(
                    rf"{starts}(?P<t>[^。:\n]+?)(?=(?:等)?(?:方面)?(?:存在)?的?(?:问题|整改)){t['issue_ends']}{stop}"
                ),
            ),
            (
                "issue",
                re.compile(r"(?P<t>[^。:,\n]{4,60}?)的?问题(?:的)?(?:整改)?(?:落实)?(?:情况)?(?=[。:\s]|$)"),
            ),
        ),
        other=re.compile(any_of(t["other_sections"])),
        generic=re.compile(any_of(t["generic"])),
        about=re.compile(r"关于(?P<t>[^。:,\n]{4,60})(?=[。:]|$)"),
    )


def _ordinal(words: str) -> int:
    if words.isdigit():
        return int(words)
    if words in {chr(c) for c in range(0x2460, 0x2474)}:
        return ord(words) - 0x245F
    tens, ten, ones = words.rpartition("十")
    units = {c: i for i, c in enumerate(_CHINESE[:9], 1)}
    return (units.get(tens, 1) * 10 if ten else 0) + units.get(ones, 0)
