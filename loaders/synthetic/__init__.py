"""What does a synthetic district of a given size hold?

`read("issues=10000,seed=7")` makes it up: the same records each time, on any number of threads.
"""

from __future__ import annotations

from loaders.synthetic.district import district
from loaders.synthetic.plan import AS_OF, read_plan
from ontology.problems import Part
from ontology.records import Batch

__all__ = ["AS_OF", "read"]


def read(spec: str) -> Batch:
    """The records of a synthetic district, valid together with the shipped domains and rules.

    Keys of the spec: `issues` (default 10000) and `seed` (default 1); any other raises InputError.
    """
    plan = read_plan(spec)
    return Batch(district(plan), (Part(f"synthetic:{plan.spec}"),))
