"""Explanations of the example district, counted by hand in its README; and explanations equal the answers they explain."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any

import polars as pl
import pytest

from graph.analysis import Analysis, analyse
from graph.answers import ANSWER
from graph.digest import digest, rows_digest
from graph.explain import explain
from graph.explanation import Counting, Explanation, Item, Window
from graph.facts import Facts
from graph.stated_facts import from_records
from loaders.recognise import read
from ontology.errors import UnknownName
from ontology.records import Frames, plain

AS_OF = date(2024, 9, 30)
RULES = ["shipped:jintan-2023", "shipped:domains"]


@cache
def _frames(source: str) -> Frames:
    batch = read([*RULES, source])
    assert not batch.problems
    return {name: plain(rows) for name, rows in batch.frames.items()}


@cache
def _facts(source: str = "shipped:district") -> Facts:
    return from_records(_frames(source))


@cache
def _analysis(day: date = AS_OF, source: str = "shipped:district") -> Analysis:
    return analyse(_facts(source), day)


def _explained(subject: str, day: date = AS_OF) -> Explanation:
    return explain(_analysis(day), _facts(), subject)


def _item(found: Explanation, bearer: str, ground: str) -> Item:
    [item] = [i for i in found.items if i.answer["bearer"] == bearer and i.answer["ground"] == ground]
    return item


def _window(subject: str, day: date = AS_OF) -> Window:
    window = _explained(subject, day).matters[0].window
    assert window is not None
    return window


def _days(*pairs: str) -> tuple[tuple[date, date], ...]:
    days = [tuple(date.fromisoformat(d) for d in pair.split("/")) for pair in pairs]
    return tuple((a, b) for a, b in days)


# ------------------------------------------------------------------------------- the stories


def test_a_late_approval_is_told_and_does_not_count() -> None:
    window = _window("du-wt-1")
    assert (window.first, window.last, window.due, window.effective) == (
        date(2023, 8, 1), date(2023, 12, 31), date(2023, 12, 31), date(2023, 12, 31)
    )  # fmt: skip
    assert [(e.extension, e.counting) for e in window.extensions] == [("ex-wt-1", Counting.LATE)]
    assert window.extensions[0].approved_on == date(2024, 1, 5)
    assert window.unmet
    assert window.breach_date == date(2024, 1, 1)
    assert window.fulfilled == date(2024, 3, 22)


def test_new_head_and_moved_portfolio() -> None:
    found = _explained("is-wt-1")
    assert _item(found, "t-wt-jiang", "head").stretches == _days("2023-11-01/2023-12-31")
    assert _item(found, "t-wt-song", "head").stretches == _days("2023-08-01/2023-10-31")
    assert _item(found, "t-wt-ruan", "domain").stretches == _days("2023-08-01/2023-11-30")
    assert _item(found, "t-wt-ruan", "assigned").stretches == _days("2023-08-01/2023-12-31")
    xi = _item(found, "t-wt-xi", "domain")
    assert xi.stretches == _days("2023-12-01/2023-12-31")
    [ground] = xi.grounds
    assert (ground.division, ground.distance) == ("dl-wt-xi-fin", 1)
    assert xi.answer["open"] == ["q21"]
    assert [(q.question, q.regulation, q.number) for q in found.questions] == [("q21", "r2023", "Q21")]
    assert [r.regulation for r in found.regulations] == ["r2023"]
    assert found.regulations[0].since == date(2023, 4, 11)
    assert {(p.name, p.value) for p in found.parameters} >= {("takeover_grace_days", 30.0)}
    assert {s.mode for s in found.shown} == {"OverallCharge"}
    assert {s.tenure for s in found.shown} == {"t-wt-jiang", "t-wt-song"}


def test_a_handover_is_among_the_facts_of_both_sides() -> None:
    found = _explained("du-hcd-1")
    for ground in ("domain", "assigned"):
        gave, took = _item(found, "t-hcd-liao", ground), _item(found, "t-hcd-yu", ground)
        acts = set(gave.facts) & set(took.facts) - set(found.matters[0].facts)
        assert acts, (gave.facts, took.facts)
        assert gave.stretches[-1][1] + timedelta(1) == took.stretches[0][0] == date(2024, 3, 12)
    assert found.questions == ()
    geng = next(i for i in found.items if i.answer["role"] == "supporting")
    assert set(geng.answer["principal"]) <= set(geng.facts)
    assert geng.answer["days"] == 259


def test_nobody_at_the_head_is_a_gap_and_no_item() -> None:
    found = _explained("du-lq-1")
    assert not [
        i for i in found.items if i.answer["grade"] == "FirstResponsibility" and i.answer["role"] == "holder"
    ]
    [gap] = [g for g in found.gaps if g["kind"] == "HeadVacant"]
    assert (gap["from"], gap["until"]) == (date(2024, 1, 15), date(2024, 4, 1))
    assert _item(found, "t-lq-kong", "head").stretches == _days("2023-08-01/2024-01-14")
    acting = next(i for i in _explained("du-lq-2").items if i.answer["ground"] == "head" and i.acting)
    assert (acting.answer["role"], acting.answer["days"], acting.answer["open"]) == ("holder", 91, ["q20"])


def test_an_extension_that_was_never_approved_is_told() -> None:
    window = _window("du-hcd-4")
    assert [e.counting for e in window.extensions] == [Counting.NOT_APPROVED]
    assert window.extensions[0].approved_on is None
    assert window.breach_date == date(2024, 6, 1)
    assert {g["kind"] for g in _explained("du-hcd-4").gaps} == {"NoOneInCharge"}


def test_chained_extensions_count_one_after_the_other() -> None:
    window = _window("du-lq-4")
    assert [e.counting for e in window.extensions] == [Counting.COUNTS, Counting.COUNTS]
    assert window.effective == date(2024, 7, 31)
    assert not window.unmet


def test_what_is_dated_after_the_day_is_unseen() -> None:
    before = _window("du-wt-1", date(2023, 12, 15))
    assert before.extensions == () or before.extensions[0].counting is Counting.NOT_APPROVED
    assert before.fulfilled is None
    assert not before.unmet
    assert before.last == date(2023, 12, 15)


def test_an_approval_by_the_bearer_itself_counts_and_is_asked_about() -> None:
    found = _explained("du-yh-3")
    assert found.matters[0].window is not None
    assert Counting.COUNTS in {e.counting for e in found.matters[0].window.extensions}
    assert all("q03" in i.answer["open"] for i in found.items)


def test_no_rules_no_names() -> None:
    found = _explained("du-civ-2")
    assert found.items == ()
    assert {g["kind"] for g in found.gaps} >= {"RegulationNotLoaded"}
    assert found.regulations == ()
    spanning = _explained("du-civ-1")
    assert all("q22" in i.answer["open"] for i in spanning.items)


def test_a_duty_without_bearer_is_the_addressees() -> None:
    found = _explained("du-qs-4")
    assert [i.answer["ground"] for i in found.items if i.answer["grade"] == "MainResponsibility"] == [
        "addressee"
    ]
    assert {g["kind"] for g in found.gaps} >= {"DutyWithoutBearer", "IssueWithoutDomain"}


def test_facts_say_what_was_due_and_what_was_done() -> None:
    facts = _explained("du-wt-1").matters[0].facts
    assert facts[:3] == ("du-wt-1", "is-wt-1", "fb-wt")
    assert "ex-wt-1" in facts
    done = _facts()["fulfilments"].filter(pl.col("duty") == "du-wt-1")["act"].to_list()
    assert set(done) <= set(facts)


def test_an_unknown_id_is_said_to_be_unknown() -> None:
    with pytest.raises(UnknownName, match="is-nowhere"):
        _explained("is-nowhere")


# ------------------------------------------------------------------------------- the same as the answers


@pytest.mark.parametrize("day", [AS_OF, date(2024, 1, 15), date(2023, 6, 1)])
@pytest.mark.parametrize(("source", "every"), [("shipped:district", 1), ("synthetic:issues=300,seed=5", 7)])
def test_an_explanation_explains_the_answer_that_is_given(day: date, source: str, every: int) -> None:
    analysis, facts = _analysis(day, source), _facts(source)
    answered: dict[str, list[dict[str, Any]]] = {}
    for row in analysis.answers().iter_rows(named=True):
        answered.setdefault(row["for"], []).append(row)
    gaps = analysis.gaps().to_dicts()
    for subject in sorted({*analysis.compiled["issue"]["id"], *analysis.compiled["matter"]["id"]})[::every]:
        found = explain(analysis, facts, subject)
        assert [dict(i.answer) for i in found.items] == answered.get(subject, []), subject
        hitting = [
            g for g in gaps if subject in g["issues"] or subject in g["duties"] or subject == g["duty"]
        ]
        assert list(found.gaps) == hitting, subject
        for item in (*found.items, *(i for m in found.matters for i in m.items)):
            assert sum((b - a).days + 1 for a, b in item.stretches) == item.answer["days"], (subject, item)
            if item.answer["ground"] in ("domain", "unit"):
                assert item.grounds, (subject, item)


def test_a_duty_of_nobody_has_a_window_and_a_gap() -> None:
    frames = dict(_frames("shipped:district"))
    lonely = frames["Duty"].filter(pl.col("id") == "du-qs-4").with_columns(
        id=pl.lit("du-lonely"), underFeedback=pl.lit(None, pl.String), addresses=pl.lit([], pl.List(pl.String))
    )  # fmt: skip
    facts = from_records({**frames, "Duty": pl.concat([frames["Duty"], lonely])})
    found = explain(analyse(facts, AS_OF), facts, "du-lonely")
    assert found.items == ()
    assert found.matters[0].organization is None
    assert found.matters[0].window is not None
    assert {g["kind"] for g in found.gaps} == {"DutyWithoutBearer"}


# ------------------------------------------------------------------------------- digests


def _changed(change: Callable[[Frames], Frames], subject: str = "is-wt-1") -> str:
    facts = from_records(change(dict(_frames("shipped:district"))))
    return explain(analyse(facts, AS_OF), facts, subject).digest


def _with(name: str, rows: Callable[[pl.DataFrame], pl.DataFrame]) -> Callable[[Frames], Frames]:
    return lambda frames: {**frames, name: rows(frames[name])}


def test_the_digest_does_not_depend_on_the_order_or_on_other_records() -> None:
    same = _explained("is-wt-1").digest
    assert _changed(lambda frames: {k: v.reverse() for k, v in reversed(frames.items())}) == same
    assert (
        _changed(_with("Person", lambda p: pl.concat([p, p.head(1).with_columns(id=pl.lit("a-new"))])))
        == same
    )
    elsewhere = pl.when(pl.col("id") == "du-hcd-1").then(date(2024, 1, 1)).otherwise("due").alias("due")
    assert _changed(_with("Duty", lambda d: d.with_columns(elsewhere))) == same


@pytest.mark.parametrize(
    ("name", "record", "column", "value"),
    [
        ("Duty", "du-wt-1", "due", date(2023, 12, 30)),
        ("Extension", "ex-wt-1", "newDue", date(2024, 2, 1)),
        ("Tenure", "t-wt-jiang", "from", date(2023, 11, 2)),
        ("DivisionOfLabor", "dl-wt-xi-fin", "from", date(2023, 12, 2)),
        ("Feedback", "fb-wt", "date", date(2023, 7, 1)),
        ("Policy", "p-grace", "value", 31.0),
        ("Regulation", "r2023", "from", date(2023, 4, 12)),
    ],
)
def test_the_digest_depends_on_every_fact_it_rests_on(
    name: str, record: str, column: str, value: Any
) -> None:
    assert _frames("shipped:district")[name].filter(pl.col("id") == record).height == 1
    told = pl.when(pl.col("id") == record).then(pl.lit(value)).otherwise(column).alias(column)
    assert _changed(_with(name, lambda rows: rows.with_columns(told))) != _explained("is-wt-1").digest


def test_the_digest_depends_on_the_day() -> None:
    assert _explained("is-wt-1", date(2024, 9, 29)).digest != _explained("is-wt-1").digest


def test_all_answers_have_one_digest() -> None:
    rows = _analysis().answers()
    assert rows.columns == list(ANSWER)
    frames = {k: v.reverse() for k, v in _frames("shipped:district").items()}
    assert rows_digest(analyse(from_records(frames), AS_OF).answers()) == rows_digest(rows)
    assert rows_digest(rows.head(5)) != rows_digest(rows)


def test_a_digest_takes_sets_and_days_and_nothing_vague() -> None:
    assert digest({"a": {"y", "x"}, "b": date(2024, 1, 1)}) == digest({"b": "2024-01-01", "a": ["x", "y"]})
    with pytest.raises(TypeError):
        digest(object())
    with pytest.raises(ValueError, match="JSON"):
        digest(float("nan"))
