"""The commands that prove an answer, or show how weak it is: verify, weakest, consistency."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.commands.answering import chain_results, explanations
from dashboards.commands.context import must_be_known, note
from dashboards.commands.names import people_of
from dashboards.output import Format, as_json, emit, human, write
from ontology.errors import InputError, ZerenError
from ontology.messages import message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from dashboards.commands.context import Context

DIFFERENCE = ("file", "subject", "differs", "where", "written", "now")
FACT = ("for", "grade", "bearer", "fact", "type", "support", "sources")
SAID = ("about", "field", "value", "who", "at", "sources")


class NotVerified(ZerenError):
    """A written result does not come out as it says."""


def verify(context: Context, results: Sequence[Path]) -> None:
    """Asks written results again; raises NotVerified (status 1) if one differs."""
    from graph.verifying import compare

    rows, count = [], 0
    for path in results:
        for written in _read(path):
            count += 1
            asked = replace(context, day=_day(written, path))
            now = json.loads(as_json(chain_results(asked, [written["subject"]])[0]))
            rows += [
                (str(path), written["subject"], str(d.what), d.where, _short(d.before), _short(d.now))
                for d in compare(written, now)
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


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError("proving.unreadable", path=path, error=error) from None
    except ValueError as error:
        raise InputError("proving.no_json", path=path, error=error) from None
    results = found if isinstance(found, list) else [found]
    for result in results:
        if not isinstance(result, dict) or not {"subject", "as_of", "digest"} <= result.keys():
            raise InputError("proving.no_result", path=path)
    return results


def _day(written: dict[str, Any], path: Path) -> date:
    try:
        return date.fromisoformat(str(written["as_of"]))
    except ValueError:
        raise InputError("proving.no_day", path=path, value=written["as_of"]) from None


def _short(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def weakest(context: Context, subjects: Sequence[str]) -> None:
    """The facts of answers with their sources, and what speaks against what."""
    from graph.weakest import contradictions, rests_on

    store, wording = context.store(), context.wording
    explained, _ = explanations(store, context, subjects)
    rests = [r for e in explained for r in rests_on(e, store.names)]
    told = [
        c
        for e in explained
        for c in contradictions(
            e,
            dict.fromkeys(f.fact for r in rests_on(e, store.names) for f in r.facts),
            store.history,
            store.names,
        )
    ]
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
        (r.item["for"], r.item["grade"], r.item["bearer"], f.fact, f.type, str(f.support), list(f.sources))
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


def consistency(context: Context, kind: str | None) -> None:
    """Signals of unlike treatment."""
    from graph.consistency import KINDS, signals

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
    write(rows, context.format, context.target, wording)
    note(wording.say("proving.signals", count=rows.height))
