"""The commands that suppose something else: what-if, impact."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.commands.keeping import show_problems
from dashboards.commands.names import people_of
from dashboards.output import Format, as_json, emit, table_text
from dashboards.plans import StoreRecords, statements
from dashboards.progress import working
from graph.impact import impact as weigh
from graph.impact import rules_instead
from graph.referral import Referral
from graph.what_if import Difference
from graph.what_if import what_if as suppose
from loaders import recognise
from loaders.planned_changes import planned, read_changes
from ontology.checks import check
from ontology.errors import InputError, LoadRefused
from ontology.records import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from dashboards.commands.context import Context
    from dashboards.wording import Wording
    from graph.store import Store

SECTIONS = ("responsibilities", "gaps", "findings")
HIDDEN = {"id", "parameters", "facts", "limb", "mode", "pattern", "status"}
"""Columns that the tables leave to the JSON."""


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
    _show(found, store, context, as_of)


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
    rules, instead = rules_instead(store.records_of, old, version, parameters)
    with working(context.wording.say("work.deciding")):
        found = weigh(facts, rules, old, instead, as_of, on)
    _show(found, store, context, as_of)


def _must_be_whole(context: Context) -> None:
    if context.format not in (Format.TABLE, Format.JSON):
        raise InputError("asked.difference")


def _parameter(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        return name, float(value)
    except ValueError:
        raise InputError("asked.number", value=text) from None


def _show(found: Difference, store: Store, context: Context, as_of: date) -> None:
    if context.format is Format.JSON:
        told: dict[str, Any] = {"as_of": as_of} | {s: getattr(found, s).to_dicts() for s in SECTIONS}
        pairs = [{"before": a and asdict(a), "after": b and asdict(b)} for a, b in found.referrals]
        emit(as_json(told | {"referrals": pairs}), context.target)
        return
    people = people_of(store, [b for b in found.responsibilities["bearer"] if b])
    named = {*found.responsibilities["bearer"], *(x for pair in people.values() for x in pair)}
    context.wording.learn(store, named)
    emit("\n".join(_lines(found, people, context.wording, as_of)) + "\n", context.target)


def _lines(
    found: Difference, people: Mapping[str, tuple[str, str]], wording: Wording, as_of: date
) -> Iterator[str]:
    yield wording.say("suppose.head", day=as_of)
    if found.nothing:
        yield wording.say("suppose.nothing")
        return
    for section in SECTIONS:
        rows = getattr(found, section)
        yield ""
        yield wording.say(
            "suppose.section", name=wording.say(f"suppose_section.{section}"), count=rows.height
        )
        if rows.height:
            kept = [c for c in rows.columns if c not in HIDDEN and rows[c].null_count() < rows.height]
            change = [wording.say(f"suppose_change.{c}") for c in rows["change"]]
            shown = rows.select(kept).with_columns(change=_texts(change))
            if section == "responsibilities":
                names = [" · ".join(map(wording.name, people.get(b, (b,)))) for b in rows["bearer"]]
                shown = shown.insert_column(4, _texts(names).alias("name"))
            yield table_text(shown, wording)
    yield ""
    name = wording.say("suppose_section.referrals")
    yield wording.say("suppose.section", name=name, count=len(found.referrals))
    for before, after in found.referrals:
        one = after or before
        assert one is not None
        yield wording.say("suppose.lead", lead=one.lead, finding=one.finding, regulation=one.regulation or "")
        for key, referral in (("was", before), ("now", after)):
            yield f"  {wording.say(f'suppose_change.{key}')}: {_told(referral, wording)}"


def _texts(values: list[str]) -> pl.Series:
    return pl.Series(values, dtype=pl.String)


def _told(found: Referral | None, wording: Wording) -> str:
    if found is None:
        return wording.say("suppose.none")
    courses = found.options or ((found,) if found.action else ())
    parts = [wording.say(f"status.{found.status}")]
    parts += [found.rule or ""] if found.rule else []
    parts += [f"{wording.code(c.action or '')} {' → '.join(c.path)}".strip() for c in courses]
    parts += [", ".join(map(wording.header, found.missing))] if found.missing else []
    parts += [", ".join(found.open)] if found.open else []
    return "; ".join(parts)
