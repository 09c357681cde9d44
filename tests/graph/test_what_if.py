"""What a change would make is the difference of two full analyses, of the records before and of the records after."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import polars as pl
from hypothesis import given, note, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from graph.analysis import analyse
from graph.circumstances.candidates import candidates
from graph.compiling import compile_facts
from graph.facts import TABLES, from_records
from graph.referral import decide_referrals
from graph.splice import Reader, Statements, spliced
from graph.what_if import differing, paired, what_if
from ontology.records import Frames, frame
from tests.districts import as_ofs, describe, districts
from tests.graph.test_against_reference import DISTRICTS, frames

Record = dict[str, Any]
CHANGED = ("Tenure", "Post", "DivisionOfLabor", "Duty", "Issue", "Feedback", "Act", "Extension", "Authority", "Inspection", "Lead")  # fmt: skip


def reader(records: Frames) -> Reader:
    """The records of a type, as a store gives them."""

    def read(record_type: str, ids: Collection[str] | None) -> pl.DataFrame:
        rows = frame(records, record_type)
        return rows if ids is None else rows.filter(pl.col("id").is_in(sorted(ids)))

    return read


def stated(before: Frames, after: Frames) -> Statements:
    """What turns one set of records into the other."""
    found = {}
    for name in {*before, *after}:
        old, new = frame(before, name), frame(after, name)
        gone = old.join(new.select("id"), on="id", how="anti").with_columns(_withdrawn=pl.lit(value=True))
        fresh = new.join(old, on=old.columns, how="anti", nulls_equal=True)
        rows = pl.concat([gone, fresh.with_columns(_withdrawn=pl.lit(value=False))])
        if rows.height:
            found[name] = rows
    return Statements(found)


@st.composite
def changed(draw: st.DrawFn) -> tuple[list[Record], list[Record]]:
    """A district, and the same with one to three records taken from a variant of it: altered, added or withdrawn."""
    before: list[Record] = draw(districts())
    after = [dict(record) for record in before]
    for _ in range(draw(st.integers(1, 3))):
        places = [i for i, record in enumerate(after) if record["type"] in CHANGED]
        place = draw(st.sampled_from(places))
        record = after[place]
        others = [r for r in after if r["type"] == record["type"] and r["id"] != record["id"]]
        if others:
            like = draw(st.sampled_from(others))
            key = draw(st.sampled_from(sorted({*record, *like} - {"id", "type", "zh"})))
            if key in like:
                record[key] = like[key]
            elif key in (
                "until",
                "untilAfter",
                "due",
                "bearer",
                "underFeedback",
                "everyDays",
                "assignedTo",
                "concerns",
            ):
                record.pop(key)
        elif record["type"] in ("Extension", "DivisionOfLabor", "Authority"):
            after.pop(place)
    return before, after


def usable(records: list[Record]) -> Frames | None:
    try:
        return frames(records)
    except AssertionError:
        return None


@settings(DISTRICTS, max_examples=30)
@given(changed(), as_ofs())
def test_the_difference_is_that_of_two_full_analyses(
    both: tuple[list[Record], list[Record]], as_of: date
) -> None:
    old, new = usable(both[0]), usable(both[1])
    if old is None or new is None:
        return
    note(describe(both[0]))
    statements = stated(old, new)
    facts, then = from_records(old), from_records(new)
    patched = spliced(facts, statements, reader(old))
    for name in TABLES:
        assert_frame_equal(patched[name], then[name], check_row_order=False)
    found = what_if(facts, compile_facts(facts), statements, reader(old), as_of)
    before, after = analyse(facts, as_of), analyse(then, as_of)
    key = ("for", "regulation", "grade", "bearer", "ground")
    assert_frame_equal(
        found.responsibilities,
        paired(before.answers(), after.answers(), key, supporting=True),
        check_row_order=False,
    )
    assert_frame_equal(found.gaps, differing(before.gaps(), after.gaps()), check_row_order=False)
    assert_frame_equal(
        found.findings, paired(candidates(before), candidates(after), ("id",)), check_row_order=False
    )
    was, now = ({(r.lead, r.finding): r for r in decide_referrals(f, as_of)} for f in (facts, then))
    expected = [(was.get(k), now.get(k)) for k in sorted({*was, *now}) if was.get(k) != now.get(k)]
    assert list(found.referrals) == expected
