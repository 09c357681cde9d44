"""Which open cases would another version of a regulation, or another value of its parameters, change?

Both are asked of the same days: the other version is read as if it were in force instead, on the days of the one it stands for, so that its effect
is seen before it is. Only that one is replaced: another regulation stays, even if the other version has its ids. Ids of rules and questions may differ
between versions; numbers are compared. Nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.analysis import analyse
from graph.circumstances.candidates import candidates
from graph.facts import TABLES
from graph.referral import Referral, decide_referrals
from graph.splice import RULES
from graph.stated_facts import owners, table_from_records
from graph.what_if import ADDED, CHANGE, NOW, Difference, differing, paired
from graph.windows import day_number
from ontology.errors import InputError, UnknownName
from ontology.messages import message
from ontology.records import Frames, among, columns, frame
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from graph.analysis import Analysis
    from graph.facts import Facts
    from graph.splice import Reader

FINDING = (
    "regulation",
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


@dataclass(frozen=True)
class Instead:
    """The records of all rules with another version in the place of the regulation `old`, or with other values of its parameters.

    `called`: the id that the other version has in its file; `instead`: its id among these records, another one where a loaded regulation has that id.
    """

    rules: Frames
    old: str
    instead: str
    called: str


def rules_instead(current: Reader, old: str, new: Frames | None, parameters: Mapping[str, float]) -> Instead:
    """What the rules would be. Raises UnknownName for what is no regulation or parameter, InputError if `new` does not have one regulation
    with rules, or for a value outside the range of its parameter.
    """
    whole = {name: current(name, None).select(*columns(name)) for name in RULES}
    if old not in set(whole["Regulation"]["id"]):
        raise UnknownName("names.no_regulation", id=old, ids=sorted(whole["Regulation"]["id"]))
    instead = called = old
    if new is not None:
        called = _version(new, old)
        kept = {name: _without(whole, name, old) for name in RULES}
        taken = {i for rows in kept.values() for i in rows["id"]}
        fresh = {name: _of_version(frame(new, name).select(*columns(name)), called) for name in RULES}
        fresh, instead = _apart(fresh, called, taken)
        span = current("Regulation", [old]).select("from", "until").row(0)
        fresh["Regulation"] = fresh["Regulation"].with_columns(
            pl.lit(value).cast(pl.Date).alias(column)
            for column, value in zip(("from", "until"), span, strict=True)
        )
        whole = {name: pl.concat([kept[name], fresh[name]]) for name in RULES}
    policies = whole["Policy"]
    mine = policies.filter(pl.col("of") == instead)
    unknown = sorted({*parameters} - set(mine["name"]))
    if unknown:
        raise UnknownName(
            "names.no_parameter",
            regulation=called,
            names=unknown,
            there=sorted(mine["name"]) or message("names.none"),
        )
    for name, least, most in mine.select("name", "atLeast", "atMost").iter_rows():
        _must_lie(name, parameters.get(name), least, most)
    value = pl.col("name").replace_strict(dict(parameters), default=pl.col("value"), return_dtype=pl.Float64)
    if parameters:
        whole["Policy"] = policies.with_columns(
            value=pl.when(pl.col("of") == instead).then(value).otherwise("value")
        )
    return Instead(whole, old, instead, called)


def _must_lie(name: str, value: float | None, least: float | None, most: float | None) -> None:
    if value is None or (
        isfinite(value) and (least is None or value >= least) and (most is None or value <= most)
    ):
        return
    if least is not None and most is not None:
        range_ = message("names.range", least=f"{least:g}", most=f"{most:g}")
    elif least is not None:
        range_ = message("names.range_from", least=f"{least:g}")
    elif most is not None:
        range_ = message("names.range_to", most=f"{most:g}")
    else:
        range_ = message("names.range_any")
    raise InputError("names.out_of_range", name=name, range=range_, value=f"{value:g}")


def _version(new: Frames, old: str) -> str:
    """The regulation of a file that has rules: that of the same id, else the only one."""
    kinds = ("ResponsibilityRule", "ReferralRule", "Circumstance")
    ruled: set[str] = {of for kind in kinds for of in frame(new, kind)["of"]}
    if old in ruled:
        return old
    if len(ruled) != 1:
        raise InputError("names.not_one_regulation", ids=sorted(ruled) or message("names.none"))
    return ruled.pop()


def _without(rules: Frames, name: str, old: str) -> pl.DataFrame:
    """A type's records without those of one regulation; what hangs on its circumstances and rows goes with them."""
    rows = rules[name]
    if name == "Regulation":
        return rows.filter(pl.col("id") != old)
    if "of" in rows.columns:
        return rows.filter((pl.col("of") != old).fill_null(value=True))
    owner, key = _HANGS_ON[name]
    gone = rules[owner].filter(pl.col("of") == old)[key].explode().drop_nulls()
    return rows.filter(~among("id", set(gone)))


_HANGS_ON = {"Test": ("Circumstance", "testedBy"), "Option": ("ReferralRule", "offers")}
"""Types without a regulation of their own: the type that names them, and by which key."""


def _of_version(rows: pl.DataFrame, called: str) -> pl.DataFrame:
    """A type's records that are of the version, or hang on what is."""
    if "of" in rows.columns:
        return rows.filter((pl.col("of") == called).fill_null(value=False))
    return rows.filter(pl.col("id") == called) if "repeals" in rows.columns else rows


def _apart(fresh: Frames, called: str, taken: Collection[str]) -> tuple[Frames, str]:
    """The version's records under ids that no other regulation has, and the version's own id then."""
    own = {i for rows in fresh.values() for i in rows["id"]}
    if not own & {*taken}:
        return fresh, called
    ids = {i: f"{i}{_APART}" for i in own}
    result = {}
    for name, rows in fresh.items():
        changes = [pl.col("id").replace(ids)]
        for prop in vocabulary().type(name).references:
            named = pl.element() if prop.many else pl.col(prop.key)
            said = named.replace(ids)
            changes.append(pl.col(prop.key).list.eval(said) if prop.many else said)
        result[name] = rows.with_columns(changes)
    return result, ids[called]


_APART = "\N{PRIME}"
"""What is added to ids of a version that are another regulation's too."""


def impact(facts: Facts, other: Instead, as_of: date, decided_on: date | None = None) -> Difference:
    """What the other rules change of the open matters and issues, and of all leads.

    On the side of the other rules the regulation is called what its file calls it, open questions go by their numbers; `findings` has the columns FINDING.
    """
    after = dict(facts)
    for table in TABLES:
        if owners(table)[0] & set(RULES):
            after[table] = table_from_records(other.rules, table)
    same = _Names(facts, after, other.old, other.instead)
    then, now = analyse(facts, as_of), analyse(after, as_of)
    kept = _open(now)
    about = pl.concat_list("issues", "duties").list.eval(among("", kept)).list.any()
    key = ("for", "regulation", "grade", "bearer", "ground")
    found = (
        paired(same.of(then.answers()), same.of(now.answers()), key, supporting=True).filter(
            among("for", kept)
        ),
        differing(same.of(then.gaps()), same.of(now.gaps())).filter(about.fill_null(value=False)),
        paired(
            same.of(candidates(then)).select(FINDING),
            same.of(candidates(now)).select(FINDING),
            ("provision", "pattern", "subject", "matter"),
        ).filter((pl.col("duties").list.len() == 0) | pl.col("duties").list.eval(among("", kept)).list.any()),
    )
    pairs = _referrals(facts, after, same, decided_on or as_of)
    if other.called != other.old:
        new = pl.col(CHANGE).is_in([ADDED, NOW]) & (pl.col("regulation") == other.old)
        called = pl.when(new).then(pl.lit(other.called)).otherwise("regulation").alias("regulation")
        responsibilities, gaps, findings = (rows.with_columns(called) for rows in found)
        pairs = tuple((was, _in_file(now)) for was, now in pairs)
        return Difference(responsibilities, gaps, findings, pairs)
    return Difference(*found, pairs)


def _in_file(value: Any) -> Any:
    """A value with the ids that the version's file gives."""
    if type(value) is str:
        return value.removesuffix(_APART)
    if isinstance(value, tuple):
        return tuple(map(_in_file, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _in_file(getattr(value, f.name)) for f in fields(value)})
    return value


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
                self.numbers[row["question"]] = row["number"] or row["question"]

    def of(self, rows: pl.DataFrame) -> pl.DataFrame:
        """A frame with regulation and open questions so called."""
        regulation = pl.col("regulation").replace({self.instead: self.old})
        numbered = pl.col("open").list.eval(pl.element().replace(self.numbers)).list.unique().list.sort()
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
