"""How does a text from a record reach a page as it stands, where the page reads Markdown?"""

from __future__ import annotations

import re

_SIGNS = re.compile(r"[\\`*_\[\]<>&$~:#!|]")
_LEADING = re.compile(r"^(\d{1,9}[.)]|[-+=])")
_SPOTTED = re.compile(
    r"(?i)(?:https?:|www)(?=//|\.)|[\w.+-]@(?=[\w-])|:(?=[a-z+-][\w+-]*:)|:(?=material/)|<(?=-)|-(?=-|>)|>(?=[>=])"
)
"""What is turned into links, small pictures and arrows even where each of its signs is escaped."""
_JOINER = "\u2060"


def plain(text: object) -> str:
    """The text in one line, for a place that reads Markdown: shown as it stands, without formatting, links or pictures."""
    line = _SPOTTED.sub(lambda m: m[0] + _JOINER, " ".join(str(text).split()))
    line = _SIGNS.sub(lambda m: "\\" + m[0], line)
    return _LEADING.sub(lambda m: m[0][:-1] + "\\" + m[0][-1], line)
