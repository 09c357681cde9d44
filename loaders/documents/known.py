"""Who and what is known already, under which names?

The records that hold, and those of documents read before in the same load, by the names that people write for them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ontology.records import frame

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

_BLANK = re.compile(r"\s+")


def plain(words: str) -> str:
    """Words as names are compared: half width, no blanks, quotation marks alike."""
    text = _BLANK.sub("", unicodedata.normalize("NFKC", words))
    return text.translate({ord(c): '"' for c in "“”„‟＂「」『』"}).replace("—", "-")


class Known:
    """Names of organizations, persons and domains, and who held which post, as the frames say."""

    def __init__(self, frames: Mapping[str, pl.DataFrame]) -> None:
        self._frames = frames

    def rows(self, record_type: str) -> list[dict[str, Any]]:
        """The records of a type as mappings."""
        return frame(self._frames, record_type).to_dicts()

    @cached_property
    def organizations(self) -> Mapping[str, tuple[str, ...]]:
        """Plain name, alias, former name or code -> ids of the organizations that bear it."""
        found: dict[str, list[str]] = defaultdict(list)
        for row in self.rows("Organization"):
            names = (row["zh"], row["code"], *(row["alias"] or ()), *(row["formerName"] or ()))
            for name in {plain(n) for n in names if n}:
                found[name].append(row["id"])
        return {name: tuple(ids) for name, ids in found.items()}

    @cached_property
    def domains(self) -> Mapping[str, tuple[str, ...]]:
        """Plain name or synonym -> ids of domains."""
        found: dict[str, list[str]] = defaultdict(list)
        for row in self.rows("Domain"):
            for name in {plain(n) for n in (row["zh"], *(row["altLabel"] or ())) if n}:
                found[name].append(row["id"])
        return {name: tuple(ids) for name, ids in found.items()}

    @cached_property
    def persons(self) -> Mapping[str, tuple[str, ...]]:
        """Plain name -> ids of persons."""
        found: dict[str, list[str]] = defaultdict(list)
        for row in self.rows("Person"):
            for name in {plain(n) for n in (row["zh"], *(row["alias"] or ())) if n}:
                found[name].append(row["id"])
        return {name: tuple(ids) for name, ids in found.items()}
