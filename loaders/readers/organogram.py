"""Is this an organogram's table of posts, and who holds them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.documents.reading import SURE, Reader, Reading
from loaders.exchange.organogram import columns, entities
from loaders.readers.exchange import reading

if TYPE_CHECKING:
    from loaders.documents.document import Document


def suits(document: Document) -> float:
    """Sure of a table whose first row has the headings of an organogram."""
    if not document.is_table:
        return 0.0
    rows = document.sheets[0].rows if document.sheets else ()
    return SURE + 0.05 if rows and columns(rows[0]) else 0.0


def read(document: Document) -> Reading:
    """The posts of the first sheet, and who holds them."""
    return reading("organogram", document, entities(document.sheets[0].rows if document.sheets else ()))


READER = Reader(
    "organogram", {"zh": "机构图", "en": "organogram"}, suits, read, (".csv", ".tsv", ".xlsx", ".ods")
)
