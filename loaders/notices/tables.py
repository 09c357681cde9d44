"""What does a table of leaders say, a row a leader, where the head of a column stands for the verb?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loaders.normal_text import compact
from loaders.notices.terms import terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True)
class Row:
    """The cells of one leader's row as ranges of the text; `duties` with the verb that its column's head means."""

    start: int
    end: int
    name: tuple[int, int]
    titles: tuple[int, int]
    duties: tuple[tuple[str, int, int], ...]


def rows(text: str) -> tuple[dict[int, Row], list[tuple[int, int]]]:
    """The rows of every table of leaders by where they start, and the ranges of the heads. Cells are divided by tabs."""
    found: dict[int, Row] = {}
    heads: list[tuple[int, int]] = []
    columns: Mapping[str, list[tuple[int, str]]] | None = None
    width = 0
    for match in _LINE.finditer(text):
        cells = list(_cells(text, match.start(), match.end()))
        if columns is None or len(cells) != width:
            columns = _columns([compact(text[a:b]) for a, b in cells])
            width = len(cells)
            if columns:
                heads.append(match.span())
            continue
        row = _row(columns, cells, match.start(), match.end())
        if text[slice(*row.name)].strip() or text[slice(*row.titles)].strip():
            found[match.start()] = row
    return found, heads


def _cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for cell in text[start:end].split("\t"):
        yield at, at + len(cell)
        at += len(cell) + 1


def _columns(cells: list[str]) -> Mapping[str, list[tuple[int, str]]] | None:
    """Which column holds what, if the cells are the heads of a table of leaders: a name, and at least one column of duties."""
    t = terms()
    found: dict[str, list[tuple[int, str]]] = {"name": [], "titles": [], "duties": []}
    for i, cell in enumerate(cells):
        label = t.label.match(f"{cell}:")
        if cell in t.raw["person_labels"]:
            found["name"].append((i, cell))
        elif cell in t.raw["title_labels"]:
            found["titles"].append((i, cell))
        elif label and label.end() == len(cell):
            found["duties"].append((i, label.group("verb")))
        elif cell in t.raw["duty_labels"]:
            found["duties"].append((i, ""))
    return found if found["name"] and found["duties"] else None


def _row(
    columns: Mapping[str, list[tuple[int, str]]], cells: list[tuple[int, int]], start: int, end: int
) -> Row:
    nothing = (start, start)
    one = {key: cells[places[0][0]] if places else nothing for key, places in columns.items()}
    return Row(
        start, end, one["name"], one["titles"], tuple((verb, *cells[i]) for i, verb in columns["duties"])
    )
