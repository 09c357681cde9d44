"""Which records do the readings of documents make, beside what is known already?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loaders.documents.known import Known
from loaders.documents.scribe import Scribe
from loaders.documents.superseding import gone
from ontology.checks import merge
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
    """States the records of the readings in their order; each may mean records of those before it.

    `known` are the records that hold, `who` loads, at what time; `owner` (id or name) is whose the documents are where they do not say it.
    """
    batch, remarks, questions, decided, sources = Batch({}), [], [], [], []
    for reading in readings:
        scribe = Scribe(reading, Known(merge(known, batch.frames)), who, at, owner)
        reading.write(scribe)
        for record_type, identifier in gone(scribe):
            scribe.withdraw(record_type, identifier)
        batch += scribe.batch()
        remarks.append((reading, (*reading.remarks, *scribe.remarks)))
        sources.append((scribe.source, reading.document.digest))
        decided += [(reading, question) for question in scribe.applied]
        questions += [(reading, question) for question in scribe.questions]
    return Written(batch, tuple(remarks), tuple(questions), tuple(decided), tuple(sources))
