"""How does a batch of records become the next version of a store, or a list of every reason why not?

A load is all or nothing: checked against what the store holds, stated, read back, compared with the records' own facts,
decided and made current; or refused with the store as it was.
"""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl

from graph.analysis import analyse
from graph.compiling import compile_facts
from graph.cross_check import must_agree
from graph.derived import derive, renew
from graph.journal import over_records
from graph.stated_facts import from_records
from graph.store import LoadNote, Renewal
from graph.touched import touched
from ontology.checks import check, last, merge
from ontology.errors import LoadRefused
from ontology.records import ORIGIN, columns, frame

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from graph.compiled import Compiled
    from graph.facts import Facts
    from graph.store import Store, Writing
    from ontology.records import Batch, Frames

WITHDRAWN = "_withdrawn"
SMALL = 0.02
"""Share of the organizations above which everything is derived again: renewing many slices is no quicker."""


@dataclass(frozen=True)
class Change:
    """What a batch changes of one record type: numbers of records.

    `decided`: what the batch says otherwise of records on which people decided; their decision holds.
    """

    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    same: int = 0
    decided: int = 0


@dataclass(frozen=True)
class Loaded:
    """A load that went through (`version` is None after a dry run, or when nothing changed).

    `renewed` derived nodes were computed anew, of `organizations` organizations (None: of all).
    """

    version: int | None
    as_of: date
    changes: Mapping[str, Change]
    renewed: int = 0
    organizations: int | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)


def load(
    store: Store,
    batch: Batch,
    *,
    as_of: date,
    who: str,
    sources: Sequence[str] = (),
    dry_run: bool = False,
    at: datetime | None = None,
) -> Loaded:
    """Loads a batch; `as_of` is the day that derived nodes answer for.

    Raises LoadRefused with every problem, Inconsistent if the engine's facts differ from the records', StoreError.
    """
    clock = _Clock()
    if batch.problems:
        # What could not be read is reported together with what is wrong with the rest.
        raise LoadRefused([*batch.problems, *check(batch, store.records())])
    if dry_run:
        with clock("check"):
            statements, changes, _ = _weighed(batch, store.records(), store.decided())
        return Loaded(None, as_of, changes, seconds=clock.seconds)
    with store.writing() as writing:
        with clock("check"):
            base, decided = store.records(decided=False), store.decided()
            current = over_records(base, decided)
            statements, changes, merged = _weighed(batch, current, decided)
            statements = _with(statements, _not_folded_yet(decided, base))
        day = store.as_of()
        if not statements and day == as_of and not writing.unfinished:
            return Loaded(None, as_of, changes, seconds=clock.seconds)
        note = LoadNote(who, at or datetime.now(UTC).replace(tzinfo=None), tuple(sources), as_of)
        writing.begin(merged, statements, note)
        # The engine keeps one processor busy: meanwhile the other decides from the facts of the records. Nothing of that
        # is published unless the engine turns out to hold the same facts.
        with ThreadPoolExecutor(1, "graph") as beside:
            kept = Future[None]()
            read_back = beside.submit(_written, writing, kept, clock)
            try:
                changed = None if day != as_of or writing.unfinished else _both(base, statements)
                renewal = _renewal(store, merged, as_of, changed, clock)
                with clock("keep"):
                    writing.keep(renewal)
            except BaseException as error:
                kept.set_exception(error)
                raise
            kept.set_result(None)
            engine_facts = read_back.result()
        with clock("compare"):
            must_agree(engine_facts, renewal.facts, store.info().engine)
        with clock("commit"):
            version = writing.commit()
    count = None if renewal.organizations is None else len(renewal.organizations)
    return Loaded(version, as_of, changes, renewal.derived.renewed, count, clock.seconds)


def _written(writing: Writing, kept: Future[None], clock: _Clock) -> Facts:
    """Writes the records, then the derived nodes once they are `kept`; the facts that the engine then gives."""
    with clock("graph"):
        writing.state()
    kept.result()
    with clock("write back"):
        writing.renew()
    with clock("facts"):
        return writing.facts()


def _renewal(
    store: Store, merged: Frames, as_of: date, changed: Mapping[str, pl.DataFrame] | None, clock: _Clock
) -> Renewal:
    """What is computed from all records; of the derived nodes only what `changed` (rows before and after) touches, if given."""
    with clock("compile"):
        facts = from_records(merged)
        compiled = compile_facts(facts)
    with clock("derive"):
        analysis, organizations = analyse(facts, as_of, compiled), None
        if changed is not None:
            organizations = _few(touched(changed, store.compiled(), compiled), compiled)
        if organizations is None:
            return Renewal(derive(analysis), facts, compiled)
        fresh, replaced = renew(analysis, organizations)
        return Renewal(fresh, facts, compiled, replaced)


def _few(organizations: list[str] | None, compiled: Compiled) -> list[str] | None:
    """The organizations, unless they are so many that deriving everything is quicker."""
    if organizations is None or len(organizations) > SMALL * compiled["organization"].height + 1:
        return None
    return organizations


def _weighed(
    batch: Batch, current: Frames, decided: Frames
) -> tuple[dict[str, pl.DataFrame], dict[str, Change], Frames]:
    """What of a batch is news (frames with WITHDRAWN), how much of it, and all that will hold; raises LoadRefused.

    Of a record on which people decided nothing is news.
    """
    batch, left = _undecided(batch, decided)
    problems = check(batch, current)
    if problems:
        raise LoadRefused(problems)
    statements: dict[str, pl.DataFrame] = {}
    changes: dict[str, Change] = {}
    for name, rows in batch.frames.items():
        stated = last(rows.drop([c for c in ORIGIN if c != WITHDRAWN]))
        held = frame(current, name)
        known = stated.join(held.select("id"), on="id", how="semi")
        same = _unchanged(known.filter(~pl.col(WITHDRAWN)), held)
        news = stated.join(same, on="id", how="anti") if same.height else stated
        withdrawn = int(news[WITHDRAWN].sum())
        new = stated.height - known.height
        same_decided, decided_otherwise = left.get(name, (0, 0))
        changes[name] = Change(
            new, news.height - new - withdrawn, withdrawn, same.height + same_decided, decided_otherwise
        )
        if news.height:
            statements[name] = news
    return statements, changes, merge(current, statements)


def _undecided(batch: Batch, decided: Frames) -> tuple[Batch, dict[str, tuple[int, int]]]:
    """The batch without the records on which people decided; how many of them say the same, how many otherwise."""
    frames, left = dict(batch.frames), {}
    for name in decided.keys() & frames.keys():
        settled = frames[name].join(decided[name].select("id"), on="id", how="semi")
        frames[name] = frames[name].join(decided[name].select("id"), on="id", how="anti")
        same = _unchanged(settled.filter(~pl.col(WITHDRAWN)), decided[name]).height
        left[name] = (same, settled.height - same)
    return replace(batch, frames=frames), left


def _not_folded_yet(decided: Frames, base: Frames) -> dict[str, pl.DataFrame]:
    """What people decided and the version does not hold yet, as statements."""
    found = {}
    for name, rows in decided.items():
        news = rows.join(_unchanged(rows, frame(base, name)), on="id", how="anti")
        if news.height:
            found[name] = news.with_columns(pl.lit(value=False).alias(WITHDRAWN))
    return found


def _with(
    statements: Mapping[str, pl.DataFrame], more: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """Statements of both; no record is in both."""
    whole = dict(statements)
    for name, rows in more.items():
        whole[name] = pl.concat([whole[name], rows.select(whole[name].columns)]) if name in whole else rows
    return whole


def _unchanged(stated: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """The ids of the stated rows that say what is held already."""
    if stated.is_empty():
        return stated.select("id")
    both = stated.join(held, on="id", suffix="_held")
    same = [
        _comparable(c, t).eq_missing(_comparable(f"{c}_held", t)) for c, t in held.schema.items() if c != "id"
    ]
    return both.filter(pl.all_horizontal(same)).select("id")


def _comparable(column: str, dtype: pl.DataType) -> pl.Expr:
    """Several values are a set: a graph keeps no order among relationships, and none is the same as no list."""
    return pl.col(column).list.sort().fill_null([]) if isinstance(dtype, pl.List) else pl.col(column)


def _both(current: Frames, statements: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Every row that is stated, and the row that it replaces."""
    return {
        name: pl.concat(
            [
                rows.select(*columns(name)),
                frame(current, name).join(rows.select("id"), on="id", how="semi").select(*columns(name)),
            ]
        )
        for name, rows in statements.items()
    }


class _Clock:
    """Seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        begin = time.perf_counter()
        yield
        self.seconds[step] = self.seconds.get(step, 0.0) + time.perf_counter() - begin
