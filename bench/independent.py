"""Who bears main and first responsibility, and who was assigned, computed without the engine?

Lazy polars over the record files, straight from semantics 2, 3 and 6: no coded tables, no windows or bearers of `graph`. Duties
that a handover concerns are left out among the assigned (`without_handed_over` leaves them out of the engine's rows too).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import polars as pl

COLUMNS = ("for", "grade", "bearer", "role", "ground", "days", "provision", "regulation")
GROUNDS = ("bearer", "addressee", "head", "assigned")
_FIRST, _LAST = date(1000, 1, 1), date(3000, 1, 1)
_ONE_DAY = pl.duration(days=1)


def independent(folder: Path, as_of: date) -> pl.DataFrame:
    """The items with a ground of GROUNDS of every duty and of every issue without duties, columns COLUMNS."""
    window = _windows(folder, as_of)
    bearers = pl.concat([_main(window), _first(folder, window), _assigned(folder, window)])
    judged = _judged(folder, window, as_of)
    rows = bearers.join(judged, on=["for", "subject"]).select(COLUMNS)
    return rows.collect()


def of_engine(folder: Path, answers: pl.DataFrame) -> pl.DataFrame:
    """The same part of the engine's answers (graph.answers.ANSWER)."""
    handed = _handed_over(folder).collect()
    rows = answers.filter(pl.col("ground").is_in(GROUNDS))
    assigned = rows.filter(pl.col("ground") == "assigned").join(handed, on="for", how="anti")
    others = rows.filter(pl.col("ground") != "assigned")
    return pl.concat([others, assigned]).select(COLUMNS)


def _records(folder: Path, name: str) -> pl.LazyFrame:
    return pl.scan_parquet(folder / f"{name}.parquet")


def _windows(folder: Path, as_of: date) -> pl.LazyFrame:
    """for, organization, ground, start, end, eff, fulfilled, duty: every window that has a day and somebody responsible."""
    addressee = _records(folder, "Feedback").select(underFeedback="id", addressee="addressee", told="date")
    issue = (
        _records(folder, "Issue")
        .select("id", "underFeedback")
        .join(addressee, on="underFeedback", how="left")
    )
    duty = _records(folder, "Duty").select(
        "id", "bearer", "underFeedback", "addresses", "from", "due", "everyDays"
    )
    addressed = duty.select("id", issue="addresses").explode("issue", empty_as_null=True).drop_nulls("issue")
    through = addressed.join(issue.select(issue="id", told_to="addressee"), on="issue")
    through = through.group_by("id").agg(pl.col("told_to").unique()).filter(pl.col("told_to").list.len() == 1)
    through = through.select("id", through=pl.col("told_to").list.first())
    of_duties = (
        duty.join(addressee, on="underFeedback", how="left")
        .join(through, on="id", how="left")
        .join(_extended(folder, as_of).lazy(), on="id", how="left")
        .join(_fulfilled(folder), on="id", how="left")
        .with_columns(
            told_to=pl.when(pl.col("underFeedback").is_null()).then("through").otherwise("addressee")
        )
        .with_columns(eff=pl.coalesce("extended", "due"))
        .select(
            pl.col("id").alias("for"),
            pl.coalesce("bearer", "told_to").alias("organization"),
            pl.when(pl.col("bearer").is_null())
            .then(pl.lit("addressee"))
            .otherwise(pl.lit("bearer"))
            .alias("ground"),
            pl.col("from").alias("start"),
            pl.when(pl.col("everyDays").is_null() & pl.col("eff").is_not_null())
            .then(pl.min_horizontal("eff", pl.lit(as_of)))
            .otherwise(pl.lit(as_of))
            .alias("end"),
            "eff",
            "fulfilled",
            pl.lit(value=True).alias("duty"),
        )
    )
    alone = issue.join(addressed.select("issue").unique(), left_on="id", right_on="issue", how="anti")
    of_issues = alone.join(_completed(folder, as_of), on="id", how="left").select(
        pl.col("id").alias("for"),
        pl.col("addressee").alias("organization"),
        pl.lit("addressee").alias("ground"),
        pl.col("told").alias("start"),
        pl.min_horizontal(pl.col("completed"), pl.lit(as_of)).alias("end"),
        pl.lit(None, pl.Date).alias("eff"),
        pl.lit(None, pl.Date).alias("fulfilled"),
        pl.lit(value=False).alias("duty"),
    )
    both = pl.concat([of_duties, of_issues])
    return both.filter((pl.col("start") <= pl.col("end")) & pl.col("organization").is_not_null())


def _extended(folder: Path, as_of: date) -> pl.DataFrame:
    """id, extended: duties whose due date an extension moved; each counts if approved while the due date then in effect had not passed."""
    asked = _records(folder, "Extension").filter(pl.col("approvedOn") <= as_of)
    asked = asked.select(duty="extends", on="approvedOn", date="date", to="newDue", id="id")
    due = _records(folder, "Duty").select(duty="id", due="due").drop_nulls()
    rows = asked.join(due, on="duty").collect()
    by_duty: dict[str, list[tuple[date, date, date, str]]] = defaultdict(list)
    effective: dict[str, date] = {}
    for duty, on, day, to, name, first in rows.select("duty", "on", "date", "to", "id", "due").iter_rows():
        by_duty[duty].append((on, day or _FIRST, to, name))
        effective[duty] = first
    for duty, extensions in by_duty.items():
        for on, _, to, _ in sorted(extensions):
            if on <= effective[duty]:
                effective[duty] = to
    return pl.DataFrame(
        {"id": list(effective), "extended": list(effective.values())},
        schema={"id": pl.String, "extended": pl.Date},
    )


def _fulfilled(folder: Path) -> pl.LazyFrame:
    acts = (
        _records(folder, "Act")
        .select("date", id="fulfils")
        .explode("id", empty_as_null=True)
        .drop_nulls("id")
    )
    return acts.group_by("id").agg(fulfilled=pl.col("date").min())


def _completed(folder: Path, as_of: date) -> pl.LazyFrame:
    """id, completed: the first Verified act on an issue that no Incomplete or Falsified one follows."""
    acts = _records(folder, "Act").filter(pl.col("date") <= as_of)
    acts = acts.select("date", "verdict", id="concerns").explode("id", empty_as_null=True).drop_nulls("id")
    verified = acts.filter(pl.col("verdict") == "Verified").select("id", "date")
    undone = (
        acts.filter(pl.col("verdict").is_in(["Incomplete", "Falsified"]))
        .group_by("id")
        .agg(undone=pl.col("date").max())
    )
    standing = verified.join(undone, on="id", how="left").filter(
        pl.col("undone").is_null() | (pl.col("date") >= pl.col("undone"))
    )
    return standing.group_by("id").agg(completed=pl.col("date").min())


def _main(window: pl.LazyFrame) -> pl.LazyFrame:
    return window.select(
        "for",
        pl.lit("OrganizationSubject").alias("subject"),
        pl.col("organization").alias("bearer"),
        pl.lit("holder").alias("role"),
        "ground",
        ((pl.col("end") - pl.col("start")).dt.total_days() + 1).cast(pl.Int32).alias("days"),
    )


def _seats(folder: Path, seat: str) -> pl.LazyFrame:
    post = (
        _records(folder, "Post")
        .filter(pl.col("seat") == seat)
        .select(ofPost="id", organization="inOrganization")
    )
    return (
        _records(folder, "Tenure")
        .join(post, on="ofPost")
        .select("organization", "from", "until", bearer="id")
    )


def _first(folder: Path, window: pl.LazyFrame) -> pl.LazyFrame:
    return _held(window.join(_seats(folder, "HeadSeat"), on="organization"), "HeadSubject", "head")


def _assigned(folder: Path, window: pl.LazyFrame) -> pl.LazyFrame:
    named = _records(folder, "Duty").select(
        pl.col("id").alias("for"), pl.col("assignedTo").list.unique().alias("bearer")
    )
    named = (
        named.explode("bearer", empty_as_null=True)
        .drop_nulls("bearer")
        .join(_handed_over(folder), on="for", how="anti")
    )
    rows = (
        window.filter("duty")
        .join(named, on="for")
        .join(_seats(folder, "MemberSeat"), on=["bearer", "organization"])
    )
    return _held(rows, "MemberSubject", "assigned")


def _held(rows: pl.LazyFrame, subject: str, ground: str) -> pl.LazyFrame:
    """Tenures with a day in the window: on its last day the holder, else a contributor."""
    day_after = pl.col("end") + _ONE_DAY
    first = pl.max_horizontal("start", pl.col("from").fill_null(_FIRST))
    after = pl.min_horizontal(day_after, pl.col("until").fill_null(_LAST))
    at_the_end = (pl.col("from").fill_null(_FIRST) <= pl.col("end")) & (
        pl.col("until").fill_null(_LAST) > pl.col("end")
    )
    return rows.filter(first < after).select(
        "for",
        pl.lit(subject).alias("subject"),
        "bearer",
        pl.when(at_the_end).then(pl.lit("holder")).otherwise(pl.lit("contributor")).alias("role"),
        pl.lit(ground).alias("ground"),
        (after - first).dt.total_days().cast(pl.Int32).alias("days"),
    )


def _handed_over(folder: Path) -> pl.LazyFrame:
    """for: duties that a handover concerns."""
    acts = _records(folder, "Act").filter(pl.col("kind") == "Handover")
    return (
        acts.select(pl.col("concerns").alias("for"))
        .explode("for", empty_as_null=True)
        .drop_nulls("for")
        .unique()
    )


def _judged(folder: Path, window: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """for, subject, grade, provision, regulation: under which rule; a breach that runs on into a later regulation is under both."""
    regulation = _records(folder, "Regulation").select("from", "until", regulation="id")
    rule = _records(folder, "ResponsibilityRule").select(
        regulation="of", subject="subjectKind", grade="responsibility", provision="number"
    )
    rules = rule.join(regulation, on="regulation")
    unmet = (
        pl.col("duty")
        & (pl.col("eff") < as_of)
        & ~(pl.col("fulfilled") <= pl.col("eff")).fill_null(value=False)
    ).fill_null(value=False)
    rows = window.with_columns(unmet=unmet).with_columns(
        decisive=pl.when("unmet").then(pl.col("eff") + timedelta(days=1)).otherwise("end")
    )
    starts = pl.col("from").fill_null(_FIRST)
    covered = (starts <= pl.col("decisive")) & (pl.col("decisive") < pl.col("until").fill_null(_LAST))
    running = (
        pl.col("unmet")
        & (starts > pl.col("decisive"))
        & (starts <= as_of)
        & (pl.col("fulfilled").fill_null(_LAST) > starts)
    )
    every = rows.select("for", "unmet", "decisive", "fulfilled").join(rules, how="cross")
    return every.filter(covered | running).select("for", "subject", "grade", "provision", "regulation")
