"""Who is in charge of what inside each organization?

An organization divides the branches of the tree of domains among its five members, a run of branches a seat, beginning
somewhere else in each organization; beyond that a member has single concepts and units, assists or liaises. Some charges
move to a colleague before the tenure ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from loaders.synthetic.chance import Mask, Numbers, below, between, happens, stream, weighted
from loaders.synthetic.offices import HEAD, MEMBERS, OTHER, TENURE, Offices
from loaders.synthetic.plan import AS_OF
from loaders.synthetic.sources import SOURCE, notice
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
    table,
)
from loaders.synthetic.tree import tree

if TYPE_CHECKING:
    import polars as pl

    from loaders.synthetic.structure import Structure

_MODES = ("OverallCharge", "InChargeOf", "Assists", "Liaises")
OVERALL, IN_CHARGE, ASSISTS, LIAISES = range(4)
LEAST = 3
_HOW_MANY = (0.15, 0.22, 0.27, 0.18, 0.11, 0.07)  # three to eight charges a member
_TODAY = day(AS_OF.year, AS_OF.month, AS_OF.day)
_FIRST = day(2019, 1, 1)


@dataclass(frozen=True)
class Charges:
    """Divisions of labour, one a row: by which tenure of which organization, over a domain or a unit, when."""

    organization: Numbers
    seat: Numbers
    tenure: Numbers
    mode: Numbers
    domain: Numbers
    unit: Numbers
    principal: Numbers
    start: Numbers
    end: Numbers

    def where(self, of: Mask | Numbers) -> Charges:
        """Some of the rows."""
        return Charges(*(getattr(self, name)[of] for name in self.__dataclass_fields__))

    def __add__(self, other: Charges) -> Charges:
        names = self.__dataclass_fields__
        return Charges(*(np.concatenate([getattr(self, n), getattr(other, n)]) for n in names))


@dataclass(frozen=True)
class Moves:
    """Charges that went from one tenure to another on a day; `handed_over` is the day of the handover, NEVER if there was none."""

    organization: Numbers
    leaver: Numbers
    successor: Numbers
    on: Numbers
    handed_over: Numbers


def run_length() -> int:
    """How many branches a seat has."""
    return -(-len(tree().branches) // len(MEMBERS))


def first_branch(organizations: Numbers) -> Numbers:
    """The branch with which the run of an organization's first member begins."""
    return organizations * 7 % len(tree().branches)


def seat_in_charge(organizations: Numbers, domains: Numbers) -> Numbers:
    """The seat to whose run the branch of a domain belongs (any of them for the root and for no domain)."""
    branches = len(tree().branches)
    branch = np.where(domains >= 0, tree().branch[np.maximum(domains, 0)], 0)
    return MEMBERS[0] + (np.maximum(branch, 0) - first_branch(organizations)) % branches // run_length()


def charges(s: Structure, o: Offices) -> tuple[Charges, Moves]:
    """All divisions of labour, and the charges that moved."""
    regular = _heads(s, o) + _members(s, o)
    moved, successors, moves = _moved(s, o, regular)
    end = regular.end.copy()
    end[moved] = moves.on
    outlived = stream(s.plan, "outlived")
    late = (regular.end < _TODAY) & happens(outlived, 0.03, len(end))
    late[moved] = False
    longer = np.where(happens(outlived, 0.4, len(end)), NEVER, end + between(outlived, 20, 250, len(end)))
    end = np.where(late, longer, end)
    values = {name: getattr(regular, name) for name in Charges.__dataclass_fields__}
    return Charges(**{**values, "end": end}) + successors, moves


def _heads(s: Structure, o: Offices) -> Charges:
    chance = stream(s.plan, "head charge")
    organization, turn = np.nonzero(o.present[:, HEAD])
    every = len(organization)
    overall = Charges(
        organization=organization,
        seat=np.full(every, HEAD),
        tenure=o.number[organization, HEAD, turn],
        mode=np.full(every, OVERALL),
        domain=np.full(every, tree().root),
        unit=nobody(every),
        principal=nobody(every),
        start=o.start[organization, HEAD, turn],
        end=o.end[organization, HEAD, turn],
    )
    also = overall.where(happens(chance, 0.05, every))
    branches = tree().branches
    own = {
        "mode": np.full(len(also.seat), IN_CHARGE),
        "domain": branches[between(chance, 0, len(branches) - 1, len(also.seat))],
    }
    return overall + Charges(
        **{name: own.get(name, getattr(also, name)) for name in Charges.__dataclass_fields__}
    )


def _members(s: Structure, o: Offices) -> Charges:
    chance = stream(s.plan, "member charge")
    organization, seat, turn = np.nonzero(o.present[:, MEMBERS[0] : OTHER])
    seat = seat + MEMBERS[0]
    count = LEAST + weighted(chance, _HOW_MANY, len(seat))
    each = np.repeat(numbers(len(seat)), count)
    place = numbers(len(each)) - np.repeat(np.cumsum(count) - count, count)
    organization, seat, turn = organization[each], seat[each], turn[each]
    every = len(each)
    branches, leaves = tree().branches, tree().leaves
    in_run = (seat - MEMBERS[0]) * run_length() + place
    regular = (place < run_length()) & (in_run < len(branches))
    branch = branches[(first_branch(organization) + in_run) % len(branches)]
    narrow = leaves[between(chance, 0, len(leaves) - 1, every)]
    wide = np.where(
        happens(chance, 0.6, every), narrow, branches[between(chance, 0, len(branches) - 1, every)]
    )
    sort = weighted(chance, [0.35, 0.25, 0.25, 0.15], every)  # a concept, a unit, assists, liaises
    unit = np.where(~regular & (sort == 1), s.unit(organization, between(chance, 0, 9, every)), NOBODY)
    mode = np.where(regular | (sort <= 1), IN_CHARGE, np.where(sort == 2, ASSISTS, LIAISES))
    start, end = o.start[organization, seat, turn], o.end[organization, seat, turn]
    domain = np.where(regular, branch, np.where(sort == 0, narrow, wide))
    led_by = o.on(organization, seat_in_charge(organization, domain), np.maximum(start, _FIRST))
    tenure = o.number[organization, seat, turn]
    named = (mode == ASSISTS) & (led_by != tenure) & happens(chance, 0.7, every)
    return Charges(
        organization=organization,
        seat=seat,
        tenure=tenure,
        mode=mode,
        domain=np.where(unit >= 0, NOBODY, domain),
        unit=unit,
        principal=np.where(named, led_by, NOBODY),
        start=start,
        end=end,
    )


def _moved(s: Structure, o: Offices, regular: Charges) -> tuple[Numbers, Charges, Moves]:
    """Rows whose charge ends early, the charges of those who take it on, and the moves."""
    chance = stream(s.plan, "move")
    length = np.minimum(regular.end, _TODAY) - regular.start
    may = (regular.mode == IN_CHARGE) & (regular.seat != HEAD) & (regular.start > EVER) & (length > 240)
    rows = np.flatnonzero(may & happens(chance, 0.06, len(may)))
    on = regular.start[rows] + 60 + below(chance, length[rows] - 120)
    later = on + np.where(happens(chance, 0.15, len(rows)), between(chance, 10, 40, len(rows)), 0)
    organization = regular.organization[rows]
    seat = MEMBERS[0] + (regular.seat[rows] - MEMBERS[0] + 1) % len(MEMBERS)
    successor = o.on(organization, seat, later)
    taken = successor >= 0
    rows, on, later, successor = rows[taken], on[taken], later[taken], successor[taken]
    organization, seat = organization[taken], seat[taken]
    every = len(rows)
    first = o.number[organization, seat, 0]  # turns of one seat have consecutive numbers
    end = o.end[organization, seat, successor - first]
    theirs = Charges(
        organization=organization,
        seat=seat,
        tenure=successor,
        mode=np.full(every, IN_CHARGE),
        domain=regular.domain[rows],
        unit=regular.unit[rows],
        principal=nobody(every),
        start=later,
        end=end,
    )
    handed = np.where(happens(chance, 0.5, every), later + between(chance, 0, 30, every), NEVER)
    moves = Moves(
        organization, regular.tenure[rows], successor, on, np.where(handed <= _TODAY, handed, NEVER)
    )
    return rows, theirs, moves


def division_table(s: Structure, c: Charges) -> pl.DataFrame:
    """The frame of DivisionOfLabor."""
    chance = stream(s.plan, "division dates")
    every = len(c.tenure)
    starts_late = happens(chance, 0.015, every) & (c.start > EVER) & (c.end - c.start > 30)
    start_by = np.where(starts_late, c.start + between(chance, 1, 20, every), EVER)
    ends_early = happens(chance, 0.015, every) & (c.end < NEVER) & (c.end - np.maximum(c.start, _FIRST) > 60)
    end_after = np.where(ends_early, c.end - between(chance, 1, 20, every), NEVER)
    papers, on_file = notice(s, c.organization, c.start), happens(chance, 0.5, every)
    return table(
        "DivisionOfLabor",
        {
            "id": ids("dv", numbers(every)),
            "from": dates(c.start),
            "until": dates(c.end),
            "fromBy": dates(start_by),
            "untilAfter": dates(end_after),
            "mode": chosen(_MODES, c.mode),
            "underTenure": ids(TENURE, c.tenure),
            "inDomain": lists(chosen(tree().ids, c.domain)),
            "covers": lists(ids(ORGANIZATION, c.unit)),
            "principal": lists(ids(TENURE, c.principal)),
            "evidence": lists(ids(SOURCE, np.where(on_file, papers, NOBODY))),
        },
    )
