"""How does a table of ids and codes read for a person?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboards.commands.names import people_of
from dashboards.output import CODED, human

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboards.wording import Wording
    from graph.store import Store


def named(rows: pl.DataFrame, columns: Iterable[str], store: Store, wording: Wording) -> pl.DataFrame:
    """The rows with names in place of the ids of these columns."""
    present = [c for c in columns if c in rows.columns]
    wording.learn(store, {v for c in present for v in rows[c].drop_nulls().unique()})
    return rows.with_columns(
        pl.Series(c, [wording.name(v) or None for v in rows[c]], dtype=pl.String) for c in present
    )


def readable(rows: pl.DataFrame, wording: Wording) -> pl.DataFrame:
    """Codes, lists and truth values in words; numbers and days stay, so that a column still sorts."""
    texts = [c for c, t in rows.schema.items() if not (t.is_numeric() or t == pl.Date)]
    return rows.with_columns(
        pl.Series(c, [human(v, wording, coded=c in CODED) for v in rows[c].to_list()], dtype=pl.String)
        for c in texts
    )


def bearers(ids: Iterable[str], store: Store, wording: Wording) -> dict[str, str]:
    """What organizations and tenures are called: the latter by person and post."""
    wanted = sorted(set(ids))
    people = people_of(store, wanted)
    wording.call_tenures(store, people)
    wording.learn(store, wanted)
    return {i: wording.name(i) for i in wanted}
