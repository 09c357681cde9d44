"""How does Zeren say it, in Chinese or English?

Sentences are data: one catalogue a language beside this module, with the same keys; codes and classes are called what the
vocabulary calls them, records what they call themselves.
"""

from __future__ import annotations

import locale
import os
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from ontology.vocabulary import LANGUAGES, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from graph.store import Name, Store


@cache
def catalogue(lang: str) -> Mapping[str, Any]:
    """The sentences of a language."""
    text = files("dashboards").joinpath("wording", f"{lang}.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return found


def default_language() -> str:
    """The language of the environment: zh or en."""
    asked = (
        os.environ.get("ZEREN_LANG")
        or os.environ.get("LC_ALL")
        or os.environ.get("LANG")
        or locale.getlocale()[0]
        or ""
    )
    return "en" if asked[:2].lower() == "en" or asked in ("C", "POSIX", "C.UTF-8") else LANGUAGES[0]


@dataclass
class Wording:
    """Says things in one language; `names` are the records that can be called by name."""

    lang: str
    names: dict[str, Name] = field(default_factory=dict)

    def learn(self, store: Store, identifiers: Iterable[str]) -> None:
        """Looks up what records are called, for later."""
        self.names.update(store.names(i for i in identifiers if i not in self.names))

    def say(self, key: str, **values: Any) -> str:
        """The sentence `section.key`, filled in."""
        section, name = key.split(".")
        return str(catalogue(self.lang)[section][name]).format(**values)

    def header(self, column: str) -> str:
        """The heading of a column."""
        return str(catalogue(self.lang)["headers"].get(column, column))

    def code(self, code: str | None) -> str:
        """The label of a code or class."""
        return "" if code is None else vocabulary().label(code, self.lang)

    def name(self, identifier: str | None) -> str:
        """What a record is called, else its id."""
        if identifier is None:
            return ""
        found = self.names.get(identifier)
        return (found.label(self.lang) if found else None) or identifier

    def evidence(self, identifier: str) -> tuple[str, ...]:
        """The sources that a record cites."""
        found = self.names.get(identifier)
        return found.evidence if found else ()

    def day(self, day: date | None, *, end: bool = False) -> str:
        """A day; an end that is missing is still running, a beginning unknown."""
        if day is None:
            return self.say("tree.still") if end else self.say("tree.unknown")
        return day.isoformat()
