"""What differs between two versions of a text, provision by provision?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from loaders.normal_text import compact

if TYPE_CHECKING:
    from loaders.regulation_text.outline import Outline, Provision

ALIKE = 85.0
"""Two provisions under different numbers are the same one renumbered from this share of equal characters (of 100)."""


@dataclass(frozen=True)
class Difference:
    """One provision in both versions. `change`: same, changed, renumbered, added or removed; `alike` from 0 to 100."""

    before: str | None
    after: str | None
    change: str
    alike: float
    old: str | None
    new: str | None


def compare(before: Outline, after: Outline) -> tuple[Difference, ...]:
    """Every provision of both, in the order of the new text, what was removed behind the provision it stood behind.

    Under one number a provision is the same or changed, unless its words went to another number that is new.
    """
    old, new = before.flat(), after.flat()
    moved = _moved(old, new)
    came_from = {b: a for a, b in moved.items()}
    rows: list[Difference] = []
    for number, provision in new.items():
        source = came_from.get(number) or (number if number in old and number not in moved else None)
        rows.append(_row(old.get(source) if source else None, provision))
    kept = {row.before for row in rows}
    order = list(old)
    for i, number in enumerate(order):
        if number in kept:
            continue
        previous = next((o for o in reversed(order[:i]) if any(r.before == o for r in rows)), None)
        place = next((j + 1 for j, r in enumerate(rows) if r.before == previous), 0) if previous else 0
        rows.insert(place, Difference(number, None, "removed", 0.0, old[number].own.text, None))
        kept.add(number)
    return tuple(rows)


def _row(old: Provision | None, new: Provision) -> Difference:
    if old is None:
        return Difference(None, new.number, "added", 0.0, None, new.own.text)
    alike = fuzz.ratio(compact(old.text), compact(new.text))
    change = "renumbered" if old.number != new.number else "same" if alike == 100 else "changed"
    return Difference(old.number, new.number, change, round(alike, 1), old.own.text, new.own.text)


def _moved(old: dict[str, Provision], new: dict[str, Provision]) -> dict[str, str]:
    """Old number -> new number of provisions whose words stand under another number now; nothing is guessed between equals."""
    moved: dict[str, str] = {}
    unlike = {
        n for n in old.keys() & new.keys() if fuzz.ratio(compact(old[n].text), compact(new[n].text)) < ALIKE
    }
    homeless = [p for n, p in old.items() if n not in new or n in unlike]
    free = [p for n, p in new.items() if n not in old or n in unlike]
    for provision in homeless:
        scores = sorted(
            ((fuzz.ratio(compact(provision.text), compact(p.text)), p.number) for p in free), reverse=True
        )
        best = [s for s in scores if s[0] >= ALIKE]
        if best and (len(best) == 1 or best[0][0] > best[1][0]) and best[0][1] not in moved.values():
            moved[provision.number] = best[0][1]
    return moved
