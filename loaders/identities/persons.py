"""Which person is meant by a name, in an organization and at a time?

A name alone never says who it is. Sure is the one person of that name who holds a post in that organization on that day. Two of one
name are never taken for one, and one who is known elsewhere is never taken for a newcomer without a question to a person.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from loaders.identities.matches import Candidate, Match
from loaders.identities.plain import plain
from loaders.identities.posts import parts
from ontology.messages import message

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

SEATS = ("HeadSeat", "MemberSeat", "OtherSeat")


@dataclass(frozen=True, slots=True)
class Held:
    """A tenure with what is asked of it; dates as recorded: `until` exclusive, None = unknown beginning, still running."""

    id: str
    person: str
    post: str
    post_name: str
    organization: str
    seat: str
    start: date | None
    until: date | None

    def on(self, day: date | None) -> bool:
        """Whether it may be held on a day; without a day, whether it still runs."""
        if day is None:
            return self.until is None
        return (self.start is None or self.start <= day) and (self.until is None or day < self.until)


class Persons:
    """The persons that are known, and the tenures that they hold."""

    def __init__(
        self,
        persons: Sequence[Mapping[str, Any]],
        posts: Sequence[Mapping[str, Any]],
        tenures: Sequence[Mapping[str, Any]],
        organization_name: Callable[[str], str],
    ) -> None:
        self._persons = {row["id"]: row for row in persons}
        self._posts = {row["id"]: row for row in posts}
        self._tenures = tenures
        self._called = organization_name

    @cached_property
    def named(self) -> Mapping[str, tuple[str, ...]]:
        """Plain name or alias -> ids of the persons called so."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for row in self._persons.values():
            for name in (row.get("zh"), *(row.get("alias") or ())):
                if name:
                    found[plain(name)][row["id"]] = None
        return {name: tuple(ids) for name, ids in found.items()}

    @cached_property
    def held(self) -> Mapping[str, tuple[Held, ...]]:
        """Person -> tenures, as recorded."""
        found: dict[str, list[Held]] = defaultdict(list)
        for row in self._tenures:
            post = self._posts.get(row["ofPost"])
            if post is not None:
                found[row["heldBy"]].append(
                    Held(
                        row["id"],
                        row["heldBy"],
                        post["id"],
                        str(post.get("zh") or post["id"]),
                        post["inOrganization"],
                        post["seat"],
                        row.get("from"),
                        row.get("until"),
                    )
                )
        return {person: tuple(tenures) for person, tenures in found.items()}

    @cached_property
    def held_in(self) -> Mapping[str, tuple[Held, ...]]:
        """Organization -> tenures of its posts."""
        found: dict[str, list[Held]] = defaultdict(list)
        for tenures in self.held.values():
            for held in tenures:
                found[held.organization].append(held)
        return {organization: tuple(tenures) for organization, tenures in found.items()}

    def match(
        self, name: str, organizations: Sequence[str], on: date | None, decided: Sequence[str] = ()
    ) -> tuple[Match, Held | None]:
        """The person of that name in one of the organizations on the day, and the tenure in which he is there.

        `decided` are the persons that somebody said are meant. With a match and without a tenure the person is known, but not there that day.
        """
        ids = tuple(decided) or self.named.get(plain(name), ())
        there = [h for i in ids for h in self.held.get(i, ()) if h.organization in organizations]
        sitting = sorted((h for h in there if h.on(on)), key=lambda h: (SEATS.index(h.seat), h.id))
        people = {h.person for h in sitting}
        if len(people) == 1:
            why = (
                message("identities.decided")
                if decided
                else message("identities.only_one", name=name, day=on or message("identities.this_day"))
            )
            return Match((sitting[0].person,), why), sitting[0]
        if len(people) > 1:
            return Match(
                (),
                message("identities.several_there"),
                self._candidates(tuple(sorted(people)), organizations),
            ), None
        if there:
            return Match(
                (),
                message("identities.not_that_day", name=name, day=on or message("identities.this_day")),
                self._candidates(tuple(sorted({h.person for h in there})), organizations),
            ), None
        why = message("identities.nobody") if not ids else message("identities.elsewhere")
        return Match((), why, self._candidates(ids, organizations)), None

    def in_post(self, title: str, organizations: Sequence[str], on: date) -> tuple[Held, ...]:
        """The tenures that may be held on a day in one of the organizations, in a post that is called so, alone or with others."""
        found = (h for organization in organizations for h in self.held_in.get(organization, ()))
        return tuple(h for h in found if h.on(on) and title in parts(h.post_name))

    def namesakes(
        self, name: str, organizations: Sequence[str], apart: Collection[str]
    ) -> tuple[Candidate, ...]:
        """The persons of that name, those left out that are `apart`."""
        ids = tuple(i for i in self.named.get(plain(name), ()) if i not in apart)
        return self._candidates(ids, organizations)

    def _candidates(self, ids: Sequence[str], organizations: Sequence[str]) -> tuple[Candidate, ...]:
        return tuple(
            Candidate(
                i,
                self.described(i),
                100 if any(h.organization in organizations for h in self.held.get(i, ())) else 60,
                message("identities.of_name"),
            )
            for i in ids[:5]
        )

    def described(self, identifier: str) -> str:
        """A person with the posts that tell him from others of his name."""
        row = self._persons.get(identifier, {})
        posts = "；".join(
            f"{self._called(h.organization)}{h.post_name}" for h in self.held.get(identifier, ())[:3]
        )
        return f"{row.get('zh') or identifier}（{posts}）" if posts else str(row.get("zh") or identifier)
