"""The commands that keep a store: load, validate, template, export, rollback, info."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from dashboards import audit
from dashboards.commands.context import note, today
from dashboards.output import Format, as_json, emit, write
from dashboards.progress import working
from dashboards.target import writable
from ontology.errors import InputError, LoadRefused, StoreError, StoreMissing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from dashboards.commands.context import Context
    from graph.publish import Loaded
    from graph.store import Store
    from ontology.problems import Problem

EXCHANGE = ("popolo", "ftm")
"""Formats of other programs: they hold persons, organizations, posts and tenures only."""
COLUMNS = ("file", "sheet", "row", "column", "record", "field", "value", "reason", "code")
"""What is told of a problem."""


def load(
    context: Context,
    sources: Sequence[str],
    *,
    dry_run: bool,
    who: str | None,
    kind: str | None = None,
    owner: str | None = None,
    sure: bool = False,
    brief: bool = False,
) -> None:
    """Loads files into the store; raises LoadRefused after showing every problem. `kind`: what the documents among them are,
    `owner`: whose they are where they do not say it, `sure`: corrected versions are not asked about.

    `brief`: only the number of records.
    """
    from dashboards.commands import documents
    from graph.publish import load as publish
    from loaders.recognise import take

    say, who = context.wording.say, who or audit.person()
    with working(say("work.reading")):
        taken = take(sources, kind)
    if taken.readings and dry_run and context.format is Format.JSON and not taken.batch.problems:
        documents.show_said(taken.readings, context)
        return
    kinds = {reading.kind for reading in taken.readings}
    with _store(context, dry_run=dry_run) as store:
        batch = taken.batch
        if taken.readings:
            batch = documents.records(taken, store, who, owner, context, dry_run=dry_run, sure=sure)
        del taken  # the sheets of a large workbook take as much room as its records
        before = store.as_of()
        if not dry_run:
            audit.must_be_writable(store.url)
        try:
            with working(say("work.loading")):
                loaded = publish(
                    store, batch, as_of=context.day or today(),
                    who=who, sources=sources, dry_run=dry_run,
                )  # fmt: skip
        except LoadRefused as refused:
            show_problems(refused.problems, context)
            note(say("load.refused", count=len(refused.problems)))
            raise
        if brief:
            note(say("load.total", count=batch.count))
        _report(loaded, context, dry_run=dry_run, brief=brief)
        if context.day is None and before not in (None, loaded.as_of) and loaded.version is not None:
            note(say("load.moved", before=before, day=loaded.as_of))
        if loaded.version is not None:
            audit.loaded(store.url, loaded, sources, who)
            _structure(store, loaded.as_of, context)
        documents.remind(kinds, context)


@contextlib.contextmanager
def _store(context: Context, *, dry_run: bool) -> Iterator[Store]:
    """The store to load into; a dry run makes none where there is none, and checks against an empty one."""
    from graph.store import open_store

    try:
        store = context.store()
    except StoreMissing:
        if dry_run:
            with tempfile.TemporaryDirectory(prefix="zeren-") as folder:
                yield open_store(folder, create=True)
            return
        store = context.store(create=True)
        try:
            yield store
        except BaseException:
            store.discard()  # a load that was refused leaves nothing behind
            raise
    else:
        yield store


def _report(loaded: Loaded, context: Context, *, dry_run: bool, brief: bool) -> None:
    say = context.wording.say
    if not brief:
        _changes(loaded, context)
    if dry_run:
        note(say("load.dry"))
    elif loaded.version is None:
        note(say("load.nothing"))
    else:
        whole = loaded.organizations is None
        scope = say("load.everything") if whole else say("load.some", count=loaded.organizations)
        note(say("load.loaded", version=loaded.version, day=loaded.as_of))
        note(say("load.derived", renewed=loaded.renewed, organizations=scope))


def _changes(loaded: Loaded, context: Context) -> None:
    """What a load changes, a row a type."""
    rows = [
        {
            "type": name,
            "new": c.new,
            "changed": c.changed,
            "withdrawn": c.withdrawn,
            "same": c.same,
            "decided": c.decided,
        }
        for name, c in loaded.changes.items()
    ]
    schema = {
        "type": pl.String,
        **dict.fromkeys(("new", "changed", "withdrawn", "same", "decided"), pl.Int64),
    }
    found = pl.DataFrame(rows, schema=schema)
    write(
        found if found["decided"].sum() else found.drop("decided"),
        context.format,
        context.target,
        context.wording,
    )


def _structure(store: Store, on: date, context: Context) -> None:
    """What organs and jurisdictions lack, told after a load: no reason to refuse it, and good to know."""
    from graph.structure import report

    say = context.wording.say
    for (kind,), found in report(store.facts(), on).group_by("kind", maintain_order=True):
        ids = found["id"].to_list()
        shown = ", ".join(ids[:5]) + (" ..." if len(ids) > 5 else "")
        note(say("structure.line", count=len(ids), kind=say(f"structure.{kind}"), ids=shown))


def show_problems(problems: Sequence[Problem], context: Context) -> None:
    """Every problem as a row, by place; JSON has the key of the reason too."""
    problems = sorted(problems, key=lambda p: (p.file or "", p.sheet or "", p.row or 0))
    columns = (*COLUMNS, "key") if context.format is Format.JSON else COLUMNS
    rows = pl.DataFrame(
        [p.cells(context.wording.lang) for p in problems], schema=dict.fromkeys(columns, pl.String)
    )
    write(rows, context.format, context.target, context.wording)


def validate(context: Context, sources: Sequence[str]) -> None:
    """Checks files against each other, or (without any) what the store holds; raises LoadRefused if there are problems."""
    from loaders.recognise import read
    from ontology.checks import check

    with working(context.wording.say("work.reading")):
        if sources:
            batch = read(sources)
            problems = [*batch.problems, *check(batch, {})]
        else:
            from graph.cypher_checks import problems_in

            store = context.store()
            if damaged := store.damaged():
                raise StoreError("target.damaged", files=damaged)
            problems = problems_in(store)
    if problems:
        show_problems(problems, context)
        note(context.wording.say("validate.bad", count=len(problems)))
        raise LoadRefused(problems)
    note(context.wording.say("validate.good"))


def template(context: Context, target: Path) -> None:
    """Writes the empty workbook."""
    from ontology.print_workbook import write_workbook

    if target.suffix.lower() != ".xlsx":
        raise InputError("target.template", path=target)
    with writable(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        write_workbook(target, lang=context.wording.lang)
    note(context.wording.say("summary.written", path=target))


def export(context: Context, what: str, format_: str | None) -> None:
    """Writes the records, or the graph of organizations and authority, as files."""
    if what == "graph":
        _export_graph(context, format_ or _by_ending(context, {"graphml": "graphml"}) or "graphml")
    elif what == "records":
        _export_records(context, format_ or _by_ending(context, RECORD_ENDINGS) or "yaml")
    else:
        raise InputError("asked.export", value=what)


RECORD_ENDINGS = {
    "yaml": "yaml", "yml": "yaml", "json": "json", "jsonld": "jsonld", "ttl": "turtle", "xlsx": "xlsx", "csv": "csv", "parquet": "parquet"
}  # fmt: skip


def _by_ending(context: Context, endings: Mapping[str, str]) -> str | None:
    """The format that the ending of -o names, None without one; raises InputError for one that names none."""
    if context.target is None or not context.target.suffix or context.target.is_dir():
        return None
    ending = context.target.suffix.lower().removeprefix(".")
    if ending not in endings:
        raise InputError(
            "target.no_format", path=context.target, ending=ending, endings=[f".{e}" for e in endings]
        )
    return endings[ending]


def _export_graph(context: Context, format_: str) -> None:
    import networkx as nx

    from graph.structure import organization_graph

    if format_ != "graphml":
        raise InputError("asked.graphml", format=format_)
    store = context.store()
    _taken_out(store, "graph graphml")
    graph = organization_graph(store.facts(), context.as_of(store))
    emit("\n".join(nx.generate_graphml(graph)) + "\n", context.target)


def _export_records(context: Context, format_: str) -> None:
    from dashboards.export_records import Format as RecordFormat
    from dashboards.export_records import write_records

    if format_ in EXCHANGE:
        _export_entities(context, format_)
        return
    if format_ not in list(RecordFormat):
        formats = ", ".join([*RecordFormat, *EXCHANGE])
        raise InputError("asked.records_as", formats=formats, value=format_)
    if context.target is None and format_ in (RecordFormat.CSV, RecordFormat.PARQUET):
        raise InputError("target.folder", format=format_)
    if context.target is None and format_ == RecordFormat.XLSX and sys.stdout.isatty():
        raise InputError("target.workbook")
    store = context.store()
    _taken_out(store, f"records {format_}")
    with working(context.wording.say("work.exporting")), writable(context.target):
        write_records(store.records(), format_, context.target or sys.stdout.buffer, context.wording.lang)


def _taken_out(store: Store, what: str) -> None:
    """Writes down that records leave: of which version, since they are too many to digest twice."""
    held = store.info()
    version = {"version": held.version, "loaded_at": held.loaded_at, "counts": held.counts}
    audit.note_down(store.url, audit.Deed.EXPORT, what, audit.said(version), version=held.version)


def _export_entities(context: Context, format_: str) -> None:
    """Writes persons, organizations, posts and tenures in a format of other programs."""
    from dashboards import exchange_texts

    write_ = exchange_texts.popolo if format_ == "popolo" else exchange_texts.follow_the_money
    store = context.store()
    _taken_out(store, f"records {format_}")
    with working(context.wording.say("work.exporting")), writable(context.target):
        emit("".join(write_(store.records(), context.wording.lang)), context.target)


def rollback(context: Context, to: int | None) -> None:
    """Makes an earlier version current."""
    store = context.store()
    audit.must_be_writable(store.url)
    version = store.rollback(to)
    audit.note_down(store.url, audit.Deed.ROLLBACK, str(version))
    note(context.wording.say("rollback.done", version=version, day=store.as_of()))


def info(context: Context) -> None:
    """What the store says of itself."""
    from graph.digest import engine_version

    found = context.store().info()
    if context.format is Format.JSON:
        emit(
            as_json(
                {**{k: getattr(found, k) for k in found.__dataclass_fields__}, "zeren": engine_version()}
            ),
            context.target,
        )
        return
    say = context.wording.say
    values = {
        "url": found.url, "engine": found.engine, "zeren": engine_version(), "version": found.version, "as_of": found.as_of,
        "loaded_at": found.loaded_at, "who": found.who, "versions": ", ".join(map(str, found.versions)),
    }  # fmt: skip
    rows = [{"key": say(f"info.{k}"), "value": "" if v is None else str(v)} for k, v in values.items()]
    rows += [{"key": context.wording.code(name), "value": str(count)} for name, count in found.counts.items()]
    write(pl.DataFrame(rows), context.format, context.target, context.wording)
