"""What is a mapping as it stands in a text?"""

from __future__ import annotations

from typing import Any

from loaders.files import Refused
from ontology.messages import message
from ontology.problems import Code

DEPTH = 32
"""Deepest nesting that is read; records need four levels."""


class Entry(dict[str, Any]):
    """A mapping with the keys that stand twice in it; the first value of such a key is kept."""

    doubled: tuple[tuple[str, Any], ...] = ()


def too_deep(line: int) -> Refused:
    """The refusal of a text that nests without end."""
    return Refused(Code.TOO_LARGE, message("files.nested", most=DEPTH), line)
