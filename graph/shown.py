"""Which divisions of labor bear nothing for an issue, but are shown with it (semantics 3)?

Liaison with a unit or a field of work, and the overall charge, which is the head's and first responsibility anyhow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from graph.last_asked import LastAsked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.facts import Facts

MODES = ("Liaises", "OverallCharge")


def shown_charges(facts: Facts, divisions: Iterable[str]) -> list[dict[str, str]]:
    """division, tenure, mode, target of those of the divisions (ids) that are only shown, sorted."""
    rows = _all(facts)
    asked = pl.Series(sorted(divisions), dtype=pl.String)
    starts, ends = (rows["division"].search_sorted(asked, side=side) for side in ("left", "right"))
    return [
        row
        for start, end in zip(starts, ends, strict=True)
        for row in rows.slice(start, end - start).iter_rows(named=True)
    ]


@LastAsked
def _all(facts: Facts) -> pl.DataFrame:
    """Every division that is only shown, sorted."""
    parts = [
        facts[table].filter(pl.col("mode").is_in(MODES)).select("division", "tenure", "mode", target=target)
        for table, target in (("domain_charges", "domain"), ("unit_charges", "unit"))
    ]
    return pl.concat(parts).sort("division", "target")
