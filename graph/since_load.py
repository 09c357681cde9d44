"""What is answered otherwise since the last load?

What-if, asked the other way round: what would be answered if the records were still as they were before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from graph.splice import WITHDRAWN, Statements
from graph.what_if import ADDED, CHANGE, NOW, REMOVED, WAS, Difference, what_if
from ontology.records import columns, empty, frame

if TYPE_CHECKING:
    from graph.analysis import Analysis
    from graph.facts import Facts
    from graph.last_load import LastLoad
    from graph.store import Store

_TURNED = {REMOVED: ADDED, ADDED: REMOVED, WAS: NOW, NOW: WAS}


def changed_answers(last: LastLoad, analysis: Analysis, facts: Facts, store: Store) -> Difference:
    """What is answered otherwise since the last load, both on the analysis's day: `removed` is what was answered before and is no more, and so on."""
    frames = {}
    for (name,), rows in last.stated.group_by("type", maintain_order=True):
        record_type = str(name)
        held = frame(last.before, record_type).select(*columns(record_type))
        new = empty(record_type).select(*columns(record_type))
        fresh = rows.filter(~pl.col("known"))["id"]
        new = pl.concat([new, pl.DataFrame({"id": fresh}, schema={"id": pl.String})], how="diagonal")
        frames[record_type] = pl.concat(
            [held.with_columns(pl.lit(value=False).alias(WITHDRAWN)), new.with_columns(pl.lit(value=True).alias(WITHDRAWN))]
        )  # fmt: skip
    undone = what_if(facts, analysis.compiled, Statements(frames), store.records_of, analysis.as_of)
    return _turned(undone)


def _turned(found: Difference) -> Difference:
    """The difference the other way round."""
    turn = pl.col(CHANGE).replace(_TURNED)
    return Difference(
        found.responsibilities.with_columns(turn),
        found.gaps.with_columns(turn),
        found.findings.with_columns(turn),
        tuple((after, before) for before, after in found.referrals),
    )
