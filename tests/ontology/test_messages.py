"""Is everything that can be told of a failure in the catalogue, in both languages, and nothing else?"""

from __future__ import annotations

import ast
import pickle
import string
from pathlib import Path

import pytest

from ontology.errors import InputError, UnknownName
from ontology.messages import Term, message, templates
from ontology.problems import Code, Problem

ROOT = Path(__file__).parents[2]
PACKAGES = ("ontology", "loaders", "graph", "dashboards")


SOURCES = {
    str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8"))
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
}


def _errors() -> set[str]:
    """The classes of errors, wherever they are."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for tree in SOURCES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"ZerenError"}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return found


ERRORS = _errors() - {"LoadRefused"}


def _calls() -> list[tuple[str, ast.Call]]:
    """Every call that makes a message or an error, with where it stands."""
    return [
        (f"{path}:{node.lineno}", node)
        for path, tree in SOURCES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {*ERRORS, "message"}
    ]


CALLS = _calls()


def _placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def _keyed(call: ast.Call) -> str | None:
    """The key that a call names; None where it hands a message on."""
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def test_both_languages_say_the_same_things_with_the_same_values() -> None:
    en, zh = templates("en"), templates("zh")
    assert en.keys() == zh.keys()
    assert {k: _placeholders(t) for k, t in en.items()} == {k: _placeholders(t) for k, t in zh.items()}


def _fitting(template: str) -> dict[str, object]:
    """Values of the kinds that a template's placeholders can show."""
    several = {"or", ";"}
    return {
        name: ["甲", "乙"] if how in several else 1200 if how else "甲"
        for _, name, how, _ in string.Formatter().parse(template)
        if name is not None
    }


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_template_can_be_filled(language: str) -> None:
    for key, template in templates(language).items():
        said = message(key, **_fitting(template)).told(language)
        assert "_Several" not in said
        assert "{" not in said.replace("{who: ..., roles: [...]}", "").replace("{...}", ""), key


def test_no_chinese_text_was_left_in_english() -> None:
    same = {k for k, t in templates("en").items() if templates("zh")[k] == t and any(c.isalpha() for c in t)}
    named = {k for k in same if not _placeholders(templates("en")[k])}
    assert same <= named | {"identities.with", "changes.keys"}
    assert named <= {"sorts.csv", "sorts.parquet"}, "only proper names are the same in both languages"


def test_the_code_says_only_what_the_catalogue_holds() -> None:
    literal = [
        place
        for place, call in CALLS
        if call.args and isinstance(call.args[0], ast.JoinedStr | ast.BinOp | ast.IfExp)
    ]
    assert literal == [], "a text in the code: give it a key in ontology/messages (CONTRIBUTING.md)"
    unkeyed = [
        place
        for place, call in CALLS
        if _keyed(call) is None and isinstance(call.func, ast.Name) and call.func.id == "message"
    ]
    assert [place.partition(":")[0] for place in unkeyed] == ["ontology/errors.py"], (
        "the key of a message is written out where it is made, so that it can be found"
    )
    unknown = [
        f"{place} {key}" for place, call in CALLS if (key := _keyed(call)) and key not in templates("en")
    ]
    assert unknown == []


def test_each_message_is_given_the_values_that_its_template_shows() -> None:
    wrong = [
        f"{place} {key}"
        for place, call in CALLS
        if (key := _keyed(call))
        and key in templates("en")
        and {k.arg for k in call.keywords} != _placeholders(templates("en")[key])
    ]
    assert wrong == []


def test_the_catalogue_holds_only_what_the_code_says() -> None:
    said = {key for _, call in CALLS if (key := _keyed(call))} | {"load.refused"}
    kept = {key for key in templates("en") if key.startswith("system.")}  # by errno, from the system
    assert templates("en").keys() - said - kept == set()


def test_an_error_says_itself_in_either_language() -> None:
    error = UnknownName(
        "vocabulary.no_type", name="Nobody", types=[Term("Person", "人员"), Term("Post", "职务")]
    )
    assert str(error) == "no record type 'Nobody'; there are Person, Post"
    assert error.told("zh") == "没有“Nobody”这一记录类型，可用的有：人员（Person）、职务（Post）"


def test_an_error_within_an_error_is_told_in_the_same_language() -> None:
    inner = UnknownName("changes.no_record", id="x")
    outer = InputError("changes.in_change", number=2, verb="merge", error=inner.message)
    assert outer.told("en") == "change 2 (merge): no record has the id 'x'"
    assert outer.told("zh") == "第 2 项变更（merge）：没有编号为“x”的记录"


def test_what_the_system_says_is_told_in_the_same_language() -> None:
    with pytest.raises(OSError, match="No such file") as failed:
        Path("/nowhere/at/all").read_bytes()
    said = message("files.unreadable", error=failed.value)
    assert str(said) == "cannot be read: No such file or directory"
    assert said.told("zh") == "无法读取：没有该文件或文件夹"


def test_one_of_several_is_told_as_one_of_them() -> None:
    said = message("records.wrong_type", types=[Term("Person", "人员"), Term("Post", "职务")])
    assert str(said) == "must name a record of type Person or Post"
    assert said.told("zh") == "须填写以下类型的记录：人员（Person）或职务（Post）"


def test_a_list_that_was_given_instead_of_a_text_is_shown_as_a_list() -> None:
    assert "not [甲, 乙]" in str(
        message("access.roles", file="f", where="w", known=["viewer"], given=["甲", "乙"])
    )


def test_a_message_goes_from_one_process_to_another() -> None:
    error = UnknownName("names.no_organization", id="o-1")
    again = pickle.loads(pickle.dumps(error))
    assert again.told("zh") == error.told("zh") == "没有编号为“o-1”的组织"


def test_a_problem_has_a_key_that_is_the_same_in_every_language() -> None:
    problem = Problem(
        Code.MISSING_FIELD, message("records.required"), "a.yaml", row=3, record="p", field="zh"
    )
    assert problem.cells("en")["reason"] == "is required"
    assert problem.cells("zh")["reason"] == "为必填项"
    assert problem.cells("zh")["key"] == problem.cells("en")["key"] == "records.required"
    assert problem.line.told("zh") == "a.yaml:3  p.zh：为必填项 [missing-field]"


def test_an_unknown_key_says_itself_rather_than_fail_in_the_middle_of_a_failure() -> None:
    assert str(InputError("no such key")) == InputError("no such key").told("zh") == "no such key"
