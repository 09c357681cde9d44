"""Which light does each issue show: done, running or overdue, and who answers for it in each grade?

The scheme is data (`lights.yaml`).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import polars as pl
import yaml

from graph.responsibility import HOLDER
from graph.windows import day_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph.analysis import Analysis


@cache
def scheme() -> Mapping[str, str]:
    """State -> light, from the worst state to the best."""
    rows = yaml.safe_load(files("dashboards").joinpath("lights.yaml").read_text(encoding="utf-8"))
    return {row["state"]: row["light"] for row in rows}


def issue_lights(analysis: Analysis) -> pl.DataFrame:
    """Issue (code), state, light: one row for every issue that was fed back by the as-of date."""
    as_of = day_number(analysis.as_of)
    states = list(scheme())
    place = {state: i for i, state in enumerate(states)}
    issues = analysis.compiled["issue"].filter(pl.col("date") <= as_of).select(issue="code")
    links = analysis.compiled["matter_issue"].select("matter", "issue").unique()
    rows = issues.join(links, on="issue", how="left").join(_states(analysis), on="matter", how="left")
    worst = pl.col("state").fill_null("running").replace_strict(place, return_dtype=pl.UInt8).min()
    return (
        rows.group_by("issue")
        .agg(worst=worst)
        .sort("issue")
        .select(
            "issue",
            state=pl.col("worst").replace_strict(dict(enumerate(states)), return_dtype=pl.String),
            light=pl.col("worst").replace_strict(
                {place[state]: light for state, light in scheme().items()}, return_dtype=pl.String
            ),
        )
    )


def _states(analysis: Analysis) -> pl.DataFrame:
    """matter, state, for every matter whose window has a day."""
    as_of = day_number(analysis.as_of)
    verified = analysis.compiled["verdict"].filter((pl.col("date") == as_of) & pl.col("verified"))
    windows = analysis.decision.windows.with_columns(
        done=pl.col("fulfilled").is_not_null() & (pl.col("fulfilled") <= as_of),
        late=pl.col("unmet"),
        completed=(pl.col("end") < as_of) | pl.col("matter").is_in(verified["matter"].implode()),
    )
    state = (
        pl.when("duty")
        .then(
            pl.when("done")
            .then(pl.when("late").then(pl.lit("late")).otherwise(pl.lit("done")))
            .otherwise(pl.when("late").then(pl.lit("overdue")).otherwise(pl.lit("running")))
        )
        .otherwise(pl.when("completed").then(pl.lit("done")).otherwise(pl.lit("running")))
    )
    return windows.select("matter", state=state)


def summary(analysis: Analysis) -> pl.DataFrame:
    """Issues by light, from worst to best: status, light, count, and for each grade how many of them have a holder in it."""
    lights = issue_lights(analysis)
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
    counted = lights.join(held, on="issue").group_by("state", "grade").len("count")
    rows = []
    for state, light in scheme().items():
        of = counted.filter(pl.col("state") == state)
        by_grade = dict(of.select("grade", "count").iter_rows())
        row = {"status": state, "light": light, "count": lights.filter(pl.col("state") == state).height}
        rows.append(row | {grade: by_grade.get(grade, 0) for grade in dict.fromkeys(g for _, _, g in grades)})
    return pl.DataFrame(rows)


def _subjects() -> tuple[str, ...]:
    from graph.responsibility import SUBJECTS

    return SUBJECTS
