"""How does the whole vocabulary read on one page: every class, property and code, with its names, its type and its meaning?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ontology.vocabulary import Kind, Property, RecordType, Scheme, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_INTRODUCTION = """\
# The vocabulary: records, properties, codes

Printed from `ontology/*.ttl` (version {version}) by `python -m ontology`; do not edit. **Key** is the name in YAML, JSON, CSV, Parquet and
stores; a workbook takes the Chinese and the English name as well. **How many**: `1` needed, `0..1` may be left out, `1..n` and
`0..n` may be several. **Edge** is the relationship that a reference becomes in the graph. Every record has an `id`; `withdrawn: true`
takes a record back.
"""
_COLUMNS = ("Key", "中文", "English", "Value", "How many", "Edge", "Note")


def reference() -> str:
    """The page as Markdown, in the order of the vocabulary."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    found = vocabulary()
    yield _INTRODUCTION.format(version=found.version)
    yield "## Records\n"
    yield from _table(
        ("Class", "中文", "English"), ([_link(t.name), *_labels(t.labels)] for t in found.types.values())
    )
    for record_type in found.types.values():
        yield from _type(record_type)
    yield "## Codes\n"
    for scheme in found.schemes.values():
        yield from _scheme(scheme)


def _type(record_type: RecordType) -> Iterator[str]:
    yield f"### {record_type.name}\n"
    yield f"{' · '.join(record_type.labels.values())}. {' '.join(record_type.definitions.values())}\n"
    if record_type.derived:
        yield "Derived by Zeren; files must not hold it.\n"
    for group in record_type.one_of:
        yield f"At least one of {', '.join(f'`{key}`' for key in group)} is needed.\n"
    yield from _table(_COLUMNS, map(_property, record_type.properties))


def _property(prop: Property) -> list[str]:
    many = ("1..n" if prop.required else "0..n") if prop.many else "1" if prop.required else "0..1"
    return [
        f"`{prop.key}`",
        *_labels(prop.labels),
        _value(prop),
        many,
        f"`{prop.edge}`" if prop.edge else "",
        _note(prop),
    ]


def _value(prop: Property) -> str:
    if prop.kind is Kind.CODE and prop.scheme:
        return f"code {_link(prop.scheme, 'codes-')}"
    if prop.kind is Kind.REFERENCE:
        return "→ " + " or ".join(map(_link, prop.targets))
    return f"{prop.kind.value} ({prop.lang})" if prop.lang else prop.kind.value


def _note(prop: Property) -> str:
    notes = [prop.comment] if prop.comment else []
    if prop.short_key:
        notes.append(f"Short key `{prop.short_key}`.")
    if prop.before:
        notes.append(f"Must lie {'before' if prop.before_strict else 'on or before'} `{prop.before}`.")
    if prop.not_before_in:
        notes.append(f"Must not lie before that of the record in `{prop.not_before_in}`.")
    if prop.needed_with:
        notes.append(f"Needed when `status` is `{prop.needed_with}`.")
    if prop.minimum is not None:
        notes.append(f"At least {prop.minimum}.")
    if prop.acyclic:
        notes.append("Must not run in a circle.")
    return " ".join(notes)


def _scheme(scheme: Scheme) -> Iterator[str]:
    yield f'<a id="codes-{scheme.name.lower()}"></a>\n\n### {scheme.name}: {scheme.labels.get("zh", "")}\n'
    yield from _table(
        ("Code", "中文", "English"), ([f"`{c}`", *_labels(names)] for c, names in scheme.codes.items())
    )


def _table(head: Iterable[str], rows: Iterable[list[str]]) -> Iterator[str]:
    head = list(head)
    yield _row(head)
    yield _row(["---"] * len(head))
    for row in rows:
        yield _row(row)
    yield ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _labels(labels: Mapping[str, str]) -> list[str]:

    return [labels.get("zh", ""), labels.get("en", "")]


def _link(name: str, prefix: str = "") -> str:
    return f"[{name}](#{prefix}{name.lower()})"
