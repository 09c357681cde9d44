"""Which provisions of its own does a text refer to, and from where?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from loaders.regulation_text.numerals import NUMERAL, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loaders.normal_text import Span
    from loaders.regulation_text.outline import Outline, Provision


@dataclass(frozen=True)
class Reference:
    """From the deepest provision that holds the words to a provision of the same text."""

    source: str
    target: str
    words: Span


def references(found: Outline) -> tuple[Reference, ...]:
    """Every reference, in the order of the text; ranges are spelled out. Articles of other instruments, 前款 and 下条 are none."""
    known = found.flat()
    return tuple(
        Reference(provision.number, target, found.normal.span(start, end))
        for provision in known.values()
        for target, start, end in _targets(found.normal.text, provision, known)
    )


def _targets(text: str, provision: Provision, known: dict[str, Provision]) -> Iterator[tuple[str, int, int]]:
    patterns = _patterns()
    start, end = provision.at
    for chain in patterns.chain.finditer(text, start, end):
        if patterns.other.search(text, start, chain.start()) and not chain.group("own"):
            continue
        base = provision.number.split(".", maxsplit=1)[0] if chain.group("own") == "本条" else None
        seen = set()
        for target in _chain(chain.group("refs"), base):
            if target in known and target != provision.number and target not in seen:
                seen.add(target)
                yield target, *chain.span()


def _chain(words: str, article: str | None) -> Iterator[str]:
    """The provisions that a chain like 第六条第(一)项、第(二)项 or 第四条至第七条 names; an item goes on from the article before it."""
    patterns = _patterns()
    last, ranged = None, False
    for piece in patterns.join.split(words):
        if patterns.ranges.fullmatch(piece or ""):
            ranged = True
            continue
        unit = patterns.unit.fullmatch(piece) if piece else None
        if unit is None:
            continue
        said = unit.groupdict()
        if said["article"]:
            n, sub = number(said["article"]), number(said["sub"] or "0")
            article = f"{n}-{sub}" if sub else f"{n}"
        if article is None:
            continue
        deeper = [number(w) for w in (said["item"] or said["item2"], said["subitem"]) if w]
        target = ".".join([article, *map(str, deeper)])
        if ranged and last:
            yield from _between(last, target)
        yield target
        last, ranged = target, False


def _between(first: str, last: str) -> Iterator[str]:
    """The provisions between two of the same depth under the same head."""
    a, b = first.split("."), last.split(".")
    if len(a) == len(b) and a[:-1] == b[:-1] and a[-1].isdigit() and b[-1].isdigit():
        for n in range(int(a[-1]) + 1, int(b[-1])):
            yield ".".join([*a[:-1], str(n)])


@dataclass(frozen=True)
class _Patterns:
    chain: re.Pattern[str]
    unit: re.Pattern[str]
    join: re.Pattern[str]
    ranges: re.Pattern[str]
    other: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    t: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("terms.yaml").read_text(encoding="utf-8"))
    own = "|".join(map(re.escape, t["self"]))
    joins = "|".join(map(re.escape, sorted(t["joins"], key=len, reverse=True)))
    ranges = "|".join(map(re.escape, t["ranges"]))
    article = rf"第{NUMERAL}条(?:之{NUMERAL})?(?:第{NUMERAL}款)?"
    item = rf"(?:第?[(]{NUMERAL}[)]项?|第{NUMERAL}项)(?:第?\d{{1,2}}(?:项|目)?(?![\d年月日个名条人%]))?"
    unit = rf"(?:{article}(?:{item})?|{item})"
    return _Patterns(
        chain=re.compile(
            rf"(?P<own>{own}|本条)?(?P<refs>(?:{article}(?:{item})?|(?<=本条){item})(?:(?:{joins}|{ranges})(?:{own})?{unit})*)"
        ),
        unit=re.compile(
            rf"(?:{own})?(?:第(?P<article>{NUMERAL})条(?:之(?P<sub>{NUMERAL}))?(?:第{NUMERAL}款)?)?"
            rf"(?:第?[(](?P<item>{NUMERAL})[)]项?|第(?P<item2>{NUMERAL})项)?(?:第?(?P<subitem>\d{{1,2}})(?:项|目)?)?"
        ),
        join=re.compile(rf"(?:{joins})|({ranges})"),
        ranges=re.compile(ranges),
        other=re.compile(rf"(?:》[)]?|(?<!本)(?:{'|'.join(map(re.escape, t['others']))}))[ ]?$"),
    )
