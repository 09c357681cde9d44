"""The commands that list candidates and near misses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards import finding_text, sealed
from dashboards.commands.answering import show, with_names_for
from dashboards.commands.context import must_be_known, note
from dashboards.commands.names import learn_with_sources, people_of, questions_asked
from dashboards.lights import matter_lights, scheme
from dashboards.output import Format, as_json, emit, write
from dashboards.progress import working
from graph.circumstances.told import told
from graph.decided import as_decided
from graph.decisions_by import facts_on
from graph.digest import rows_digest
from ontology.errors import InputError
from ontology.messages import message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.commands.context import Context
    from graph.analysis import Analysis
    from graph.circumstances.near_miss import NearMiss
    from graph.facts import Facts
    from graph.store import Store

SHOWN = (
    "provision", "circumstance", "subject", "organization", "light", "breach_date", "duties", "open", "status", "decided_on", "returned", "recorded", "mode", "id",
)  # fmt: skip
"""What of a candidate stands in a table for the eye, in this order."""
_CALLED = ("circumstance", "subject", "organization")


@dataclass(frozen=True)
class Wanted:
    """Which candidates are asked for; of each kind none means all."""

    ids: Sequence[str] = ()
    organizations: Sequence[str] = ()
    people: Sequence[str] = ()
    provisions: Sequence[str] = ()
    lights: Sequence[str] = ()

    def of(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Those among the candidates."""
        asked = {
            "id": self.ids, "organization": self.organizations, "person": self.people, "provision": self.provisions, "light": self.lights,
        }  # fmt: skip
        wanted = [pl.col(column).is_in(list(values)) for column, values in asked.items() if values]
        return rows.filter(*wanted) if wanted else rows


def findings(context: Context, wanted: Wanted, *, explain: bool) -> None:
    """Candidates, all or those asked for: as a table, or each explained in sentences."""
    store, wording = context.store(), context.wording
    analysis = context.analysis(store)
    _must_be_known(analysis, wanted)
    facts = facts_on(store, context.decisions_by)
    with working(wording.say("work.deciding")):
        rows = candidates_now(analysis, facts, wanted.organizations)
        must_be_known(wanted.ids, rows["id"].to_list(), message("known.candidate"))
        rows = wanted.of(rows)
        in_words = context.format is Format.TABLE and (explain or wanted.ids)
        telling = context.format is Format.JSON or in_words
        found = told(around(analysis, wanted.organizations), facts, rows) if telling else ()
    if context.format is Format.JSON:
        emit(as_json(sealed.findings(found, context.decisions_by, store, wording)), context.target)
    elif in_words:
        ids = {i for f in found for i in finding_text.ids_in(f)}
        learn_with_sources(wording, store, ids)
        wording.call_tenures(store, people_of(store, sorted(ids)))
        asked = questions_asked(store, {q for f in found for q in f.finding["open"]})
        show([finding_text.finding(f, wording, asked) for f in found], context)
    elif rows.height or context.format is not Format.TABLE:
        shown = rows if context.format is Format.CSV else _for_the_eye(rows, facts, store, context)
        write(shown, context.format, context.target, wording)
    note(wording.say("finding.total", day=analysis.as_of, count=rows.height, digest=rows_digest(rows)))
    if context.format is Format.TABLE and not in_words and rows.height:
        note(wording.say("finding.how", id=rows["id"][0]))


def _for_the_eye(rows: pl.DataFrame, facts: Facts, store: Store, context: Context) -> pl.DataFrame:
    wording = context.wording
    stands = rows.select("id", finding="recorded").explode("finding", empty_as_null=True)
    days = stands.join(facts["finding_states"], on="finding").group_by("id").agg(pl.col("decided_on").max())
    rows = rows.join(days, on="id", how="left", maintain_order="left")
    wording.call_tenures(store, people_of(store, rows["subject"].unique().to_list()))
    lights = [None if light is None else wording.say(f"light.{light}") for light in rows["light"]]
    shown = rows.select(SHOWN).with_columns(pl.Series("light", lights, dtype=pl.String))
    return with_names_for(shown, _CALLED, store, context)


def candidates_now(analysis: Analysis, facts: Facts, organizations: Sequence[str] = ()) -> pl.DataFrame:
    """Candidates of these organizations (all if none is named) with `light` and as people decided on them by these facts (graph.decided.as_decided)."""
    from graph.circumstances.candidates import candidates

    here = around(analysis, organizations)
    rows = with_lights(candidates(here), here)
    if organizations:
        rows = rows.filter(pl.col("organization").is_in(list(organizations)))
    return as_decided(rows, facts)


def _must_be_known(analysis: Analysis, wanted: Wanted) -> None:
    compiled = analysis.compiled
    must_be_known(
        wanted.organizations, compiled["organization"]["id"].to_list(), message("known.organization")
    )
    must_be_known(wanted.people, compiled["person"]["id"].to_list(), message("known.person"))
    numbers = sorted({limb.number for limb in analysis.limbs})
    must_be_known(wanted.provisions, numbers, message("known.circumstance"))
    lights = list(dict.fromkeys(row.light for row in scheme()))
    must_be_known(wanted.lights, lights, message("known.light"))


def around(analysis: Analysis, organizations: Sequence[str]) -> Analysis:
    """All that bears on these organizations; everything if none is named."""
    return analysis.around(organizations) if organizations else analysis


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

    if context.format is Format.JSON:
        emit(as_json(near_miss_result(context, subject)), context.target)
        return
    if context.format is not Format.TABLE:
        raise InputError("asked.near_miss")
    found, standing, _ = _near(context, subject)
    show([near_text.table(found, standing, context.wording)], context)


def near_miss_result(context: Context, subject: str) -> dict[str, Any]:
    """What `zeren near-miss --format json` writes, with sentences in the language of the call."""
    from dashboards import near_text

    found, standing, facts = _near(context, subject)
    wording = context.wording
    values = {
        "lang": wording.lang,
        "decisions_by": context.decisions_by,
        **near_text.as_values(found, standing, wording),
    }
    return sealed.sealed(sealed.NEAR_MISS, values, facts)


def _near(context: Context, subject: str) -> tuple[NearMiss, dict[str, dict[str, Any]], Facts]:
    """The table, how its candidates stand, the facts; everything that it names is called by name."""
    from dashboards import near_text
    from graph.circumstances.near_miss import near_miss as ask

    store, wording = context.store(), context.wording
    analysis = context.analysis(store)
    found, facts = ask(analysis, subject), facts_on(store, context.decisions_by)
    learn_with_sources(wording, store, near_text.ids_in(found))
    wording.call_tenures(store, people_of(store, sorted(near_text.ids_in(found))))
    return found, {row["id"]: row for row in as_decided(found.proved, facts).iter_rows(named=True)}, facts
