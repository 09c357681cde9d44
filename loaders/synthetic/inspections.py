"""What was inspected when, and which issues did each feedback name?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from loaders.synthetic.chance import Numbers, below, between, happens, stream, weighted
from loaders.synthetic.structure import ORGANIZATION, Organ
from loaders.synthetic.tables import (
    EVER,
    NOBODY,
    chosen,
    dates,
    day,
    ids,
    lists,
    nobody,
    numbers,
    padded,
    table,
    text,
)
from loaders.synthetic.tree import tree

if TYPE_CHECKING:
    from loaders.synthetic.structure import Structure

FEEDBACK, ISSUE, INSPECTION = "fb", "is", "in"
_ROUNDS = (day(2022, 5, 10), day(2022, 10, 20), day(2023, 5, 10), day(2023, 11, 10), day(2024, 5, 10))
"""Around these days a round's feedbacks are given."""
_SHARES = (0.02, 0.08, 0.30, 0.34, 0.26)
_KINDS = (("Regular", 0.70), ("Special", 0.10), ("LookBack", 0.08), ("Raised", 0.06), ("Joint", 0.06))
_RAISED, _JOINT = 3, 4
_AGAIN = 2  # rounds until some are inspected again


@dataclass(frozen=True)
class Feedbacks:
    """Feedbacks in the order of their addressees: by whose inspection, to whom, when."""

    inspection: Numbers
    addressee: Numbers
    on: Numbers


@dataclass(frozen=True)
class Issues:
    """Issues in the order of their feedbacks: domains and unit (NOBODY for none), an earlier issue that is back, since when."""

    feedback: Numbers
    domain: Numbers
    second_domain: Numbers
    unit: Numbers
    again: Numbers
    since: Numbers


def feedbacks(s: Structure) -> Feedbacks:
    """One feedback an inspected organization; some are inspected twice."""
    chance = stream(s.plan, "feedback")
    round_ = weighted(chance, _SHARES, s.plan.inspected)
    twice = happens(chance, 0.2, s.plan.inspected) & (round_ + _AGAIN < len(_ROUNDS))
    each = np.repeat(numbers(s.plan.inspected), 1 + twice)
    second = np.concatenate([[False], each[1:] == each[:-1]])
    round_ = round_[each] + np.where(second, _AGAIN, 0)
    home = s.district[s.inspected[each]]
    on = np.array(_ROUNDS)[round_] + between(chance, 0, 25, len(each))
    return Feedbacks(home * len(_ROUNDS) + round_, s.inspected[each], on)


def inspection_table(s: Structure) -> pl.DataFrame:
    """The frame of Inspection: the rounds of each district."""
    chance = stream(s.plan, "inspection")
    every = numbers(s.plan.districts * len(_ROUNDS))
    home, round_ = every // len(_ROUNDS), every % len(_ROUNDS)
    kind = weighted(chance, [share for _, share in _KINDS], len(every))
    start = np.array(_ROUNDS)[round_] - 90 + between(chance, 0, 10, len(every))
    city = s.city(home)
    by_city = (kind == _RAISED) | ((kind == 0) & happens(chance, 0.03, len(every)))
    first = np.where(by_city, city, s.organ(home, Organ.COMMITTEE))
    joined = np.where(kind == _JOINT, city, NOBODY)
    return table(
        "Inspection",
        {
            "id": ids(INSPECTION, every),
            "zh": text(
                "第",
                padded(round_ + 1, 1),
                "轮",
                chosen(["常规", "专项", "回头看", "提级", "联动"], kind),
                "巡察",
            ),
            "from": dates(start),
            "until": dates(start + 60),
            "kind": chosen([name for name, _ in _KINDS], kind),
            "organisedBy": lists(ids(ORGANIZATION, first), ids(ORGANIZATION, joined)),
        },
    )


def feedback_table(f: Feedbacks) -> pl.DataFrame:
    """The frame of Feedback."""
    return table(
        "Feedback",
        {
            "id": ids(FEEDBACK, numbers(len(f.on))),
            "date": dates(f.on),
            "fromInspection": ids(INSPECTION, f.inspection),
            "addressee": ids(ORGANIZATION, f.addressee),
        },
    )


def issues(s: Structure, f: Feedbacks) -> Issues:
    """About fifty an organization, most in one concept of the tree, few in two or none, some about a unit."""
    chance = stream(s.plan, "issue")
    every = s.plan.issues
    feedback = np.sort(chance.integers(0, len(f.on), every, dtype=np.int64))
    chosen_level = weighted(chance, [0.62, 0.22, 0.16], every)  # leaf, middle, branch
    domain = nobody(every)
    for level, concepts in enumerate((tree().leaves, tree().middle, tree().branches)):
        of_level = np.flatnonzero(chosen_level == level)
        if len(concepts):
            domain[of_level] = concepts[between(chance, 0, len(concepts) - 1, len(of_level))]
    other = tree().leaves[between(chance, 0, len(tree().leaves) - 1, every)]
    two = happens(chance, 0.10, every) & (other != domain)
    none = happens(chance, 0.04, every)
    unit = s.unit(f.addressee[feedback], between(chance, 0, 9, every))
    first = np.searchsorted(feedback, numbers(len(f.on)))
    count = np.bincount(feedback, minlength=len(f.on))
    before = np.maximum(feedback - 1, 0)
    follows = (feedback > 0) & (f.addressee[before] == f.addressee[feedback]) & (count[before] > 0)
    again = np.where(
        follows & happens(chance, 0.06, every), first[before] + below(chance, count[before]), NOBODY
    )
    back = again >= 0
    domain = np.where(back, domain[np.maximum(again, 0)], domain)
    since = f.on[feedback] - between(chance, 150, 1500, every)
    return Issues(
        feedback=feedback,
        domain=np.where(none, NOBODY, domain),
        second_domain=np.where(two & ~none & ~back, other, NOBODY),
        unit=np.where(happens(chance, 0.15, every), unit, NOBODY),
        again=again,
        since=np.where(happens(chance, 0.5, every), since, EVER),
    )


def issue_table(i: Issues) -> pl.DataFrame:
    """The frame of Issue."""
    every = numbers(len(i.feedback))
    place = every - np.searchsorted(i.feedback, i.feedback) + 1
    about = chosen(
        pl.concat([tree().names, pl.Series(["其他"])]), np.where(i.domain < 0, len(tree().ids), i.domain)
    )
    return table(
        "Issue",
        {
            "id": ids(ISSUE, every),
            "zh": text(about, "方面问题第", padded(place, 2), "条"),
            "from": dates(i.since),
            "underFeedback": ids(FEEDBACK, i.feedback),
            "inDomain": lists(chosen(tree().ids, i.domain), chosen(tree().ids, i.second_domain)),
            "recurrenceOf": lists(ids(ISSUE, i.again)),
            "concerns": lists(ids(ORGANIZATION, i.unit)),
        },
    )
