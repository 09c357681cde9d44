"""What do the records say on which an answer rests, and where is each of them to be read?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ontology.vocabulary import Kind, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dashboards.wording import Wording
    from graph.store import Store

    Record = Mapping[str, Any]

_UNSAID = ("zh", "en", "recordedAt", "recordedBy", "evidence", "digest")


@dataclass(frozen=True, slots=True)
class Fact:
    """A record: its id, what sort it is, what it says, the sources that prove it."""

    id: str
    kind: str
    text: str
    sources: str


def records_of(store: Store, ids: Iterable[str]) -> dict[str, Record]:
    """The last statement of each id that is held."""
    found: dict[str, Record] = {}
    for identifier in dict.fromkeys(ids):
        statements = store.history(identifier)
        if statements and not statements[-1]["withdrawn"]:
            found[identifier] = statements[-1]
    return found


def fact_rows(store: Store, ids: Iterable[str], wording: Wording) -> tuple[Fact, ...]:
    """A row for each id that is held, in the order given."""
    records = records_of(store, ids)
    wording.learn(store, {x for r in records.values() for x in (*_named(r), *(r.get("evidence") or ()))})
    sources = {s for r in records.values() for s in r.get("evidence") or ()}
    cited = records_of(store, sorted(s for s in sources if wording.type(s) == "Citation"))
    wording.learn(store, {r["ofSource"] for r in cited.values()})
    return tuple(
        Fact(
            identifier,
            wording.code(record["type"]),
            _text(record, wording),
            wording.say("papers.then").join(_source(s, cited, wording) for s in record.get("evidence") or ()),
        )
        for identifier, record in records.items()
    )


def _named(record: Record) -> Iterable[str]:
    for prop in vocabulary().type(record["type"]).references:
        value = record.get(prop.key)
        yield from () if value is None else value if prop.many else (value,)


def _text(record: Record, wording: Wording) -> str:
    name = record.get(wording.lang) or record.get("zh") or record.get("en")
    said = [name] if name else []
    for prop in vocabulary().type(record["type"]).properties:
        value = record.get(prop.key)
        if prop.key in _UNSAID or value is None or value == []:
            continue
        label = prop.labels.get(wording.lang, prop.key)
        values = value if prop.many else (value,)
        said.append(
            f"{label} {wording.say('papers.and').join(_value(v, prop.kind, wording) for v in values)}"
        )
    return wording.say("papers.then").join(said)


def _value(value: Any, kind: Kind, wording: Wording) -> str:
    if kind is Kind.REFERENCE:
        return wording.name(value)
    if kind is Kind.CODE:
        return wording.code(value)
    if kind is Kind.BOOLEAN:
        return wording.say("output.positive" if value else "output.negative")
    return value.isoformat() if isinstance(value, date) else str(value)


def _source(identifier: str, cited: Mapping[str, Record], wording: Wording) -> str:
    record = cited.get(identifier, {})
    if record.get("type") != "Citation":
        return wording.name(identifier)
    place = " ".join(str(record[key]) for key in ("sheet", "cell") if record.get(key))
    quote = wording.say("papers.quote", quote=record["quote"]) if record.get("quote") else ""
    return " ".join(part for part in (wording.name(record["ofSource"]), place, quote) if part)
