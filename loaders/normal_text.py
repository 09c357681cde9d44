"""How does a text read in one script and one width, and where did each of its characters stand?

Offices write in simplified or traditional script, in full or half width, and pages scraped from the web carry pinyin in brackets
behind a character. Grammar is written once, for the normal form; quotes are always cut from the original.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
"""Chinese characters, for use inside a character class."""

# One syllable in lower case, with or without tone marks, in brackets behind a character: 衛(wèi)生.
_PINYIN = re.compile(
    rf"(?<=[{HAN}])[((]\s*(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?[aeiouü\u0300-\u030c]+(?:ng|n|r)?\s*[))]"
)
_PIECES = re.compile(r"\w+|\W")
_SAME = {"﹑": "、", "､": "、", "·": "·", "•": "·", "∶": ":", "﹔": ";", "．": ".", "｡": "。", "\u2028": "\n"}
_TRADITIONAL = (
    3  # so many characters of the other script make a text traditional; fewer are names and quotations
)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a source: `text` equals source[start:end]."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class NormalText:
    """`text` is what grammar reads. Its character i stands for source[starts[i]:ends[i]], pinyin behind it included."""

    source: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The original of text[start:end]; an empty range gives the empty place before it."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else len(self.source)
            return Span(at, at, "")
        first, last = self.starts[start], self.ends[end - 1]
        return Span(first, last, self.source[first:last])


def normal(source: str) -> NormalText:
    """The normal form: simplified if the text is traditional, half width, without inline pinyin, other white space as a blank.

    Ends of lines must be LF: offsets count characters of `source` as given.
    """
    toneless, origin = [], []  # a letter with a tone mark is several characters once it is taken apart
    for i, c in enumerate(source):
        for part in unicodedata.normalize("NFD", c) if c.isalpha() and not _is_han(c) else c:
            toneless.append(part)
            origin.append(i)
    pinyin = bytearray(len(source))
    for match in _PINYIN.finditer("".join(toneless)):
        for i in range(origin[match.start()], origin[match.end() - 1] + 1):
            pinyin[i] = 1
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for i, c in enumerate(_simplified(source)):
        if pinyin[i]:
            if ends:
                ends[-1] = i + 1
            continue
        text.append(_narrow(c))
        starts.append(i)
        ends.append(i + 1)
    return NormalText(source, "".join(text), tuple(starts), tuple(ends))


def is_traditional(source: str) -> bool:
    """Whether several characters of the text exist in the traditional script only."""
    converted = _convert()(source)
    return len(converted) == len(source) and (
        sum(a != b for a, b in zip(source, converted, strict=True)) >= _TRADITIONAL
    )


def compact(text: str) -> str:
    """The text without any white space."""
    return "".join(text.split())


def _is_han(c: str) -> bool:
    return "\u2e80" <= c <= "\u9fff" or c >= "\U00020000"


def _narrow(c: str) -> str:
    if c in _SAME:
        return _SAME[c]
    if c in {"\n", "\t"}:
        return c
    if c.isspace() or not c.isprintable():
        return " "
    if "①" <= c <= "⒛":
        return c  # an ordinal, no figure
    narrow = unicodedata.normalize("NFKC", c)
    return narrow if len(narrow) == 1 else c


def _simplified(source: str) -> str:
    """The text in simplified script, of the same length; a simplified text is left as it is."""
    return _convert()(source) if is_traditional(source) else source


@cache
def _convert() -> Callable[[str], str]:
    from opencc import OpenCC

    converter = OpenCC("t2s")

    def convert(text: str) -> str:
        return "".join(map(_piece, _PIECES.findall(text)))

    def _piece(piece: str) -> str:
        # The converter is written in C++, where a lone surrogate or a NUL ends a text.
        if not piece.isprintable():
            return piece
        whole: str = converter.convert(piece)
        return whole if len(whole) == len(piece) else "".join(map(_one, piece))

    @cache
    def _one(c: str) -> str:
        one = str(converter.convert(c))
        return one if len(one) == 1 else c

    return convert
