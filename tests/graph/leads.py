"""A small district for tests of referral: its organs, a town, a member of the town's leadership, a task, and the shipped rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from graph.authority_index import build_index
from graph.facts import Facts
from graph.referral import Referral, decide_referrals
from graph.stated_facts import from_records
from ontology.intake import Intake
from ontology.problems import Part
from ontology.records import Frames, plain

Record = Mapping[str, Any]
ON = date(2024, 8, 31)
_BASE = """
- {id: o-dc, type: Organization, kind: PartyCommittee, level: District}
- {id: o-disc, type: Organization, kind: DisciplineOrgan, level: District, partOf: o-dc}
- {id: o-org, type: Organization, kind: OrganizationDept, level: District, partOf: o-dc}
- {id: o-io, type: Organization, kind: InspectionOffice, level: District, partOf: o-dc}
- {id: o-it1, type: Organization, kind: InspectionTeam, level: District, partOf: o-io}
- {id: o-town, type: Organization, kind: PartyCommittee, level: Town, partOf: o-dc}
- {id: o-fin, type: Organization, kind: FunctionalDept, level: District, partOf: o-dc}
- {id: p3, type: Person}
- {id: po-dep, type: Post, seat: MemberSeat, inOrganization: o-town}
- {id: t3, type: Tenure, kind: Substantive, heldBy: p3, ofPost: po-dep, from: "2022-01-01"}
- {id: in1, type: Inspection, kind: Regular, organisedBy: o-dc}
- {id: fb1, type: Feedback, fromInspection: in1, addressee: o-town, date: "2023-07-01"}
- {id: du1, type: Duty, kind: RectificationTask, bearer: o-town, underFeedback: fb1, from: "2023-07-15", due: "2023-12-31"}
"""


@cache
def _read(text: str) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = yaml.safe_load(text)
    return records


def rules() -> list[dict[str, Any]]:
    return _read(Path("ontology/regulations/jintan-2023.yaml").read_text(encoding="utf-8"))


def frames_of(records: Iterable[Record]) -> Frames:
    intake = Intake()
    part = intake.part(Part("test"))
    for record in records:
        intake.add(record, part, None)
    batch = intake.batch()
    assert not batch.problems
    return {name: plain(frame) for name, frame in batch.frames.items()}


def facts_of(*records: Record, base: bool = True, with_rules: bool = True) -> Facts:
    return from_records(
        frames_of([*(rules() if with_rules else ()), *(_read(_BASE) if base else ()), *records])
    )


def decide(*records: Record, on: date = ON, with_rules: bool = True) -> Referral:
    """The only referral of a small district with these records added."""
    [referral] = decide_referrals(facts_of(*records, with_rules=with_rules), on)
    return referral


def authority(holder: str, kind: str, over: str, **dates: str) -> Record:
    identifier = f"au-{holder}-{kind}-{over}-{'-'.join(dates.values())}"
    dates.setdefault("from", "2020-01-01")
    return {"id": identifier, "type": "Authority", "kind": kind, "holder": holder, "over": over, **dates}


def jurisdiction(over: str, holder: str = "o-disc", **dates: str) -> Record:
    return authority(holder, "DisciplineJurisdiction", over, **dates)


def finding(subject: str, **more: Any) -> Record:
    more = {"id": "fi1", "breaches": "du1", "breachDate": "2024-01-01", **more}
    return {
        "type": "Finding",
        "status": "Candidate",
        "meets": "c1.6",
        "subject": subject,
        "asOf": "2024-06-30",
        **more,
    }


def lead(discoverer: str, context: str, **more: Any) -> Record:
    more = {"id": "le1", "contains": "fi1", "date": "2024-07-05", **more}
    return {"type": "Lead", "discoverer": discoverer, "context": context, **more}


def step(order: int, sender: str, receiver: str, day: str) -> Record:
    return {
        "id": f"re{order}",
        "type": "Referral",
        "onLead": "le1",
        "order": order,
        "sender": sender,
        "receiver": receiver,
        "date": day,
    }


__all__ = [
    "ON",
    "authority",
    "build_index",
    "decide",
    "facts_of",
    "finding",
    "frames_of",
    "jurisdiction",
    "lead",
    "rules",
    "step",
]
