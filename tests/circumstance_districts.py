"""Made-up districts in which circumstances occur: more kinds of duties, acts with verdicts, issues that come back, findings of people.

They are laid over those of tests.districts, so that offices, portfolios, extensions and handovers are as awkward as there.
"""

from datetime import date, timedelta

from hypothesis import strategies as st

from tests.districts import (
    DAYS,
    ORGANIZATIONS,
    District,
    Draw,
    Record,
    days,
    districts,
    few,
    iso,
    mostly,
)

KINDS = [
    "LifeMeeting", "DivideDuties", "ReplyDuty", "DeployMeeting", "SubmitPlan", "HandleClue", "CooperateCheck",
    "RectificationTask", "RectificationTask", "HandoverDuty",
]  # fmt: skip
PERIODIC = ["ProgressMeeting", "DispatchDuty"]
PERFORMED = {"ProgressMeeting": "Meeting", "DispatchDuty": "Dispatching", "RectificationTask": "Completion"}
JUDGED = [
    ("Reply", "Refused"), ("Reply", "Accepted"), ("Check", "NonCooperative"), ("Check", "Falsified"), ("Check", "Violation"),
    ("Assessment", "Incomplete"), ("Assessment", "Formalistic"), ("Assessment", "Hollow"), ("Assessment", "JustifiedReason"),
    ("Assessment", "Perfunctory"), ("Assessment", "Shielding"), ("Assessment", "BuckPassing"), ("Handling", "NonCooperative"),
]  # fmt: skip
PLAIN = [
    "Meeting",
    "Personal",
    "Dispatching",
    "Reminder",
    "Reminder",
    "Reassignment",
    "Handover",
    "Completion",
]


@st.composite
def more_duties(draw: Draw, told: list[str], stated: list[str], holders: list[str]) -> Record:
    start = draw(days(latest=date(2023, 10, 1)))
    periodic = draw(mostly(False, True, share=2))
    kind = draw(st.sampled_from(PERIODIC if periodic else KINDS))
    return {
        "type": "Duty",
        "zh": kind,
        "kind": kind,
        "bearer": draw(mostly("o-town", None, "o-vil", share=6)),
        "underFeedback": draw(mostly(told[0], None, share=6)),
        "addresses": draw(few(st.sampled_from(stated))) if kind == "RectificationTask" else [],
        "assignedTo": draw(few(st.sampled_from(holders))) if holders else [],
        "from": start,
        "due": draw(st.one_of(days(start), days(start), days(start), st.none())),
        "everyDays": draw(st.sampled_from([20, 30, 31, 60])) if periodic else draw(mostly(None, 45, share=9)),
    }


@st.composite
def more_acts(draw: Draw, tasks: dict[str, Record], about: list[str], holders: list[str]) -> Record:
    some = st.lists(st.sampled_from(holders), min_size=1, max_size=2, unique=True) if holders else st.just([])
    receivers = st.lists(st.sampled_from([*holders, "o-town", "o-town", "o-vil"]), max_size=2, unique=True)
    duty = draw(st.sampled_from(sorted(tasks)))
    due = tasks[duty].get("due")
    near = st.sampled_from([due + timedelta(n) for n in (-8, -7, -6, -1, 0, 1, 20)]) if due else days()
    base: Record = {
        "type": "Act",
        "by": draw(mostly("o-town", "o-io")),
        "date": draw(st.one_of(days(), near)),
        "actor": draw(st.one_of(some, some, st.just([]))),
        "to": draw(receivers),
    }
    what = draw(st.sampled_from(["judged", "judged", "plain", "performed"]))
    if what == "performed":
        kind = PERFORMED.get(tasks[duty]["kind"], "Meeting")
        return base | {"kind": kind, "fulfils": duty, "concerns": draw(st.sampled_from([[], about[:1]]))}
    concerned = draw(st.lists(st.sampled_from([*tasks, *tasks, *about]), max_size=2, unique=True))
    if what == "plain":
        kind = draw(st.sampled_from(PLAIN))
        return base | {"kind": kind, "concerns": concerned}
    kind, verdict = draw(st.sampled_from(JUDGED))
    return base | {"kind": kind, "verdict": verdict, "concerns": concerned}


@st.composite
def passed_round(draw: Draw, duty: str, members: list[str]) -> list[Record]:
    """One task that members pass on among themselves."""
    start = draw(days(latest=date(2023, 12, 1)))
    acts = []
    for n in range(draw(st.sampled_from([3, 3, 4, 2]))):
        giver, taker = draw(st.sampled_from(members)), draw(st.sampled_from(members))
        on = start + timedelta(10 * n)
        acts.append(
            {
                "type": "Act",
                "kind": "Reassignment",
                "by": "o-town",
                "actor": giver,
                "to": taker,
                "date": on,
                "concerns": duty,
            }
        )
    return acts


@st.composite
def reminded(draw: Draw, told: str) -> list[Record]:
    """A plan that is late, and a reminder around its due date."""
    due = draw(days(date(2023, 7, 1), date(2024, 1, 1)))
    plan = {
        "type": "Duty",
        "id": "xs1",
        "zh": "x",
        "kind": "SubmitPlan",
        "bearer": "o-town",
        "underFeedback": told,
        "from": DAYS[0],
        "due": due,
    }
    on = due + timedelta(draw(st.sampled_from([0, 1, 1, 20])))
    to = draw(mostly("o-town", "o-vil"))
    return [
        plan,
        {
            "type": "Act",
            "id": "xas1",
            "kind": "Reminder",
            "by": "o-io",
            "to": to,
            "concerns": "xs1",
            "date": on,
        },
    ]


@st.composite
def rushed(draw: Draw, told: str) -> list[Record]:
    """Tasks of one feedback, done around the last week."""
    found: list[Record] = []
    for n in range(draw(st.sampled_from([4, 5, 5, 3]))):
        due = draw(days(date(2023, 8, 1), date(2024, 1, 1)))
        task = {
            "type": "Duty",
            "id": f"xs2{n}",
            "zh": "x",
            "kind": "RectificationTask",
            "bearer": "o-town",
            "underFeedback": told,
        }
        done = due - timedelta(draw(st.sampled_from([0, 3, 6, 6, 7, -1])))
        found.append(task | {"from": DAYS[0], "due": due})
        found.append(
            {
                "type": "Act",
                "id": f"xas2{n}",
                "kind": "Completion",
                "by": "o-town",
                "fulfils": f"xs2{n}",
                "date": done,
            }
        )
    return found


@st.composite
def handed_over(draw: Draw, told: str, issue: Record, members: list[str]) -> list[Record]:
    """A portfolio that ends over a task, a duty to hand over, perhaps an act."""
    who, places = draw(st.sampled_from(members)), [*issue.get("inDomain", []), *issue.get("concerns", [])]
    u = draw(days(date(2023, 8, 1), date(2024, 1, 1)))
    over = draw(st.sampled_from(places or ["d1"]))
    begun = draw(days(date(2023, 3, 1), u))
    task = {
        "type": "Duty",
        "id": "xs3",
        "zh": "x",
        "kind": "RectificationTask",
        "bearer": "o-town",
        "underFeedback": told,
        "addresses": issue["id"],
    }
    duty = {
        "type": "Duty",
        "id": "xs4",
        "zh": "x",
        "kind": "HandoverDuty",
        "bearer": "o-town",
        "underFeedback": told,
        "assignedTo": who,
    }
    due = u + timedelta(draw(st.sampled_from([0, 15, 15, -1])))
    starts = min(u + timedelta(draw(st.sampled_from([0, 0, -5, 1]))), due)
    division = {"type": "DivisionOfLabor", "id": "xv1", "mode": "InChargeOf", "underTenure": who, "until": u}
    where = {"covers": over} if over in ORGANIZATIONS else {"inDomain": over}
    found: list[Record] = [
        task | {"from": begun, "due": draw(days(begun))},
        duty | {"from": starts, "due": due},
        division | where,
    ]
    if draw(mostly(False, True, share=2)):
        on = due + timedelta(draw(st.sampled_from([0, 1, -3])))
        found.append(
            {"type": "Act", "id": "xas3", "kind": "Handover", "by": "o-town", "actor": who, "date": on}
        )
    return found


@st.composite
def come_back(draw: Draw, issue: Record, addressee: str, tasks: dict[str, Record]) -> list[Record]:
    """An issue that comes back around the day on which its tasks were done."""
    on = draw(days(date(2023, 8, 1), date(2024, 1, 1)))
    found: list[Record] = [
        {
            "type": "Feedback",
            "id": "xfb",
            "fromInspection": "in1",
            "addressee": draw(mostly(addressee, "o-vil")),
            "date": on,
        },
        {"type": "Issue", "id": "xis", "zh": "x", "underFeedback": "xfb", "recurrenceOf": issue["id"]},
    ]
    if not any(issue["id"] in (t.get("addresses") or []) for t in tasks.values()):
        task = {
            "type": "Duty",
            "id": "xs5",
            "zh": "x",
            "kind": "RectificationTask",
            "bearer": "o-town",
            "addresses": [issue["id"]],
        }
        tasks = tasks | {"xs5": task | {"from": DAYS[0], "due": DAYS[-1]}}
        found.append({"id": "xs5", **tasks["xs5"]})
    for n, id_ in enumerate(t for t, d in tasks.items() if issue["id"] in (d.get("addresses") or [])):
        done = on - timedelta(draw(st.sampled_from([1, 1, 20, 0])))
        found.append(
            {
                "type": "Act",
                "id": f"xas5{n}",
                "kind": "Completion",
                "by": "o-town",
                "fulfils": id_,
                "date": done,
            }
        )
    return found


@st.composite
def new_head(draw: Draw, told: str) -> list[Record]:
    """A head who follows another, a duty around the end of his days of grace, perhaps an act."""
    came = draw(days(date(2023, 5, 1), date(2023, 12, 1)))
    due = came + timedelta(draw(st.sampled_from([29, 30, 31, 60])))
    kind = draw(mostly("Substantive", "Acting"))
    post = {"type": "Post", "id": "xpo", "zh": "x", "seat": "HeadSeat", "inOrganization": "o-town"}
    before = {
        "type": "Tenure",
        "id": "xt1",
        "kind": "Substantive",
        "heldBy": "xp1",
        "ofPost": "xpo",
        "from": DAYS[0],
        "until": came,
    }
    after = {
        "type": "Tenure",
        "id": "xt2",
        "kind": kind,
        "heldBy": draw(mostly("xp2", "xp1")),
        "ofPost": "xpo",
        "from": came,
    }
    duty = {
        "type": "Duty",
        "id": "xs6",
        "zh": "x",
        "kind": "LifeMeeting",
        "bearer": "o-town",
        "underFeedback": told,
    }
    people = [{"type": "Person", "id": id_, "zh": id_} for id_ in ("xp1", "xp2")]
    found: list[Record] = [*people, post, before, after, duty | {"from": DAYS[0], "due": due}]
    if draw(mostly(False, True, share=2)):
        on = came + timedelta(draw(st.sampled_from([0, 29, 30])))
        found.append(
            {"type": "Act", "id": "xas6", "kind": "Meeting", "by": "o-town", "actor": "xt2", "date": on}
        )
    return found


@st.composite
def people_findings(draw: Draw, holders: list[str]) -> Record:
    subject, meets = draw(
        st.sampled_from([("o-town", "c1.9"), *((h, m) for h in holders for m in ("c2.6", "c3.8"))])
    )
    return {
        "type": "Finding",
        "status": draw(mostly("Candidate", "Dismissed")),
        "meets": meets,
        "subject": subject,
        "reason": draw(mostly("理由", None)),
        "breachDate": draw(st.one_of(days(), st.none())),
        "asOf": DAYS[-1],
    }


@st.composite
def circumstance_districts(draw: Draw) -> District:
    """A district, and what makes circumstances in it."""
    records = list(draw(districts()))
    by_type: dict[str, list[str]] = {}
    for record in records:
        by_type.setdefault(record["type"], []).append(record["id"])
    holders, told, stated = by_type["Tenure"], by_type["Feedback"], by_type["Issue"]
    seats = {record["id"]: record.get("seat") for record in records if record["type"] == "Post"}
    members = [r["id"] for r in records if r["type"] == "Tenure" and seats[r["ofPost"]] == "MemberSeat"]
    # Every tenure and duty that is drawn of its own stays; what is new has ids of its own.
    drawn = draw(st.lists(more_duties(told, stated, holders), min_size=1, max_size=5))
    duties = {f"xd{n}": duty for n, duty in enumerate(drawn, 1)}
    tasks = duties | {
        r["id"]: {**r, "due": date.fromisoformat(r["due"]) if r.get("due") else None}
        for r in records
        if r["type"] == "Duty"
    }
    done = draw(st.lists(more_acts(tasks, [told[0], stated[0]], holders), min_size=1, max_size=10))
    if members and draw(st.booleans()):
        unmet = [name for name, task in tasks.items() if task.get("due")]
        done += draw(passed_round(draw(st.sampled_from(sorted(unmet or tasks))), members))
    new = duties | {f"xa{n}": act for n, act in enumerate(done, 1)}
    found = draw(st.lists(people_findings(holders), max_size=2))
    new |= {f"xf{n}": finding for n, finding in enumerate(found, 1)}
    if len(stated) > 1 and draw(st.booleans()):
        records = [r | {"recurrenceOf": stated[0]} if r["id"] == stated[-1] else r for r in records]
    issue = next(record for record in records if record["id"] == stated[0])
    feedback = next(record for record in records if record["id"] == issue["underFeedback"])
    stories = [reminded(told[0]), rushed(told[0]), come_back(issue, feedback["addressee"], tasks)]
    stories.append(new_head(told[0]))
    staying = [
        r["id"] for r in records
        if r["type"] == "Tenure" and r["ofPost"] in {"po2", "po3"} and "until" not in r
    ]  # fmt: skip
    if staying:
        stories.append(handed_over(told[0], issue, staying))
    chosen = draw(st.lists(st.sampled_from(range(len(stories))), min_size=1, max_size=2, unique=True))
    story = [record for n in chosen for record in draw(stories[n])]
    if any(record.get("fromInspection") == "in1" for record in story) and "in1" not in by_type["Inspection"]:
        records.append(
            {"id": "in1", "type": "Inspection", "zh": "一轮", "kind": "Regular", "organisedBy": "o-dc"}
        )
    present = set(by_type["Organization"])
    for id_ in ("o-dc", "o-town", "o-vil", "o-io"):
        name, kind, level, _ = ORGANIZATIONS[id_]
        if id_ not in present:
            records.append({"id": id_, "type": "Organization", "zh": name, "kind": kind, "level": level})
    if any(record.get("inDomain") == "d1" for record in story) and "d1" not in by_type.get("Domain", []):
        story = [record for record in story if record["id"] != "xv1"]
    tenures = {record["id"]: record for record in records if record["type"] == "Tenure"}
    for record in story:
        if record["type"] == "DivisionOfLabor":  # it must not begin before the tenure
            record["from"] = tenures[record["underTenure"]].get("from")
    story = [
        r for r in story if r["type"] != "DivisionOfLabor" or str(r["from"] or "") < r["until"].isoformat()
    ]
    return District(
        records + [iso({"id": id_, **record}) for id_, record in new.items()] + [iso(r) for r in story]
    )
