"""What did an earlier version of a document state that this one states no more?

Such records are withdrawn: they rest on nothing but places of that document. Organizations, inspections and feedbacks stay, because
other documents speak of them; a person or post stays as long as a tenure needs it, a citation as long as a record cites it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loaders.documents.scribe import Scribe

OWN = ("Act", "Duty", "Issue", "DivisionOfLabor", "Tenure")
"""Types whose records belong to the document that states them."""
NEEDED = {"Person": "heldBy", "Post": "ofPost"}
"""Types whose records stay while a tenure needs them, by the property of the tenure."""


def gone(scribe: Scribe) -> Iterator[tuple[str, str]]:
    """Type and id of the records to withdraw, those that need others before those that are needed."""
    known, ids = scribe.known, scribe.ids
    if scribe.source not in known.by_id("Source"):
        return
    ours = {row["id"] for row in known.rows("Citation") if row["ofSource"] == scribe.source} | {scribe.source}
    left: set[str] = set()
    for record_type in (*OWN, *NEEDED):
        for identifier, row in known.by_id(record_type).items():
            evidence = row["evidence"] or ()
            if identifier in ids or not evidence or not ours.issuperset(evidence):
                continue
            if record_type in NEEDED and _needed(scribe, record_type, identifier, left):
                continue
            left.add(identifier)
            yield record_type, identifier
    cited = _cited(scribe, left)
    yield from (("Citation", i) for i in sorted(ours - {scribe.source}) if i not in ids and i not in cited)


def _needed(scribe: Scribe, record_type: str, identifier: str, left: set[str]) -> bool:
    """Whether a tenure that stays, or one that is stated, needs the record."""
    key = NEEDED[record_type]
    held = any(
        row[key] == identifier
        for i, row in scribe.known.by_id("Tenure").items()
        if i not in left and i not in scribe.ids
    )
    return held or identifier in scribe.named(key)


def _cited(scribe: Scribe, left: set[str]) -> set[str]:
    """The citations on which records rest that are neither withdrawn nor stated anew."""
    found: set[str] = set()
    for name, rows in scribe.known.frames.items():
        if "evidence" in rows.columns:
            kept = scribe.known.by_id(name).values()
            found |= {
                e
                for row in kept
                if row["id"] not in left and row["id"] not in scribe.ids
                for e in row["evidence"] or ()
            }
    return found
