"""What changed since the last load: which records, and what is answered otherwise?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboards.views.tables import bearers
from graph.what_if import ADDED, CHANGE, NOW, REMOVED, WAS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboards.wording import Wording
    from graph.last_load import LastLoad
    from graph.store import Store
    from graph.what_if import Difference

SHOWN = 200
"""So many changes are listed."""
ANSWERS = ("kind", CHANGE, "matter", "bearer", "says")
TEXT = pl.String()
Row = tuple[str, str, str, str, str]


def counts(last: LastLoad, wording: Wording) -> pl.DataFrame:
    """type, new, changed, withdrawn, in words; types of which nothing changed are left out."""
    rows = last.counts.filter(pl.sum_horizontal("new", "changed", "withdrawn") > 0)
    return rows.with_columns(type=_texts([wording.code(t) for t in rows["type"]]))


def records(last: LastLoad, store: Store, wording: Wording) -> pl.DataFrame:
    """id, type, name, change: the first SHOWN records that the load stated."""
    rows = last.stated.filter(pl.col("known") | ~pl.col("withdrawn")).head(SHOWN)
    wording.learn(store, rows["id"])
    kinds = [
        "withdrawn" if withdrawn else ("changed" if known else "new")
        for withdrawn, known in rows.select("withdrawn", "known").iter_rows()
    ]
    return rows.select(
        "id",
        type=_texts([wording.code(t) for t in rows["type"]]),
        name=_texts([wording.name(i) for i in rows["id"]]),
        change=_texts([wording.header(k) for k in kinds]),
    )


def answers(found: Difference, store: Store, wording: Wording) -> pl.DataFrame:
    """Columns ANSWERS, a row a change: of whose responsibility, of gaps, of candidates; the first SHOWN of each."""
    rows = [
        *_responsibilities(found, store, wording),
        *_gaps(found, store, wording),
        *_findings(found, store, wording),
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(ANSWERS, TEXT), orient="row")


def _responsibilities(found: Difference, store: Store, wording: Wording) -> Iterator[Row]:
    """Items; of one that says something else what it was and what it is, in one row."""
    rows = found.responsibilities.head(2 * SHOWN)
    wording.learn(store, rows["for"])
    names = bearers(rows["bearer"], store, wording)
    for _, same in rows.group_by("for", "regulation", "grade", "bearer", maintain_order=True):
        row = same.row(0, named=True)
        before, after = (
            _items(same.filter(pl.col(CHANGE).is_in(sides)), wording)
            for sides in ((REMOVED, WAS), (ADDED, NOW))
        )
        change = REMOVED if not after else ADDED if not before else NOW
        if before == after:
            continue
        yield (
            wording.say("suppose_section.responsibilities"), wording.say(f"suppose_change.{change}"), wording.name(row["for"]), names[row["bearer"]],
            f"{wording.code(row['grade'])}: " + " → ".join(part for part in (before, after) if part),
        )  # fmt: skip


def _items(rows: pl.DataFrame, wording: Wording) -> str:
    said = [
        wording.say(
            "since.item", role=wording.code(row["role"]), ground=wording.code(row["ground"]), days=row["days"]
        )
        for row in rows.iter_rows(named=True)
    ]
    return wording.say("near.and").join(dict.fromkeys(said))


def _gaps(found: Difference, store: Store, wording: Wording) -> Iterator[Row]:
    places = ("organization", "domain", "unit", "post")
    rows = found.gaps.head(SHOWN)
    wording.learn(store, {v for c in places for v in rows[c].drop_nulls()})
    for row in rows.iter_rows(named=True):
        where = " · ".join(wording.name(row[c]) for c in places if row[c])
        days = wording.say(
            "tree.stretch", first=wording.day(row["from"]), last=wording.last_day(row["until"])
        )
        change = wording.say(f"suppose_change.{row[CHANGE]}")
        yield (wording.say("suppose_section.gaps"), change, wording.code(row["kind"]), where, days)


def _findings(found: Difference, store: Store, wording: Wording) -> Iterator[Row]:
    rows = found.findings.filter(pl.col(CHANGE) != WAS).head(SHOWN)
    wording.learn(store, rows["circumstance"])
    names = bearers(rows["subject"], store, wording)
    for row in rows.iter_rows(named=True):
        name = f"{row['provision']} {wording.name(row['circumstance'])}"
        change = wording.say(f"suppose_change.{row[CHANGE]}")
        yield (
            wording.say("suppose_section.findings"),
            change,
            name,
            names[row["subject"]],
            wording.day(row["breach_date"]),
        )


def _texts(values: list[str]) -> pl.Series:
    return pl.Series(values, dtype=TEXT)
