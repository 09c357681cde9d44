"""Dates and deadlines as people write them: nothing crashes, nothing is lost, no digit is filled in."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from loaders.documents.calendar import plain
from loaders.documents.dates import shown, when
from loaders.documents.deadlines import deadline

SHAPES = [
    ("2014.05", "2014-05-01", "2014-05-31", "month", None),
    (2014.1, "2014-01-01", "2014-12-31", "year", "month-ambiguous"),
    (2014.12, "2014-12-01", "2014-12-31", "month", None),
    (201408, "2014-08-01", "2014-08-31", "month", None),
    (41234, "2012-11-21", "2012-11-21", "day", None),
    ("二〇一三年十一月", "2013-11-01", "2013-11-30", "month", None),
    ("2010s", "2010-01-01", "2019-12-31", "decade", None),
    ("2019年春", "2019-01-01", "2019-12-31", "year", "approximate"),
    ("2017年上半年", "2017-01-01", "2017-06-30", "half", None),
    ("2018年以后", "2019-01-01", None, "after", "open-ended"),
    ("2015年及以前", None, "2015-12-31", "before", "open-ended"),
    ("2012-0?", "2012-01-01", "2012-12-31", "year", "month-missing"),
    ("推测2015年", "2015-01-01", "2015-12-31", "year", "uncertain"),
    ("2010年6月底", "2010-06-01", "2010-06-30", "month", "approximate"),
    ("2021.9.", "2021-09-01", "2021-09-30", "month", None),
    ("2019年9月（2020年3月任命）", "2019-09-01", "2019-09-30", "month", "uncertain"),
    ("13年8月", None, None, "unknown", "not-a-date"),
    ("201?年", None, None, "unknown", "not-a-date"),
    ("2014年2月30日", None, None, "unknown", "impossible"),
    ("副厅级", None, None, "unknown", "not-a-date"),
]


@pytest.mark.parametrize(("value", "first", "last", "precision", "problem"), SHAPES)
def test_a_date(value: Any, first: str | None, last: str | None, precision: str, problem: str | None) -> None:
    found = when(value)
    assert (found.earliest, found.latest) == (
        first and date.fromisoformat(first),
        last and date.fromisoformat(last),
    )
    assert (found.precision, found.problem, found.words) == (precision, problem, shown(value))


@pytest.mark.parametrize("words", ["2012.03代，2013.03正式", "2012年3月（2013年3月正式）"])
def test_acting_first_and_formal_later(words: str) -> None:
    found = when(words)
    assert found.acting
    assert found.formal is not None
    assert (found.earliest, found.formal.earliest) == (date(2012, 3, 1), date(2013, 3, 1))


DEADLINES = [
    ("2024年3月底前", "2024-03-31", None, None),
    ("2024年1-3月", "2024-03-31", "2024-01-01", None),
    ("2023.11-2024.5", "2024-05-31", "2023-11-01", None),
    ("2024年6月30日前完成，长期坚持", "2024-06-30", None, None),
    ("2024年年底前", "2024-12-31", None, None),
    ("2024年春节前", None, None, "ambiguous"),
    ("2024年3月前", None, None, "ambiguous"),
    ("9月底前", None, None, "year-missing"),
    ("12月-次年1月", None, None, "year-missing"),
    ("收到反馈后2个月内", None, None, "relative"),
    ("自2023年11月14日起3个月内", None, None, "relative"),
    ("第一阶段2024年3月底前，第二阶段2024年6月底前", None, None, "several"),
    ("2024年2月30日", None, None, "impossible"),
    ("立行立改", None, None, None),
    (date(2024, 1, 1), "2024-01-01", None, None),
]


@pytest.mark.parametrize(("value", "day", "first", "problem"), DEADLINES)
def test_a_deadline(value: Any, day: str | None, first: str | None, problem: str | None) -> None:
    found = deadline(value)
    assert (found.day, found.first, found.problem) == (
        day and date.fromisoformat(day),
        first and date.fromisoformat(first),
        problem,
    )


PIECES = st.lists(
    st.sampled_from(["2014", "年", "8", "月", "31", "日", ".", "-", "—", "?", "约", "前", "底", "至今", "（代理）", "→", "至", "不详", "以", "13", "〇", "十", " ", "市长", "代", "<", "~"]),
    max_size=9,
).map("".join)  # fmt: skip


@settings(max_examples=400, deadline=None, phases=[Phase.generate])
@given(st.one_of(PIECES, st.text(max_size=20), st.floats(), st.integers(), st.dates(), st.none()))
def test_no_value_crashes_and_its_words_stay(value: Any) -> None:
    found, due = when(value), deadline(value)
    assert found.words == due.words == shown(value)
    assert found.earliest is None or found.latest is None or found.earliest <= found.latest
    assert due.first is None or (due.day is not None and due.first <= due.day)
    assert found.running or found.earliest or found.latest or found.problem
    # Every year of a deadline stands in its words: none is filled in.
    if isinstance(value, str) and due.day is not None:
        assert str(due.day.year) in plain(value)
