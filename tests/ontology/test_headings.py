"""What people call sheets, columns and codes, and what is meant by it."""

from __future__ import annotations

import pytest

from ontology.headings import (
    alike,
    codes_by_name,
    heading,
    is_guide,
    keys_by_name,
    loadable,
    plain,
    required,
    types_by_name,
)
from ontology.vocabulary import RecordType, vocabulary

TYPES = [pytest.param(t, id=t.name) for t in loadable()]


@pytest.mark.parametrize("record_type", TYPES)
def test_every_heading_means_its_own_property_in_both_languages(record_type: RecordType) -> None:
    names = keys_by_name(record_type.name)
    for key in ("id", "withdrawn", *(p.key for p in record_type.properties)):
        assert names[plain(key)] == key
        for lang in ("zh", "en"):
            assert names[plain(heading(record_type, key, lang))] == key, (
                f"{heading(record_type, key, lang)} is ambiguous"
            )


@pytest.mark.parametrize("record_type", TYPES)
def test_every_type_is_found_under_each_of_its_names(record_type: RecordType) -> None:
    for name in (record_type.name, *record_type.labels.values()):
        assert types_by_name()[plain(name)] is record_type


def test_every_code_is_found_under_each_of_its_names() -> None:
    for scheme in vocabulary().schemes.values():
        names = codes_by_name(scheme.name)
        for code, labels in scheme.codes.items():
            assert {names[plain(name)] for name in (code, *labels.values())} == {code}, scheme.name


@pytest.mark.parametrize(
    "name",
    ["in organization", "In_Organization*", "inOrganization", "ＩＮ organization", " in-organization "],
)
def test_spelling_does_not_matter(name: str) -> None:
    assert keys_by_name("Post")[plain(name)] == "inOrganization"


def test_a_name_that_two_things_share_means_neither_unless_it_is_the_own_name_of_one() -> None:
    from ontology.headings import _by_name

    named = [("a", ("one", "same")), ("b", ("two", "same")), ("c", ("three", "one"))]
    assert _by_name(named) == {"one": "a", "two": "b", "three": "c"}


def test_near_names() -> None:
    assert str(alike("名字", ["名称", "类别"])) == "; did you mean 名称?"
    assert str(alike("zzz", ["名称"])) == ""


def test_what_a_whole_record_needs() -> None:
    division = vocabulary().type("DivisionOfLabor")
    assert required(division) == (("id",), ("mode",), ("underTenure",), ("inDomain", "covers"))


def test_the_sheet_that_explains() -> None:
    assert all(map(is_guide, ("说明", "README", "readme", "ReadMe ")))
    assert not is_guide("人员")
