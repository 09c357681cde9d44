"""The command that shows what Zeren does, on a fictional district: load, decide, summarise, write out."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from dashboards.commands import answering, keeping
from dashboards.commands.context import Context, note
from dashboards.lights import summary
from dashboards.output import Format, write
from graph.store import open_store
from ontology.errors import InputError, StoreMissing

if TYPE_CHECKING:
    import polars as pl

    from dashboards.wording import Wording

STORE = "demo-store"
WHO = "demo"
AS_OF = date(2024, 9, 30)
SOURCES = ("shipped:jintan-2023", "shipped:domains", "shipped:district")
ISSUE, LEAD = "is-wt-1", "le-01"
GAP_COLUMNS = ("kind", "organization", "domain", "from", "until", "issues")
NEXT = (
    "zeren --store {store} chain is-hcd-1",
    "zeren --store {store} gaps --kind NoOneInCharge",
    "zeren --store {store} refer",
    "zeren --store {store} why-not le-06 o-org",
    'zeren --store {store} cypher "MATCH (r:Responsibility)-[:BORNE_BY]->(t:Tenure) RETURN t.id, r.grade, r.days ORDER BY r.id LIMIT 5"',
    "zeren template out/template.xlsx",
    "zeren --store {store} dashboard",
)


def demo(common: Context, folder: Path) -> None:
    """Builds the store in `folder`, prints the summary, and writes `out/`."""
    context = Context(_store(common, folder), common.lang, AS_OF)
    wording = context.wording
    say = wording.say
    keeping.load(context, SOURCES, dry_run=False, who=WHO, brief=True)
    store = context.store()
    analysis = context.analysis(store)
    _title(say("summary.issues", day=AS_OF))
    write(_said(summary(analysis), wording), Format.TABLE, None, wording)
    _title(say("summary.gaps"))
    gaps = answering.with_names_for(analysis.gaps().select(GAP_COLUMNS), answering.NAMED, store, context)
    write(gaps, Format.TABLE, None, wording)
    _title(say("summary.chain"))
    answering.chain(context, [ISSUE])
    _title(say("summary.referral"))
    answering.refer(context, [LEAD], None)
    sys.stdout.flush()
    for name in ("responsibilities.xlsx", "responsibilities.json"):
        answering.assign(replace(context, target=folder / "out" / name), [])
        note(say("summary.written", path=folder / "out" / name))
    _title(say("summary.next"))
    program = _program()
    for command in NEXT:
        sys.stdout.write(f"  {program}{command.format(store=context.url)}\n")


def _store(common: Context, folder: Path) -> str:
    """The store that an option names (ZEREN_STORE may be one with real records), else one of its own; raises InputError."""
    named = common.url if common.url != os.environ.get("ZEREN_STORE") else None
    url = named or str(folder / STORE)
    try:
        held = open_store(url).info()
    except StoreMissing:
        return url
    if named and held.version and held.who != WHO:
        raise InputError("store.not_the_demo", url=url, who=held.who)
    return url


def _said(rows: pl.DataFrame, wording: Wording) -> pl.DataFrame:
    """States and lights in words."""
    import polars as pl

    columns = ("status", "light")
    return rows.with_columns(
        pl.Series(c, [wording.say(f"light.{v}") for v in rows[c]], dtype=pl.String) for c in columns
    )


def _program() -> str:
    """What to put before `zeren`, so that a line can be copied: nothing if it is found anyway."""
    own = os.path.relpath(sys.argv[0])
    folder, name = os.path.split(own)
    return f"{folder}/" if name == "zeren" and folder and not folder.startswith("..") else ""


def _title(text: str) -> None:
    sys.stdout.write(f"\n== {text}\n")
