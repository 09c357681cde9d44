"""What has been read of a notice so far?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loaders.notices.said import Head, Leader, Target

if TYPE_CHECKING:
    from loaders.normal_text import NormalText


@dataclass
class Reading:
    """What has been read so far; `marked[i]` says that text[i] was understood."""

    text: NormalText
    marked: bytearray
    known: tuple[str, ...] = ()
    leaders: list[Leader] = field(default_factory=list)
    current: list[Leader] = field(default_factory=list)
    change: str | None = None
    """The change that later clauses of the passage share: 增加分管X。联系Y。"""
    sentence: str | None = None
    """The change that the words before the head say of its sentence: 增加某某同志分管X."""
    assigned: bool = False
    """Whether the sentence gives something to somebody by words like 由."""
    unread: bool = False
    """Whether somebody is spoken of in what was not understood so far."""
    said: list[tuple[Target, tuple[str, ...]]] = field(default_factory=list)
    """The items of the clause before in this sentence, which 由乙同志分管 and 甲同志不再分管 go back to."""
    taken_from: Leader | None = None
    """Whose items a delta notice moves without listing them again."""

    def mark(self, start: int, end: int) -> None:
        """Notes text[start:end] as understood."""
        self.marked[start:end] = b"\1" * (end - start)

    def leader(self, head: Head, start: int, end: int) -> Leader:
        """The leader of that head, the one already met if it is the same person."""
        for leader in self.leaders:
            if head.person and leader.head.person == head.person:
                if not leader.head.titles and head.titles:
                    leader.head = head
                return leader
        name = None
        if head.person:
            letters = r"\s*".join(map(re.escape, head.person))  # 应 谦
            found = re.compile(letters).search(self.text.text, start, end)
            name = self.text.span(*found.span()) if found else None
        leader = Leader(head, self.text.span(start, end), name)
        self.leaders.append(leader)
        return leader
