"""What would be answered otherwise if some records were changed?

Nothing is written. Only the neighbourhood of what the change touches is decided, twice: as the records are, and as they would be
(graph.splice, graph.affected). A change among rules, fields of work or the tree of organizations can touch everything, and then everything is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from graph.affected import LEAD_TABLES, leads_touched, neighbours, restricted, touched_by
from graph.analysis import analyse
from graph.circumstances.candidates import candidates
from graph.compiling import compile_facts
from graph.explain import explain
from graph.facts import TABLES
from graph.referral import Referral, decide_referrals
from graph.splice import RULES, Statements, spliced
from ontology.records import among

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from graph.analysis import Analysis
    from graph.compiled import Compiled
    from graph.explanation import Extended
    from graph.facts import Facts
    from graph.splice import Reader

EVERYTHING = frozenset({"Domain", *RULES}) - {"Policy"}
"""Record types on which all answers can rest."""
ANY_LEAD = frozenset({"Organization", *RULES})
"""Record types on which the way of any lead can rest."""
_STEPS = 3
"""An issue is answered by duties of others, these rest on their neighbours' records, and these are decided with their own."""
REMOVED, ADDED, WAS, NOW = "removed", "added", "was", "now"
CHANGE = "change"
_KEY = ("for", "regulation", "grade", "bearer", "ground")


@dataclass(frozen=True)
class Difference:
    """What changes. Frames lead with CHANGE: `removed` or `added`, and `was` beside `now` where the same item says something else.

    responsibilities: graph.answers.ANSWER, gaps: GAP_ANSWER, findings: graph.circumstances.candidates.CANDIDATE. referrals: pairs of before
    and after (None: there was, or would be, none). extensions: those that the change states, with their duties: whether each would count.
    """

    responsibilities: pl.DataFrame
    gaps: pl.DataFrame
    findings: pl.DataFrame
    referrals: tuple[tuple[Referral | None, Referral | None], ...]
    extensions: tuple[tuple[str, Extended], ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether everything stays as it is."""
        frames = (self.responsibilities, self.gaps, self.findings)
        return all(f.is_empty() for f in frames) and not self.referrals


def what_if(
    facts: Facts,
    compiled: Compiled,
    statements: Statements,
    current: Reader,
    as_of: date,
    decided_on: date | None = None,
) -> Difference:
    """The difference that the statements make on a day; referrals as decided on `decided_on` (default: the same)."""
    mentioned = statements.mentioned(current)
    types = set(statements.frames)
    after = spliced(facts, statements, current, TABLES if types & EVERYTHING else LEAD_TABLES)
    on = decided_on or as_of
    if types & EVERYTHING:
        leads = None
        there = analyse(after, as_of)
        answered = _answered(analyse(facts, as_of, compiled)), _answered(there)
        extensions = _extensions(after, there, statements)
    else:
        touched, answered, extensions = _nearby(facts, compiled, statements, current, mentioned, as_of)
        ids = mentioned | touched
        leads = None if types & ANY_LEAD else leads_touched(_either(facts, after), ids)
    then, now = answered
    return Difference(
        responsibilities=paired(then[0], now[0], _KEY, supporting=True),
        gaps=differing(then[1], now[1]),
        findings=paired(then[2], now[2], ("id",)),
        referrals=_referrals(facts, after, on, leads),
        extensions=extensions,
    )


def _extensions(after: Facts, analysis: Analysis, statements: Statements) -> tuple[tuple[str, Extended], ...]:
    """The stated extensions as the duties' windows have them then; one that is not even asked for on the day is not seen."""
    ids = statements.ids("Extension")
    if not ids:
        return ()
    asked = after["extensions"].filter(among("extension", ids))["duty"]
    here = analysis.compiled["matter"].filter(among("id", set(asked)))["id"]
    return tuple(
        (duty, extended)
        for duty in sorted(here)
        for matter in explain(analysis, after, duty).matters
        if matter.window
        for extended in matter.window.extensions
        if extended.extension in ids
    )


def _either(facts: Facts, after: Facts) -> Facts:
    """The rows of both; most tables are the same."""
    return {t: rows if facts[t] is rows else pl.concat([facts[t], rows]) for t, rows in after.items()}


Answered = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]
"""Answers, gaps, candidates."""


def _answered(analysis: Analysis) -> Answered:
    return analysis.answers(), analysis.gaps(), candidates(analysis)


def _nearby(
    facts: Facts,
    compiled: Compiled,
    statements: Statements,
    current: Reader,
    mentioned: Collection[str],
    as_of: date,
) -> tuple[set[str], tuple[Answered, Answered], tuple[tuple[str, Extended], ...]]:
    """The touched organizations, what is answered for them and their neighbours, before and after, and the stated extensions."""
    touched = touched_by(facts, mentioned)
    around = neighbours(compiled, touched, _STEPS)
    while True:
        here = restricted(facts, around, mentioned)
        there = spliced(here, statements, current)
        # The change may touch others, and make new neighbours.
        touched |= touched_by(there, mentioned)
        fresh = compile_facts(there)
        wanted = neighbours(compiled, touched, 1) | neighbours(fresh, touched, 1)
        reached = neighbours(compiled, neighbours(fresh, wanted, 1), _STEPS - 1) | neighbours(
            fresh, wanted, _STEPS - 1
        )
        reached |= neighbours(compiled, touched, _STEPS)
        if reached <= around:
            break
        around |= reached
    before = _of(analyse(here, as_of), wanted, mentioned)
    analysis = analyse(there, as_of, fresh)
    then = _of(analysis, wanted, mentioned)
    return touched, (before, then), _extensions(there, analysis, statements)


def _of(analysis: Analysis, organizations: set[str], ids: Collection[str]) -> Answered:
    """The answers that are those organizations', or those of matters without one among the ids."""
    compiled = analysis.compiled
    codes = compiled["organization"].filter(among("id", organizations))["code"].implode()
    mine = pl.col("organization").is_in(codes)
    matters = compiled["matter"].filter(mine | (pl.col("organization").is_null() & among("id", ids)))
    issues = compiled["matter_issue"].filter(pl.col("matter").is_in(matters["code"].implode()))["issue"]
    named = compiled["issue"].filter(pl.col("code").is_in(issues.implode()) | mine)
    subjects = {*matters["id"], *named["id"]}
    gaps = analysis.gaps()
    homeless = pl.col("organization").is_null() & (
        among("duty", ids) | among("issue", ids) | pl.col("duty").is_null()
    )
    return (
        analysis.answers().filter(among("for", subjects)),
        gaps.filter(among("organization", organizations) | homeless),
        candidates(analysis).filter(among("organization", organizations)),
    )


def differing(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """The rows that only one of two frames has, led by CHANGE; lists are compared as they stand."""
    columns = before.columns
    gone = before.join(after, on=columns, how="anti", nulls_equal=True)
    new = after.join(before, on=columns, how="anti", nulls_equal=True)
    parts = [
        gone.select(pl.lit(REMOVED).alias(CHANGE), *columns),
        new.select(pl.lit(ADDED).alias(CHANGE), *columns),
    ]
    return pl.concat(parts).sort(*columns[:2], CHANGE, descending=[False, False, True], nulls_last=True)


def paired(
    before: pl.DataFrame, after: pl.DataFrame, key: Collection[str], *, supporting: bool = False
) -> pl.DataFrame:
    """The same, where rows of one key that say something else stand beside each other as `was` and `now`."""
    rows = differing(before, after)
    extra = [pl.col("role") == "supporting"] if supporting else []
    rows = rows.with_columns(_both=pl.len().over(*key, *extra) > 1)
    renamed = pl.col(CHANGE).replace({REMOVED: WAS, ADDED: NOW})
    rows = rows.with_columns(pl.when("_both").then(renamed).otherwise(CHANGE).alias(CHANGE)).drop("_both")
    return rows.sort(*key, CHANGE, descending=[*(False for _ in key), True], nulls_last=True)


def _referrals(
    facts: Facts, after: Facts, on: date, leads: set[str] | None
) -> tuple[tuple[Referral | None, Referral | None], ...]:
    if leads is not None and not leads:
        return ()

    def decided(of: Facts) -> dict[tuple[str, str, str | None], Referral]:
        known = set(of["leads"]["lead"])
        asked = None if leads is None else leads & known
        return {(r.lead, r.finding, r.regulation): r for r in decide_referrals(of, on, asked)}

    then, now = decided(facts), decided(after)
    keys = sorted({*then, *now}, key=lambda k: tuple(x or "" for x in k))
    return tuple((then.get(k), now.get(k)) for k in keys if then.get(k) != now.get(k))
