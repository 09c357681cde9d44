"""How do the rows of a query look as a graph: the records that they name, and what joins them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.views.chain_picture import layer_of
from dashboards.views.pictures import Edge, Node, Picture
from graph.neighbourhood import record
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    import polars as pl

    from dashboards.wording import Wording
    from graph.store import Store

NAMED = 80
"""So many records are looked up for a picture, no more."""


def picture(rows: pl.DataFrame, store: Store, wording: Wording) -> Picture:
    """The first NAMED records that stand in the rows, with every stated relationship among them."""
    texts = [str(v) for row in rows.iter_rows() for v in row if isinstance(v, str)]
    asked = list(dict.fromkeys(texts))[: 20 * NAMED]
    wording.learn(store, asked)
    ids = [i for i in asked if i in wording.names]
    nodes = [_node(i, wording) for i in ids]
    edges = []
    for identifier in ids[:NAMED]:
        said = record(store, identifier)
        keys = vocabulary().type(said.type).keys
        edges += [
            Edge(k.source, k.target, keys[k.key].labels.get(wording.lang, k.key), facts=(k.source,)) for k in said.links if k.target in ids
        ]  # fmt: skip
    return Picture.of(nodes, edges, NAMED)


def _node(identifier: str, wording: Wording) -> Node:
    kind = wording.names[identifier].type
    name = wording.name(identifier)
    lines = (wording.code(kind), identifier) if name == identifier else (name,)
    return Node(identifier, kind, layer_of(kind), lines, record=identifier)
