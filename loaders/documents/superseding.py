"""What did an earlier version of a document state that this one states no more?

Such records are withdrawn: they rest on nothing but places of that document. Organizations, inspections and feedbacks stay, because
other documents speak of them; a person or post stays as long as a tenure needs it, a citation as long as a record cites it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ontology.records import frame

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loaders.documents.scribe import Scribe

OWN = ("Act", "Duty", "Issue", "DivisionOfLabor", "Tenure")
"""Types whose records belong to the document that states them."""
NEEDED = {"Person": "heldBy", "Post": "ofPost"}
"""Types whose records stay while a tenure needs them, by the property of the tenure."""


def gone(scribe: Scribe) -> Iterator[tuple[str, str]]:
    """Type and id of the records to withdraw, those that need others before those that are needed."""
    known = scribe.known.frames
    if scribe.source not in scribe.known.by_id("Source"):
        return
    stated = _ids(rows["id"] for rows in scribe.batch().frames.values())
    cited = frame(known, "Citation").filter(pl.col("ofSource") == scribe.source)["id"]
    ours = _ids([cited, pl.Series([scribe.source])])
    used = _ids([pl.Series(sorted(scribe.used), dtype=pl.String)])
    left = _ids([])
    for record_type in (*OWN, *NEEDED):
        rows = _without(frame(known, record_type), stated).filter(pl.col("evidence").list.len() > 0)
        foreign = _without(_evidence(rows), ours, "evidence")
        rows = _without(_without(rows, foreign), used)
        if record_type in NEEDED:
            key = NEEDED[record_type]
            tenures = _without(_without(frame(known, "Tenure"), stated), left)
            rows = _without(rows, _ids([tenures[key], pl.Series(sorted(scribe.named(key)), dtype=pl.String)]))
        left = _ids([left["id"], rows["id"]])
        yield from ((record_type, identifier) for identifier in rows["id"])
    kept = [
        _evidence(_without(_without(rows, stated), left))["evidence"]
        for rows in known.values()
        if "evidence" in rows.columns
    ]
    rest = _without(_without(_ids([cited]), stated), _ids(kept))
    yield from (("Citation", identifier) for identifier in rest["id"].sort())


def _ids(columns: Iterator[pl.Series] | list[pl.Series]) -> pl.DataFrame:
    """The ids of several columns as one frame."""
    empty = pl.Series("id", [], dtype=pl.String)
    return pl.DataFrame({"id": pl.concat([empty, *(c.alias("id").cast(pl.String) for c in columns)])})


def _without(rows: pl.DataFrame, ids: pl.DataFrame, column: str = "id") -> pl.DataFrame:
    return rows.join(
        ids.select(pl.col("id").alias("_id")),
        left_on=column,
        right_on="_id",
        how="anti",
        maintain_order="left",
    )


def _evidence(rows: pl.DataFrame) -> pl.DataFrame:
    """id, evidence: a row a citation."""
    return rows.select("id", "evidence").explode("evidence", empty_as_null=True).drop_nulls("evidence")
