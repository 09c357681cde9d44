"""What did people decide, in which order, and what holds by it?

A decision is one line of a chain beside the store (graph.chained_lines) that states records: what holds of a record is its last
statement there, and a file that is loaded does not change it. A line is never changed or removed; so no load and no rollback can lose one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.acts import recorded_findings
from graph.compiled import Compiled
from graph.stated_facts import table_from_records, tables_of
from graph.store import Name
from ontology.intake import Intake
from ontology.problems import Part
from ontology.records import columns, frame, plain
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from graph.chained_lines import Line
    from graph.facts import Facts
    from ontology.records import Batch, Frames

TYPES = (
    "Source",
    "Citation",
    "Finding",
    "Lead",
    "Referral",
    "Procedure",
    "Statement",
    "CaseReview",
    "Outcome",
)
"""What people decide about: no responsibility rests on these, so that nothing need be derived again."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the journal: `kind` says what was done (Confirmed, Dismissed, or a type), `records` what it states (keys as in a file)."""

    number: int
    at: str
    who: str
    kind: str
    records: tuple[Mapping[str, Any], ...]
    digest: str


def decision(line: Line) -> Decision:
    """What a line says."""
    return Decision(
        line.number, line.at, line.who, line.what["kind"], tuple(line.what["records"]), line.digest
    )


def batch_of(records: Iterable[Mapping[str, Any]], where: str = "journal") -> Batch:
    """Records as a batch that can be checked; `_row` counts them."""
    intake = Intake()
    part = intake.part(Part(where))
    for place, record in enumerate(records, 1):
        intake.add(record, part, place)
    return intake.batch()


def stated(lines: Iterable[Line]) -> Frames:
    """The last statement of each record in the journal, by type."""
    records = [r for line in lines for r in line.what["records"]]
    frames = {name: plain(rows) for name, rows in batch_of(records).frames.items()}
    return {name: rows.unique("id", keep="last", maintain_order=True) for name, rows in frames.items()}


def holding(frames: Frames, names: Callable[[Iterable[str]], Mapping[str, Name]]) -> Frames:
    """Those of the journal's records whose references are there: in the store (asked with `names`) or in the journal.

    What refers to a record that a rollback took away waits until it is there again.
    """
    named = {name: _references(name, rows) for name, rows in frames.items()}
    own = {i for rows in frames.values() for i in rows["id"]}
    elsewhere = names({to for rows in named.values() for to in rows["to"]} - own)
    stored = {(i, found.type) for i, found in elsewhere.items()}
    kept = dict(frames)
    while True:
        there = stored | {(i, name) for name, rows in kept.items() for i in rows["id"]}
        fewer = {name: _with_references(name, rows, named[name], there) for name, rows in kept.items()}
        if all(fewer[name].height == rows.height for name, rows in kept.items()):
            return {name: rows for name, rows in kept.items() if rows.height}
        kept = fewer


def _references(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """record, key, to: every reference of the rows."""
    parts = [pl.DataFrame(schema={"record": pl.String, "key": pl.String, "to": pl.String})]
    for prop in vocabulary().type(name).references:
        given = rows.select(record="id", key=pl.lit(prop.key), to=prop.key)
        parts.append((given.explode("to", empty_as_null=True) if prop.many else given).drop_nulls("to"))
    return pl.concat(parts)


def _with_references(
    name: str, rows: pl.DataFrame, named: pl.DataFrame, there: set[tuple[str, str]]
) -> pl.DataFrame:
    keys = vocabulary().type(name).keys
    lacking = {r for r, key, to in named.iter_rows() if not any((to, t) in there for t in keys[key].targets)}
    return rows.filter(~pl.col("id").is_in(sorted(lacking)))


def over_records(frames: Frames, decided: Frames) -> Frames:
    """The records with what was decided over them."""
    return frames | {
        name: pl.concat(
            [
                frame(frames, name).join(rows.select("id"), on="id", how="anti").select(*columns(name)),
                rows.select(*columns(name)),
            ]
        )
        for name, rows in decided.items()
    }


def over_facts(facts: Facts, decided: Frames) -> Facts:
    """The fact tables with what was decided over them: of all records, or of some organizations' affairs alike."""
    found = dict(facts)
    for table, (record_type, column) in tables_of(decided).items():
        rows = decided[record_type]
        kept = facts[table].filter(~pl.col(column).is_in(rows["id"].implode()))
        found[table] = pl.concat([kept, table_from_records(decided, table)])
    return found


def over_compiled(compiled: Compiled, facts: Facts, decided: Frames) -> Compiled:
    """The compiled facts with the findings of `facts`, over which the decisions are laid already."""
    if "Finding" not in decided:
        return compiled
    duty = compiled["matter"].filter("duty")
    findings = recorded_findings(facts, compiled["organization"], compiled["tenure"], duty)
    return Compiled({**compiled.tables, "recorded_finding": findings})


def over_names(found: Mapping[str, Name], decided: Frames, asked: Iterable[str]) -> dict[str, Name]:
    """What records are called, with what was decided over them."""
    wanted = pl.Series(sorted(set(asked)), dtype=pl.String).implode()
    names = dict(found)
    for record_type, rows in decided.items():
        for row in rows.filter(pl.col("id").is_in(wanted)).iter_rows(named=True):
            cites = tuple(sorted(row.get("evidence") or ()))
            names[row["id"]] = Name(record_type, row.get("zh"), row.get("en"), cites)
    return names


def over_history(
    loaded: Sequence[Mapping[str, Any]], lines: Iterable[Line], identifier: str
) -> list[dict[str, Any]]:
    """Every statement of a record in files and by people (those have `decision` and `number`), first to last.

    What a load folded in is told once, by the decision.
    """
    found: list[dict[str, Any]] = []
    for line in lines:
        records = [r for r in line.what["records"] if r["id"] == identifier]
        for name, rows in batch_of(records).frames.items():
            for row in plain(rows).iter_rows(named=True):
                values = {key: value for key, value in row.items() if value is not None}
                found.append(
                    {"type": name, **values, "recorded_at": line.at, "recorded_by": line.who, "superseded_at": None,
                     "withdrawn": False, "decision": line.what["kind"], "number": line.number}
                )  # fmt: skip
    said = {_said(row) for row in found}
    found += [dict(row) for row in loaded if _said(row) not in said]
    found.sort(key=lambda row: row["recorded_at"])
    for row, following in pairwise(found):
        row["superseded_at"] = following["recorded_at"]
    return found


_ABOUT_STATEMENT = {"recorded_at", "recorded_by", "superseded_at", "withdrawn", "decision", "number", "load"}


def _said(row: Mapping[str, Any]) -> str:
    """What a statement says of its record, whoever said it."""
    values = {
        key: sorted(value) if isinstance(value, list) else value
        for key, value in row.items()
        if key not in _ABOUT_STATEMENT
    }
    return json.dumps(values, sort_keys=True, default=lambda day: day.isoformat())
