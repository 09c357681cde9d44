"""Which IRI does the id of a record stand for, and back?"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from rdflib import URIRef

from ontology.vocabulary import ID

_ABSOLUTE = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.\-]*://|urn:)[^\s<>\"{}|\\^`]+")
_KEPT = re.compile(r"[^\x00-\x20<>\"{}|\\^`%]+")


def iri(identifier: str) -> URIRef:
    """The IRI of a record: the id itself if it is an IRI, else the id below https://w3id.org/zeren/id/."""
    if _ABSOLUTE.fullmatch(identifier):
        return URIRef(identifier)
    return URIRef(ID + _escaped(identifier))


def identifier(iri_: str) -> str:
    """The id of the record that an IRI names."""
    return unquote(iri_[len(ID) :]) if iri_.startswith(ID) and len(iri_) > len(ID) else str(iri_)


def _escaped(text: str) -> str:
    """Only what no IRI may hold is escaped, so that Chinese ids stay legible."""
    return "".join(c if _KEPT.fullmatch(c) else quote(c, safe="") for c in text)
