"""Which deadlines are near or past, and who is to be told?

A duty that is not done, with the light that it shows (dashboards.lights) and the holders of the grades that the light warns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboards.lights import DEFAULT, matter_lights, scheme
from graph.responsibility import HOLDER, SUBJECTS

if TYPE_CHECKING:
    from graph.analysis import Analysis

DUE = {
    "duty": pl.String(), "organization": pl.String(), "due": pl.Date(), "days_left": pl.Int32(), "status": pl.String(),
    "light": pl.String(), "warned": pl.List(pl.String()),
}  # fmt: skip
"""A duty a row, the nearest deadline first. due: after the extensions that count; days_left: from the as-of date, negative when past;
warned: organization and tenures, in the order of the grades."""


def due(analysis: Analysis, within: int, name: str = DEFAULT, *, overdue: bool = False) -> pl.DataFrame:
    """The duties not done whose effective due date is the as-of date or one of the `within` days after it, columns DUE.

    `overdue`: also those whose date has passed. Raises UnknownName for a scheme that is none.
    """
    near = (pl.col("left") >= 0) & (pl.col("left") <= within)
    if overdue:
        near |= pl.col("left") < 0
    open_ = pl.col("state").is_in(["running", "long-term", "overdue"])
    matter = analysis.compiled["matter"].filter("duty").select("organization", duty="id", matter="code")
    rows = matter_lights(analysis, name).filter(open_ & near).join(matter, on="matter")
    organizations = analysis.compiled["organization"].select(organization="code", organization_id="id")
    rows = rows.join(organizations, on="organization", how="left")
    lights = dict(enumerate(scheme(name)))
    warned = _warned(analysis, rows, {number: row.warns for number, row in lights.items()})
    return (
        rows.join(warned, on="matter", how="left")
        .select(
            "duty",
            organization="organization_id",
            due=pl.col("eff").cast(pl.Date),
            days_left="left",
            status="state",
            light=pl.col("place").replace_strict({n: row.light for n, row in lights.items()}, return_dtype=pl.String),
            warned=pl.col("warned").fill_null([]),
        )
        .cast(pl.Schema(DUE))
        .sort("due", "duty")
    )  # fmt: skip


def _warned(analysis: Analysis, rows: pl.DataFrame, warns: dict[int, tuple[str, ...]]) -> pl.DataFrame:
    """matter, warned: the holders of the grades that the light of each duty warns."""
    grades = [
        (regulation.place, place, rule.grade)
        for regulation in analysis.decision.regulations
        for place, subject in enumerate(SUBJECTS)
        if (rule := regulation.rule(subject)) is not None
    ]
    items = analysis.decision.items.filter(pl.col("role") == HOLDER)
    schema = {"regulation": items.schema["regulation"], "subject": pl.UInt8(), "grade": pl.String()}
    held = items.join(pl.DataFrame(grades, schema=schema, orient="row"), on=["regulation", "subject"])
    asked = [(number, grade) for number, of in warns.items() for grade in of]
    wanted = pl.DataFrame(asked, schema={"place": pl.UInt8(), "grade": pl.String()}, orient="row")
    held = held.join(rows.select("matter", "place"), on="matter").join(
        wanted, on=["place", "grade"], how="semi"
    )
    organizations = analysis.compiled["organization"].select(bearer="code", organization_bearer="id")
    tenures = analysis.compiled["tenure"].select(bearer="code", tenure_bearer="id")
    named = held.join(organizations, on="bearer", how="left").join(tenures, on="bearer", how="left")
    who = pl.when(pl.col("subject") == 0).then("organization_bearer").otherwise("tenure_bearer")
    return (
        named.select("matter", "subject", warned=who)
        .unique()
        .sort("matter", "subject", "warned")
        .group_by("matter", maintain_order=True)
        .agg(pl.col("warned"))
    )
