"""How does something that is read from top to bottom hang together: a line, and the lines below it?

The same lines serve a terminal (as a tree), a file or pipe (indented), and later pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rich.tree import Tree

    from dashboards.wording import Wording


@dataclass(frozen=True)
class Line:
    """A line, and the lines below it."""

    text: str
    below: tuple[Line, ...] = ()

    def __iter__(self) -> Iterator[str]:
        """The lines in reading order, indented."""
        yield self.text
        for line in self.below:
            for text in line:
                yield "  " + text


@dataclass(frozen=True)
class Asked:
    """The number of an open question, and who interprets its regulation."""

    number: str
    organs: tuple[str, ...]


def open_questions(
    questions: Iterable[str], asked: Mapping[str, Asked], wording: Wording
) -> tuple[Line, ...]:
    """A line for each open question (id), with whom to ask below it."""
    lines = []
    for question in questions:
        known = asked.get(question, Asked(question, ()))
        organs = "、".join(known.organs) if wording.lang == "zh" else ", ".join(known.organs)
        below = (Line(wording.say("tree.ask", organs=organs)),) if organs else ()
        lines.append(Line(wording.say("tree.open", number=known.number, text=wording.name(question)), below))
    return tuple(lines)


def facts_line(facts: Iterable[str], wording: Wording) -> tuple[Line, ...]:
    """A line that names facts, each with its sources; none if there are none."""
    said = []
    for fact in facts:
        sources = ", ".join(wording.name(source) for source in wording.evidence(fact))
        said.append(wording.say("tree.source", id=fact, sources=sources) if sources else fact)
    return (Line(wording.say("tree.facts", facts="; ".join(said))),) if said else ()


def as_rich(line: Line, tree: Tree | None = None) -> Tree:
    """The lines as a tree for the terminal."""
    from rich.text import Text
    from rich.tree import Tree as RichTree

    node = RichTree(Text(line.text, style="bold")) if tree is None else tree.add(Text(line.text))
    for below in line.below:
        as_rich(below, node)
    return node
