"""Which findings are there, proposed by the machine or recorded by people, and what proves or defeats one of them?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from dashboards import near_text
from dashboards.commands.finding import around, candidates_now, with_lights
from dashboards.views.tables import bearers
from graph.circumstances.candidates import candidates
from graph.decided import as_decided
from graph.deciding import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.wording import Wording
    from graph.analysis import Analysis
    from graph.circumstances.near_miss import LimbAnswer, NearMiss
    from graph.circumstances.reasons import Reason
    from graph.facts import Facts
    from graph.store import Store

_IDS = pl.List(pl.String())
FINDING = {
    "id": pl.String(), "origin": pl.String(), "provision": pl.String(), "circumstance": pl.String(), "limb": pl.String(), "subject": pl.String(),
    "organization": pl.String(), "person": pl.String(), "light": pl.String(), "breach_date": pl.Date(), "status": pl.String(),
    "returned": pl.Date(), "mode": pl.String(), "duties": _IDS, "open": _IDS, "parameters": _IDS, "facts": _IDS, "same": _IDS,
    "recorded": _IDS, "candidate": pl.String(),
}  # fmt: skip
"""A finding a row. origin: `derived` for what the records prove now, `stated` for what only people recorded. recorded: the findings on record that stand
for what was derived (graph.decided); id: that one's if it is one, else the candidate's. candidate: the id of what was derived, null for what was only
stated. same: ids of other rows of the other origin against the same subject under the same circumstance over one of the same duties. Otherwise as in
graph.circumstances.candidates.CANDIDATE."""
SHOWN = 300
"""So many rows are shown; all of them can be taken along."""
ORIGINS = {"derived": "findings.derived", "stated": "findings.stated"}
MARKS = {"met": "●", "not-met": "○", "no-evidence": "?"}
"""What goes before an answer of three values, so that no colour is needed."""


def listed(analysis: Analysis, facts: Facts, organizations: Sequence[str] = ()) -> pl.DataFrame:
    """Every candidate and every recorded finding of these organizations (all if none is named), columns FINDING; sorted by provision, subject, id.

    What was derived and is on record is one row.
    """
    derived = candidates_now(analysis, facts, organizations).with_columns(
        origin=pl.lit("derived"),
        candidate="id",
        id=pl.when(pl.col("recorded").list.len() == 1).then(pl.col("recorded").list.first()).otherwise("id"),
    )
    stated = _recorded(facts)
    if organizations:
        stated = stated.filter(pl.col("organization").is_in(list(organizations)))
    stated = stated.join(derived.select("id"), on="id", how="anti")
    stated = with_lights(stated, around(analysis, organizations))
    parts = ((derived, _same(derived, stated)), (stated, _same(stated, derived)))
    found = pl.concat(
        rows.join(same, on="id", how="left", maintain_order="left").select(pl.col(c).cast(t) for c, t in FINDING.items())
        for rows, same in parts
    )  # fmt: skip
    none = pl.lit([], _IDS)
    filled = found.with_columns(
        pl.col(c).fill_null(none) for c in ("duties", "open", "parameters", "facts", "same", "recorded")
    )
    return filled.sort("provision", "subject", "id", nulls_last=True)


def _recorded(facts: Facts) -> pl.DataFrame:
    """The findings that people recorded, in files or decisions, without lights."""
    duties = facts["finding_duties"].group_by("finding").agg(duties=pl.col("duty").sort())
    numbers = facts["circumstances"].select("circumstance", provision="number")
    organizations = facts["organizations"].select(subject="organization", own="organization")
    homes = facts["tenures"].select("person", subject="tenure", home="organization")
    rows = (
        facts["findings"]
        .join(facts["finding_states"], on="finding")
        .join(duties, on="finding", how="left")
        .join(numbers.unique("circumstance"), on="circumstance", how="left")
        .join(organizations, on="subject", how="left")
        .join(homes.unique("subject"), on="subject", how="left")
    )
    none = pl.lit(None, pl.String)
    return rows.select(
        "provision", "circumstance", "subject", "person", "breach_date", "status", pl.col("duties").fill_null(pl.lit([], _IDS)),
        id="finding", origin=pl.lit("stated"), limb=none, mode=none, organization=pl.coalesce("own", "home"), returned=pl.lit(None, pl.Date),
        candidate=none, recorded=pl.lit([], _IDS), open=pl.lit([], _IDS), parameters=pl.lit([], _IDS), facts=pl.col("duties").fill_null(pl.lit([], _IDS)),
    )  # fmt: skip


def _same(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """id, same: which of the others are about the same as each row."""
    ours, theirs = (
        part.select("circumstance", "subject", id_, duty="duties").explode("duty", empty_as_null=True).drop_nulls("duty")
        for part, id_ in ((rows, pl.col("id")), (others, pl.col("id").alias("other")))
    )  # fmt: skip
    pairs = ours.join(theirs, on=["circumstance", "subject", "duty"])
    return pairs.group_by("id").agg(same=pl.col("other").unique().sort())


def waiting(analysis: Analysis, facts: Facts) -> pl.DataFrame:
    """provision, circumstance, count, organizations: candidates on which nobody decided, by provision; most first."""
    rows = as_decided(candidates(analysis), facts).filter(pl.col("status") == Status.CANDIDATE)
    counted = rows.group_by("provision", "circumstance").agg(
        count=pl.len(), organizations=pl.col("organization").n_unique()
    )
    return counted.sort("count", "provision", descending=[True, False])


def by_provision(rows: pl.DataFrame, store: Store, wording: Wording) -> pl.DataFrame:
    """Provision with its name, count, organizations: what `waiting` found, for the eye."""
    wording.learn(store, rows["circumstance"])
    names = [f"{n} {wording.name(c)}" for n, c in rows.select("provision", "circumstance").iter_rows()]
    return rows.select("count", pl.Series("provision", names, dtype=pl.String), "organizations")


def narrowed(rows: pl.DataFrame, **asked: str | None) -> pl.DataFrame:
    """The rows with these values in the columns so named; None asks for nothing."""
    wanted = [pl.col(column) == value for column, value in asked.items() if value is not None]
    return rows.filter(*wanted) if wanted else rows


def table(rows: pl.DataFrame, store: Store, wording: Wording) -> pl.DataFrame:
    """The rows for the eye: id, provision with its name, subject, organization (of a tenure), light, breach date, status, origin, mode."""
    names = bearers([*rows["subject"].drop_nulls(), *rows["organization"].drop_nulls()], store, wording)
    wording.learn(store, rows["circumstance"].drop_nulls().unique())
    provisions = [
        f"{number or ''} {wording.name(circumstance)}".strip()
        for number, circumstance in rows.select("provision", "circumstance").iter_rows()
    ]
    told = {
        "provision": provisions,
        "subject": [names.get(s, "") for s in rows["subject"]],
        "organization": [
            "" if s == o else names.get(o, "") for s, o in rows.select("subject", "organization").iter_rows()
        ],
        "light": [light_of(v, wording) for v in rows["light"]],
        "status": [wording.code(v) for v in rows["status"]],
        "origin": [wording.say(ORIGINS[v]) for v in rows["origin"]],
        "mode": [wording.code(v) for v in rows["mode"]],
    }
    columns = (
        "id",
        "provision",
        "subject",
        "organization",
        "light",
        "breach_date",
        "status",
        "origin",
        "mode",
    )
    return rows.with_columns(pl.Series(c, v, dtype=pl.String) for c, v in told.items()).select(columns)


def light_of(light: str | None, wording: Wording) -> str:
    """A light in words; none where no duty is breached."""
    return "" if light is None else wording.say(f"light.{light}")


@dataclass(frozen=True, slots=True)
class Proved:
    """The limb that a candidate meets, and the reason why it does."""

    limb: LimbAnswer
    reason: Reason


def proved(table_: NearMiss, candidate: str) -> Proved | None:
    """What the near-miss table of its subject says of a candidate (id)."""
    for circumstance in table_.circumstances:
        for limb in circumstance.limbs:
            for known, reason in zip(limb.candidates, limb.reasons, strict=False):
                if known == candidate:
                    return Proved(limb, reason)
    return None


def near_misses(found: NearMiss, facts: Facts, wording: Wording) -> pl.DataFrame:
    """The table of a subject: a row for every limb of every circumstance, with its answer, how people decided, the reasons, the smallest change."""
    rows = []
    standing = {row["id"]: row for row in as_decided(found.proved, facts).iter_rows(named=True)}
    for circumstance in found.circumstances:
        for limb in circumstance.limbs:
            reasons = [near_text.sentence(r, wording) for r in limb.reasons if r.answer is limb.answer]
            changes = wording.say("near.also").join(near_text.change(f, wording) for f in limb.flips)
            rows.append(
                (
                    f"{circumstance.provision} {wording.name(circumstance.circumstance)}", _said(circumstance.answer.value, wording),
                    wording.code(limb.pattern), _said(limb.answer.value, wording),
                    wording.say("findings.and").join(near_text.stands(standing[c], wording) for c in limb.candidates), wording.say("findings.and").join(reasons), changes,
                )
            )  # fmt: skip
    columns = ("provision", "answer", "pattern", "limb_answer", "status", "reasons", "change_needed")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def _said(answer: str, wording: Wording) -> str:
    return f"{MARKS[answer]} {wording.say(f'truth.{answer}')}"
