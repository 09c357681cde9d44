"""How do two versions of a regulation's text differ, and what does the user's copy say beside each rule?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.commands.context import note
from dashboards.output import write
from ontology.errors import InputError, UnknownName

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from dashboards.commands.context import Context
    from loaders.regulation_text.outline import Outline, Provision

_DIFFERENCES = {
    "before": pl.String, "after": pl.String, "difference": pl.String, "alike": pl.Float64,
    "old_text": pl.String, "new_text": pl.String,
}  # fmt: skip
_CHANGES = {
    "changed": "texts.changed",
    "renumbered": "texts.renumbered",
    "added": "texts.added",
    "removed": "texts.removed",
}
_BESIDE = {"number": pl.String, "id": pl.String, "type": pl.String, "rule": pl.String, "text": pl.String}


def compare(context: Context, before: Path, after: Path) -> None:
    """Writes every provision that differs, and notes how many are the same; raises InputError for a file that is no such text."""
    from loaders.regulation_text.compare import compare as differences

    say = context.wording.say
    found = differences(_text(before), _text(after))
    rows = [
        {
            "before": d.before, "after": d.after, "difference": say(_CHANGES[d.change]), "alike": d.alike,
            "old_text": d.old, "new_text": d.new,
        }
        for d in found
        if d.change != "same"
    ]  # fmt: skip
    write(pl.DataFrame(rows, schema=_DIFFERENCES), context.format, context.target, context.wording)
    note(say("texts.unchanged", count=sum(d.change == "same" for d in found)))


def beside(context: Context, path: Path, sources: Sequence[str]) -> None:
    """Writes every rule with the provision of its number, then the provisions that no rule cites; raises InputError."""
    from loaders.recognise import read

    say = context.wording.say
    provisions = _text(path).flat()
    batch = read(sources)
    if batch.problems:
        raise InputError("texts.rules_unreadable", problem=batch.problems[0].line)
    rows: list[dict[str, Any]] = [
        {
            "number": row["number"], "id": row["id"], "type": name, "rule": row.get(context.wording.lang) or row.get("zh"),
            "text": _said(provisions.get(row["number"])),
        }
        for name, frame in batch.frames.items()
        if {"number", "of"} <= set(frame.columns)
        for row in frame.iter_rows(named=True)
        if row["number"] and row["number"][0].isdigit()  # open questions have numbers of their own
    ]  # fmt: skip
    cited = {row["number"] for row in rows}
    rows += [
        {"number": n, "id": None, "type": None, "rule": None, "text": p.own.text}
        for n, p in provisions.items()
        if n not in cited
    ]
    rows.sort(key=lambda row: _order(row["number"]))
    write(pl.DataFrame(rows, schema=_BESIDE), context.format, context.target, context.wording)
    missing = sorted({r["number"] for r in rows if r["text"] is None}, key=_order)
    if missing:
        note(say("texts.missing", numbers=", ".join(missing)))


def _text(path: Path) -> Outline:
    """The provisions of a file; raises UnknownName if there is none, InputError if it holds no articles."""
    from loaders.documents.document import Document
    from loaders.files import Refused
    from loaders.readers.regulations import text_of

    if not path.is_file():
        raise UnknownName("texts.no_file", path=path)
    try:
        found = text_of(Document(path))
    except Refused as error:
        raise InputError("texts.refused", path=path, reason=error.reason) from None
    if not found.provisions:
        raise InputError("texts.no_articles", path=path)
    return found


def _said(provision: Provision | None) -> str | None:
    return None if provision is None else provision.own.text


def _order(number: str) -> list[tuple[int, str]]:
    """A key that puts 5.2 before 5.10."""
    return [(int(part) if part.isdigit() else 0, part) for part in number.replace("-", ".").split(".")]
