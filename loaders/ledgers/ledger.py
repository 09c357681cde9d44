"""What does a rectification ledger say: which issues, which measures, who, by when, done or not?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from loaders.documents.dates import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from loaders.documents.deadlines import Deadline
    from loaders.documents.place import Place
    from loaders.documents.reading import Remark


@dataclass(frozen=True, slots=True)
class Said:
    """Words (or a value) and the place that has them."""

    value: Any
    place: Place

    @property
    def words(self) -> str:
        """The words of the cell; a day in ISO form."""
        return shown(self.value)


@dataclass(slots=True)
class Measure:
    """One measure against an issue, as far as the ledger tells; names are Said with the characters that give them."""

    text: Said
    number: str | None = None
    goal: Said | None = None
    leaders: list[Said] = field(default_factory=list)
    units: list[Said] = field(default_factory=list)
    persons: list[Said] = field(default_factory=list)
    cooperating: list[Said] = field(default_factory=list)
    deadline: Deadline | None = None
    due: Said | None = None
    progress: Said | None = None
    evidence: Said | None = None
    status: str | None = None
    stated: Said | None = None
    completed: date | None = None
    completed_at: Said | None = None
    closed: Said | None = None
    closed_on: date | None = None
    hidden: bool = False

    def told(self) -> Iterator[Said]:
        """All that the ledger says of it, with its places."""
        yield from (self.text, *self.leaders, *self.units, *self.persons, *self.cooperating)
        parts = (
            self.goal,
            self.due,
            self.progress,
            self.evidence,
            self.stated,
            self.completed_at,
            self.closed,
        )
        yield from (said for said in parts if said is not None)


@dataclass(slots=True)
class Issue:
    """One issue; `number` as printed."""

    number: str | None
    text: Said
    category: Said | None = None
    detail: Said | None = None
    cause: Said | None = None
    measures: list[Measure] = field(default_factory=list)
    hidden: bool = False

    def told(self) -> Iterator[Said]:
        """All that the ledger says of it and its measures, with its places."""
        yield from (said for said in (self.text, self.category, self.detail, self.cause) if said is not None)
        for measure in self.measures:
            yield from measure.told()


@dataclass(slots=True)
class Ledger:
    """A whole ledger. `ignored` counts the rows after a heading that are no data; `head` are the lines above the heading.

    `parts` make the issues of a list, or of the forms, each time they are asked: those of a large ledger take ten times its room.
    """

    parts: list[Callable[[list[Remark]], Iterable[Issue]]] = field(default_factory=list)
    ignored: int = 0
    head: list[Said] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def issues(self, remarks: list[Remark]) -> Iterator[Issue]:
        """The issues, one after the other; what a person should look at in one is remarked when it is made."""
        for part in self.parts:
            yield from part(remarks)

    @property
    def first(self) -> Issue | None:
        """The first issue."""
        return next(self.issues([]), None)


def rendering(ledger: Ledger) -> dict[str, Any]:
    """The ledger in the format of the gold answers."""
    return {"ignored_rows": ledger.ignored, "rows": [_issue(i) for i in ledger.issues([])]}


def _issue(issue: Issue) -> dict[str, Any]:
    said: dict[str, Any] = {"number": issue.number, "issue": issue.text.words}
    for key, value in (("category", issue.category), ("detail", issue.detail), ("cause", issue.cause)):
        if value is not None and value.words:
            said[key] = value.words
    if issue.hidden:
        said["hidden"] = True
    said["measures"] = [_measure(m) for m in issue.measures]
    return said


def _measure(measure: Measure) -> dict[str, Any]:
    due = measure.deadline
    said: dict[str, Any] = {
        "text": measure.text.words,
        "responsible_leader": [p.words for p in measure.leaders],
        "responsible_unit": [u.words for u in measure.units],
        "persons": [p.words for p in measure.persons],
        "cooperating": [u.words for u in measure.cooperating],
        "deadline": {
            "date": None if due is None or due.day is None else due.day.isoformat(),
            "from": None if due is None or due.first is None else due.first.isoformat(),
            "precision": "none" if due is None else due.precision,
            "words": "" if due is None else due.words,
        },
        "status": measure.status,
        "completed": None if measure.completed is None else measure.completed.isoformat(),
        "evidence": "" if measure.evidence is None else measure.evidence.words,
    }
    if measure.number is not None:
        said["number"] = measure.number
    if measure.hidden:
        said["hidden"] = True
    return said
