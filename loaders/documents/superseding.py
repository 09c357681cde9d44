"""What did an earlier version of a document state that this one states no more?

Such records are withdrawn: they rest on nothing but places of that document. Organizations stay, because
other documents speak of them; a feedback, its inspection stays as long as a record speaks of it, a person or post as long as a tenure needs it, a citation as long as a record cites it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ontology.records import frame

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from loaders.documents.scribe import Scribe

ROOTS = ("Feedback", "Inspection")
"""Types whose records go where they rest on this document alone and no record speaks of them any more."""
OWN = ("Act", "Duty", "Issue", "DivisionOfLabor", "Tenure")
"""Types whose records belong to the document that states them."""
NEEDED = {"Person": "heldBy", "Post": "ofPost"}
"""Types whose records stay while a tenure needs them, by the property of the tenure."""


def gone(scribe: Scribe) -> Iterator[tuple[str, str]]:
    """Type and id of the records to withdraw, those that need others before those that are needed."""
    known = scribe.known.frames
    if scribe.source not in scribe.known.by_id("Source"):
        return
    anew = scribe.batch().frames
    stated = _ids(rows["id"] for rows in anew.values())
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
    for record_type in ROOTS:
        rows = _without(frame(known, record_type), stated).filter(pl.col("evidence").list.len() > 0)
        rows = _without(rows, _without(_evidence(rows), ours, "evidence"))
        for identifier in rows["id"]:
            if not _spoken_of(identifier, known, left, anew):
                left = _ids([left["id"], pl.Series([identifier])])
                yield record_type, identifier
    kept = [
        _evidence(_without(_without(rows, stated), left))["evidence"]
        for rows in known.values()
        if "evidence" in rows.columns
    ]
    rest = _without(_without(_ids([cited]), stated), _ids(kept))
    yield from (("Citation", identifier) for identifier in rest["id"].sort())


def _spoken_of(
    identifier: str, known: Mapping[str, pl.DataFrame], left: pl.DataFrame, anew: Mapping[str, pl.DataFrame]
) -> bool:
    """Whether a record that holds, or one that the document states, names this one."""
    # What is stated anew is looked at in its new words.
    for name, rows in known.items():
        again = anew.get(name)
        held = _without(rows, left)
        if again is not None:
            held = _without(held, _ids([again["id"]]))
        if _names(held, identifier) or (again is not None and _names(again, identifier)):
            return True
    return False


def _names(rows: pl.DataFrame, identifier: str) -> bool:
    columns = rows.drop("id").select(pl.col(pl.String, pl.List(pl.String)))
    tests = [
        pl.col(name).list.contains(identifier) if kind == pl.List(pl.String) else pl.col(name) == identifier
        for name, kind in columns.schema.items()
    ]
    return bool(tests) and columns.select(pl.any_horizontal(tests).fill_null(value=False).any()).item()


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
