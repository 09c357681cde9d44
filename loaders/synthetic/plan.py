"""What district is asked for, and how large does each part of it become?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from ontology.errors import InputError

AS_OF = date(2024, 12, 31)
"""The day on which everything is looked at; hardly a record is dated later."""

ISSUES_AN_ORGANIZATION = 50
ORGANIZATIONS_A_DISTRICT = 100
DISTRICTS_A_CITY = 10
CITIES_A_PROVINCE = 10

_NUMBER = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True)
class Plan:
    """How many issues, and from which seed everything else is drawn."""

    issues: int = 10_000
    seed: int = 1

    @property
    def spec(self) -> str:
        """The plan as it is asked for."""
        return f"issues={self.issues},seed={self.seed}"

    @property
    def inspected(self) -> int:
        """Organizations that are inspected."""
        return max(1, self.issues // ISSUES_AN_ORGANIZATION)

    @property
    def districts(self) -> int:
        """Districts, each with its committee, its organs and its inspections."""
        return -(-self.inspected // ORGANIZATIONS_A_DISTRICT)

    @property
    def cities(self) -> int:
        """Cities above the districts."""
        return -(-self.districts // DISTRICTS_A_CITY)

    @property
    def provinces(self) -> int:
        """Provinces above the cities."""
        return -(-self.cities // CITIES_A_PROVINCE)


def read_plan(spec: str) -> Plan:
    """The plan that `issues=10000,seed=7` asks for; keys may be left out. InputError for any other key or value."""
    asked: dict[str, int] = {}
    for entry in filter(None, (part.strip() for part in spec.split(","))):
        key, _, value = (text.strip() for text in entry.partition("="))
        if key not in Plan.__dataclass_fields__:
            raise InputError("synthetic.no_key", entry=entry, key=key)
        if key in asked:
            raise InputError("synthetic.twice", entry=entry, key=key)
        if not _NUMBER.fullmatch(value):
            raise InputError("synthetic.no_number", entry=entry, key=key)
        asked[key] = int(value)
    plan = Plan(**asked)
    if plan.issues < 1:
        raise InputError("synthetic.too_few")
    return plan
