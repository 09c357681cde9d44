"""Are these FollowTheMoney entities, and whom do they name?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.documents.reading import SURE, Reader, Reading
from loaders.exchange.follow_the_money import entities, is_entity
from loaders.exchange.json_values import values
from loaders.exchange.signs import shows
from loaders.files import Refused
from loaders.readers.exchange import reading

if TYPE_CHECKING:
    from loaders.documents.document import Document


def suits(document: Document) -> float:
    """Sure of JSON values that each have a schema and properties."""
    if not shows(document, '"schema"', '"properties"'):
        return 0.0
    try:
        found = values(document)
    except Refused:
        return 0.0
    return SURE if found and all(is_entity(v) for v in found[:20]) else 0.0


def read(document: Document) -> Reading:
    """The persons, organizations, positions and who held them."""
    return reading("ftm", document, entities(values(document)))


READER = Reader(
    "ftm", {"zh": "FollowTheMoney", "en": "FollowTheMoney"}, suits, read, (".json", ".jsonl", ".ndjson")
)
