"""Which light does each issue show: done, running or overdue, and who answers for it in each grade?

The schemes are data (`lights.yaml`): places differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import polars as pl
import yaml

from graph.responsibility import HOLDER
from graph.windows import day_number
from ontology.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.analysis import Analysis

DEFAULT = "standing"
_LONG_TERM, _RUNNING = "long-term", "running"


@dataclass(frozen=True)
class Light:
    """One row of a scheme: which duties it fits, what it shows, and the grades that are warned."""

    state: str
    light: str
    days_left: int | None = None
    warns: tuple[str, ...] = ()


@cache
def schemes() -> Mapping[str, tuple[Light, ...]]:
    """Every scheme, its rows from the worst to the best."""
    found = yaml.safe_load(files("dashboards").joinpath("lights.yaml").read_text(encoding="utf-8"))
    return {
        name: tuple(Light(**{**row, "warns": tuple(row.get("warns", ()))}) for row in rows)
        for name, rows in found.items()
    }


def scheme(name: str = DEFAULT) -> tuple[Light, ...]:
    """The rows of a scheme; raises UnknownName."""
    if name not in schemes():
        raise UnknownName("names.lights", name=name, names=schemes())
    return schemes()[name]


def issue_lights(analysis: Analysis, name: str = DEFAULT) -> pl.DataFrame:
    """Issue (code), state, light, place (of the row in the scheme): one row for every issue fed back by the as-of date."""
    as_of = day_number(analysis.as_of)
    rows_of = scheme(name)
    issues = analysis.compiled["issue"].filter(pl.col("date") <= as_of).select(issue="code")
    links = analysis.compiled["matter_issue"].select("matter", "issue").unique()
    best = next(i for i, row in enumerate(rows_of) if row.state == _RUNNING and row.days_left is None)
    rows = issues.join(links, on="issue", how="left").join(
        matter_lights(analysis, name).select("matter", "place"), on="matter", how="left"
    )
    worst = rows.group_by("issue").agg(place=pl.col("place").fill_null(best).min()).sort("issue")
    return worst.join(_shown(name), on="place", how="left", maintain_order="left").select(
        "issue", "state", "light", "place"
    )


def matter_lights(analysis: Analysis, name: str = DEFAULT) -> pl.DataFrame:
    """matter, state, eff (day number, null without a due date), left (days from the as-of date to it), place, for every matter
    whose window has a day.
    """
    states = _states(analysis)
    if all(row.state != _LONG_TERM for row in scheme(name)):
        states = states.with_columns(pl.col("state").replace(_LONG_TERM, _RUNNING))
    place = pl.lit(None, pl.UInt8)
    for number, row in reversed(list(enumerate(scheme(name)))):
        fits = pl.col("state") == row.state
        if row.days_left is not None:
            fits &= (pl.col("left") <= row.days_left).fill_null(value=False)
        place = pl.when(fits).then(pl.lit(number, pl.UInt8)).otherwise(place)
    return states.with_columns(place=place)


def _shown(name: str) -> pl.DataFrame:
    rows = [(number, row.state, row.light) for number, row in enumerate(scheme(name))]
    schema = {"place": pl.UInt8(), "state": pl.String(), "light": pl.String()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _states(analysis: Analysis) -> pl.DataFrame:
    """matter, state, eff, left, for every matter whose window has a day."""
    as_of = day_number(analysis.as_of)
    verified = analysis.compiled["verdict"].filter((pl.col("date") == as_of) & pl.col("verified"))
    periodic = analysis.compiled["matter"].select("periodic", matter="code")
    windows = analysis.decision.windows.join(periodic, on="matter", how="left").with_columns(
        done=pl.col("fulfilled").is_not_null() & (pl.col("fulfilled") <= as_of),
        late=pl.col("unmet"),
        completed=(pl.col("end") < as_of) | pl.col("matter").is_in(verified["matter"].implode()),
        lasting=pl.col("eff").is_null() | pl.col("periodic"),
    )
    open_ = pl.when("lasting").then(pl.lit(_LONG_TERM)).otherwise(pl.lit(_RUNNING))
    state = (
        pl.when("duty")
        .then(
            pl.when("done")
            .then(pl.when("late").then(pl.lit("late")).otherwise(pl.lit("done")))
            .otherwise(pl.when("late").then(pl.lit("overdue")).otherwise(open_))
        )
        .otherwise(pl.when("completed").then(pl.lit("done")).otherwise(pl.lit(_RUNNING)))
    )
    return windows.select("matter", "eff", state=state, left=pl.col("eff") - as_of)


def summary(analysis: Analysis, name: str = DEFAULT) -> pl.DataFrame:
    """Issues by light, from worst to best: status, light, count, and for each grade how many of them have a holder in it."""
    lights = issue_lights(analysis, name)
    items = analysis.decision.items.filter(pl.col("role") == HOLDER).select("matter", "regulation", "subject")
    grades = [
        (regulation.place, place, rule.grade)
        for regulation in analysis.decision.regulations
        for place, rule in enumerate(map(regulation.rule, _subjects()))
        if rule is not None
    ]
    schema = {"regulation": items.schema["regulation"], "subject": pl.UInt8(), "grade": pl.String()}
    named = items.join(pl.DataFrame(grades, schema=schema, orient="row"), on=["regulation", "subject"])
    links = analysis.compiled["matter_issue"].select("matter", "issue").unique()
    held = named.join(links, on="matter").select("issue", "grade").unique()
    counted = lights.join(held, on="issue").group_by("place", "grade").len("count")
    rows = []
    for number, shown in enumerate(scheme(name)):
        of = counted.filter(pl.col("place") == number)
        by_grade = dict(of.select("grade", "count").iter_rows())
        count = lights.filter(pl.col("place") == number).height
        row = {"status": shown.state, "light": shown.light, "count": count}
        rows.append(row | {grade: by_grade.get(grade, 0) for grade in dict.fromkeys(g for _, _, g in grades)})
    return pl.DataFrame(rows)


def _subjects() -> tuple[str, ...]:
    from graph.responsibility import SUBJECTS

    return SUBJECTS
