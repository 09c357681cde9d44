"""To which domain of work does an item of a notice or the text of an issue belong?

An item is sure when it is a domain's name or synonym, alone or with words such as 工作 or 管理 around it. An issue is sure when everything
in its text that names a domain lies on one branch of the tree, by more than a single word of two characters. Cue words of issues are data.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process

from loaders.documents.words import words
from loaders.identities.matches import Candidate, Match
from loaders.identities.plain import plain
from ontology.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LIKE = 70
SHOWN = 5


class Domains:
    """The tree of domains that is known, by everything that they are called."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._rows = {row["id"]: row for row in rows}
        self._seen: dict[str, Match] = {}
        self._ancestors: dict[str, tuple[str, ...]] = {}

    @cached_property
    def _names(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for row in self._rows.values():
            for name in (row.get("zh"), *(row.get("altLabel") or ())):
                if name:
                    found.setdefault(_core(name), row["id"])
                    found[plain(name)] = row["id"]
        return {name: identifier for name, identifier in found.items() if name}

    @cached_property
    def _cues(self) -> Mapping[str, str]:
        """Words of issues -> domain: names of two characters or more, and the cues of the data file."""
        cues = {
            plain(str(cue)): d
            for d, listed in words("domains")["cues"].items()
            if d in self._rows
            for cue in listed
        }
        return {
            name: d for name, d in self._names.items() if len(name) > 1 and self._rows[d].get("broader")
        } | cues

    @cached_property
    def _finder(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, sorted(self._cues, key=len, reverse=True))) or r"(?!)")

    def name(self, identifier: str) -> str:
        """What a domain is called."""
        return str(self._rows.get(identifier, {}).get("zh") or identifier)

    def item(self, said: str) -> Match:
        """The domains that an item of work means."""
        if said not in self._seen:
            self._seen[said] = self._item(plain(said))
        return self._seen[said]

    def issue(self, said: str) -> Match:
        """The domain that the text of an issue belongs to."""
        return self._issue(plain(said))  # no text of an issue comes often

    def _item(self, text: str) -> Match:
        if (found := self._names.get(text)) is not None:
            return Match((found,), message("identities.called", name=self.name(found)))
        if (found := self._names.get(_core(text))) is not None:
            return Match((found,), message("identities.called_apart", name=self.name(found)))
        held = self._held(text)
        if len({d for _, d in held}) == 1 and sum(len(w) for w, _ in held) * 2 > len(text):
            return Match((held[0][1],), message("identities.holds", word=held[0][0]), ())
        near = tuple(
            Candidate(d, self.name(d), 80, message("identities.holds", word=word)) for word, d in held[:SHOWN]
        )
        return Match((), message("identities.no_domain_called"), near or tuple(self._like(text)))

    def _issue(self, text: str) -> Match:
        held = self._held(text)
        if not held:
            return Match((), message("identities.names_no_domain"), tuple(self._like(text)))
        leaves = self._narrowest({d for _, d in held})
        candidates = tuple(
            Candidate(
                d,
                self.name(d),
                min(95, 60 + 5 * max(len(w) for w, e in held if e == d)),
                message("identities.holds", word=[w for w, e in held if e == d]),
            )
            for d in sorted(leaves)
        )
        longest = max(len(word) for word, _ in held)
        if len(leaves) == 1 and (longest > 2 or len({word for word, _ in held}) > 1):
            return Match(tuple(leaves), candidates[0].reason)
        why = message("identities.several_domains") if len(leaves) > 1 else message("identities.short_word")
        return Match((), why, tuple(sorted(candidates, key=lambda c: (-c.score, c.id)))[:SHOWN])

    def _held(self, text: str) -> list[tuple[str, str]]:
        found = dict.fromkeys((m[0], self._cues[m[0]]) for m in self._finder.finditer(text))
        return list(found)

    def _narrowest(self, found: set[str]) -> set[str]:
        """Those of the domains that are above no other of them."""
        return found - {a for d in found for a in self._above(d)}

    def _above(self, identifier: str) -> tuple[str, ...]:
        if identifier not in self._ancestors:
            seen = [identifier]
            while (
                (parent := self._rows[seen[-1]].get("broader")) is not None
                and parent in self._rows
                and parent not in seen
            ):
                seen.append(parent)
            self._ancestors[identifier] = tuple(seen[1:])
        return self._ancestors[identifier]

    def _like(self, text: str) -> Iterator[Candidate]:
        for name, score, _ in process.extract(
            text, list(self._names), scorer=fuzz.ratio, score_cutoff=LIKE, limit=SHOWN
        ):
            yield Candidate(
                self._names[name],
                self.name(self._names[name]),
                round(score),
                message("identities.written_like", name=name),
            )


def _core(text: str) -> str:
    """An item without the general words around it: 政务公开等方面工作 -> 政务公开."""
    found, general = plain(text), sorted(map(str, words("domains")["general"]), key=len, reverse=True)
    for _ in range(3):
        end = next((g for g in general if found.endswith(g) and len(found) > len(g) + 1), "")
        found = found.removesuffix(end)
    return found.strip('"')
