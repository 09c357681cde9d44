"""The commands that suppose something else: what-if, impact."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.commands.keeping import show_problems
from dashboards.output import Format, as_json, emit
from dashboards.plans import StoreRecords, statements
from dashboards.progress import working
from dashboards.supposed import SECTIONS, learn, lines
from graph.impact import impact as weigh
from graph.impact import rules_instead
from graph.splice import WITHDRAWN
from graph.store import Name
from graph.what_if import what_if as suppose
from loaders import recognise
from loaders.planned_changes import planned, read_changes
from ontology.checks import check
from ontology.errors import InputError, LoadRefused
from ontology.records import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from dashboards.commands.context import Context
    from dashboards.wording import Wording
    from graph.impact import Instead
    from graph.splice import Statements
    from graph.store import Store
    from graph.what_if import Difference


def what_if(context: Context, changes: Path, on: date | None) -> None:
    """What planned changes would make; nothing is written."""
    _must_be_whole(context)
    store = context.store()
    facts, as_of = store.facts(), context.as_of(store)
    try:
        stated = statements(planned(read_changes(changes), StoreRecords(store, facts)), store, str(changes))
    except LoadRefused as refused:
        show_problems(refused.problems, context)
        raise
    with working(context.wording.say("work.deciding")):
        found = suppose(facts, store.compiled(), stated, store.records_of, as_of, on)
    told = _values(found, as_of) | {"extensions": [{"duty": d, **asdict(e)} for d, e in found.extensions]}
    unseen = stated.ids("Extension") - {e.extension for _, e in found.extensions} - _withdrawn(stated)
    heads = [context.wording.say("suppose.unseen", id=i, day=as_of) for i in sorted(unseen)]
    _show(found, store, context, [context.wording.say("suppose.head", day=as_of), *heads], told, stated)


def _withdrawn(stated: Statements) -> set[str]:
    return {i for rows in stated.frames.values() for i in rows.filter(pl.col(WITHDRAWN))["id"]}


def impact(context: Context, old: str, new: Sequence[str], on: date | None) -> None:
    """What another version or parameter would change of open cases; nothing is written."""
    _must_be_whole(context)
    store = context.store()
    facts, as_of = store.facts(), context.as_of(store)
    parameters = dict(_parameter(text) for text in new if "=" in text)
    files = [text for text in new if "=" not in text]
    version = None
    if files:
        batch = recognise.read(files)
        problems = [*batch.problems, *check(batch, store.records())]
        if problems:
            show_problems(problems, context)
            raise LoadRefused(problems)
        version = {name: plain(rows) for name, rows in batch.frames.items()}
    other = rules_instead(store.records_of, old, version, parameters)
    with working(context.wording.say("work.deciding")):
        found = weigh(facts, other, as_of, on)
    compared = _compared(other, files, parameters, store, context.wording)
    told = {"old": old, "new": other.called, "from_files": files, "parameters": parameters}
    heads = [context.wording.say("suppose.head", day=as_of), compared]
    _show(found, store, context, heads, told | _values(found, as_of))


def _compared(
    other: Instead, files: Sequence[str], parameters: Mapping[str, float], store: Store, wording: Wording
) -> str:
    """What stands on either side, in a sentence."""
    [(since, until)] = store.records_of("Regulation", [other.old]).select("from", "until").rows()
    policies = store.records_of("Policy").filter(pl.col("of") == other.old)
    said = []
    if files:
        new = other.rules["Regulation"].filter(pl.col("id") == other.instead).row(0, named=True)
        wording.names.setdefault(other.called, Name("Regulation", new["zh"], new["en"], ()))
        days = {
            "since": wording.say("suppose.always") if since is None else since,
            "until": wording.last_day(until),
        }
        called = wording.name(other.called)
        said.append(
            wording.say("suppose.version", new=called, id=other.called, file=", ".join(files), **days)
        )
    values = dict(policies.select("name", "value").iter_rows())
    said += [
        wording.say("suppose.parameter", name=name, old="" if name not in values else f"{values[name]:g}", new=f"{value:g}")
        for name, value in parameters.items()
    ]  # fmt: skip
    wording.learn(store, [other.old])
    return wording.say("suppose.compared", old=wording.name(other.old), id=other.old, new="; ".join(said))


def _must_be_whole(context: Context) -> None:
    if context.format not in (Format.TABLE, Format.JSON):
        raise InputError("asked.difference")


def _parameter(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        return name, float(value)
    except ValueError:
        raise InputError("asked.number", value=text) from None


def _values(found: Difference, as_of: date) -> dict[str, Any]:
    pairs = [{"before": a and asdict(a), "after": b and asdict(b)} for a, b in found.referrals]
    return {"as_of": as_of} | {s: getattr(found, s).to_dicts() for s in SECTIONS} | {"referrals": pairs}


def _show(
    found: Difference,
    store: Store,
    context: Context,
    heads: Sequence[str],
    told: Mapping[str, Any],
    stated: Statements | None = None,
) -> None:
    if context.format is Format.JSON:
        emit(as_json(told), context.target)
        return
    learn(found, store, context.wording, stated)
    emit("\n".join([*heads, *lines(found, context.wording)]) + "\n", context.target)
