"""Which domains of work are there, and how do they hang together?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import polars as pl
from rdflib import RDF, RDFS, Graph

from loaders.synthetic.chance import Numbers
from ontology.turtle import ZR
from ontology.vocabulary import ID


@dataclass(frozen=True)
class Tree:
    """The domains by number, in the order of their ids. `branch` is the child of the root above (or at) a domain, as a position
    in `branches`; -1 for the root.
    """

    ids: pl.Series
    names: pl.Series
    parent: Numbers
    branch: Numbers
    root: int
    branches: Numbers
    middle: Numbers
    leaves: Numbers

    def line(self, place: int) -> tuple[str, str, str]:
        """Ids of a leaf, the domain above it and that one's branch, for a leaf at least two below its branch."""
        branches = set(self.branches.tolist())
        deep = [
            x for x in self.leaves.tolist() if self.parent[x] != self.root and self.parent[x] not in branches
        ]
        leaf = deep[place % len(deep)]
        above = int(self.parent[leaf])
        return self.ids[leaf], self.ids[above], self.ids[int(self.branches[self.branch[leaf]])]


@cache
def tree() -> Tree:
    """The shipped domains, read once a process."""
    graph = Graph()
    graph.parse(data=files("ontology").joinpath("domains.ttl").read_text(encoding="utf-8"), format="turtle")
    concepts = sorted(str(c) for c in graph.subjects(RDF.type, ZR.Domain))
    number = {c: i for i, c in enumerate(concepts)}
    above = {str(s): str(o) for s, o in graph.subject_objects(ZR.broader)}
    names = {
        str(s): str(o) for s, o in graph.subject_objects(RDFS.label) if getattr(o, "language", "") == "zh"
    }
    parent = np.array([number[above[c]] if c in above else -1 for c in concepts], dtype=np.int64)
    root = int(np.flatnonzero(parent == -1)[0])
    branches = np.flatnonzero(parent == root)
    leaves = np.setdiff1d(np.arange(len(concepts)), parent)
    place = {int(b): i for i, b in enumerate(branches)}
    branch = np.full(len(concepts), -1, dtype=np.int64)
    for concept in range(len(concepts)):
        at = concept
        while at not in place and parent[at] >= 0:
            at = int(parent[at])
        branch[concept] = place.get(at, -1)
    return Tree(
        ids=pl.Series([c.removeprefix(ID) for c in concepts]),
        names=pl.Series([names[c] for c in concepts]),
        parent=parent,
        branch=branch,
        root=root,
        branches=branches,
        middle=np.setdiff1d(np.arange(len(concepts)), np.concatenate([leaves, branches, [root]])),
        leaves=leaves,
    )
