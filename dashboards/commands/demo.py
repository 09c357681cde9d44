"""The command that shows what Zeren does, on a fictional district: load, decide, summarise, write out."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from dashboards.commands import answering, keeping
from dashboards.commands.context import Context, note
from dashboards.output import Format, write

if TYPE_CHECKING:
    from graph.analysis import Analysis
    from graph.store import Store

STORE = "demo-store"
AS_OF = date(2024, 9, 30)
SOURCES = ("shipped:jintan-2023", "shipped:domains", "shipped:district")
ISSUE, LEAD = "is-wt-1", "le-01"


def demo(lang: str, folder: Path) -> None:
    """Builds the store in `folder`, prints the summary, and writes `out/`."""
    context = Context(str(folder / STORE), lang, AS_OF, Format.TABLE, None)
    say = context.wording.say
    keeping.load(context, SOURCES, dry_run=False, who="demo")
    store = context.store()
    analysis = context.analysis(store)
    _title(say("summary.issues"))
    write(lights(analysis, context), Format.TABLE, None, context.wording)
    _title(say("summary.grades"))
    grades = analysis.matter_answers().group_by("grade", "role").len("count").sort("grade", "role")
    write(grades, Format.TABLE, None, context.wording)
    _title(say("summary.gaps"))
    shown = ["kind", "organization", "domain", "from", "until", "issues"]
    write(_named(analysis.gaps().select(shown), store, context), Format.TABLE, None, context.wording)
    _title(say("summary.chain"))
    answering.chain(context, ISSUE)
    _title(say("summary.referral"))
    answering.refer(context, [LEAD], None)
    out = folder / "out"
    for name, format_ in (("responsibilities.xlsx", Format.XLSX), ("responsibilities.json", Format.JSON)):
        answering.assign(Context(context.url, lang, AS_OF, format_, out / name), [])
        note(say("summary.written", path=out / name))
    _title(say("summary.next"))
    for command in (
        f"zeren --store {context.url} chain is-hcd-1",
        f"zeren --store {context.url} gaps",
        f"zeren --store {context.url} refer",
        f"zeren --store {context.url} why-not le-06 o-org",
        f'zeren --store {context.url} cypher "MATCH (r:Responsibility)-[:BORNE_BY]->(t:Tenure)-[:HELD_BY]->(p:Person) RETURN p.zh, r.grade, r.days LIMIT 5"',
        "zeren template out/template.xlsx",
    ):
        sys.stdout.write(f"  .venv/bin/{command}\n")


def _named(rows: pl.DataFrame, store: Store, context: Context) -> pl.DataFrame:
    columns = ("organization", "domain")
    context.wording.learn(store, {v for c in columns for v in rows[c].drop_nulls()})
    return rows.with_columns(
        pl.Series(c, [context.wording.name(v) or None for v in rows[c]], dtype=pl.String) for c in columns
    )


def lights(analysis: Analysis, context: Context) -> pl.DataFrame:
    """Issues by light: red if a duty is overdue, green if all are done, else yellow."""
    windows = analysis.decision.windows.select("matter", "unmet", "fulfilled", "duty")
    issues = analysis.compiled["matter_issue"].select("matter", "issue").join(windows, on="matter")
    done = pl.col("fulfilled").is_not_null() | ~pl.col("duty")
    light = issues.group_by("issue").agg(red=pl.col("unmet").any(), green=done.all())
    named = light.select(
        light=pl.when("red")
        .then(pl.lit("overdue"))
        .when("green")
        .then(pl.lit("done"))
        .otherwise(pl.lit("running"))
    )
    counted = named.group_by("light").len("count").sort("light")
    said = [context.wording.say(f"light.{key}") for key in counted["light"]]
    return counted.select(pl.Series("status", said), "count")


def _title(text: str) -> None:
    sys.stdout.write(f"\n== {text}\n")
