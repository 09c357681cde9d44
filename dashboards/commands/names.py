"""What are the records called that an answer speaks of, and whom may one ask?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.lines import Asked
from graph.store import Name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dashboards.wording import Wording
    from graph.store import Store


def learn_with_sources(wording: Wording, store: Store, identifiers: Iterable[str]) -> None:
    """Learns what records are called, and what the sources are called that they cite."""
    wanted = set(identifiers)
    wording.learn(store, wanted)
    cited = {source for i in wanted for source in wording.evidence(i)}
    wording.learn(store, cited)
    wording.names.update(
        places(
            store, [c for c in cited if wording.names.get(c) is None or wording.names[c].type == "Citation"]
        )
    )


def places(store: Store, citations: Sequence[str]) -> dict[str, Name]:
    """What citations (ids) are called: the document, its sheet and the very cell or paragraph, the characters in it."""
    if not citations:
        return {}
    text = (
        "MATCH (c:Citation)-[:OF_SOURCE]->(s:Source) WHERE c.id IN $ids RETURN c.id AS id, s.zh AS zh, s.en AS en, "
        "c.`sheet` AS sheet, c.`cell` AS cell, c.`start` AS first, c.`end` AS last"
    )
    rows = store.cypher(text, {"ids": sorted(citations)}).frame.to_dicts()
    return {row["id"]: _place(row) for row in rows}


def _place(row: Mapping[str, Any]) -> Name:
    where = "!".join(str(p) for p in (row["sheet"], row["cell"]) if p is not None)
    part = "" if row["first"] is None else f"[{row['first']}:{row['last']}]"
    told = f"{row['zh'] or row['en']} {where}{part}".strip()
    return Name("Citation", told, told, ())


def people_of(store: Store, tenures: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Tenure -> (person, post), for those of the ids that are tenures."""
    asked = pl.Series(list(tenures), dtype=pl.String).implode()
    rows = store.facts()["tenures"].filter(pl.col("tenure").is_in(asked))
    return {t: (person, post) for t, person, post in rows.select("tenure", "person", "post").iter_rows()}


def organs_that_interpret(store: Store, regulations: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Whom each regulation names as its interpreter."""
    wanted = sorted(set(regulations))
    if not wanted:
        return {}
    text = "MATCH (r:Regulation) WHERE r.id IN $ids RETURN r.id AS id, r.interpretedBy AS who"
    rows = store.cypher(text, {"ids": wanted}).frame
    return {row["id"]: tuple(row["who"] or ()) for row in rows.to_dicts()}


def questions_asked(store: Store, questions: Iterable[str]) -> dict[str, Asked]:
    """The number of each open question, and whom to ask."""
    rows = store.facts()["questions"].filter(pl.col("question").is_in(sorted(questions)))
    organs = organs_that_interpret(store, rows["regulation"].unique())
    return {
        question: Asked(number or question, organs.get(regulation, ()))
        for question, regulation, number in rows.select("question", "regulation", "number").iter_rows()
    }
