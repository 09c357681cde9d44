"""Which organizations are there, on which level, and what is part of what?

Numbers run: one central committee, the provinces, the cities, the districts with their organs, the inspected organizations
district by district (all these are *staffed*: they have posts), and last the units of the inspected.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from loaders.synthetic.chance import Numbers, between, happens, stream, weighted
from loaders.synthetic.tables import (
    NEVER,
    NOBODY,
    chosen,
    dates,
    day,
    first_of,
    ids,
    lists,
    nobody,
    numbers,
    padded,
    table,
    text,
)

if TYPE_CHECKING:
    import polars as pl

    from loaders.synthetic.plan import Plan

ORGANIZATION = "og"


class Organ(IntEnum):
    """The organs of a district in their order; from TEAM on there are several of a kind."""

    COMMITTEE = 0
    DISCIPLINE = 1
    FORMER_DISCIPLINE = 2
    PERSONNEL = 3
    OFFICE = 4
    TEAM = 5
    ACCREDITED = 9
    FUNCTIONAL = 12


ORGANS = 16
TEAMS, ACCREDITED, FUNCTIONAL = 4, 3, 4
IN_PROVINCE, IN_CITY = 2, 3

# kind, name, organ that it is part of
_ORGANS = (
    [
        ("PartyCommittee", "委", None),
        ("DisciplineOrgan", "纪委监委", Organ.COMMITTEE),
        ("DisciplineOrgan", "原纪检监察机关", Organ.COMMITTEE),
        ("OrganizationDept", "委组织部", Organ.COMMITTEE),
        ("InspectionOffice", "委巡察办", Organ.COMMITTEE),
    ]
    + [("InspectionTeam", f"委第{n}巡察组", Organ.OFFICE) for n in "一二三四"]
    + [("AccreditedTeam", f"纪委监委派驻第{n}纪检监察组", Organ.DISCIPLINE) for n in "一二三"]
    + [("FunctionalDept", name, Organ.COMMITTEE) for name in ("审计局", "财政局", "信访局", "人社局")]
)
# kind, level, name, share of the inspected; the last two lie outside the scope of the regulation
_INSPECTED = (
    ("PartyCommittee", "Town", "镇党委", 0.45),
    ("PartyGroup", "District", "局党组", 0.40),
    ("PartyCommittee", "District", "学校党委", 0.08),
    ("Enterprise", "District", "公司", 0.05),
    ("Unit", "District", "中心", 0.02),
)
_UNITS = (
    ("PartyBranch", "Town", "村党支部"),
    ("PartyBranch", "District", "科党支部"),
    ("PartyBranch", "District", "系党支部"),
    ("Enterprise", "District", "分公司"),
    ("Unit", "District", "站"),
)
MOST_UNITS = 10
_FIRST, _SECOND = "云清安永宁平长和泰嘉", "州溪河山江湖川原陵阳"
_THIRD, _FOURTH = "临东西南北新高石白景", "溪岭浦桥泉坪林湾港塘"


@dataclass(frozen=True)
class Structure:
    """The organizations by number. `upper` is the number of the first district's committee."""

    plan: Plan
    upper: int
    inspected: Numbers
    sort: Numbers
    district: Numbers
    unit_first: Numbers
    unit_count: Numbers
    merged_on: Numbers

    @property
    def staffed(self) -> int:
        """Number of organizations with posts."""
        return len(self.district)

    def organ(self, districts: Numbers, organ: Organ, which: Numbers | int = 0) -> Numbers:
        """The number of an organ of each district."""
        return self.upper + districts * ORGANS + int(organ) + which

    def city(self, districts: Numbers, organ: Organ = Organ.COMMITTEE) -> Numbers:
        """The committee (or discipline organ) of the city above each district."""
        first = 1 + IN_PROVINCE * self.plan.provinces
        return first + IN_CITY * (districts // (-(-self.plan.districts // self.plan.cities))) + int(organ)

    def unit(self, organizations: Numbers, which: Numbers) -> Numbers:
        """A unit of each inspected organization; NOBODY for one without units."""
        at = organizations - self.inspected[0]
        have = (at >= 0) & (self.unit_count[np.maximum(at, 0)] > 0)
        at = np.maximum(at, 0)
        found = self.unit_first[at] + which % np.maximum(self.unit_count[at], 1)
        return np.where(have, found, NOBODY)


def structure(plan: Plan) -> Structure:
    """The organizations of a plan."""
    chance = stream(plan, "organization")
    upper = 1 + IN_PROVINCE * plan.provinces + IN_CITY * plan.cities
    first = upper + ORGANS * plan.districts
    district = np.concatenate(
        [
            nobody(upper),
            np.repeat(numbers(plan.districts), ORGANS),
            numbers(plan.inspected) * plan.districts // plan.inspected,
        ]
    )
    sort = weighted(chance, [share for *_, share in _INSPECTED], plan.inspected)
    unit_count = np.where(
        happens(chance, 0.1, plan.inspected), 0, between(chance, 2, MOST_UNITS, plan.inspected)
    )
    merged = happens(chance, 0.25, plan.districts)
    return Structure(
        plan=plan,
        upper=upper,
        inspected=first + numbers(plan.inspected),
        sort=sort,
        district=district,
        unit_first=first + plan.inspected + np.cumsum(unit_count) - unit_count,
        unit_count=unit_count,
        merged_on=np.where(
            merged, day(2023, 6, 1) + between(chance, 0, 300, plan.districts), day(2018, 3, 20)
        ),
    )


def place_names(plan: Plan) -> tuple[pl.Series, pl.Series]:
    """Names of the cities and of the districts (with their city), all invented."""
    cities = [f"{_FIRST[n % 10]}{_SECOND[n // 10 % 10]}{n // 100 or ''}市" for n in range(plan.cities)]
    names = [f"{_THIRD[n % 10]}{_FOURTH[n // 10 % 10]}{n // 100 or ''}区" for n in range(plan.districts)]
    size = -(-plan.districts // plan.cities)
    city = chosen(cities, numbers(plan.cities))
    return city, text(chosen(cities, numbers(plan.districts) // size), chosen(names, numbers(plan.districts)))


def staffed_names(s: Structure) -> pl.Series:
    """Names of the staffed organizations."""
    cities, districts = place_names(s.plan)
    upper = ["中央委员会"]
    upper += [f"第{p + 1}省{what}" for p in range(s.plan.provinces) for what in ("委", "纪委监委")]
    upper += [f"{city}{what}" for city in cities for what in ("委", "纪委监委", "委组织部")]
    organ = np.tile(numbers(ORGANS), s.plan.districts)
    organs = text(
        chosen(districts, np.repeat(numbers(s.plan.districts), ORGANS)),
        chosen([n for _, n, _ in _ORGANS], organ),
    )
    home = s.district[s.inspected]
    in_district = s.inspected - s.inspected[0] - np.searchsorted(home, home) + 1
    inspected = text(
        chosen(districts, home),
        "第",
        padded(in_district, 3),
        chosen([n for _, _, n, _ in _INSPECTED], s.sort),
    )
    first: pl.Series = chosen(upper, numbers(len(upper)))
    return first.append(organs).append(inspected)


def organization_table(s: Structure, names: pl.Series) -> pl.DataFrame:
    """The frame of Organization; `names` are those of the staffed."""
    plan = s.plan
    kinds = ["PartyCommittee"] + ["PartyCommittee", "DisciplineOrgan"] * plan.provinces
    kinds += ["PartyCommittee", "DisciplineOrgan", "OrganizationDept"] * plan.cities
    levels = ["Central"] + ["Province"] * IN_PROVINCE * plan.provinces + ["City"] * IN_CITY * plan.cities
    organ = np.tile(numbers(ORGANS), plan.districts)
    owner = np.repeat(numbers(plan.inspected), s.unit_count)
    sort_of_unit = s.sort[owner]
    kind = chosen(kinds, numbers(len(kinds)))
    level = chosen(levels, numbers(len(levels)))
    for piece in (
        chosen([k for k, *_ in _ORGANS], organ),
        chosen([k for k, *_ in _INSPECTED], s.sort),
        chosen([k for k, *_ in _UNITS], sort_of_unit),
    ):
        kind = kind.append(piece)
    for piece in (
        chosen(["District"], np.zeros_like(organ)),
        chosen([place for _, place, *_ in _INSPECTED], s.sort),
        chosen([place for _, place, _ in _UNITS], sort_of_unit),
    ):
        level = level.append(piece)
    which = numbers(len(owner)) - np.repeat(s.unit_first - s.unit_first[0], s.unit_count) + 1
    owners = s.inspected[owner]
    unit_names = text(
        chosen(names, owners), "第", padded(which, 2), chosen([n for *_, n in _UNITS], sort_of_unit)
    )
    gone = np.full(len(kind), NEVER, dtype=np.int64)
    gone[s.organ(numbers(plan.districts), Organ.FORMER_DISCIPLINE)] = s.merged_on
    return table(
        "Organization",
        {
            "id": ids(ORGANIZATION, numbers(len(kind))),
            "zh": names.clone().append(unit_names),
            "until": dates(gone),
            "kind": kind,
            "level": level,
            "partOf": ids(ORGANIZATION, np.concatenate([_above(s), owners])),
        },
    )


def _above(s: Structure) -> Numbers:
    """What each staffed organization is part of."""
    plan = s.plan
    above = nobody(s.staffed)
    province = 1 + IN_PROVINCE * numbers(plan.provinces)
    above[province], above[province + 1] = 0, province
    city = 1 + IN_PROVINCE * plan.provinces + IN_CITY * numbers(plan.cities)
    size = -(-plan.cities // plan.provinces)
    above[city] = province[numbers(plan.cities) // size]
    above[city + 1] = above[city + 2] = city
    all_districts = numbers(plan.districts)
    for place, (_, _, organ) in enumerate(_ORGANS):
        at = s.organ(all_districts, Organ.COMMITTEE, place)
        above[at] = s.city(all_districts) if organ is None else s.organ(all_districts, organ)
    above[s.inspected] = s.organ(s.district[s.inspected], Organ.COMMITTEE)
    return above


def change_table(s: Structure) -> pl.DataFrame:
    """The frame of OrgChange: each district's former discipline organ merged into the present one."""
    every = numbers(s.plan.districts)
    return table(
        "OrgChange",
        {
            "id": ids("oc", every),
            "date": dates(s.merged_on),
            "kind": chosen(["Merged"], np.zeros_like(every)),
            "original": lists(ids(ORGANIZATION, s.organ(every, Organ.FORMER_DISCIPLINE))),
            "resulting": lists(ids(ORGANIZATION, s.organ(every, Organ.DISCIPLINE))),
        },
    )


def subject_ids(organizations: Numbers, prefix: str, others: Numbers) -> pl.Series:
    """Ids of organizations where given, else of the other records."""
    return first_of(ids(ORGANIZATION, organizations), ids(prefix, others))
