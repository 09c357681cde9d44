"""How does a paper read in which no person can be recognised by name or id?

Every text of a paper passes `Redaction.text`: names, aliases and English names of *all* persons of the store become 张某 (a second one
of the same surname 张某乙), wherever they stand, and ids, in which names often hide, become numbers. It is better to shorten too much
than too little: a word that happens to be a person's name is shortened as well. Offices, posts, organizations and days stay.
"""

from __future__ import annotations

from dataclasses import dataclass, field, is_dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar, cast

import yaml

from graph.scope import rules
from ontology.records import frame

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.store import Store

_T = TypeVar("_T")
STEMS = "甲乙丙丁戊己庚辛壬癸"
_WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


@cache
def _compound_surnames() -> frozenset[str]:
    text = files("dashboards").joinpath("papers", "surnames.yaml").read_text(encoding="utf-8")
    return frozenset(yaml.safe_load(text))


@dataclass
class Redaction:
    """Shortens names and numbers ids, the same one the same way all through one paper.

    `persons`: name, case folded -> person (id); `ids`: record ids that may stand in texts; `chinese`: person -> name in Chinese.
    """

    persons: Mapping[str, str]
    chinese: Mapping[str, str]
    english: Mapping[str, str]
    ids: frozenset[str]
    lang: str
    _shortened: dict[str, int] = field(default_factory=dict)
    _numbered: dict[str, str] = field(default_factory=dict)
    _lengths: dict[str, tuple[int, ...]] = field(init=False)

    def __post_init__(self) -> None:
        lengths: dict[str, set[int]] = {}
        for name in [*self.persons, *self.ids]:
            lengths.setdefault(name[0], set()).add(len(name))
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def whole(self, value: _T) -> _T:
        """The value with every text in it shortened: texts, mappings, lists, tuples, dataclasses; anything else as it is."""
        found: Any = value
        if isinstance(value, str):
            found = self.text(value)
        elif isinstance(value, dict):
            found = {key: self.whole(v) for key, v in value.items()}
        elif isinstance(value, list | tuple):
            found = type(value)(self.whole(v) for v in value)
        elif is_dataclass(value) and not isinstance(value, type):
            names = [f for f in value.__dataclass_fields__ if value.__dataclass_fields__[f].init]
            found = replace(value, **{name: self.whole(getattr(value, name)) for name in names})
        return cast("_T", found)

    def text(self, text: str) -> str:
        """The text without names and ids; the longest one at a place counts."""
        folded = text.casefold() if len(text.casefold()) == len(text) else text
        parts: list[str] = []
        place = 0
        while place < len(text):
            end, instead = self._at(text, folded, place)
            parts.append(text[place] if instead is None else instead)
            place = end
        return "".join(parts)

    def _at(self, text: str, folded: str, place: int) -> tuple[int, str | None]:
        """What is put in place of a name or id that stands here, and where the text goes on."""
        lengths = {*self._lengths.get(text[place], ()), *self._lengths.get(folded[place], ())}
        for length in sorted(lengths, reverse=True):
            end = place + length
            if end > len(text):
                continue
            if text[place:end] in self.ids and _stands_alone(text, place, end):
                return end, self._number(text[place:end])
            person = self.persons.get(folded[place:end])
            if person is not None and (not folded[place].isascii() or _stands_alone(text, place, end)):
                return end, self._short(person)
        return place + 1, None

    def _number(self, identifier: str) -> str:
        return self._numbered.setdefault(identifier, f"#{len(self._numbered) + 1}")

    def _short(self, person: str) -> str:
        name = self.chinese.get(person)
        english = self.english.get(person)
        surname = _surname(name) if name else ""
        known = surname or (english or "").split(" ")[0]
        place = self._shortened.setdefault(person, self._next(known))
        if self.lang == "en" and english:
            return f"{english.split(' ')[0]} Mou" + (f" {place}" if place > 1 else "")
        if not surname:
            return f"{known} Mou" + (f" {place}" if place > 1 else "")
        more = "" if place == 1 else STEMS[place - 1] if place <= len(STEMS) else str(place)
        return f"{surname}某{more}"

    def _next(self, surname: str) -> int:
        """How many of that surname there are, this one included."""
        same = [p for p in self._shortened if self._surname_of(p) == surname]
        return len(same) + 1

    def _surname_of(self, person: str) -> str:
        name = self.chinese.get(person)
        return _surname(name) if name else (self.english.get(person) or "").split(" ")[0]


def _surname(name: str) -> str:
    return name[:2] if name[:2] in _compound_surnames() else name[:1]


def _stands_alone(text: str, place: int, end: int) -> bool:
    """Whether no letter or digit touches what stands here: `p-ji` is no part of `p-jiang`."""
    before = text[place - 1] if place else " "
    after = text[end] if end < len(text) else " "
    return before not in _WORD and after not in _WORD


def redaction(store: Store, lang: str) -> Redaction:
    """A redaction for one paper of a store; ids of rules stay, nobody's name is in them."""
    persons: dict[str, str] = {}
    chinese: dict[str, str] = {}
    english: dict[str, str] = {}
    records = store.records()
    for row in frame(records, "Person").select("id", "zh", "en", "alias").sort("id").iter_rows(named=True):
        for name in (row["zh"], row["en"], *(row["alias"] or ())):
            if name and len(name) > 1:
                persons.setdefault(name.casefold(), row["id"])
        for names, key in ((chinese, "zh"), (english, "en")):
            if row[key]:
                names[row["id"]] = row[key]
    ids = frozenset(i for name, rows in records.items() if name not in rules()["shared"] for i in rows["id"])
    return Redaction(persons, chinese, english, ids, lang)
