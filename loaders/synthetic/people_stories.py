"""Who answers when heads and charges change, or nobody or several are in charge?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from loaders.synthetic.scene import (
    CONTRIBUTOR,
    DUAL,
    HOLDER,
    SUPPORTING,
    Record,
    Story,
    When,
    bears,
    bears_not,
    charge,
    days_after,
    issue,
    lacks,
    lacks_not,
    task,
    team,
    tenure,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date


def told(records: list[Record], *known: Record) -> Story:
    """A story of these records, of which so much is known."""
    return Story(tuple(records), known)


def in_charge(key: str, when: When) -> Record:
    """The first member is in charge of the branch all the time."""
    return charge(f"{key}-d1", f"{key}-m1", inDomain=when.branch)


def heads(
    key: str, when: When, first_until: date | None, next_from: date | None, **others: Any
) -> list[Record]:
    """A story about its head: one until a day, perhaps another from a day."""
    found = team(key, when, headed=False)
    found.append(tenure(f"{key}-head", f"{key}-head-person", f"{key}-head-post", end=first_until))
    if next_from:
        found.append(tenure(f"{key}-next", f"{key}-next-person", f"{key}-head-post", next_from, **others))
    return [*found, in_charge(key, when), issue(key, when.leaf), task(key, when)]


def head_replaced(key: str, when: When) -> Story:
    """A head leaves inside the window and another comes the same day."""
    return told(
        heads(key, when, when.turn, when.turn),
        bears(key, key, "bearer", HOLDER, when.days),
        bears(key, f"{key}-head", "head", CONTRIBUTOR, when.before),
        bears(key, f"{key}-next", "head", HOLDER, when.after),
        bears(key, f"{key}-m1", "domain", HOLDER, when.days),
        lacks_not(key, "HeadVacant"),
    )


def head_vacant(key: str, when: When) -> Story:
    """A head leaves inside the window and nobody comes until after it."""
    back = days_after(when.due, 20)
    return told(
        heads(key, when, when.turn, back),
        bears(key, key, "bearer", HOLDER, when.days),
        bears(key, f"{key}-head", "head", CONTRIBUTOR, when.before),
        bears_not(key, f"{key}-next"),
        lacks(key, "HeadVacant", when.turn, back, open=["q20"]),
    )


def head_acting(key: str, when: When) -> Story:
    """The head who comes inside the window is only acting."""
    return told(
        heads(key, when, when.turn, when.turn, kind="Acting"),
        bears(key, f"{key}-head", "head", CONTRIBUTOR, when.before),
        bears(key, f"{key}-next", "head", HOLDER, when.after, ("q20",)),
    )


def two_heads(key: str, when: When) -> Story:
    """For ten days there are two heads."""
    end = days_after(when.turn, 10)
    return told(
        heads(key, when, end, when.turn),
        bears(key, f"{key}-head", "head", CONTRIBUTOR, when.before + 10, ("q20",)),
        bears(key, f"{key}-next", "head", HOLDER, when.after, ("q20",)),
        lacks(key, "SeveralHeads", when.turn, end, open=["q20"]),
        lacks(key, "SeatOverlap", when.turn, end),
    )


def start_unknown(key: str, when: When) -> Story:
    """Nobody knows since when the head is in office."""
    found = [*team(key, when, headed=False), in_charge(key, when), issue(key, when.leaf), task(key, when)]
    found.append(tenure(f"{key}-head", f"{key}-head-person", f"{key}-head-post", start=None))
    return told(
        found,
        bears(key, f"{key}-head", "head", HOLDER, when.days, ("q25",)),
        bears(key, f"{key}-m1", "domain", HOLDER, when.days),
    )


def nobody_in_charge(key: str, when: When) -> Story:
    """The one in charge of a domain gives it up and nobody takes it."""
    left = charge(f"{key}-d1", f"{key}-m1", end=when.turn, inDomain=when.branch)
    return told(
        [*team(key, when), left, issue(key, when.leaf), task(key, when)],
        bears(key, f"{key}-head", "head", HOLDER, when.days),
        bears(key, f"{key}-m1", "domain", CONTRIBUTOR, when.before),
        lacks(key, "NoOneInCharge", when.turn, None, domain=when.leaf),
    )


def tie(key: str, when: When) -> Story:
    """From a day on two members are in charge of one domain."""
    second = charge(f"{key}-d2", f"{key}-m2", when.turn, inDomain=when.branch)
    flags = ("SeveralInCharge",)
    return told(
        [*team(key, when), in_charge(key, when), second, issue(key, when.leaf), task(key, when)],
        bears(key, f"{key}-m1", "domain", HOLDER, when.days, flags=flags),
        bears(key, f"{key}-m2", "domain", HOLDER, when.after, flags=flags),
        lacks(key, "SeveralInCharge", when.turn, None, domain=when.leaf),
    )


def _moved(key: str, when: When) -> list[Record]:
    given = charge(f"{key}-d1", f"{key}-m1", end=when.turn, inDomain=when.branch)
    taken = charge(f"{key}-d2", f"{key}-m2", when.turn, inDomain=when.branch)
    return [*team(key, when), given, taken, issue(key, when.leaf), task(key, when)]


def handed_over(key: str, when: When) -> Story:
    """A charge moves to a colleague, who gets it handed over five days later."""
    on = days_after(when.turn, 5)
    made = {"kind": "Handover", "by": key, "actor": f"{key}-m1", "to": f"{key}-m2"}
    return told(
        [*_moved(key, when), {"id": f"{key}-ac", "type": "Act", "date": on, **made}],
        bears(key, f"{key}-m1", "domain", CONTRIBUTOR, when.before + 5),
        bears(key, f"{key}-m2", "domain", HOLDER, when.after - 5),
        lacks_not(key, "NoOneInCharge"),
    )


def not_handed_over(key: str, when: When) -> Story:
    """A charge moves to a colleague and no handover is recorded."""
    return told(
        _moved(key, when),
        bears(key, f"{key}-m1", "domain", CONTRIBUTOR, when.before, ("q21",)),
        bears(key, f"{key}-m2", "domain", HOLDER, when.after, ("q21",)),
    )


def nearest_wins(key: str, when: When) -> Story:
    """A member in charge of the very domain answers before the one in charge of its branch, until that charge ends."""
    near = charge(f"{key}-d2", f"{key}-m2", end=when.turn, inDomain=when.leaf)
    return told(
        [*team(key, when), in_charge(key, when), near, issue(key, when.leaf), task(key, when)],
        bears(key, f"{key}-m2", "domain", CONTRIBUTOR, when.before),
        bears(key, f"{key}-m1", "domain", HOLDER, when.after),
    )


def of_a_unit(key: str, when: When) -> Story:
    """The issue concerns a unit that a member has in charge, its domain another."""
    unit = charge(f"{key}-d2", f"{key}-m2", covers=f"{key}-unit")
    return told(
        [
            *team(key, when),
            in_charge(key, when),
            unit,
            issue(key, when.leaf, concerns=f"{key}-unit"),
            task(key, when),
        ],
        bears(key, f"{key}-m1", "domain", HOLDER, when.days),
        bears(key, f"{key}-m2", "unit", HOLDER, when.days),
    )


def assigned(key: str, when: When) -> Story:
    """The task names a member who has no charge."""
    return told(
        [
            *team(key, when),
            in_charge(key, when),
            issue(key, when.leaf),
            task(key, when, assignedTo=f"{key}-m2"),
        ],
        bears(key, f"{key}-m1", "domain", HOLDER, when.days),
        bears(key, f"{key}-m2", "assigned", HOLDER, when.days),
    )


def assists(key: str, when: When) -> Story:
    """A member assists the one in charge."""
    helped: dict[str, Any] = {"mode": "Assists", "principal": f"{key}-m1", "inDomain": when.branch}
    return told(
        [
            *team(key, when),
            in_charge(key, when),
            charge(f"{key}-d2", f"{key}-m2", **helped),
            issue(key, when.leaf),
            task(key, when),
        ],
        bears(key, f"{key}-m1", "domain", HOLDER, when.days),
        bears(key, f"{key}-m2", "domain", SUPPORTING, when.days),
    )


def head_in_charge(key: str, when: When) -> Story:
    """The head himself is in charge of the domain: first responsibility only, and no gap."""
    own = charge(f"{key}-d1", f"{key}-head", inDomain=when.leaf)
    return told(
        [*team(key, when), own, issue(key, when.leaf), task(key, when)],
        bears(key, f"{key}-head", "head", HOLDER, when.days),
        bears_not(key, f"{key}-head", DUAL),
        lacks_not(key, "NoOneInCharge"),
    )


def charge_outlives_tenure(key: str, when: When) -> Story:
    """A member leaves, the charge stays on paper for another month."""
    found = [r for r in team(key, when) if r["id"] != f"{key}-m1"]
    found.append(tenure(f"{key}-m1", f"{key}-m1-person", f"{key}-m1-post", end=when.turn))
    end = days_after(when.turn, 30)
    kept = charge(f"{key}-d1", f"{key}-m1", end=end, inDomain=when.branch)
    return told(
        [*found, kept, issue(key, when.leaf), task(key, when)],
        bears(key, f"{key}-m1", "domain", CONTRIBUTOR, when.before),
        lacks(key, "DivisionOutlivesTenure", when.turn, end),
        lacks(key, "NoOneInCharge", when.turn, None, domain=when.leaf),
    )


PEOPLE: Mapping[str, Callable[[str, When], Story]] = {
    story.__name__.replace("_", "-"): story
    for story in (
        head_replaced,
        head_vacant,
        head_acting,
        two_heads,
        start_unknown,
        nobody_in_charge,
        tie,
        handed_over,
        not_handed_over,
        nearest_wins,
        of_a_unit,
        assigned,
        assists,
        head_in_charge,
        charge_outlives_tenure,
    )
}
"""The stories about people, by name."""
