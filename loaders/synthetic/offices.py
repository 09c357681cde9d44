"""Who holds which post, and when?

Arrays have an axis each for the staffed organization, its seven seats and up to three tenures of a seat; a tenure that is not
there has the number NOBODY and the days EVER and EVER.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from loaders.synthetic.chance import Mask, Numbers, between, happens, stream, weighted
from loaders.synthetic.sources import SOURCE, appointment
from loaders.synthetic.structure import ORGANIZATION
from loaders.synthetic.tables import (
    EVER,
    NEVER,
    NOBODY,
    chosen,
    dates,
    day,
    ids,
    lists,
    nobody,
    numbers,
    padded,
    table,
    text,
)

if TYPE_CHECKING:
    from loaders.synthetic.structure import Structure

POST, TENURE, PERSON = "po", "te", "pe"
SEATS, TURNS = 7, 3
HEAD, MEMBERS, OTHER = 0, range(1, 6), 6
_SEATS = ("HeadSeat",) + ("MemberSeat",) * 5 + ("OtherSeat",)
_POSTS = ("书记", "副书记", "副书记(二)", "委员(一)", "委员(二)", "委员(三)", "办公室主任")
_TENURE_KINDS = ("Substantive", "Acting", "Concurrent")


@dataclass(frozen=True)
class Offices:
    """Every tenure: its number, first day, day after the last, and who holds it, by organization, seat and turn."""

    number: Numbers
    start: Numbers
    end: Numbers
    start_by: Numbers
    end_after: Numbers
    holder: Numbers

    @property
    def present(self) -> Mask:
        """Which tenures there are."""
        return self.number >= 0

    def on(self, organizations: Numbers, seats: Numbers, days: Numbers) -> Numbers:
        """The tenure of a seat on a day (the earlier one where two overlap); NOBODY if it is vacant."""
        found = nobody(len(days))
        for turn in reversed(range(TURNS)):
            here = (self.start[organizations, seats, turn] <= days) & (
                days < self.end[organizations, seats, turn]
            )
            found = np.where(here, self.number[organizations, seats, turn], found)
        return found


def offices(s: Structure) -> Offices:
    """All tenures, with vacancies, overlaps, and dates that nobody knows for sure."""
    chance = stream(s.plan, "tenure")
    posts = s.staffed * SEATS
    turns = 2 + happens(chance, 0.5, posts)
    cuts = np.empty((posts, TURNS + 1), dtype=np.int64)
    cuts[:, 0] = day(2019, 1, 1) + between(chance, 0, 200, posts)
    third = day(2020, 3, 1) + between(chance, 0, 700, posts)
    half = day(2020, 6, 1) + between(chance, 0, 1500, posts)
    cuts[:, 1] = np.where(turns == TURNS, third, half)
    cuts[:, 2] = np.where(turns == TURNS, third + between(chance, 300, 1000, posts), NEVER)
    cuts[:, 3] = NEVER
    start, end = cuts[:, :TURNS].copy(), cuts[:, 1:].copy()
    for turn in (0, 1):  # what happens when one follows the other
        follows = turns > turn + 1
        vacant = follows & happens(chance, 0.07, posts)
        both = follows & ~vacant & happens(chance, 0.03, posts)
        end[:, turn] -= np.where(vacant, between(chance, 10, 150, posts), 0)
        end[:, turn] += np.where(both, between(chance, 5, 40, posts), 0)
    last = turns - 1
    every = numbers(posts)
    leaves, left = happens(chance, 0.12, posts), happens(chance, 0.04, posts)
    later = day(2025, 1, 15) + between(chance, 0, 330, posts)
    gone = np.maximum(day(2024, 2, 1) + between(chance, 0, 330, posts), start[every, last] + 60)
    end[every, last] = np.where(left, gone, np.where(leaves, later, NEVER))
    present = numbers(TURNS) < turns[:, None]
    start[~present], end[~present] = EVER, EVER
    start_by = np.where(happens(chance, 0.03, posts * TURNS).reshape(present.shape), start, EVER)
    start_by += np.where(start_by > EVER, between(chance, 1, 30, posts * TURNS).reshape(present.shape), 0)
    end_after = np.where(
        happens(chance, 0.03, posts * TURNS).reshape(present.shape) & (end < NEVER), end, NEVER
    )
    end_after -= np.where(end_after < NEVER, between(chance, 1, 25, posts * TURNS).reshape(present.shape), 0)
    unknown = happens(chance, 0.02, posts)
    dated = happens(chance, 0.6, posts)
    start_by[:, 0] = np.where(unknown, np.where(dated, start[:, 0] + 30, EVER), start_by[:, 0])
    start[:, 0] = np.where(unknown, EVER, start[:, 0])
    number = np.where(present, np.cumsum(present.ravel()).reshape(present.shape) - 1, NOBODY)
    shape = (s.staffed, SEATS, TURNS)
    return Offices(
        number=number.reshape(shape),
        start=start.reshape(shape),
        end=end.reshape(shape),
        start_by=start_by.reshape(shape),
        end_after=end_after.reshape(shape),
        holder=_holders(s, number.reshape(shape)),
    )


def _holders(s: Structure, number: Numbers) -> Numbers:
    """The person of each tenure: most have one, some rose within their organization or hold a second post."""
    chance = stream(s.plan, "person")
    other = np.roll(number, -1, axis=1)  # the next seat down
    other = np.concatenate([np.full_like(other[:, :, :1], NOBODY), other[:, :, :-1]], axis=2)
    rises = happens(chance, 0.12, number.size).reshape(number.shape) & (number >= 0) & (other >= 0)
    rises[:, OTHER] = False
    return np.where(rises, other, number)


def person_table(o: Offices) -> pl.DataFrame:
    """The frame of Person."""
    persons = np.unique(o.holder[o.present])
    return table("Person", {"id": ids(PERSON, persons), "zh": text("人员", padded(persons, 6))})


def post_table(s: Structure, names: pl.Series) -> pl.DataFrame:
    """The frame of Post."""
    posts = numbers(s.staffed * SEATS)
    return table(
        "Post",
        {
            "id": ids(POST, posts),
            "zh": text(chosen(names, posts // SEATS), chosen(_POSTS, posts % SEATS)),
            "seat": chosen(_SEATS, posts % SEATS),
            "inOrganization": ids(ORGANIZATION, posts // SEATS),
        },
    )


def tenure_table(s: Structure, o: Offices) -> pl.DataFrame:
    """The frame of Tenure."""
    chance = stream(s.plan, "tenure kind")
    organization, seat, _ = np.nonzero(o.present)
    start, end = o.start[o.present], o.end[o.present]
    head = weighted(chance, [0.91, 0.06, 0.03], len(seat))
    others = weighted(chance, [0.96, 0.01, 0.03], len(seat))
    return table(
        "Tenure",
        {
            "id": ids(TENURE, o.number[o.present]),
            "from": dates(start),
            "until": dates(end),
            "fromBy": dates(o.start_by[o.present]),
            "untilAfter": dates(o.end_after[o.present]),
            "kind": chosen(_TENURE_KINDS, np.where(seat == HEAD, head, others)),
            "heldBy": ids(PERSON, o.holder[o.present]),
            "ofPost": ids(POST, organization * SEATS + seat),
            "evidence": lists(ids(SOURCE, appointment(s, organization, start))),
        },
    )
