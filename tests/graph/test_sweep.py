"""Sets of days, computed set-wise, against sets of days."""

from itertools import pairwise

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from graph.compiled import HIGH, LOW
from graph.sweep import covered, uncovered, union_days

SPANS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 12), st.integers(1, 6)), max_size=12)


def _frame(spans: list[tuple[int, int, int]]) -> pl.DataFrame:
    rows = [(key, start, start + length) for key, start, length in spans]
    return pl.DataFrame(rows, schema={"key": pl.UInt32, "from": pl.Int32, "until": pl.Int32}, orient="row")


def _days(spans: list[tuple[int, int, int]]) -> dict[int, set[int]]:
    days: dict[int, set[int]] = {}
    for key, start, length in spans:
        days.setdefault(key, set()).update(range(start, start + length))
    return days


@given(SPANS)
def test_days_of_a_union_are_counted_once(spans: list[tuple[int, int, int]]) -> None:
    counted = dict(union_days(_frame(spans), "key").iter_rows())
    assert counted == {key: len(days) for key, days in _days(spans).items()}


@given(SPANS)
def test_covered_runs_are_as_long_as_can_be(spans: list[tuple[int, int, int]]) -> None:
    runs = covered(_frame(spans), "key").rows()
    assert {(k, d) for k, a, b in runs for d in range(a, b)} == {
        (k, d) for k, days in _days(spans).items() for d in days
    }
    by_key = sorted(runs)
    assert all(a[0] != b[0] or a[2] < b[1] for a, b in pairwise(by_key))


@given(SPANS)
def test_uncovered_is_what_is_left_of_all_time(spans: list[tuple[int, int, int]]) -> None:
    keys = pl.DataFrame({"key": pl.Series([0, 1, 2, 3], dtype=pl.UInt32)})
    free = uncovered(_frame(spans), keys, "key").rows()
    window = range(-2, 20)
    expected = {(k, d) for k in range(4) for d in window if d not in _days(spans).get(k, set())}
    assert {(k, d) for k, a, b in free for d in window if a <= d < b} == expected
    assert {k for k, a, _ in free if a == LOW} == {0, 1, 2, 3} == {k for k, _, b in free if b == HIGH}
