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
from graph.facts import TABLES
from graph.referral import decide_referrals
from graph.splice import Reader, Statements, spliced
from graph.stated_facts import from_records
from graph.what_if import differing, paired, what_if
from ontology.records import Frames, frame
from tests.districts import as_ofs, days, describe, districts, regulation_records
from tests.graph.test_against_reference import DISTRICTS, frames

Record = dict[str, Any]
CHANGED = (
    "Tenure", "Tenure", "Post", "DivisionOfLabor", "DivisionOfLabor", "Duty", "Duty", "Issue", "Feedback", "Act", "Extension", "Authority",
    "Inspection", "Lead", "Finding", "OrgChange",
)  # fmt: skip
LEAVES = ("DivisionOfLabor", "Act", "Extension", "Authority", "Lead", "OrgChange")
"""Types that nothing names: they can be withdrawn."""
DATED = {"from", "until", "due", "date", "approvedOn", "newDue", "breachDate"}
GIVEN = {
    "heldBy", "ofPost", "underTenure", "inDomain", "covers", "bearer", "assignedTo", "addresses", "underFeedback", "addressee", "concerns",
    "fulfils", "actor", "to", "extends", "holder", "over", "discoverer", "contains", "subject", "seat", "kind", "organisedBy", "mode",
}  # fmt: skip


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


def beside(records: list[Record]) -> list[Record]:
    """The records of a district under other ids: a second district that touches the first nowhere."""
    rules = {record["id"] for record in regulation_records()}
    own = {record["id"] for record in records} - rules

    def other(value: Any) -> Any:
        if isinstance(value, list):
            return [other(v) for v in value]
        return f"b-{value}" if value in own else value

    return [{k: other(v) for k, v in r.items()} for r in records if r["id"] not in rules]


@st.composite
def changed(draw: st.DrawFn) -> tuple[list[Record], list[Record]]:
    """Two districts, and the same with one to three records moved in time, given to others, doubled or withdrawn."""
    before: list[Record] = [*draw(districts()), *beside(draw(districts()))]
    after = [dict(record) for record in before]
    for number in range(draw(st.integers(1, 3))):
        record = draw(st.sampled_from([r for r in after if r["type"] in CHANGED]))
        kind = record["type"]
        what = draw(st.sampled_from(["days", "given", "given", "doubled", "withdrawn"]))
        if what == "withdrawn" and kind in LEAVES:
            after.remove(record)
        elif what == "doubled":
            after.append({**record, "id": f"{record['id']}-{number}"})
        elif what == "days":
            key = draw(st.sampled_from(sorted({*record} & DATED) or ["date"]))
            if key in record:
                record[key] = draw(days()).isoformat()
        else:
            for key in sorted({*record} & GIVEN):
                among = [r[key] for r in after if r["type"] == kind and key in r]
                record[key] = draw(st.sampled_from(among))
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
