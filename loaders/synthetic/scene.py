"""Of which records is a planted story told, and what is known of its answer?

Stories stand in a district of their own (ids `st-...`), so that nothing that is drawn by lot can change their answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

Record = dict[str, Any]

OLD, SINCE = date(2018, 4, 1), date(2021, 1, 1)
MAIN, FIRST, DUAL = "MainResponsibility", "FirstResponsibility", "DualDuty"
HOLDER, CONTRIBUTOR, SUPPORTING = "holder", "contributor", "supporting"

COMMITTEE, DISCIPLINE, FORMER, SECOND = "st-committee", "st-discipline", "st-former", "st-second"
PERSONNEL, OFFICE, TEAM, ACCREDITED, FUNCTIONAL = (
    "st-personnel",
    "st-office",
    "st-team",
    "st-accredited",
    "st-functional",
)
CITY = "st-city"

PLANTED: dict[str, pl.DataType] = {
    "story": pl.String(),
    "expectation": pl.String(),
    "matter": pl.String(),
    "organization": pl.String(),
    "bearer": pl.String(),
    "grade": pl.String(),
    "ground": pl.String(),
    "role": pl.String(),
    "days": pl.Int64(),
    "gap": pl.String(),
    "domain": pl.String(),
    "from": pl.Date(),
    "until": pl.Date(),
    "status": pl.String(),
    "rule": pl.String(),
    "modality": pl.String(),
    "action": pl.String(),
    "path": pl.List(pl.String()),
    "actions": pl.List(pl.String()),
    "missing": pl.List(pl.String()),
    "open": pl.List(pl.String()),
    "flags": pl.List(pl.String()),
}
"""Columns of what is known of the answers; null where a column says nothing about that kind of answer."""


@dataclass(frozen=True)
class When:
    """The days of one telling: feedback, window `[start, due]`, a turn inside it, and the domains it is about."""

    feedback: date
    start: date
    turn: date
    due: date
    leaf: str
    middle: str
    branch: str

    @property
    def days(self) -> int:
        """All days of the window."""
        return (self.due - self.start).days + 1

    @property
    def before(self) -> int:
        """Days of the window before the turn."""
        return (self.turn - self.start).days

    @property
    def after(self) -> int:
        """Days of the window from the turn on."""
        return self.days - self.before


@dataclass(frozen=True)
class Story:
    """The records of one telling and the rows (columns PLANTED) of its answers."""

    records: tuple[Record, ...]
    known: tuple[Record, ...]


def days_after(day: date, count: int) -> date:
    """The day `count` days later."""
    return day + timedelta(days=count)


def organs() -> list[Record]:
    """The organs of the stories' district, each headed by somebody of its own."""
    kinds = [
        (CITY, "溪州市委", "PartyCommittee", "City", None),
        (COMMITTEE, "溪州市样区委", "PartyCommittee", "District", CITY),
        (DISCIPLINE, "溪州市样区纪委监委", "DisciplineOrgan", "District", COMMITTEE),
        (FORMER, "溪州市样区原监察局", "DisciplineOrgan", "District", COMMITTEE),
        (SECOND, "溪州市样区开发区纪工委", "DisciplineOrgan", "District", COMMITTEE),
        (PERSONNEL, "溪州市样区委组织部", "OrganizationDept", "District", COMMITTEE),
        (OFFICE, "溪州市样区委巡察办", "InspectionOffice", "District", COMMITTEE),
        (TEAM, "溪州市样区委第一巡察组", "InspectionTeam", "District", OFFICE),
        (ACCREDITED, "溪州市样区纪委监委派驻第一纪检监察组", "AccreditedTeam", "District", DISCIPLINE),
        (FUNCTIONAL, "溪州市样区审计局", "FunctionalDept", "District", COMMITTEE),
    ]
    found: list[Record] = [
        {"id": id_, "type": "Organization", "zh": zh, "kind": kind, "level": level, "partOf": above}
        for id_, zh, kind, level, above in kinds
    ]
    for id_, zh, *_ in kinds:
        found += [
            {
                "id": f"{id_}-post",
                "type": "Post",
                "zh": f"{zh}主要负责人",
                "seat": "HeadSeat",
                "inOrganization": id_,
            },
            {"id": f"{id_}-person", "type": "Person", "zh": f"{zh}负责人"},
            tenure(f"{id_}-tenure", f"{id_}-person", f"{id_}-post"),
        ]
    merged = {"kind": "Merged", "date": date(2021, 6, 1), "original": FORMER, "resulting": DISCIPLINE}
    return [
        *found,
        {"id": "st-merger", "type": "OrgChange", **merged},
        inspection("st-round", date(2022, 1, 1)),
    ]


def inspection(id_: str, start: date) -> Record:
    """A regular inspection of the stories' district."""
    return {
        "id": id_,
        "type": "Inspection",
        "zh": "样区巡察",
        "kind": "Regular",
        "organisedBy": COMMITTEE,
        "from": start,
    }


def team(key: str, when: When, *, headed: bool = True) -> list[Record]:
    """An inspected organization with a unit, its posts, people and feedback, a head and two members all the time."""
    seats = [("head", "HeadSeat"), ("m1", "MemberSeat"), ("m2", "MemberSeat"), ("other", "OtherSeat")]
    unit = {"kind": "PartyBranch", "level": "Town", "partOf": key}
    found: list[Record] = [
        {
            "id": key,
            "type": "Organization",
            "zh": f"{key}镇党委",
            "kind": "PartyCommittee",
            "level": "Town",
            "partOf": COMMITTEE,
        },
        {"id": f"{key}-unit", "type": "Organization", "zh": f"{key}村党支部", **unit},
        {
            "id": f"{key}-fb",
            "type": "Feedback",
            "fromInspection": "st-round",
            "addressee": key,
            "date": when.feedback,
        },
        {"id": f"{key}-paper", "type": "Source", "zh": f"{key}分工通知"},
    ]
    for seat, kind in seats:
        found += [
            {
                "id": f"{key}-{seat}-post",
                "type": "Post",
                "zh": f"{key}-{seat}",
                "seat": kind,
                "inOrganization": key,
            },
            {"id": f"{key}-{seat}-person", "type": "Person", "zh": f"{key}-{seat}"},
        ]
    found.append({"id": f"{key}-next-person", "type": "Person", "zh": f"{key}-next"})
    seated = [seat for seat, _ in seats if headed or seat != "head"]
    return found + [tenure(f"{key}-{s}", f"{key}-{s}-person", f"{key}-{s}-post") for s in seated]


def tenure(
    id_: str, person: str, post: str, start: date | None = SINCE, end: date | None = None, **others: Any
) -> Record:
    """A person holds a post."""
    span = {"from": start, "until": end, **others}
    return {"id": id_, "type": "Tenure", "kind": "Substantive", "heldBy": person, "ofPost": post, **span}


def charge(id_: str, tenure_: str, start: date = SINCE, end: date | None = None, **about: Any) -> Record:
    """A tenure is in charge of a domain (`inDomain`) or unit (`covers`)."""
    span = {"from": start, "until": end, "evidence": f"{tenure_.rpartition('-')[0]}-paper", **about}
    return {"id": id_, "type": "DivisionOfLabor", "mode": "InChargeOf", "underTenure": tenure_, **span}


def issue(key: str, domain: str | None, **others: Any) -> Record:
    """The issue of a story."""
    about = {"underFeedback": f"{key}-fb", "inDomain": domain, **others}
    return {"id": f"{key}-is", "type": "Issue", "zh": f"{key}问题", **about}


def task(key: str, when: When, **others: Any) -> Record:
    """The task of a story, for its window."""
    bound = {"bearer": key, "underFeedback": f"{key}-fb", "addresses": f"{key}-is"}
    span = {"from": when.start, "due": when.due}
    return {
        "id": f"{key}-du",
        "type": "Duty",
        "zh": f"{key}整改",
        "kind": "RectificationTask",
        **bound,
        **span,
        **others,
    }


def bears(
    key: str,
    bearer: str,
    ground: str,
    role: str,
    days: int,
    open_: tuple[str, ...] = (),
    flags: tuple[str, ...] = (),
) -> Record:
    """That somebody answers for the task (or, without one, the issue) of a story."""
    grade = {"head": FIRST, "bearer": MAIN, "addressee": MAIN}.get(ground, DUAL)
    item = {"bearer": bearer, "grade": grade, "ground": ground, "role": role, "days": days}
    answer = {"expectation": "responsibility", "matter": f"{key}-du", "organization": key}
    return {**answer, **item, "open": list(open_), "flags": list(flags)}


def bears_not(key: str, bearer: str, grade: str | None = None) -> Record:
    """That somebody does not answer for the task of a story (in that grade)."""
    answer = {"expectation": "no responsibility", "matter": f"{key}-du", "organization": key}
    return {**answer, "bearer": bearer, "grade": grade}


def lacks(key: str, kind: str, start: date | None, end: date | None, **others: Any) -> Record:
    """That there is a gap; `from` is null only where other records decide it, `until` where it is still running."""
    return {
        "expectation": "gap",
        "organization": key,
        "gap": kind,
        "from": start,
        "until": end,
        "matter": f"{key}-is",
        **others,
    }


def lacks_not(key: str, kind: str) -> Record:
    """That an organization has no gap of a kind."""
    return {"expectation": "no gap", "organization": key, "gap": kind}
