"""Where do issue, duties, grades and bearers of a chain stand in the picture of a dossier?

Four columns from left to right: what it is about, what had to be done, in which grade, who. A grade without a holder shows nobody.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboards.papers.drawing import LINE, MARGIN, Drawing, Join, Shape
from graph.explanation import grades_laid, in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dashboards.wording import Wording
    from graph.explanation import Explanation, Item, Matter

LEFT = (0.0, 250.0, 520.0, 800.0)
WIDTH = (200.0, 210.0, 190.0, 260.0)
"""Left edges and widths of the columns."""
GAP = 14.0


@dataclass(frozen=True)
class _Block:
    """A box of a column, and the blocks to the right of it that it is joined to."""

    column: int
    lines: tuple[str, ...]
    kind: str
    right: tuple[_Block, ...] = ()
    derived: bool = True

    @property
    def own(self) -> float:
        """Height of the box."""
        return LINE * len(self.lines) + 14

    @property
    def height(self) -> float:
        """Height that it takes with what is to the right of it."""
        return max(self.own, sum(b.height for b in self.right) + GAP * (len(self.right) - 1))


def chain_drawing(explanation: Explanation, wording: Wording, shorten: Callable[[str], str] = str) -> Drawing:
    """The picture of a chain; `wording` knows the names. Every text passes `shorten`, before it is broken into lines."""
    right: list[_Block] = []

    def block(
        column: int, lines: Iterable[str], kind: str, right: Iterable[_Block] = (), *, derived: bool = True
    ) -> _Block:
        shown = tuple(part for line in lines for part in broken(shorten(line), WIDTH[column] - 16))
        return _Block(column, shown, kind, tuple(right), derived)

    for matter in explanation.matters:
        grades = _grades(matter, explanation, wording, block)
        if matter.id == explanation.subject:
            right += grades
        else:
            right.append(block(1, _matter(matter, wording), "duty", grades, derived=False))
    kind = "tree.issue" if explanation.is_issue else "tree.duty"
    name = wording.say(kind, name=wording.name(explanation.subject), id=explanation.subject)
    shapes: list[Shape] = []
    joins: list[Join] = []
    _place(block(0, [name], "subject", right), MARGIN, shapes, joins)
    return Drawing(tuple(shapes), tuple(joins))


def _place(block: _Block, top: float, shapes: list[Shape], joins: list[Join]) -> int:
    """Puts a block and what is to the right of it below `top`; returns the place of its shape."""
    middle = top + block.height / 2
    x = MARGIN + LEFT[block.column] + WIDTH[block.column] / 2
    shapes.append(Shape(x, middle, WIDTH[block.column], block.own, block.lines, block.kind))
    here = len(shapes) - 1
    inside = sum(b.height for b in block.right) + GAP * (len(block.right) - 1)
    at = middle - inside / 2
    for other in block.right:
        joins.append(Join(here, _place(other, at, shapes, joins), derived=other.derived))
        at += other.height + GAP
    return here


def _grades(
    matter: Matter, explanation: Explanation, wording: Wording, block: Callable[..., _Block]
) -> list[_Block]:
    """The grades that the regulations applied know, with who bears them."""
    if not matter.items:
        return [block(2, [wording.say("tree.no_rule" if matter.window else "tree.no_window")], "missing")]
    found = []
    for grade in grades_laid(matter.items, explanation.regulations):
        items = [i for i in matter.items if i.answer["grade"] == grade]
        who = [block(3, _bearer(i, wording), "bearer") for i in in_order(items)]
        if not any(i.answer["role"] == "holder" for i in items) and matter.window is not None:
            who.insert(0, block(3, [wording.say("papers.nobody", day=matter.window.last)], "missing"))
        numbers = ", ".join(sorted({i.answer["provision"] for i in items}))
        said = [wording.code(grade), *([wording.say("papers.item", number=numbers)] if numbers else [])]
        found.append(block(2, said, "grade", who))
    return found


def _bearer(item: Item, wording: Wording) -> list[str]:
    answer = item.answer
    if item.person is None:
        lines = [wording.name(answer["bearer"])]
    else:
        lines = [wording.name(item.person), wording.name(item.post)]
    lines.append(
        wording.say(
            "papers.bears",
            role=wording.code(answer["role"]),
            ground=wording.code(answer["ground"]),
            days=answer["days"],
        )
    )
    if item.acting:
        lines.append(wording.say("tree.acting"))
    return lines


def _matter(matter: Matter, wording: Wording) -> list[str]:
    lines = [wording.name(matter.id)]
    if matter.window is not None:
        lines.append(wording.say("tree.window", first=matter.window.first, last=matter.window.last))
        if matter.window.unmet:
            lines.append(wording.say("tree.unmet", day=matter.window.breach_date))
    return lines


def broken(text: str, width: float) -> list[str]:
    """The text in lines that fit: Chinese breaks anywhere, Latin words at blanks."""
    lines, line, used = [], "", 0.0
    for word in _words(text):
        wide = sum(13.0 if unicodedata.east_asian_width(c) in "WF" else 7.0 for c in word)
        if line and used + wide > width:
            lines.append(line.strip())
            line, used = "", 0.0
        line, used = line + word, used + wide
    return [*lines, line.strip()]


def _words(text: str) -> list[str]:
    words: list[str] = []
    for character in text:
        alone = unicodedata.east_asian_width(character) in "WF"
        closing = character in "，。；、）》”’：" and words
        if closing:
            words[-1] += character
        elif (
            alone
            or not words
            or unicodedata.east_asian_width(words[-1][-1]) in "WF"
            or words[-1].endswith(" ")
        ):
            words.append(character)
        else:
            words[-1] += character
    return words
