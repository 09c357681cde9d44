"""What are sheets and columns called for people, and what does a name that somebody wrote mean?

Names are taken in Chinese, in English and as keys, whatever the case, the spacing, the width of the characters, and the mark
of required columns.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from ontology.messages import Message, message
from ontology.vocabulary import RecordType, Scheme, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ID = {"zh": "标识", "en": "id"}
WITHDRAWN = {"zh": "撤回", "en": "withdrawn"}
GUIDE = {"zh": "说明", "en": "README"}
"""The sheet that explains the others; it holds no records."""
REQUIRED_MARK = "*"

_T = TypeVar("_T")
_NOT_LETTERS = re.compile(r"[\s_\-*]+")


def plain(name: object) -> str:
    """A name as names are compared: half width, lower case, no blanks, no mark."""
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", str(name)).casefold())


def heading(record_type: RecordType, key: str, lang: str) -> str:
    """The heading of a column; `id` and `withdrawn` are columns of every type."""
    if key in {"id", "withdrawn"}:
        return (ID if key == "id" else WITHDRAWN)[lang]
    return record_type.keys[key].labels.get(lang, key)


def loadable() -> tuple[RecordType, ...]:
    """The record types that files may hold, in the order of the vocabulary."""
    return tuple(t for t in vocabulary().types.values() if not t.derived)


def required(record_type: RecordType) -> tuple[tuple[str, ...], ...]:
    """Groups of keys of which a whole record has at least one each."""
    return (("id",), *((p.key,) for p in record_type.properties if p.required), *record_type.one_of)


def is_guide(sheet: str) -> bool:
    """Whether a sheet of that name only explains."""
    return plain(sheet) in {plain(name) for name in GUIDE.values()}


@cache
def types_by_name() -> Mapping[str, RecordType]:
    """Every plain name of a loadable type."""
    return _by_name((t, (t.name, *t.labels.values())) for t in loadable())


@cache
def keys_by_name(type_name: str) -> Mapping[str, str]:
    """Every plain name of a column of that type, and the key it means."""
    record_type = vocabulary().type(type_name)
    names: list[tuple[str, tuple[str, ...]]] = [
        ("id", tuple(ID.values())),
        ("withdrawn", tuple(WITHDRAWN.values())),
    ]
    names += [(p.key, (p.key, p.short_key or p.key, *p.labels.values())) for p in record_type.properties]
    return _by_name(names)


@cache
def codes_by_name(scheme: str) -> Mapping[str, str]:
    """Every plain name of a code of that scheme, and the code."""
    found: Scheme = vocabulary().schemes[scheme]
    return _by_name((code, (code, *labels.values())) for code, labels in found.codes.items())


def alike(name: str, names: Iterable[str]) -> Message | str:
    """`; did you mean ...` with those of the names that are like this one, or nothing."""
    by_plain = {plain(n): n for n in names}
    close = get_close_matches(plain(name), by_plain, n=3, cutoff=0.5)
    return message("files.near", names=[by_plain[c] for c in close]) if close else ""


def _by_name(named: Iterable[tuple[_T, Iterable[str]]]) -> dict[str, _T]:
    """Plain name -> thing. The first name of a thing is its own and wins; another that two things share means neither."""
    own: dict[str, _T] = {}
    others: dict[str, list[_T]] = {}
    for thing, names in named:
        first, *rest = dict.fromkeys(map(plain, names))
        own[first] = thing
        for name in rest:
            others.setdefault(name, []).append(thing)
    return {name: things[0] for name, things in others.items() if len(things) == 1} | own
