"""Which Responsibility and Gap nodes does an analysis give, and which of them does a change renew?

Invariant: both frames are sorted by organization, so that the affairs of one organization are one slice, and deriving only the
organizations that a change touches gives exactly what deriving everything gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from graph.answers import named_items
from graph.responsibility import ASSIGNED
from ontology.records import columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graph.analysis import Analysis

ORGANIZATION = "_organization"
"""Leading column of derived frames: the id of the responsible organization ("" where there is none)."""


@dataclass(frozen=True)
class Derived:
    """Frames of record types Responsibility and Gap (columns of ontology.records), each led by ORGANIZATION.

    `renewed`: how many rows were computed anew (all of them after a full derivation).
    """

    responsibility: pl.DataFrame
    gap: pl.DataFrame
    renewed: int


def derive(analysis: Analysis) -> Derived:
    """Everything."""
    responsibility, gap = _responsibility(analysis), _gap(analysis)
    return Derived(responsibility, gap, responsibility.height + gap.height)


def renew(analysis: Analysis, touched: Iterable[str]) -> tuple[Derived, list[str]]:
    """The rows of the touched organizations (ids), derived from the facts as they are now, and whose rows they are.

    What a neighbour's answers rest on is renewed with it, so more organizations come back than were touched.
    """
    compiled = analysis.compiled
    ids = sorted(set(touched))
    known = compiled["organization"].filter(pl.col("id").is_in(ids))["code"]
    near = compiled.with_neighbours(known)
    names = compiled["organization"].filter(pl.col("code").is_in(near))["id"]
    replaced = sorted({*ids, *names})
    around = derive(analysis.of_organizations(compiled.with_neighbours(near)))
    fresh = [_slices(rows, replaced) for rows in (around.responsibility, around.gap)]
    return Derived(fresh[0], fresh[1], fresh[0].height + fresh[1].height), replaced


def spliced(previous: Derived, fresh: Derived, organizations: Sequence[str]) -> Derived:
    """`previous` with the rows of some organizations (sorted ids) replaced by those of `fresh`."""
    responsibility = _spliced(previous.responsibility, fresh.responsibility, organizations)
    return Derived(responsibility, _spliced(previous.gap, fresh.gap, organizations), fresh.renewed)


def _bounds(rows: pl.DataFrame, organizations: Sequence[str]) -> list[tuple[int, int]]:
    asked = pl.Series(organizations, dtype=pl.String)
    starts, ends = (rows[ORGANIZATION].search_sorted(asked, side=side) for side in ("left", "right"))
    return list(zip(starts, ends, strict=True))


def _slices(rows: pl.DataFrame, organizations: Sequence[str]) -> pl.DataFrame:
    parts = [rows.slice(start, end - start) for start, end in _bounds(rows, organizations)]
    return pl.concat(parts) if parts else rows.clear()


def _spliced(old: pl.DataFrame, new: pl.DataFrame, organizations: Sequence[str]) -> pl.DataFrame:
    parts, done = [], 0
    for (start, end), (new_start, new_end) in zip(
        _bounds(old, organizations), _bounds(new, organizations), strict=True
    ):
        parts += [old.slice(done, start - done), new.slice(new_start, new_end - new_start)]
        done = end
    return pl.concat([*parts, old.slice(done)])


def _responsibility(analysis: Analysis) -> pl.DataFrame:
    decision, compiled = analysis.decision, analysis.compiled
    where = decision.windows.select("matter", "organization").join(
        compiled["organization"].select(organization="code", name="id"),
        on="organization",
        maintain_order="left",
    )
    items = decision.items.sort("matter", "regulation", "subject", "ground", "role", "bearer")
    rows = named_items(decision, compiled, analysis.raised, items)
    rows = rows.join(where.select("name", matter="matter"), on="matter", maintain_order="left")
    rows = rows.join(
        _facts(analysis),
        on=["matter", "bearer_code", "ground_code", "supporting"],
        how="left",
        maintain_order="left",
    )
    none = pl.lit([], pl.List(pl.String()))
    rows = rows.with_columns(place=pl.int_range(1, pl.len() + 1).over("matter"))
    rows = rows.select(
        pl.col("name").alias(ORGANIZATION),
        pl.concat_str(pl.col("for"), pl.lit("/"), pl.col("place")).alias("id"),
        "grade", "bearer", "role", "ground", "provision", "open", "flags",
        pl.col("days").cast(pl.Int64),
        pl.lit(analysis.as_of).alias("asOf"),
        pl.col("facts").fill_null(none),
        pl.col("for").alias("concerns"),
    )  # fmt: skip
    return rows.select(ORGANIZATION, *columns("Responsibility"))


def _facts(analysis: Analysis) -> pl.DataFrame:
    """matter, bearer_code, ground_code, supporting, facts: ids of the divisions behind an item (matter and bearer are edges)."""
    spans = analysis.decision.spans.filter(pl.col("ground") > ASSIGNED)
    ids = analysis.compiled["division"].select("id", division="code")
    spans = (
        spans.select("matter", "tenure", "ground", "supporting", "division").unique().join(ids, on="division")
    )
    return spans.group_by("matter", "supporting", ground_code="ground", bearer_code="tenure").agg(
        facts=pl.col("id").sort()
    )


def _gap(analysis: Analysis) -> pl.DataFrame:
    rows = analysis.gaps().with_columns(pl.col("organization").fill_null("").alias(ORGANIZATION))
    about = pl.concat_list(
        pl.col("issues"), pl.col("duties"), pl.col("tenures"),
        pl.concat_list("division").list.drop_nulls(), pl.concat_list("regulation").list.drop_nulls(),
    ).list.unique(maintain_order=True)  # fmt: skip
    rows = rows.sort(ORGANIZATION, maintain_order=True).with_columns(
        place=pl.int_range(1, pl.len() + 1).over(ORGANIZATION, "kind")
    )
    rows = rows.select(
        ORGANIZATION,
        pl.concat_str(pl.lit("gap/"), "kind", pl.lit("/"), ORGANIZATION, pl.lit("/"), "place").alias("id"),
        "kind", "from", "until", "open",
        pl.lit(analysis.as_of).alias("asOf"),
        inOrganization="organization", inDomain="domain", covers="unit", ofPost="post", concerns=about,
    )  # fmt: skip
    return rows.select(ORGANIZATION, *columns("Gap"))


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    """A derived frame without its leading ORGANIZATION column, as a store takes it."""
    return frame.drop(ORGANIZATION)
