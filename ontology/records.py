"""In which shape do records travel: which columns has the frame of a record type, and what is a batch?

Invariant: a frame has a row per id, `id` first, then one column per property in the order of the vocabulary (`columns`), then
the three columns of `ORIGIN` while it travels from a file. Stores keep frames without ORIGIN.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from ontology.vocabulary import Kind, Property, RecordType, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ontology.problems import Part, Problem

DTYPES: dict[Kind, pl.DataType] = {
    Kind.TEXT: pl.String(),
    Kind.CODE: pl.String(),
    Kind.REFERENCE: pl.String(),
    Kind.DATE: pl.Date(),
    Kind.DATETIME: pl.Datetime("us"),
    Kind.INTEGER: pl.Int64(),
    Kind.DECIMAL: pl.Float64(),
    Kind.BOOLEAN: pl.Boolean(),
}

ORIGIN: dict[str, pl.DataType] = {"_part": pl.UInt32(), "_row": pl.UInt32(), "_withdrawn": pl.Boolean()}
"""`_part` indexes Batch.parts, `_row` counts from 1 as shown there, `_withdrawn` takes the id back instead of stating it."""

Frames = dict[str, pl.DataFrame]
"""Record frames by record type name; a type without records may be absent."""


def dtype(prop: Property) -> pl.DataType:
    """The column type of a property: a list where it may have several values."""
    return pl.List(DTYPES[prop.kind]) if prop.many else DTYPES[prop.kind]


def columns(record_type: RecordType | str) -> dict[str, pl.DataType]:
    """Column name -> type of a record type's frame, without ORIGIN."""
    if isinstance(record_type, str):
        record_type = vocabulary().type(record_type)
    return {"id": pl.String(), **{p.key: dtype(p) for p in record_type.properties}}


def empty(record_type: RecordType | str) -> pl.DataFrame:
    """A frame of that type without rows, without ORIGIN."""
    return pl.DataFrame(schema=columns(record_type))


def frame(frames: Mapping[str, pl.DataFrame], record_type: str) -> pl.DataFrame:
    """The frame of a type, empty if absent."""
    found = frames.get(record_type)
    return empty(record_type) if found is None else found


@dataclass(frozen=True)
class Batch:
    """What a loader read: frames with ORIGIN, where from, and every problem met while reading.

    A batch with problems is never loaded; it is kept whole so that all problems can be shown at once.
    """

    frames: Mapping[str, pl.DataFrame]
    parts: tuple[Part, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def count(self) -> int:
        """Number of records, withdrawals included."""
        return sum(f.height for f in self.frames.values())

    def __add__(self, other: Batch) -> Batch:
        """Both batches as one; `other` comes after."""
        shift = len(self.parts)
        frames = dict(self.frames)
        for name, their in other.frames.items():
            moved = their.with_columns(pl.col("_part") + pl.lit(shift, pl.UInt32))
            frames[name] = pl.concat([frames[name], moved]) if name in frames else moved
        return replace(
            self, frames=frames, parts=self.parts + other.parts, problems=self.problems + other.problems
        )


def plain(frame_: pl.DataFrame) -> pl.DataFrame:
    """The frame without ORIGIN and without withdrawals: what a store keeps as stated."""
    kept = frame_.filter(~pl.col("_withdrawn")) if "_withdrawn" in frame_.columns else frame_
    return kept.drop([c for c in ORIGIN if c in frame_.columns])


def among(column: str, ids: Iterable[str]) -> pl.Expr:
    """Whether a column of ids holds one of these."""
    return pl.col(column).is_in(pl.Series(sorted(ids), dtype=pl.String()).implode())
