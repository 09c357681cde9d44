"""The commands that ask a store: assign, chain, gaps, refer, why-not, cypher."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards import audit
from dashboards.commands.context import must_be_known, note, standard_input
from dashboards.commands.names import learn_with_sources, organs_that_interpret, people_of, questions_asked
from dashboards.output import Format, as_json, emit, write
from dashboards.progress import working
from graph.digest import engine_version, rows_digest
from graph.readonly import must_be_given
from ontology.errors import InputError
from ontology.messages import message
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from dashboards.commands.context import Context
    from dashboards.lines import Line
    from graph.analysis import Analysis
    from graph.explanation import Explanation
    from graph.store import Store

NAMED = ("organization", "domain", "unit", "post")
"""Columns of gaps that people read names in."""


def assign(context: Context, subjects: Sequence[str]) -> None:
    """Items of all duties and issues, or of those named."""
    store = context.store()
    analysis = context.analysis(store)
    with working(context.wording.say("work.deciding")):
        rows = _of_subjects(analysis, subjects) if subjects else analysis.answers()
    digest = None if subjects else rows_digest(rows)
    if context.format in (Format.TABLE, Format.XLSX):
        rows = _with_names(rows, store, context)
    write(rows, context.format, context.target, context.wording)
    if digest is not None:
        note(context.wording.say("assign.digest", day=analysis.as_of, count=rows.height, digest=digest))


def _of_subjects(analysis: Analysis, subjects: Sequence[str]) -> pl.DataFrame:
    """The items of some duties and issues: decided for the organizations concerned only."""
    compiled = analysis.compiled
    wanted = pl.Series(list(subjects), dtype=pl.String).implode()
    matters = compiled["matter"].filter(pl.col("id").is_in(wanted))
    issues = compiled["issue"].filter(pl.col("id").is_in(wanted))
    if matters.height + issues.height < len(subjects):
        _must_be_subjects(subjects, analysis)
    linked = compiled["matter_issue"].filter(pl.col("issue").is_in(issues["code"].implode()))["organization"]
    around = pl.concat([matters["organization"], issues["organization"], linked]).drop_nulls().unique()
    here = analysis.of_organizations(compiled.with_neighbours(around))
    return here.answers().filter(pl.col("for").is_in(wanted))


def _must_be_subjects(subjects: Iterable[str], analysis: Analysis) -> None:
    known = pl.concat([analysis.compiled["matter"]["id"], analysis.compiled["issue"]["id"]])
    must_be_known(subjects, known.unique().to_list(), message("known.subject"))


def _with_names(rows: pl.DataFrame, store: Store, context: Context) -> pl.DataFrame:
    """Items with a column of names: organization, or person and post."""
    bearers = rows["bearer"].unique().to_list()
    people = people_of(store, bearers)
    wording = context.wording
    wording.learn(store, {*bearers, *(x for pair in people.values() for x in pair)})
    names = {b: " · ".join(map(wording.name, people.get(b, (b,)))) for b in bearers}
    named = pl.Series("name", [names[b] for b in rows["bearer"]], dtype=pl.String)
    return rows.clone().insert_column(3, named)


def chain(context: Context, subjects: Sequence[str]) -> None:
    """The chains of duties and issues, one after the other."""
    from dashboards import tree

    if context.format not in (Format.TABLE, Format.JSON):
        raise InputError("asked.tree")
    if context.format is Format.JSON:
        found = chain_results(context, subjects)
        emit(as_json(found[0] if len(found) == 1 else found), context.target)
        return
    store, wording = context.store(), context.wording
    explained, organs = explanations(store, context, subjects)
    lines = []
    for explanation in explained:
        learn_with_sources(wording, store, tree.ids_in(explanation))
        lines.append(tree.chain(explanation, wording, organs))
    show(lines, context)


def explanations(
    store: Store, context: Context, subjects: Sequence[str]
) -> tuple[list[Explanation], dict[str, tuple[str, ...]]]:
    """The explanations of duties and issues, and whom the regulations concerned name as interpreter."""
    from graph.explain import explain

    analysis, facts = context.analysis(store), store.facts()
    if len(subjects) == 1:
        _must_be_subjects(subjects, analysis)
    explained = [explain(analysis, facts, subject) for subject in subjects]
    return explained, organs_that_interpret(store, {q.regulation for e in explained for q in e.questions})


def chain_results(context: Context, subjects: Sequence[str]) -> list[dict[str, Any]]:
    """What `zeren chain --format json` writes for each subject: an explanation, what its records are called, and which Zeren decided."""
    from dashboards import sealed, tree

    store, wording = context.store(), context.wording
    explained, organs = explanations(store, context, subjects)
    found = []
    for explanation in explained:
        ids = tree.ids_in(explanation)
        learn_with_sources(wording, store, ids)
        here = {q.regulation for q in explanation.questions}
        interpreters = {regulation: who for regulation, who in organs.items() if regulation in here}
        named = sealed.in_each_language(wording, store, {})
        told = {lang: list(tree.chain(explanation, w, organs)) for lang, w in named.items()}
        found.append(
            {
                sealed.RESULT: sealed.CHAIN,
                **asdict(explanation),
                "interpreted_by": interpreters,
                "explanation": told,
                "records": _records(ids, context),
                "engine": engine_version(),
            }
        )
    return found


def _records(ids: Iterable[str], context: Context) -> dict[str, Any]:
    """What the ids are called and which sources they cite, for those who read the JSON elsewhere; sources too."""
    names = context.wording.names
    known = sorted({*ids, *(s for i in ids for s in context.wording.evidence(i))} & set(names))
    return {i: asdict(names[i]) for i in known}


def gaps(context: Context, kinds: Sequence[str], organizations: Sequence[str]) -> None:
    """Gaps and conflicts, with the issues they hit."""
    store = context.store()
    must_be_known(kinds, vocabulary().schemes["GapKind"].codes, message("known.gap_kind"))
    analysis = context.analysis(store)
    if organizations:
        must_be_known(
            organizations, analysis.compiled["organization"]["id"].to_list(), message("known.organization")
        )
    with working(context.wording.say("work.deciding")):
        rows = analysis.gaps()
    if kinds:
        rows = rows.filter(pl.col("kind").is_in(list(kinds)))
    if organizations:
        rows = rows.filter(pl.col("organization").is_in(list(organizations)))
    if context.format in (Format.TABLE, Format.XLSX):
        rows = with_names_for(rows, NAMED, store, context)
    write(rows, context.format, context.target, context.wording)


def with_names_for(
    rows: pl.DataFrame, columns: Iterable[str], store: Store, context: Context
) -> pl.DataFrame:
    """The rows with names in place of the ids of these columns."""
    columns = [c for c in columns if c in rows.columns]
    context.wording.learn(store, {v for c in columns for v in rows[c].drop_nulls().unique()})
    return rows.with_columns(
        pl.Series(c, [context.wording.name(v) or None for v in rows[c]], dtype=pl.String) for c in columns
    )


def refer(context: Context, leads: Sequence[str], on: date | None) -> None:
    """Where leads go."""
    from dashboards import paths, powers, sealed
    from graph.referral import build_index, decide_all, referral_frame

    store, wording = context.store(), context.wording
    facts = store.facts()
    if leads:
        must_be_known(leads, facts["leads"]["lead"].to_list(), message("known.lead"))
    with working(wording.say("work.deciding")):
        index = build_index(facts, leads or None)
        found = decide_all(index, on or context.as_of(store))
    if context.format is Format.JSON:
        emit(as_json(sealed.referrals(found, index, facts, store, wording)), context.target)
        return
    if context.format is not Format.TABLE:
        write(referral_frame(found), context.format, context.target, wording)
        return
    learn_with_sources(wording, store, {x for r in found for x in paths.ids_in(r)})
    wording.call_tenures(
        store, people_of(store, [x for r in found for x in (r.subject, *sorted(powers.tenures_in(r)))])
    )
    asked = questions_asked(store, {q for r in found for q in r.open})
    if not found:
        note(wording.say("refer.none"))
    digests = sealed.digests_of(found, facts)
    show(
        [sealed.told_referral(r, index, wording, asked, d) for r, d in zip(found, digests, strict=True)],
        context,
    )


def why_not(context: Context, lead: str, organ: str, on: date | None) -> None:
    """Why a lead does not go to an organ, and the way back from there."""
    from dashboards import paths
    from graph.referral import build_index
    from graph.why_not import repair
    from graph.why_not import why_not as ask

    if context.format not in (Format.TABLE, Format.JSON):
        raise InputError("asked.why_not")
    store, wording = context.store(), context.wording
    facts = store.facts()
    must_be_known([lead], facts["leads"]["lead"].to_list(), message("known.lead"))
    must_be_known([organ], facts["organizations"]["organization"].to_list(), message("known.organization"))
    index, decided = build_index(facts, [lead]), on or context.as_of(store)
    found, repairs = ask(index, lead, organ, decided), repair(index, lead, organ, decided)
    if context.format is Format.JSON:
        emit(as_json({"why_not": found, "repair": list(repairs)}), context.target)
        return
    named = {organ, *(x for r in repairs for x in r.path), *(x for r in found.reasons for x in r.args)}
    wording.learn(store, named)
    show([paths.why_not(found, repairs, wording)], context)


def cypher(context: Context, text: str, parameters: dict[str, Any], limit: int, seconds: float) -> None:
    """An ad-hoc reading query."""
    store = context.store()
    statement = standard_input("-") if text == "-" else text
    must_be_given(statement, parameters)
    audit.note_down(store.url, audit.Deed.QUERY, statement, audit.said([statement, parameters]))
    with working(context.wording.say("work.asking")):
        rows = store.cypher(statement, parameters, limit=limit, seconds=seconds)
    write(rows.frame, context.format, context.target, context.wording, raw=True)
    if rows.more:
        note(context.wording.say("cypher.more"))


def show(lines: Iterable[Line], context: Context) -> None:
    """Trees on the terminal, or their lines as text into a file or pipe."""
    if context.target is None and sys.stdout.isatty():
        from rich.console import Console

        from dashboards.lines import as_rich

        console = Console()
        with console.capture() as captured:
            for line in lines:
                console.print(as_rich(line))
        emit(captured.get(), None)
    else:
        emit("".join("\n".join(line) + "\n" for line in lines), context.target)
