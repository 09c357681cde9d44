"""Who answers when the duty or the rules are what is peculiar: extensions, missing pieces, breaches before the rules?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from loaders.synthetic.people_stories import heads, in_charge, told
from loaders.synthetic.plan import AS_OF
from loaders.synthetic.scene import (
    CONTRIBUTOR,
    HOLDER,
    OFFICE,
    Record,
    Story,
    When,
    bears,
    bears_not,
    days_after,
    issue,
    lacks,
    task,
    team,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_BEFORE_RULES = date(2022, 10, 10)


def _extended(
    key: str, when: When, days: int, approved_on: date, approved_by: str, leaves: date
) -> list[Record]:
    asked = {"date": days_after(when.due, -20), "newDue": days_after(when.due, days)}
    more = {"extends": f"{key}-du", "approvedOn": approved_on, "approvedBy": approved_by, **asked}
    return [*heads(key, when, leaves, leaves), {"id": f"{key}-ex", "type": "Extension", **more}]


def extended(key: str, when: When) -> Story:
    """An extension approved in time: who came after the first due date is the holder."""
    leaves = days_after(when.due, 10)
    return told(
        _extended(key, when, 40, days_after(when.due, -3), OFFICE, leaves),
        bears(key, key, "bearer", HOLDER, when.days + 40),
        bears(key, f"{key}-head", "head", CONTRIBUTOR, when.days + 9),
        bears(key, f"{key}-next", "head", HOLDER, 31),
    )


def extended_too_late(key: str, when: When) -> Story:
    """An extension approved after the due date changes nothing."""
    leaves = days_after(when.due, 10)
    return told(
        _extended(key, when, 40, days_after(when.due, 3), OFFICE, leaves),
        bears(key, key, "bearer", HOLDER, when.days),
        bears(key, f"{key}-head", "head", HOLDER, when.days),
        bears_not(key, f"{key}-next"),
    )


def extended_by_oneself(key: str, when: When) -> Story:
    """An extension that the organization itself approved counts, and is questioned."""
    leaves = days_after(when.due, 90)
    return told(
        _extended(key, when, 20, days_after(when.due, -3), key, leaves),
        bears(key, key, "bearer", HOLDER, when.days + 20, ("q03",)),
        bears(key, f"{key}-head", "head", HOLDER, when.days + 20, ("q03",)),
        bears(key, f"{key}-m1", "domain", HOLDER, when.days + 20, ("q03",)),
    )


def without_bearer(key: str, when: When) -> Story:
    """The task names no organization: the addressee of the feedback bears it."""
    return told(
        [*team(key, when), in_charge(key, when), issue(key, when.leaf), task(key, when, bearer=None)],
        bears(key, key, "addressee", HOLDER, when.days),
        {**lacks(key, "DutyWithoutBearer", when.start, None), "matter": f"{key}-du"},
    )


def without_domain(key: str, when: When) -> Story:
    """The issue is in no domain."""
    return told(
        [*team(key, when), in_charge(key, when), issue(key, None), task(key, when)],
        bears(key, f"{key}-head", "head", HOLDER, when.days),
        bears_not(key, f"{key}-m1"),
        lacks(key, "IssueWithoutDomain", when.feedback, None),
    )


def without_due(key: str, when: When) -> Story:
    """The task has no due date: its window runs to the day on which it is looked at."""
    days = (AS_OF - when.start).days + 1
    return told(
        [*team(key, when), in_charge(key, when), issue(key, when.leaf), task(key, when, due=None)],
        bears(key, key, "bearer", HOLDER, days),
        bears(key, f"{key}-m1", "domain", HOLDER, days),
    )


def without_duty(key: str, when: When) -> Story:
    """An issue without duties is looked at until it is found to be solved."""
    days = (when.turn - when.feedback).days + 1
    checked = {"kind": "Check", "verdict": "Verified", "by": OFFICE, "to": key, "concerns": f"{key}-is"}
    alone = {"matter": f"{key}-is"}
    return told(
        [
            *team(key, when),
            in_charge(key, when),
            issue(key, when.leaf),
            {"id": f"{key}-ac", "type": "Act", "date": when.turn, **checked},
        ],
        {**bears(key, key, "addressee", HOLDER, days), **alone},
        {**bears(key, f"{key}-head", "head", HOLDER, days), **alone},
        {**bears(key, f"{key}-m1", "domain", HOLDER, days), **alone},
    )


def _early(key: str, when: When) -> tuple[When, list[Record]]:
    shift = timedelta(days=(when.turn - when.start).days % 20)
    start = _BEFORE_RULES + shift
    due = days_after(start, 100)
    early = When(start, start, days_after(start, 50), due, when.leaf, when.middle, when.branch)
    return early, [*team(key, early), in_charge(key, early), issue(key, early.leaf), task(key, early)]


def breach_before_rules(key: str, when: When) -> Story:
    """Due and done, late, before the measures were in force: there is no rule to judge it by."""
    early, found = _early(key, when)
    done = {"kind": "Completion", "by": key, "fulfils": f"{key}-du", "date": days_after(early.due, 10)}
    return told(
        [*found, {"id": f"{key}-ac", "type": "Act", **done}],
        bears_not(key, key),
        bears_not(key, f"{key}-head"),
        {**lacks(key, "RegulationNotLoaded", None, date(2023, 4, 11)), "organization": None},
    )


def breach_across_rules(key: str, when: When) -> Story:
    """Due before the measures were in force and never done."""
    early, found = _early(key, when)
    return told(
        found,
        bears(key, key, "bearer", HOLDER, early.days, ("q22",)),
        bears(key, f"{key}-head", "head", HOLDER, early.days, ("q22",)),
        {**lacks(key, "RegulationNotLoaded", None, date(2023, 4, 11)), "organization": None},
    )


MATTERS: Mapping[str, Callable[[str, When], Story]] = {
    story.__name__.replace("_", "-"): story
    for story in (
        extended,
        extended_too_late,
        extended_by_oneself,
        without_bearer,
        without_domain,
        without_due,
        without_duty,
        breach_before_rules,
        breach_across_rules,
    )
}
"""The stories about matters, by name."""
