"""Which readers of documents are there, and whose is this one?"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from loaders import readers as package
from loaders.documents.document import TEXTS, WORDS
from loaders.documents.reading import POSSIBLE, SURE
from ontology.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loaders.documents.document import Document
    from loaders.documents.reading import Reader


MORE = 1e-9
"""Of two that are equally sure the first by name is taken."""


@cache
def readers() -> Mapping[str, Reader]:
    """Every reader by its kind: each module of loaders/readers that has a READER."""
    modules = (
        import_module(f"{package.__name__}.{m.name}")
        for m in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name)
    )
    found = (module.READER for module in modules if hasattr(module, "READER"))
    return {reader.kind: reader for reader in found}


def reader(kind: str) -> Reader:
    """The reader of a kind; raises UnknownName."""
    found = readers().get(kind)
    if found is None:
        raise UnknownName("documents.no_kind", kind=kind, kinds=readers())
    return found


def whose(document: Document) -> Reader | None:
    """The first reader that is sure of a document, else the one that is surest, or None where none thinks it possible. Raises Refused."""
    if document.is_table or document.ending in (*TEXTS, *WORDS):
        _ = (
            document.sheets if document.is_table else document.text
        )  # what cannot be opened is refused whoever would read it
    best, likely = POSSIBLE, None
    for reader_ in readers().values():
        if document.ending in reader_.endings and (sure := reader_.suits(document)) >= best:
            if sure >= SURE:
                return reader_
            best, likely = sure + MORE, reader_
    return likely
