"""The commands that ask a store: assign, chain, gaps, refer, why-not, cypher."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.commands.context import Context, note
from dashboards.output import Format, as_json, write
from ontology.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.tree import Line
    from graph.store import Store


def assign(context: Context, subjects: Sequence[str]) -> None:
    """Items of all duties and issues, or of those named."""
    store = context.store()
    analysis = context.analysis(store)
    if subjects:
        compiled = analysis.compiled
        wanted = pl.Series(list(subjects)).implode()
        matters = compiled["matter"].filter(pl.col("id").is_in(wanted))
        issues = compiled["issue"].filter(pl.col("id").is_in(wanted))
        missing = sorted(set(subjects) - set(matters["id"]) - set(issues["id"]))
        if missing:
            raise UnknownName(f"no duty and no issue has the id {', '.join(missing)}")
        linked = compiled["matter_issue"].filter(pl.col("issue").is_in(issues["code"].implode()))[
            "organization"
        ]
        around = pl.concat([matters["organization"], issues["organization"], linked]).drop_nulls().unique()
        rows = (
            analysis.of_organizations(compiled.with_neighbours(around))
            .answers()
            .filter(pl.col("for").is_in(wanted))
        )
    else:
        rows = analysis.answers()
    write(_with_names(rows, store, context), context.format, context.target, context.wording)


def _with_names(rows: pl.DataFrame, store: Store, context: Context) -> pl.DataFrame:
    """Items with a column of names: organization, or person and post. Only tables for people get it."""
    if context.format in (Format.JSON, Format.CSV):
        return rows
    people = _people(store, rows["bearer"].unique().to_list())
    context.wording.learn(store, {*rows["bearer"].unique(), *(x for pair in people.values() for x in pair)})
    names = [
        " · ".join(map(context.wording.name, people[b])) if b in people else context.wording.name(b)
        for b in rows["bearer"]
    ]
    return rows.insert_column(3, pl.Series("name", names, dtype=pl.String))


def _people(store: Store, tenures: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Tenure -> (person, post), for those of the ids that are tenures."""
    rows = store.facts()["tenures"].filter(
        pl.col("tenure").is_in(pl.Series(list(tenures), dtype=pl.String).implode())
    )
    return {
        r["tenure"]: (r["person"], r["post"])
        for r in rows.select("tenure", "person", "post").iter_rows(named=True)
    }


def chain(context: Context, subject: str) -> None:
    """The chain of one duty or issue."""
    from dashboards import tree
    from graph.explain import explain

    store = context.store()
    explanation = explain(context.analysis(store), store.facts(), subject)
    if context.format is Format.JSON:
        _emit(as_json(asdict(explanation)), context)
        return
    people = _people(store, [s.tenure for s in explanation.shown])
    wanted = tree.ids_in(explanation) | {x for pair in people.values() for x in pair}
    context.wording.learn(store, wanted)
    context.wording.learn(store, {s for i in wanted for s in context.wording.evidence(i)})
    rules = {
        row["regulation"]: {**row, "ask": _asked(store, row["regulation"])} for row in explanation.regulations
    }
    show(tree.chain(explanation, context.wording, people, rules), context)


def _asked(store: Store, regulation: str) -> list[str]:
    """Whom a regulation names as its interpreter."""
    rows = store.cypher(
        "MATCH (r:Regulation) WHERE r.id = $id RETURN r.interpretedBy AS who", {"id": regulation}
    ).frame
    return [str(organ) for row in rows.to_dicts() for organ in row["who"] or ()]


def gaps(context: Context, kinds: Sequence[str], organizations: Sequence[str]) -> None:
    """Gaps and conflicts, with the issues they hit."""
    store = context.store()
    rows = context.analysis(store).gaps()
    if kinds:
        rows = rows.filter(pl.col("kind").is_in(list(kinds)))
    if organizations:
        rows = rows.filter(pl.col("organization").is_in(list(organizations)))
    if context.format in (Format.TABLE, Format.XLSX):
        named = ("organization", "domain", "unit", "post")
        context.wording.learn(store, {v for c in named for v in rows[c].drop_nulls()})
        rows = rows.with_columns(
            pl.Series(c, [context.wording.name(v) or None for v in rows[c]], dtype=pl.String) for c in named
        )
    write(rows, context.format, context.target, context.wording)


def refer(context: Context, leads: Sequence[str], on: date | None) -> None:
    """Where leads go."""
    from dashboards import tree
    from graph.referral import build_index, decide_all, referral_frame

    store = context.store()
    index = build_index(store.facts(), leads or None)
    decided = on or context.as_of or store.as_of() or date.today()  # noqa: DTZ011  a local day
    found = decide_all(index, decided)
    missing = sorted(set(leads) - {r.lead for r in found})
    if missing:
        raise UnknownName(f"no lead has the id {', '.join(missing)}")
    if context.format is not Format.TABLE or context.target is not None:
        write(referral_frame(found), context.format, context.target, context.wording)
        return
    ids_ = {
        x
        for r in found
        for x in (
            *r.path,
            r.subject,
            r.rule or "",
            r.regulation or "",
            *r.open,
            *r.alternative,
            *(o for p in r.options for o in p.path),
        )
    }
    people = _people(store, [r.subject for r in found])
    context.wording.learn(store, ids_ | {p for pair in people.values() for p in pair})
    for tenure, (person, post) in people.items():
        context.wording.names[tenure] = _called(context, person, post)
    if not found:
        note(context.wording.say("refer.none"))
    for referral in found:
        ask = _asked(store, referral.regulation) if referral.regulation and referral.open else []
        show(tree.referral(referral, index, context.wording, ask), context)


def _called(context: Context, person: str, post: str) -> Any:
    """A tenure called by person and post."""
    from graph.store import Name

    text = f"{context.wording.name(person)} · {context.wording.name(post)}"
    return Name("Tenure", text, text, ())


def why_not(context: Context, lead: str, organ: str, on: date | None) -> None:
    """Why a lead does not go to an organ."""
    from dashboards import tree
    from graph.referral import build_index
    from graph.why_not import repair
    from graph.why_not import why_not as ask

    store = context.store()
    index = build_index(store.facts(), [lead])
    decided = on or context.as_of or store.as_of() or date.today()  # noqa: DTZ011  a local day
    found, repairs = ask(index, lead, organ, decided), repair(index, lead, organ, decided)
    if context.format is Format.JSON:
        _emit(as_json({"why_not": found, "repair": list(repairs)}), context)
        return
    context.wording.learn(
        store, {organ, *(x for r in repairs for x in r.path), *(x for r in found.reasons for x in r.args)}
    )
    show(tree.why_not(found, repairs, context.wording), context)


def cypher(context: Context, text: str, parameters: dict[str, Any], limit: int, seconds: float) -> None:
    """An ad-hoc reading query."""
    store = context.store()
    statement = sys.stdin.read() if text == "-" else text
    rows = store.cypher(statement, parameters, limit=limit, seconds=seconds)
    write(rows.frame, context.format, context.target, context.wording)
    if rows.more:
        note(context.wording.say("cypher.more"))


def show(line: Line, context: Context) -> None:
    """A tree on the terminal, or its lines as text into a file or pipe."""
    from dashboards.tree import as_rich

    if context.target is None and sys.stdout.isatty():
        from rich.console import Console

        Console().print(as_rich(line))
    else:
        _emit("\n".join(line) + "\n", context)


def _emit(text: str, context: Context) -> None:
    if context.target is None:
        sys.stdout.write(text)
    else:
        context.target.parent.mkdir(parents=True, exist_ok=True)
        context.target.write_text(text, encoding="utf-8")
