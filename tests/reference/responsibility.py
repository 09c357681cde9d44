"""Who bears which grade of responsibility for each duty and issue (5-19)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.reference.charges import Charge, Place, charges_of, in_charge, moved, places_of, search, several
from tests.reference.records import Record, Records, Tenure, day_of, refs
from tests.reference.windows import (
    Matter,
    duties_of,
    inspection_in_scope,
    inspection_of,
    judged_under,
    matters,
    questions,
)

RANK = {"holder": 0, "contributor": 1, "supporting": 2}


@dataclass
class Part:
    """What one bearer has on one ground for one matter, before the regulation gives it a grade."""

    subject_kind: str
    bearer: str
    ground: str
    supporting: bool = False
    days: set[date] = field(default_factory=set)
    certain: set[date] = field(default_factory=set)  # 13: the days that the records make sure of
    doubts: set[str] = field(default_factory=set)  # circumstances that raise questions
    flags: set[str] = field(default_factory=set)
    principal: set[str] = field(default_factory=set)

    def join(self, other: "Part") -> None:
        """14: days are united as sets."""
        self.days |= other.days
        self.certain |= other.certain
        self.doubts |= other.doubts
        self.flags |= other.flags
        self.principal |= other.principal

    def role(self, end: date) -> str:
        """5: the decisive day is the end of the window."""
        if self.supporting:
            return "supporting"
        return "holder" if end in self.days else "contributor"

    def imprecise(self, end: date) -> bool:
        """13: a holder who is not certain on `end`; any other item without a certain day in the window."""
        return end not in self.certain if self.role(end) == "holder" else not self.certain


def responsibility(records: Records, as_of: date) -> list[dict[str, Any]]:
    """Every item, for every duty and every issue."""
    by_matter = {matter.id: items(records, matter, as_of) for matter in matters(records, as_of)}
    found = [item for its in by_matter.values() for item in its]
    for issue in records.all("Issue"):
        of_duties = [item for duty in duties_of(records, issue["id"]) for item in by_matter[duty]]
        found += union(issue["id"], of_duties)
    order = ("for", "regulation", "provision", "bearer", "ground")
    found.sort(key=lambda item: (*(item[key] for key in order), RANK[item["role"]]))
    return [_plain(item) for item in found]


def _plain(item: dict[str, Any]) -> dict[str, Any]:
    """Sets as sorted lists, and the set of days as its size (14)."""
    plain = {key: sorted(value) if isinstance(value, set) else value for key, value in item.items()}
    return plain | {"days": len(item["days"])}


def union(issue: str, of_duties: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """15: per bearer, grade, ground (and supporting or not) the union over the duties of an issue."""
    merged: dict[tuple[Any, ...], dict[str, Any]] = {}
    for item in of_duties:
        same = ("regulation", "provision", "grade", "bearer", "ground")
        key = (*(item[k] for k in same), item["role"] == "supporting")
        if key not in merged:
            merged[key] = item | {"for": issue}
            continue
        have = merged[key]
        have["role"] = min(have["role"], item["role"], key=RANK.__getitem__)
        for united in ("days", "open", "flags", "principal"):
            have[united] = have[united] | item[united]
    return list(merged.values())


def items(records: Records, matter: Matter, as_of: date) -> list[dict[str, Any]]:
    """The items of one matter: its parts under the rules of each regulation that judges it (17, 18)."""
    if matter.organization is None or not matter.days():
        return []  # 1, 3
    found = []
    everybody = parts(records, matter)
    for regulation, spans in judged_under(records, matter, as_of):
        for rule in records.of("ResponsibilityRule", regulation["id"]):
            for part in everybody:
                if judged_as(records, regulation, part) != rule["subjectKind"]:
                    continue
                doubts = part.doubts | matter_doubts(records, regulation, matter, part)
                if spans:
                    doubts |= {"BreachSpansRegulations"}
                if part.imprecise(matter.end):
                    doubts |= {"DateImprecise"}
                found.append(
                    {
                        "for": matter.id,
                        "grade": rule["responsibility"],
                        "bearer": part.bearer,
                        "role": part.role(matter.end),
                        "ground": part.ground,
                        "days": part.days,
                        "provision": rule["number"],
                        "regulation": regulation["id"],
                        "open": {q for doubt in doubts for q in questions(records, regulation["id"], doubt)}
                        | set(refs(rule, "openQuestion"))
                        | set(refs(rule, "open")),
                        "flags": part.flags,
                        "principal": part.principal,
                    }
                )
    return found


def judged_as(records: Records, regulation: Record, part: Part) -> str:
    """41: who only assists is one of the other members, where the regulation has a rule for these."""
    rules = records.of("ResponsibilityRule", regulation["id"])
    if part.supporting and any(rule["subjectKind"] == "OtherMemberSubject" for rule in rules):
        return "OtherMemberSubject"
    return part.subject_kind


def matter_doubts(records: Records, regulation: Record, matter: Matter, part: Part) -> set[str]:
    """16, 19: what touches every item of a matter, and the scope's kinds, which touch the main item only."""
    doubts = {"SelfApproved"} if matter.self_approved else set()
    for scope in records.of("Scope", regulation["id"]):
        if not inspection_in_scope(records, scope, inspection_of(records, matter.feedback)):
            doubts.add("OutsideScope")
        of_organization = part.subject_kind == "OrganizationSubject"
        if of_organization and records[part.bearer]["kind"] not in refs(scope, "organizationKind"):
            doubts.add("OutsideScope")
    return doubts


def parts(records: Records, matter: Matter) -> list[Part]:
    """All bearers of a matter, on every ground, with the days of each."""
    charged = [*assigned(records, matter), *portfolio(records, matter)]
    found = [main(matter), *first(records, matter), *charged, *others(records, matter, charged)]
    return [part for part in found if part.days]


def others(records: Records, matter: Matter, charged: list[Part]) -> list[Part]:
    """41: the members of the leadership, on the days without a charge that is certain."""
    found = []
    for tenure in records.tenures.values():
        if tenure.seat != "MemberSeat" or tenure.organization != matter.organization:
            continue
        own = [part for part in charged if part.bearer == tenure.id and not part.supporting]
        surely = {day for part in own for day in part.certain}
        possibly = {day for part in own for day in part.days}
        days = {day for day in matter.days() if tenure.possible_on(day)} - surely
        certain = {day for day in days if tenure.certain_on(day)} - possibly
        found.append(Part("OtherMemberSubject", tenure.id, "member", days=days, certain=certain))
    return found


def main(matter: Matter) -> Part:
    """6: the duty's bearer, else the feedback's addressee; all days of the window."""
    assert matter.organization is not None
    days = set(matter.days())
    return Part("OrganizationSubject", matter.organization, matter.ground, days=days, certain=days)


def first(records: Records, matter: Matter) -> list[Part]:
    """7: every head with a day in the window."""
    assert matter.organization is not None
    heads = records.heads(matter.organization)
    found = []
    for head in heads:
        part = Part("HeadSubject", head.id, "head")
        add_days(part, head, matter.days())
        together = [
            other for other in heads if other is not head and part.certain & certain_days(other, matter)
        ]
        if head.acting or together:
            part.doubts.add("HeadDoubtful")
        found.append(part)
    return found


def add_days(part: Part, tenure: Tenure, days: Iterable[date]) -> None:
    """14: the days of the window on which the item holds, as a set; and those of which it is certain (13)."""
    for on in days:
        if tenure.possible_on(on):
            part.days.add(on)
        if tenure.certain_on(on):
            part.certain.add(on)


def certain_days(tenure: Tenure, matter: Matter) -> set[date]:
    return {on for on in matter.days() if tenure.certain_on(on)}


def is_member(records: Records, tenure: Tenure, matter: Matter) -> bool:
    """8: dual duty looks only at `MemberSeat` posts in the responsible organization."""
    return tenure.seat == "MemberSeat" and tenure.organization == matter.organization


def assigned(records: Records, matter: Matter) -> list[Part]:
    """9: whom the duty names; a handover that concerns the duty itself moves it on the Act's date."""
    if not matter.is_duty:
        return []
    duty = records[matter.id]
    found = {id_: Part("MemberSubject", id_, "assigned") for id_ in records.tenures}
    for on in matter.days():
        for id_ in assignees(records, matter, duty, on):
            add_days(found[id_], records.tenures[id_], [on])
    return [part for part in found.values() if is_member(records, records.tenures[part.bearer], matter)]


def assignees(records: Records, matter: Matter, duty: Record, on: date) -> set[str]:
    """9: who holds the assignment at the end of a day, in office or not. Acts in the order date, id."""
    holding = set(refs(duty, "assignedTo"))
    acts = [
        act for act in records.all("Act") if act["kind"] == "Handover" and duty["id"] in refs(act, "concerns")
    ]
    for act in sorted(acts, key=lambda act: (day_of(act, "date"), act["id"])):
        if not matter.start < day_of(act, "date") <= min(on, matter.end):
            continue
        givers = holding & set(refs(act, "actor"))
        takers = {to for to in refs(act, "to") if to in records.tenures}
        if givers and takers:
            holding = (holding - givers) | takers
    return holding


def portfolio(records: Records, matter: Matter) -> list[Part]:
    """10-13: who is in charge of the units and domains of the matter's issues, and who assists."""
    assert matter.organization is not None
    recorded = charges_of(records, matter.organization, "InChargeOf")
    assistants = charges_of(records, matter.organization, "Assists")
    found: dict[tuple[str, str, bool], Part] = {}
    handover_open: set[tuple[str, str]] = set()
    for place in places_of(records, matter):
        charges, without = moved(records, matter, place, recorded)
        handover_open |= {(tenure, place.ground) for tenure in without}
        for on in matter.days():
            today = [*bearing(place, charges, on), *assisting(place, charges, assistants, on)]
            for part in today:
                key = (part.bearer, part.ground, part.supporting)
                found.setdefault(key, Part("MemberSubject", *key)).join(part)
    for part in found.values():
        # 12: on the items of the same ground, of who left and of who came
        if (part.bearer, part.ground) in handover_open and not part.supporting:
            part.doubts.add("HandoverOpen")
    return [part for part in found.values() if is_member(records, records.tenures[part.bearer], matter)]


def bearing(place: Place, charges: list[Charge], on: date) -> list[Part]:
    """10, 13: one day of everybody in charge."""
    found = []
    several_today = several(place, charges, on)
    for one in in_charge(place, charges, on):
        part = one_day(one.charge, place, on, supporting=False, sure=True, doubtful=one.doubtful)
        if one.charge.tenure.id in several_today:
            part.flags.add("SeveralInCharge")
        found.append(part)
    return found


def assisting(place: Place, charges: list[Charge], assistants: list[Charge], on: date) -> list[Part]:
    """11: one day of everybody who assists. With a recorded principal: while that tenure is in charge, and as surely
    as it is. Without: at any level to which the search for somebody in charge came.
    """
    found = []
    listed = in_charge(place, charges, on)
    reached = {level: doubtful for level, doubtful, _ in search(place, charges, on)}
    for helper in assistants:
        level = place.level(helper)
        if level is None or not helper.possible_on(on):
            continue
        if helper.principals:
            under = [one for one in listed if one.charge.tenure.id in helper.principals]
            if under:
                sure = any(one.charge.certain_on(on) for one in under)
                doubtful = any(one.doubtful for one in under)
                found.append(one_day(helper, place, on, supporting=True, sure=sure, doubtful=doubtful))
        elif level in reached:
            found.append(one_day(helper, place, on, supporting=True, sure=True, doubtful=reached[level]))
    return found


def one_day(charge: Charge, place: Place, on: date, *, supporting: bool, sure: bool, doubtful: bool) -> Part:
    """What a division gives its tenure on one day."""
    return Part(
        "MemberSubject",
        charge.tenure.id,
        place.ground,
        supporting,
        days={on},
        certain={on} if sure and charge.certain_on(on) else set(),
        doubts={"DateImprecise"} if doubtful else set(),
        principal=set(charge.principals) if supporting else set(),
    )
