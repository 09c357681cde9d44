"""How does Zeren say it, in Chinese or English?

Sentences are data: a folder a language beside this module, a file a topic, with the same keys; codes and classes are called what
the vocabulary calls them, records what they call themselves.
"""

from __future__ import annotations

import locale
import os
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from graph.store import Name
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.store import Store


@cache
def catalogue(lang: str) -> Mapping[str, Any]:
    """The sentences of a language, by section; a section may go on in another file, with other keys."""
    found: dict[str, dict[str, Any]] = {}
    topics = [f for f in files("dashboards").joinpath("wording", lang).iterdir() if f.name.endswith(".yaml")]
    for topic in sorted(topics, key=lambda file: file.name):
        for section, sentences in yaml.load(topic.read_text(encoding="utf-8"), yaml.CSafeLoader).items():
            if twice := found.get(section, {}).keys() & sentences.keys():
                raise ValueError(
                    f"{lang}/{topic.name} says again what another file says: {section} {sorted(twice)}"
                )
            found.setdefault(section, {}).update(sentences)
    return found


def default_language() -> str:
    """ZEREN_LANG, else the language of the locale: zh where it is Chinese, else en."""
    named = next((v for v in map(os.environ.get, ("ZEREN_LANG", "LC_ALL", "LC_MESSAGES", "LANG")) if v), None)
    return "zh" if (named or locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


@dataclass
class Wording:
    """Says things in one language; `names` are the records that can be called by name."""

    lang: str
    names: dict[str, Name] = field(default_factory=dict)

    def learn(self, store: Store, identifiers: Iterable[str]) -> None:
        """Looks up what records are called, for later."""
        self.names.update(store.names(i for i in identifiers if i not in self.names))

    def call_tenures(self, store: Store, people: Mapping[str, tuple[str, str]]) -> None:
        """From now on calls tenures by person and post (ids)."""
        self.learn(store, {x for pair in people.values() for x in pair})
        for tenure, (person, post) in people.items():
            cites = self.evidence(tenure)
            texts = (f"{self.name(person)} · {self.name(post)}",) * 2
            self.names[tenure] = Name("Tenure", *texts, cites)

    def say(self, key: str, **values: Any) -> str:
        """The sentence `section.key`, filled in."""
        section, name = key.split(".")
        return str(catalogue(self.lang)[section][name]).format(**values)

    def header(self, column: str) -> str:
        """The heading of a column; one that is a code is called what the code is called."""
        return str(catalogue(self.lang)["headers"].get(column) or self.code(column))

    def code(self, code: str | None) -> str:
        """The label of a code or class."""
        return "" if code is None else vocabulary().label(code, self.lang)

    def name(self, identifier: str | None) -> str:
        """What a record is called, else its id."""
        if identifier is None:
            return ""
        found = self.names.get(identifier)
        return (found.label(self.lang) if found else None) or identifier

    def type(self, identifier: str) -> str | None:
        """The type of a record."""
        found = self.names.get(identifier)
        return found.type if found else None

    def evidence(self, identifier: str) -> tuple[str, ...]:
        """The sources that a record cites."""
        found = self.names.get(identifier)
        return found.evidence if found else ()

    def day(self, day: date | None) -> str:
        """A day; one that is missing is unknown."""
        return self.say("tree.unknown") if day is None else day.isoformat()

    def last_day(self, until: date | None) -> str:
        """The last day before an end that is exclusive; none = still running."""
        return self.say("tree.still") if until is None else (until - timedelta(1)).isoformat()
