"""What lies between two sentences: blanks, punctuation and ordinals?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container

GAP = " \t\n。;,:、.—"
_ORDINAL = re.compile(
    r"[ \t]*(?:第?[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}(?:[、)]|[.](?!\d)|(?=\t)|(?=[ ]{2}))|[①-⒛㈠-㈩❶-❿]|[-*■◆●])"
)


def skip(text: str, at: int, *, ordinals: bool = True, gap: str = GAP, within: Container[int] = ()) -> int:
    """The next place that is no gap and no ordinal; a place in `within` is not passed over."""
    while at < len(text) and at not in within:
        if text[at] in gap:
            at += 1
        elif ordinals and (match := _ORDINAL.match(text, at)) and (at == 0 or text[at - 1] in GAP):
            at = match.end()
        else:
            break
    return at
