"""Which tables does the embedded graph have?

Printed from the vocabulary: a node table a record type, a relationship table an edge name with every pair of types that it
joins. Every identifier is quoted: the catalogue reserves words such as `order`, and ignores case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ontology.vocabulary import Kind, Property, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPES = {
    Kind.TEXT: "STRING",
    Kind.CODE: "STRING",
    Kind.DATE: "DATE",
    Kind.DATETIME: "TIMESTAMP",
    Kind.INTEGER: "INT64",
    Kind.DECIMAL: "DOUBLE",
    Kind.BOOLEAN: "BOOLEAN",
}


def statements(vocabulary: Vocabulary) -> Iterator[str]:
    """The DDL of an empty graph, in the order in which it must run."""
    for record_type in vocabulary.types.values():
        columns = ["`id` STRING PRIMARY KEY", *(f"`{p.key}` {_column(p)}" for p in record_type.values)]
        yield f"CREATE NODE TABLE `{record_type.name}`({', '.join(columns)})"
    for edge, pairs in pairs_by_edge(vocabulary).items():
        ends = ", ".join(f"FROM `{start}` TO `{end}`" for start, end in pairs)
        yield f"CREATE REL TABLE `{edge}`({ends})"


def pairs_by_edge(vocabulary: Vocabulary) -> dict[str, list[tuple[str, str]]]:
    """Edge name -> the (from type, to type) pairs that it joins."""
    pairs: dict[str, list[tuple[str, str]]] = {}
    for edge, record_type, _, target in vocabulary.edges():
        found = pairs.setdefault(edge, [])
        if (record_type.name, target) not in found:
            found.append((record_type.name, target))
    return pairs


def _column(prop: Property) -> str:
    return _TYPES[prop.kind] + ("[]" if prop.many else "")
