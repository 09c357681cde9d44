"""What are the records called that an answer speaks of, and whom may one ask?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboards.lines import Asked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dashboards.wording import Wording
    from graph.store import Store


def learn_with_sources(wording: Wording, store: Store, identifiers: Iterable[str]) -> None:
    """Learns what records are called, and what the sources are called that they cite."""
    wanted = set(identifiers)
    wording.learn(store, wanted)
    wording.learn(store, {source for i in wanted for source in wording.evidence(i)})


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
