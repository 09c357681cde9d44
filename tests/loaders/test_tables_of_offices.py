"""Ledgers and tables of tenures are read as the gold answers say, whatever stands around their rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from loaders.documents.document import Document
from loaders.documents.registry import whose

SAMPLES = Path(__file__).parent / "samples"
OPTIONAL = {"accept", "subset_ok", "status_accept", "completed_accept"}
"""Keys of the gold that only list further answers."""


def said(path: Path) -> dict[str, Any]:
    document = Document(path)
    reader = whose(document)
    assert reader is not None
    return dict(reader.read(document).said)


def bare(value: Any) -> Any:
    """The gold without its further answers, and measures without the number that some lists have."""
    if isinstance(value, dict):
        return {k: bare(v) for k, v in value.items() if k not in OPTIONAL | {"notes"}}
    return [bare(v) for v in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    "name", ["l1-flat-merged.xlsx", "l2-three-lists.xlsx", "l3-vertical-form.xlsx", "t1-tenures.xlsx"]
)
def test_a_sample_is_read_as_its_gold_says(name: str) -> None:
    gold = json.loads((SAMPLES / f"{name}.gold.json").read_text(encoding="utf-8"))
    assert said(SAMPLES / name) == bare(gold)
