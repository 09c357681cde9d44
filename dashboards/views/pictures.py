"""What is a picture of records: which nodes, which edges, and what may each say?

Frozen values without positions (dashboards.views.layers gives those). Picture and table twin are made from the same picture, so that
they cannot disagree.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SHOWN = 300
"""Most nodes of a picture unless a person asks for more."""
MOST = 2000
"""Most nodes of any picture."""
MISSING = "Missing"
"""The kind of a node that stands for what nobody fills: a vacancy, an unknown."""


@dataclass(frozen=True, slots=True)
class Node:
    """A record, or something missing. `lines` are its texts, the first its name; `grades` those that it bears.

    `tag` is a short word in its corner, `record` the id to look up (None for what is missing).
    """

    id: str
    kind: str
    layer: int
    lines: tuple[str, ...]
    grades: tuple[str, ...] = ()
    tag: str = ""
    record: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """A relationship from `source` to `target`. Derived ones are answers: they rest on `facts` (ids) and a provision."""

    source: str
    target: str
    label: str
    derived: bool = False
    grade: str | None = None
    holder: bool = False
    provision: str = ""
    facts: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Unique in a picture."""
        return f"{self.source}>{self.target}>{self.label}"


@dataclass(frozen=True, slots=True)
class Picture:
    """Nodes and edges; every edge joins two nodes of the picture, no id stands twice. `total`: nodes there would be without limits.

    `grown_from`: the picture that a person looked at before these nodes were asked for; its nodes stay where they stood.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    total: int = 0
    grown_from: Picture | None = None

    @classmethod
    def of(cls, nodes: Iterable[Node], edges: Iterable[Edge], limit: int = SHOWN) -> Picture:
        """The first `limit` nodes in the order given (the first of each id counts), and the edges among them."""
        found: dict[str, Node] = {}
        for node in nodes:
            found.setdefault(node.id, node)
        kept = dict(list(found.items())[: min(limit, MOST)])
        joined = {e.id: e for e in edges if e.source in kept and e.target in kept}
        return cls(tuple(kept.values()), tuple(joined.values()), len(found))

    def kinds(self) -> Mapping[str, int]:
        """How many nodes there are of each kind, in the order of the layers."""
        counted = Counter(n.kind for n in self.nodes)
        order = {n.kind: n.layer for n in reversed(self.nodes)}
        return {kind: counted[kind] for kind in sorted(counted, key=lambda k: (order[k], k))}

    def without(self, hidden: Iterable[str]) -> Picture:
        """The picture without nodes of these kinds."""
        gone = set(hidden)
        kept = tuple(n for n in self.nodes if n.kind not in gone)
        ids = {n.id for n in kept}
        edges = tuple(e for e in self.edges if e.source in ids and e.target in ids)
        before = None if self.grown_from is None else self.grown_from.without(gone)
        return replace(self, nodes=kept, edges=edges, grown_from=before)

    def joined(self, other: Picture, limit: int = SHOWN) -> Picture:
        """Both as one; where both have a node, this one's holds."""
        both = Picture.of([*self.nodes, *other.nodes], [*self.edges, *other.edges], limit)
        return replace(both, grown_from=self)

    def node(self, identifier: str) -> Node | None:
        """The node of that id."""
        return next((n for n in self.nodes if n.id == identifier), None)

    def edge(self, identifier: str) -> Edge | None:
        """The edge of that id."""
        return next((e for e in self.edges if e.id == identifier), None)
