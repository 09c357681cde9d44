"""How do candidates stand by what people decided on them?

A finding on record stands for a candidate if it is its decision (same id), names it as its matter, or says the same: circumstance, limb
(if it states one), subject, breached duties; where none is breached, the breach date (semantics 4; docs/decisions.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from graph.deciding import Status, facts_digest
from ontology.records import among

if TYPE_CHECKING:
    from graph.facts import Facts

_IDS = pl.List(pl.String())
_RANK = {str(Status.CONFIRMED): 1, str(Status.DISMISSED): 1, str(Status.CANDIDATE): 0}


def as_decided(candidates: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """Candidates (graph.circumstances.candidates.CANDIDATE) in their order as they stand: `status` replaced; `recorded`, the ids of the findings
    on record that stand for one, sorted; `returned`, the day of a dismissal that no longer holds.

    Of several the last decision counts; if those of one day differ, none does. A dismissed candidate stays dismissed while what it rests on
    is unchanged, as far as the dismissal tells (its digest, its breach date); else it is a candidate again.
    """
    pairs = _pairs(candidates, facts)
    ids = pairs.group_by("id").agg(recorded=pl.col("finding").sort())
    last = pairs.sort("rank", "decided_on", "same", "finding", descending=True, nulls_last=True)
    last = last.filter(
        pl.col("rank").rank("dense", descending=True).over("id") == 1,
        (pl.col("decided_on").fill_null(pl.date(1, 1, 1)).rank("dense", descending=True).over("id") == 1),
    )
    agreed = last.group_by("id", maintain_order=True).agg(
        pl.col("finding").first(),
        pl.col("decided_on").first(),
        decided=pl.when(pl.col("decided").n_unique() == 1).then(pl.col("decided").first()),
        digest=pl.col("facts_digest").first(),
        stated_breach=pl.col("stated_breach").first(),
    )
    rows = candidates.join(agreed, on="id", how="left", maintain_order="left")
    back = _changed(rows, candidates.columns)
    return (
        rows.join(ids, on="id", how="left", maintain_order="left")
        .with_columns(
            status=pl.when(back)
            .then(pl.lit(str(Status.CANDIDATE)))
            .otherwise(pl.coalesce("decided", "status")),
            returned=pl.when(back).then("decided_on"),
            recorded=pl.col("recorded").fill_null(pl.lit([], _IDS)),
        )
        .select(*candidates.columns, "returned", "recorded")
    )


def _pairs(candidates: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """Which findings stand for which candidates: id, finding, same (the id is the candidate's), decided (its status), rank, decided_on, facts_digest, stated_breach."""
    duties = facts["finding_duties"].group_by("finding").agg(breached=pl.col("duty").unique().sort())
    recorded = (
        facts["findings"]
        .filter(among("subject", set(candidates["subject"].drop_nulls())) | among("finding", set(candidates["id"])))
        .rename({"breach_date": "stated_breach"})
        .join(facts["finding_states"].select("finding", "decided_on", "facts_digest", decided="status"), on="finding")
        .join(facts["finding_tests"], on="finding", how="left")
        .join(duties, on="finding", how="left")
        .with_columns(pl.col("breached").fill_null(pl.lit([], _IDS)))
    )  # fmt: skip
    known = candidates.select(
        "id",
        "circumstance",
        "limb",
        "subject",
        "matter",
        "breach_date",
        breached=pl.col("duties").list.sort(),
    )
    same_duties = (pl.col("breached") == pl.col("breached_right")) & (pl.col("breached").list.len() > 0)
    without = (pl.col("breached").list.len() == 0) & (pl.col("breached_right").list.len() == 0)
    like = known.join(recorded, on=["circumstance", "subject"]).filter(
        pl.col("test").is_null() | (pl.col("test") == pl.col("limb")),
        same_duties
        | (without & (pl.col("breach_date") == pl.col("stated_breach")))
        | pl.col("matter").list.contains(pl.col("finding"))
    )  # fmt: skip
    own = known.select("id").join(recorded, left_on="id", right_on="finding").with_columns(finding="id")
    columns = ("id", "finding", "decided", "decided_on", "facts_digest", "stated_breach")
    pairs = pl.concat([like.select(columns), own.select(columns)]).unique(["id", "finding"])
    return pairs.with_columns(
        same=pl.col("id") == pl.col("finding"),
        rank=pl.col("decided").replace_strict(_RANK, default=0, return_dtype=pl.Int8()),
    )


def _changed(rows: pl.DataFrame, columns: list[str]) -> pl.Series:
    """Whether each row was dismissed over other facts than now: by the digest if there is one, else by the breach date if one is stated."""
    # Only of what was dismissed over facts that are known: a digest of each candidate of a large district would take longer than to find them.
    dismissed = pl.col("decided") == Status.DISMISSED
    asked = rows.filter(dismissed & pl.col("digest").is_not_null())
    now = [(row["id"], facts_digest(row)) for row in asked.select(columns).iter_rows(named=True)]
    digests = pl.DataFrame(now, schema={"id": pl.String, "now": pl.String}, orient="row")
    other_facts = (
        pl.when(pl.col("digest").is_not_null())
        .then(pl.col("digest") != pl.col("now"))
        .otherwise(pl.col("stated_breach") != pl.col("breach_date"))
    )
    with_digests = rows.join(digests, on="id", how="left", maintain_order="left")
    return with_digests.select((dismissed & other_facts).fill_null(value=False)).to_series()


__all__ = ["as_decided"]
