"""What stands behind the items of one duty or issue: windows, stretches, offices, portfolios, acts?

Plain values by code (graph.compiled), because a few dozen rows are quicker to walk than to join.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from graph.compiled import DUTY, FEEDBACK, HIGH, ISSUE, LOW
from graph.explanation import Extended, Ground, Window
from graph.windows import day_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graph.explanation import Matter

Row = dict[str, Any]
Key = tuple[int, int, int, bool]
"""Matter, tenure, ground, supporting or not."""


@dataclass(frozen=True, slots=True)
class Held:
    """A tenure by ids, with its days as they are compiled."""

    tenure: str
    person: str
    post: str
    organization: str
    row: Row

    @property
    def acting(self) -> bool:
        """In charge without being appointed to the post."""
        return bool(self.row["acting"])

    @property
    def since(self) -> date | None:
        """First possible day; None = unknown."""
        return None if self.row["from"] == LOW else day(self.row["from"])

    @property
    def until(self) -> date | None:
        """First day on which it has surely ended; None = still running."""
        return None if self.row["until"] == HIGH else day(self.row["until"])


@dataclass(frozen=True)
class Reasons:
    """Everything behind one subject's items. Mappings are by code; `spans` by Key, each in the order of their days."""

    as_of: int
    matters: Mapping[int, Row]
    issues: Mapping[int, tuple[str, ...]]
    organizations: Mapping[int, str]
    kinds: Mapping[str, str | None]
    feedbacks: Mapping[int, Row]
    tenures: Mapping[int, Held]
    divisions: Mapping[int, Row]
    charges: Mapping[int, tuple[Row, ...]]
    about: Mapping[tuple[int, str], tuple[tuple[int, str], ...]]
    listed: frozenset[tuple[str, int, int]]
    above: Mapping[tuple[str, str], tuple[tuple[str, int], ...]]
    windows: Mapping[int, Row]
    spans: Mapping[Key, tuple[Row, ...]]
    extensions: Mapping[str, tuple[Extended, ...]]
    acts: Mapping[int, tuple[tuple[str, date, str], ...]]
    moves: tuple[Row, ...]

    def days(self, matter: int) -> tuple[date, date]:
        """First and last day of a matter's window."""
        row = self.windows[matter]
        return day(row["start"]), day(row["end"])

    def window(self, matter: int) -> Window | None:
        """A matter's window; None where it has no day yet."""
        row, own = self.windows.get(matter), self.matters[matter]
        if row is None:
            return None
        eff, done = row["eff"], own["fulfilled"]
        completed = [
            when
            for _, when, what in self.acts.get(matter, ())
            if what == "Verified" and day_number(when) == row["end"]
        ]
        return Window(
            first=day(row["start"]),
            last=day(row["end"]),
            due=None if own["due"] is None else day(own["due"]),
            effective=None if eff is None else day(eff),
            extensions=self.extensions.get(own["id"], ()),
            fulfilled=day(done) if done is not None and done <= self.as_of else None,
            completed=completed[0] if completed and not own["duty"] else None,
            unmet=row["unmet"],
            breach_date=day(eff + 1) if row["unmet"] else None,
        )

    def matter_facts(self, matter: int) -> tuple[str, ...]:
        """What says what was due, to whom it was told, and what was done: ids."""
        own = self.matters[matter]
        told = self.feedbacks.get(own["feedback"])
        ids = [own["id"], *self.issues.get(matter, ()), *([told["id"]] if told else ())]
        ids += [e.extension for e in self.extensions.get(own["id"], ())]
        return tuple(dict.fromkeys([*ids, *(act for act, _, _ in self.acts.get(matter, ()))]))

    def grounds(self, matter: int, spans: Sequence[Row], kind: str) -> tuple[Ground, ...]:
        """The divisions behind stretches, and by which unit or domain: the nearest that each covers."""
        found = []
        for division in sorted({s["division"] for s in spans if s["division"] is not None}):
            covered = {c["target"] for c in self.charges.get(division, ()) if c["kind"] == kind}
            for key, of in self.about.get((matter, kind), ()):
                near = [(target, distance) for target, distance in self.above[kind, of] if target in covered]
                if near:
                    target, distance = min(near, key=lambda pair: pair[1])
                    found.append(
                        ((kind, key, division), Ground(self.divisions[division]["id"], target, of, distance))
                    )
        # A division may cover a field of which somebody nearer is in charge; a handover may bring one that was not listed before.
        return tuple(g for k, g in found if k in self.listed) or tuple(g for _, g in found)

    def handovers(self, matter: int, tenure: int, spans: Sequence[Row]) -> tuple[str, ...]:
        """The acts on whose day a stretch of this tenure ended or began: ids."""
        begins, ends = {s["from"] for s in spans}, {s["until"] for s in spans}
        found = []
        for move in self.moves:
            given = move["giver"] == tenure and move["date"] in ends
            taken = move["taker"] in (tenure, None) and move["giver"] != tenure and move["date"] in begins
            if (given or taken) and self._concerns(move, matter):
                found.append(move["id"])
        return tuple(dict.fromkeys(found))

    def _concerns(self, move: Row, matter: int) -> bool:
        own = self.matters[matter]
        meant = {
            DUTY: (own["id"],),
            ISSUE: self.issues.get(matter, ()),
            FEEDBACK: (self.feedbacks.get(own["feedback"], {}).get("id"),),
        }
        return not move["about"] or move["target"] in meant[move["about"]]

    def targets(self) -> set[str]:
        """The domains and units that the matters are about, and what stands above them."""
        return {target for steps in self.above.values() for target, _ in steps}

    def running_divisions(self, matters: Iterable[Matter]) -> dict[str, Held]:
        """Divisions of the responsible organizations with a day in a window, and who holds them."""
        windows = [
            (m.organization, day_number(m.window.first), day_number(m.window.last))
            for m in matters
            if m.window
        ]
        found = {}
        for row in self.divisions.values():
            held = self.tenures[row["tenure"]]
            first = max(row["from"], held.row["from"])
            end = min(row["until"], held.row["until"])
            if any(held.organization == o and first <= last and end > start for o, start, last in windows):
                found[row["id"]] = held
        return found


def day(number: int) -> date:
    """The date of a day since 1970."""
    return date(1970, 1, 1) + timedelta(number)
