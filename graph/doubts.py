"""Which circumstances of an answer may touch an open question, and which questions does a set of them touch?

Invariant: a set of doubts is an integer, one bit a member of `Doubt`; the names are the codes of the vocabulary's Doubt scheme.
Which question a doubt raises is data (`OpenQuestion.raisedBy`), so a regulation may number its questions as it likes.
"""

from __future__ import annotations

from enum import IntFlag
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from graph.facts import Facts


class Doubt(IntFlag):
    """A circumstance on which the text of a regulation is silent."""

    HeadDoubtful = 1 << 0
    HandoverOpen = 1 << 1
    DateImprecise = 1 << 2
    SelfApproved = 1 << 3
    BreachSpansRegulations = 1 << 4
    OutsideScope = 1 << 5
    RightsMoved = 1 << 6
    OrganMissing = 1 << 7
    OrganFollowed = 1 << 8
    OrganSeveral = 1 << 9
    RecusalOpen = 1 << 10


BITS = pl.UInt16()
"""Column type of a set of doubts."""


def bit(doubt: Doubt, when: pl.Expr) -> pl.Expr:
    """`doubt` as a set where `when` holds, else the empty set."""
    return pl.when(when).then(pl.lit(int(doubt), BITS)).otherwise(pl.lit(0, BITS))


def questions_raised(facts: Facts) -> dict[tuple[str, Doubt], tuple[str, ...]]:
    """(regulation, doubt) -> ids of the questions it raises there, sorted."""
    raised: dict[tuple[str, Doubt], list[str]] = {}
    for row in facts["questions"].sort("question").iter_rows(named=True):
        for name in row["raised_by"] or ():
            raised.setdefault((row["regulation"], Doubt[name]), []).append(row["question"])
    return {key: tuple(questions) for key, questions in raised.items()}


def open_questions(
    raised: dict[tuple[str, Doubt], tuple[str, ...]], regulation: str, doubts: int
) -> list[str]:
    """The sorted ids of the questions of `regulation` that a set of doubts touches."""
    return sorted({q for doubt in Doubt if doubts & doubt for q in raised.get((regulation, doubt), ())})
