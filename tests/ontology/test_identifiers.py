"""Ids and IRIs, there and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.rdf_texts import triples
from ontology.identifiers import identifier, iri
from ontology.vocabulary import ID


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("o-dc", f"{ID}o-dc"),
        ("甲镇", f"{ID}甲镇"),
        ("a b", f"{ID}a%20b"),
        ("50%", f"{ID}50%25"),
        ("<x>", f"{ID}%3Cx%3E"),
        ("https://example.org/x", "https://example.org/x"),
        ("urn:isbn:1", "urn:isbn:1"),
        ("..", f"{ID}.."),
        ("a#b?c[d]", f"{ID}a%23b%3Fc%5Bd%5D"),
        ("http://[x", f"{ID}http://%5Bx"),
        ("https://example.org/x?y#z", "https://example.org/x?y#z"),
        ("\U000e0001", f"{ID}%F3%A0%80%81"),
    ],
)
def test_an_id_and_its_iri(name: str, address: str) -> None:
    assert str(iri(name)) == address
    assert identifier(address) == name


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1).filter(
        lambda s: not s.startswith(ID)
    )
)
def test_any_id_comes_back_from_its_iri_and_its_iri_can_be_written(name: str) -> None:
    assert identifier(str(iri(name))) == name
    ((subject, _, _),) = triples(f"<{iri(name)}> a <x:y> .")
    assert identifier(str(subject)) == name
