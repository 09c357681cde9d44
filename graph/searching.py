"""Which records of some types have a name or an id that a person begins to type?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.store import Store

LIMIT = 200


@dataclass(frozen=True, slots=True)
class Found:
    """The first ids found, and whether there were more."""

    ids: tuple[str, ...]
    more: bool


def search(store: Store, types: Sequence[str], text: str = "", limit: int = LIMIT) -> Found:
    """At most `limit` ids of records of these types, type by type, each in order, whose id or name holds `text`; "" finds all.

    A record of that very id comes first.
    """
    ids: list[str] = []
    text = text.strip()
    if text and text in store.names([text]) and store.names([text])[text].type in types:
        ids.append(text)
    for name in types:
        keys = [k for k in ("id", "zh", "en") if k == "id" or k in vocabulary().type(name).keys]
        where = "WHERE " + " OR ".join(f"n.`{k}` CONTAINS $text" for k in keys) if text else ""
        rows = store.cypher(
            f"MATCH (n:`{name}`) {where} RETURN n.id AS id ORDER BY id LIMIT {limit + 1}", {"text": text} if text else {}, limit=limit + 1
        ).frame  # fmt: skip
        ids += list(rows["id"]) if rows.height else []
        if len(ids) > limit:
            break
    unique = list(dict.fromkeys(ids))
    return Found(tuple(unique[:limit]), len(unique) > limit)
