"""The three values and their algebra."""

from itertools import product

import pytest

from graph.circumstances.truth import Truth

MET, NOT_MET, NO_EVIDENCE = Truth.MET, Truth.NOT_MET, Truth.NO_EVIDENCE


@pytest.mark.parametrize(("a", "b"), list(product(Truth, Truth)))
def test_the_laws_of_de_morgan(a: Truth, b: Truth) -> None:
    assert ~(a & b) == (~a | ~b)
    assert ~(a | b) == (~a & ~b)
    assert a | b == b | a
    assert a & (a | b) == a


def test_what_could_turn_out_either_way_decides_nothing() -> None:
    """Whatever an unknown value turns out to be, the answer that was given before must not be the contrary."""
    for a, b in product(Truth, Truth):
        for combine in (Truth.__or__, Truth.__and__):
            if combine(a, b) is NO_EVIDENCE:
                outcomes = {
                    combine(x, y)
                    for x in ((MET, NOT_MET) if a is NO_EVIDENCE else (a,))
                    for y in ((MET, NOT_MET) if b is NO_EVIDENCE else (b,))
                }
                assert outcomes == {MET, NOT_MET}


def test_of_many_and_of_none() -> None:
    assert Truth.any([]) is NOT_MET
    assert Truth.all([]) is MET
    assert Truth.any([NOT_MET, NO_EVIDENCE]) is NO_EVIDENCE
    assert Truth.all([MET, NO_EVIDENCE]) is NO_EVIDENCE
    assert Truth.of(None) is NO_EVIDENCE
    assert Truth.of(known=False) is NOT_MET
