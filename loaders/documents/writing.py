"""Which records do the readings of documents make, beside what is known already?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loaders.documents.known import Known
from loaders.documents.scribe import Scribe
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
    """The records of documents, and per document (in their order) what a person should look at."""

    batch: Batch
    remarks: tuple[tuple[Reading, tuple[Remark, ...]], ...]
    questions: tuple[tuple[Reading, Question], ...] = ()


def write(readings: Sequence[Reading], known: Frames, *, who: str, at: datetime) -> Written:
    """States the records of the readings in their order; each may mean records of those before it.

    `known` are the records that hold, `who` loads, at what time.
    """
    batch, remarks, questions = Batch({}), [], []
    for reading in readings:
        scribe = Scribe(reading, Known(merge(known, batch.frames)), who, at)
        reading.write(scribe)
        batch += scribe.batch()
        remarks.append((reading, (*reading.remarks, *scribe.remarks)))
        questions += [(reading, question) for question in scribe.questions]
    return Written(batch, tuple(remarks), tuple(questions))
