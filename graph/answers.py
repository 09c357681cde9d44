"""How do coded items become answers with ids, for duties and for issues?

An issue with duties answers with the union over its duties (semantics 2.4; docs/decisions.md 15).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from graph.compiled import HIGH
from graph.doubts import BITS, open_questions
from graph.responsibility import GROUNDS, ITEM, ROLES, SUBJECTS, SUPPORTING, Decision
from graph.sweep import union_days
from graph.windows import PLACE

if TYPE_CHECKING:
    from graph.compiled import Compiled
    from graph.doubts import Doubt

ANSWER = {
    "for": pl.String(), "grade": pl.String(), "bearer": pl.String(), "role": pl.String(), "ground": pl.String(), "days": pl.Int32(),
    "provision": pl.String(), "regulation": pl.String(), "open": pl.List(pl.String()), "flags": pl.List(pl.String()),
    "principal": pl.List(pl.String()),
}  # fmt: skip
"""An answer: one item, ids and codes as in a case file. Sorted by for, regulation, grade, ground, role, bearer."""

Raised = dict[tuple[str, "Doubt"], tuple[str, ...]]


def answers(decision: Decision, compiled: Compiled, raised: Raised) -> pl.DataFrame:
    """Every answer of a decision, columns ANSWER: for each duty and for each issue."""
    of_matters = _named(decision, compiled, raised, decision.items, of_issues=False)
    of_issues = _named(decision, compiled, raised, issue_items(decision, compiled), of_issues=True)
    return _sorted(pl.concat([of_matters, of_issues]))


def matter_answers(decision: Decision, compiled: Compiled, raised: Raised) -> pl.DataFrame:
    """The answers of the matters only (duties, and issues without duties), columns ANSWER."""
    return _sorted(_named(decision, compiled, raised, decision.items, of_issues=False))


def _sorted(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.sort("for", "regulation", "grade", "ground", "role", "bearer")


def issue_items(decision: Decision, compiled: Compiled) -> pl.DataFrame:
    """Items of the issues that have duties, columns ITEM, with the issue's code in the column `matter`."""
    duties = compiled["matter"].filter("duty").select(matter="code")
    link = compiled["matter_issue"].select("matter", "issue").join(duties, on="matter", how="semi").unique()
    by = ["issue", "regulation", "subject", "bearer", "ground", "supporting"]
    rows = decision.items.join(link, on="matter").with_columns(supporting=pl.col("role") == SUPPORTING)
    groups = rows.select(by).unique().sort(by).with_row_index("place")
    stretches = (
        _stretches(decision)
        .join(link, on="matter")
        .join(decision.under.select("matter", "regulation"), on="matter")
    )
    days = union_days(stretches.join(groups, on=by), "place")
    merged = rows.group_by(by).agg(
        pl.col("role").min(), pl.col("doubts").bitwise_or(), pl.col("several").any(), pl.col("division").min()
    )
    merged = merged.join(groups, on=by).join(days, on="place")
    return merged.select(**{c: pl.col("issue" if c == "matter" else c) for c in ITEM})


def _stretches(decision: Decision) -> pl.DataFrame:
    """matter, subject, bearer, ground, supporting, from, until: the days behind every item."""
    main = (
        decision.items.filter(pl.col("subject") == 0).select("matter", "subject", "bearer", "ground").unique()
    )
    main = main.join(decision.windows.select("matter", "start", "end"), on="matter")
    main = main.select(
        "matter", "subject", "bearer", "ground", pl.lit(value=False).alias("supporting"),
        pl.col("start").alias("from"), (pl.col("end") + 1).cast(pl.Int32).alias("until"),
    )  # fmt: skip
    subject = (
        decision.items.filter(pl.col("subject") > 0).select("matter", "subject", "bearer", "ground").unique()
    )
    personal = decision.spans.rename({"tenure": "bearer"}).join(subject, on=["matter", "bearer", "ground"])
    return pl.concat([main, personal.select(main.columns)])


def _named(
    decision: Decision, compiled: Compiled, raised: Raised, items: pl.DataFrame, *, of_issues: bool
) -> pl.DataFrame:
    return named_items(decision, compiled, raised, items, of_issues=of_issues).select(*ANSWER)


def named_items(
    decision: Decision, compiled: Compiled, raised: Raised, items: pl.DataFrame, *, of_issues: bool = False
) -> pl.DataFrame:
    """Coded items with their ids, in the order given: columns ANSWER, and matter, bearer_code, supporting to join on."""
    table = compiled["issue" if of_issues else "matter"]
    rules = pl.DataFrame(
        [
            (r.place, i, r.regulation, rule.grade, rule.number, list(rule.open))
            for r in decision.regulations
            for i, subject in enumerate(SUBJECTS)
            if (rule := r.rule(subject)) is not None
        ],
        schema={
            "regulation": PLACE, "subject": pl.UInt8(), "regulation_id": pl.String(), "grade": pl.String(), "provision": pl.String(),
            "left_open": pl.List(pl.String()),
        },
        orient="row",
    )  # fmt: skip
    sets = (
        items.select("regulation", "doubts")
        .unique()
        .join(rules.select("regulation", "regulation_id").unique(), on="regulation")
    )
    opened = pl.DataFrame(
        [(place, doubts, open_questions(raised, name, doubts)) for place, doubts, name in sets.iter_rows()],
        schema={"regulation": PLACE, "doubts": BITS, "open": pl.List(pl.String())},
        orient="row",
    )
    organizations = compiled["organization"].select(bearer="code", organization_id="id")
    tenures = compiled["tenure"].select(bearer="code", tenure_id="id")
    principals = _principals(decision, compiled, of_issues=of_issues)
    rows = items.join(
        table.select(pl.col("id").alias("for"), matter="code"), on="matter", maintain_order="left"
    )
    rows = rows.join(rules, on=["regulation", "subject"], maintain_order="left")
    rows = rows.join(opened, on=["regulation", "doubts"], maintain_order="left")
    rows = rows.join(organizations, on="bearer", how="left", maintain_order="left")
    rows = rows.join(tenures, on="bearer", how="left", maintain_order="left")
    rows = rows.join(principals, on=["matter", "bearer", "ground", "role"], how="left", maintain_order="left")
    none = pl.lit([], pl.List(pl.String()))
    return rows.select(
        "for",
        "grade",
        pl.when(pl.col("subject") == 0).then("organization_id").otherwise("tenure_id").alias("bearer"),
        _name(ROLES, "role"),
        _name(GROUNDS, "ground"),
        "days",
        "provision",
        pl.col("regulation_id").alias("regulation"),
        pl.when(pl.col("left_open").list.len() > 0)
        .then(pl.col("open").list.set_union("left_open").list.sort())
        .otherwise("open")
        .alias("open"),
        pl.when("several")
        .then(pl.lit(["SeveralInCharge"], pl.List(pl.String())))
        .otherwise(none)
        .alias("flags"),
        pl.col("principal").fill_null(none),
        "matter",
        bearer_code="bearer",
        ground_code="ground",
        supporting=pl.col("role") == SUPPORTING,
    )


def _name(names: tuple[str, ...], column: str) -> pl.Expr:
    return pl.col(column).replace_strict(dict(enumerate(names)), return_dtype=pl.String).alias(column)


def _principals(decision: Decision, compiled: Compiled, *, of_issues: bool) -> pl.DataFrame:
    """For each matter (or issue), bearer, ground, role, principal: the recorded principals of supporting items."""
    ids = compiled["tenure"].select(principal="code", principal_id="id")
    rows = (
        decision.spans.filter("supporting")
        .join(compiled["principal"], on="division")
        .join(ids, on="principal")
    )
    if of_issues:
        rows = rows.join(compiled["matter_issue"].select("matter", "issue").unique(), on="matter")
        rows = rows.with_columns(matter="issue")
    return rows.group_by("matter", "ground", bearer="tenure").agg(
        principal=pl.col("principal_id").unique().sort(), role=pl.lit(SUPPORTING, pl.UInt8)
    )


GAP_ANSWER = {
    "kind": pl.String(), "organization": pl.String(), "domain": pl.String(), "unit": pl.String(), "post": pl.String(),
    "tenures": pl.List(pl.String()), "division": pl.String(), "duty": pl.String(), "issue": pl.String(), "regulation": pl.String(),
    "from": pl.Date(), "until": pl.Date(), "issues": pl.List(pl.String()), "duties": pl.List(pl.String()), "open": pl.List(pl.String()),
}  # fmt: skip
"""A gap with ids; `until` is exclusive and null while it runs. Sorted by kind, organization, from and the rest."""


def gap_answers(gaps: pl.DataFrame, compiled: Compiled, raised: Raised) -> pl.DataFrame:
    """Coded gaps (graph.gaps.GAP) with their ids, columns GAP_ANSWER."""
    rows = gaps.with_row_index("place")
    for column, table in (
        ("organization", "organization"), ("domain", "domain"), ("unit", "organization"), ("post", "post"), ("division", "division"),
        ("duty", "matter"), ("issue", "issue"),
    ):  # fmt: skip
        if rows[column].null_count() == rows.height:
            rows = rows.with_columns(pl.lit(None, pl.String).alias(column))
            continue
        ids = compiled[table].select(pl.col("code").alias(column), pl.col("id").alias("_id"))
        rows = rows.join(ids, on=column, how="left").with_columns(pl.col("_id").alias(column)).drop("_id")
    for column, table in (("tenures", "tenure"), ("issues", "issue"), ("duties", "matter")):
        ids = compiled[table].select(pl.col("code").alias(column), pl.col("id").alias("_id"))
        lists = rows.select("place", column).explode(column, empty_as_null=True).join(ids, on=column)
        lists = lists.group_by("place").agg(pl.col("_id").unique().sort().alias(column))
        rows = rows.drop(column).join(lists, on="place", how="left")
    sets = [(doubts, _all_open(raised, doubts)) for doubts in rows["doubts"].unique().to_list()]
    opened = pl.DataFrame(sets, schema={"doubts": BITS, "open": pl.List(pl.String())}, orient="row")
    none = pl.lit([], pl.List(pl.String()))
    rows = rows.join(opened, on="doubts").with_columns(
        pl.col("tenures", "issues", "duties").fill_null(none),
        pl.col("from").cast(pl.Date),
        pl.when(pl.col("until") < HIGH).then("until").cast(pl.Date).alias("until"),
    )
    return rows.select(*GAP_ANSWER).sort(
        "kind",
        "organization",
        "domain",
        "unit",
        "post",
        "division",
        "duty",
        "issue",
        "regulation",
        "from",
        nulls_last=True,
    )


def _all_open(raised: Raised, doubts: int) -> list[str]:
    regulations = {regulation for regulation, _ in raised}
    return sorted({q for regulation in regulations for q in open_questions(raised, regulation, doubts)})
