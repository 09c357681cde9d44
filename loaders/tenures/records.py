"""Which records does a table of tenures make: organizations, persons, posts, tenures?

A post is kept as it is worded, several in one cell as one. A beginning or an end that is not exact is kept as the days that are possible; an
unknown end is never taken for running. Rows of one name are one person where the table says so (one merged cell, ditto, or rows that
follow each other); others of that name, and persons recorded elsewhere, are asked about.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from loaders.documents.scribe import made_id
from loaders.identities.matches import NEW, PERSON
from loaders.identities.organizations import kind_of, places
from loaders.identities.plain import plain
from loaders.identities.posts import tenure_kind
from loaders.tenures.holders import DOUBTS
from loaders.tenures.whole import parted
from ontology.messages import message

if TYPE_CHECKING:
    from loaders.documents.dates import When
    from loaders.documents.scribe import Scribe
    from loaders.ledgers.ledger import Said
    from loaders.tenures.table import Row, Tenures


def identity(tenures: Tenures) -> str | None:
    """The title of the table, which stays when it is corrected, and where it names no place the first organization; None if it has none."""
    if not tenures.head:
        return None
    title = " ".join(said.words for said in tenures.head[:2])
    # Many offices call such a table alike: whose it is, its first row then says.
    first = next((row.organization for row in tenures.rows if row.organization), None)
    named = any(places(said.words) or kind_of(said.words) for said in tenures.head[:2])
    return f"tenures {title}" if named or first is None else f"tenures {title} {plain(first)}"


def write(tenures: Tenures, scribe: Scribe) -> None:
    """States the records."""
    persons = _People(scribe, tenures)
    for row in tenures.rows:
        place = (
            row.places["person"].place if "person" in row.places else next(iter(row.places.values())).place
        )
        where = row.places.get("organization")
        post = row.places.get("post") or row.places.get("whole")
        if row.person is None or DOUBTS & {*row.problems} or "until-before-from" in row.problems:
            continue
        if not _bounded(row):
            scribe.remark("no-time", message("tenures.no_time"), place, row.person)
            continue
        if post is None or (where is None and scribe.owner is None):
            said = message("tenures.no_place") if post is None else message("tenures.whose")
            scribe.remark("not-understood", said, place, row.person)
            continue
        organization, title = _organization(scribe, where, post)
        if organization is None:
            continue
        person = persons.of(row, organization)
        _tenures(scribe, row, person, organization, title)


def _organization(scribe: Scribe, where: Said | None, post: Said) -> tuple[str | None, str]:
    """The organization of a row and the words of the post: the column of units, else the post's own words, else whose the table is."""
    if where is not None:
        return scribe.organization(where.words, where.place, create=True), post.words
    owner = scribe.organization(scribe.owner or "", post.place)
    if owner is None or (at := parted(post.words)) is None:
        return owner, post.words
    words = post.words[:at].strip()
    return scribe.organization(words, post.place, home=owner, create=True), post.words[at:].strip()


def _bounded(row: Row) -> bool:
    """Whether the row says anything of when: a tenure of which neither date can be read would run for ever."""
    days = (row.start.earliest, row.start.latest)
    return row.until is None or any(days) or any((row.until.earliest, row.until.latest))


def _tenures(scribe: Scribe, row: Row, person: str, organization: str, post: str) -> None:
    cited = [
        scribe.cite(row.places[f].place, row.places[f].words)
        for f in ("person", "organization", "post", "whole", "from", "until")
        if f in row.places
    ]
    seat = scribe.post(post, organization, *cited[:3])
    kind = "Acting" if row.start.acting else tenure_kind(post)
    common = {"type": "Tenure", "heldBy": person, "ofPost": seat}
    made = made_id(
        "ten", scribe.source, person, seat, row.start.words, "" if row.until is None else row.until.words
    )
    formal = row.start.formal
    if formal is None:
        scribe.add({"id": made, "kind": kind} | common | bounds(row.start, row.until), *cited)
        return
    scribe.add({"id": made, "kind": "Acting"} | common | bounds(row.start, formal), *cited)
    scribe.add({"id": f"{made}-formal", "kind": "Substantive"} | common | bounds(formal, row.until), *cited)


def bounds(start: When, until: When | None) -> dict[str, Any]:
    """from, fromBy, until, untilAfter of a tenure: all days that the words leave possible, and those that they make certain.

    The day of an end is the last one that is possible; whether the post was still held on it, the table does not say.
    """
    first, first_by = start.earliest, start.latest
    if first is not None and first_by is None:
        first = None  # only "after": an end of the possible beginnings that is not known cannot be said with a beginning
    last = None if until is None or until.latest is None else until.latest + timedelta(1)
    last_after = None if until is None else until.earliest
    if until is not None and last_after is None:
        last_after = first_by or first  # the end is unknown: no day after the beginning is certain
    if last is not None and first_by is not None:
        first_by = min(first_by, last - timedelta(1))
    if last is not None and last_after is not None:
        last_after = min(last_after, last)
    if last_after is not None and first is not None:
        last_after = max(last_after, first)
    if first is not None and last is not None and first >= last:
        first = last - timedelta(1)
    return {
        "from": first,
        "fromBy": None if first_by == first else first_by,
        "until": last,
        "untilAfter": None if last_after == last else last_after,
    }


class _People:
    """The persons of one table."""

    def __init__(self, scribe: Scribe, tenures: Tenures) -> None:
        self.scribe = scribe
        self.last: tuple[str, str, Any] | None = None
        self.made: dict[str, int] = {}
        self.rows_of = Counter(row.person or "" for row in tenures.rows)

    def of(self, row: Row, organization: str) -> str:
        """The person of a row."""
        scribe, name = self.scribe, row.person or ""
        said = row.places["person"]
        if self.last is not None and self.last[0] == name:
            if self.last[2] != said.place:
                scribe.remark(
                    "same-name-follows",
                    message("tenures.one_person"),
                    said.place,
                    name,
                )
            self.last = (name, self.last[1], said.place)
            return self.last[1]
        person = self._person(name, organization, row)
        self.last = (name, person, said.place)
        return person

    def _person(self, name: str, organization: str, row: Row) -> str:
        scribe, said = self.scribe, row.places["person"]
        again = self.made[name] = self.made.get(name, 0) + 1
        made = made_id("per", name, scribe.source, str(again))
        day = row.start.latest or row.start.earliest or date.max
        _, held = scribe.leader(name, organization, None if day == date.max else day)
        decided = scribe.known.decided(PERSON, name, organization)
        if decided is not None and len(decided.ids) == 1:
            return decided.ids[0]
        if held is not None and held.person != made:
            return held.person
        # Also once they are loaded, those of this name whom this table has made are no news.
        ours = {made_id("per", name, scribe.source, str(n + 1)) for n in range(self.rows_of[name])}
        there = scribe.known.leadership(organization)
        others = scribe.known.persons.namesakes(name, there, ours)
        if others and not (decided is not None and decided.answer == NEW):
            scribe.ask_person(
                name,
                organization,
                message("tenures.namesake"),
                said.place,
                others,
            )
        elif again > 1:
            scribe.remark(
                "same-name-apart",
                message("tenures.several_places"),
                said.place,
                name,
            )
        return scribe.add({"id": made, "type": "Person", "zh": name}, scribe.cite(said.place, name))
