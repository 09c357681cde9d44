"""What can be said of a circumstance: that it is met, that it is not met, or that there is no evidence?

Three values with the algebra of Kleene's strong logic: no evidence is what could turn out either way, so a conjunction with
something that is not met is not met, and a disjunction with something that is met is met.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Truth(Enum):
    """Met (a fact proves it), not met (a fact defeats it), no evidence (a record is missing)."""

    MET = "met"
    NOT_MET = "not-met"
    NO_EVIDENCE = "no-evidence"

    def __or__(self, other: Truth) -> Truth:
        """At least one of both."""
        return max(self, other, key=_RANK.__getitem__)

    def __and__(self, other: Truth) -> Truth:
        """Both."""
        return min(self, other, key=_RANK.__getitem__)

    def __invert__(self) -> Truth:
        """The contrary; of no evidence it is no evidence."""
        return _CONTRARY[self]

    @staticmethod
    def of(known: bool | None) -> Truth:
        """Of a value that may be unknown (None)."""
        return Truth.NO_EVIDENCE if known is None else Truth.MET if known else Truth.NOT_MET

    @staticmethod
    def any(values: Iterable[Truth]) -> Truth:
        """At least one of them; of none: not met."""
        return max(values, key=_RANK.__getitem__, default=Truth.NOT_MET)

    @staticmethod
    def all(values: Iterable[Truth]) -> Truth:
        """Every one of them; of none: met."""
        return min(values, key=_RANK.__getitem__, default=Truth.MET)


_RANK = {Truth.NOT_MET: 0, Truth.NO_EVIDENCE: 1, Truth.MET: 2}
_CONTRARY = {
    Truth.MET: Truth.NOT_MET,
    Truth.NOT_MET: Truth.MET,
    Truth.NO_EVIDENCE: Truth.NO_EVIDENCE,
}
