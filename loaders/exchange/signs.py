"""Do the bytes of a file show the signs of another program's format, whoever can read it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.files import Refused

if TYPE_CHECKING:
    from loaders.documents.document import Document


def shows(document: Document, *signs: str) -> bool:
    """Whether all signs stand in the file, as UTF-8; a file that cannot be had shows none, and its own reader says why."""
    try:
        content = document.content
    except Refused:
        return False
    return all(sign.encode() in content for sign in signs)
