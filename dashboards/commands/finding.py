"""The commands that list candidates and near misses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboards.commands.answering import show, with_names_for
from dashboards.commands.context import must_be_known
from dashboards.commands.names import learn_with_sources, people_of
from dashboards.lights import matter_lights, scheme
from dashboards.output import Format, as_json, emit, write
from dashboards.progress import working
from graph.decided import as_decided
from ontology.errors import InputError
from ontology.messages import message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.commands.context import Context
    from graph.analysis import Analysis
    from graph.facts import Facts

SHOWN = (
    "provision", "limb", "subject", "organization", "light", "breach_date", "duties", "open", "facts", "mode", "status", "returned", "recorded", "id"
)  # fmt: skip
"""What of a candidate stands in a table for the eye, in this order."""


def findings(
    context: Context,
    organizations: Sequence[str],
    people: Sequence[str],
    provisions: Sequence[str],
    lights: Sequence[str],
) -> None:
    """Candidates, all or those asked for."""
    store = context.store()
    analysis = context.analysis(store)
    _must_be_known(analysis, organizations, people, provisions, lights)
    with working(context.wording.say("work.deciding")):
        rows = candidates_now(analysis, store.facts(), organizations)
    for column, asked in (
        ("organization", organizations), ("person", people), ("provision", provisions), ("light", lights)
    ):  # fmt: skip
        if asked:
            rows = rows.filter(pl.col(column).is_in(list(asked)))
    if context.format in (Format.TABLE, Format.XLSX):
        wording = context.wording
        wording.call_tenures(store, people_of(store, rows["subject"].unique().to_list()))
        rows = with_names_for(rows.select(SHOWN), ("subject", "organization"), store, context)
    write(rows, context.format, context.target, context.wording)


def candidates_now(analysis: Analysis, facts: Facts, organizations: Sequence[str] = ()) -> pl.DataFrame:
    """Candidates of these organizations (all if none is named) with `light` and as people decided on them (graph.decided.as_decided)."""
    from graph.circumstances.candidates import candidates

    here = around(analysis, organizations)
    rows = with_lights(candidates(here), here)
    if organizations:
        rows = rows.filter(pl.col("organization").is_in(list(organizations)))
    return as_decided(rows, facts)


def _must_be_known(
    analysis: Analysis,
    organizations: Sequence[str],
    people: Sequence[str],
    provisions: Sequence[str],
    lights: Sequence[str],
) -> None:
    compiled = analysis.compiled
    must_be_known(organizations, compiled["organization"]["id"].to_list(), message("known.organization"))
    must_be_known(people, compiled["person"]["id"].to_list(), message("known.person"))
    must_be_known(provisions, sorted({limb.number for limb in analysis.limbs}), message("known.circumstance"))
    must_be_known(lights, list(dict.fromkeys(row.light for row in scheme())), message("known.light"))


def around(analysis: Analysis, organizations: Sequence[str]) -> Analysis:
    """All that bears on these organizations; everything if none is named."""
    if not organizations:
        return analysis
    compiled = analysis.compiled
    codes = compiled["organization"].filter(pl.col("id").is_in(list(organizations)))["code"]
    return analysis.of_organizations(compiled.with_neighbours(codes))


def with_lights(rows: pl.DataFrame, analysis: Analysis) -> pl.DataFrame:
    """Candidates with `light`: that of the breached duty that stands worst; none where no duty is breached."""
    lit = matter_lights(analysis).join(analysis.compiled["matter"].select("id", matter="code"), on="matter")
    each = rows.select("id", duty="duties").explode("duty", empty_as_null=True).drop_nulls()
    worst = each.join(lit.select("place", duty="id"), on="duty").group_by("id").agg(pl.col("place").min())
    shown = pl.DataFrame({"light": [row.light for row in scheme()]}).with_row_index("place")
    rows = rows.join(worst, on="id", how="left", maintain_order="left")
    rows = rows.with_columns(pl.col("place").cast(pl.UInt32)).join(
        shown, on="place", how="left", maintain_order="left"
    )
    return rows.drop("place")


def near_miss(context: Context, subject: str) -> None:
    """The table of one subject."""
    from dashboards import near_text
    from graph.circumstances.near_miss import near_miss as ask

    if context.format not in (Format.TABLE, Format.JSON):
        raise InputError("asked.near_miss")
    store, wording = context.store(), context.wording
    analysis = context.analysis(store)
    found = ask(analysis, subject)
    learn_with_sources(wording, store, near_text.ids_in(found))
    wording.call_tenures(store, people_of(store, sorted(near_text.ids_in(found))))
    standing = {row["id"]: row for row in as_decided(found.proved, store.facts()).iter_rows(named=True)}
    if context.format is Format.JSON:
        emit(as_json(near_text.as_values(found, standing, wording)), context.target)
    else:
        show([near_text.table(found, standing, wording)], context)
