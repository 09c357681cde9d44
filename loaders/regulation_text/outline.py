"""Which articles, items and subitems does the text of a regulation have?

Only a numeral that carries on its sequence opens a provision: 第四条 within a sentence, or a list of an annex, opens none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loaders.normal_text import NormalText, Span, normal
from loaders.regulation_text.numerals import NUMERAL, number

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKDOWN = r"[#>*\s]*"
_ARTICLE = re.compile(
    rf"(?:(?<=^)|(?<=\n)|(?<=[。;]))(?P<lead>{_MARKDOWN})(?P<label>第(?P<n>{NUMERAL})条(?:之(?P<sub>{NUMERAL}))?)(?P<after>\**[ \t:]*\**)"
)
_CHAPTER = re.compile(rf"^{_MARKDOWN}(?P<whole>第{NUMERAL}(?:编|章|节)[ \t]*[^\n。]{{0,40}})$", re.MULTILINE)
_ITEM = re.compile(r"(?:(?<=\n)|(?<=[:;。]))\s*[(](?P<n>[一二三四五六七八九十百]+)[)][ \t]*")
_SUBITEM = re.compile(r"(?:(?<=\n)|(?<=[:;。]))\s*(?:(?P<n>\d{1,2})[.、](?!\d)|[(](?P<m>\d{1,2})[)])[ \t]*")
_FIRST = 12  # characters that identify a provision's beginning


@dataclass(frozen=True)
class Provision:
    """One article, item or subitem. `number` 6.1.2, `9-1` for 第九条之一; `own` is its text without what stands in its children.

    `text` is the normal form of `own` in one line a paragraph.
    """

    number: str
    label: str
    own: Span
    text: str
    at: tuple[int, int]
    children: tuple[Provision, ...] = ()

    def flat(self) -> Iterator[Provision]:
        """It and everything below, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.flat()


@dataclass(frozen=True)
class Outline:
    """A regulation's text: title, chapters and articles in their order."""

    title: str | None
    chapters: tuple[str, ...]
    provisions: tuple[Provision, ...]
    normal: NormalText

    def flat(self) -> dict[str, Provision]:
        """Every provision by its number, in the order of the text; of two with the same number the first."""
        found: dict[str, Provision] = {}
        for article in self.provisions:
            for provision in article.flat():
                found.setdefault(provision.number, provision)
        return found


def outline(source: str) -> Outline:
    """The provisions of a text; one without articles has none. Line ends must be LF."""
    text = normal(source)
    chapters = list(_CHAPTER.finditer(text.text))
    starts = list(_articles(text.text))
    provisions = []
    for i, match in enumerate(starts):
        end = starts[i + 1].start() if i + 1 < len(starts) else len(text.text)
        end = min([end, *(c.start() for c in chapters if c.start() > match.start())])
        provisions.append(_article(text, match, end))
    first = min([m.start() for m in (*starts[:1], *chapters[:1])], default=0)
    names = tuple(text.span(*c.span("whole")).text.strip() for c in chapters)
    return Outline(_title(text, first), names, tuple(provisions), text)


def _articles(text: str) -> Iterator[re.Match[str]]:
    """The headings of articles. The first is any; a later one goes on counting, by one or as 之一; so a heading in a table of contents or a
    reference at the beginning of a line is none.
    """
    last: tuple[int, int] | None = None
    for match in _ARTICLE.finditer(text):
        line_start = match.start() == 0 or "\n" in match.group("lead") or text[match.start() - 1] == "\n"
        n, sub = number(match.group("n")), number(match.group("sub") or "0")
        if n is None or sub is None or (not line_start and not match.group("after")):
            continue
        here = (n, sub)
        nexts = {(last[0] + 1, 0), (last[0], last[1] + 1)} if last else {here}
        gap = (
            last is not None and line_start and last < here and bool(match.group("after"))
        )  # a text with articles left out
        if here in nexts or gap:
            yield match
            last = here


def _article(text: NormalText, match: re.Match[str], end: int) -> Provision:
    n, sub = number(match.group("n")), number(match.group("sub") or "0")
    name = f"{n}-{sub}" if sub else f"{n}"
    label = match.group("label")
    return _provision(text, name, label, match.end(), end, 0)


def _provision(text: NormalText, name: str, label: str, start: int, end: int, depth: int) -> Provision:
    """The provision of text[start:end] with its children."""
    while start < end and text.text[start].isspace():
        start += 1
    pattern = (_ITEM, _SUBITEM)[depth] if depth < 2 else None
    marks = list(_marks(pattern, text.text, start, end)) if pattern else []
    if depth == 0 and not marks:
        marks = list(_marks(_SUBITEM, text.text, start, end))
    own_end = marks[0].start() if marks else end
    children = []
    for i, mark in enumerate(marks):
        child_end = marks[i + 1].start() if i + 1 < len(marks) else end
        words = mark.groupdict()
        digits = words.get("n") or words.get("m") or ""
        n = number(digits)
        below = f"({digits})" if depth == 0 and not digits.isdigit() else str(n)
        children.append(
            _provision(
                text,
                f"{name}.{n}",
                label + below.replace("(", "（").replace(")", "）"),
                mark.end(),
                child_end,
                depth + 1,
            )
        )
    while own_end > start and text.text[own_end - 1].isspace():
        own_end -= 1
    said = "\n".join(line.strip() for line in text.text[start:own_end].split("\n") if line.strip())
    return Provision(name, label, text.span(start, own_end), said, (start, own_end), tuple(children))


def _marks(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The marks of a list that counts from one."""
    expected = 1
    for match in pattern.finditer(text, start, end):
        words = match.groupdict()
        if number(words.get("n") or words.get("m") or "") == expected:
            yield match
            expected += 1


def _title(text: NormalText, before: int) -> str | None:
    """The first line that is more than a mark."""
    for line in text.text[:before].split("\n"):
        plain = line.strip(" \t#*>")
        if plain and not plain.startswith(("(", "[")):
            return "".join(plain.split())
    return None


def text_start(provision: Provision) -> str:
    """The first characters of a provision as they stand in the source."""
    return provision.own.text[:_FIRST].split("\n")[0]
