"""Which words make up the grammar of notices? `terms.yaml` beside this module, ready for matching."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True)
class Verb:
    """One verb of charge: every mode makes a division of its own. `only_overall`: a verb only before ...全面工作."""

    modes: tuple[str, ...]
    only_overall: bool = False


@dataclass(frozen=True)
class Terms:
    """The words of `terms.yaml`; `raw` as they stand there, the patterns made of them."""

    raw: Mapping[str, Any]
    verbs: Mapping[str, Verb]
    verb: re.Pattern[str]
    label: re.Pattern[str]
    before_verb: re.Pattern[str]
    change: Mapping[str, str]
    compound_surnames: frozenset[str]
    surnames: frozenset[str]

    def words(self, *path: str) -> tuple[str, ...]:
        """The words under a key, longest first; `words("unit", "strong")` goes down two levels."""
        found: Any = self.raw
        for key in path:
            found = found[key]
        return longest_first(found)


def longest_first(words: Iterable[str]) -> tuple[str, ...]:
    """The words ordered so that a longer one is tried before those it begins with."""
    return tuple(sorted(map(str, words), key=lambda w: (-len(w), w)))


def any_of(words: Iterable[str]) -> str:
    """A regular expression for any of the words, the longest that fits."""
    return f"(?:{'|'.join(map(re.escape, longest_first(words)))})"


@cache
def terms() -> Terms:
    """The words that come with Zeren."""
    raw = yaml.safe_load(Path(__file__).with_name("terms.yaml").read_text(encoding="utf-8"))
    verbs = _verbs(raw["verbs"])
    change = {word: kind for kind in ("added", "removed") for word in raw["change"][kind]}
    return Terms(
        raw, verbs,
        verb=re.compile(any_of(verbs)),
        label=re.compile(rf"(?P<verb>{any_of(verbs)}){any_of(raw['label_nouns'])}+(?:(?=\s*[:\n\t])|{any_of(raw['label_joins'])})"),
        before_verb=re.compile(rf"{any_of([*raw['before_verb'], *change])}|{raw['before_verb_pattern']}"),
        change=change,
        compound_surnames=frozenset(raw["compound_surnames"].split()),
        surnames=frozenset(raw["surnames"]),
    )  # fmt: skip


def _verbs(rows: Iterable[Mapping[str, Any]]) -> dict[str, Verb]:
    return {
        word: Verb(tuple(row["mode"]), bool(row.get("only_overall"))) for row in rows for word in row["words"]
    }
