"""What proves it: which sources does a record cite, and where exactly in them does it stand?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.neighbourhood import record
from ontology.errors import UnknownName
from ontology.vocabulary import Kind, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboards.wording import Wording
    from graph.neighbourhood import Record
    from graph.store import Store


@dataclass(frozen=True, slots=True)
class Proof:
    """A place in a source: `place` says sheet, cell or paragraph, characters; `quote` what stands there."""

    fact: str
    source: str
    place: str
    quote: str
    digest: str


def proofs(store: Store, facts: Iterable[str], wording: Wording) -> list[Proof]:
    """What the records (ids) cite, in their order; those that cite nothing are left out."""
    wanted = list(dict.fromkeys(facts))
    wording.learn(store, wanted)
    found = []
    for fact in wanted:
        for cited in wording.evidence(fact):
            found += _proof(store, fact, cited, wording)
    return found


def _proof(store: Store, fact: str, cited: str, wording: Wording) -> list[Proof]:
    try:
        said = record(store, cited)
    except UnknownName:  # a store may hold a citation that another load has withdrawn since
        return []
    if said.type == "Source":
        wording.learn(store, [cited])
        return [Proof(fact, wording.name(cited), "", "", str(said.values.get("digest", "")))]
    source = str(said.values.get("ofSource", ""))
    wording.learn(store, [source])
    return [Proof(fact, wording.name(source), place(said, wording), str(said.values.get("quote", "")), "")]


def place(citation: Record, wording: Wording) -> str:
    """Where in its source a citation stands."""
    values = citation.values
    parts = [f"{wording.header(key)} {values[key]}" for key in ("sheet", "cell") if key in values]
    if "start" in values:
        parts.append(wording.say("card.characters", first=values["start"], last=values.get("end", "")))
    return " · ".join(parts)


def said_by(record_: Record, wording: Wording) -> pl.DataFrame:
    """A record property by property in words: key, value (evidence apart, which is shown as proofs)."""
    props = vocabulary().type(record_.type).properties
    rows = [
        {"key": p.labels.get(wording.lang, p.key), "value": _human(record_.values[p.key], p.kind, wording)}
        for p in props
        if p.key in record_.values and p.key != "evidence"
    ]
    return pl.DataFrame(
        [{"key": wording.header("id"), "value": record_.id}, *rows],
        schema={"key": pl.String, "value": pl.String},
    )


def _human(value: Any, kind: Kind, wording: Wording) -> str:
    values = value if isinstance(value, list) else [value]
    between = "、" if wording.lang == "zh" else ", "
    if kind is Kind.REFERENCE:
        return between.join(_named(v, wording) for v in values)
    if kind is Kind.CODE:
        return between.join(wording.code(str(v)) for v in values)
    if kind is Kind.BOOLEAN:
        return between.join(wording.say("output.positive" if v else "output.negative") for v in values)
    return between.join(map(str, values))


def _named(identifier: str, wording: Wording) -> str:
    name = wording.name(identifier)
    return name if name == identifier else f"{name} ({identifier})"
