"""Is this a Popolo document, and whom does it name?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.documents.reading import SURE, Reader, Reading
from loaders.exchange.json_values import values
from loaders.exchange.popolo import entities, is_popolo
from loaders.exchange.signs import shows
from loaders.files import Refused
from loaders.readers.exchange import reading
from ontology.messages import message
from ontology.problems import Code

if TYPE_CHECKING:
    from loaders.documents.document import Document


def suits(document: Document) -> float:
    """Sure of one JSON object with lists of persons and of organizations, posts or memberships."""
    if not shows(document, '"persons"'):
        return 0.0
    try:
        found = values(document)
    except Refused:
        return 0.0
    return SURE if len(found) == 1 and is_popolo(found[0]) else 0.0


def read(document: Document) -> Reading:
    """The persons, organizations, posts and memberships."""
    found = values(document)
    if len(found) != 1 or not isinstance(found[0], dict):
        raise Refused(Code.UNREADABLE, message("exchange.no_popolo"))
    return reading("popolo", document, entities(found[0]))


READER = Reader("popolo", {"zh": "Popolo", "en": "Popolo"}, suits, read, (".json",))
