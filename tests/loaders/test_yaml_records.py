"""YAML and JSON: what is written is what is read, and every problem has its line."""

from __future__ import annotations

import json
from datetime import date

import pytest

from loaders.yaml_records import from_values, read_text
from tests.loaders.books import codes, told


def test_a_record_a_line_as_in_the_shipped_files() -> None:
    batch = read_text(
        "# kept\n- {id: t1, type: Tenure, kind: Acting, from: 2023-07-15}\n- {id: t2, type: Tenure}\n",
        "a.yaml",
    )
    assert batch.problems == ()
    assert batch.frames["Tenure"].select("id", "from", "_row").rows() == [
        ("t1", date(2023, 7, 15), 2),
        ("t2", None, 3),
    ]
    assert [p.file for p in batch.parts] == ["a.yaml"]


@pytest.mark.parametrize(
    "spelling", ["2023-07-15", '"2023-07-15"', "2023/7/15", "2023年7月15日", "2023.07.15"]
)
def test_dates_in_the_usual_spellings(spelling: str) -> None:
    batch = read_text(f"- {{id: e, type: Extension, newDue: {spelling}}}", "a.yaml")
    assert batch.frames["Extension"]["newDue"].to_list() == [date(2023, 7, 15)]


@pytest.mark.parametrize("spelling", ["5.10", "no", "010", "1e3", "22:30", "2023-07-15", "0x1f", "1_000"])
def test_what_yaml_would_take_for_something_else_stays_as_written(spelling: str) -> None:
    batch = read_text(f"- {{id: p, type: Provision, number: {spelling}, zh: {spelling}}}", "a.yaml")
    assert batch.frames["Provision"].select("number", "zh").rows() == [(spelling, spelling)]


@pytest.mark.parametrize("nothing", ["", "~", "null", '""', "[]", "[~]"])
def test_nothing_is_nothing(nothing: str) -> None:
    batch = read_text(
        f"- {{id: p, type: Person, zh: {nothing or 'null'}, alias: {nothing or 'null'}}}", "a.yaml"
    )
    assert batch.frames["Person"].select("zh", "alias").rows() == [(None, None)]
    assert batch.problems == ()


def test_one_value_or_a_list_several_documents_and_a_document_that_is_one_record() -> None:
    batch = read_text(
        "- {id: a, type: Person, alias: x}\n---\n- {id: b, type: Person, alias: [x, y, x]}\n---\nid: c\ntype: Person\n",
        "a.yaml",
    )
    assert batch.frames["Person"].select("id", "alias", "_row").rows() == [
        ("a", ["x"], 1),
        ("b", ["x", "y"], 3),
        ("c", None, 5),
    ]


def test_nested_records_are_records_and_references_to_them() -> None:
    text = "- id: c\n  type: Circumstance\n  tests:\n  - {id: c.a, mode: Human, when: x, open: q1}\n  - {id: c.b, type: Test, mode: Partial}\n"
    batch = read_text(text, "a.yaml")
    assert batch.problems == ()
    assert batch.frames["Circumstance"]["testedBy"].to_list() == [["c.a", "c.b"]]
    assert batch.frames["Test"].select("id", "mode", "when", "openQuestion").rows() == [
        ("c.a", "Human", "x", ["q1"]),
        ("c.b", "Partial", None, None),
    ]


@pytest.mark.parametrize(("word", "gone"), [("true", True), ("yes", True), ("是", True), ("false", False)])
def test_a_record_can_be_taken_back(word: str, gone: bool) -> None:
    batch = read_text(f"- {{id: a, type: Person, withdrawn: {word}}}", "a.yaml")
    assert batch.frames["Person"]["_withdrawn"].to_list() == [gone]


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ("{type: Person}", ("missing-field", None, "id")),
        ("{id: x}", ("missing-field", "x", "type")),
        ("{id: x, type: Persona}", ("unknown-type", "x", "type")),
        ("{id: x, type: Responsibility}", ("unknown-type", "x", "type")),
        ("{id: x, type: Person, nam: y}", ("unknown-field", "x", "nam")),
        ("{id: x, type: Tenure, from: 2023-02-30}", ("bad-date", "x", "from")),
        ("{id: x, type: Tenure, from: July}", ("bad-date", "x", "from")),
        ("{id: x, type: Duty, everyDays: 1.5}", ("bad-value", "x", "everyDays")),
        ("{id: x, type: Policy, value: much}", ("bad-value", "x", "value")),
        ("{id: x, type: ReferralRule, within: maybe}", ("bad-value", "x", "within")),
        ("{id: x, type: Tenure, ofPost: [a, b]}", ("too-many", "x", "ofPost")),
        ("{id: x, type: Person, zh: a, zh: b}", ("too-many", "x", "zh")),
        ("{id: x, type: Person, withdrawn: perhaps}", ("bad-value", "x", "withdrawn")),
        ("just a text", ("bad-value", None, None)),
    ],
)
def test_a_planted_defect_is_found_on_its_line_and_the_next_record_is_still_read(
    record: str, problem: tuple[str, ...]
) -> None:
    batch = read_text(
        f"- {{id: before, type: Person}}\n- {record}\n- {{id: after, type: Person, nam: x}}\n", "a.yaml"
    )
    assert told(batch) == [problem, ("unknown-field", "after", "nam")]
    assert (batch.problems[0].file, batch.problems[0].row) == ("a.yaml", 2)


def test_two_types_of_one_record_are_a_problem_in_a_nested_one_too() -> None:
    batch = read_text("- {id: c, type: Circumstance, tests: [{id: t, mode: Human, mode: Partial}]}", "a.yaml")
    assert told(batch) == [("too-many", "t", "mode")]


@pytest.mark.parametrize("text", ["", "# only a remark\n", "[]", "---\n---\n"])
def test_a_text_without_records(text: str) -> None:
    assert codes(read_text(text, "a.yaml")) == ["empty-file"]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("- {id: a, type: Person\n- {id: b", 2),
        ("- !!python/object/apply:os.system [ls]\n", 1),
        ("- !include x\n", 1),
        ("- {id: a, type: *nobody}\n", 1),
        ("- &loop [*loop]\n", 1),
        ("- {? [a] : b}\n", 1),
        ("- {id: a, type: \x07}\n", 1),
    ],
)
def test_a_text_that_is_no_yaml_of_records(text: str, row: int) -> None:
    batch = read_text(text, "a.yaml")
    assert codes(batch) == ["unreadable"]
    assert batch.problems[0].row == row


def test_problems_before_a_syntax_error_are_told_as_well() -> None:
    batch = read_text("- {id: a, type: Person, nam: x}\n- {id: b, type: Nobody}\n- {id: [\n", "a.yaml")
    assert codes(batch) == ["unknown-field", "unknown-type", "unreadable"]


def test_a_yaml_bomb_does_not_go_off() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert codes(read_text("\n".join(lines), "a.yaml")) == ["too-large"]


def test_anchors_of_a_sane_size_are_fine() -> None:
    batch = read_text(
        "- {id: a, type: Act, evidence: &e [s1, s2]}\n- {id: b, type: Act, evidence: *e}\n", "a.yaml"
    )
    assert batch.frames["Act"]["evidence"].to_list() == [["s1", "s2"], ["s1", "s2"]]


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 1000, "- " * 1000])
def test_endless_nesting_is_refused(text: str) -> None:
    assert codes(read_text(text, "a.yaml")) == ["too-large"]


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, '[{"id": ' + "[" * 50 + "]" * 50 + "}]"])
def test_endless_nesting_of_json_is_refused(text: str) -> None:
    assert "too-large" in codes(read_text(text, "a.json", as_json=True))


def test_json_reads_like_yaml() -> None:
    records = [
        {"id": "a", "type": "Person", "zh": "𠮷", "alias": ["x", None]},
        {"id": 7, "type": "Policy", "value": 0.5},
    ]
    batch = read_text(json.dumps(records, indent=1), "a.json", as_json=True)
    assert batch.problems == ()
    assert batch.frames["Person"].select("id", "zh", "alias", "_row").rows() == [("a", "𠮷", ["x"], 2)]
    assert batch.frames["Policy"].select("id", "value").rows() == [("7", 0.5)]


def test_json_of_one_record_a_line() -> None:
    batch = read_text(
        '{"id": "a", "type": "Person"}\n\n{"id": "b", "type": "Person", "withdrawn": true}\n',
        "a.jsonl",
        as_json=True,
    )
    assert batch.frames["Person"].select("id", "_row", "_withdrawn").rows() == [
        ("a", 1, False),
        ("b", 3, True),
    ]


@pytest.mark.parametrize(
    ("text", "row"),
    [('[{"id": "a"},\n{"id": }]', 2), ('[\n{"id": "a", "type": "Person"}', 2), ("nonsense", 1), ("[\n]]", 2)],
)
def test_broken_json(text: str, row: int) -> None:
    problem = read_text(text, "a.json", as_json=True).problems[-1]
    assert (problem.code, problem.row) == ("unreadable", row)


def test_a_key_twice_in_json() -> None:
    batch = read_text('[{"id": "a", "type": "Person", "zh": "x", "zh": "y"}]', "a.json", as_json=True)
    assert told(batch) == [("too-many", "a", "zh")]


def test_records_that_somebody_else_parsed() -> None:
    batch = from_values([{"id": "a", "type": "Person", "zh": "x"}, 3], "case.yaml")
    assert batch.frames["Person"]["_row"].to_list() == [1]
    assert [(p.code, p.row) for p in batch.problems] == [("bad-value", 2)]
