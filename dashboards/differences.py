"""What would a batch change of what holds, property by property?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from ontology.messages import Message, message
from ontology.records import ORIGIN, frame

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COLUMNS = ("type", "record", "field", "held", "stated")
BOOKKEEPING = {"digest", "evidence", "recordedAt", "recordedBy", *ORIGIN}


def differences(
    stated: Mapping[str, pl.DataFrame], held: Mapping[str, pl.DataFrame], language: str
) -> pl.DataFrame:
    """A row a property that changes (type, record, field, held, stated), a row a record that is new or withdrawn. Citations and
    bookkeeping are left out. What is said of a record as a whole is said in `language`.
    """
    rows = [
        (*row, stated_ if isinstance(stated_, str) else stated_.told(language))
        for name in stated
        if name != "Citation"
        for *row, stated_ in _type(name, stated[name], frame(held, name))
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")


def _type(
    name: str, stated: pl.DataFrame, held: pl.DataFrame
) -> Iterator[tuple[str, str, str, str, str | Message]]:
    stated = stated.unique("id", keep="last", maintain_order=True)
    keys = [key for key in held.columns if key in stated.columns and key not in BOOKKEEPING]
    same = (
        stated.filter(~pl.col("_withdrawn"))
        .select(keys)
        .join(held.select(keys), on=keys, how="semi", nulls_equal=True)
    )
    stated = stated.join(same.select("id"), on="id", how="anti", maintain_order="left")
    before = {row["id"]: row for row in held.join(stated.select("id"), on="id", how="semi").to_dicts()}
    for row in stated.to_dicts():
        old = before.get(row["id"])
        if row["_withdrawn"]:
            yield (name, row["id"], "", _called(old), message("differences.withdrawn"))
        elif old is None:
            yield (name, row["id"], "", "", message("differences.new", name=_called(row)))
        else:
            for key in held.columns:
                if key not in BOOKKEEPING and key in row and _plain(row[key]) != _plain(old[key]):
                    yield (name, row["id"], key, _plain(old[key]), _plain(row[key]))


def _called(row: Mapping[str, Any] | None) -> str:
    return "" if row is None else str(row.get("zh") or row.get("words") or row["id"])


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(sorted(map(str, value)))
    return "" if value is None else str(value)
