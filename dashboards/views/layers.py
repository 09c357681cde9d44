"""Where does each node of a picture stand?

Layers from top to bottom, known beforehand; within a layer an order that crosses few edges (barycentres, a fixed number of sweeps);
a layer too wide for one row goes on in the next. The same picture gives the same places.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboards.views.pictures import Node, Picture

CHARACTER, WIDE = 7.2, 13.0
"""Width of a letter and of a Chinese character at the size that the graph uses, in pixels."""
LINE, PADDING = 17.0, 16.0
NARROWEST, WIDEST = 84.0, 232.0
GAP, ROW_GAP, LAYER_GAP = 22.0, 16.0, 52.0
ROW = 1180.0
"""A row wider than this goes on below."""
SWEEPS = 6


@dataclass(frozen=True, slots=True)
class Box:
    """The middle of a node, its size, and its lines as they are broken."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]


def places(picture: Picture) -> dict[str, Box]:
    """A box for every node; no two overlap. Nodes of the picture that this one has grown from stand as they stood there."""
    if picture.grown_from is not None:
        return _beside(picture, places(picture.grown_from))
    sized = {n.id: _sized(n) for n in picture.nodes}
    found: dict[str, Box] = {}
    top = 0.0
    for layer in _ordered(picture):
        for row in _rows(layer, sized):
            height = max(sized[i][1] for i in row)
            width = sum(sized[i][0] for i in row) + GAP * (len(row) - 1)
            left = -width / 2
            for i in row:
                w, h, lines = sized[i]
                found[i] = Box(round(left + w / 2, 1), round(top + height / 2, 1), w, h, lines)
                left += w + GAP
            top += height + ROW_GAP
        top += LAYER_GAP - ROW_GAP
    return found


def _beside(picture: Picture, known: Mapping[str, Box]) -> dict[str, Box]:
    """The known boxes as they are; what is new at an end of a row of its layer that has room, else below everything."""
    sized = {n.id: _sized(n) for n in picture.nodes}
    level = {n.id: n.layer for n in picture.nodes}
    found = {i: known[i] for i in sized if i in known}
    heights: dict[int, set[float]] = defaultdict(set)
    for i, box in found.items():
        heights[level[i]].add(box.y)
    below: list[list[str]] = []
    for layer in _ordered(picture):
        late = []
        for i in (i for i in layer if i not in known):
            spot = _end_of_row(sized[i], sorted(heights[level[i]]), found)
            if spot is None:
                late.append(i)
            else:
                found[i] = spot
        below += _rows(late, sized) if late else []
    top = max((b.y + b.height / 2 + LAYER_GAP for b in found.values()), default=0.0)
    for row in below:
        height = max(sized[i][1] for i in row)
        left = -(sum(sized[i][0] for i in row) + GAP * (len(row) - 1)) / 2
        for i in row:
            w, h, lines = sized[i]
            found[i] = Box(round(left + w / 2, 1), round(top + height / 2, 1), w, h, lines)
            left += w + GAP
        top += height + ROW_GAP
    return found


def _end_of_row(
    size: tuple[float, float, tuple[str, ...]], heights: Sequence[float], found: Mapping[str, Box]
) -> Box | None:
    """A box at the nearer end of the first of these rows that does not grow wider than a row may; None if there is none."""
    w, h, lines = size
    for y in heights:
        level = [b for b in found.values() if abs(b.y - y) < (b.height + h) / 2 + ROW_GAP / 2]
        left, right = min(b.x - b.width / 2 for b in level), max(b.x + b.width / 2 for b in level)
        if right - left + GAP + w <= ROW:
            x = right + GAP + w / 2 if right <= -left else left - GAP - w / 2
            return Box(round(x, 1), y, w, h, lines)
    return None


def _ordered(picture: Picture) -> list[list[str]]:
    """The ids of every layer, from top to bottom, each in its order."""
    layers: dict[int, list[str]] = defaultdict(list)
    level = {}
    for node in picture.nodes:
        layers[node.layer].append(node.id)
        level[node.id] = node.layer
    near: dict[str, list[str]] = defaultdict(list)
    for edge in picture.edges:
        if level[edge.source] != level[edge.target]:
            near[edge.source].append(edge.target)
            near[edge.target].append(edge.source)
    rows = [layers[key] for key in sorted(layers)]
    place = {i: (k - (len(row) - 1) / 2) / max(len(row), 1) for row in rows for k, i in enumerate(row)}
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            middle = {i: _mean([place[o] for o in near[i]], place[i]) for i in row}
            row.sort(key=lambda i: (middle[i], place[i], i))
            place |= {i: (k - (len(row) - 1) / 2) / max(len(row), 1) for k, i in enumerate(row)}
    return rows


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _rows(layer: Sequence[str], sized: Mapping[str, tuple[float, float, tuple[str, ...]]]) -> list[list[str]]:
    rows: list[list[str]] = [[]]
    width = 0.0
    for i in layer:
        if rows[-1] and width + sized[i][0] > ROW:
            rows.append([])
            width = 0.0
        rows[-1].append(i)
        width += sized[i][0] + GAP
    return rows


def _sized(node: Node) -> tuple[float, float, tuple[str, ...]]:
    """Width, height and the lines as they are broken: names are never cut."""
    lines = tuple(part for line in node.lines for part in broken(line, WIDEST - PADDING))
    width = max((text_width(line) for line in lines), default=0.0) + PADDING
    return round(min(max(width, NARROWEST), WIDEST + PADDING)), LINE * max(len(lines), 1) + PADDING - 4, lines


def text_width(text: str) -> float:
    """How wide a text is, about."""
    return sum(WIDE if unicodedata.east_asian_width(c) in "WF" else CHARACTER for c in text)


def broken(text: str, width: float) -> list[str]:
    """The text in lines no wider than `width`: at blanks where there are some, else between characters."""
    lines, line = [], ""
    for word in _words(text):
        if line and text_width(line + word) > width:
            lines.append(line.rstrip())
            line = word.lstrip()
        else:
            line += word
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _words(text: str) -> list[str]:
    """Pieces between which a line may end: after a blank, around every wide character; a very long word is cut."""
    pieces: list[str] = [""]
    for character in text:
        wide = unicodedata.east_asian_width(character) in "WF"
        if wide and character not in "，。、；：）》”":
            pieces.append(character)
        elif character == " " or wide:
            pieces[-1] += character
            pieces.append("")
        elif pieces[-1] and (unicodedata.east_asian_width(pieces[-1][-1]) in "WF" or len(pieces[-1]) >= 20):
            pieces.append(character)
        else:
            pieces[-1] += character
    return [p for p in pieces if p]
