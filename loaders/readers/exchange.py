"""How do files of other programs (Popolo, FollowTheMoney, W3C ORG, organograms) become readings?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.documents.place import Place
from loaders.documents.reading import Reading, Remark
from loaders.exchange.entities import write as write_entities

if TYPE_CHECKING:
    from loaders.documents.document import Document
    from loaders.documents.scribe import Scribe
    from loaders.exchange.entities import Entities


def reading(kind: str, document: Document, entities: Entities) -> Reading:
    """The entities of a file as a reading: what was passed over is a remark."""
    remarks = tuple(
        Remark("passed-over", reason, Place(cell=words), words) for words, reason in entities.remarks
    )

    def write(scribe: Scribe) -> None:
        write_entities(scribe, entities)

    return Reading(kind, document, entities.said(), write, remarks)
