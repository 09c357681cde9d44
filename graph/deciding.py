"""What may people decide, and what does a decision state?

A person confirms or dismisses what the machine only proposes, puts confirmed findings into a lead, records its steps, the subject's
own words, the review and the outcome. Each is one line of the journal (graph.journal); what was decided before stays there.
"""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.digest import content_digest, file_digest
from graph.journal import TYPES, Decision, batch_of, decision
from ontology.checks import check
from ontology.errors import InputError, UnknownName
from ontology.messages import Term, message
from ontology.records import columns, empty, plain
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from graph.store import Store
    from ontology.records import Batch, Frames

Record = dict[str, Any]

PREFIXES = {
    "Source": "src", "Citation": "cit", "Lead": "le", "Referral": "re", "Procedure": "pr", "Statement": "st", "CaseReview": "cr",
    "Outcome": "out",
}  # fmt: skip
"""What people record besides findings, and how an id begins that they did not give."""


class Status(StrEnum):
    """How a finding stands."""

    CANDIDATE = "Candidate"
    CONFIRMED = "Confirmed"
    DISMISSED = "Dismissed"


def source_of(path: Path, name: str | None = None) -> Record:
    """A file as a Source: its digest, its name, an id made from the digest; raises InputError if it cannot be read."""
    try:
        found = file_digest(path)
    except OSError as error:
        raise InputError("deciding.unreadable", path=path, error=error) from None
    short = found.removeprefix("sha256:")[:12]
    return {"id": f"src-{short}", "type": "Source", "zh": name or path.name, "digest": found}


def current(store: Store, identifier: str, record_type: str) -> Record:
    """What holds of a record now, keys as in a file; raises UnknownName."""
    statements = store.history(identifier)
    last = statements[-1] if statements else {"withdrawn": True}
    if last["withdrawn"] or last["type"] != record_type:
        raise UnknownName("names.no_of_type", type=_term(record_type), id=identifier)
    keys = {"id", "type", *columns(record_type)}
    return {key: value for key, value in last.items() if key in keys}


def proposed(candidate: Mapping[str, Any], as_of: date) -> Record:
    """A candidate (graph.circumstances.candidates.CANDIDATE) as the finding that a person can settle, with the digest of its facts."""
    return {
        "id": candidate["id"],
        "type": "Finding",
        "status": str(Status.CANDIDATE),
        "meets": candidate["circumstance"],
        "testedBy": candidate["limb"],
        "subject": candidate["subject"],
        "breaches": list(candidate["duties"]) or None,
        "breachDate": candidate["breach_date"],
        "asOf": as_of,
        "openQuestion": list(candidate["open"]) or None,
        "factsDigest": facts_digest(candidate),
    }


def facts_digest(candidate: Mapping[str, Any]) -> str:
    """What a candidate rests on, as a digest: another breach date, duty, fact, question or parameter makes another one."""
    said = {key: candidate[key] for key in ("breach_date", "duties", "facts", "open", "parameters")}
    return content_digest(json.dumps(said, sort_keys=True, default=str))


def settle(
    store: Store,
    finding: Mapping[str, Any],
    status: Status,
    *,
    who: str,
    reason: str,
    by: str,
    on: date,
    evidence: Sequence[str] = (),
    sources: Sequence[Record] = (),
    at: datetime | None = None,
) -> Decision:
    """Confirms or dismisses a finding: a recorded one (`current`) or a candidate, as a record with its `factsDigest`.

    `by` (an organization or a tenure) decided on the day `on`; `who` writes it down. `sources` are new, `evidence` names sources
    and citations that are there; what a candidate on record cites stays, what an opposite decision cited does not. A reason is needed, and to
    confirm, a source with a digest. Raises InputError.
    """
    if status is Status.CANDIDATE:
        raise InputError("deciding.verdict")
    if not reason.strip():
        raise InputError("deciding.no_reason")
    cited = [*evidence, *(s["id"] for s in sources)]
    if status is Status.CONFIRMED and not _with_digest(store, cited, sources):
        raise InputError("deciding.source", id=finding["id"])
    stays = finding.get("status") in (Status.CANDIDATE, status)
    settled = {
        **finding,
        "type": "Finding",
        "status": str(status),
        "reason": reason.strip(),
        "decidedBy": by,
        "decidedOn": on,
        # What an earlier decision cited spoke for that one.
        "evidence": list(dict.fromkeys([*(_several(finding.get("evidence")) if stays else ()), *cited]))
        or None,
    }
    return put(store, who, str(status), [*sources, settled], at)


def record(
    store: Store,
    record_type: str,
    values: Mapping[str, Any],
    *,
    who: str,
    sources: Sequence[Record] = (),
    at: datetime | None = None,
) -> Decision:
    """Records a lead, a step of one, a procedure, a statement, a review, an outcome (`PREFIXES`); raises InputError.

    An id that is not given is made from the values, so that the same said twice is refused. A lead takes confirmed findings only. A
    step's `order` and `sender` follow from the steps before it, unless they are given.
    """
    if record_type not in PREFIXES:
        raise InputError("deciding.other_type", types=map(_term, PREFIXES), type=_term(record_type))
    said: Record = {"type": record_type, **values}
    if sources:
        said["evidence"] = [*_several(said.get("evidence")), *(s["id"] for s in sources)]
    if record_type == "Lead":
        _must_be_confirmed(store, _several(said.get("contains")))
    if record_type == "Referral":
        said = {**_next_step(store, str(said.get("onLead", ""))), **said}
    if not said.get("id"):
        text = json.dumps(said, sort_keys=True, ensure_ascii=False, default=str)
        said["id"] = f"{PREFIXES[record_type]}-{hashlib.sha256(text.encode()).hexdigest()[:10]}"
    return put(store, who, record_type, [*sources, said], at)


def put(
    store: Store, who: str, kind: str, records: Sequence[Mapping[str, Any]], at: datetime | None = None
) -> Decision:
    """Appends one decision that states these records, checked like a load; raises InputError with every problem."""
    batch = batch_of(records, "decision")
    if foreign := sorted(batch.frames.keys() - set(TYPES)):
        raise InputError("deciding.foreign", types=map(_term, TYPES), foreign=map(_term, foreign))
    with store.deciding() as deciding:
        problems = [*batch.problems, *check(batch, _around(store, batch))]
        if problems:
            listed = [
                message(
                    "deciding.problem",
                    record=p.record,
                    field=p.field,
                    value=p.value or "",
                    reason=p.reason,
                    code=p.code,
                )
                for p in problems
            ]
            raise InputError("deciding.problems", problems=listed)
        stated = [
            {"type": name, **{key: value for key, value in row.items() if value is not None}}
            for name, rows in batch.frames.items()
            for row in plain(rows).iter_rows(named=True)
        ]
        held = store.decided()
        if all(_holds(held, r) for r in stated):
            raise InputError("deciding.same", id=stated[-1]["id"])
        return decision(deciding.append(who, {"kind": kind, "records": stated}, at))


def _holds(held: Frames, said: Mapping[str, Any]) -> bool:
    rows = held.get(said["type"])
    return rows is not None and any(
        {key: value for key, value in row.items() if value is not None} == {k: v for k, v in said.items() if k != "type"}
        for row in rows.filter(pl.col("id") == said["id"]).iter_rows(named=True)
    )  # fmt: skip


def _around(store: Store, batch: Batch) -> Frames:
    """Of what the store holds, the ids that the batch names or states: enough to check it, at any size of store."""
    ids = {i for rows in batch.frames.values() for i in rows["id"]}
    for name, rows in batch.frames.items():
        for prop in vocabulary().type(name).references:
            values = rows[prop.key]
            ids |= set((values.explode() if prop.many else values).drop_nulls())
    by_type: dict[str, list[str]] = {}
    for identifier, found in store.names(ids).items():
        by_type.setdefault(found.type, []).append(identifier)
    return {
        name: pl.concat([empty(name), pl.DataFrame({"id": found})], how="diagonal")
        for name, found in by_type.items()
    }


def _with_digest(store: Store, cited: Sequence[str], new: Sequence[Record]) -> bool:
    digests = {s["id"]: s.get("digest") for s in new}
    for identifier in cited:
        if digests.get(identifier):
            return True
        statements = store.history(identifier)
        held = statements[-1] if statements else {}
        if held.get("digest"):
            return True
        if held.get("type") == "Citation" and _with_digest(store, [held["ofSource"]], new):
            return True
    return False


def _term(code: str) -> Term:
    return vocabulary().term(code)


def _must_be_confirmed(store: Store, findings: Sequence[str]) -> None:
    states = dict(store.facts()["finding_states"].select("finding", "status").iter_rows())
    open_ = [
        message(
            "deciding.state",
            finding=f,
            state=_term(states[f]) if f in states else message("deciding.unknown"),
        )
        for f in findings
        if states.get(f) != Status.CONFIRMED
    ]
    if open_:
        raise InputError("deciding.open", findings=open_)


def _next_step(store: Store, lead: str) -> Record:
    """Order and sender of the next step: where the last step brought the lead, else its discoverer."""
    facts = store.facts()
    steps = facts["referrals"].filter(pl.col("lead") == lead).sort("order", "date", "referral")
    if steps.height:
        last = steps.row(-1, named=True)
        return {"order": last["order"] + 1, "sender": last["receiver"]}
    found = facts["leads"].filter(pl.col("lead") == lead)["discoverer"]
    if found.is_empty():
        raise UnknownName("names.no_lead_id", id=lead)
    return {"order": 1, "sender": found[0]}


def _several(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, list | tuple) else [value]
