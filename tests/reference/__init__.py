"""The naive reference: semantics and decisions read aloud, day by day, with plain loops and sets.

It is the independent truth that the engine is compared with, so it shares no code with the product.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.reference.gaps import gaps
from tests.reference.records import Record, Records
from tests.reference.referral import referrals
from tests.reference.responsibility import responsibility


@dataclass(frozen=True)
class Answers:
    """What the analyzer must say of a set of records, as of a date."""

    responsibility: list[dict[str, Any]]
    gaps: list[dict[str, Any]]
    referrals: list[dict[str, Any]]


def decide(records: Iterable[Record], as_of: date, decided_on: date | None = None) -> Answers:
    """All answers; referrals are decided on `decided_on` (23: default the as-of date)."""
    index = Records(records)
    return Answers(
        responsibility=responsibility(index, as_of),
        gaps=gaps(index, as_of),
        referrals=referrals(index, decided_on or as_of),
    )
