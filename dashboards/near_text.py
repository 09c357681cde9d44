"""How does a near-miss table read, as lines for a person and as values for a program?

Sentences are data (`wording/*/circumstances.yaml`), one a key of graph.circumstances.reasons; the same sentences stand in the JSON.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from dashboards.lines import Line, facts_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dashboards.wording import Wording
    from graph.circumstances.near_miss import CircumstanceAnswer, LimbAnswer, NearMiss
    from graph.circumstances.reasons import Flip, Reason

Row = dict[str, Any]
_CODES = ("kinds", "verdicts", "verdict")
"""Values that are codes; all other texts are ids of records."""


def ids_in(found: NearMiss) -> set[str]:
    """Every id that the table calls by name or whose sources it names."""
    ids = {found.subject}
    for circumstance in found.circumstances:
        ids |= {circumstance.circumstance, circumstance.regulation}
        for limb in circumstance.limbs:
            ids |= {limb.limb, *limb.open, *(p.policy for p in limb.parameters)}
            for reason in limb.reasons:
                ids |= set(reason.facts) | _named(reason.values)
                ids |= _named(reason.flip.values) if reason.flip else set()
    return ids


def _named(values: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    for key, value in values.items():
        if key not in _CODES:
            found |= {v for v in (value if isinstance(value, tuple) else (value,)) if isinstance(v, str)}
    return found


def table(found: NearMiss, standing: Mapping[str, Row], wording: Wording) -> Line:
    """The subject, and below it each circumstance with its limbs, reasons and the smallest change.

    `standing`: how its candidates stand by what people decided (rows of graph.decided.as_decided by id).
    """
    head = wording.say("near.head", subject=wording.name(found.subject), id=found.subject, day=found.as_of)
    return Line(head, tuple(_circumstance(c, standing, wording) for c in found.circumstances))


def _circumstance(answer: CircumstanceAnswer, standing: Mapping[str, Row], wording: Wording) -> Line:
    head = wording.say(
        "near.circumstance",
        answer=wording.say(f"truth.{answer.answer.value}"),
        number=answer.provision,
        name=wording.name(answer.circumstance),
    )
    below = [_limb(limb, standing, wording) for limb in answer.limbs]
    if answer.flips:
        text = wording.say("near.also").join(change(flip, wording) for flip in answer.flips)
        below.append(Line(wording.say("near.change", text=text)))
    return Line(head, tuple(below))


def _limb(limb: LimbAnswer, standing: Mapping[str, Row], wording: Wording) -> Line:
    head = wording.say(
        "near.limb",
        answer=wording.say(f"truth.{limb.answer.value}"),
        limb=limb.limb,
        mode=wording.code(limb.mode),
        pattern=wording.code(limb.pattern),
    )
    lines = [
        Line(sentence(reason, wording), facts_line(reason.facts, wording))
        for reason in limb.reasons
        if reason.answer is limb.answer
    ]
    lines += [Line(stands(standing[c], wording)) for c in limb.candidates]
    if limb.parameters:
        values = ", ".join(f"{p.name}={p.value:g}" for p in limb.parameters)
        lines.append(Line(wording.say("tree.policy", values=values)))
    if limb.open and limb.candidates:
        lines.append(Line(wording.say("near.open", questions=_joined(map(wording.name, limb.open), wording))))
    return Line(head, tuple(lines))


def stands(row: Row, wording: Wording) -> str:
    """How a candidate (a row of graph.decided.as_decided) stands, and the findings on record that say so."""
    said = {"id": row["id"], "status": wording.code(row["status"])}
    recorded = [finding for finding in row["recorded"] if finding != row["id"]]
    text = (
        wording.say("near.on_record", **said, ids=", ".join(recorded))
        if recorded
        else wording.say("near.stands", **said)
    )
    back = [wording.say("findings.returned", day=row["returned"])] if row["returned"] else []
    return _joined([text, *back], wording)


def sentence(reason: Reason, wording: Wording) -> str:
    """What the reason says."""
    values = _filled(reason.values, wording)
    missing = _joined(
        (wording.say(f"missing.{m}") if m in _KEYS else wording.code(m) for m in reason.missing), wording
    )
    return wording.say(f"reason.{reason.key}", **values, missing=missing)


_KEYS = frozenset({"actor", "recurrenceOf", "from", "reason"})
"""What can be missing besides records of a class or kind."""


def change(flip: Flip, wording: Wording) -> str:
    """What the change would be."""
    return wording.say(f"flip.{flip.key}", **_filled(flip.values, wording))


def _filled(values: Mapping[str, Any], wording: Wording) -> dict[str, str]:
    return {key: _value(key, value, wording) for key, value in values.items()}


def _value(key: str, value: Any, wording: Wording) -> str:
    if isinstance(value, tuple):
        return _joined((_value(key, v, wording) for v in value), wording)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:g}"
    if not isinstance(value, str):
        return str(value)
    if key in _CODES:
        return wording.code(value)
    name = wording.name(value)
    return name if name == value else wording.say("near.named", name=name, id=value)


def _joined(texts: Iterable[str], wording: Wording) -> str:
    return wording.say("near.and").join(texts)


def as_values(found: NearMiss, standing: Mapping[str, Row], wording: Wording) -> dict[str, Any]:
    """The table for a program, with the sentences; `standing` as in `table`."""
    return {
        "subject": found.subject,
        "as_of": found.as_of,
        "circumstances": [
            {
                "circumstance": c.circumstance,
                "provision": c.provision,
                "regulation": c.regulation,
                "answer": c.answer.value,
                "missing": list(c.missing),
                "flips": [_flip(f, wording) for f in c.flips],
                "limbs": [_limb_values(limb, standing, wording) for limb in c.limbs],
            }
            for c in found.circumstances
        ],
    }


def _limb_values(limb: LimbAnswer, standing: Mapping[str, Row], wording: Wording) -> dict[str, Any]:
    return {
        "limb": limb.limb,
        "pattern": limb.pattern,
        "mode": limb.mode,
        "answer": limb.answer.value,
        "missing": list(limb.missing),
        "candidates": [
            {key: standing[c][key] for key in ("id", "status", "recorded", "returned")}
            for c in limb.candidates
        ],
        "open": list(limb.open),
        "parameters": [{"policy": p.policy, "name": p.name, "value": p.value} for p in limb.parameters],
        "flips": [_flip(f, wording) for f in limb.flips],
        "reasons": [
            {
                "key": r.key,
                "answer": r.answer.value,
                "text": sentence(r, wording),
                "facts": list(r.facts),
                "missing": list(r.missing),
                "margin": r.margin,
                "values": dict(r.values),
            }
            for r in limb.reasons
        ],
    }


def _flip(flip: Flip, wording: Wording) -> dict[str, Any]:
    return {
        "key": flip.key,
        "text": change(flip, wording),
        "values": dict(flip.values),
        "records": list(flip.records),
        "without": list(flip.without),
        "sets": [{"id": i, "key": key, "value": value} for i, key, value in flip.sets],
        "on": flip.on,
    }
