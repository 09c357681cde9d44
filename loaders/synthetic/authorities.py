"""Who manages whose posts, who leads whom, and which organ has jurisdiction?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from loaders.synthetic.chance import Mask, Numbers, between, stream, weighted
from loaders.synthetic.offices import HEAD, OTHER, POST, SEATS
from loaders.synthetic.structure import (
    ACCREDITED,
    FUNCTIONAL,
    MOST_UNITS,
    ORGANIZATION,
    TEAMS,
    Organ,
)
from loaders.synthetic.tables import NEVER, NOBODY, chosen, dates, day, ids, lists, numbers, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loaders.synthetic.structure import Structure

CADRE, LEADS, DISCIPLINE = "ManagesCadre", "LeadsOrganization", "DisciplineJurisdiction"
_SINCE = day(2018, 4, 1)
_LEAD, _MEMBERS, _OWN = (HEAD,), tuple(range(1, 6)), (OTHER,)


@dataclass(frozen=True)
class _Rights:
    """Authorities of one kind: a holder each, over organizations and posts (columns), for a time."""

    kind: str
    holder: Numbers
    organizations: Sequence[Numbers]
    posts: Sequence[Numbers]
    start: Numbers
    end: Numbers


def authority_table(s: Structure) -> pl.DataFrame:
    """The frame of Authority: mostly one holder a kind and organization, here and there none, two, or a new one since a date."""
    rights = [*_cadres(s), *_leadership(s), *_jurisdiction(s)]
    width = max(len(r.organizations) + len(r.posts) for r in rights)
    over = []
    for r in rights:
        given = [ids(ORGANIZATION, o) for o in r.organizations] + [ids(POST, p) for p in r.posts]
        empty: pl.Series = pl.repeat(None, len(r.holder), dtype=pl.String, eager=True)
        over.append(lists(*given, *[empty] * (width - len(given))))
    holder = np.concatenate([r.holder for r in rights])
    sizes = np.array([len(r.holder) for r in rights])
    return table(
        "Authority",
        {
            "id": ids("au", numbers(len(holder))),
            "from": dates(np.concatenate([r.start for r in rights])),
            "until": dates(np.concatenate([r.end for r in rights])),
            "kind": chosen([r.kind for r in rights], np.repeat(numbers(len(rights)), sizes)),
            "holder": ids(ORGANIZATION, holder),
            "over": pl.concat(over),
        },
    )


def _right(
    kind: str,
    holder: Numbers,
    *,
    organizations: Sequence[Numbers] = (),
    posts: Sequence[Numbers] = (),
    start: Numbers | None = None,
    end: Numbers | None = None,
) -> _Rights:
    every = len(holder)
    return _Rights(
        kind,
        holder,
        organizations,
        posts,
        np.full(every, _SINCE) if start is None else start,
        np.full(every, NEVER) if end is None else end,
    )


def _posts(organizations: Numbers, seats: Sequence[int]) -> list[Numbers]:
    return [organizations * SEATS + seat for seat in seats]


def _cadres(s: Structure) -> Iterator[_Rights]:
    chance = stream(s.plan, "cadre")
    committee = s.organ(numbers(s.plan.districts), Organ.COMMITTEE)
    below = np.setdiff1d(numbers(s.staffed)[s.upper :], committee)
    yield _right(
        CADRE, s.city(numbers(s.plan.districts)), posts=_posts(committee, (*_LEAD, *_MEMBERS, *_OWN))
    )
    # who manages the head and the deputies: the committee, its personnel department, the city, nobody on record, or
    # first the committee and since a day the city
    home = s.district[below]
    how = weighted(chance, [0.80, 0.10, 0.04, 0.02, 0.04], len(below))
    own, city = s.organ(home, Organ.COMMITTEE), s.city(home)
    moved = day(2024, 1, 1) + between(chance, 0, 300, len(below))
    always, open_end = np.full(len(below), _SINCE), np.full(len(below), NEVER)

    def some(
        of: Mask, holder: Numbers, seats: Sequence[int], start: Numbers = always, end: Numbers = open_end
    ) -> _Rights:
        return _right(CADRE, holder[of], posts=_posts(below[of], seats), start=start[of], end=end[of])

    personnel = s.organ(home, Organ.PERSONNEL)
    yield some(how == 0, own, (*_LEAD, *_MEMBERS))
    yield some(how == 1, personnel, (*_LEAD, *_MEMBERS))
    yield some(how == 2, city, _LEAD)
    yield some((how == 2) | (how == 3), own, _MEMBERS)
    yield some(how == 4, own, (*_LEAD, *_MEMBERS), end=moved)
    yield some(how == 4, city, (*_LEAD, *_MEMBERS), start=moved)
    yield some(how >= 0, below, _OWN)


def _leadership(s: Structure) -> Iterator[_Rights]:
    every = numbers(s.plan.districts)
    committee = s.organ(every, Organ.COMMITTEE)
    yield _right(LEADS, s.city(every), organizations=[committee])
    led = [s.organ(every, organ) for organ in (Organ.DISCIPLINE, Organ.PERSONNEL, Organ.OFFICE)]
    led += [s.organ(every, Organ.FUNCTIONAL, n) for n in range(FUNCTIONAL)]
    yield _right(LEADS, committee, organizations=led)
    yield _right(
        LEADS,
        s.organ(every, Organ.OFFICE),
        organizations=[s.organ(every, Organ.TEAM, n) for n in range(TEAMS)],
    )
    accredited = [s.organ(every, Organ.ACCREDITED, n) for n in range(ACCREDITED)]
    yield _right(LEADS, s.organ(every, Organ.DISCIPLINE), organizations=accredited)
    yield _right(LEADS, s.organ(s.district[s.inspected], Organ.COMMITTEE), organizations=[s.inspected])
    have = s.unit_count > 0
    first, count = s.unit_first[have], s.unit_count[have]
    units = [np.where(n < count, first + n, NOBODY) for n in range(MOST_UNITS)]
    yield _right(LEADS, s.inspected[have], organizations=units)


def _jurisdiction(s: Structure) -> Iterator[_Rights]:
    chance = stream(s.plan, "jurisdiction")
    committee = s.organ(numbers(s.plan.districts), Organ.COMMITTEE)
    below = np.setdiff1d(numbers(s.staffed)[s.upper :], committee)
    home = s.district[below]
    seats = range(SEATS)
    city = s.city(numbers(s.plan.districts), Organ.DISCIPLINE)
    yield _right(DISCIPLINE, city, organizations=[committee], posts=_posts(committee, seats))
    # where the organs merged lately, the authority still names the former one
    now = s.organ(home, Organ.DISCIPLINE)
    former = s.organ(home, Organ.FORMER_DISCIPLINE)
    organ = np.where(s.merged_on[home] > _SINCE, former, now)
    how = weighted(
        chance, [0.93, 0.03, 0.02, 0.02], len(below)
    )  # one, two, none, moved to the city since a day
    moved = np.where(how == 3, day(2024, 1, 1) + between(chance, 0, 300, len(below)), NEVER)
    have = how != 2
    yield _right(
        DISCIPLINE,
        organ[have],
        organizations=[below[have]],
        posts=_posts(below[have], seats),
        end=moved[have],
    )
    above = (how == 1) | (how == 3)
    yield _right(
        DISCIPLINE,
        s.city(home, Organ.DISCIPLINE)[above],
        organizations=[below[above]],
        posts=_posts(below[above], seats),
        start=np.where(moved < NEVER, moved, _SINCE)[above],
    )
    have = s.unit_count > 0
    first, count = s.unit_first[have], s.unit_count[have]
    units = [np.where(n < count, first + n, NOBODY) for n in range(MOST_UNITS)]
    at = np.searchsorted(below, s.inspected[have])
    yield _right(DISCIPLINE, organ[at], organizations=units)
