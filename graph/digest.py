"""Are two results the same? A digest that depends on what was said and on nothing else.

sha256 over canonical JSON: keys sorted, dates ISO, no float spelled two ways; with the version of the engine, so that a result can
be replayed and compared.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl


def engine_version() -> str:
    """The version of Zeren that decides."""
    try:
        return version("zeren")
    except PackageNotFoundError:
        return "unknown"


def digest(value: Any) -> str:
    """`sha256:...` of a value of mappings, lists, texts, numbers and dates."""
    text = json.dumps(
        {"engine": engine_version(), "value": value},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        default=_plain,
    )
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def frame_digest(rows: pl.DataFrame) -> str:
    """The digest of a frame's rows in their order."""
    return digest(rows.to_dicts())


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, set | frozenset | tuple):
        return sorted(value) if isinstance(value, set | frozenset) else list(value)
    raise TypeError(f"no digest of {type(value).__name__}")
