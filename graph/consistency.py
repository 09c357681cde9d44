"""Where were like cases treated unlike, and who is found far more often than others?

Signals with their cases, for a person to look at: none says that anything is wrong. Findings that people recorded or decided are counted,
dismissed ones only where treatment is compared. The thresholds are data (`signals.yaml`).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import polars as pl
import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from graph.facts import Facts

KINDS = ("UnlikeTreatment", "OnlyJuniors", "ManyFindings")
SIGNAL = {
    "kind": pl.String(), "about": pl.String(), "circumstance": pl.String(), "cases": pl.List(pl.String()), "count": pl.Int64(),
    "peers": pl.Int64(), "usual": pl.Float64(),
}  # fmt: skip
"""A signal a row. UnlikeTreatment: circumstance, cases as `finding=treatment`; count: of different treatments. OnlyJuniors: about an
organization, cases: findings; peers: how many persons they are against. ManyFindings: about a person, cases: findings; peers: persons in
posts of the same seat and level; usual: their median. Sorted by kind, about, circumstance."""
_HEAD = "HeadSeat"


@cache
def thresholds() -> Mapping[str, float]:
    """The numbers that make a difference a signal."""
    found: Mapping[str, float] = yaml.safe_load(
        files("graph").joinpath("signals.yaml").read_text(encoding="utf-8")
    )
    return found


def signals(facts: Facts, as_of: date) -> pl.DataFrame:
    """Every signal of the facts as of a day, columns SIGNAL; what was decided or happened later is unseen."""
    cases = _cases(facts, as_of)
    parts = [_unlike(cases), _only_juniors(cases), _many(cases, facts, as_of)]
    order = pl.Enum(KINDS)
    rows = pl.concat([p.select(pl.col(c).cast(t) for c, t in SIGNAL.items()) for p in parts])
    return rows.sort(pl.col("kind").cast(order), "about", "circumstance", nulls_last=False)


def looked_at(facts: Facts, as_of: date) -> dict[str, int]:
    """What the signals were sought among: findings, those decided, organizations and persons that they are about."""
    cases = _cases(facts, as_of)
    return {
        "findings": cases.height,
        "decided": cases.filter(pl.col("status") != "Candidate").height,
        "organizations": cases["organization"].n_unique(),
        "persons": cases["person"].drop_nulls().n_unique(),
        "juniors": int(thresholds()["only_juniors_min"]),
        "many": int(thresholds()["many_findings_min"]),
    }


def _cases(facts: Facts, as_of: date) -> pl.DataFrame:
    """finding, subject, circumstance, seat (null: an organization), person, organization, level, treatment: what became of it."""
    tenures = facts["tenures"].select("seat", "person", subject="tenure", of="organization")
    levels = facts["organizations"].select("level", organization="organization")
    states = facts["finding_states"].filter(pl.col("decided_on").is_null() | (pl.col("decided_on") <= as_of))
    found = facts["findings"].select("finding", "subject", "circumstance", "breach_date")
    found = found.join(states.select("finding", "status"), on="finding").join(
        tenures, on="subject", how="left"
    )
    found = found.with_columns(organization=pl.coalesce("of", "subject")).join(
        levels, on="organization", how="left"
    )
    return found.join(_treatments(facts, as_of), on=["finding", "subject"], how="left").with_columns(
        treatment=pl.when(pl.col("status") == "Confirmed")
        .then(pl.coalesce("treatment", "status"))
        .otherwise("status")
    )


def _treatments(facts: Facts, as_of: date) -> pl.DataFrame:
    """finding, subject, treatment: how far a confirmed finding went, an outcome's kind, Procedure, Referral or Lead."""
    seen = pl.col("date") <= as_of
    leads = facts["leads"].filter(seen).select("lead").join(facts["lead_findings"], on="lead")
    subjects = facts["findings"].select("finding", "subject")
    steps = [leads.select("finding", step=pl.lit(0), treatment=pl.lit("Lead"))]
    for place, (table, name) in enumerate((("referrals", "Referral"), ("procedures", "Procedure")), 1):
        made = facts[table].filter(seen).select("lead").unique().join(leads, on="lead")
        steps.append(made.select("finding", step=pl.lit(place), treatment=pl.lit(name)))
    of_all = pl.concat(steps).join(subjects, on="finding")
    procedures = facts["procedures"].select("procedure", "lead").join(leads, on="lead")
    ended = (
        facts["outcomes"].filter(seen).select("procedure", "subject", "kind").join(procedures, on="procedure")
    )
    ended = ended.join(subjects, on=["finding", "subject"], how="semi").select(
        "finding", step=pl.lit(3), treatment="kind", subject="subject"
    )
    return (
        pl.concat([of_all.select("finding", "step", "treatment", "subject"), ended])
        .sort("step", "treatment")
        .group_by("finding", "subject")
        .agg(pl.col("treatment").last())
    )


def _unlike(cases: pl.DataFrame) -> pl.DataFrame:
    """Same circumstance, same kind of subject, same level, all decided: and not the same treatment."""
    decided = cases.filter(pl.col("status") != "Candidate").sort("finding")
    like = decided.group_by("circumstance", "seat", "level").agg(
        cases=pl.concat_str("finding", pl.lit("="), "treatment"), count=pl.col("treatment").n_unique()
    )
    return like.filter(pl.col("count") > 1).select(
        kind=pl.lit("UnlikeTreatment"), about=pl.lit(None, pl.String), circumstance="circumstance", cases="cases",
        count="count", peers=pl.col("cases").list.len(), usual=pl.lit(None, pl.Float64),
    )  # fmt: skip


def _only_juniors(cases: pl.DataFrame) -> pl.DataFrame:
    """Organizations with findings, all of them against members or others, none against the organization or a head."""
    standing = cases.filter(pl.col("status") != "Dismissed").sort("finding")
    senior = pl.col("seat").is_null() | (pl.col("seat") == _HEAD)
    of = standing.group_by("organization").agg(
        cases=pl.col("finding"), count=pl.len(), peers=pl.col("person").n_unique(), senior=senior.any()
    )
    found = of.filter(~pl.col("senior") & (pl.col("count") >= thresholds()["only_juniors_min"]))
    return found.select(
        kind=pl.lit("OnlyJuniors"), about="organization", circumstance=pl.lit(None, pl.String), cases="cases", count="count",
        peers="peers", usual=pl.lit(None, pl.Float64),
    )  # fmt: skip


def _many(cases: pl.DataFrame, facts: Facts, as_of: date) -> pl.DataFrame:
    """Persons with far more findings than those who hold or held posts of the same seat and level."""
    levels = facts["organizations"].select("organization", "level")
    begun = pl.col("from").is_null() | (pl.col("from") <= as_of)
    peers = (
        facts["tenures"]
        .filter(begun)
        .join(levels, on="organization")
        .select("person", "seat", "level")
        .unique()
    )
    standing = cases.filter((pl.col("status") != "Dismissed") & pl.col("person").is_not_null()).sort(
        "finding"
    )
    counts = standing.group_by("person", "seat", "level").agg(cases=pl.col("finding"), count=pl.len())
    rows = peers.join(counts, on=["person", "seat", "level"], how="left").with_columns(
        pl.col("count").fill_null(0)
    )
    group = ["seat", "level"]
    rows = rows.with_columns(usual=pl.col("count").median().over(group), peers=pl.len().over(group))
    spread = (pl.col("count") - pl.col("usual")).abs().median().over(group)
    limit = pl.col("usual") + thresholds()["many_findings_factor"] * pl.max_horizontal(spread, pl.lit(1.0))
    far = rows.filter((pl.col("count") >= thresholds()["many_findings_min"]) & (pl.col("count") >= limit))
    return far.select(
        kind=pl.lit("ManyFindings"), about="person", circumstance=pl.lit(None, pl.String), cases="cases", count="count",
        peers="peers", usual="usual",
    )  # fmt: skip
