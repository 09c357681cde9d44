"""What does a clerk see of the office documents that are loaded?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl

from dashboards.output import as_json, emit, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.commands.context import Context
    from graph.store import Store
    from loaders.documents.reading import Reading, Remark
    from loaders.recognise import Taken
    from ontology.records import Batch

REMARKS = ("file", "sheet", "cell", "code", "words", "reason")
"""What is told of a remark."""


def show_said(readings: Sequence[Reading], context: Context) -> None:
    """Prints what documents say, as the gold answers are written: one alone, several by name; into a folder a file each."""
    target = context.target
    if target is not None and not target.suffix:
        for reading in readings:
            emit(as_json(reading.said), target / f"{reading.document.path.name}.json")
        return
    if len(readings) == 1:
        emit(as_json(readings[0].said), target)
    else:
        emit(as_json({r.document.name: r.said for r in readings}), target)


def records(taken: Taken, store: Store, context: Context, who: str) -> Batch:
    """The records that the documents make beside what the store holds; shows what a person should look at."""
    from loaders.documents.writing import write as write_records
    from ontology.checks import merge

    at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    known = merge(store.records(), taken.batch.frames)
    written = write_records(taken.readings, known, who=who, at=at)
    show_remarks(written.remarks, context)
    return written.batch


def show_remarks(found: Sequence[tuple[Reading, Sequence[Remark]]], context: Context) -> None:
    """Every remark as a row."""
    rows = [
        {
            "file": reading.document.path.name, "sheet": r.place.sheet, "cell": r.place.cell,
            "code": r.code, "words": r.words, "reason": r.reason,
        }
        for reading, remarks in found
        for r in remarks
    ]  # fmt: skip
    if rows:
        frame = pl.DataFrame(rows, schema=dict.fromkeys(REMARKS, pl.String))
        write(frame, context.format, context.target, context.wording)
