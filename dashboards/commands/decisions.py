"""The commands by which people decide: confirm, dismiss, decide, decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards import audit
from dashboards.commands.context import as_day, must_be_known, note, today
from dashboards.output import write
from dashboards.progress import working
from graph import deciding
from graph.decided import as_decided
from graph.journal import decision
from ontology.errors import InputError
from ontology.messages import message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from dashboards.commands.context import Context
    from graph.journal import Decision
    from graph.store import Store

DEEDS = {"Confirmed": audit.Deed.CONFIRM, "Dismissed": audit.Deed.DISMISS}
LINE = {
    "number": pl.Int64(), "at": pl.String(), "who": pl.String(), "decision": pl.String(), "id": pl.String(), "status": pl.String(),
    "reason": pl.String(), "by": pl.String(), "decided_on": pl.String(), "evidence": pl.List(pl.String()), "digest": pl.String(),
}  # fmt: skip
"""A decision as a row: one for each record that it states, sources apart."""


def settle(
    context: Context,
    finding: str,
    status: str,
    reason: str,
    by: str,
    on: str | None,
    evidence: Sequence[str],
    files: Sequence[Path],
    who: str | None,
) -> None:
    """Confirms or dismisses a finding or a candidate."""
    store = context.store()
    audit.must_be_writable(store.url)
    done = deciding.settle(
        store,
        finding_now(store, finding, lambda: _candidate(context, store, finding)),
        deciding.Status(status),
        who=who or audit.person(),
        reason=reason,
        by=by,
        on=as_day(on, "--on") or today(),
        evidence=evidence,
        sources=[deciding.source_of(path) for path in files],
    )
    _tell(done, store, context)


def finding_now(store: Store, finding: str, candidate: Callable[[], Proposal | None]) -> deciding.Record:
    """What is known of a finding: recorded by a person, or a candidate with what it rests on now; raises UnknownName, InputError.

    `candidate` (asked only where it counts) gives the candidate that has this id or for which the finding stands, None if there is none.
    Of a candidate that is on record already, the finding on record is meant.
    """
    known = store.names([finding])
    if finding in known and known[finding].type == "Finding":
        held = deciding.current(store, finding, "Finding")
        found = candidate() if held.get("factsDigest") else None
        return held if found is None else _renewed(held, found)
    found = candidate()
    if found is None:
        must_be_known([finding], store.facts()["findings"]["finding"].to_list(), message("known.finding"))
        raise AssertionError
    if not found.recorded:
        return found.record
    if len(found.recorded) > 1:
        raise InputError("deciding.several", candidate=finding, findings=list(found.recorded))
    return _renewed(deciding.current(store, found.recorded[0], "Finding"), found)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A candidate as a finding that a person can settle (graph.deciding.proposed), and the findings on record that stand for it already."""

    record: deciding.Record
    recorded: tuple[str, ...]


def proposal(row: Mapping[str, Any], as_of: date) -> Proposal:
    """Of a row of graph.decided.as_decided."""
    recorded = tuple(finding for finding in row["recorded"] if finding != row["id"])
    return Proposal(deciding.proposed(row, as_of), recorded)


def _renewed(held: deciding.Record, found: Proposal) -> deciding.Record:
    """The finding on record with what it rests on now."""
    return held | {key: value for key, value in found.record.items() if key not in ("id", "status")}


def _candidate(context: Context, store: Store, finding: str) -> Proposal | None:
    from graph.circumstances.candidates import candidates

    analysis = context.analysis(store)
    with working(context.wording.say("work.deciding")):
        every = as_decided(candidates(analysis), store.facts())
        rows = every.filter((pl.col("id") == finding) | pl.col("recorded").list.contains(finding))
    recorded = store.facts()["findings"]["finding"].to_list()
    if rows.is_empty() and finding not in recorded:
        must_be_known([finding], [*every["id"], *recorded], message("known.finding"))
    return proposal(rows.row(0, named=True), analysis.as_of) if rows.height else None


def record(
    context: Context, kind: str, values: Sequence[str], files: Sequence[Path], who: str | None
) -> None:
    """Records anything else that people decide."""
    must_be_known([kind], list(deciding.PREFIXES), message("known.record_kind"))
    said: dict[str, Any] = {}
    for text in values:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise InputError("asked.recorded", value=text)
        said[key] = value if key not in said else [*_list(said[key]), value]
    store = context.store()
    audit.must_be_writable(store.url)
    done = deciding.record(
        store,
        kind,
        said,
        who=who or audit.person(),
        sources=[deciding.source_of(path) for path in files],
    )
    _tell(done, store, context)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _tell(done: Decision, store: Store, context: Context) -> None:
    """What was written: a line of the audit log, rows to standard output, the line's number to the person."""
    note_down(done, store.url)
    write(decision_rows([done]), context.format, context.target, context.wording)
    note(context.wording.say("decisions.written", number=done.number, digest=done.digest))


def note_down(done: Decision, url: str) -> None:
    """The audit log's line about a decision."""
    deed = DEEDS.get(done.kind, audit.Deed.DECIDE)
    about = ", ".join(str(r["id"]) for r in done.records if r["type"] != "Source" or done.kind == "Source")
    audit.note_down(
        url, deed, about, audit.said(done.records), who=done.who, journal=f"{done.number}@{done.digest}"
    )


def listed(context: Context, records: Sequence[str]) -> None:
    """The journal, or what it says of some records."""
    found = [decision(line) for line in context.store().decisions()]
    rows = decision_rows(found)
    if records:
        rows = rows.filter(pl.col("id").is_in(list(records)))
    write(rows, context.format, context.target, context.wording)
    end = found[-1].digest if found else "-"
    note(context.wording.say("decisions.whole", count=len(found), digest=end))


def decision_rows(found: Sequence[Decision]) -> pl.DataFrame:
    """Decisions as rows, columns LINE."""
    rows = [
        {
            "number": d.number, "at": d.at, "who": d.who, "decision": d.kind, "id": r["id"], "status": r.get("status"),
            "reason": r.get("reason"), "by": next((r[k] for k in ("decidedBy", "by", "statedBy", "openedBy", "sender", "discoverer") if k in r), None),
            "decided_on": str(r.get("decidedOn") or r.get("date") or ""), "evidence": r.get("evidence"), "digest": d.digest,
        }
        for d in found
        for r in d.records
        if r["type"] != "Source" or d.kind == "Source"
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=LINE)
