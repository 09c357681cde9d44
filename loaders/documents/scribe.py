"""How do the words of a reading become records that cite their place?"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import polars as pl

from loaders.documents.reading import Remark
from loaders.identities.matches import DOMAIN, NEW, NONE, ORGANIZATION, PERSON, Candidate, Match, Question
from loaders.identities.organizations import kind_of, level_of
from loaders.identities.plain import plain
from loaders.identities.posts import seat_of, tenure_kind
from ontology.intake import Intake
from ontology.messages import Message, message
from ontology.problems import Part
from ontology.records import ORIGIN, Batch, columns
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from loaders.documents.known import Known
    from loaders.documents.place import Place
    from loaders.documents.reading import Reading
    from loaders.identities.persons import Held


BLOCK = 20_000
"""So many citations are put away at a time: as columns they take a tenth of the room."""
_CITATION = {
    "id": pl.String,
    "sheet": pl.String,
    "cell": pl.String,
    "start": pl.Int64,
    "end": pl.Int64,
    "quote": pl.String,
}


class Scribe:
    """Takes down the records of one reading: a Source for the document, a Citation for every place that a record cites.

    `coming` are the sources of documents that are written after this one in the same load.
    Ids made here depend on what the document is (Reading.identity) and on the places, not on its bytes: a corrected version states
    the same ids, and only what was corrected differs. Whoever or whatever is not sure to be meant becomes a question to a person.
    """

    def __init__(
        self,
        reading: Reading,
        known: Known,
        who: str,
        at: datetime,
        owner: str | None = None,
        coming: frozenset[str] = frozenset(),
    ) -> None:
        self.known, self.owner, self.coming = known, owner, coming
        self._intake = Intake()
        self._part = self._intake.part(Part(reading.document.name))
        self._stated: set[str] = set()
        self.used: set[str] = set()
        """The ids of recorded tenures that the document speaks of again: they are not stated anew, and not gone."""
        self._blocks: list[pl.DataFrame] = []
        self._cited: dict[str, list[Any]] = {key: [] for key in _CITATION}
        self._citations: set[int] = set()
        self._mentioned: dict[str, set[str]] = {}
        self.remarks: list[Remark] = []
        """What a person should look at."""
        self._named: dict[str, str] = {}
        self._questions: dict[tuple[str, str, str | None], Question] = {}
        self._applied: dict[tuple[str, str, str | None], Question] = {}
        self._leaders: dict[tuple[str, tuple[str, ...], date | None], tuple[Match, Held | None]] = {}
        self.source = source_of(reading)
        held = known.by_id("Source").get(self.source)
        if held is not None and held["digest"] == reading.document.digest:
            # The same bytes were loaded before: who did it first, and when, stays.
            who, at = held["recordedBy"], held["recordedAt"]
        self.who, self.at = who or None, at
        self.add(
            {
                "id": self.source, "type": "Source", "zh": reading.document.path.name, "digest": reading.document.digest,
                "recordedBy": who or None, "recordedAt": at,
            }
        )  # fmt: skip

    def _put_away(self) -> None:
        if self._cited["id"]:
            self._blocks.append(pl.DataFrame(self._cited, schema=_CITATION))
            for column in self._cited.values():
                column.clear()

    def cite(self, place: Place, words: str | None = None) -> str:
        """The id of the citation of a place (stated once); `words` are its exact characters."""
        where = [str(p) for p in (place.sheet, place.cell, place.start, place.end) if p is not None]
        identifier = made_id("cit", self.source, *where)
        if (number := int(identifier[4:], 16)) not in self._citations:
            self._citations.add(number)
            row = (identifier, place.sheet, place.cell, place.start, place.end, words or None)
            for column, value in zip(self._cited.values(), row, strict=True):
                column.append(value)
            if len(self._cited["id"]) >= BLOCK:
                self._put_away()
        return identifier

    def add(self, record: Mapping[str, Any], *evidence: str) -> str:
        """States a record that rests on these citations, once by its id; returns the id."""
        identifier = str(record["id"])
        if identifier not in self._stated:
            self._stated.add(identifier)
            for key in ("heldBy", "ofPost"):
                if key in record:
                    self._mentioned.setdefault(key, set()).add(str(record[key]))
            stated = dict(record) | ({"evidence": list(dict.fromkeys(evidence))} if evidence else {})
            self._intake.add(stated, self._part, None)
        return identifier

    def withdraw(self, record_type: str, identifier: str) -> None:
        """Takes a record back that holds."""
        self._intake.add({"id": identifier, "type": record_type, "withdrawn": True}, self._part, None)

    def named(self, key: str) -> set[str]:
        """The ids that stated records name under `heldBy` or `ofPost`."""
        return self._mentioned.get(key, set())

    def stated(self, identifier: str) -> bool:
        """Whether this reading has stated a record of that id."""
        return identifier in self._stated

    def organization(
        self,
        words: str,
        place: Place,
        *,
        home: str | None = None,
        on: date | None = None,
        create: bool = False,
    ) -> str | None:
        """The organization that the words mean, in a document of the organization `home`, on a day; None where that is not sure:
        it is then on the list of what a person must decide.

        With `create`, one that nothing known is like is stated anew, if its name tells what it is and of which level.
        """
        found = self._decided(ORGANIZATION, words, home, place) or self.known.organizations.match(
            words, home, on
        )
        if len(found.ids) == 1:
            return found.ids[0]
        if found.answer == NONE:
            return None
        made = made_id("org", plain(words))
        if self.stated(made):
            return made
        if create and (found.answer == NEW or not found.candidates):
            kind, level = kind_of(words), level_of(words)
            if kind is not None and level is not None:
                self.remark(
                    "new-organization",
                    message(
                        "remarks.new_organization",
                        kind=vocabulary().term(kind),
                        level=vocabulary().term(level),
                    ),
                    place,
                    words,
                )
                self._named[made] = words
                return self.add(
                    {"id": made, "type": "Organization", "zh": words, "kind": kind, "level": level},
                    self.cite(place, words),
                )
        self._ask(ORGANIZATION, words, home, found, place)
        return None

    def tenure(
        self,
        name: str,
        place: Place,
        *,
        organization: str | None,
        on: date | None,
        post: str | None = None,
        quote: str | None = None,
    ) -> str | None:
        """The tenure in which the person of that name acts for the organization on the day; None where that is not sure.

        With `post`, the title that the document gives him, one of whom nothing is known is stated anew: in that post on the day at the
        latest, since when is unknown. `quote` are the characters of the place where the name is not written just so (应　谦).
        """
        if organization is None:
            self.remark("who-is-it", message("remarks.nobody_looked_for"), place, name)
            return None
        self._decided(PERSON, name, organization, place)
        found, held = self.leader(name, organization, on)
        if held is not None:
            self.used.add(held.id)
            return held.id
        made = made_id("ten", name, organization, post or "")
        if self.stated(made):
            return made
        if found.answer == NONE:
            return None
        if post and on is not None and (found.answer == NEW or not found.candidates):
            return self._newcomer(name, organization, post, on, place, quote or name)
        self._ask(PERSON, name, organization, found, place)
        return None

    def leader(self, name: str, organization: str, on: date | None) -> tuple[Match, Held | None]:
        """Who is meant by a name in an organization on a day, and his tenure there that day; no question is asked."""
        decided = self.known.decided(PERSON, name, organization)
        if decided is not None and decided.answer in {NEW, NONE}:
            return decided, None
        there = self.known.leadership(organization)
        key = (plain(name), there, on)
        if key not in self._leaders:
            self._leaders[key] = self.known.persons.match(name, there, on, decided.ids if decided else ())
        return self._leaders[key]

    def _newcomer(self, name: str, organization: str, post: str, on: date, place: Place, quote: str) -> str:
        cited = self.cite(place, quote)
        person = self.add({"id": made_id("per", name, organization), "type": "Person", "zh": name}, cited)
        seat = self.post(post, organization, cited)
        self.remark("new-person", message("remarks.new_person", post=post, day=on), place, name)
        made = made_id("ten", name, organization, post)
        return self.add(
            {
                "id": made,
                "type": "Tenure",
                "kind": tenure_kind(post),
                "heldBy": person,
                "ofPost": seat,
                "fromBy": on,
            },
            cited,
        )

    def post(self, words: str, organization: str, *evidence: str) -> str:
        """The post of that name in an organization: the recorded one, else a new one with the seat that its words tell."""
        there = self.known.leadership(organization)
        for row in self.known.by_id("Post").values():
            if row["inOrganization"] in there and plain(str(row["zh"] or "")) == plain(words):
                return str(row["id"])
        seat = seat_of(words, self.called(organization))
        return self.add(
            {
                "id": made_id("post", organization, plain(words)),
                "type": "Post",
                "zh": words,
                "seat": seat,
                "inOrganization": organization,
            },
            *evidence,
        )

    def called(self, organization: str) -> str:
        """The name of an organization, also of one that this reading has stated."""
        return self._named.get(organization) or self.known.organizations.name(organization)

    def domain(self, words: str, place: Place) -> tuple[str, ...]:
        """The domains that an item of work belongs to; none where that is not sure."""
        return self._domains(
            words, place, self._decided(DOMAIN, words, None, place) or self.known.domains.item(words)
        )

    def domain_of_issue(self, words: str, place: Place) -> tuple[str, ...]:
        """The domain that the text of an issue belongs to; none where that is not sure."""
        return self._domains(
            words, place, self._decided(DOMAIN, words, None, place) or self.known.domains.issue(words)
        )

    def _domains(self, words: str, place: Place, found: Match) -> tuple[str, ...]:
        if not found.ids and found.answer is None:
            self._ask(DOMAIN, words, None, found, place)
        return found.ids

    def remark(self, code: str, reason: Message, place: Place, words: str | None = None) -> None:
        """Notes something that a person should look at."""
        self.remarks.append(Remark(code, reason, place, words))

    def ask_person(
        self, name: str, organization: str, reason: Message, place: Place, candidates: tuple[Candidate, ...]
    ) -> None:
        """Puts a question on the list: which person of that name is meant in the organization."""
        self._ask(PERSON, name, organization, Match((), reason, candidates), place)

    def _decided(self, kind: str, words: str, home: str | None, place: Place) -> Match | None:
        """What a person decided, noted as applied here."""
        found = self.known.decided(kind, words, home)
        if found is not None:
            told = found.answer or "; ".join(found.ids)
            self._applied.setdefault(
                (kind, plain(words), home), Question(kind, words, home, found.reason, place, (), told)
            )
        return found

    def _ask(self, kind: str, words: str, home: str | None, found: Match, place: Place) -> None:
        key = (kind, plain(words), home)
        self._questions.setdefault(key, Question(kind, words, home, found.reason, place, found.candidates))

    @property
    def questions(self) -> tuple[Question, ...]:
        """Everything that a person must decide, once each."""
        return tuple(self._questions.values())

    @property
    def applied(self) -> tuple[Question, ...]:
        """What people decided before and was applied here."""
        return tuple(self._applied.values())

    def batch(self) -> Batch:
        """The records taken down."""
        batch = self._intake.batch()
        self._put_away()
        if not self._blocks:
            return batch
        given = pl.concat(self._blocks)
        cited = given.with_columns(
            pl.lit(self.source).alias("ofSource"),
            _part=pl.lit(self._part, pl.UInt32),
            _row=pl.lit(None, pl.UInt32),
            _withdrawn=pl.lit(False),
        )
        missing = [
            pl.lit(None, kind).alias(name)
            for name, kind in columns("Citation").items()
            if name not in cited.columns
        ]
        rows = cited.with_columns(missing).select(*columns("Citation"), *ORIGIN)
        taken_back = batch.frames.get("Citation")
        whole = rows if taken_back is None else pl.concat([rows, taken_back])
        return Batch({**batch.frames, "Citation": whole}, batch.parts, batch.problems)


def source_of(reading: Reading) -> str:
    """The id of the Source of a document, in all its versions."""
    return made_id("src", reading.identity or reading.document.path.name)


def made_id(kind: str, *parts: str) -> str:
    """An id made from parts that stay the same: `kind-` and twelve hex digits."""
    return f"{kind}-{hashlib.sha256(chr(31).join(parts).encode()).hexdigest()[:12]}"
