"""Which decisions on findings had people made by a day?

An answer as of a day sees nothing that is dated later (semantics 2.5), and a decision is dated: on the days before it, what holds is
the decision before it, if there was one, else nobody had decided (docs/decisions.md 87).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.facts import shape
from graph.journal import decision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from graph.facts import Facts
    from graph.journal import Decision
    from graph.store import Store

_OPEN = "Candidate"


def facts_on(store: Store, as_of: date) -> Facts:
    """The facts of a store, with what people had decided on findings by the end of a day."""
    return decided_by(store.facts(), as_of, lambda: map(decision, store.decisions()))


def decided_by(facts: Facts, as_of: date, journal: Callable[[], Iterable[Decision]] = tuple) -> Facts:
    """The same facts but for that; `journal` (asked only where something was decided later) knows what was decided before."""
    states = facts["finding_states"]
    later = states.filter(pl.col("decided_on") > as_of)["finding"]
    if later.is_empty():
        return facts
    before = _before(journal(), set(later), as_of)
    kept = ~pl.col("finding").is_in(later.implode())
    rows = [_state(finding, before.get(finding, {})) for finding in later]
    deciders = [(f, r["decidedBy"]) for f, r in before.items() if r.get("decidedBy")]
    new = pl.DataFrame(rows, schema=states.schema, orient="row")
    by = pl.DataFrame(deciders, schema=facts["finding_deciders"].schema, orient="row")
    return {
        **facts,
        "finding_states": shape("finding_states", pl.concat([states.filter(kept), new])),
        "finding_deciders": shape(
            "finding_deciders", pl.concat([facts["finding_deciders"].filter(kept), by])
        ),
    }


def _before(decisions: Iterable[Decision], findings: set[str], as_of: date) -> dict[str, Mapping[str, Any]]:
    """The last statement of each finding that was decided on or before the day."""
    found: dict[str, Mapping[str, Any]] = {}
    for record in (r for each in decisions for r in each.records):
        made = str(record.get("decidedOn") or "9") <= as_of.isoformat()
        if record["type"] == "Finding" and record["id"] in findings and made:
            found[record["id"]] = record
    return found


def _state(finding: str, record: Mapping[str, Any]) -> tuple[Any, ...]:
    on = record.get("decidedOn")
    day = date.fromisoformat(str(on)) if on else None
    return (finding, record.get("status", _OPEN), record.get("reason"), day, record.get("factsDigest"))
