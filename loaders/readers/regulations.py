"""Is this the text of a regulation, and what does each of its provisions say?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from loaders.documents.document import TEXTS, WORDS
from loaders.documents.lines import lines
from loaders.documents.reading import SURE, Reader, Reading
from loaders.regulation_text.outline import Outline, Provision, outline, text_start
from loaders.regulation_text.references import references

if TYPE_CHECKING:
    from loaders.documents.document import Document
    from loaders.documents.scribe import Scribe

_ARTICLE = re.compile(r"^[#>*\s]*第[一二三四五六七八九十百\d]+条", re.MULTILINE)
_BEGINNING = 20_000  # characters that tell what a text is


def suits(document: Document) -> float:
    """How surely the document is a regulation: several of its lines begin with 第…条."""
    if document.ending not in (*TEXTS, *WORDS):
        return 0.0
    return SURE + 0.05 if len(_ARTICLE.findall(lines(document).text[:_BEGINNING])) > 2 else 0.0


def read(document: Document) -> Reading:
    """The tree of provisions and the references among them."""
    found = lines(document)
    tree = outline(found.text)
    said: dict[str, Any] = {
        "title": tree.title,
        "chapters": list(tree.chapters),
        "provisions": [_node(p) for p in tree.provisions],
        "cross_references": [
            {"from": r.source, "to": r.target, "words": r.words.text} for r in references(tree)
        ],
    }
    if not found.places:
        said["encoding"] = document.encoding

    def write(scribe: Scribe) -> None:
        """Cites every provision: the user's own copy of the text, to stand beside the rules of the same numbers."""
        for provision in tree.flat().values():
            place = found.place(provision.own.start, provision.own.end)
            scribe.cite(place, provision.own.text)

    return Reading(
        "regulation", document, said, write, (), f"regulation {tree.title}" if tree.title else None
    )


def text_of(document: Document) -> Outline:
    """The provisions of a document that is the text of a regulation. Raises Refused where the file cannot be opened."""
    return outline(lines(document).text)


def _node(provision: Provision) -> dict[str, Any]:
    node: dict[str, Any] = {
        "number": provision.number,
        "label": provision.label,
        "text_start": text_start(provision),
    }
    if provision.children:
        node["children"] = [_node(child) for child in provision.children]
    return node


READER = Reader("regulation", {"zh": "规定文本", "en": "text of a regulation"}, suits, read)
