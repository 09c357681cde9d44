"""How do ids become codes?

A code is the place of an id in a sorted table, so it depends on nothing but the ids.
"""

from __future__ import annotations

import polars as pl

from graph.compiled import CODE


def table_of(ids: pl.Series | pl.DataFrame) -> pl.DataFrame:
    """The rows, in their order, with their places as codes in the first column `code`."""
    frame = ids.to_frame() if isinstance(ids, pl.Series) else ids
    return frame.with_row_index("code").with_columns(pl.col("code").cast(CODE))


def pair(first: str, second: str) -> pl.Expr:
    """Two codes as one number that sorts like the pair; sorting one column is several times quicker than two."""
    return pl.col(first).cast(pl.Int64) * (1 << 32) + pl.col(second).cast(pl.Int64)


def coded(rows: pl.DataFrame, column: str, table: pl.DataFrame, *, keep: bool = False) -> pl.DataFrame:
    """`rows` with the id column replaced by its code, in any order; rows without one are dropped unless `keep`."""
    codes = table.select(pl.col("id").alias(column), pl.col("code").alias("_code"))
    joined = rows.join(codes, on=column, how="left" if keep else "inner")
    return joined.with_columns(pl.col("_code").alias(column)).drop("_code")
