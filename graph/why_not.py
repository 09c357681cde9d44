"""Why does a lead not go to a certain organ, and what is the shortest lawful way from a door that was the wrong one?

Answers are codes with the ids that they speak of, one for each finding of the lead; texts are made where they are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from graph.referral import Referral, decide_referral, leads_organ, targets_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from graph.authority import Index, Lead
    from graph.referral_table import Row, Table


class Because(StrEnum):
    """The first condition that decides whether an organ is on the way."""

    ON_PATH = "on-path"
    NO_RULES = "no-rules"
    NOT_OF_KIND = "not-of-kind"
    NO_JURISDICTION = "no-jurisdiction"
    SUCCEEDED = "succeeded"
    LED_BY_SUBJECT = "led-by-subject"
    FACTS_MISSING = "facts-missing"
    ONE_OF_SEVERAL = "one-of-several"
    NO_ROW = "no-row"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why (not), for one finding.

    `args` by code: `on-path` the path and nothing else (`step` counts from 0, the discoverer); `not-of-kind` the kinds wanted;
    `no-jurisdiction` the organs that have it; `succeeded` what the organ has become; `led-by-subject` the subject;
    `facts-missing` the unknown keys; `one-of-several` the other organs; `no-row` the rule that holds instead, if any.
    `action` is the option's whose path it is on.
    """

    finding: str
    code: Because
    args: tuple[str, ...] = ()
    step: int | None = None
    action: str | None = None
    referral: Referral | None = None


@dataclass(frozen=True, slots=True)
class WhyNot:
    """The reasons for one organ, one for each finding of the lead and each regulation in force, sorted by finding."""

    lead: str
    organ: str
    on: date
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """The shortest lawful way from where a lead is: `path` begins there and is empty where no lawful path is known.

    `passed`: the organs of the lawful path that the lead has been through in their order, `steps`: the recorded referrals that
    brought it there. A path of one organ means that the lead is where it belongs.
    """

    lead: str
    finding: str
    at: str
    on: date
    path: tuple[str, ...]
    passed: tuple[str, ...]
    steps: tuple[str, ...]
    action: str | None
    referral: Referral


def why_not(index: Index, lead: str, organ: str, on: date) -> WhyNot:
    """Why a lead does not go to an organ (or at which step it does); raises UnknownName."""
    index.organization(organ)
    known = index.lead(lead)
    tables: tuple[Table | None, ...] = index.tables_on(on) or (None,)
    reasons = (_reason(index, table, lead, f, organ, on) for f in known.findings for table in tables)
    return WhyNot(lead, organ, on, tuple(reasons))


def repair(index: Index, lead: str, at: str, on: date) -> tuple[Repair, ...]:
    """The way from `at`, one for each finding of the lead and each regulation in force, sorted by finding; raises UnknownName."""
    index.organization(at)
    known = index.lead(lead)
    tables: tuple[Table | None, ...] = index.tables_on(on) or (None,)
    return tuple(
        _repair(index, known, lead, finding, at, on, table) for finding in known.findings for table in tables
    )


def _paths(referral: Referral) -> list[tuple[str | None, tuple[str, ...]]]:
    """(action, path) of a referral or of each of its options, those without path left out."""
    offered: list[tuple[str | None, tuple[str, ...]]] = [(o.action, o.path) for o in referral.options]
    return [(action, path) for action, path in (offered or [(referral.action, referral.path)]) if path]


def _reason(index: Index, table: Table | None, lead: str, finding: str, organ: str, on: date) -> Reason:
    referral = decide_referral(index, lead, finding, on, None if table is None else table.regulation)
    for action, path in _paths(referral):
        if organ in path:
            return Reason(finding, Because.ON_PATH, path, path.index(organ), action, referral)
    if table is None:
        return Reason(finding, Because.NO_RULES, referral=referral)
    code, args = next(_failing(index, table, referral, organ, on))
    return Reason(finding, code, args, referral=referral)


def _failing(
    index: Index, table: Table, referral: Referral, organ: str, on: date
) -> Iterator[tuple[Because, tuple[str, ...]]]:
    """The conditions that fail, in the order in which they are asked."""
    scope, subject = table.scope, index.finding(referral.finding).subject
    row = next((r for r in table.rows if r.id == referral.rule), None)
    kinds = _target_kinds(row) or {scope.discipline_kind}
    if index.organization(organ).kind not in kinds:
        yield Because.NOT_OF_KIND, tuple(sorted(kinds))
    holders = {h.holder for h in index.holdings(scope.discipline_authority, subject.over, on)}
    organs = {o for kind in kinds for o in targets_of(index, scope, kind, subject.over, on)[0]}
    if organ in holders - organs:
        yield Because.SUCCEEDED, tuple(sorted(index.successors({organ}, on)[0]))
    if organ not in organs:
        yield Because.NO_JURISDICTION, tuple(sorted(organs))
    if leads_organ(index, subject, organ, on):
        yield Because.LED_BY_SUBJECT, (subject.id,)
    if referral.missing:
        yield Because.FACTS_MISSING, referral.missing
    if row is not None and row.transfers and len(organs) > 1:
        yield Because.ONE_OF_SEVERAL, tuple(sorted(organs - {organ}))
    yield Because.NO_ROW, () if row is None else (row.id,)


def _target_kinds(row: Row | None) -> set[str]:
    return set() if row is None or not row.transfers else {o.target for o in row.options if o.target}


def _repair(
    index: Index, known: Lead, lead: str, finding: str, at: str, on: date, table: Table | None
) -> Repair:
    referral = decide_referral(index, lead, finding, on, None if table is None else table.regulation)
    ways = [(_rest(known, path, at, on), action) for action, path in _paths(referral)]
    if not ways:
        return Repair(lead, finding, at, on, (), (), (), None, referral)
    (path, passed, steps), action = min(ways, key=lambda way: len(way[0][0]))
    return Repair(lead, finding, at, on, path, passed, steps, action, referral)


def _rest(
    known: Lead, path: tuple[str, ...], at: str, on: date
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """From `at`, the steps of a lawful path not yet made; what was passed in order; the recorded referrals that count.

    A step counts when its organ received the lead in its turn, from whomever: one that came back from a wrong door has come.
    """
    done, steps = 1, []
    for step in known.steps:
        if step.date <= on and done < len(path) and step.receiver == path[done]:
            done += 1
            steps.append(step.referral)
    rest = path[done:]
    if not rest and at != path[-1]:
        rest = path[-1:]  # it left the place where it belonged
    return (at, *(rest[1:] if rest[:1] == (at,) else rest)), path[:done], tuple(steps)
