"""Of which leads is it told, and where must each of them go?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loaders.synthetic.scene import (
    ACCREDITED,
    CITY,
    COMMITTEE,
    DISCIPLINE,
    FORMER,
    FUNCTIONAL,
    OFFICE,
    PERSONNEL,
    SECOND,
    TEAM,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

ITSELF = "itself"


@dataclass(frozen=True)
class Setting:
    """One lead: who found out in which capacity, against whom (a seat, the unit, or "" for the organization), who holds which authority,
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
    "own-unit": Setting(
        ITSELF, "OwnRectification", "unit", _DECIDED, "R11", "Must", _OPEN, (ITSELF,), leader=ITSELF
    ),
    "unit-of-another": Setting(
        ITSELF, "OwnRectification", "unit", _OPEN_POINT, "R14", "NeedsDecision", _HOLD, (ITSELF,), ("q08",)
    ),
    "discipline-without-jurisdiction": Setting(
        SECOND, "DisciplineWork", "", _OPEN_POINT, "R22", "NeedsDecision", _HOLD, (SECOND,), ("q09",)
    ),
    "functional-leads": Setting(
        FUNCTIONAL,
        "FunctionalWork",
        "",
        _DECIDED,
        "R41",
        "Must",
        _OPEN,
        (FUNCTIONAL,),
        ("q11",),
        leader=FUNCTIONAL,
    ),
    "functional-manages": Setting(
        FUNCTIONAL,
        "FunctionalWork",
        "m1",
        _OPEN_POINT,
        "R43",
        "NeedsDecision",
        _HOLD,
        (FUNCTIONAL,),
        ("q11",),
        manager=FUNCTIONAL,
    ),
    "functional-managed-above": Setting(
        FUNCTIONAL,
        "FunctionalWork",
        "m1",
        _OPEN_POINT,
        "R44",
        "NeedsDecision",
        _HOLD,
        (FUNCTIONAL,),
        ("q07",),
        manager=CITY,
    ),
    "office-finds-member": Setting(
        OFFICE, "Coordination", "m1", _OPEN_POINT, "R55", "NeedsDecision", _HOLD, (OFFICE,), ("q12",)
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
"""The stories about leads, by name: every row of the table that leads of districts reach, and what organs do to it."""
