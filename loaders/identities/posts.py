"""Which seat is a post, and how is it held, as far as its words tell?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loaders.documents.words import words
from loaders.identities.organizations import heads_of
from loaders.identities.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

_ACTING = re.compile(r"^代(?!表)|^代理|主持.{0,4}工作|\((?:代|代理)\)")
_BRACKETS = re.compile(r"\([^()]*\)")


def parts(post: str) -> Iterator[str]:
    """The posts that words name together: 党组书记、局长 are two."""
    for part in re.split(r"[、,;；，/和]|兼(?:任)?", _BRACKETS.sub("", plain(post))):
        if part:
            yield part


def seat_of(post: str, organization: str) -> str:
    """HeadSeat if one of the posts leads an organization of that name, MemberSeat if one is of its leadership, else OtherSeat."""
    heads, found = heads_of(organization), list(parts(post))
    for part in found:
        if re.sub(r"^代理?", "", part) in heads:
            return "HeadSeat"
    members = words("tenures")["members"]
    deputy = any("副" in part and part.replace("副", "", 1) in heads for part in found)
    return "MemberSeat" if deputy or any(sign in part for part in found for sign in members) else "OtherSeat"


def tenure_kind(post: str) -> str:
    """Acting for 代县长 or 主持工作, Concurrent where all of it is held beside another post, else Substantive."""
    text = plain(post)
    if any(_ACTING.search(part) for part in (text, *parts(post))):
        return "Acting"
    return "Concurrent" if text.startswith("兼") or text.endswith(("(兼)", "(兼任)")) else "Substantive"
