"""Which candidates the records prove: the eleven patterns, read aloud with plain loops (semantics 4; decisions on circumstances)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil
from typing import Any

from tests.reference.charges import charges_of, in_charge, moved, places_of
from tests.reference.records import Record, Records, Tenure, day, day_of, possible, refs
from tests.reference.responsibility import Part, parts
from tests.reference.windows import (
    ONE_DAY,
    Matter,
    effective_due,
    feedback_of,
    inspection_in_scope,
    inspection_of,
    matters,
    questions,
)

SEATS = {
    "HeadSubject": {"HeadSeat"},
    "MemberSubject": {"MemberSeat"},
    "CadreSubject": {"HeadSeat", "MemberSeat"},
}
DEFAULT = {
    "OrganizationSubject": ["DutyBearer"],
    "HeadSubject": ["DutyHead"],
    "MemberSubject": ["DutyMembers"],
}


@dataclass
class Found:
    """One subject for which a limb holds."""

    subject: str
    breach: date | None
    matter: list[str]
    duties: list[str]
    feedback: str | None = None
    acts: set[str] = field(default_factory=set)
    doubts: set[str] = field(default_factory=set)
    goes_on: bool = False  # an unmet duty: the breach goes on until somebody performs it
    status: str = "Candidate"


class Circumstances:
    """The records as of a day, and what each pattern finds in them."""

    def __init__(self, records: Records, as_of: date) -> None:
        self.records, self.as_of = records, as_of
        self.duties = [
            m for m in matters(records, as_of) if m.is_duty and m.organization is not None and m.days()
        ]
        self._parts: dict[str, list[Part]] = {}

    def candidates(self) -> list[dict[str, Any]]:
        found = []
        for circumstance in self.records.all("Circumstance"):
            regulation = self.records[circumstance["of"]]
            for id_ in refs(circumstance, "testedBy") + refs(circumstance, "tests"):
                test = self.records[id_]
                for one in self.by_pattern(test, circumstance):
                    found += self.judged(one, test, circumstance, regulation)
        return found

    def by_pattern(self, test: Record, circumstance: Record) -> list[Found]:
        pattern = {
            "DutyUnmet": self.duty_unmet,
            "DutyUnmetAfterReminder": self.after_reminder,
            "PeriodicActAbsent": self.periodic,
            "ActAbsent": self.act_absent,
            "RecordedVerdict": self.verdicts,
            "IssueRecurs": self.recurs,
            "LateBurst": self.burst,
            "HandoverMissing": self.handover_missing,
            "SuccessorInert": self.successor_inert,
            "RepeatedReassignment": self.reassigned,
            "HumanOnly": self.human,
        }[test["pattern"]]
        return pattern(test, circumstance)

    # ------------------------------------------------------------------ under which regulation, with which doubts

    def judged(
        self, one: Found, test: Record, circumstance: Record, regulation: Record
    ) -> list[dict[str, Any]]:
        """By the breach date; or a breach that was still going on when the regulation came into force (q22)."""
        doubts = set(one.doubts)
        force = day(regulation, "from")
        if one.breach is not None and not possible(regulation).holds(one.breach):
            still = all(
                not any(
                    d in refs(a, "fulfils") and force is not None and day_of(a, "date") <= force
                    for a in self.acts_ever()
                )
                for d in one.duties
            )
            if not (one.goes_on and force is not None and one.breach < force <= self.as_of and still):
                return []
            doubts.add("BreachSpansRegulations")
        for scope in self.records.of("Scope", regulation["id"]):
            if not inspection_in_scope(self.records, scope, inspection_of(self.records, one.feedback)):
                doubts.add("OutsideScope")
            organization = one.subject not in self.records.tenures
            if organization and self.records[one.subject]["kind"] not in refs(scope, "organizationKind"):
                doubts.add("OutsideScope")
        open_ = set(refs(test, "openQuestion")) | set(refs(test, "open"))
        return [
            {
                "circumstance": circumstance["id"],
                "limb": test["id"],
                "provision": circumstance["number"],
                "subject": one.subject,
                "matter": sorted(one.matter),
                "duties": sorted(one.duties),
                "breach_date": one.breach,
                "status": one.status,
                "open": sorted(
                    open_ | {q for d in doubts for q in questions(self.records, regulation["id"], d)}
                ),
                "acts": sorted(one.acts),
            }
        ]

    # ------------------------------------------------------------------ reading the rules

    def policy(self, test: Record, circumstance: Record, key: str) -> float:
        name = test.get(key)
        values = [p["value"] for p in self.records.of("Policy", circumstance["of"]) if p["name"] == name]
        return float(values[0]) if values else 0

    def grace(self, test: Record, circumstance: Record) -> int:
        return int(self.policy(test, circumstance, "graceParameter"))

    def of_kind(self, test: Record, key: str = "dutyKind") -> list[Matter]:
        kinds = refs(test, key)
        return [m for m in self.duties if not kinds or self.records[m.id]["kind"] in kinds]

    def seated(self, circumstance: Record) -> list[Tenure]:
        seats = SEATS.get(circumstance["subjectKind"], set())
        return [t for t in self.records.tenures.values() if t.seat in seats]

    def acts_ever(self) -> list[Record]:
        return self.records.all("Act")

    def acts(self, test: Record | None = None) -> list[Record]:
        """By the as-of date, in order; of the kinds of a test."""
        kinds = refs(test or {}, "actKind")
        seen = [
            a
            for a in self.acts_ever()
            if day_of(a, "date") <= self.as_of and (not kinds or a["kind"] in kinds)
        ]
        return sorted(seen, key=lambda a: (day_of(a, "date"), a["id"]))

    # ------------------------------------------------------------------ duties

    def subjects(self, m: Matter, test: Record, circumstance: Record) -> Iterator[tuple[str, set[str]]]:
        """Who answers for a duty on its effective due date."""
        assert m.eff is not None
        who = refs(test, "who") or DEFAULT.get(circumstance["subjectKind"], ["DutyHead", "DutyMembers"])
        base = {"SelfApproved"} if m.self_approved else set()
        if "DutyBearer" in who:
            assert m.organization is not None
            yield m.organization, base
        if m.id not in self._parts:
            self._parts[m.id] = parts(self.records, m)
        grounds = set()
        grounds |= {"head"} if "DutyHead" in who else set()
        grounds |= {"assigned", "unit", "domain"} if "DutyMembers" in who else set()
        for tenure in self.seated(circumstance):
            mine = [
                p for p in self._parts[m.id]
                if p.bearer == tenure.id and p.ground in grounds and not p.supporting and m.eff in p.days
            ]  # fmt: skip
            if not mine:
                continue
            sure = any(m.eff in p.certain and "DateImprecise" not in p.doubts for p in mine)
            past, surely_past = self.past_grace(tenure, m, self.grace(test, circumstance))
            if not past:
                continue
            doubts = {d for p in mine for d in p.doubts} - {"DateImprecise"}
            yield tenure.id, base | doubts | (set() if sure and surely_past else {"DateImprecise"})

    def past_grace(self, tenure: Tenure, m: Matter, days: int) -> tuple[bool, bool]:
        """Whether the duty began in the tenure or fell due when the days of grace were over: possibly, certainly."""
        assert m.eff is not None
        came, surely = tenure.possible.start, tenure.certain.start
        possibly = came is None or came <= m.start or m.eff >= came + timedelta(days)
        certainly = (
            surely is not None
            and surely != date.max
            and (surely <= m.start or m.eff >= surely + timedelta(days))
        )
        return possibly, certainly

    def duty_unmet(self, test: Record, circumstance: Record) -> list[Found]:
        found = []
        for m in self.of_kind(test):
            if "periodic" in test and bool(self.records[m.id].get("everyDays")) != test["periodic"]:
                continue
            excused = any(
                m.id in refs(a, "concerns") and a.get("verdict") in refs(test, "unless") for a in self.acts()
            )
            if m.unmet and not excused:
                assert m.eff is not None
                for subject, doubts in self.subjects(m, test, circumstance):
                    found.append(
                        Found(
                            subject, m.eff + ONE_DAY, [m.id], [m.id], m.feedback, set(), doubts, goes_on=True
                        )
                    )
            if test.get("inPerson") and m.eff is not None and m.eff < self.as_of and not m.unmet:
                found += self.not_in_person(m, test, circumstance)
        return found

    def not_in_person(self, m: Matter, test: Record, circumstance: Record) -> list[Found]:
        assert m.eff is not None
        done = [a for a in self.acts() if m.id in refs(a, "fulfils") and day_of(a, "date") <= m.eff]
        if not done or not all(refs(a, "actor") for a in done):
            return []
        found = []
        first = day_of(done[0], "date")
        for subject, doubts in self.subjects(m, test, circumstance):
            tenure = self.records.tenures[subject]
            if any(subject in refs(a, "actor") for a in done) or not tenure.possible_on(first):
                continue
            unsure = set() if tenure.certain_on(first) else {"DateImprecise"}
            acts = {a["id"] for a in done}
            found.append(Found(subject, m.eff + ONE_DAY, [m.id], [m.id], m.feedback, acts, doubts | unsure))
        return found

    def after_reminder(self, test: Record, circumstance: Record) -> list[Found]:
        found = []
        for m in self.of_kind(test):
            if not m.unmet or any(m.id in refs(a, "fulfils") for a in self.acts()):
                continue
            assert m.eff is not None
            told = [
                a for a in self.acts()
                if a["kind"] == test["after"] and m.id in refs(a, "concerns") and m.organization in refs(a, "to")
                and day_of(a, "date") > m.eff
            ]  # fmt: skip
            if told:
                for subject, doubts in self.subjects(m, test, circumstance):
                    breach, acts = day_of(told[0], "date"), {a["id"] for a in told}
                    found.append(
                        Found(subject, breach, [m.id], [m.id], m.feedback, acts, doubts, goes_on=True)
                    )
        return found

    # ------------------------------------------------------------------ periods

    def periodic(self, test: Record, circumstance: Record) -> list[Found]:
        found = []
        grace = self.grace(test, circumstance)
        for m in self.of_kind(test):
            every = self.records[m.id].get("everyDays")
            if not every:
                continue
            last = min(m.eff or self.as_of, self.as_of)
            base = {"SelfApproved"} if m.self_approved else set()
            who = refs(test, "who") or DEFAULT.get(circumstance["subjectKind"], [])
            if "DutyBearer" in who:
                assert m.organization is not None
                days = {day_of(a, "date") for a in self.acts(test) if m.id in refs(a, "fulfils")}
                on = first_empty(m.start, last, days, every)
                if on:
                    found.append(Found(m.organization, on, [m.id], [m.id], m.feedback, set(), base))
            for tenure in self.seated(circumstance):
                if "DutyAssignee" in who:
                    if tenure.id not in refs(self.records[m.id], "assignedTo"):
                        continue
                elif tenure.organization != m.organization:
                    continue
                days = {
                    day_of(a, "date")
                    for a in self.acts(test)
                    if (tenure.id in refs(a, "actor") if test.get("inPerson") else m.id in refs(a, "fulfils"))
                }
                if test.get("inPerson"):  # an act that names nobody may have been the subject's
                    days |= {
                        day_of(a, "date")
                        for a in self.acts(test)
                        if not refs(a, "actor")
                        and a.get("by") == m.organization
                        and m.id in refs(a, "fulfils") + refs(a, "concerns")
                    }
                spans = [
                    self.counted(m, start, ends, last, grace)
                    for start, ends in (
                        (tenure.possible.start, [tenure.possible.end]),
                        (tenure.certain.start, [tenure.possible.end, tenure.certain.end]),
                    )
                ]
                on = first_empty(*spans[0], days, every)
                if not on:
                    continue
                doubts = set(base)
                if tenure.certain.start == date.max or not first_empty(*spans[1], days, every):
                    doubts.add("DateImprecise")
                if tenure.seat == "HeadSeat":
                    if m.id not in self._parts:
                        self._parts[m.id] = parts(self.records, m)
                    mine = [p for p in self._parts[m.id] if p.bearer == tenure.id and p.ground == "head"]
                    doubts |= {d for p in mine for d in p.doubts if d == "HeadDoubtful"}
                found.append(Found(tenure.id, on, [m.id], [m.id], m.feedback, set(), doubts))
        return found

    def counted(
        self, m: Matter, start: date | None, ends: list[date | None], last: date, grace: int
    ) -> tuple[date, date]:
        """The days of a periodic duty that count for a tenure: a successor's from the end of his grace on."""
        first = start or m.start
        if first == date.max:
            return date.max, date.min
        if first > m.start:
            first += timedelta(grace)
        return max(first, m.start), min([last, *(end - ONE_DAY for end in ends if end is not None)])

    def period(self, feedback: Record) -> tuple[date, date]:
        """Semantics 2.6: from its date to the latest eff of its duties, the as-of date if none."""
        effs = [
            effective_due(self.records, duty, self.as_of)[0]
            for duty in self.records.all("Duty")
            if feedback_of(self.records, duty) == feedback["id"]
        ]
        dated = [eff for eff in effs if eff is not None]
        return day_of(feedback, "date"), max(dated) if dated else self.as_of

    def told(self) -> list[Record]:
        return [f for f in self.records.all("Feedback") if day_of(f, "date") <= self.as_of]

    def feedbacks_of(self, act: Record) -> set[str]:
        """What feedbacks an act concerns: itself, an issue or a duty of it."""
        found = set()
        for id_ in refs(act, "concerns") + refs(act, "fulfils"):
            record = self.records[id_]
            if record["type"] == "Feedback":
                found.add(id_)
            elif record["type"] == "Issue":
                found.add(record["underFeedback"])
            else:
                of = feedback_of(self.records, record)
                found |= {of} if of else set()
        return found

    def act_absent(self, test: Record, circumstance: Record) -> list[Found]:
        found = []
        grace = max(self.grace(test, circumstance), 1)
        for feedback in self.told():
            start, last = self.period(feedback)
            for tenure in self.seated(circumstance):
                if tenure.organization != feedback["addressee"]:
                    continue
                first = max(start, tenure.possible.start or start)
                end = min([last, *([tenure.possible.end - ONE_DAY] if tenure.possible.end else [])])
                came = tenure.possible.start is not None and tenure.possible.start > start
                if (end - first).days + 1 < (grace if came else 1) or end > self.as_of:
                    continue
                if any(
                    (
                        any(tenure.id in refs(a, key) for key in self.keys(test))
                        or (not refs(a, "actor") and a.get("by") == tenure.organization)
                    )
                    and feedback["id"] in self.feedbacks_of(a)
                    and first <= day_of(a, "date") <= end
                    for a in self.acts(test)
                ):
                    continue
                doubts = self.head_doubts(tenure, first, end)
                surely = tenure.certain.start
                if surely is None or surely == date.max:
                    sure = surely is None
                    surely = start
                else:
                    sure = True
                ends = [
                    e - ONE_DAY
                    for e in (tenure.possible.end, tenure.certain.end)
                    if e is not None and e != date.max
                ]
                length = (min([last, *ends]) - max(start, surely)).days + 1
                if not sure or length < (grace if surely > start else 1):
                    doubts.add("DateImprecise")
                found.append(Found(tenure.id, end, [feedback["id"]], [], feedback["id"], set(), doubts))
        return found

    def keys(self, test: Record) -> list[str]:
        names = {"ActActor": "actor", "ActRecipient": "to"}
        asked = [names[w] for w in refs(test, "who") if w in names]
        return asked or ["actor", "to"]

    def head_doubts(self, tenure: Tenure, first: date, last: date) -> set[str]:
        days = [first + ONE_DAY * n for n in range((last - first).days + 1)]
        together = any(
            tenure.certain_on(on) and other.certain_on(on)
            for other in self.records.heads(tenure.organization)
            if other is not tenure and tenure.seat == "HeadSeat"
            for on in days
        )
        return {"HeadDoubtful"} if tenure.acting or together else set()

    # ------------------------------------------------------------------ verdicts

    def verdicts(self, test: Record, circumstance: Record) -> list[Found]:
        """One finding for each subject and set of its duties that an act found through them concerns."""
        found: dict[tuple[str, tuple[str, ...]], Found] = {}
        sure: dict[tuple[str, tuple[str, ...]], bool] = {}
        for act in self.acts(test):
            if act.get("verdict") not in refs(test, "verdict"):
                continue
            subjects: dict[str, tuple[set[str], bool]] = {}
            for who in refs(test, "who") or ["ActRecipient"]:
                for subject, duty, certain_ in self.verdict_subjects(act, who, test, circumstance):
                    if self.about(act, test, subject):
                        duties, was = subjects.setdefault(subject, (set(), False))
                        subjects[subject] = (duties | ({duty} if duty else set()), was or certain_)
            feedbacks = sorted(self.feedbacks_of(act))
            for subject, (duties, certain_) in subjects.items():
                key = (subject, tuple(sorted(duties)))
                one = found.setdefault(key, Found(subject, day_of(act, "date"), list(key[1]), list(key[1])))
                one.acts.add(act["id"])
                known = sorted(f for f in [one.feedback, *feedbacks[:1]] if f)
                one.feedback = known[0] if known else None
                sure[key] = sure.get(key, False) or certain_
        for key, one in found.items():
            if not sure[key]:
                one.doubts.add("DateImprecise")
        return list(found.values())

    def verdict_subjects(
        self, act: Record, who: str, test: Record, circumstance: Record
    ) -> Iterator[tuple[str, str | None, bool]]:
        personal = circumstance["subjectKind"] in SEATS
        on = day_of(act, "date")
        if who in {"ActActor", "ActRecipient"} and personal:
            for tenure in self.seated(circumstance):
                if tenure.id in refs(act, "actor" if who == "ActActor" else "to"):
                    if not test.get("inOffice"):
                        yield tenure.id, None, True
                    elif tenure.possible_on(on):
                        yield tenure.id, None, tenure.certain_on(on)
        if who == "ActRecipient" and not personal:
            for to in refs(act, "to"):
                if to not in self.records.tenures:
                    yield to, None, True
        if who == "ActOrganization" and not personal:
            yield act["by"], None, True
        if who in {"DutyBearer", "DutyAssignee"}:
            for duty in self.records.all("Duty"):
                m = next((m for m in matters(self.records, self.as_of) if m.id == duty["id"]), None)
                if m is None or m.organization is None or not self.verdict_on(act, duty, test):
                    continue
                if who == "DutyBearer":
                    yield m.organization, m.id, True
                else:
                    for tenure in self.seated(circumstance):
                        if tenure.id in refs(duty, "assignedTo"):
                            yield tenure.id, m.id, True

    def verdict_on(self, act: Record, duty: Record, test: Record) -> bool:
        if duty["id"] not in refs(act, "concerns"):
            return False
        if refs(test, "dutyKind") and duty["kind"] not in refs(test, "dutyKind"):
            return False
        on = day_of(act, "date")
        own = [a for a in self.acts() if duty["id"] in refs(a, "concerns") + refs(a, "fulfils")]
        if "performedBy" in test and not any(
            a["kind"] == test["performedBy"] and day_of(a, "date") <= on for a in own
        ):
            return False
        if "after" in test:
            concerned = [a for a in own if duty["id"] in refs(a, "concerns")]
            first = [
                day_of(a, "date") for a in concerned
                if a.get("verdict") in refs(test, "verdict") and a["kind"] in (refs(test, "actKind") or [a["kind"]])
            ]  # fmt: skip
            return any(a["kind"] == test["after"] and min(first) < day_of(a, "date") < on for a in concerned)
        return True

    def about(self, act: Record, test: Record, subject: str) -> bool:
        tenure = self.records.tenures.get(subject)
        home = tenure.organization if tenure else subject
        concerned = [self.records[id_] for id_ in refs(act, "concerns")]
        if test.get("about") == "FeedbackToSubject":
            return any(r["type"] == "Feedback" and r["addressee"] == home for r in concerned)
        if test.get("about") == "DutyOfSubject":
            own = {m.id for m in matters(self.records, self.as_of) if m.organization == home}
            return any(r["type"] == "Duty" and r["id"] in own for r in concerned)
        return True

    def human(self, test: Record, circumstance: Record) -> list[Found]:
        found = []
        for f in self.records.all("Finding"):
            if circumstance["subjectKind"] in SEATS:
                fits = any(t.id == f["subject"] for t in self.seated(circumstance))
            else:
                fits = f["subject"] not in self.records.tenures
            if f["meets"] == circumstance["id"] and f.get("reason") and f["status"] != "Dismissed" and fits:
                feedbacks = sorted(
                    x for d in refs(f, "breaches") if (x := feedback_of(self.records, self.records[d]))
                )
                feedback = feedbacks[0] if feedbacks else None
                one = Found(f["subject"], day(f, "breachDate"), [f["id"]], refs(f, "breaches"), feedback)
                one.status = f["status"]
                found.append(one)
        return found

    # ------------------------------------------------------------------ issues and feedbacks

    def recurs(self, test: Record, circumstance: Record) -> list[Found]:
        found = []
        for later in self.records.all("Issue"):
            feedback = self.records[later["underFeedback"]]
            on, organization = day_of(feedback, "date"), feedback["addressee"]
            tasks: set[str] = set()
            acts: set[str] = set()
            for earlier in refs(later, "recurrenceOf"):
                before = self.records[self.records[earlier]["underFeedback"]]
                addressing = [
                    d for d in self.records.all("Duty")
                    if earlier in refs(d, "addresses") and d["kind"] in (refs(test, "dutyKind") or [d["kind"]])
                ]  # fmt: skip
                done = [
                    [
                        a
                        for a in self.acts()
                        if a["kind"] == test["performedBy"] and d["id"] in refs(a, "fulfils")
                    ]
                    for d in addressing
                ]
                if (
                    before["addressee"] == organization
                    and addressing
                    and all(each and day_of(each[0], "date") < on for each in done)
                ):
                    tasks |= {d["id"] for d in addressing}
                    acts |= {each[0]["id"] for each in done}
            if tasks and on <= self.as_of:
                found.append(Found(organization, on, [later["id"]], sorted(tasks), feedback["id"], acts))
        return found

    def burst(self, test: Record, circumstance: Record) -> list[Found]:
        days, share, least = (
            self.policy(test, circumstance, key)
            for key in ("daysParameter", "shareParameter", "leastParameter")
        )
        groups: dict[tuple[str, str], list[Matter]] = {}
        for m in self.of_kind(test):
            if m.eff is not None and m.feedback is not None and m.organization is not None:
                groups.setdefault((m.feedback, m.organization), []).append(m)
        found = []
        for (feedback, organization), tasks in groups.items():
            late: list[tuple[date, str, str]] = []
            for m in tasks:
                done = [a for a in self.acts_ever() if m.id in refs(a, "fulfils")]
                done.sort(key=lambda a: (day_of(a, "date"), a["id"]))
                assert m.eff is not None
                if done and m.eff - timedelta(days) < day_of(done[0], "date") <= min(m.eff, self.as_of):
                    late.append((day_of(done[0], "date"), m.id, done[0]["id"]))
            needed = max(ceil(len(tasks) * share - 1e-9), 1)
            if len(tasks) >= least and len(late) >= needed:
                on = sorted(when for when, _, _ in late)[needed - 1]
                doubts = {"SelfApproved"} if any(m.self_approved for m in tasks) else set()
                acts = {act for _, _, act in late}
                found.append(
                    Found(organization, on, [feedback], [d for _, d, _ in late], feedback, acts, doubts)
                )
        return found

    # ------------------------------------------------------------------ from one to another

    def handover_missing(self, test: Record, circumstance: Record) -> list[Found]:
        found: dict[tuple[str, str], Found] = {}
        unsure: dict[tuple[str, str], bool] = {}
        for division in self.records.all("DivisionOfLabor"):
            tenure = self.records.tenures[division["underTenure"]]
            u = day(division, "until")
            if (
                division["mode"] != "InChargeOf"
                or u is None
                or u > self.as_of
                or tenure not in self.seated(circumstance)
            ):
                continue
            if (tenure.possible.end is not None and tenure.possible.end <= u) or not self.open_tasks(
                division["id"], u, test
            ):
                continue
            began = day(division, "from")
            for m in self.of_kind(test):
                if not m.unmet or m.organization != tenure.organization or m.eff is None:
                    continue
                if tenure.id not in refs(self.records[m.id], "assignedTo") or not m.start <= u <= m.eff:
                    continue
                if any(
                    tenure.id in refs(a, "actor")
                    and (began is None or began <= day_of(a, "date"))
                    and day_of(a, "date") <= m.eff
                    for a in self.acts(test)
                ):
                    continue
                key = (tenure.id, m.id)
                doubts = {"SelfApproved"} if m.self_approved else set()
                found.setdefault(
                    key,
                    Found(
                        tenure.id, m.eff + ONE_DAY, [m.id], [m.id], m.feedback, set(), doubts, goes_on=True
                    ),
                )
                unsure[key] = unsure.get(key, False) or self.end_unsure(division, tenure, u)
        for key, one in found.items():
            if unsure[key]:
                one.doubts.add("DateImprecise")
        return list(found.values())

    def end_unsure(self, division: Record, tenure: Tenure, u: date) -> bool:
        """Whether the charge may have ended before its recorded end."""
        own = day(division, "untilAfter") or u
        office = self.office_end(tenure)
        return min(own, office or own) < u

    def office_end(self, tenure: Tenure) -> date | None:
        record = self.records[tenure.id]
        return day(record, "untilAfter") or day(record, "until")

    def open_tasks(self, division: str, u: date, test: Record) -> list[str]:
        """Tasks begun before u, not performed by then, for which the division put its holder in charge on some day."""
        found = []
        for m in self.of_kind(test, "openKind"):
            done = [day_of(a, "date") for a in self.acts_ever() if m.id in refs(a, "fulfils")]
            if m.start >= u or (done and min(done) <= u):
                continue
            assert m.organization is not None
            charges = charges_of(self.records, m.organization, "InChargeOf")
            for place in places_of(self.records, m):
                now, _ = moved(self.records, m, place, charges)
                if any(
                    one.charge.division == division for on in m.days() for one in in_charge(place, now, on)
                ):
                    found.append(m.id)
        return found

    def successor_inert(self, test: Record, circumstance: Record) -> list[Found]:
        grace = self.grace(test, circumstance)
        found = []
        for tenure in self.seated(circumstance):
            came = tenure.possible.start
            if came is None or came > self.as_of:
                continue
            before = [
                h for h in self.records.heads(tenure.organization)
                if h is not tenure and (h.possible.start is None or h.possible.start < came)
            ]  # fmt: skip
            stayed = [
                h
                for h in before
                if h.person == tenure.person and (h.possible.end is None or h.possible.end >= came)
            ]
            if stayed or not any(h.person != tenure.person for h in before):
                continue
            inside = sorted(
                f["id"] for f in self.told()
                if f["addressee"] == tenure.organization and self.period(f)[0] <= came <= self.period(f)[1]
            )  # fmt: skip
            after = came + timedelta(grace)
            if not inside or any(
                any(tenure.id in refs(a, key) for key in self.keys(test))
                and came <= day_of(a, "date") < after
                for a in self.acts(test)
            ):
                continue
            missed = [
                m for m in self.duties
                if m.unmet and m.organization == tenure.organization and m.eff is not None and m.eff >= after
                and (tenure.possible.end is None or m.eff < tenure.possible.end)
            ]  # fmt: skip
            if not missed:
                continue
            doubts = self.head_doubts(tenure, came, came + timedelta(max(grace, 1) - 1))
            doubts |= {"SelfApproved"} if any(m.self_approved for m in missed) else set()
            doubts |= {"DateImprecise"} if tenure.certain.start != came else set()
            breach = min(m.eff for m in missed if m.eff) + ONE_DAY
            found.append(Found(tenure.id, breach, [], [m.id for m in missed], inside[0], set(), doubts))
        return found

    def reassigned(self, test: Record, circumstance: Record) -> list[Found]:
        least = max(ceil(self.policy(test, circumstance, "leastParameter")), 1)
        found = []
        for m in self.of_kind(test):
            if not m.unmet:
                continue
            members = {t.id for t in self.seated(circumstance) if t.organization == m.organization}
            passed = [
                a for a in self.acts(test)
                if m.id in refs(a, "concerns") and members & set(refs(a, "actor")) and members & set(refs(a, "to"))
            ]  # fmt: skip
            if len(passed) < least:
                continue
            assert m.eff is not None
            breach = max(m.eff + ONE_DAY, day_of(passed[least - 1], "date"))
            doubts = {"SelfApproved"} if m.self_approved else set()
            for subject in sorted(members & {t for a in passed for t in refs(a, "actor") + refs(a, "to")}):
                acts = {a["id"] for a in passed}
                found.append(Found(subject, breach, [m.id], [m.id], m.feedback, acts, doubts, goes_on=True))
        return found


def first_empty(first: date, last: date, days: set[date], every: int) -> date | None:
    """The last of the first so many consecutive days in `[first, last]` on which nothing was done."""
    run, on = 0, first
    while on <= last:
        run = 0 if on in days else run + 1
        if run == every:
            return on
        on += ONE_DAY
    return None


def candidates(records: Records, as_of: date) -> list[dict[str, Any]]:
    """Every candidate as of a day."""
    return Circumstances(records, as_of).candidates()
