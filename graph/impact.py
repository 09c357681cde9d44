"""Which open cases would another version of a regulation, or another value of its parameters, change?

Both are asked of the same days: the other version is read as if it were in force instead, on the days of the one it stands for, so that its effect
is seen before it is. Ids of rules and questions may differ between versions; numbers are compared. Nothing is written.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.analysis import analyse
from graph.circumstances.candidates import candidates
from graph.facts import TABLES
from graph.referral import Referral, decide_referrals
from graph.splice import RULES
from graph.stated_facts import owners, table_from_records
from graph.what_if import Difference, differing, paired
from graph.windows import day_number
from ontology.errors import InputError, UnknownName
from ontology.messages import message
from ontology.records import Frames, among, columns, frame

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from graph.analysis import Analysis
    from graph.facts import Facts
    from graph.splice import Reader

FINDING = (
    "provision",
    "pattern",
    "mode",
    "subject",
    "organization",
    "matter",
    "duties",
    "breach_date",
    "open",
)
"""What of a candidate is compared, its rule known by number."""


def rules_instead(
    current: Reader, old: str, new: Frames | None, parameters: Mapping[str, float]
) -> tuple[Frames, str]:
    """The records of all rules with another version in the place of `old`, or other values of its parameters, and the version's id.

    Raises UnknownName for what is no regulation or parameter, InputError if `new` does not have one regulation with rules.
    """
    whole = {name: current(name, None).select(*columns(name)) for name in RULES}
    if old not in set(whole["Regulation"]["id"]):
        raise UnknownName("names.no_regulation", id=old, ids=sorted(whole["Regulation"]["id"]))
    instead = old
    if new is not None:
        instead = _version(new, old)
        whole = {name: _replaced(rows, frame(new, name), old, instead) for name, rows in whole.items()}
        span = current("Regulation", [old]).select("from", "until").row(0)
        asked = pl.col("id") == instead
        whole["Regulation"] = whole["Regulation"].with_columns(
            pl.when(asked).then(pl.lit(value)).otherwise(column).cast(pl.Date).alias(column)
            for column, value in zip(("from", "until"), span, strict=True)
        )
    policies = whole["Policy"]
    mine = policies.filter(pl.col("of") == instead)
    unknown = sorted({*parameters} - set(mine["name"]))
    if unknown:
        raise UnknownName(
            "names.no_parameter",
            regulation=instead,
            names=unknown,
            there=sorted(mine["name"]) or message("names.none"),
        )
    value = pl.col("name").replace_strict(dict(parameters), default=pl.col("value"), return_dtype=pl.Float64)
    if parameters:
        whole["Policy"] = policies.with_columns(
            value=pl.when(pl.col("of") == instead).then(value).otherwise("value")
        )
    return whole, instead


def _version(new: Frames, old: str) -> str:
    """The regulation of a file that has rules: that of the same id, else the only one."""
    kinds = ("ResponsibilityRule", "ReferralRule", "Circumstance")
    ruled: set[str] = {of for kind in kinds for of in frame(new, kind)["of"]}
    if old in ruled:
        return old
    if len(ruled) != 1:
        raise InputError("names.not_one_regulation", ids=sorted(ruled) or message("names.none"))
    return ruled.pop()


def _replaced(rows: pl.DataFrame, fresh: pl.DataFrame, old: str, instead: str) -> pl.DataFrame:
    """A type's records without those of the old version, with those of the new one."""
    fresh = fresh.select(*rows.columns)
    if "of" in rows.columns:
        rows = rows.filter((pl.col("of") != old).fill_null(value=True))
        fresh = fresh.filter((pl.col("of") == instead).fill_null(value=False))
    elif "repeals" in rows.columns:
        rows, fresh = rows.filter(pl.col("id") != old), fresh.filter(pl.col("id") == instead)
    return pl.concat([rows.join(fresh.select("id"), on="id", how="anti"), fresh])


def impact(
    facts: Facts, rules: Frames, old: str, instead: str, as_of: date, decided_on: date | None = None
) -> Difference:
    """What the other rules change of the open matters and issues, and of all leads. `rules`, `instead`: see rules_instead.

    The regulation is called `old` on both sides, open questions by their numbers; `findings` has the columns FINDING.
    """
    after = dict(facts)
    for table in TABLES:
        if owners(table)[0] & set(RULES):
            after[table] = table_from_records(rules, table)
    same = _Names(facts, after, old, instead)
    then, now = analyse(facts, as_of), analyse(after, as_of)
    kept = _open(now)
    about = pl.concat_list("issues", "duties").list.eval(among("", kept)).list.any()
    key = ("for", "regulation", "grade", "bearer", "ground")
    return Difference(
        paired(same.of(then.answers()), same.of(now.answers()), key, supporting=True).filter(
            among("for", kept)
        ),
        differing(same.of(then.gaps()), same.of(now.gaps())).filter(about.fill_null(value=False)),
        paired(
            same.of(candidates(then)).select(FINDING),
            same.of(candidates(now)).select(FINDING),
            ("provision", "pattern", "subject", "matter"),
        ).filter((pl.col("duties").list.len() == 0) | pl.col("duties").list.eval(among("", kept)).list.any()),
        _referrals(facts, after, same, decided_on or as_of),
    )


def _open(analysis: Analysis) -> set[str]:
    """The duties that are not performed by the as-of date, issues without duties not verified by then, and issues of such duties."""
    as_of = day_number(analysis.as_of)
    windows = analysis.decision.windows
    done = pl.when("duty").then(pl.col("fulfilled") <= as_of).otherwise(pl.col("end") < as_of)
    open_ = windows.filter(~done.fill_null(value=False))["matter"].implode()
    compiled = analysis.compiled
    matters = compiled["matter"].filter(pl.col("code").is_in(open_))
    linked = compiled["matter_issue"].filter(pl.col("matter").is_in(open_))["issue"].implode()
    return {*matters["id"], *compiled["issue"].filter(pl.col("code").is_in(linked))["id"]}


class _Names:
    """Calls the two versions by one name, and questions by their numbers."""

    def __init__(self, before: Facts, after: Facts, old: str, instead: str) -> None:
        self.old, self.instead = old, instead
        self.numbers: dict[str, str] = {}
        for facts in (before, after):
            for row in facts["questions"].iter_rows(named=True):
                if row["regulation"] in (old, instead):
                    self.numbers[row["question"]] = row["number"] or row["question"]

    def of(self, rows: pl.DataFrame) -> pl.DataFrame:
        """A frame with regulation and open questions so called."""
        regulation = pl.col("regulation").replace({self.instead: self.old})
        numbered = pl.col("open").list.eval(pl.element().replace(self.numbers)).list.sort()
        return rows.with_columns(regulation, numbered)

    def referral(self, found: Referral) -> Referral:
        """A referral with what is compared only: rules by number."""
        regulation = self.old if found.regulation == self.instead else found.regulation
        return replace(
            found,
            regulation=regulation,
            rule=None,
            open=tuple(sorted(self.numbers.get(q, q) for q in found.open)),
            options=tuple(
                replace(o, option="", approvals=self._all(o.approvals), forms=self._all(o.forms))
                for o in found.options
            ),
            approvals=self._all(found.approvals),
            forms=self._all(found.forms),
        )

    def _all(self, powers: tuple[Any, ...]) -> tuple[Any, ...]:
        called = {self.instead: self.old}
        return tuple(
            replace(p, rule=None, regulation=called.get(p.regulation, p.regulation), open=()) for p in powers
        )


def _referrals(
    facts: Facts, after: Facts, same: _Names, on: date
) -> tuple[tuple[Referral | None, Referral | None], ...]:
    then, now = (
        {
            (r.lead, r.finding, said.regulation): (said, r)
            for r in decide_referrals(of, on)
            for said in (same.referral(r),)
        }
        for of in (facts, after)
    )
    keys = sorted({*then, *now}, key=lambda k: tuple(x or "" for x in k))
    none = (None, None)
    pairs = [(then.get(k, none), now.get(k, none)) for k in keys]
    return tuple((was, is_) for (w, was), (n, is_) in pairs if w != n)
