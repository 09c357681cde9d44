"""How is a written result asked again, whatever kind of answer it is?

Results of one kind and day are asked together, so that a file of many costs little more than one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards import sealed
from dashboards.commands.answering import chain_results
from dashboards.commands.finding import around, candidates_now, near_miss_result
from dashboards.commands.follow import person_result
from dashboards.output import as_json
from graph.circumstances.told import told
from graph.decisions_by import facts_on
from graph.referral import build_index, decide_all
from ontology.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from dashboards.commands.context import Context

Written = dict[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of result: the key that holds its day, those that tell which one it is, and what asks results of one day again."""

    day: str
    keys: tuple[str, ...]
    ask: Callable[[Context, Sequence[Written]], Sequence[Mapping[str, Any]]]

    def key(self, written: Mapping[str, Any]) -> Key:
        """What the result is known by."""
        return tuple(written.get(k) for k in self.keys)


def _chains(context: Context, written: Sequence[Written]) -> list[dict[str, Any]]:
    known = context.store().names([w["subject"] for w in written])
    return [r for w in written if w["subject"] in known for r in chain_results(context, [w["subject"]])]


def _findings(context: Context, written: Sequence[Written]) -> list[dict[str, Any]]:
    store = context.store()
    analysis = context.analysis(store)
    facts = facts_on(store, context.decisions_by)
    known = analysis.compiled["organization"]["id"]
    organizations = sorted({w["organization"] for w in written if "organization" in w} & set(known))
    if not organizations:
        return []
    rows = candidates_now(analysis, facts, organizations)
    rows = rows.filter(pl.col("id").is_in([w["id"] for w in written]))
    found = told(around(analysis, organizations), facts, rows)
    return sealed.findings(found, context.decisions_by, store, context.wording)


def _referrals(context: Context, written: Sequence[Written]) -> list[dict[str, Any]]:
    store = context.store()
    facts, day = store.facts(), context.as_of(store)
    leads = sorted({w["lead"] for w in written} & set(facts["leads"]["lead"]))
    if not leads:
        return []
    index = build_index(facts, leads)
    wanted = {(w["lead"], w["finding"]) for w in written}
    found = [r for r in decide_all(index, day) if (r.lead, r.finding) in wanted]
    return sealed.referrals(found, index, facts, store, context.wording)


def _near_misses(context: Context, written: Sequence[Written]) -> list[dict[str, Any]]:
    known = context.store().names([w["subject"] for w in written])
    return [
        near_miss_result(replace(context, lang=w.get("lang")), w["subject"])
        for w in written
        if w["subject"] in known
    ]


def _persons(context: Context, written: Sequence[Written]) -> list[dict[str, Any]]:
    known = context.store().names([w["person"] for w in written])
    return [person_result(context, w["person"]) for w in written if w["person"] in known]


KINDS: Mapping[str, Kind] = {
    sealed.CHAIN: Kind("as_of", ("subject",), _chains),
    sealed.FINDING: Kind("as_of", ("id",), _findings),
    sealed.REFERRAL: Kind("decided_on", ("lead", "finding", "regulation"), _referrals),
    sealed.NEAR_MISS: Kind("as_of", ("subject",), _near_misses),
    sealed.PERSON: Kind("as_of", ("person",), _persons),
}


def read(path: Path) -> list[Written]:
    """The results of a file; raises InputError for what is none, or none that can be asked again."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError("proving.unreadable", path=path, error=error) from None
    except ValueError as error:
        raise InputError("proving.no_json", path=path, error=error) from None
    results = found if isinstance(found, list) else [found]
    for result in results:
        if not isinstance(result, dict) or "digest" not in result:
            raise InputError("proving.no_result", path=path)
        kind = KINDS.get(result.get(sealed.RESULT, sealed.CHAIN))
        if kind is None:
            raise InputError("proving.other_kind", path=path, kind=result[sealed.RESULT], kinds=KINDS)
        if missing := [k for k in (kind.day, *kind.keys) if k not in result]:
            raise InputError("proving.not_whole", path=path, keys=missing)
        _day(result[kind.day], path)
    return results


def again(context: Context, written: Sequence[Written], path: Path) -> list[Mapping[str, Any] | None]:
    """What is answered now instead of each result, as plain JSON; None where nothing of the kind is."""
    groups: dict[tuple[str, date, bool], list[int]] = defaultdict(list)
    for place, result in enumerate(written):
        kind = result.get(sealed.RESULT, sealed.CHAIN)
        every = result.get("decisions_by") is None
        groups[kind, _day(result[KINDS[kind].day], path), every].append(place)
    now: list[Mapping[str, Any] | None] = [None] * len(written)
    for (name, day, every), places in groups.items():
        kind, then = KINDS[name], replace(context, day=day, every_decision=every)
        asked = json.loads(as_json(kind.ask(then, [written[p] for p in places])))
        found = {kind.key(a): a for a in asked}
        for place in places:
            now[place] = found.get(kind.key(written[place]))
    return now


def called(written: Written) -> str:
    """The ids by which a person knows a result."""
    return "/".join(str(k) for k in KINDS[written.get(sealed.RESULT, sealed.CHAIN)].key(written) if k)


def _day(value: Any, path: Path) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise InputError("proving.no_day", path=path, value=value) from None
