"""What does the sheet say that explains the others, and where on it does each list of codes stand?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ontology.headings import GUIDE, ID, WITHDRAWN
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEXT = {
    "zh": (
        "每张表对应一类记录，每行一条，每列一项；不用的表和列可以留空或删去。",
        f"“{ID['zh']}”由填表人自定，全簿不重复；引用另一条记录时填它的标识。",
        "带 * 的列必填；标题批注中有键名、类型和含义。",
        "一格多值用分号（; 或 ；）或换行隔开；顿号属于名称本身。",
        "日期写到日，如 2023-07-15；“止(不含)”是不再有效的第一天，没有则为仍在持续。",
        "代码从下拉列表选取，也可填代码或英文名称；全部代码列在右侧。",
        f"更正：用同一标识再填一次，以新的为准；“{WITHDRAWN['zh']}”填“是”则撤回该记录。",
    ),
    "en": (
        "A sheet is a type of record, a row a record, a column a property; what is not used may stay empty or go.",
        f"Choose the {ID['en']} yourself, once in the whole workbook; to refer to a record, give its {ID['en']}.",
        "Columns marked * are needed; the comment on a heading has key, type and meaning.",
        "Several values in a cell are set apart by a semicolon or a line break.",
        "Dates are full days such as 2023-07-15; `until` is the first day on which it no longer holds, empty if it still does.",
        "Codes are chosen from the list; the code itself and its Chinese name are taken too. All are listed on the right.",
        f"To correct a record give it again under the same id; `{WITHDRAWN['en']}` true takes it back.",
    ),
}
_FIRST_CODES = 2  # column of the first list: beside the text, after an empty column
_TOP = 1  # row of the first code: below the list's name


def name(lang: str) -> str:
    """The name of the explaining sheet."""
    return GUIDE[lang]


def lines(lang: str) -> tuple[str, ...]:
    """The sentences that explain the workbook."""
    return _TEXT[lang]


def lists(lang: str) -> Mapping[str, tuple[str, ...]]:
    """The labels of each scheme's codes in their order, after the name of the list."""
    return {
        scheme.name: (
            scheme.labels.get(lang, scheme.name),
            *(names.get(lang, code) for code, names in scheme.codes.items()),
        )
        for scheme in vocabulary().schemes.values()
    }


def cells(lang: str) -> dict[tuple[int, int], str]:
    """Everything on the sheet, by row and column."""
    found: dict[tuple[int, int], str] = {(row, 0): text for row, text in enumerate(lines(lang), _TOP)}
    found[0, 0] = name(lang)
    for column, labels in enumerate(lists(lang).values(), _FIRST_CODES):
        found |= {(row, column): label for row, label in enumerate(labels)}
    return dict(sorted(found.items()))


def places(lang: str) -> dict[str, tuple[int, int, int]]:
    """Where the codes of each scheme stand: column, first row, last row."""
    return {
        scheme: (column, _TOP, len(labels) - 1)
        for column, (scheme, labels) in enumerate(lists(lang).items(), _FIRST_CODES)
    }
