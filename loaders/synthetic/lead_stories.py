"""Where does a lead go in the situations that districts know?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loaders.synthetic.plan import AS_OF
from loaders.synthetic.scene import (
    ACCREDITED,
    CITY,
    COMMITTEE,
    DISCIPLINE,
    FORMER,
    FUNCTIONAL,
    OFFICE,
    OLD,
    PERSONNEL,
    SECOND,
    TEAM,
    Record,
    Story,
    When,
    charge,
    days_after,
    issue,
    task,
    team,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

ITSELF = "itself"
_MANAGES, _LEADS, _JUDGES = "ManagesCadre", "LeadsOrganization", "DisciplineJurisdiction"


@dataclass(frozen=True)
class Setting:
    """One lead: who found out in which capacity, against whom (a seat, or "" for the organization), who holds which authority,
    and what follows. ITSELF stands for the inspected organization; `judged_until` ends the first organ's jurisdiction that many
    days after the due date, when the second's begins.
    """

    discoverer: str
    context: str
    subject: str
    status: str
    rule: str
    modality: str | None
    action: str | None
    path: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    manager: str | None = COMMITTEE
    leader: str = COMMITTEE
    judges: tuple[str, ...] = (DISCIPLINE,)
    judged_until: int | None = None


_OPEN, _TRANSFER, _REVIEW, _HOLD = "OpenProcedure", "TransferLead", "ReviewThenTransfer", "HoldForDecision"
_DECIDED, _FLAGGED, _OPEN_POINT, _MISSING = "decided", "flagged", "needs-decision", "facts-missing"

LEADS: Mapping[str, Setting] = {
    "team-passes-office": Setting(
        TEAM, "LastRound", "", _DECIDED, "R51", "Must", _REVIEW, (TEAM, OFFICE, DISCIPLINE), ("q14",)
    ),
    "team-finds-member": Setting(
        TEAM, "LastRound", "m1", _OPEN_POINT, "R52", "NeedsDecision", _HOLD, (TEAM,), ("q12",)
    ),
    "team-finds-otherwise": Setting(
        TEAM, "OtherSource", "", _OPEN_POINT, "R53", "NeedsDecision", _HOLD, (TEAM,), ("q13",)
    ),
    "office-transfers": Setting(
        OFFICE, "Coordination", "", _DECIDED, "R54", "Must", _TRANSFER, (OFFICE, DISCIPLINE)
    ),
    "own-member": Setting(
        ITSELF, "OwnRectification", "m1", _DECIDED, "R12", "Must", _TRANSFER, (ITSELF, DISCIPLINE), ("q16",)
    ),
    "own-head": Setting(
        ITSELF,
        "OwnRectification",
        "head",
        _FLAGGED,
        "R12",
        "Must",
        _TRANSFER,
        (ITSELF, DISCIPLINE),
        ("q15", "q16"),
    ),
    "own-staff": Setting(
        ITSELF, "OwnRectification", "other", _DECIDED, "R11", "Must", _OPEN, (ITSELF,), manager=ITSELF
    ),
    "own-member-managed-above": Setting(
        ITSELF,
        "OwnRectification",
        "m1",
        _OPEN_POINT,
        "R13",
        "NeedsDecision",
        _HOLD,
        (ITSELF,),
        ("q07",),
        manager=CITY,
    ),
    "own-organization": Setting(
        ITSELF, "OwnRectification", "", _OPEN_POINT, "R00", "NeedsDecision", _HOLD, (ITSELF,), ("q15",)
    ),
    "discipline-opens": Setting(
        DISCIPLINE, "DisciplineWork", "", _DECIDED, "R21", "Must", _OPEN, (DISCIPLINE,)
    ),
    "accredited-team": Setting(
        ACCREDITED,
        "DisciplineWork",
        "",
        _OPEN_POINT,
        "R20",
        "NeedsDecision",
        None,
        (),
        ("q18",),
        actions=(_OPEN, _TRANSFER),
    ),
    "personnel-may": Setting(
        PERSONNEL,
        "OrganizationWork",
        "m1",
        _DECIDED,
        "R31",
        "May",
        None,
        (),
        (),
        actions=(_OPEN, _TRANSFER),
        manager=PERSONNEL,
    ),
    "personnel-outside": Setting(
        PERSONNEL,
        "OrganizationWork",
        "m1",
        _DECIDED,
        "R32",
        "May",
        None,
        (),
        ("q10",),
        actions=(_OPEN, _TRANSFER),
    ),
    "functional-transfers": Setting(
        FUNCTIONAL,
        "FunctionalWork",
        "m1",
        _DECIDED,
        "R42",
        "Must",
        _TRANSFER,
        (FUNCTIONAL, DISCIPLINE),
        ("q16",),
    ),
    "functional-outside": Setting(
        FUNCTIONAL, "FunctionalWork", "", _OPEN_POINT, "R45", "NeedsDecision", _HOLD, (FUNCTIONAL,), ("q08",)
    ),
    "higher-discoverer": Setting(
        CITY, "OtherSource", "", _OPEN_POINT, "R99", "NeedsDecision", _HOLD, (CITY,), ("q19",)
    ),
    "organ-merged": Setting(
        OFFICE,
        "Coordination",
        "",
        _FLAGGED,
        "R54",
        "Must",
        _TRANSFER,
        (OFFICE, DISCIPLINE),
        ("q17",),
        judges=(FORMER,),
    ),
    "no-organ": Setting(
        OFFICE, "Coordination", "", _OPEN_POINT, "R54", "Must", _TRANSFER, (), ("q17",), judges=()
    ),
    "several-organs": Setting(
        OFFICE,
        "Coordination",
        "",
        _OPEN_POINT,
        "R54",
        "Must",
        _TRANSFER,
        (),
        ("q23",),
        judges=(DISCIPLINE, SECOND),
    ),
    "organ-changed": Setting(
        OFFICE,
        "Coordination",
        "",
        _FLAGGED,
        "R54",
        "Must",
        _TRANSFER,
        (OFFICE, SECOND),
        ("q16",),
        judges=(DISCIPLINE, SECOND),
        judged_until=30,
    ),
    "manager-unknown": Setting(
        ITSELF,
        "OwnRectification",
        "m1",
        _MISSING,
        "",
        None,
        None,
        missing=("managedBy", "within"),
        manager=None,
    ),
}
"""The stories about leads, by name."""


def lead_story(setting: Setting, key: str, when: When) -> Story:
    """The records of a lead and where it goes."""
    breach, found_on = days_after(when.due, 1), days_after(when.due, 60)
    records = [
        *team(key, when),
        charge(f"{key}-d1", f"{key}-m1", inDomain=when.branch),
        issue(key, when.leaf),
        task(key, when),
        *_authorities(setting, key, when),
    ]
    subject = f"{key}-{setting.subject}" if setting.subject else key
    # Which circumstance it is does not matter here; see loaders.synthetic.rules for those that are drawn by lot.
    finding = {
        "meets": "c1.9" if not setting.subject else "c3.8",
        "subject": subject,
        "breaches": f"{key}-du",
    }
    records.append(
        {
            "id": f"{key}-fi",
            "type": "Finding",
            "status": "Candidate",
            "breachDate": breach,
            "asOf": found_on,
            **finding,
        }
    )
    discoverer = _named(setting.discoverer, key)
    lead = {"contains": f"{key}-fi", "discoverer": discoverer, "context": setting.context, "date": found_on}
    records.append({"id": f"{key}-le", "type": "Lead", **lead})
    known: Record = {
        "expectation": "referral",
        "matter": f"{key}-le",
        "organization": key,
        "bearer": subject,
        "status": setting.status,
        "rule": setting.rule or None,
        "modality": setting.modality,
        "action": setting.action,
        "path": [_named(organ, key) for organ in setting.path],
        "actions": list(setting.actions),
        "missing": list(setting.missing),
        "open": list(setting.open),
    }
    return Story(tuple(records), (known,))


def _named(organ: str, key: str) -> str:
    return key if organ == ITSELF else organ


def _authorities(setting: Setting, key: str, when: When) -> list[Record]:
    def authority(
        name: str, kind: str, holder: str, over: list[str], start: date = OLD, end: date | None = None
    ) -> Record:
        span = {"from": start, "until": end}
        return {
            "id": f"{key}-{name}",
            "type": "Authority",
            "kind": kind,
            "holder": holder,
            "over": over,
            **span,
        }

    posts = [f"{key}-{seat}-post" for seat in ("head", "m1", "m2", "other")]
    found = [authority("leads", _LEADS, setting.leader, [key])]
    if setting.manager:
        found.append(authority("manages", _MANAGES, _named(setting.manager, key), posts))
    changed = days_after(when.due, setting.judged_until) if setting.judged_until else None
    for place, organ in enumerate(setting.judges):
        start = changed if changed and place else OLD
        end = changed if not place else None
        found.append(authority(f"judges-{place}", _JUDGES, organ, [key, *posts], start, end))
    assert changed is None or changed < AS_OF
    return found
