"""What does a synthetic district of a given size hold?

`read("issues=10000,seed=7")` makes it up: the same records each time, on any number of threads.
"""

from __future__ import annotations

import polars as pl

from loaders.synthetic.district import district
from loaders.synthetic.plan import AS_OF, read_plan
from loaders.synthetic.scene import PLANTED
from loaders.synthetic.stories import known_answers, story_frames
from loaders.synthetic.tables import stacked
from ontology.problems import Part
from ontology.records import Batch

__all__ = ["AS_OF", "PLANTED", "planted", "read"]


def read(spec: str) -> Batch:
    """The records of a synthetic district, valid together with the shipped domains and rules.

    Keys of the spec: `issues` (default 10000) and `seed` (default 1); any other raises InputError. The stories of `planted` come
    on top of the issues asked for.
    """
    plan = read_plan(spec)
    part = Part(f"synthetic:{plan.spec}")
    frames = district(plan)
    for name, rows in story_frames(plan, part).items():
        frames[name] = stacked([frames[name], rows])
    return Batch(frames, (part,))


def planted(spec: str) -> pl.DataFrame:
    """What the stories in the district of that spec must be answered as of AS_OF, known from how they were made up.

    Columns PLANTED, a row an answer. `expectation` is `responsibility` (of `matter`, a duty or an issue), `no responsibility` (of
    `bearer`, in `grade` if given), `gap` (that hits `matter`), `no gap` (of that kind in `organization`) or `referral` (of the lead
    `matter`).
    """
    return known_answers(read_plan(spec))
