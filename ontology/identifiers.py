"""Which IRI does the id of a record stand for, and back?"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from rdflib import URIRef

from ontology.vocabulary import ID

# What RFC 3987 lets stand in a path as it is: Chinese ids stay legible.
_LEGIBLE = (
    r"A-Za-z0-9\-._~!$&'()*+,;=:@/"
    "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    + "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 14))
)
_ESCAPED = re.compile(f"[^{_LEGIBLE}]")
_PART = f"(?:[{_LEGIBLE}]|%[0-9A-Fa-f]{{2}})*"
_ABSOLUTE = re.compile(
    rf"(?:https?://[A-Za-z0-9.\-]+(?::\d+)?(?:/{_PART})?|urn:[A-Za-z0-9][A-Za-z0-9\-]+:{_PART})(?:\?{_PART})?(?:#{_PART})?"
)


def iri(identifier: str) -> URIRef:
    """The IRI of a record: the id itself if it is one, else the id below https://w3id.org/zeren/id/."""
    if _ABSOLUTE.fullmatch(identifier):
        return URIRef(identifier)
    return URIRef(ID + _ESCAPED.sub(lambda match: quote(match[0], safe=""), identifier))


def identifier(iri_: str) -> str:
    """The id of the record that an IRI names."""
    return unquote(iri_[len(ID) :]) if iri_.startswith(ID) and len(iri_) > len(ID) else str(iri_)
