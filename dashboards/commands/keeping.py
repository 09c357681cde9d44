"""The commands that keep a store: load, validate, template, export, rollback, info."""

from __future__ import annotations

import getpass
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from dashboards.commands.context import Context, note
from dashboards.output import Format, as_json, write
from ontology.errors import InputError, LoadRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.publish import Loaded
    from graph.store import Store
    from ontology.problems import Problem


def load(context: Context, sources: Sequence[str], *, dry_run: bool, who: str | None) -> None:
    """Loads files into the store; raises LoadRefused after showing every problem."""
    from graph.publish import load as publish
    from loaders.recognise import read

    batch = read(sources)
    store = context.store(create=not dry_run)
    try:
        loaded = publish(
            store, batch, as_of=context.as_of or store.as_of() or date.today(),  # noqa: DTZ011  a local day
            who=who or getpass.getuser(), sources=sources, dry_run=dry_run,
        )  # fmt: skip
    except LoadRefused as refused:
        show_problems(refused.problems, context)
        note(context.wording.say("load.refused", count=len(refused.problems)))
        raise
    _report(loaded, context, dry_run=dry_run)
    if loaded.version is not None:
        _structure(store, loaded.as_of, context)


def _report(loaded: Loaded, context: Context, *, dry_run: bool) -> None:
    say = context.wording.say
    rows = [
        {"type": name, "new": c.new, "changed": c.changed, "withdrawn": c.withdrawn, "same": c.same}
        for name, c in loaded.changes.items()
    ]
    schema = {
        "type": pl.String,
        "new": pl.Int64,
        "changed": pl.Int64,
        "withdrawn": pl.Int64,
        "same": pl.Int64,
    }
    write(pl.DataFrame(rows, schema=schema), context.format, context.target, context.wording)
    if dry_run:
        note(say("load.dry"))
    elif loaded.version is None:
        note(say("load.nothing"))
    else:
        scope = (
            say("load.everything")
            if loaded.organizations is None
            else say("load.some", count=loaded.organizations)
        )
        note(say("load.loaded", version=loaded.version))
        note(say("load.derived", renewed=loaded.renewed, organizations=scope))


def _structure(store: Store, on: date, context: Context) -> None:
    """What organs and jurisdictions lack, told after a load: no reason to refuse it, and good to know."""
    from graph.structure import report

    rows = report(store.facts(), on)
    for (kind,), found in rows.group_by("kind", maintain_order=True):
        ids = found["id"].to_list()
        shown = ", ".join(ids[:5]) + (" ..." if len(ids) > 5 else "")
        note(
            context.wording.say(
                "structure.line", count=len(ids), kind=context.wording.say(f"structure.{kind}"), ids=shown
            )
        )


def show_problems(problems: Sequence[Problem], context: Context) -> None:
    """Every problem as a row: file, sheet, row, column, record, field, value, reason, code."""
    columns = ("file", "sheet", "row", "column", "record", "field", "value", "reason", "code")
    rows = pl.DataFrame(
        [{c: None if (v := getattr(p, c)) is None else str(v) for c in columns} for p in problems],
        schema=dict.fromkeys(columns, pl.String),
    )
    write(rows, context.format, context.target, context.wording)


def validate(context: Context, sources: Sequence[str]) -> None:
    """Checks files against each other, or (without any) what the store holds; raises LoadRefused if there are problems."""
    from loaders.recognise import read
    from ontology.checks import check

    if sources:
        batch = read(sources)
        problems = [*batch.problems, *check(batch, {})]
    else:
        from graph.cypher_checks import problems_in

        problems = problems_in(context.store())
    if problems:
        show_problems(problems, context)
        raise LoadRefused(problems)
    note(context.wording.say("validate.good"))


def template(context: Context, target: Path) -> None:
    """Writes the empty workbook."""
    from ontology.print_workbook import write_workbook

    if target.suffix.lower() != ".xlsx":
        raise InputError(f"{target}: the template is an Excel workbook; end its name in .xlsx")
    target.parent.mkdir(parents=True, exist_ok=True)
    write_workbook(target, lang=context.lang)
    note(context.wording.say("summary.written", path=target))


def export(context: Context, what: str, format_: str) -> None:
    """Writes the records, or the graph of organizations and authority, as files."""
    store = context.store()
    if what == "graph":
        import networkx as nx

        from graph.structure import organization_graph

        if format_ != "graphml":
            raise InputError("the graph is exported as graphml: --as graphml")
        graph = organization_graph(store.facts(), context.as_of or store.as_of())
        out = context.target or sys.stdout.buffer
        nx.write_graphml(graph, str(out) if isinstance(out, Path) else out)
        return
    if what != "records":
        raise InputError(f"export takes `records` or `graph`, not {what!r}")
    from dashboards.export_records import write_records

    if context.target is None and format_ in ("csv", "parquet"):
        raise InputError(f"{format_} is a folder with a file a type: add -o FOLDER")
    write_records(store.records(), format_, context.target or sys.stdout.buffer, context.lang)


def rollback(context: Context, to: int | None) -> None:
    """Makes an earlier version current."""
    note(context.wording.say("rollback.done", version=context.store().rollback(to)))


def info(context: Context) -> None:
    """What the store says of itself."""
    found = context.store().info()
    if context.format is Format.JSON:
        sys.stdout.write(as_json(found))
        return
    say = context.wording.say
    lines = [
        ("url", found.url), (say("info.engine"), found.engine), (say("info.version"), found.version),
        (say("info.as_of"), found.as_of), (say("info.loaded_at"), found.loaded_at), (say("info.who"), found.who),
        (say("info.versions"), ", ".join(map(str, found.versions))),
    ]  # fmt: skip
    for key, value in lines:
        sys.stdout.write(f"{key}: {value if value is not None else ''}\n")
    counts = pl.DataFrame(
        {"type": list(found.counts), "count": list(found.counts.values())},
        schema={"type": pl.String, "count": pl.Int64},
    )
    if counts.height:
        write(counts, context.format, None, context.wording)
