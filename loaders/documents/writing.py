"""Which records do the readings of documents make, beside what is known already?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from loaders.documents.known import Known
from loaders.documents.scribe import Scribe, source_of
from loaders.documents.superseding import gone
from ontology.checks import last, merge
from ontology.errors import InputError
from ontology.records import Batch

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from loaders.documents.reading import Reading, Remark
    from loaders.identities.matches import Question
    from ontology.records import Frames


@dataclass(frozen=True)
class Written:
    """The records of documents, and per document (in their order) what a person should look at, what he must decide, what was decided before and is applied, its source's id and digest."""

    batch: Batch
    remarks: tuple[tuple[Reading, tuple[Remark, ...]], ...]
    questions: tuple[tuple[Reading, Question], ...] = ()
    decided: tuple[tuple[Reading, Question], ...] = ()
    sources: tuple[tuple[str, str], ...] = ()


def write(
    readings: Sequence[Reading], known: Frames, *, who: str, at: datetime, owner: str | None = None
) -> Written:
    """States the records of the readings in their order, those with a day by day; each may mean records of those before it.

    `known` are the records that hold, `who` loads, at what time; `owner` (id or name) is whose the documents are where they do not say it.
    """
    _apart(readings)
    batch, remarks, questions, decided, sources = Batch({}), [], [], [], []
    left = _by_day(readings)
    while left:
        reading = left.pop(0)
        coming = frozenset(map(source_of, left))
        scribe = Scribe(reading, Known(merge(known, batch.frames)), who, at, owner, coming)
        reading.write(scribe)
        for record_type, identifier in gone(scribe):
            scribe.withdraw(record_type, identifier)
        batch += scribe.batch()
        remarks.append((reading, tuple(dict.fromkeys((*reading.remarks, *scribe.remarks)))))
        sources.append((scribe.source, reading.document.digest))
        decided += [(reading, question) for question in scribe.applied]
        questions += [(reading, question) for question in scribe.questions]
    # Of what a later document says otherwise of the same record the last word holds, as if they were loaded one after the other.
    batch = replace(batch, frames={name: last(rows) for name, rows in batch.frames.items()})
    return Written(batch, tuple(remarks), tuple(questions), tuple(decided), tuple(sources))


def _apart(readings: Sequence[Reading]) -> None:
    """Raises InputError for two different documents that both say to be the same one: the second would undo the first without a word."""
    seen: dict[str, Reading] = {}
    for reading in readings:
        other = seen.setdefault(source_of(reading), reading)
        if other.document.digest != reading.document.digest:
            raise InputError(
                "documents.one_identity", first=other.document.path, second=reading.document.path
            )


def _by_day(readings: Sequence[Reading]) -> list[Reading]:
    """The readings in their order, but those with a day change places among themselves until their days ascend."""
    dated = iter(sorted((r for r in readings if r.day is not None), key=lambda r: r.day or date.min))
    return [next(dated) if reading.day is not None else reading for reading in readings]
