"""How do arrays of numbers become the frame of a record type?

Inside this package a record is its number, a day the number of days since 1970-01-01. NOBODY stands for no record, EVER and
NEVER for a day before and after all others: an unknown start, an end that has not come.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from loaders.synthetic.chance import Mask, Numbers
from ontology.records import ORIGIN, columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NOBODY = -1
NEVER = 1_000_000
EVER = -1_000_000


def day(year: int, month: int, day_: int) -> int:
    """The number of a day."""
    return date(year, month, day_).toordinal() - date(1970, 1, 1).toordinal()


def year_of(days: Numbers) -> Numbers:
    """The calendar year of each day; 1970 and before for EVER."""
    years: Numbers = days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    return years


def numbers(height: int) -> Numbers:
    """0, 1, 2 ... below height."""
    return np.arange(height, dtype=np.int64)


def nobody(height: int) -> Numbers:
    """No record, `height` times."""
    return np.full(height, NOBODY, dtype=np.int64)


def ids(prefix: str, records: Numbers) -> pl.Series:
    """The ids of records by number; null for NOBODY."""
    return (
        pl.DataFrame({"n": records})
        .select(pl.when(pl.col("n") >= 0).then(pl.concat_str(pl.lit(prefix), pl.col("n"))).alias("id"))
        .to_series()
    )


def chosen(values: Sequence[str | None] | pl.Series, positions: Numbers) -> pl.Series:
    """The value at each position; null for NOBODY."""
    series = values if isinstance(values, pl.Series) else pl.Series(values, dtype=pl.String)
    at = pl.Series(positions)
    return series.gather(
        pl.DataFrame({"n": at}).select(pl.when(pl.col("n") >= 0).then(pl.col("n"))).to_series()
    )


def dates(days: Numbers) -> pl.Series:
    """Days as dates; null for EVER and NEVER."""
    n = pl.col("n")
    known = pl.when((n > EVER) & (n < NEVER)).then(n)
    return pl.DataFrame({"n": days}).select(known.cast(pl.Int32).cast(pl.Date)).to_series()


def first_of(*series: pl.Series) -> pl.Series:
    """Row by row the first value that is not null."""
    frame = pl.DataFrame({str(i): s for i, s in enumerate(series)})
    return frame.select(pl.coalesce(pl.all())).to_series()


def text(*parts: pl.Series | str) -> pl.Series:
    """Names put together from pieces."""
    frame = pl.DataFrame({str(i): p for i, p in enumerate(parts) if isinstance(p, pl.Series)})
    pieces = [pl.col(str(i)) if isinstance(p, pl.Series) else pl.lit(p) for i, p in enumerate(parts)]
    return frame.select(pl.concat_str(pieces)).to_series()


def padded(values: Numbers, width: int) -> pl.Series:
    """Numbers with leading zeros."""
    return pl.Series(values).cast(pl.String).str.zfill(width)


def lists(*series: pl.Series) -> pl.Series:
    """Row by row the values that are not null, as a list; null where there are none."""
    height, width = len(series[0]), len(series)
    given: Mask = np.column_stack([s.is_not_null().to_numpy() for s in series])
    across = numbers(height * width).reshape(width, height).T
    flat = pl.concat(list(series)).gather(across[given])
    counts = given.sum(axis=1)
    ends = np.cumsum(counts)
    pieces, rows = [], []
    for count in range(1, width + 1):
        of_count = np.flatnonzero(counts == count)
        if of_count.size:
            places = (ends[of_count] - count)[:, None] + numbers(count)
            pieces.append(flat.gather(places.ravel()).reshape((-1, count)).arr.to_list())
            rows.append(of_count)
    if not pieces:
        return pl.repeat(None, height, dtype=pl.List(series[0].dtype), eager=True)
    back = nobody(height)
    back[np.concatenate(rows)] = numbers(sum(map(len, rows)))
    return chosen(pl.concat(pieces), back)


def table(record_type: str, given: Mapping[str, pl.Series]) -> pl.DataFrame:
    """A frame of that type with ORIGIN, from the columns that are given; the others are empty."""
    schema = columns(record_type)
    unknown = given.keys() - schema.keys()
    assert not unknown, f"{record_type} has no {unknown}"
    height = len(given["id"])
    origin = {
        "_part": pl.lit(0),
        "_row": pl.int_range(1, height + 1),
        "_withdrawn": pl.lit(value=False),
    }
    return pl.DataFrame(dict(given)).select(
        *(
            (pl.col(key) if key in given else pl.lit(None)).cast(dtype).alias(key)
            for key, dtype in schema.items()
        ),
        *(origin[key].cast(dtype).alias(key) for key, dtype in ORIGIN.items()),
    )


def stacked(tables: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Frames of one type under each other, their rows numbered through."""
    height = sum(t.height for t in tables)
    rows = pl.int_range(1, height + 1, eager=True).cast(ORIGIN["_row"]).alias("_row")
    return pl.concat(tables).with_columns(rows)
