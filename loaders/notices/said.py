"""What does a division-of-labor notice say, before anybody is looked up?

Names, titles and targets are simplified, half width, without white space; quotes are the original characters.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from loaders.normal_text import Span


@dataclass(frozen=True)
class Target:
    """One thing to be in charge of. `kind` is unit or domain; `full` restores a level prefix that was left out, where that is sure."""

    name: str
    kind: str
    quote: Span
    full: str | None = None
    aliases: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    scope: str | None = None
    level: str | None = None


@dataclass(frozen=True)
class Division:
    """A target in one mode. `change` is added, removed or None (a full notice restates); `implied`: said only collectively."""

    mode: str
    target: Target
    principal: str | None = None
    change: str | None = None
    implied: bool = False
    newly: bool = False
    """Said of a newcomer or by words like 由: among changes it is one."""


@dataclass(frozen=True)
class Head:
    """Who a passage is about: one person (None if nobody is named), titles in their order, what the brackets say."""

    person: str | None
    titles: tuple[str, ...] = ()
    acting: bool = False
    rank: str | None = None
    vacant: bool = False
    accredited: bool = False
    member_of: str | None = None
    newcomer: bool = False


@dataclass
class Leader:
    """A head with its divisions, in the order of the text."""

    head: Head
    quote: Span
    name: Span | None = None
    """Where the name alone stands."""
    divisions: list[Division] = field(default_factory=list)
    restated: bool = False
    """Whether his whole charge is said anew: what he had before is over."""


@dataclass(frozen=True)
class Notice:
    """A notice as read. `understood` and `not_understood` together are the whole source, without gap or overlap, in order."""

    body: str | None
    body_also: tuple[str, ...]
    body_quote: Span | None
    date: date | None
    kind: str
    leaders: tuple[Leader, ...]
    understood: tuple[Span, ...]
    not_understood: tuple[Span, ...]
