"""Which decisions on findings had people made by a day?

Whoever asks for a day sees nothing that is dated later (semantics 2.5), and a decision is dated: on the days before it, what holds is
the decision before it, if there was one, else nobody had decided. Whoever asks for none sees everything that was decided (docs/decisions.md 87).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.facts import shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from graph.facts import Facts
    from graph.store import Store

_OPEN = "Candidate"


def facts_on(store: Store, as_of: date | None) -> Facts:
    """The facts of a store, with what people had decided on findings by the end of a day, or (None) until now."""
    return store.facts() if as_of is None else decided_by(store.facts(), as_of, store.history)


def decided_by(
    facts: Facts, as_of: date, history: Callable[[str], Iterable[Mapping[str, Any]]] | None = None
) -> Facts:
    """The same facts but for that. `history` gives every statement of a finding, first to last, files' and people's; without it, nobody is
    taken to have decided before on what was decided later.
    """
    states = facts["finding_states"]
    later = states.filter(pl.col("decided_on") > as_of)["finding"]
    if later.is_empty():
        return facts
    before = {f: _last(history(f), as_of) if history is not None else {} for f in later}
    kept = ~pl.col("finding").is_in(later.implode())
    rows = [_state(finding, said) for finding, said in before.items()]
    deciders = [(f, said["decidedBy"]) for f, said in before.items() if said.get("decidedBy")]
    new = {
        "finding_states": pl.DataFrame(rows, schema=states.schema, orient="row"),
        "finding_deciders": pl.DataFrame(deciders, schema=facts["finding_deciders"].schema, orient="row"),
    }
    return {**facts, **{t: shape(t, pl.concat([facts[t].filter(kept), rows])) for t, rows in new.items()}}


def _last(statements: Iterable[Mapping[str, Any]], as_of: date) -> Mapping[str, Any]:
    """The last statement of a finding that was decided on or before the day."""
    made = [s for s in statements if not s.get("withdrawn") and s.get("decidedOn") is not None]
    seen = [s for s in made if str(s["decidedOn"]) <= as_of.isoformat()]
    return seen[-1] if seen else {}


def _state(finding: str, said: Mapping[str, Any]) -> tuple[Any, ...]:
    on = said.get("decidedOn")
    day = None if on is None else date.fromisoformat(str(on))
    return (finding, said.get("status", _OPEN), said.get("reason"), day, said.get("factsDigest"))
