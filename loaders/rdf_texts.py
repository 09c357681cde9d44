"""Which triples does a Turtle or JSON-LD text state?

Turtle is read by oxigraph, which is over twenty times faster than rdflib and knows the line of an error; JSON-LD by rdflib, with every
context in the text. Relative IRIs stand below the ids of records.
"""

from __future__ import annotations

import logging
import re
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyoxigraph as oxigraph
from rdflib import BNode, Dataset, Literal, URIRef
from rdflib.exceptions import ParserError

from loaders import json_ld
from loaders.files import Refused
from ontology.messages import message
from ontology.problems import Code
from ontology.vocabulary import ID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib.term import Node

Triple = tuple["Node", "Node", "Node"]

_PLACE = re.compile(r"^Parser error at line [^:]*: ")
# What rdflib's JSON-LD parser lets out for a text that is no JSON-LD; it has no common root.
_MALFORMED = (ParserError, SyntaxError, ValueError, LookupError, AttributeError, TypeError, AssertionError)


def triples(text: str, *, json: bool = False) -> list[Triple]:
    """Each triple once, in the order of the text for Turtle; raises Refused if it is not well formed."""
    with _quiet():
        return list(dict.fromkeys(_json_ld(text) if json else _turtle(text)))


def _turtle(text: str) -> Iterator[Triple]:
    iris: dict[str, URIRef] = {}

    def named(node: oxigraph.NamedNode) -> URIRef:
        return iris.get(node.value) or iris.setdefault(node.value, URIRef(node.value))

    def term(node: oxigraph.NamedNode | oxigraph.BlankNode | oxigraph.Literal | oxigraph.Triple) -> Node:
        if isinstance(node, oxigraph.NamedNode):
            return named(node)
        if isinstance(node, oxigraph.Literal):
            if node.language:
                return Literal(node.value, lang=node.language, normalize=False)
            return Literal(node.value, datatype=named(node.datatype), normalize=False)
        if isinstance(node, oxigraph.BlankNode):
            return BNode(node.value)
        raise Refused(Code.UNREADABLE, message("rdf.triple_about_triple"))

    try:
        for quad in oxigraph.parse(text, format=oxigraph.RdfFormat.TURTLE, base_iri=ID):
            yield term(quad.subject), term(quad.predicate), term(quad.object)
    except SyntaxError as error:
        reason = _PLACE.sub("", error.msg)
        raise Refused(Code.UNREADABLE, message("rdf.no_turtle", reason=reason), error.lineno) from None


def _json_ld(text: str) -> Iterator[Triple]:
    """All triples of the document, those of its named graphs too."""
    dataset = Dataset(default_union=True)
    try:
        dataset.parse(data=json_ld.closed(text), format="json-ld", publicID=ID)
    except RecursionError:
        raise Refused(Code.TOO_LARGE, message("rdf.endless")) from None
    except _MALFORMED as error:
        reason = str(error).partition("\n")[0]
        raise Refused(Code.UNREADABLE, message("rdf.no_json_ld", reason=reason)) from None
    yield from dataset.triples((None, None, None))


@contextmanager
def _quiet() -> Iterator[None]:
    """Literals that are no dates are problems of ours; rdflib would print each, and warn of its own coming changes."""
    logger = logging.getLogger("rdflib.term")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        logger.setLevel(before)
