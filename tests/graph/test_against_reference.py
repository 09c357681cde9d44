"""The engine answers as the naive reference does, on districts made up to be awkward."""

from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import Phase, given, note, settings

from graph.analysis import Analysis, analyse
from graph.derived import derive, renew, spliced
from graph.stated_facts import from_records
from ontology.checks import check
from ontology.intake import Intake
from ontology.problems import Part
from ontology.records import Frames, plain
from tests.districts import as_ofs, describe, districts
from tests.reference import decide

LAST = date(2024, 12, 31)
# Shrinking takes minutes; a district is printed as YAML and can be made smaller by tests.reference.minimal.
settings.register_profile(
    "districts", settings.get_profile("zeren"), phases=[Phase.explicit, Phase.reuse, Phase.generate]
)
DISTRICTS = settings.get_profile("districts")


def frames(records: list[dict[str, Any]]) -> Frames:
    """The records as a store keeps them; fails if they are not valid."""
    intake = Intake()
    part = intake.part(Part("district"))
    for place, record in enumerate(records, 1):
        intake.add(record, part, place)
    batch = intake.batch()
    problems = [*batch.problems, *check(batch, {})]
    assert not problems, "\n".join(map(str, problems))
    return {name: plain(rows) for name, rows in batch.frames.items()}


def analysis(records: list[dict[str, Any]], as_of: date) -> Analysis:
    """The engine's answers to records."""
    return analyse(from_records(frames(records)), as_of)


def rows(frame: pl.DataFrame, keys: list[str]) -> list[tuple[Any, ...]]:
    """A frame's rows, comparable and in order; lists as sorted tuples."""
    return _ordered(frame.to_dicts(), keys)


def _ordered(items: list[dict[str, Any]], keys: list[str]) -> list[tuple[Any, ...]]:
    def plain_value(value: Any) -> Any:
        return tuple(sorted(value)) if isinstance(value, list | tuple) else value

    return sorted((tuple(plain_value(i[k]) for k in keys) for i in items), key=repr)


RESPONSIBILITY = [
    "for",
    "regulation",
    "grade",
    "bearer",
    "ground",
    "role",
    "days",
    "provision",
    "open",
    "flags",
    "principal",
]
GAP = [
    "kind", "organization", "domain", "unit", "post", "tenures", "division", "duty", "issue", "regulation", "from", "until", "issues", "duties", "open",
]  # fmt: skip


@settings(DISTRICTS)
@given(districts(), as_ofs())
def test_responsibility_is_what_the_reference_says(records: list[dict[str, Any]], as_of: date) -> None:
    note(describe(records))
    assert rows(analysis(records, as_of).answers(), RESPONSIBILITY) == _ordered(
        decide(records, as_of).responsibility, RESPONSIBILITY
    )


@settings(DISTRICTS)
@given(districts(), as_ofs())
def test_gaps_are_what_the_reference_says(records: list[dict[str, Any]], as_of: date) -> None:
    note(describe(records))
    assert rows(analysis(records, as_of).gaps(), GAP) == _ordered(decide(records, as_of).gaps, GAP)


@settings(DISTRICTS, max_examples=10)
@given(districts(), as_ofs())
def test_deriving_one_organization_gives_what_deriving_all_gives(
    records: list[dict[str, Any]], as_of: date
) -> None:
    note(describe(records))
    now = analysis(records, as_of)
    everything = derive(now)
    for organization in now.compiled["organization"]["id"]:
        again = spliced(everything, *renew(now, [organization]))
        assert again.responsibility.equals(everything.responsibility)
        assert again.gap.equals(everything.gap)


@settings(DISTRICTS, max_examples=15)
@given(districts(), as_ofs())
def test_a_later_day_is_decided_from_the_same_facts(records: list[dict[str, Any]], as_of: date) -> None:
    facts = from_records(frames(records))
    later = min(as_of + timedelta(days=1), LAST)
    compiled = analyse(facts, as_of).compiled
    assert analyse(facts, later, compiled).answers().equals(analyse(facts, later).answers())
