"""The commands that follow people and leads: lead, person, due."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards import following
from dashboards.commands.answering import show, with_names_for
from dashboards.commands.context import must_be_known
from dashboards.commands.names import learn_with_sources, people_of, questions_asked
from dashboards.output import Format, as_json, emit, write
from dashboards.progress import working
from ontology.errors import InputError
from ontology.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dashboards.commands.context import Context
    from graph.facts import Facts
    from graph.lead_state import LeadState
    from graph.person import PersonFile
    from graph.store import Store

STEP = ("lead", "finding", "status", "path", "at", "next", "passed_over", "deviations")


def lead(context: Context, leads: Sequence[str]) -> None:
    """Where leads stand."""
    from graph.lead_state import lead_states

    store = context.store()
    facts = store.facts()
    if leads:
        must_be_known(leads, facts["leads"]["lead"].to_list(), message("known.lead"))
    states = lead_states(facts, context.as_of(store), leads or None)
    if context.format is Format.JSON:
        emit(as_json([_plain(s) for s in states]), context.target)
    elif context.format is Format.TABLE:
        _learn(store, states, context)
        asked = questions_asked(store, {q for s in states for q in s.open})
        show([following.lead(s, context.wording, asked) for s in states], context)
    else:
        rows = [
            {"lead": s.lead, "finding": s.finding, "status": str(s.status), "path": list(c.path), "at": c.at, "next": c.next_to,
             "passed_over": list(c.passed_over), "deviations": c.deviations}
            for s in states
            for c in s.courses
        ]  # fmt: skip
        kinds = {c: pl.String() for c in STEP} | {c: pl.List(pl.String()) for c in ("path", "passed_over")}
        write(
            pl.DataFrame(rows, schema={**kinds, "deviations": pl.Int64()}),
            context.format,
            context.target,
            context.wording,
        )


def _plain(state: LeadState) -> dict[str, object]:
    return {**asdict(state), "deviations": min((c.deviations for c in state.courses), default=None)}


def _learn(store: Store, states: Iterable[LeadState], context: Context) -> None:
    ids: set[str] = set()
    for state in states:
        ids |= following.ids_in(state)
    learn_with_sources(context.wording, store, ids)


def person(context: Context, who: str) -> None:
    """One person across all posts."""
    if context.format is Format.JSON:
        emit(as_json(person_result(context, who)), context.target)
        return
    if context.format is not Format.TABLE:
        raise InputError("asked.person_file")
    store, wording = context.store(), context.wording
    found, _ = _file_of(context, store, who)
    learn_with_sources(wording, store, following.ids_of(found))
    asked = questions_asked(store, {q for s in found.leads for q in s.open})
    show([following.person(found, wording, asked)], context)


def person_result(context: Context, who: str) -> dict[str, Any]:
    """What `zeren person --format json` writes."""
    from dashboards import sealed

    found, facts = _file_of(context, context.store(), who)
    leads = [_plain(s) for s in found.leads]
    days = {"as_of": found.as_of, "decisions_by": context.decisions_by}
    values = {"person": found.person, **days, **found.rows(), "leads": leads}
    return sealed.sealed(sealed.PERSON, values, facts)


def _file_of(context: Context, store: Store, who: str) -> tuple[PersonFile, Facts]:
    from graph.decisions_by import facts_on
    from graph.person import person_file

    with working(context.wording.say("work.deciding")):
        analysis = context.analysis(store)
        facts = facts_on(store, context.decisions_by)
        return person_file(analysis, facts, who), facts


def due(context: Context, within: int, scheme: str, *, overdue: bool) -> None:
    """Deadlines ahead, and who is to be told."""
    from dashboards.deadlines import due as deadlines

    store, wording = context.store(), context.wording
    with working(wording.say("work.deciding")):
        analysis = context.analysis(store)
        rows = deadlines(analysis, within, scheme, overdue=overdue)
    if rows.is_empty() and context.format is Format.TABLE:
        key = "due.none_overdue" if overdue else "due.none"
        emit(wording.say(key, day=analysis.as_of, days=within) + "\n", context.target)
        return
    if context.format in (Format.TABLE, Format.XLSX):
        warned = sorted({who for row in rows["warned"] for who in row})
        wording.learn(store, warned)
        wording.call_tenures(store, people_of(store, warned))
        wording.learn(store, rows["duty"])
        rows = rows.with_columns(
            pl.Series(
                "warned", [[wording.name(w) for w in row] for row in rows["warned"]], dtype=pl.List(pl.String)
            ),
            pl.Series("what", [wording.name(d) for d in rows["duty"]], dtype=pl.String),
            *(
                pl.Series(c, [wording.say(f"light.{v}") for v in rows[c]], dtype=pl.String)
                for c in ("status", "light")
            ),
        ).select("duty", "what", *(c for c in rows.columns if c != "duty"))
        rows = with_names_for(rows, ("organization",), store, context)
    write(rows, context.format, context.target, wording)
