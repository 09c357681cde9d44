"""Names and ids leave a paper wherever they stand, and the same person is the same all through it."""

from dataclasses import dataclass

import pytest

from dashboards.papers.redaction import Redaction

PERSONS = {
    "p-ouyang": ("欧阳修远", "Ouyang Xiuyuan"),
    "p-zhang": ("张三", "Zhang San"),
    "p-zhang2": ("张三丰", "Zhang Sanfeng"),
    "p-en": (None, "Ada Long"),
}


@pytest.fixture(params=["zh"])
def shorten(request: pytest.FixtureRequest) -> Redaction:
    return made(request.param)


def made(lang: str) -> Redaction:
    names = {n.casefold(): p for p, both in PERSONS.items() for n in both if n} | {"老张": "p-zhang"}
    return Redaction(
        names,
        {p: zh for p, (zh, _) in PERSONS.items() if zh},
        {p: en for p, (_, en) in PERSONS.items() if en},
        frozenset({*PERSONS, "t-zhang", "t-zhang-2"}),
        lang,
    )


def test_a_name_is_shortened_wherever_it_stands(shorten: Redaction) -> None:
    assert shorten.text("关于张三同志、欧阳修远任职的通知") == "关于张某同志、欧阳某任职的通知"


def test_the_longest_name_counts_and_a_second_one_of_a_surname_is_told_apart(shorten: Redaction) -> None:
    assert shorten.text("张三、张三丰、张三") == "张某、张某乙、张某"


def test_an_alias_is_the_person(shorten: Redaction) -> None:
    assert shorten.text("老张即张三") == "张某即张某"


def test_english_names_are_shortened_in_any_case_but_not_inside_words(shorten: Redaction) -> None:
    english = made("en")
    assert (
        english.text("ZHANG SAN met Zhang Sanfeng; Zhang Sanitation")
        == "Zhang Mou met Zhang Mou 2; Zhang Sanitation"
    )
    assert shorten.text("Ada Long") == "Ada Mou"


def test_ids_are_numbered_whole(shorten: Redaction) -> None:
    assert shorten.text("t-zhang, t-zhang-2, t-zhang; t-zhang-3") == "#1, #2, #1; t-zhang-3"


def test_everything_in_a_value_is_shortened(shorten: Redaction) -> None:
    @dataclass(frozen=True)
    class Row:
        who: tuple[str, ...]
        days: int

    value = {"rows": [Row(("张三",), 3)], "no": None}
    assert shorten.whole(value) == {"rows": [Row(("张某",), 3)], "no": None}


def test_more_of_one_surname_than_there_are_stems() -> None:
    names = {f"王{n:02}": f"p{n}" for n in range(12)}
    shorten = Redaction(names, {p: n for n, p in names.items()}, {}, frozenset(), "zh")
    said = [shorten.text(name) for name in names]
    assert said[0] == "王某"
    assert said[1] == "王某乙"
    assert said[11] == "王某12"
    assert len(set(said)) == 12
