"""Which records does a table of tenures make: persons, posts, tenures?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loaders.documents.scribe import Scribe
    from loaders.tenures.table import Tenures


def identity(tenures: Tenures) -> str | None:
    """What names the document across its corrected versions."""
    return None if not tenures.head else " ".join(said.words for said in tenures.head[:1])


def write(tenures: Tenures, scribe: Scribe) -> None:
    """States the records."""
