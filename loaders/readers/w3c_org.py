"""Is this RDF in the W3C's Organization Ontology, and whom does it name?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import ORG

from loaders import rdf_texts
from loaders.documents.reading import SURE, Reader, Reading
from loaders.exchange.signs import shows
from loaders.exchange.w3c_org import entities
from loaders.readers.exchange import reading
from ontology.turtle import ZR

if TYPE_CHECKING:
    from loaders.documents.document import Document


def suits(document: Document) -> float:
    """Sure of RDF that uses the ontology and none of Zeren's own terms."""
    return SURE if shows(document, str(ORG)) and not shows(document, str(ZR)) else 0.0


def read(document: Document) -> Reading:
    """The organizations, posts and memberships. Raises Refused for what is no RDF."""
    triples = rdf_texts.triples(document.text, json=document.ending != ".ttl")
    return reading("org", document, entities(triples))


READER = Reader("org", {"zh": "W3C 组织本体", "en": "W3C ORG"}, suits, read, (".ttl", ".jsonld", ".json"))
