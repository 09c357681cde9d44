"""Which organization do some words mean, written in a document of some organization?

Sure are, from the top: an id, a code, a name, an alias, a former name; the same with the place of the document's organization put for a
bare level (区水利局) or before a name without one (水利局); the Party body for its organ; a short form whose characters occur in order in
one name only. Two that fit are never told apart by guessing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process

from loaders.documents.words import words
from loaders.identities.matches import Candidate, Match
from loaders.identities.plain import plain
from ontology.messages import Message, message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

LIKE = 72
"""Names below this likeness (0 to 100) do not come into question."""
SHOWN = 5
SHORTEST = 3
"""Characters that a short form has at least: two fit too much."""

_NAME = message("identities.name")
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,6}?(?:自治区|省|市|区|县|旗|镇|乡|街道)")
_LEVELS = "省市区县旗镇乡"


class Organizations:
    """The organizations that are known, by everything that they are called."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._rows = {row["id"]: row for row in rows}
        self._seen: dict[tuple[str, str | None, date | None], Match] = {}

    @cached_property
    def _names(self) -> Mapping[str, Mapping[str, Message]]:
        """Plain name -> id -> why it is called so."""
        found: dict[str, dict[str, Message]] = defaultdict(dict)
        for row in self._rows.values():
            for reason, names in (
                (message("identities.former_name"), row.get("formerName") or ()), (message("identities.alias"), row.get("alias") or ()),
                (message("identities.code"), (row.get("code"),)), (_NAME, (row.get("zh"), row.get("en"))), (message("identities.id"), (row["id"],)),
            ):  # fmt: skip
                for name in names:
                    if name:
                        found[bare(name)][row["id"]] = reason
        return found

    def name(self, identifier: str) -> str:
        """What an organization is called."""
        row = self._rows.get(identifier, {})
        return str(row.get("zh") or row.get("en") or identifier)

    def places(self, home: str | None) -> tuple[str, ...]:
        """The places that an organization's name begins with, the longest first; those of the organization that it is part of, if it names none."""
        seen: set[str] = set()
        while home is not None and home not in seen:
            seen.add(home)
            found = places(self.name(home))
            if found:
                return found
            home = self._rows.get(home, {}).get("partOf")
        return ()

    def match(self, said: str, home: str | None, on: date | None = None) -> Match:
        """The organization that the words mean in a document of the organization `home` of that day."""
        key = (said, home, on)
        if key not in self._seen:
            self._seen[key] = self._match(bare(said), home, on)
        return self._seen[key]

    def _there(self, identifier: str, on: date | None) -> bool:
        """Whether an organization existed on a day, as far as that is recorded."""
        row = self._rows[identifier]
        start, until = row.get("from"), row.get("until")
        return on is None or ((start is None or start <= on) and (until is None or on < until))

    def _match(self, text: str, home: str | None, on: date | None) -> Match:
        if not text:
            return Match((), message("identities.names_nothing"))
        for form, why in self._forms(text, home):
            called = self._names.get(form, {})
            ids = {i: reason for i, reason in called.items() if self._there(i, on)} or called
            if len(ids) == 1:
                ((identifier, reason),) = ids.items()
                return Match((identifier,), message("identities.with", reason=reason, why=why))
            if len(ids) > 1:
                near = (
                    {i for i in ids if set(self.places(i)) & set(self.places(home))}
                    if home is not None
                    else set()
                )
                if len(near) == 1:
                    return Match(tuple(near), message("identities.of_place", count=len(ids)))
                return Match(
                    (),
                    message("identities.several_called"),
                    tuple(Candidate(i, self.name(i), 100, ids[i]) for i in sorted(ids)),
                )
        short = self._shortened(text, home)
        if len(short) == 1:
            return Match((short[0],), message("identities.only_short"))
        several = tuple(Candidate(i, self.name(i), 90, message("identities.short")) for i in short)
        return Match((), message("identities.nothing_called"), several or tuple(self._like(text, home)))

    def _forms(self, text: str, home: str | None) -> Iterator[tuple[str, Message | str]]:
        """The ways to write the words out, each with what it says of the reason."""
        yield text, ""
        whole: list[tuple[str, Message | str]] = [(text, "")]
        for place in self.places(home):
            if text[0] in _LEVELS and len(text) > 1 and place.endswith(text[0]):
                whole.append((place + text[1:], message("identities.level_is", level=text[0], place=place)))
            if not places(text) and text[0] not in _LEVELS:
                whole.append((place + text, message("identities.in_place", place=place)))
        if home is not None and not places(text) and text[0] not in _LEVELS:
            whole.append((bare(self.name(home)) + text, message("identities.of_home", name=self.name(home))))
        yield from whole[1:]
        for form, why in whole:
            for body in words("names")["party_bodies"]:
                if form.endswith(body) and len(form) > len(body) + 1:
                    yield form.removesuffix(body), message("identities.organ_of", why=why)
                else:
                    yield form + body, message("identities.party_body", why=why)

    def _shortened(self, text: str, home: str | None) -> list[str]:
        """Organizations of the same place whose name holds the characters of the words in their order, from first to last."""
        around = self.places(home)
        own = places(text)
        core = text.removeprefix(own[0]) if own else text[1:] if text[0] in _LEVELS and around else text
        if len(core) < SHORTEST or (not own and not around):
            return []
        wanted = set(own or around)
        found = set()
        for name, ids in self._names.items():
            there = places(name)
            if there and there[0] in wanted and _holds(name.removeprefix(there[0]), core):
                found |= {i for i, why in ids.items() if why == _NAME}
        return sorted(found)

    def _like(self, text: str, home: str | None) -> Iterator[Candidate]:
        forms = [form for form, _ in self._forms(text, home)][:3]
        best: dict[str, Candidate] = {}
        for form in forms:
            for name, score, _ in process.extract(
                form, list(self._names), scorer=fuzz.ratio, score_cutoff=LIKE, limit=SHOWN
            ):
                for identifier in self._names[name]:
                    found = Candidate(
                        identifier,
                        self.name(identifier),
                        round(score),
                        message("identities.written_like", name=name),
                    )
                    if identifier not in best or best[identifier].score < found.score:
                        best[identifier] = found
        yield from sorted(best.values(), key=lambda c: (-c.score, c.id))[:SHOWN]


def _holds(name: str, short: str) -> bool:
    """Whether a name has the characters of a short form in order, and both begin and end alike."""
    if len(short) >= len(name) or name[0] != short[0] or name[-1] != short[-1]:
        return False
    rest = iter(name)
    return all(char in rest for char in short)


def places(name: str) -> tuple[str, ...]:
    """The places that a name begins with, from all of them together to the first alone: 鹭原市柏临区水利局 -> 鹭原市柏临区, 柏临区, 鹭原市."""
    found: list[str] = []
    rest = bare(name)
    while (
        (match := _PLACE.match(rest))
        and not any(match[0].endswith(no) for no in words("names")["no_places"])
        and len(match[0]) > 2
    ):
        found.append(match[0])
        rest = rest[match.end() :]
    if len(found) > 1:
        return ("".join(found), *reversed(found))
    return tuple(found)


def bare(name: str) -> str:
    """A name as names of organizations are compared: without 中共 in front."""
    text = plain(name)
    for prefix in words("names")["party_prefix"]:
        text = text.removeprefix(prefix) if len(text) > len(prefix) + 1 else text
    return text


def kind_of(name: str) -> str | None:
    """The code of an organization's kind by the end of its name; None if that does not tell."""
    found = _sort_of(name)
    return None if found is None else str(found["kind"])


def heads_of(name: str) -> Sequence[str]:
    """The posts whose holders lead an organization of such a name."""
    found = _sort_of(name)
    return () if found is None else tuple(found["heads"])


def level_of(name: str) -> str | None:
    """The code of the level of the place that a name begins with; None if it begins with none."""
    found = places(name)
    if not found:
        return None
    levels: Mapping[str, str] = words("names")["levels"]
    return next((level for end, level in levels.items() if found[0].endswith(end)), None)


def _sort_of(name: str) -> Mapping[str, Any] | None:
    text = bare(name)
    return next((sort for sort in words("names")["organizations"] if text.endswith(tuple(sort["end"]))), None)
