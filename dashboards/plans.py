"""How do planned changes become statements against a store, checked as a load would be, without being loaded?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.splice import WITHDRAWN, Statements
from loaders import yaml_records
from ontology.checks import check
from ontology.errors import LoadRefused
from ontology.records import among, columns, frame
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from graph.facts import Facts
    from graph.store import Store
    from ontology.records import Batch, Frames


class StoreRecords:
    """The records of a store, one by one (loaders.planned_changes.Known)."""

    def __init__(self, store: Store, facts: Facts) -> None:
        self._store, self._facts = store, facts

    def record(self, identifier: str) -> dict[str, Any] | None:
        """A record with `id` and `type`, days as text."""
        name = self._store.names([identifier]).get(identifier)
        rows = None if name is None else self._store.records_of(name.type, [identifier])
        if name is None or rows is None or rows.is_empty():
            return None
        given = {k: _plain(v) for k, v in rows.row(0, named=True).items() if v is not None and v != []}
        return {**given, "type": name.type}

    def tenures_in(self, organization: str) -> list[str]:
        """The tenures of an organization's posts, sorted."""
        rows = self._facts["tenures"]
        return sorted(rows.filter(pl.col("organization") == organization)["tenure"])

    def divisions_of(self, tenures: Iterable[str]) -> list[str]:
        """Their divisions of labor, sorted."""
        held = among("tenure", list(tenures))
        tables = (self._facts["domain_charges"], self._facts["unit_charges"])
        return sorted({d for rows in tables for d in rows.filter(held)["division"]})

    def is_head(self, tenure: str) -> bool:
        """Whether its seat is the head's."""
        rows = self._facts["tenures"].filter(pl.col("tenure") == tenure)
        return rows["seat"].to_list() == ["HeadSeat"]

    def extensions_of(self, duty: str) -> list[str]:
        """The extensions of a duty, sorted."""
        rows = self._facts["extensions"]
        return sorted(rows.filter(pl.col("duty") == duty)["extension"])


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def statements(records: Iterable[dict[str, Any]], store: Store, file: str) -> Statements:
    """The statements that records make; raises LoadRefused with every problem that a load would find in them."""
    batch = yaml_records.from_values(list(records), file)
    problems = [*batch.problems, *check(batch, _around(batch, store))]
    if problems:
        raise LoadRefused(problems)
    return of_batch(batch)


def of_batch(batch: Batch) -> Statements:
    """What a batch states, the last statement of each id."""
    return Statements(
        {
            name: rows.select(*columns(name), WITHDRAWN).unique("id", keep="last", maintain_order=True)
            for name, rows in batch.frames.items()
            if rows.height
        }
    )


def _around(batch: Batch, store: Store) -> Frames:
    """The records as they are of the ids that a batch has or names, and what these name: enough to check it."""
    ids = _named(batch.frames) | {i for rows in batch.frames.values() for i in rows["id"]}
    found = _read(store, ids)
    more = _read(store, _named(found) - ids)
    return {name: pl.concat([frame(found, name), frame(more, name)]).unique("id") for name in {*found, *more}}


def _read(store: Store, ids: Collection[str]) -> Frames:
    types: dict[str, set[str]] = {}
    for identifier, name in store.names(ids).items():
        types.setdefault(name.type, set()).add(identifier)
    return {name: store.records_of(name, wanted) for name, wanted in types.items()}


def _named(frames: Any) -> set[str]:
    found: set[str] = set()
    for name, rows in frames.items():
        for prop in vocabulary().type(name).references:
            values = rows[prop.key]
            found.update((values.explode() if prop.many else values).drop_nulls())
    return found
