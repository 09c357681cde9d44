"""The referral engine and the naive reference say the same of every made-up district."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from graph.referral import Referral, build_index, decide_referral, decide_referrals
from graph.stated_facts import from_records
from tests.districts import Record, as_ofs, describe, districts
from tests.graph.leads import frames_of
from tests.reference.records import Records
from tests.reference.referral import referrals

COMPARED = (
    "lead", "finding", "subject", "status", "rule", "modality", "action", "path", "options", "open", "missing", "alternative",
)  # fmt: skip


def _said(referral: Referral) -> dict[str, Any]:
    row: dict[str, Any] = {key: getattr(referral, key) for key in COMPARED}
    row["options"] = [
        {"action": o.action, "modality": o.modality, "path": list(o.path)} for o in referral.options
    ]
    return {key: list(value) if isinstance(value, tuple) else value for key, value in row.items()}


def _survives_and_ends(records: list[Record]) -> bool:
    """An organ that survives a split and is ended by another change is read differently by the reference: there it lives on."""
    kept: set[str] = set()
    ended: set[str] = set()
    for change in records:
        if change["type"] == "OrgChange":
            survives = change["original"] in change.get("resulting", ())
            (kept if survives else ended).add(change["original"])
    return bool(kept & ended)


@pytest.mark.slow
@settings(deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))
@given(districts(), as_ofs())
def test_engine_is_reference(records: list[Record], on: date) -> None:
    assume(any(record["type"] == "Lead" for record in records) and not _survives_and_ends(records))
    facts = from_records(frames_of(records))
    found = decide_referrals(facts, on)
    expected = sorted(referrals(Records(records), on), key=lambda r: (r["lead"], r["finding"]))
    assert [_said(r) for r in found] == expected, describe(records)
    index = build_index(facts)
    assert [decide_referral(index, r.lead, r.finding, on) for r in found] == found
