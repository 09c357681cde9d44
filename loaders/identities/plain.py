"""How are names compared?"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BLANK = re.compile(r"\s+")
_QUOTES = {ord(c): '"' for c in "“”„‟＂「」『』"} | {ord("—"): "-"}


@lru_cache(maxsize=2_000)
def plain(words: str) -> str:
    """Words as names are compared: half width, no blanks, quotation marks alike."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", words)).translate(_QUOTES)
