"""Which persons and units does a cell name?

Names come out in the order of the cell, each with the characters of the cell that name it; notes of a role in brackets, titles and
同志 are left out, blanks inside a name removed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from loaders.documents.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPEN, _CLOSE = "(（[【〔", ")）]】〕"
_SEPARATORS = "、，,；;\n\r/／|"
_LABEL = re.compile(r"^\s*([\u4e00-\u9fff]{2,6})\s*[:：]\s*")
_NAME = re.compile(
    r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}|[\u3400-\u9fff]{1,8}[·・•][\u3400-\u9fff·・•]{1,15}"
)
SEEN = 2_000
"""So many different cells are remembered: ledgers repeat their names."""
_NUMBER_TWO = re.compile(r"2\s*[.、．:：]|[(（]2[)）]|②")
_SPACED = re.compile(r"[ \u3000\t\u00a0]+")
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}\s*[.、．:：]|[(（]\d{1,2}[)）]|[①-⑳])\s*(?!\d)")


@dataclass(frozen=True, slots=True)
class Named:
    """A name and the characters of the cell (start inclusive, end exclusive) that give it."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Party:
    """What a cell of responsible parties names."""

    units: tuple[Named, ...] = ()
    persons: tuple[Named, ...] = ()
    cooperating: tuple[Named, ...] = ()


@cache
def _lists(topic: str, name: str) -> tuple[str, ...]:
    return tuple(sorted(map(str, words(topic)[name]), key=len, reverse=True))


@lru_cache(maxsize=SEEN)
def is_name(text: str) -> bool:
    """Whether a text has the form of a Chinese person's name, and is no unit, title or collective such as 各科室."""
    return (
        _NAME.fullmatch(text) is not None
        and text not in (*_lists("names", "titles"), *_lists("ledger", "roles"))
        and not any(n in text for n in _lists("names", "not_names"))
        and not is_unit(text)
    )


def is_unit(text: str) -> bool:
    """Whether a text ends as the names of units do."""
    return len(text) > 1 and text.endswith(_lists("names", "unit_endings"))


def pieces(text: str, separators: str = _SEPARATORS) -> Iterator[tuple[int, int]]:
    """The spans between separators that stand outside brackets, without outer blanks; empty ones left out."""
    depth, start = 0, 0
    for at, char in enumerate(text + separators[0]):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char in separators and (depth == 0 or at == len(text)):
            begin, end = _trimmed(text, start, at)
            if begin < end:
                yield begin, end
            start = at + 1


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in "。.;；"):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in "。.;；"):
        end -= 1
    return start, end


@lru_cache(maxsize=SEEN)
def persons(text: str) -> tuple[Named, ...]:
    """The persons that a cell names."""
    found: list[Named] = []
    for begin, finish in pieces(text):
        start, end = _after_label(text, begin, finish)
        body = text[start:end]
        parts = [m.span() for m in re.finditer(r"[^ \u3000\t\u00a0]+", _without_brackets(body))]
        if len(parts) > 1 and all(is_name(body[a:b]) for a, b in parts):
            found += [Named(body[a:b], start + a, start + b) for a, b in parts]
        elif name := _person(body):
            found.append(Named(name, start, end))
    return _once(found)


def _person(body: str) -> str:
    """The name in a piece: titles before and after it fall away where a name remains."""
    whole = _SPACED.sub("", _without_brackets(body))
    whole = unicodedata.normalize("NFKC", whole) if whole.isascii() else whole
    name, titles = whole, _lists("names", "titles")
    for _ in range(3):
        front = next((t for t in titles if name.startswith(t) and len(name) - len(t) >= 2), "")
        back = next((t for t in titles if name.endswith(t) and len(name) - len(t) >= 2), "")
        if is_name(name) and not front and not back:
            return name
        if not front and not back:
            break
        name = name.removeprefix(front)
        name = name.removesuffix(back) if len(name) - len(back) >= 2 and name.endswith(back) else name
    return name if is_name(name) else whole


@lru_cache(maxsize=SEEN)
def units(text: str) -> tuple[Named, ...]:
    """The units that a cell names, those that only cooperate (财务科（配合）) left out; a bracket stays where it is part of the name, as in 各镇（街道）."""
    return _once(
        unit for start, end in pieces(text) for unit in _units(text, *_after_label(text, start, end))
    )


def _units(text: str, start: int, end: int) -> Iterator[Named]:
    body = text[start:end]
    for bracket in re.finditer(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]", body):
        note = bracket[1].strip()
        if note in _lists("ledger", "cooperating_label"):
            return  # 财务科（配合）
        if note in _lists("ledger", "roles") or is_name(_person(note)) or note in _lists("names", "titles"):
            body = body.replace(bracket[0], "\0" * len(bracket[0]))
    for joint in re.finditer(r"[和与及]", body):
        left, right = body[: joint.start()].strip(), body[joint.end() :].strip()
        if is_unit(left) and is_unit(right) and len(left) > 2 and len(right) > 1 and "\0" not in left:
            yield from _units(text, start, start + joint.start())
            yield from _units(text, start + joint.end(), end)
            return
    name = _SPACED.sub("", body.replace("\0", ""))
    if name:
        yield Named(name, start, end)


@lru_cache(maxsize=SEEN)
def party(text: str) -> Party:
    """Units and persons of a cell that names both: 质量部(鄂峤);采购部(晁越); or 牵头：质量部；配合：采购部.

    Which is which is told by brackets and by how names of units end; what is neither counts as a unit.
    """
    found_units: list[Named] = []
    found_persons: list[Named] = []
    cooperating: list[Named] = []
    for begin, finish in pieces(text):
        start, end = begin, finish
        label = _LABEL.match(text[start:end])
        into = found_units
        if label is not None and not is_name(text[start + label.end() : end]):
            into = cooperating if label[1] in _lists("ledger", "cooperating_label") else found_units
            start += (
                label.end()
                if label[1]
                in (*_lists("ledger", "cooperating_label"), *_lists("ledger", "responsible_label"))
                else 0
            )
        body = text[start:end]
        bracket = re.search(r"[(（]([^()（）]*)[)）]\s*$", body)
        colon = re.fullmatch(r"([^:：]+)[:：]\s*(.+)", body)
        inside = (bracket[1], bracket.start(1), body[: bracket.start()]) if bracket else None
        if inside is None and colon is not None and is_unit(colon[1].strip()):
            inside = (colon[2], colon.start(2), colon[1])
        spaced = re.fullmatch(r"(\S+)[ \u3000\t]+(\S.*)", body)
        if (
            inside is None
            and spaced is not None
            and is_unit(spaced[1])
            and is_name(_SPACED.sub("", spaced[2]))
        ):
            inside = (spaced[2], spaced.start(2), spaced[1])
        if inside is not None and inside[0].strip() in _lists("ledger", "cooperating_label"):
            cooperating.append(Named(_SPACED.sub("", inside[2]), start, start + len(inside[2])))
            continue
        if inside is not None and (people := persons(inside[0])) and all(is_name(p.name) for p in people):
            found_persons += [
                Named(p.name, start + inside[1] + p.start, start + inside[1] + p.end) for p in people
            ]
            into += list(_units(text, start, start + len(inside[2])))
        elif is_name(_person(body)) and not is_unit(body):
            found_persons.append(Named(_person(body), start, end))
        else:
            into += list(_units(text, start, end))
    return Party(_once(found_units), _once(found_persons), _once(cooperating))


def numbered(text: str) -> list[tuple[int, int]]:
    """The spans of the items of a cell that numbers them 1. 2. 3. from line to line or after a full stop or semicolon; [] if it does not.

    The number belongs to no item.
    """
    if _NUMBER_TWO.search(text) is None:
        return []
    marks = list(
        re.finditer(
            r"(?:^|(?<=[\n；;。 \u3000]))\s*(?:(\d{1,2})\s*[.、．:：](?!\d(?!\d{3}\s*[年.\-/]))|[(（](\d{1,2})[)）]|([①-⑳]))\s*",
            text,
        )
    )
    told = [int(m[1] or m[2] or ord(m[3] or "①") - ord("①") + 1) for m in marks]
    if len(told) < 2 or told != list(range(1, len(told) + 1)) or text[: marks[0].start()].strip():
        return []
    ends = [m.start() for m in marks[1:]] + [len(text)]
    return [_trimmed_item(text, m.end(), end) for m, end in zip(marks, ends, strict=True)]


def _trimmed_item(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _after_label(text: str, start: int, end: int) -> tuple[int, int]:
    """A piece without a number or a label such as 牵头： in front."""
    number = _NUMBERED.match(text[start:end])
    start += number.end() if number else 0
    label = _LABEL.match(text[start:end])
    known = (
        *_lists("ledger", "cooperating_label"),
        *_lists("ledger", "responsible_label"),
        *_lists("ledger", "roles"),
    )
    return (start + label.end(), end) if label is not None and label[1] in known else (start, end)


def _without_brackets(text: str) -> str:
    """The text with each bracket blanked out, so that offsets stay."""
    return re.sub(r"[(（\[【][^()（）\[\]【】]*[)）\]】]", lambda m: " " * len(m[0]), text)


def _once(found: list[Named] | Iterator[Named]) -> tuple[Named, ...]:
    by_name: dict[str, Named] = {}
    for named in found:
        by_name.setdefault(named.name, named)
    return tuple(by_name.values())
