"""Why is a candidate one, all of it: the reason, the duties, the rule, who decided on it, and a digest of what it rests on?

As graph.explain for a duty or an issue: ids, codes and days; the sentences are made where people read. For many candidates at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.behind import records_say
from graph.circumstances.reasons import Reason, as_day, proving
from graph.digest import digest
from graph.explanation import Parameter, Question, Regulation
from graph.windows import day_number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from graph.analysis import Analysis
    from graph.circumstances.rules import Limb
    from graph.facts import Facts


@dataclass(frozen=True, slots=True)
class Breached:
    """A duty behind a candidate: the due date as set and after the extensions that count, and the performance by the as-of date."""

    duty: str
    due: date | None
    effective: date | None
    fulfilled: date | None
    unmet: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decided on it by the as-of date."""

    status: str
    by: str | None
    on: date | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class ToldFinding:
    """A candidate (`finding`: its row of graph.decided.as_decided) as of a day. `inputs`: a digest of each record and rule behind it, `digest`: of all of it."""

    finding: Mapping[str, Any]
    as_of: date
    reason: Reason
    breached: tuple[Breached, ...]
    decided: Decided | None
    regulation: Regulation
    parameters: tuple[Parameter, ...]
    questions: tuple[Question, ...]
    digest: str
    inputs: Mapping[str, str]


def told(analysis: Analysis, facts: Facts, rows: pl.DataFrame) -> tuple[ToldFinding, ...]:
    """Each candidate as it stands (columns of graph.decided.as_decided, and any that were added), in its order.

    `analysis`: one that holds their duties; `facts`: those it was compiled from, with what people decided by its day.
    """
    duties = _breached(analysis, rows)
    limbs = {(limb.circumstance, limb.test): limb for limb in analysis.limbs}
    behind = {i for column in ("facts", "parameters", "open") for i in rows[column].explode().drop_nulls()}
    behind |= {i for column in ("circumstance", "limb", "regulation") for i in rows[column]}
    said = records_say(facts, behind)
    regulations = {r["regulation"]: r for r in facts["regulations"].iter_rows(named=True)}
    policies = {r["policy"]: r for r in facts["policies"].iter_rows(named=True)}
    questions = {r["question"]: r for r in facts["questions"].iter_rows(named=True)}
    decisions = _decisions(facts, rows)
    found = []
    for row in rows.iter_rows(named=True):
        limb = limbs[row["circumstance"], row["limb"]]
        breached = tuple(sorted((duties[d] for d in row["duties"] if d in duties), key=_first_due))
        rests = [
            *row["facts"], row["circumstance"], row["limb"], row["regulation"], *row["parameters"], *row["open"],
        ]  # fmt: skip
        inputs = {i: said[i] for i in sorted(set(rests)) if i in said}
        decided = decisions.get(row["id"])
        whole = {**row, "as_of": analysis.as_of, "inputs": inputs}
        if decided is not None:
            whole["decided"] = [decided.status, decided.by, decided.on, decided.reason]
        of = regulations[row["regulation"]]
        found.append(
            ToldFinding(
                row,
                analysis.as_of,
                reason_of(limb, row, breached),
                breached,
                decided,
                Regulation(of["regulation"], of["number"], of["from"], of["until"]),
                tuple(
                    Parameter(p, row["regulation"], policies[p]["name"], policies[p]["value"])
                    for p in row["parameters"]
                ),
                tuple(Question(q, questions[q]["regulation"], questions[q]["number"]) for q in row["open"]),
                digest(whole),
                inputs,
            )
        )
    return tuple(found)


def _first_due(duty: Breached) -> tuple[bool, str, str]:
    return (duty.effective is None, str(duty.effective), duty.duty)


def reason_of(limb: Limb, row: Mapping[str, Any], breached: tuple[Breached, ...]) -> Reason:
    """What proves a candidate, as the near-miss table says it, without the change that would clear it."""
    if not breached:
        return proving(limb, row, None, None, unmet=False)
    first = breached[0]
    return proving(limb, row, first.duty, first.effective, unmet=first.unmet)


def _breached(analysis: Analysis, rows: pl.DataFrame) -> dict[str, Breached]:
    """The duties of these candidates by id."""
    wanted = rows["duties"].explode().drop_nulls().unique()
    matters = analysis.compiled["matter"].filter(pl.col("id").is_in(wanted.implode()))
    windows = analysis.decision.windows.select("matter", "eff", "unmet")
    joined = matters.select("id", "due", "fulfilled", matter="code").join(windows, on="matter", how="left")
    as_of = day_number(analysis.as_of)
    found = {}
    for row in joined.iter_rows(named=True):
        done = row["fulfilled"]
        found[row["id"]] = Breached(
            row["id"],
            None if row["due"] is None else as_day(row["due"]),
            None if row["eff"] is None else as_day(row["eff"]),
            as_day(done) if done is not None and done <= as_of else None,
            bool(row["unmet"]),
        )
    return found


def _decisions(facts: Facts, rows: pl.DataFrame) -> dict[str, Decided]:
    """By candidate: the last decision on a finding that stands for it."""
    pairs = rows.select("id", finding="recorded").explode("finding", empty_as_null=True).drop_nulls()
    states = facts["finding_states"].filter(pl.col("decided_on").is_not_null()).join(pairs, on="finding")
    states = states.join(facts["finding_deciders"], on="finding", how="left")
    return {
        r["id"]: Decided(r["status"], r["decider"], r["decided_on"], r["reason"])
        for r in states.sort("decided_on", "finding").iter_rows(named=True)
    }
