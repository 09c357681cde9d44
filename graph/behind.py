"""What do the records and rules behind an answer say, as a digest of each?

The same whatever store the facts come from, so that a written answer can be asked again and a difference be traced to a record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from graph.digest import digest
from graph.facts import TABLES
from graph.stated_facts import owners
from ontology.records import among

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graph.facts import Facts

Said = dict[str, list[list[Any]]]
_STATES = frozenset({"finding_states", "finding_deciders"})
"""What people decided is no ground of a finding: it is told with it."""
RULES_OF_REFERRAL = (
    "regulations", "scopes", "management_rules", "referral_rules", "referral_options", "rule_questions", "approval_rules", "forms",
    "form_rules", "form_rule_forms",
)  # fmt: skip
"""Tables on which a referral rests."""


def records_say(facts: Facts, ids: Iterable[str]) -> dict[str, str]:
    """A digest for each of these ids that the facts know: of every row of the fact tables that belongs to its record, in any order."""
    said: dict[str, Said] = {}
    wanted = among("_id", set(ids))
    for table in sorted(set(TABLES) - _STATES):
        _, column = owners(table)
        rows = facts[table].with_columns(_id=pl.col(column)).filter(wanted)
        for *row, owner in rows.iter_rows():
            said.setdefault(owner, {}).setdefault(table, []).append([_sorted(v) for v in row])
    return {
        i: digest({t: sorted(rows, key=repr) for t, rows in tables.items()}) for i, tables in said.items()
    }


def rules_say(facts: Facts, regulations: Iterable[str], tables: Iterable[str]) -> dict[str, str]:
    """A digest for each of these tables of rules: of its rows that are these regulations'."""
    of = among("regulation", set(regulations))
    rules = pl.concat(
        [facts[t].filter(of)["rule"] for t in tables if {"rule", "regulation"} <= TABLES[t].keys()]
    )
    said: Mapping[str, list[list[Any]]] = {
        table: [
            [_sorted(v) for v in row]
            for row in facts[table]
            .filter(of if "regulation" in TABLES[table] else pl.col("rule").is_in(rules.implode()))
            .iter_rows()
        ]
        for table in tables
    }
    return {table: digest(sorted(rows, key=repr)) for table, rows in said.items()}


def _sorted(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value
