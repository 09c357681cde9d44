"""How near is one subject to each circumstance of its kind: met, not met, or no evidence, and what would turn it over?

What is met is what `candidates` finds, by the same patterns; the rest is explained from the facts around the subject.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.circumstances import misses_course, misses_duties, misses_passing, misses_periods, misses_verdicts
from graph.circumstances.around import around
from graph.circumstances.candidates import CANDIDATE, hits_of, named
from graph.circumstances.proofs import proof
from graph.circumstances.reasons import Flip, Reason, no_evidence
from graph.circumstances.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from graph.analysis import Analysis
    from graph.circumstances.around import Around
    from graph.circumstances.rules import Limb, Parameter

MISSES: Mapping[str, Callable[[Around, Limb], list[Reason]]] = {
    "DutyUnmet": misses_duties.duty_met,
    "DutyUnmetAfterReminder": misses_duties.not_reminded,
    "PeriodicActAbsent": misses_periods.periods_kept,
    "ActAbsent": misses_periods.acted,
    "RecordedVerdict": misses_verdicts.verdict_otherwise,
    "IssueRecurs": misses_course.not_back,
    "LateBurst": misses_course.no_rush,
    "HandoverMissing": misses_passing.handed_over,
    "SuccessorInert": misses_passing.took_over,
    "RepeatedReassignment": misses_passing.not_passed_on,
    "HumanOnly": misses_verdicts.nobody_found,
}
"""Pattern code -> what explains that a limb is not met."""


@dataclass(frozen=True)
class LimbAnswer:
    """What one limb says of the subject. `candidates`: ids of those that it proves.

    `flips`: the smallest change that would turn it over, none if none is known; where it is met, a change for everything that proves it (all
    are needed), none if one of them cannot be named.
    """

    limb: str
    pattern: str
    mode: str
    answer: Truth
    reasons: tuple[Reason, ...]
    flips: tuple[Flip, ...]
    candidates: tuple[str, ...]
    open: tuple[str, ...]
    parameters: tuple[Parameter, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes of what is not on record."""
        return tuple(sorted({m for r in self.reasons if r.answer is self.answer for m in r.missing}))


@dataclass(frozen=True)
class CircumstanceAnswer:
    """What a circumstance says of the subject: met if one limb is; not met if none can be; else no evidence."""

    circumstance: str
    provision: str
    regulation: str
    answer: Truth
    limbs: tuple[LimbAnswer, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not on record, of the limbs that decide; empty unless there is no evidence."""
        if self.answer is not Truth.NO_EVIDENCE:
            return ()
        return tuple(sorted({m for limb in self.limbs if limb.answer is self.answer for m in limb.missing}))

    @property
    def flips(self) -> tuple[Flip, ...]:
        """The smallest change that would turn it over; where it is met, every limb that is met must be cleared, by all of these."""
        deciding = [limb for limb in self.limbs if limb.answer is self.answer]
        if self.answer is Truth.MET:
            return _all([limb.flips for limb in deciding])
        measured = [(_margin(limb), n) for n, limb in enumerate(deciding) if limb.flips]
        return deciding[min(measured)[1]].flips if measured else ()


def _all(flips: list[tuple[Flip, ...]]) -> tuple[Flip, ...]:
    return tuple(f for some in flips for f in some) if all(flips) else ()


@dataclass(frozen=True)
class NearMiss:
    """The whole table of one subject as of a day, sorted by provision. proved: the candidates behind what is met (candidates.CANDIDATE)."""

    subject: str
    as_of: date
    circumstances: tuple[CircumstanceAnswer, ...]
    proved: pl.DataFrame = field(compare=False, repr=False)


def near_miss(analysis: Analysis, subject: str) -> NearMiss:
    """The table of an organization or a tenure (id), all circumstances of its kind in the loaded regulations; raises UnknownName."""
    found = around(analysis, subject)
    limbs = [limb for limb in analysis.limbs if limb.subject_kind in found.subject.kinds]
    hits = hits_of(found.at, limbs).filter(pl.col("subject") == found.subject.code)
    proven: dict[str, list[dict[str, Any]]] = {}
    proved = named(hits, found.at.analysis, limbs) if hits.height else pl.DataFrame(schema=CANDIDATE)
    for row in proved.iter_rows(named=True):
        proven.setdefault(row["limb"], []).append(row)
    groups: dict[str, list[LimbAnswer]] = {}
    rules: dict[str, Limb] = {}
    for limb in limbs:
        rules[limb.circumstance] = limb
        groups.setdefault(limb.circumstance, []).append(_limb(found, limb, proven.get(limb.test, [])))
    circumstances = [
        CircumstanceAnswer(
            name,
            rules[name].number,
            rules[name].regulation,
            Truth.any(limb.answer for limb in answers),
            tuple(answers),
        )
        for name, answers in groups.items()
    ]
    in_order = sorted(circumstances, key=lambda c: (c.regulation, _order(c)))
    return NearMiss(subject, analysis.as_of, tuple(in_order), proved)


def _order(answer: CircumstanceAnswer) -> tuple[Any, ...]:
    """6.1.10 after 6.1.9."""
    parts = answer.provision.split(".")
    return tuple((0, int(p), "") if p.isdigit() else (1, 0, p) for p in parts)


def _limb(found: Around, limb: Limb, proven: list[dict[str, Any]]) -> LimbAnswer:
    if proven:
        reasons = [proof(found, limb, row) for row in proven]
        answer = Truth.MET
        open_ = tuple(sorted({q for row in proven for q in row["open"]}))
    else:
        if limb.untestable:
            reasons = [no_evidence("no-policy", limb.untestable)]
        else:
            reasons = MISSES[limb.pattern](found, limb)
        answer = Truth.any(reason.answer for reason in reasons)
        open_ = limb.open
    return LimbAnswer(
        limb.test,
        limb.pattern,
        limb.mode,
        answer,
        tuple(reasons),
        _flips(reasons, answer),
        tuple(row["id"] for row in proven),
        open_,
        limb.parameters,
    )


def _flips(reasons: list[Reason], answer: Truth) -> tuple[Flip, ...]:
    deciding = [r for r in reasons if r.answer is answer]
    if answer is Truth.MET:
        return _all([(r.flip,) if r.flip else () for r in deciding])
    named_ = [r for r in deciding if r.flip is not None]
    nearest = min(named_, key=_reason_margin, default=None)
    return () if nearest is None or nearest.flip is None else (nearest.flip,)


def _reason_margin(reason: Reason) -> int:
    return 10**6 if reason.margin is None else reason.margin


def _margin(limb: LimbAnswer) -> int:
    return min((_reason_margin(r) for r in limb.reasons if r.flip is not None), default=10**6)
