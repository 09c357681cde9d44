"""Small made-up districts for property tests: valid records, dense dates, everything that the decisions care about.

`districts()` draws the records of one district together with the shipped regulation (and with another one, if asked),
`as_ofs()` a day to look at it.
Lists of things are drawn as lists, so that shrinking drops them one by one; what nothing refers to is left out.
"""

from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from hypothesis import strategies as st

Record = dict[str, Any]
Draw = Callable[..., Any]
T = TypeVar("T")

REGULATION = Path(__file__).parents[1] / "ontology" / "regulations" / "jintan-2023.yaml"

# ------------------------------------------------------------------ days

IN_FORCE = date(2023, 4, 11)  # of the shipped regulation
FIRSTS = [date(2023 + month // 12, month % 12 + 1, 1) for month in range(1, 15)]  # 2023-02 .. 2024-03
DAYS = sorted(
    {first + timedelta(days=n) for first in FIRSTS for n in (-1, 0, 1)}
    | {IN_FORCE + timedelta(days=n) for n in (-2, -1, 0, 1)}
)


@cache
def days(earliest: date = DAYS[0], latest: date = DAYS[-1]) -> st.SearchStrategy[date]:
    """First days of months mostly, so that boundaries coincide; their neighbours and the in-force date too."""
    chosen = [[d for d in some if earliest <= d <= latest] for some in (FIRSTS, DAYS)]
    return st.one_of([st.sampled_from(some) for some in chosen if some])


def as_ofs() -> st.SearchStrategy[date]:
    """A day to decide on, late rather than early."""
    return st.one_of(st.just(DAYS[-1]), st.sampled_from(DAYS[::-1]), days(date(2023, 7, 1)))


@lru_cache(typed=True, maxsize=None)
def mostly(usual: T, *others: T, share: int = 4) -> st.SearchStrategy[T]:
    """One value most of the time."""
    return st.sampled_from([usual] * share + list(others))


def few(each: st.SearchStrategy[T]) -> st.SearchStrategy[list[T]]:
    """One or two different ones, rarely none."""
    some = st.lists(each, min_size=1, max_size=2, unique=True)
    return st.one_of(some, some, some, st.just([]))


class District(list[Record]):
    """Records, shown without those of the regulation."""

    def __repr__(self) -> str:
        return "\n" + describe(self)


def iso(record: Record) -> Record:
    """Without what is empty, dates as in files."""
    kept = {k: v for k, v in record.items() if v is not None and v != []}
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in kept.items()}


def spans(
    draw: Draw, earliest: date | None = None, *, imprecise: bool = True, unknown: bool = True, ends: int = 1
) -> dict[str, date | None]:
    """`from`, `until` and how imprecise they are: from <= fromBy < until, from <= untilAfter <= until."""
    start: date | None = draw(days(earliest or DAYS[0], DAYS[-4]))
    if draw(mostly(True, False, share=2)):
        start = earliest or DAYS[0]  # long before everything
    if unknown and draw(mostly(False, True, share=9)):
        start = None
    until: date | None = None
    if draw(mostly(False, True, share=ends)):
        until = draw(days((start or DAYS[0]) + timedelta(days=1)))
    span: dict[str, date | None] = {"from": start, "until": until}
    if imprecise and draw(mostly(False, True)):
        last = until - timedelta(days=1) if until else DAYS[-1]
        first = start or DAYS[0]
        if last >= first and draw(st.booleans()):
            span["fromBy"] = draw(st.one_of(days(first, last), st.just(last)))
        if draw(st.booleans()):
            span["untilAfter"] = draw(st.one_of(days(first, until or DAYS[-1]), st.just(until or DAYS[-1])))
    return span


# ------------------------------------------------------------------ who there is

ORGANIZATIONS = {
    "o-dc": ("区委", "PartyCommittee", "District", None),
    "o-town": ("甲镇党委", "PartyCommittee", "Town", "o-dc"),
    "o-vil": ("乙村党支部", "PartyBranch", "Town", "o-town"),
    "o-disc": ("区纪委", "DisciplineOrgan", "District", "o-dc"),
    "o-disc2": ("新区纪委", "DisciplineOrgan", "District", "o-dc"),
    "o-disc3": ("市纪委", "DisciplineOrgan", "City", "o-city"),
    "o-acc": ("派驻纪检组", "AccreditedTeam", "District", "o-disc"),
    "o-org": ("区委组织部", "OrganizationDept", "District", "o-dc"),
    "o-io": ("区委巡察办", "InspectionOffice", "District", "o-dc"),
    "o-it": ("区委巡察组", "InspectionTeam", "District", "o-io"),
    "o-it2": ("临时巡察组", "InspectionTeam", "District", None),
    "o-fun": ("区财政局党组", "FunctionalDept", "District", "o-dc"),
    "o-unit": ("事业单位", "Unit", "Town", "o-town"),
    "o-dc2": ("邻区区委", "PartyCommittee", "District", "o-city"),
    "o-city": ("市委", "PartyCommittee", "City", None),
}
DOMAINS = {"d0": None, "d1": "d0", "d2": "d0", "d3": "d1", "d4": "d1"}
POSTS = {
    "po1": ("HeadSeat", "o-town"),
    "po2": ("MemberSeat", "o-town"),
    "po3": ("MemberSeat", "o-town"),
    "po4": ("HeadSeat", "o-disc"),
    "po5": ("OtherSeat", "o-town"),
    "po6": ("HeadSeat", "o-vil"),
    "po7": ("MemberSeat", "o-vil"),
    "po8": ("HeadSeat", "o-disc2"),
}
PERSONS = [f"p{n}" for n in range(1, 6)]
DISCOVERERS = [
    ("OwnRectification", "o-town"),
    ("OwnRectification", "o-vil"),
    ("OwnRectification", "o-org"),
    ("DisciplineWork", "o-disc"),
    ("DisciplineWork", "o-acc"),
    ("DisciplineWork", "o-disc3"),
    ("OrganizationWork", "o-org"),
    ("FunctionalWork", "o-fun"),
    ("FunctionalWork", "o-town"),
    ("LastRound", "o-it"),
    ("LastRound", "o-it"),
    ("LastRound", "o-it2"),
    ("OwnRectification", "o-it"),
    ("Coordination", "o-io"),
    ("OtherSource", "o-city"),
]


# Held over everybody and everything from the first day: what a real district has.
USUAL_RIGHTS = [
    ("DisciplineJurisdiction", "o-disc"),
    ("ManagesCadre", "o-dc"),
    ("DisciplineJurisdiction", "o-disc"),
    ("ManagesCadre", "o-dc"),
    ("DisciplineJurisdiction", "o-disc2"),
    ("ManagesCadre", "o-org"),
    ("ManagesCadre", "o-city"),
    ("LeadsOrganization", "o-dc"),
    ("LeadsOrganization", "o-fun"),
]


@st.composite
def tenures(draw: Draw) -> Record:
    usual = draw(st.sampled_from(["po2", "po1", "po3"]))
    post = draw(mostly(usual, "po4", "po5", "po6", "po7", "po8", share=12))
    kind = draw(mostly("Substantive", "Acting", "Concurrent", share=5))
    return {"kind": kind, "heldBy": draw(st.sampled_from(PERSONS)), "ofPost": post, **spans(draw, ends=3)}


def members(holders: dict[str, Record]) -> list[str]:
    """All tenures, the members of the town's leadership more often than others."""
    return [id_ for id_, t in holders.items() if t["ofPost"] in {"po2", "po3"}] * 3 + sorted(holders)


@st.composite
def divisions(draw: Draw, holders: dict[str, Record]) -> Record:
    mode = draw(mostly("InChargeOf", "Assists", "Assists", "Liaises", "OverallCharge", share=5))
    tenure = draw(st.sampled_from(members(holders)))
    over = draw(mostly("domain", "unit", "both"))
    domains = st.lists(mostly("d1", "d3", "d0", "d2", "d4", share=3), min_size=1, max_size=2, unique=True)
    units = st.lists(mostly("o-vil", "o-unit", share=3), min_size=1, max_size=2, unique=True)
    principals = st.lists(st.sampled_from(members(holders)), max_size=2, unique=True)
    return {
        "mode": mode,
        "underTenure": tenure,
        "inDomain": draw(domains) if over != "unit" else None,
        "covers": draw(units) if over != "domain" else None,
        "principal": draw(principals) if mode == "Assists" else None,
        **spans(draw, holders[tenure]["from"]),
    }


# ------------------------------------------------------------------ what is due


@st.composite
def feedbacks(draw: Draw) -> Record:
    return {
        "fromInspection": draw(mostly("in1", "in2", share=3)),
        "addressee": draw(mostly("o-town", "o-vil")),
        "date": draw(days(latest=date(2023, 8, 1))),
    }


@st.composite
def issues(draw: Draw, told: list[str]) -> Record:
    return {
        "underFeedback": draw(st.sampled_from(told)),
        "inDomain": draw(few(mostly("d3", "d1", "d2", share=2))),
        "concerns": draw(st.lists(mostly("o-vil", "o-unit"), max_size=2, unique=True)),
    }


@st.composite
def duties(draw: Draw, told: list[str], stated: list[str], holders: list[str]) -> Record:
    start = draw(days(latest=date(2023, 11, 1)))
    assignees = st.lists(st.sampled_from(holders), max_size=2, unique=True) if holders else st.none()
    return {
        "kind": draw(mostly("RectificationTask", "LifeMeeting", "HandoverDuty", share=3)),
        "bearer": draw(mostly("o-town", None, "o-vil", share=5)),
        "underFeedback": draw(st.sampled_from([*told, *told, None])),
        "addresses": draw(few(st.sampled_from(stated))),
        "assignedTo": draw(assignees),
        "from": start,
        "due": draw(st.one_of(days(start), days(start), days(start), st.just(start), st.none())),
        "everyDays": draw(mostly(None, 30, share=9)),
    }


@st.composite
def extensions(draw: Draw, tasks: dict[str, Record]) -> Record:
    duty = draw(st.sampled_from(sorted(tasks)))
    due = tasks[duty]["due"] or DAYS[0]
    return {
        "extends": duty,
        "date": draw(days()),
        "newDue": draw(st.one_of(days(), st.just(due))),
        "approvedOn": draw(st.one_of(st.just(due), days(latest=max(due, DAYS[3])), days(), st.none())),
        "approvedBy": draw(mostly("o-io", "o-town", None, share=2)),
    }


@st.composite
def acts(draw: Draw, tasks: dict[str, Record], others: list[str], holders: list[str]) -> Record:
    act: Record = {"by": "o-town", "date": draw(days())}
    what = draw(st.sampled_from(["Check", "Completion", "Handover", "Reassigned"]))
    given = {id_: duty for id_, duty in tasks.items() if duty["assignedTo"]}
    concerns = st.lists(st.sampled_from([*tasks, *others]), max_size=2, unique=True)
    if what == "Completion" and tasks:
        return act | {"kind": "Completion", "fulfils": draw(few(st.sampled_from(sorted(tasks))))}
    if what == "Reassigned" and given:
        duty = draw(st.sampled_from(sorted(given)))
        who = {
            "actor": draw(st.sampled_from(given[duty]["assignedTo"])),
            "to": draw(st.sampled_from(holders)),
        }
        on = draw(days(min(tasks[duty]["from"] + timedelta(days=1), DAYS[-1])))
        return act | {"kind": "Handover", "concerns": duty, "date": on, **who}
    if what != "Check":
        receivers = st.lists(st.sampled_from([*holders, "o-town"]), max_size=2, unique=True)
        return act | {
            "kind": "Handover",
            "actor": draw(few(st.sampled_from(holders))),
            "to": draw(receivers),
            "concerns": draw(concerns),
        }
    verdict = draw(mostly("Verified", "Incomplete", "Falsified", share=2))
    return act | {"kind": "Check", "verdict": verdict, "concerns": draw(concerns)}


@st.composite
def moves(
    draw: Draw, holders: dict[str, Record], stated: dict[str, Record], tasks: dict[str, Record]
) -> tuple[list[Record], list[Record]]:
    """A portfolio in which an issue lies, and somebody who takes it over on the day it ends, later or earlier,
    perhaps with a recorded handover.
    """
    issue = draw(st.sampled_from(sorted(stated)))
    begun = [duty["from"] for duty in tasks.values() if issue in duty["addresses"]]
    left = draw(st.sampled_from(members(holders)))
    others = {id_: t for id_, t in holders.items() if t["heldBy"] != holders[left]["heldBy"]}
    came = draw(st.sampled_from(members(others or holders)))
    start = holders[left]["from"] or DAYS[0]
    until = draw(days(max([start + timedelta(days=1), *begun[:1]]), DAYS[-2]))
    no_earlier = max(start, holders[came]["from"] or start)
    since_day = draw(st.one_of(st.just(max(until, no_earlier)), days(no_earlier)))
    places = stated[issue]["inDomain"] + stated[issue]["concerns"]
    over = draw(st.sampled_from([*places * 3, "d1", "d0"]))
    portfolio: Record = {"mode": "InChargeOf", "covers" if over in ORGANIZATIONS else "inDomain": over}
    imprecise = {"untilAfter": draw(days(start, until))} if draw(mostly(False, True)) else {}
    before = portfolio | {"underTenure": left, "from": start, "until": until} | imprecise
    since = portfolio | {"underTenure": came, "from": since_day}
    shared = [before, since]
    if draw(st.sampled_from([False, True, True])):
        helper = draw(st.sampled_from(members(others or holders)))
        principal = draw(st.sampled_from([left, came, None, [left, came]]))
        assists = {
            "mode": "Assists",
            "underTenure": helper,
            "from": holders[helper]["from"],
            "principal": principal,
        }
        shared.append(portfolio | assists)
    if not draw(st.booleans()):
        return shared, []
    act = {
        "kind": "Handover",
        "by": "o-town",
        "actor": left,
        "to": draw(st.sampled_from([None, came, "o-town", [came, "o-town"]])),
        "date": draw(st.one_of(st.just(until), days(start))),
        "concerns": draw(mostly(None, "fb1")),
    }
    return shared, [act]


# ------------------------------------------------------------------ who may act on whom


@st.composite
def findings(draw: Draw, tasks: list[str], holders: list[str]) -> Record:
    organizations = mostly("o-town", "o-vil", "o-io", "o-disc", "o-unit", share=3)
    subject = draw(st.one_of(organizations, st.sampled_from(holders)) if holders else organizations)
    some = st.lists(st.sampled_from(tasks), min_size=1, max_size=2, unique=True) if tasks else st.none()
    breaches = st.one_of(some, some, some, some, st.none())
    return {
        "status": "Candidate",
        "meets": "c1.6" if subject.startswith("o-") else "c2.5",
        "subject": subject,
        "breaches": draw(breaches),
        "breachDate": draw(st.one_of(days(date(2023, 6, 1)), days(date(2023, 6, 1)), days(), st.none())),
        "asOf": DAYS[-1],
    }


@st.composite
def leads(draw: Draw, found: list[str]) -> Record:
    context, discoverer = draw(st.sampled_from(DISCOVERERS))
    contains = draw(st.lists(st.sampled_from(found), min_size=1, max_size=2, unique=True))
    return {"contains": contains, "discoverer": discoverer, "context": context, "date": draw(days())}


@st.composite
def authorities(draw: Draw, objects: list[str]) -> Record:
    kind = draw(st.sampled_from(["DisciplineJurisdiction", "ManagesCadre", "LeadsOrganization"]))
    usual = {
        "DisciplineJurisdiction": ["o-disc", "o-disc", "o-disc", "o-disc2", "o-acc"],
        "ManagesCadre": ["o-dc", "o-dc", "o-org", "o-town", "o-fun", "o-city", "o-io"],
        "LeadsOrganization": ["o-town", "o-dc", "o-fun", "o-vil"],
    }
    over = draw(st.lists(st.sampled_from(objects), min_size=1, max_size=4, unique=True))
    span = spans(draw, imprecise=False, unknown=False)
    return {"kind": kind, "holder": draw(st.sampled_from(usual[kind])), "over": over, **span}


@st.composite
def changes(draw: Draw) -> Record:
    """Only forwards, or a split that the organ itself survives: nothing that runs in a circle."""
    organs = ["o-disc", "o-disc2", "o-disc3"]
    n = draw(st.sampled_from([0, 1]))
    kind = draw(st.sampled_from(["Merged", "Renamed", "Split", "Abolished"]))
    results = [*organs[n + 1 :], organs[n]] if kind == "Split" else organs[n + 1 :]
    few = st.lists(st.sampled_from(results), min_size=1, max_size=2 if kind == "Split" else 1, unique=True)
    return {
        "kind": kind,
        "date": draw(days()),
        "original": organs[n],
        "resulting": draw(few) if kind != "Abolished" else None,
    }


# ------------------------------------------------------------------ a second regulation


@st.composite
def other_regulations(draw: Draw) -> list[Record]:
    """Another regulation with rules for organization and head, questions of its own and no decision table."""
    doubts = ["HeadDoubtful", "HandoverOpen", "DateImprecise", "BreachSpansRegulations", "OutsideScope"]
    span = {"from": draw(days()), "until": draw(st.one_of(st.none(), st.just(DAYS[-1])))}
    found: dict[str, Record] = {"r9": {"type": "Regulation", "number": "九号", **span}}
    for n, (subject, grade) in enumerate(
        [("HeadSubject", "FirstResponsibility"), ("OrganizationSubject", "MainResponsibility")], start=1
    ):
        rule = {
            "type": "ResponsibilityRule",
            "number": f"9.{n}",
            "subjectKind": subject,
            "responsibility": grade,
        }
        found[f"r9.{n}"] = rule | {"of": "r9"}
    for n, doubt in enumerate(doubts, start=1):
        found[f"x{n}"] = {"type": "OpenQuestion", "of": "r9", "number": f"X{n}", "raisedBy": doubt}
    scope = next(record for record in _regulation() if record["type"] == "Scope")
    found["s9"] = scope | {
        "of": "r9",
        "level": "City",
        "organizationKind": ["Unit"],
        "inspectionKind": ["Joint"],
    }
    return [iso({**record, "id": id_, "zh": id_}) for id_, record in found.items()]


# ------------------------------------------------------------------ a district


@st.composite
def districts(draw: Draw, *, with_regulation: bool = True, with_second_regulation: bool = False) -> District:
    """The records of one small district, and those of the shipped regulation before them."""

    def several(
        kind: str, prefix: str, each: st.SearchStrategy[Record], least: int, most: int
    ) -> dict[str, Record]:
        drawn = draw(st.lists(each, min_size=least, max_size=most))
        return {f"{prefix}{n}": {"type": kind, **record} for n, record in enumerate(drawn, start=1)}

    holders = several("Tenure", "t", tenures(), 1, 8)
    shared = several("DivisionOfLabor", "v", divisions(holders), 0, 6)
    told = several("Feedback", "fb", feedbacks(), 1, 2)
    stated = several("Issue", "is", issues(sorted(told)), 1, 4)
    tasks = several(
        "Duty",
        "du",
        duties(sorted(told), sorted(stated), sorted(holders)),
        draw(st.sampled_from([0, 1, 1])),
        5,
    )
    prolonged = several("Extension", "ex", extensions(tasks), 0, 4) if tasks else {}
    done = several("Act", "ac", acts(tasks, [*stated, *told], sorted(holders)), 0, 5)
    for portfolio, handed in draw(st.lists(moves(holders, stated, tasks), max_size=3)):
        shared |= {
            f"v{len(shared) + n}": {"type": "DivisionOfLabor", **v} for n, v in enumerate(portfolio, 1)
        }
        done |= {f"ac{len(done) + n}": {"type": "Act", **act} for n, act in enumerate(handed, 1)}
    found = several("Finding", "fi", findings(sorted(tasks), sorted(holders)), 0, 4)
    put_forward = several("Lead", "le", leads(sorted(found)), 1, 4) if found else {}
    objects = ["o-town", "o-vil", "o-io", "o-disc"]
    for subject in sorted({finding["subject"] for finding in found.values()}):
        held = holders.get(subject)
        objects += [held["ofPost"], held["heldBy"]] if held else [subject]
    objects = sorted(set(objects))
    rights = several("Authority", "au", authorities(objects), 0, 5) if found else {}
    for kind, holder in draw(st.lists(st.sampled_from(USUAL_RIGHTS), max_size=4)) if found else ():
        right = {"type": "Authority", "kind": kind, "holder": holder, "over": objects, "from": DAYS[0]}
        rights[f"au{len(rights) + 1}"] = right
    events = several("OrgChange", "oc", changes(), 0, 2) if found else {}

    inspections = {
        "in1": {"type": "Inspection", "zh": "一轮", "kind": "Regular", "organisedBy": "o-dc"},
        "in2": {
            "type": "Inspection",
            "zh": "二轮",
            "kind": draw(st.sampled_from(["Regular", "Raised", "Joint", "LookBack"])),
            "organisedBy": draw(st.sampled_from(["o-dc", "o-city", ["o-city", "o-dc2"], ["o-dc", "o-dc2"]])),
        },
    }
    unit_town = draw(mostly(False, True, share=6))  # an addressee that is no Party organization
    drawn: dict[str, Record] = {}
    for group in (inspections, holders, shared, rights, events, told, stated, tasks, prolonged, done, found):
        drawn |= group
    records = _complete(drawn | put_forward, unit_town=unit_town)
    if with_second_regulation:
        records = draw(other_regulations()) + records
    return District(regulation_records() + records if with_regulation else records)


def _complete(drawn: dict[str, Record], *, unit_town: bool) -> list[Record]:
    """What the drawn records refer to before them, names where needed, and nothing else."""
    background: dict[str, Record] = {}
    for id_, (name, kind, level, part_of) in ORGANIZATIONS.items():
        kind_now = "Unit" if id_ == "o-town" and unit_town else kind
        background[id_] = {
            "type": "Organization",
            "zh": name,
            "kind": kind_now,
            "level": level,
            "partOf": part_of,
        }
    background |= {id_: {"type": "Domain", "zh": id_, "broader": broader} for id_, broader in DOMAINS.items()}
    background |= {id_: {"type": "Person", "zh": id_} for id_ in PERSONS}
    for id_, (seat, organization) in POSTS.items():
        background[id_] = {"type": "Post", "zh": id_, "seat": seat, "inOrganization": organization}
    drawn = {
        id_: record for id_, record in drawn.items() if record["type"] != "Inspection" or _used(id_, drawn)
    }
    kept: set[str] = set()
    todo = [name for record in drawn.values() for name in _named(record)]
    while todo:
        name = todo.pop()
        if name in background and name not in kept:
            kept.add(name)
            todo += _named(background[name])
    named = {"Issue", "Duty"}
    whole = {id_: record for id_, record in background.items() if id_ in kept}
    whole |= {id_: {"zh": id_, **r} if r["type"] in named else r for id_, r in drawn.items()}
    return [iso({"id": id_, **record}) for id_, record in whole.items()]


def _named(record: Record) -> list[str]:
    """Every text value of a record; the ids among them are its references."""
    values = [value for value in record.values() if value is not None]
    lists = [value if isinstance(value, list) else [value] for value in values]
    return [value for values in lists for value in values if isinstance(value, str)]


def _used(id_: str, drawn: dict[str, Record]) -> bool:
    return any(record.get("fromInspection") == id_ for record in drawn.values())


@cache
def _regulation() -> list[Record]:
    loaded: list[Record] = yaml.safe_load(REGULATION.read_text("utf-8"))
    return loaded


def regulation_records() -> list[Record]:
    """The shipped regulation, as its file says it."""
    return deepcopy(_regulation())


def describe(records: list[Record]) -> str:
    """The records of a district as in a case file, one a line, without the shipped regulation's."""
    shipped = {record["id"] for record in _regulation()}
    return "".join(
        "- "
        + yaml.safe_dump(record, allow_unicode=True, default_flow_style=True, sort_keys=False, width=10_000)
        for record in records
        if record["id"] not in shipped
    )
