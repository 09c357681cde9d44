"""What is to be done: how are feedbacks, issues, matters, their extensions and verdicts laid out (graph.compiled)?

Columns are those that graph.compiling.compile_facts lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from graph.coding import coded, pair, table_of
from graph.compiled import CODE, day

if TYPE_CHECKING:
    from graph.facts import Facts


def feedbacks(facts: Facts, organization: pl.DataFrame) -> pl.DataFrame:
    """Every feedback, numbered by id; `organization` is the addressee, null where it is not recorded."""
    levels = facts["organizers"].join(facts["organizations"], left_on="organizer", right_on="organization")
    levels = levels.group_by("inspection").agg(levels=pl.col("level").unique().sort())
    rows = coded(facts["feedbacks"].rename({"feedback": "id"}), "addressee", organization, keep=True)
    rows = rows.join(levels, on="inspection", how="left").sort("id")
    return table_of(
        rows.select("id", "levels", organization="addressee", date=day("date"), kind="inspection_kind")
    )


def issues(facts: Facts, feedback: pl.DataFrame) -> pl.DataFrame:
    """Every issue, numbered by id, with what its feedback says and whether it has duties and domains."""
    rows = facts["issues"].rename({"issue": "id"}).sort("id")
    rows = coded(rows, "feedback", feedback, keep=True)
    where = feedback.select(feedback="code", organization="organization", date="date")
    with_duties = facts["duty_issues"].select(id="issue", has_duties=pl.lit(value=True)).unique()
    with_domain = facts["issue_domains"].select(id="issue", has_domain=pl.lit(value=True)).unique()
    rows = (
        rows.join(where, on="feedback", how="left")
        .join(with_duties, on="id", how="left")
        .join(with_domain, on="id", how="left")
    )
    return table_of(
        rows.sort("id").select(
            "id",
            "organization",
            "feedback",
            "date",
            pl.col("has_duties").fill_null(value=False),
            pl.col("has_domain").fill_null(value=False),
        )
    )


def matters(
    facts: Facts, organization: pl.DataFrame, feedback: pl.DataFrame, issue: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The matter table, and (matter, issue) links."""
    addressed = coded(facts["duty_issues"], "issue", issue)
    through_issue = (
        addressed.join(issue.select("feedback", issue="code", reached="organization"), on="issue")
        .sort("duty", "issue")
        .group_by("duty")
        .agg(
            through=pl.col("feedback").first(),
            # Issues told to different organizations do not say whose the duty is.
            reached=pl.when(pl.col("reached").n_unique() == 1).then(pl.col("reached").first()),
        )
    )
    fulfilled = facts["fulfilments"].group_by("duty").agg(fulfilled=pl.col("date").min())
    duties = coded(coded(facts["duties"], "bearer", organization, keep=True), "feedback", feedback, keep=True)
    duties = duties.join(through_issue, on="duty", how="left").join(fulfilled, on="duty", how="left")
    addressee = feedback.select(feedback="code", addressee="organization")
    duties = duties.join(addressee, on="feedback", how="left").with_columns(
        addressee=pl.when(pl.col("feedback").is_null()).then("reached").otherwise("addressee"),
        feedback=pl.coalesce("feedback", "through"),
    )
    duties = duties.select(
        "feedback",
        id="duty",
        duty=pl.lit(value=True),
        organization=pl.coalesce("bearer", "addressee"),
        own=pl.col("bearer").is_not_null(),
        start=day("from"),
        due=day("due"),
        periodic=pl.col("every_days").is_not_null(),
        every=pl.col("every_days").cast(pl.Int32),
        kind="kind",
        fulfilled=day("fulfilled"),
    )
    alone = issue.filter(~pl.col("has_duties")).select(
        "feedback", "id", duty=pl.lit(value=False), organization="organization", own=pl.lit(value=False), start="date",
        due=pl.lit(None, pl.Int32), periodic=pl.lit(value=False), every=pl.lit(None, pl.Int32), kind=pl.lit(None, pl.String), fulfilled=pl.lit(None, pl.Int32),
    )  # fmt: skip
    matter = table_of(pl.concat([duties, alone]).sort("organization", "id", nulls_last=True))
    links = coded(addressed.rename({"duty": "matter"}), "matter", matter.filter("duty"))
    itself = (
        issue.filter(~pl.col("has_duties"))
        .select(id="id", issue="code")
        .join(matter.filter(~pl.col("duty")).select("id", matter="code"), on="id")
    )
    return matter, pl.concat([links.select("matter", "issue"), itself.select("matter", "issue")])


def extensions(facts: Facts, matter: pl.DataFrame, organization: pl.DataFrame) -> pl.DataFrame:
    """The approved extensions of duties in the order in which they are tried (docs/decisions.md 2); `own`: approved by the bearer itself."""
    rows = facts["extensions"].filter(pl.col("approved_on").is_not_null()).rename({"duty": "matter"})
    rows = coded(coded(rows, "matter", matter.filter("duty")), "approved_by", organization, keep=True)
    rows = rows.join(matter.select(matter="code", bearer="organization"), on="matter")
    rows = rows.sort("matter", "approved_on", "date", "new_due", "extension")
    return rows.select(
        "matter",
        "extension",
        place=(pl.int_range(pl.len()).over("matter")).cast(pl.UInt16),
        approved=day("approved_on"),
        new_due=day("new_due"),
        own=(pl.col("approved_by") == pl.col("bearer")).fill_null(value=False),
    )


def verdicts(facts: Facts, matter: pl.DataFrame) -> pl.DataFrame:
    """Verdicts on issues without duties that complete or undo them (semantics 2.4)."""
    rows = facts["issue_verdicts"].filter(pl.col("verdict").is_in(["Verified", "Incomplete", "Falsified"]))
    rows = coded(rows.rename({"issue": "matter"}), "matter", matter.filter(~pl.col("duty")))
    return rows.select("matter", date=day("date"), verified=pl.col("verdict") == "Verified")


def keys(on_issue: pl.DataFrame, tagged: pl.DataFrame, tag: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Distinct (organization, tag) pairs, numbered, and each (matter, issue) with its keys."""
    rows = on_issue.join(tagged, on="issue")
    keys = rows.select("organization", tag).unique().sort("organization", tag).with_row_index("key")
    keys = keys.with_columns(pl.col("key").cast(CODE)).select("organization", "key", tag)
    linked = rows.join(keys, on=["organization", tag]).select("organization", "matter", "issue", "key")
    return keys, linked.sort(pair("matter", "key"), "issue")
