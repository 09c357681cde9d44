"""What does a clerk see of the office documents that are loaded?"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl
import typer

from dashboards.commands.context import note
from dashboards.differences import differences
from dashboards.output import Format, as_json, emit, write
from loaders.documents.known import Known
from loaders.documents.writing import write as write_records
from ontology.checks import merge
from ontology.errors import InputError
from ontology.records import frame

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from dashboards.commands.context import Context
    from graph.store import Store
    from loaders.documents.reading import Reading
    from loaders.documents.writing import Written
    from loaders.recognise import Taken
    from ontology.records import Batch

REMARKS = ("file", "sheet", "cell", "code", "words", "reason")
"""What is told of a remark."""
FEW = 30
"""So many remarks or fewer are told one by one."""


def show_said(readings: Sequence[Reading], context: Context) -> None:
    """Prints what documents say, as the gold answers are written: one alone, several by name; into a folder a file each."""
    target = context.target
    if target is not None and not target.suffix:
        for reading in readings:
            emit(as_json(dict(reading.said)), target / f"{reading.document.path.name}.json")
        return
    if len(readings) == 1:
        emit(as_json(dict(readings[0].said)), target)
    else:
        emit(as_json({r.document.name: dict(r.said) for r in readings}), target)


def written(taken: Taken, store: Store, who: str, owner: str | None) -> tuple[Written, Known]:
    """The records that the documents make beside what the store holds, and what was known for them."""
    at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    frames = merge(store.records(), taken.batch.frames)
    return write_records(taken.readings, frames, who=who, at=at, owner=owner), Known(frames)


def show(found: Written, context: Context) -> None:
    """Everything that a person should look at: as rows, or summed up by kind where they are many; how much is to be decided."""
    frame = remark_rows(found, context.wording.lang)
    say = context.wording.say
    if frame.height:
        if context.format is Format.TABLE and frame.height > FEW:
            note(say("documents.remarks", count=frame.height))
            frame = frame.group_by("file", "code", "reason", maintain_order=True).agg(
                pl.len().alias("count"), pl.col("cell").first(), pl.col("words").first()
            )
        write(frame, context.format, context.target, context.wording)
    if found.questions:
        kinds = Counter(context.wording.code(q.kind) for _, q in found.questions)
        told = "、".join(f"{kind} {count}" for kind, count in kinds.items())
        note(say("documents.open", count=len(found.questions), kinds=told))


def agree(found: Written, batch: Batch, store: Store, context: Context, *, dry_run: bool, sure: bool) -> None:
    """Shows what a corrected version of a document changes before it is loaded; raises InputError where nobody agrees to it."""
    changes = corrections(found, batch, store, context.wording.lang)
    if changes.is_empty():
        return
    say = context.wording.say
    note(say("documents.corrected"))
    write(changes, context.format, None, context.wording)
    if dry_run or sure:
        return
    if not (sys.stdin.isatty() and typer.confirm(say("documents.confirm"), default=False)):
        raise InputError("documents.add_yes")


def corrections(found: Written, batch: Batch, store: Store, lang: str) -> pl.DataFrame:
    """What the batch changes of what holds (dashboards.differences), if one of its documents was loaded before in another version; else no row."""
    held = dict(frame(store.records(), "Source").select("id", "digest").iter_rows())
    corrected = any(s in held and held[s] != digest for s, digest in found.sources)
    return differences(batch.frames if corrected else {}, store.records(), lang)


def remark_rows(found: Written, lang: str) -> pl.DataFrame:
    """Everything that a person should look at, columns REMARKS."""
    rows = [
        {
            "file": reading.document.path.name, "sheet": r.place.sheet, "cell": r.place.cell,
            "code": r.code, "words": r.words, "reason": r.reason.told(lang),
        }
        for reading, remarks in found.remarks
        for r in remarks
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=dict.fromkeys(REMARKS, pl.String))


def records(
    taken: Taken, store: Store, who: str, owner: str | None, context: Context, *, dry_run: bool, sure: bool
) -> Batch:
    """All records of what was taken, those that its documents make included; shows what a person should look at and what a corrected
    version changes. Raises InputError where nobody agrees to that.
    """
    found, _ = written(taken, store, who, owner)
    batch = taken.batch + found.batch
    show(found, context)
    agree(found, batch, store, context, dry_run=dry_run, sure=sure)
    return batch


def remind(kinds: Collection[str], context: Context) -> None:
    """After decisions: that documents read them only when they are loaded again. `kinds` are those of the documents."""
    if "review" in kinds:
        note(context.wording.say("documents.reload"))
