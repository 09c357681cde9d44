"""An index of plain record dicts, and the two readings of their dates. Nothing is decided here.

"semantics N" and "N" in this package are the paragraphs of the design's semantics and of docs/decisions.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

Record = dict[str, Any]

NESTED = ("tests", "testedBy", "offers")  # whole records may be written inside these
DATES = ("from", "fromBy", "untilAfter", "until", "date", "due", "newDue", "approvedOn", "breachDate", "asOf")


def refs(record: Record, key: str) -> list[Any]:
    """What a key names: nothing, one id (or code) or a list of them, always as a list."""
    value = record.get(key)
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple | set) else [value]


def ref(record: Record, key: str) -> str | None:
    """The one id that a key names, if it names any."""
    named = refs(record, key)
    return named[0] if named else None


def day(record: Record, key: str) -> date | None:
    """A date, written as an ISO string or as a date."""
    value = record.get(key)
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(value)


def day_of(record: Record, key: str) -> date:
    """A date that the record must have."""
    value = day(record, key)
    assert value is not None, f"{record['id']} has no {key}"
    return value


@dataclass(frozen=True)
class Span:
    """`[start, end)` (semantics 2.5); None: unbounded on that side."""

    start: date | None
    end: date | None

    def holds(self, on: date) -> bool:
        return (self.start is None or self.start <= on) and (self.end is None or on < self.end)


NEVER = Span(date.max, date.max)


def possible(record: Record) -> Span:
    """13: `[from, until)`; a missing `from` is unbounded."""
    return Span(day(record, "from"), day(record, "until"))


def certain(record: Record) -> Span:
    """13: `[fromBy or from, untilAfter or until)`; with neither `from` nor `fromBy` no day is certain."""
    start = day(record, "fromBy") or day(record, "from")
    if start is None:
        return NEVER
    return Span(start, day(record, "untilAfter") or day(record, "until"))


@dataclass(frozen=True)
class Tenure:
    """A person in a post: the bearer (semantics 1)."""

    id: str
    person: str
    post: str
    seat: str
    organization: str
    acting: bool
    possible: Span
    certain: Span

    def possible_on(self, on: date) -> bool:
        return self.possible.holds(on)

    def certain_on(self, on: date) -> bool:
        return self.possible.holds(on) and self.certain.holds(on)


class Records:
    """All records of a store by id and by class."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._by_id: dict[str, Record] = {}
        for record in records:
            self._add(record)
        self.tenures = {record["id"]: self._tenure(record) for record in self.all("Tenure")}

    def _add(self, record: Record) -> None:
        flat = dict(record)
        for key in NESTED:
            inner = [r for r in refs(record, key) if isinstance(r, dict)]
            for one in inner:
                self._add(one)
            if inner:
                flat[key] = [one["id"] for one in inner]
        assert flat["id"] not in self._by_id, f"{flat['id']} twice"
        self._by_id[flat["id"]] = flat

    def _tenure(self, record: Record) -> Tenure:
        post = self[record["ofPost"]]
        return Tenure(
            id=record["id"],
            person=record["heldBy"],
            post=post["id"],
            seat=post["seat"],
            organization=post["inOrganization"],
            acting=record["kind"] == "Acting",
            possible=possible(record),
            certain=certain(record),
        )

    def __getitem__(self, id_: str) -> Record:
        return self._by_id[id_]

    def all(self, kind: str) -> list[Record]:
        """Every record of a class, in the order of their ids."""
        return sorted((r for r in self._by_id.values() if r["type"] == kind), key=lambda r: str(r["id"]))

    def of(self, kind: str, regulation: str) -> list[Record]:
        """Every record of a class that belongs to a regulation."""
        return [record for record in self.all(kind) if record.get("of") == regulation]

    def ladder(self, id_: str, key: str) -> list[str]:
        """The record, then what it is part of (`partOf`, `broader`), upwards."""
        steps: list[str] = []
        rung: str | None = id_
        while rung is not None and rung not in steps:
            steps.append(rung)
            rung = ref(self[rung], key)
        return steps

    def heads(self, organization: str) -> list[Tenure]:
        """7: the tenures of `HeadSeat` posts of an organization."""
        return [t for t in self.tenures.values() if t.organization == organization and t.seat == "HeadSeat"]

    def dates(self) -> set[date]:
        """Every date that is written anywhere."""
        found = (day(record, key) for record in self._by_id.values() for key in DATES)
        return {value for value in found if value is not None}
