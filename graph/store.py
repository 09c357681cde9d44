"""What must a store be able to do, and which store does a URL name?

Two stores, one truth: a folder (`PATH`, embedded) and a Neo4j server (`bolt://`, `neo4j://` and their secure forms). Everything
that is decided comes from `facts`; everything written goes through one `Writing`, which is all or nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import date, datetime

    import polars as pl

    from graph.chained_lines import Line
    from graph.compiled import Compiled
    from graph.derived import Derived
    from graph.facts import Facts
    from graph.last_load import LastLoad
    from ontology.records import Frames

ROW_LIMIT = 1000
TIME_LIMIT = 30.0
"""Defaults for ad-hoc queries: rows, and seconds."""


@dataclass(frozen=True)
class Rows:
    """What a query returned: at most `limit` rows, and whether there were more."""

    frame: pl.DataFrame
    more: bool = False


@dataclass(frozen=True)
class Name:
    """What a record is called, and the sources that it cites (ids)."""

    type: str
    zh: str | None
    en: str | None
    evidence: tuple[str, ...]

    def label(self, lang: str) -> str | None:
        """The name in a language, else in the other."""
        return (self.en or self.zh) if lang == "en" else (self.zh or self.en)


@dataclass(frozen=True)
class LoadNote:
    """Who stated what, when: kept with every load. `as_of` is the day that derived nodes answer for."""

    who: str
    at: datetime
    sources: Sequence[str]
    as_of: date


@dataclass(frozen=True)
class Renewal:
    """What was computed from the records. `derived`: all nodes, or, if `organizations` (sorted ids) is given, only those of these, in place of
    what they had.
    """

    derived: Derived
    facts: Facts
    compiled: Compiled
    organizations: Sequence[str] | None = None


@dataclass(frozen=True)
class Info:
    """What a store says of itself; `counts` by record type."""

    url: str
    engine: str
    version: int
    versions: Sequence[int]
    as_of: date | None
    loaded_at: datetime | None
    who: str
    counts: Mapping[str, int] = field(default_factory=dict)


class Writing(Protocol):
    """One load under way. Leaving without `commit` leaves the embedded store as it was, with nothing visible to readers before.

    On a server the records change in many transactions: readers are told by `Store.under_way`, and a load that died is
    `unfinished` business that the next one must finish.

    The order is: `begin`, `state`, `renew`, `facts` (read back from the engine, to be compared), `commit`. `keep` comes before `renew` and may
    run beside `state`.
    """

    @property
    def unfinished(self) -> bool:
        """Whether there is a load to finish."""

    def begin(self, merged: Frames, statements: Mapping[str, pl.DataFrame], note: LoadNote) -> None:
        """Takes the records: all that will hold (`merged`), and what this load states (frames with `_withdrawn`)."""

    def state(self) -> None:
        """Writes the records into the graph."""

    def keep(self, renewal: Renewal) -> None:
        """Takes what was computed from the records."""

    def renew(self) -> None:
        """Writes the derived nodes into the graph."""

    def facts(self) -> Facts:
        """The fact tables as the engine now gives them; raises Inconsistent if it does not hold what it took."""

    def commit(self) -> int:
        """Makes the load current; returns the number of the version."""


class Deciding(Protocol):
    """One decision under way: nobody else writes between what is read here and what is appended, or the append is refused."""

    def append(self, who: str, what: Mapping[str, Any], at: datetime | None = None) -> Line:
        """Writes the line of the decision (graph.journal), in the store for good when this returns.

        Raises StoreLocked if another decision came between, Altered, StoreUnavailable.
        """


class Store(Protocol):
    """A store that is open. Methods raise StoreError (its children) and nothing of the engine's own."""

    @property
    def url(self) -> str:
        """The URL that opens it again, without a password."""

    def records(self, *, decided: bool = True) -> Frames:
        """The current records by type, columns of ontology.records; without what people decided since, unless `decided`."""

    def records_of(self, record_type: str, ids: Collection[str] | None = None) -> pl.DataFrame:
        """The current records of one type, all or those of these ids, columns of ontology.records."""

    def facts(self) -> Facts:
        """The fact tables of the current version, with what people decided since."""

    def decisions(self) -> tuple[Line, ...]:
        """Everything that people decided, first to last (graph.journal); raises Altered if it was changed afterwards."""

    def decided(self) -> Frames:
        """The records that hold by what people decided, whether a load has folded them in or not."""

    def deciding(self) -> AbstractContextManager[Deciding]:
        """Begins a decision; raises StoreLocked if a load or another decision does not end in time."""

    def compiled(self) -> Compiled:
        """The compiled facts of the current version."""

    def derived(self) -> Derived | None:
        """The derived nodes of the current version, None before the first load."""

    def as_of(self) -> date | None:
        """The day for which derived nodes are stored."""

    def names(self, identifiers: Iterable[str]) -> dict[str, Name]:
        """What these records are called; an id that no record has is left out."""

    def history(self, identifier: str) -> list[dict[str, Any]]:
        """Every statement of a record, first to last: its values and `type`, `load` (number), `recorded_at`, `recorded_by`, `superseded_at`, `withdrawn`."""

    def last_load(self) -> LastLoad | None:
        """What the last load stated, and what held of it before; None before the first."""

    def cypher(
        self,
        text: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int = ROW_LIMIT,
        seconds: float = TIME_LIMIT,
    ) -> Rows:
        """Ad-hoc reading Cypher; raises QueryRefused, QueryTimeout, InputError (what the engine says of the text)."""

    def read(self, name: str, parameters: Mapping[str, Any] | None = None) -> pl.DataFrame:
        """A shipped query by name (graph.queries), as the engine types it."""

    def writing(self) -> AbstractContextManager[Writing]:
        """Begins a load; raises StoreLocked if another process has one under way."""

    def rollback(self, to: int | None = None) -> int:
        """Makes an earlier version current (the one before, unless named); returns its number."""

    def info(self) -> Info:
        """What it holds."""

    def damaged(self) -> list[str]:
        """What is not as it was written (files of an embedded store; a server sees to its own); reads everything."""

    def discard(self) -> None:
        """Takes away a store into which nothing was ever loaded (embedded)."""

    def under_way(self) -> str | None:
        """Who began a load of which readers may see a half (it runs, or it died); None where readers never do."""

    def close(self) -> None:
        """Lets go of files and connections."""


def open_store(url: str, *, create: bool = False) -> Store:
    """The store that `url` names; `create` makes an empty one where there is none.

    Raises StoreMissing, NotAStore, StoreUnavailable.
    """
    if "://" in url:
        from graph.neo4j_store import Neo4jStore  # imported when asked for: the driver is slow to import

        return Neo4jStore.open(url)
    from graph.embedded_store import EmbeddedStore

    return EmbeddedStore.open(url, create=create)
