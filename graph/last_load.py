"""What did the last load change, and what held of the same records before it?

A store tells it (`Store.last_load`); what is answered otherwise since is graph.since_load.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from datetime import datetime

    from graph.store import Store
    from ontology.records import Frames

MOST = 2000
"""Of a load that stated more records only the numbers are given."""
STATED = {"type": pl.String(), "id": pl.String(), "withdrawn": pl.Boolean(), "known": pl.Boolean()}
"""A record that a load stated; known: it held before."""
COUNTS = {"type": pl.String(), "new": pl.Int64(), "changed": pl.Int64(), "withdrawn": pl.Int64()}


@dataclass(frozen=True)
class LastLoad:
    """The last load: who, when (UTC), from which sources; `first` if everything came with it.

    counts: columns COUNTS, a row a type. stated: columns STATED, sorted by type and id; before: those of them that held before, as they held;
    both empty for the first load and for one of more than MOST records.
    """

    who: str
    at: datetime
    sources: tuple[str, ...]
    first: bool
    counts: pl.DataFrame
    stated: pl.DataFrame
    before: Frames

    @property
    def listed(self) -> bool:
        """Whether its records are known one by one."""
        return not self.stated.is_empty()


def within(last: LastLoad, store: Store) -> LastLoad:
    """What of a load a store of a scope may tell: the records that it holds now, and their numbers. Not from which files, and not what held
    before: that may name what lies outside.
    """
    inside = store.names(last.stated["id"]).keys()
    stated = last.stated.filter(pl.col("id").is_in(list(inside)) & ~pl.col("withdrawn"))
    return replace(last, sources=(), counts=counted(stated), stated=stated, before={})


def counted(stated: pl.DataFrame) -> pl.DataFrame:
    """Columns COUNTS from columns STATED; what was withdrawn and never held is not counted."""
    known, withdrawn = pl.col("known"), pl.col("withdrawn")
    kinds = {"new": ~known & ~withdrawn, "changed": known & ~withdrawn, "withdrawn": known & withdrawn}
    rows = stated.group_by("type").agg(of.sum().cast(pl.Int64).alias(c) for c, of in kinds.items())
    return rows.select(*COUNTS).sort("type")
