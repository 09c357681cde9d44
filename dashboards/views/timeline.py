"""Who held which post, and who was in charge of what, from when to when, in one organization?

Bars for a chart: an end that is still open is drawn to the horizon, and says so; a head's seat that nobody holds is a bar of its own.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.wording import Wording
    from graph.facts import Facts
    from graph.store import Store

BARS = {
    "id": pl.String(), "lane": pl.String(), "bar": pl.String(), "kind": pl.String(), "from": pl.Date(), "until": pl.Date(), "period": pl.String(),
}  # fmt: skip
"""`until` is where the bar ends on the chart; `period` says from when to when in words."""
ROWS = 200
"""Most bars of a chart."""


def tenures(facts: Facts, organization: str, store: Store, wording: Wording, horizon: date) -> pl.DataFrame:
    """A bar for every tenure in an organization, and for every stretch in which a head's seat stands empty; by post, in order of time."""
    rows = (
        facts["tenures"]
        .filter(pl.col("organization") == organization)
        .sort("post", "from", "tenure")
        .head(ROWS)
    )
    wording.learn(store, {*rows["person"], *rows["post"]})
    found = []
    for post, held in rows.group_by("post", maintain_order=True):
        name = wording.name(str(post[0]))
        found += [
            (row["tenure"], name, wording.name(row["person"]), row["kind"], row["from"] or _begin(rows, horizon), row["until"] or horizon,
             _days(row, wording))
            for row in held.iter_rows(named=True)
        ]  # fmt: skip
        if held["seat"][0] == "HeadSeat":
            found += [
                (
                    str(post[0]),
                    name,
                    wording.code("HeadVacant"),
                    "HeadVacant",
                    a,
                    b,
                    wording.say("tree.stretch", first=a, last=b - timedelta(1)),
                )
                for a, b in _empty(held, horizon)
            ]
    return _bars(found)


def charges(facts: Facts, organization: str, store: Store, wording: Wording, horizon: date) -> pl.DataFrame:
    """A bar for every division of labor of an organization's leaders: what is theirs, a row each; by domain or unit."""
    office = (
        facts["tenures"].filter(pl.col("organization") == organization).select("tenure", "person", "post")
    )
    parts = [
        facts[table]
        .join(office, on="tenure")
        .select("division", "tenure", "person", "mode", "from", "until", target=column)
        for table, column in (("domain_charges", "domain"), ("unit_charges", "unit"))
    ]
    rows = pl.concat(parts).sort("target", "from", "division").head(ROWS)
    wording.learn(store, {*rows["person"], *rows["target"]})
    found = [
        (row["division"], _lane(row, wording), wording.name(row["person"]), row["mode"], row["from"] or _begin(rows, horizon),
         row["until"] or horizon, _days(row, wording))
        for row in rows.iter_rows(named=True)
    ]  # fmt: skip
    return _bars(found)


def _lane(row: dict[str, str], wording: Wording) -> str:
    """What is in charge has a lane of its own, apart from who assists or liaises there."""
    name = wording.name(row["target"])
    return name if row["mode"] in ("InChargeOf", "OverallCharge") else f"{name} · {wording.code(row['mode'])}"


def succession(bars: pl.DataFrame) -> pl.DataFrame:
    """lane, bar, period, predecessor, successor: for each tenure whom it followed in the post and who followed it; in order of time."""
    held = bars.filter(pl.col("kind") != "HeadVacant").sort("lane", "from", "id")
    return held.select(
        "id", "lane", "bar", "kind", "period", predecessor=pl.col("bar").shift(1).over("lane"), successor=pl.col("bar").shift(-1).over("lane")
    )  # fmt: skip


def _bars(found: Sequence[tuple[object, ...]]) -> pl.DataFrame:
    rows = pl.DataFrame(found, schema=BARS, orient="row")
    return rows.filter(pl.col("from") < pl.col("until"))


def _begin(rows: pl.DataFrame, horizon: date) -> date:
    """Where a bar begins whose first day is unknown: a year before the first known day."""
    first = rows["from"].min()
    return (first if isinstance(first, date) else horizon) - timedelta(365)


def _days(row: dict[str, object], wording: Wording) -> str:
    since, until = row["from"], row["until"]
    assert since is None or isinstance(since, date)
    assert until is None or isinstance(until, date)
    return wording.say("tree.stretch", first=wording.day(since), last=wording.last_day(until))


def _empty(held: pl.DataFrame, horizon: date) -> list[tuple[date, date]]:
    """The stretches between tenures in which nobody holds the post, and after the last that has ended."""
    found: list[tuple[date, date]] = []
    reached: date | None = None
    for since, until in held.select("from", "until").iter_rows():
        if reached is not None and since is not None and since > reached:
            found.append((reached, since))
        end = until or date.max
        reached = end if reached is None or end > reached else reached
    if reached is not None and reached < horizon:
        found.append((reached, horizon))
    return found
