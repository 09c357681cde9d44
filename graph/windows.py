"""In which window does each matter have to be answered for, and under which regulation?

semantics 2.2-2.6, 6; docs/decisions.md 1-5, 16-19. All days are days since 1970; `end` is the last day of a window, inclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.compiled import CODE, HIGH, LOW, Compiled, end_of, start_of
from graph.doubts import BITS, Doubt, bit

if TYPE_CHECKING:
    from graph.facts import Facts

_EPOCH = date(1970, 1, 1).toordinal()
NOTHING = pl.lit(0, BITS)
_NO_DUES = pl.DataFrame(schema={"matter": CODE, "eff": pl.Int32(), "own_approval": pl.Boolean()})
_NO_COMPLETIONS = pl.DataFrame(schema={"matter": CODE, "completed": pl.Int32()})
PLACE = pl.UInt16()
"""Column type of the place of a regulation."""


def day_number(day: date) -> int:
    """Days since 1970."""
    return day.toordinal() - _EPOCH


@dataclass(frozen=True)
class Rule:
    """Which grade a kind of subject bears under a regulation, by which provision; `open`: the questions that the rule leaves open."""

    grade: str
    number: str
    rule: str
    open: tuple[str, ...] = ()


@dataclass(frozen=True)
class InForce:
    """A regulation with responsibility rules: in force on the days `[start, end)`; `place` numbers it."""

    place: int
    regulation: str
    start: int
    end: int
    rules: tuple[tuple[str, Rule], ...]
    scope: dict[str, Any] | None

    def rule(self, subject_kind: str) -> Rule | None:
        """The rule for OrganizationSubject, HeadSubject or MemberSubject."""
        return dict(self.rules).get(subject_kind)


def regulations_with_rules(facts: Facts) -> tuple[InForce, ...]:
    """Every regulation whose responsibility rules are loaded, in the order of coming into force."""
    scopes = {row["regulation"]: row for row in facts["scopes"].iter_rows(named=True)}
    asked: dict[str, list[str]] = {}
    for rule_id, question in facts["rule_questions"].select("rule", "question").sort("question").iter_rows():
        asked.setdefault(rule_id, []).append(question)
    rules: dict[str, list[tuple[str, Rule]]] = {}
    for row in facts["responsibility_rules"].sort("rule").iter_rows(named=True):
        rule = Rule(row["responsibility"], row["number"], row["rule"], tuple(asked.get(row["rule"], ())))
        rules.setdefault(row["regulation"], []).append((row["subject_kind"], rule))
    spans = (
        facts["regulations"]
        .select("regulation", start=start_of("from"), end=end_of("until"))
        .sort("start", "regulation")
    )
    found = [row for row in spans.iter_rows(named=True) if row["regulation"] in rules]
    return tuple(
        InForce(
            i,
            r["regulation"],
            r["start"],
            r["end"],
            tuple(rules[r["regulation"]]),
            scopes.get(r["regulation"]),
        )
        for i, r in enumerate(found)
    )


def windows(compiled: Compiled, as_of: int) -> pl.DataFrame:
    """One row a matter whose window is not empty, sorted by matter.

    matter, organization (null if none is responsible), duty, own, feedback, start, end, eff (null without a due date), unmet, fulfilled, decisive (day whose
    regulation counts), doubts (SelfApproved).
    """
    matter = compiled["matter"].rename({"code": "matter"})
    dated = effective_dues(compiled, as_of)
    matter = matter.join(dated, on="matter", how="left", maintain_order="left").with_columns(
        eff=pl.coalesce("eff", "due"), own_approval=pl.col("own_approval").fill_null(value=False)
    )
    matter = matter.join(_completions(compiled, as_of), on="matter", how="left", maintain_order="left")
    until_now = pl.lit(as_of, pl.Int32)
    to_the_end = pl.col("eff").is_null() | pl.col("periodic")
    matter = matter.with_columns(
        end=pl.when(pl.col("duty"))
        .then(pl.when(to_the_end).then(until_now).otherwise(pl.min_horizontal("eff", until_now)))
        .otherwise(pl.min_horizontal(pl.col("completed").fill_null(as_of), until_now)),
        unmet=(
            pl.col("duty")
            & (pl.col("eff") < as_of)
            & ~(pl.col("fulfilled") <= pl.col("eff")).fill_null(value=False)
        ).fill_null(value=False),
    ).filter(pl.col("start") <= pl.col("end"))
    return matter.select(
        "matter", "organization", "duty", "own", "feedback", "start", "end", "eff", "unmet", "fulfilled",
        decisive=pl.when("unmet").then(pl.col("eff") + 1).otherwise(pl.col("end")),
        doubts=bit(Doubt.SelfApproved, pl.col("own_approval")),
    )  # fmt: skip


def effective_dues(compiled: Compiled, as_of: int) -> pl.DataFrame:
    """matter, eff, own_approval for duties with extensions: each counts if approved while the then-effective due had not passed."""
    extension = compiled["extension"].filter(pl.col("approved") <= as_of)
    if extension.is_empty():
        return _NO_DUES
    extension = extension.select("matter", "place", "approved", "new_due", "own")
    counts = (pl.col("approved") <= pl.col("eff")).fill_null(value=False)
    own = counts & pl.col("own").fill_null(value=False)
    eff = pl.when(counts).then("new_due").otherwise("eff")
    due = compiled["matter"].select(matter="code", eff="due")
    state = extension.filter(pl.col("place") == 0).join(due, on="matter")
    state = state.select("matter", own_approval=own, eff=eff)
    for place in range(1, int(str(extension["place"].max())) + 1):
        state = state.join(extension.filter(pl.col("place") == place), on="matter", how="left")
        state = state.select("matter", own_approval=pl.col("own_approval") | own, eff=eff)
    return state.select("matter", "eff", "own_approval")


def counted_extensions(compiled: Compiled, as_of: int) -> pl.DataFrame:
    """The extensions that count on the as-of date: matter, extension (id), approved, new_due, in the order in which they count."""
    rows = []
    due = {row["code"]: row["due"] for row in compiled["matter"].select("code", "due").iter_rows(named=True)}
    for row in compiled["extension"].sort("matter", "place").iter_rows(named=True):
        eff = due.get(row["matter"])
        if eff is not None and row["approved"] <= min(eff, as_of):
            due[row["matter"]] = row["new_due"]
            rows.append((row["matter"], row["extension"], row["approved"], row["new_due"]))
    schema = {"matter": CODE, "extension": pl.String(), "approved": pl.Int32(), "new_due": pl.Int32()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _completions(compiled: Compiled, as_of: int) -> pl.DataFrame:
    """matter, completed: the first Verified act that no Incomplete or Falsified one follows (semantics 2.4)."""
    seen = compiled["verdict"].filter(pl.col("date") <= as_of)
    if seen.is_empty():
        return _NO_COMPLETIONS
    undone = seen.filter(~pl.col("verified")).group_by("matter").agg(undone=pl.col("date").max())
    standing = seen.filter(pl.col("verified")).join(undone, on="matter", how="left")
    standing = standing.filter(pl.col("date") >= pl.col("undone").fill_null(LOW))
    return standing.group_by("matter").agg(completed=pl.col("date").min())


def applicable(
    windows_: pl.DataFrame, compiled: Compiled, regulations: tuple[InForce, ...], as_of: int
) -> pl.DataFrame:
    """Under which regulations each matter is judged: matter, regulation (place), doubts, main_doubts (for the main item only).

    A matter whose decisive day no loaded regulation covers has no row, unless its breach ran on into one. The doubts of the
    windows are carried on.
    """
    parts = []
    feedback = compiled["feedback"].select("levels", "kind", feedback="code")
    organization = compiled["organization"].select(organization="code", organization_kind="kind")
    for regulation in regulations:
        covered = pl.col("decisive").is_between(regulation.start, regulation.end, closed="left")
        running = (
            pl.col("unmet")
            & (pl.lit(regulation.start) > pl.col("decisive"))
            & pl.lit(regulation.start <= as_of)
            & (pl.col("fulfilled").fill_null(HIGH) > regulation.start)
        )
        rows = windows_.filter(covered | running).select(
            "matter", "feedback", "organization",
            regulation=pl.lit(regulation.place, PLACE),
            doubts=pl.col("doubts") | bit(Doubt.BreachSpansRegulations, running & ~covered),
        )  # fmt: skip
        if regulation.scope is None:
            rows = rows.with_columns(main_doubts=NOTHING)
        else:
            scope = regulation.scope
            inside = feedback.filter(_inspected(scope)).select("feedback", inside=pl.lit(value=True))
            party = organization.filter(pl.col("organization_kind").is_in(scope["organization_kind"] or []))
            party = party.select("organization", party=pl.lit(value=True))
            rows = rows.join(inside, on="feedback", how="left", maintain_order="left")
            rows = rows.join(party, on="organization", how="left", maintain_order="left").with_columns(
                doubts=pl.col("doubts")
                | bit(Doubt.OutsideScope, pl.col("inside").is_null() & _limits(scope)),
                main_doubts=bit(Doubt.OutsideScope, pl.col("party").is_null()),
            )
        parts.append(rows.select("matter", "regulation", "doubts", "main_doubts"))
    if not parts:
        return pl.DataFrame(schema={"matter": CODE, "regulation": PLACE, "doubts": BITS, "main_doubts": BITS})
    return pl.concat(parts)


def _limits(scope: dict[str, Any]) -> bool:
    """Whether a scope asks for an inspection at all: by the level of who organizes it, or by its kind."""
    return scope["level"] is not None or bool(scope["inspection_kind"])


def _inspected(scope: dict[str, Any]) -> pl.Expr:
    in_level = pl.col("levels").list.contains(str(scope["level"])).fill_null(value=False)
    return in_level | pl.col("kind").is_in(scope["inspection_kind"] or []).fill_null(value=False)
