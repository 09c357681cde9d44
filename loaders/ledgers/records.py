"""Which records does a ledger make: issues, duties, acts, who is assigned?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loaders.documents.scribe import Scribe
    from loaders.ledgers.ledger import Ledger


def identity(ledger: Ledger) -> str | None:
    """What names the document across its corrected versions."""
    return None if not ledger.head else " ".join(said.words for said in ledger.head[:1])


def write(ledger: Ledger, scribe: Scribe) -> None:
    """States the records."""
