"""The commands that prove an answer, or show how weak it is: verify, weakest, consistency."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.commands.answering import explanations
from dashboards.commands.context import must_be_known, note
from dashboards.commands.names import people_of
from dashboards.output import Format, as_json, emit, human, write
from ontology.errors import ZerenError
from ontology.messages import message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from dashboards.commands.context import Context
    from graph.store import Store
    from graph.weakest import Contradiction, Rests

DIFFERENCE = ("file", "subject", "differs", "where", "written", "now")
FACT = ("for", "grade", "provision", "bearer", "fact", "type", "support", "sources")
SAID = ("about", "field", "value", "who", "at", "sources")


class NotVerified(ZerenError):
    """A written result does not come out as it says."""


def verify(context: Context, results: Sequence[Path]) -> None:
    """Asks written results again; raises NotVerified (status 1) if one differs."""
    from dashboards.asked_again import again, called, read
    from graph.verifying import Difference, What, compare

    rows, count = [], 0
    for path in results:
        written = read(path)
        count += len(written)
        for result, now in zip(written, again(context, written, path), strict=True):
            different = (
                (Difference(What.GONE, "", result["digest"]),) if now is None else compare(result, now)
            )
            rows += [
                (str(path), called(result), str(d.what), d.where, _short(d.before), _short(d.now))
                for d in different
            ]
    schema = dict.fromkeys(DIFFERENCE, pl.String())
    if rows or context.format is not Format.TABLE:
        frame = pl.DataFrame(rows, schema=schema, orient="row")
        if context.format in (Format.TABLE, Format.XLSX):
            said = [context.wording.say(f"difference.{what}") for what in frame["differs"]]
            frame = frame.with_columns(pl.Series("differs", said, dtype=pl.String))
        write(frame, context.format, context.target, context.wording)
    if rows:
        wrong = len({(row[0], row[1]) for row in rows})
        raise NotVerified("proving.differs", count=count, wrong=wrong)
    note(context.wording.say("proving.verified", count=count))


def _short(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def weakest(context: Context, subjects: Sequence[str]) -> None:
    """The facts of answers with their sources, and what speaks against what."""
    store, wording = context.store(), context.wording
    rests, told = _resting(context, store, subjects)
    if context.format is Format.JSON:
        answers = [
            {
                **r.item,
                "facts": [{**asdict(f), "support": f.support} for f in r.facts],
                "weakest": [f.fact for f in r.weakest],
            }
            for r in rests
        ]
        emit(as_json({"answers": answers, "contradictions": [asdict(c) for c in told]}), context.target)
        return
    rows = [
        (
            r.item["for"],
            r.item.get("grade"),
            r.item.get("provision"),
            r.item["bearer"],
            f.fact,
            f.type,
            str(f.support),
            list(f.sources),
        )
        for r in rests
        for f in r.facts
    ]
    schema = dict.fromkeys(FACT, pl.String()) | {"sources": pl.List(pl.String())}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    if context.format is Format.TABLE:
        weak = (
            frame.filter(pl.col("support") != "several")
            .group_by("fact", "type", "support", "sources")
            .agg(answers=pl.len())
        )
        weak = weak.sort("support", pl.lit(0) - pl.col("answers"), "fact")
        wording.learn(store, [*weak["fact"], *(s for row in weak["sources"] for s in row)])
        wording.call_tenures(store, people_of(store, weak["fact"].to_list()))
        shown = weak.select(
            "fact",
            pl.Series("what", [wording.name(f) for f in weak["fact"]], dtype=pl.String),
            "type",
            pl.Series("support", [wording.say(f"support.{v}") for v in weak["support"]], dtype=pl.String),
            pl.Series(
                "sources",
                [[wording.name(s) for s in row] for row in weak["sources"]],
                dtype=pl.List(pl.String),
            ),
            "answers",
        )
        write(shown, Format.TABLE, context.target, wording)
        if told:
            said = [
                (
                    c.about,
                    c.field,
                    human(s.value, wording),
                    s.recorded_by or "",
                    s.recorded_at or "",
                    list(s.sources),
                )
                for c in told
                for s in c.said
            ]
            kinds = dict.fromkeys(SAID, pl.String()) | {"sources": pl.List(pl.String())}
            write(pl.DataFrame(said, schema=kinds, orient="row"), Format.TABLE, None, wording)
        counts = {
            k: frame.filter(pl.col("support") == k)["fact"].n_unique() for k in ("none", "single", "several")
        }
        note(wording.say("proving.weakest", **counts, contradictions=len(told)))
        return
    write(frame, context.format, context.target, wording)


def _resting(
    context: Context, store: Store, subjects: Sequence[str]
) -> tuple[list[Rests], list[Contradiction]]:
    """What the answers about issues, duties, findings, candidates and leads rest on; raises UnknownName."""
    from graph.circumstances.candidates import candidates
    from graph.referral import decide_referrals
    from graph.weakest import (
        contradictions,
        of_candidate,
        of_finding,
        of_referral,
        restated,
        resting,
        rests_on,
    )

    facts, analysis = store.facts(), context.analysis(store)
    tables = (analysis.compiled["matter"]["id"], analysis.compiled["issue"]["id"])
    chains = {i for ids in tables for i in ids.filter(ids.is_in(list(subjects)))}
    leads, recorded = set(facts["leads"]["lead"]), set(facts["findings"]["finding"])
    asked = [s for s in subjects if s not in chains | leads | recorded]
    rows = candidates(analysis) if asked else None
    proposed = {} if rows is None else {r["id"]: r for r in rows.iter_rows(named=True)}
    if unknown := set(asked) - set(proposed):
        known = [*tables[0], *tables[1], *leads, *recorded, *proposed]
        must_be_known(unknown, known, message("known.answer"))
    rests: list[Rests] = []
    said: list[Contradiction] = []
    explained, _ = explanations(store, context, [s for s in subjects if s in chains])
    for explanation in explained:
        found = rests_on(explanation, store.names)
        rests += found
        here = dict.fromkeys(f.fact for r in found for f in r.facts)
        said += contradictions(explanation, here, store.history, store.names)
    behind = [of_candidate(proposed[s], facts) for s in subjects if s in proposed]
    behind += [of_finding(s, facts) for s in subjects if s in recorded]
    mine = [s for s in subjects if s in leads]
    referrals = decide_referrals(facts, context.as_of(store), mine) if mine else []
    found = resting([*behind, *(of_referral(r, facts) for r in referrals)], store.names)
    told = restated(dict.fromkeys(f.fact for r in found for f in r.facts), store.history)
    return [*rests, *found], [*said, *(c for c in told if c not in said)]


def consistency(context: Context, kind: str | None) -> None:
    """Signals of unlike treatment."""
    from graph.consistency import KINDS, looked_at, signals

    if kind is not None:
        must_be_known([kind], KINDS, message("known.signal"))
    store, wording = context.store(), context.wording
    rows = signals(store.facts(), context.as_of(store))
    if kind is not None:
        rows = rows.filter(pl.col("kind") == kind)
    if context.format in (Format.TABLE, Format.XLSX):
        about = rows["about"].drop_nulls().to_list()
        wording.learn(store, {*about, *rows["circumstance"].drop_nulls()})
        wording.call_tenures(store, people_of(store, about))
        rows = rows.with_columns(
            pl.Series("kind", [wording.say(f"signal.{k}") for k in rows["kind"]], dtype=pl.String),
            *(
                pl.Series(c, [wording.name(v) or None for v in rows[c]], dtype=pl.String)
                for c in ("about", "circumstance")
            ),
        )
    if rows.is_empty() and context.format is Format.TABLE:
        looked = looked_at(store.facts(), context.as_of(store))
        emit(wording.say("proving.no_signals", day=context.as_of(store), **looked) + "\n", context.target)
        return
    write(rows, context.format, context.target, wording)
    note(wording.say("proving.signals", count=rows.height))
