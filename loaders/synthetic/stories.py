"""Which stories with known answers stand in every synthetic district, whatever its size?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from loaders.synthetic.chance import between, stream
from loaders.synthetic.lead_settings import LEADS
from loaders.synthetic.lead_stories import lead_story
from loaders.synthetic.matter_stories import MATTERS
from loaders.synthetic.people_stories import PEOPLE
from loaders.synthetic.scene import PLANTED, Record, Story, When, days_after, organs
from loaders.synthetic.tree import tree
from ontology.intake import Intake
from ontology.problems import Part

if TYPE_CHECKING:
    from loaders.synthetic.plan import Plan
    from ontology.records import Frames

TELLINGS = 2
"""How often each story is told, on other days and about other domains."""


def stories(plan: Plan) -> dict[str, Story]:
    """Every telling by its key; the seed decides the days."""
    chance = stream(plan, "stories")
    people = {**PEOPLE, **MATTERS}
    names = [*people, *LEADS]
    shift, turn, length = (
        between(chance, low, high, len(names) * TELLINGS) for low, high in ((0, 90), (20, 70), (100, 160))
    )
    told = {}
    for place in range(len(names) * TELLINGS):
        name, telling = names[place // TELLINGS], place % TELLINGS + 1
        feedback = days_after(date(2023, 5, 8), int(shift[place]))
        start = days_after(feedback, 10)
        leaf, middle, branch = tree().line(place)
        days = (feedback, start, days_after(start, int(turn[place])), days_after(start, int(length[place])))
        when, key = When(*days, leaf, middle, branch), f"st-{name}-{telling}"
        told[key] = people[name](key, when) if name in people else lead_story(LEADS[name], key, when)
    return told


def story_frames(plan: Plan, part: Part) -> Frames:
    """The records of all stories, with ORIGIN."""
    intake = Intake()
    place = intake.part(part)
    records: list[Record] = organs()
    for story in stories(plan).values():
        records += story.records
    for row, record in enumerate(records, 1):
        intake.add(record, place, row)
    batch = intake.batch()
    assert not batch.problems, batch.problems[0]
    return dict(batch.frames)


def known_answers(plan: Plan) -> pl.DataFrame:
    """What is known of the answers as of AS_OF, columns PLANTED."""
    rows = [{"story": key, **row} for key, story in stories(plan).items() for row in story.known]
    return pl.DataFrame(rows, schema=PLANTED)
