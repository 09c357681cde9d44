"""Under the central regulation, alone or beside the local one, the engine answers as the naive reference does."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

from graph.referral import decide_referrals
from graph.stated_facts import from_records
from tests.districts import as_ofs, days, describe, districts
from tests.graph.leads import frames_of
from tests.graph.test_against_reference import DISTRICTS, GAP, RESPONSIBILITY, _ordered, analysis, rows
from tests.graph.test_referral_against_reference import _said, _survives_and_ends
from tests.reference import decide
from tests.reference.records import Records
from tests.reference.referral import referrals

CENTRAL = Path("ontology/regulations/accountability-2019.yaml")
Records_ = list[dict[str, Any]]


@cache
def _read() -> Records_:
    records: Records_ = yaml.safe_load(CENTRAL.read_text(encoding="utf-8"))
    return records


def central() -> Records_:
    return deepcopy(_read())


@settings(DISTRICTS, max_examples=12)
@given(districts(), as_ofs())
def test_both_regulations_decide_side_by_side(records: Records_, as_of: date) -> None:
    note(describe(records))
    both = central() + records
    found = analysis(both, as_of)
    assert rows(found.answers(), RESPONSIBILITY) == _ordered(
        decide(both, as_of).responsibility, RESPONSIBILITY
    )
    assert rows(found.gaps(), GAP) == _ordered(decide(both, as_of).gaps, GAP)


@st.composite
def reviewed(draw: st.DrawFn) -> Records_:
    """A district under the central regulation only, perhaps with case reviews."""
    records = central() + draw(districts(with_regulation=False))
    subjects = [r["subject"] for r in records if r["type"] == "Finding"]
    subjects += [r["heldBy"] for r in records if r["type"] == "Tenure"]
    against = draw(st.lists(st.sampled_from(subjects), max_size=2)) if subjects else []
    for n, subject in enumerate(against, 1):
        start = draw(days())
        records.append({"id": f"cr{n}", "type": "CaseReview", "subject": subject, "from": start.isoformat()})
    return records


@settings(DISTRICTS, max_examples=25)
@given(reviewed(), as_ofs())
def test_who_opens_and_who_orders_it(records: Records_, on: date) -> None:
    assume(any(record["type"] == "Lead" for record in records) and not _survives_and_ends(records))
    note(describe(records))
    found = decide_referrals(from_records(frames_of(records)), on)
    expected = sorted(referrals(Records(records), on), key=lambda r: (r["lead"], r["finding"]))
    assert [_said(r) for r in found] == expected
