"""What does a pattern report of each thing that it found?

A hit is coded (graph.compiled); `graph.circumstances.candidates` judges hits and gives them their ids.
"""

from __future__ import annotations

import polars as pl

from graph.compiled import CODE
from graph.doubts import BITS

LIMB = pl.UInt16()
CODES = pl.List(CODE)

HIT = {
    "limb": LIMB, "subject": CODE, "duties": CODES, "anchor": pl.String(), "feedback": CODE, "breach": pl.Int32(), "running": pl.Int32(),
    "doubts": BITS, "acts": CODES, "divisions": CODES, "others": pl.List(pl.String()), "status": pl.String(),
}  # fmt: skip
"""limb (place); subject (tenure or organization, as the limb has it); duties (matters) that are breached; anchor: what the finding is about
where the duties do not say it (an id; "" = the subject alone), else null; feedback: through which the inspection is known, else null; breach: the first day on which
the limb held, null if a person's finding names none; running: first day on which an unmet duty was performed (HIGH: never), null where the
breach does not go on; acts, divisions, others (ids): what else it rests on; status: a recorded finding's, else Candidate."""

_NONE = {
    "duties": pl.lit([], CODES),
    "acts": pl.lit([], CODES),
    "divisions": pl.lit([], CODES),
    "others": pl.lit([], pl.List(pl.String())),
}


def hits(limb: int, rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` as hits of a limb, columns HIT; columns that it does not have are empty."""
    have = set(rows.columns)
    defaults = {
        **_NONE,
        "limb": pl.lit(limb, LIMB),
        "doubts": pl.lit(0, BITS),
        "status": pl.lit("Candidate"),
    }
    return rows.select(
        (pl.col(name).cast(dtype) if name in have else defaults.get(name, pl.lit(None, dtype))).alias(name)
        for name, dtype in HIT.items()
    )


NO_HITS = pl.DataFrame(schema=HIT)
