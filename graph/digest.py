"""Are two results the same? A digest that depends on what was said and on nothing else.

sha256 over canonical JSON: keys sorted, days ISO, and the version of Zeren that decides; so the same records give the same digest
in whatever store, order of files or run, and a result can be replayed and compared.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

ROWS_AT_ONCE = 100_000


@cache
def engine_version() -> str:
    """The version of Zeren that decides."""
    try:
        return version("zeren")
    except PackageNotFoundError:
        return "unknown"


def digest(value: Any) -> str:
    """`sha256:...` of a value of mappings, lists, sets, texts, numbers and days; raises TypeError for anything else."""
    whole = {"engine": engine_version(), "value": value}
    text = json.dumps(
        whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_plain
    )
    return content_digest(text)


def content_digest(content: bytes | str) -> str:
    """`sha256:...` of bytes, or of a text as UTF-8."""
    raw = content.encode() if isinstance(content, str) else content
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def file_digest(path: Path) -> str:
    """`sha256:...` of what a file holds, read in pieces; raises OSError."""
    with path.open("rb") as stream:
        return "sha256:" + hashlib.file_digest(stream, "sha256").hexdigest()


def rows_digest(rows: pl.DataFrame) -> str:
    """`sha256:...` of a table: its columns and its rows in their order. A million rows take about a second."""
    found = hashlib.sha256(json.dumps({"engine": engine_version(), "columns": rows.columns}).encode())
    for part in rows.iter_slices(ROWS_AT_ONCE):
        found.update(part.write_ndjson().encode())
    return "sha256:" + found.hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"no digest of {type(value).__name__}")
