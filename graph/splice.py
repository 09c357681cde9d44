"""What do the fact tables become when some records change, without reading the other records again?

Each row of a fact table belongs to one record (`owners`). Rows of changed records are computed anew, and of records whose rows are
joined from a changed one; the rest stays. Rules are few and hang together: a change among them computes all their tables anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import polars as pl

from graph.facts import TABLES, Facts
from graph.stated_facts import owners, table_from_records
from ontology.records import Frames, among, columns, empty
from ontology.vocabulary import vocabulary

Reader = Callable[[str, Collection[str] | None], pl.DataFrame]
"""The current records of a type, all or those of these ids (those that there are)."""

RULES = (
    "Regulation", "Provision", "ResponsibilityRule", "Circumstance", "Test", "ReferralRule", "Option", "Scope", "ManagementRule",
    "ApprovalRule", "Form", "FormRule", "Policy", "OpenQuestion",
)  # fmt: skip
WITHDRAWN = "_withdrawn"


@dataclass(frozen=True)
class Statements:
    """Changed records: frames by type with WITHDRAWN, a row an id; the last statement of an id."""

    frames: Mapping[str, pl.DataFrame]

    def over(self, current: Reader) -> Reader:
        """The records as they are once these are stated."""

        def read(record_type: str, ids: Collection[str] | None) -> pl.DataFrame:
            rows = current(record_type, ids).select(*columns(record_type))
            stated = self.frames.get(record_type)
            if stated is None:
                return rows
            kept = rows.join(stated.select("id"), on="id", how="anti")
            new = stated.filter(~pl.col(WITHDRAWN)).select(*columns(record_type))
            return pl.concat([kept, new if ids is None else new.filter(among("id", ids))])

        return read

    def ids(self, record_type: str) -> set[str]:
        """The ids stated of a type."""
        stated = self.frames.get(record_type)
        return set() if stated is None else set(stated["id"])

    def mentioned(self, current: Reader) -> set[str]:
        """Every id that the changed records have or name, before or after."""
        found: set[str] = set()
        for name in self.frames:
            ids = self.ids(name)
            found |= ids
            for read in (current, self.over(current)):
                rows = read(name, ids)
                for prop in vocabulary().type(name).references:
                    values = rows[prop.key]
                    found.update((values.explode() if prop.many else values).drop_nulls())
        return found


def spliced(
    facts: Facts, statements: Statements, current: Reader, tables: Collection[str] = TABLES.keys()
) -> Facts:
    """The fact tables (or only these, by name) once the statements hold; equal, row for row, to those of all records then."""
    after = statements.over(current)
    asked = {name for table in tables for name in owners(table)[0]}
    touched = {name: ids for name, ids in _extended(facts, statements, asked).items() if name in asked}
    frames: Frames = {name: after(name, ids) for name, ids in touched.items()}
    for name, key, of in (
        ("Tenure", "ofPost", "Post"),
        ("Feedback", "fromInspection", "Inspection"),
        ("Act", "concerns", "Issue"),
        ("Act", "to", "Tenure"),
    ):
        if name in frames:
            values = frames[name][key]
            named = set((values.explode() if values.dtype == pl.List else values).drop_nulls())
            have = frames.get(of, empty(of))
            frames[of] = pl.concat([have, after(of, named - set(have["id"]))])
    rules = any(name in statements.frames for name in RULES)
    if rules:
        frames |= {name: after(name, None) for name in RULES}
    result = {table: facts[table] for table in TABLES if table in tables}
    for table in result:
        types, column = owners(table)
        if types & set(RULES):
            if rules:
                result[table] = table_from_records(frames, table)
            continue
        ids = {i for name in types for i in touched.get(name, ())}
        if ids:
            mine = among(column, ids)
            fresh = table_from_records(frames, table).filter(mine)
            result[table] = pl.concat([facts[table].filter(~mine), fresh])
    return result


def _extended(facts: Facts, statements: Statements, asked: Collection[str]) -> dict[str, set[str]]:
    """The changed records by type, and those of the types asked for whose rows are joined from a changed one."""
    found = {name: statements.ids(name) for name in statements.frames if name not in RULES}

    def more(name: str, table: str, column: str, key: str, of: str) -> None:
        if of in found and name in asked:
            ids = facts[table].filter(among(key, found[of]))[column]
            found[name] = found.get(name, set()) | set(ids)

    more("Tenure", "tenures", "tenure", "post", "Post")
    more("Feedback", "feedbacks", "feedback", "inspection", "Inspection")
    more("Act", "act_matters", "act", "about", "Issue")
    more("Act", "act_recipients", "act", "to", "Tenure")
    return {name: ids for name, ids in found.items() if ids}
