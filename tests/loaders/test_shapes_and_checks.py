"""The shapes as the standard reads them and the set-wise checks of a load find the same defects."""

from __future__ import annotations

import polars as pl
import pytest

from loaders import rdf_shapes
from loaders.rdf_records import read_text, records
from loaders.rdf_texts import triples
from ontology.checks import check
from ontology.records import Frames, columns
from tests.loaders.test_rdf_records import DEFECTS, HEAD, KNOWN, TENURE


def there() -> Frames:
    """Records of those ids, as a store holds them."""
    return {
        name: pl.DataFrame([{"id": i} for i, t in KNOWN.items() if t == name], schema=columns(name))
        for name in set(KNOWN.values())
    }


@pytest.mark.parametrize("text", [text for text, _ in DEFECTS])
def test_a_planted_defect(text: str) -> None:
    by_standard = read_text(HEAD + text, "a.ttl", known=KNOWN).problems
    plain = records(triples(HEAD + text), "a.ttl")
    set_wise = (*plain.problems, *check(plain, there()))
    assert {(p.code, p.record, p.field) for p in by_standard} == {
        (p.code, p.record, p.field) for p in set_wise
    }


def test_no_defect() -> None:
    text = HEAD + f"id:x a zr:Tenure ; {TENURE} ."
    plain = records(triples(text), "a.ttl")
    assert rdf_shapes.problems(triples(text), "a.ttl", KNOWN) == ()
    assert [*plain.problems, *check(plain, there())] == []
