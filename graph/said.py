"""What do the facts behind an answer say, in a form that is the same whatever store they come from?

Ids instead of codes, days as numbers, lists sorted: what the digest of an explanation is taken of (semantics 8).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graph.explanation import Matter
    from graph.facts import Facts
    from graph.reasons import Reasons

_TENURE = ("seat", "acting", "from", "until", "sure_from", "sure_until")
_CHARGE = ("kind", "target", "assists", "from", "until", "sure_from", "sure_until")
_RULES = ("regulations", "responsibility_rules", "scopes", "policies", "questions")


def facts_say(reasons: Reasons, matters: Iterable[Matter]) -> dict[str, Any]:
    """What the records behind matters and their items say, by id; what is dated after the as-of date is unseen."""
    said: dict[str, Any] = {}
    for code, row in reasons.matters.items():
        told = reasons.feedbacks.get(row["feedback"])
        seen = row["fulfilled"] is not None and row["fulfilled"] <= reasons.as_of
        said[row["id"]] = {
            **{c: row[c] for c in ("duty", "own", "start", "due", "periodic")},
            "fulfilled": row["fulfilled"] if seen else None,
            "organization": reasons.organizations.get(row["organization"]),
            "feedback": None if told is None else told["id"],
            "issues": reasons.issues.get(code, ()),
            "about": sorted(
                of for kind in ("domain", "unit") for _, of in reasons.about.get((code, kind), ())
            ),
            "acts": reasons.acts.get(code, ()),
            "extensions": [
                (e.extension, e.approved_on, e.new_due) for e in reasons.extensions.get(row["id"], ())
            ],
        }
        if told is not None:
            addressee = reasons.organizations.get(told["organization"])
            said[told["id"]] = {"addressee": addressee, **{c: told[c] for c in ("date", "kind", "levels")}}
    used = {i.answer["bearer"] for m in matters for i in m.items}
    for held in reasons.tenures.values():
        if held.tenure in used:
            office = {"person": held.person, "post": held.post, "organization": held.organization}
            said[held.tenure] = office | {c: held.row[c] for c in _TENURE}
    for code, charges in reasons.charges.items():
        rows = sorted(tuple(charge[c] for c in _CHARGE) for charge in charges)
        said[reasons.divisions[code]["id"]] = {
            "tenure": reasons.tenures[reasons.divisions[code]["tenure"]].tenure,
            "charges": rows,
        }
    for move in reasons.moves:
        said[move["id"]] = {"date": move["date"], "giver": reasons.tenures[move["giver"]].tenure}
    return said | {o: reasons.kinds.get(o) for o in used & set(reasons.kinds)}


def regulations_say(facts: Facts, regulations: Sequence[str]) -> dict[str, Any]:
    """What the regulations (ids) say that responsibility depends on: force, rules, scope, parameters, open questions."""
    said = {}
    for table in _RULES:
        said[table] = [_sorted(row) for row in rows_of(facts, table, regulations)]
    return said


def rows_of(facts: Facts, table: str, regulations: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of a table of rules that are of these regulations (ids), by their own id: few, so they are walked."""
    rows = [row for row in facts[table].iter_rows(named=True) if row["regulation"] in regulations]
    return sorted(rows, key=lambda row: str(row[facts[table].columns[0]]))


def _sorted(row: dict[str, Any]) -> dict[str, Any]:
    return {key: sorted(value) if isinstance(value, list) else value for key, value in row.items()}
