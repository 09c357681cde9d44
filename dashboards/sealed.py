"""How is an answer written so that it can be asked again: with its kind, its digest, what it rests on, and its sentences?

`zeren verify` reads it; the sentences are there in both languages, so that the file is the same whoever wrote it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from dashboards import finding_text, paths, powers
from dashboards.commands.names import learn_with_sources, people_of, questions_asked
from dashboards.lines import Line
from dashboards.output import as_json
from dashboards.wording import Wording
from graph.behind import RULES_OF_REFERRAL, records_say, rules_say
from graph.digest import digest, engine_version
from graph.referral import referral_frame
from ontology.vocabulary import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from dashboards.lines import Asked
    from graph.authority import Index
    from graph.circumstances.told import ToldFinding
    from graph.facts import Facts
    from graph.referral import Referral
    from graph.store import Store

RESULT = "result"
"""The key that says what kind of answer it is; an answer without it is a chain."""
CHAIN, FINDING, REFERRAL, NEAR_MISS, PERSON = "chain", "finding", "referral", "near-miss", "person"
WORDS = "text"
"""The key of a sentence inside an answer."""


def sealed(kind: str, values: Mapping[str, Any], facts: Facts) -> dict[str, Any]:
    """Any answer as plain JSON, with the digest of what it says (but for its sentences) and of every record and rule that it names."""
    plain = json.loads(as_json(values))
    inputs = dict(sorted(records_say(facts, _texts(plain)).items()))
    seal = {"digest": digest({"answer": _silent(plain), "inputs": inputs}), "inputs": inputs}
    return {RESULT: kind, **plain, **seal, "engine": engine_version()}


def _texts(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        value = value.values()
    return {t for v in value for t in _texts(v)} if isinstance(value, Iterable) else set()


def _silent(value: Any) -> Any:
    """A value without sentences."""
    if isinstance(value, dict):
        return {k: _silent(v) for k, v in value.items() if k not in (WORDS, "lang")}
    return [_silent(v) for v in value] if isinstance(value, list) else value


def in_each_language(
    wording: Wording, store: Store, people: Mapping[str, tuple[str, str]]
) -> dict[str, Wording]:
    """What says the same in every language; `people`: tenures that are called by person and post."""
    named = {}
    for lang in LANGUAGES:
        named[lang] = Wording(lang, dict(wording.names))
        named[lang].call_tenures(store, people)
    return named


def findings(
    found: Sequence[ToldFinding], decisions_by: date | None, store: Store, wording: Wording
) -> list[dict[str, Any]]:
    """Candidates as results; `decisions_by`: the day by which people must have decided to be seen, None: until now."""
    learn_with_sources(wording, store, {i for f in found for i in finding_text.ids_in(f)})
    people = people_of(store, sorted({i for f in found for i in finding_text.ids_in(f)}))
    asked = questions_asked(store, {q for f in found for q in f.finding["open"]})
    named = in_each_language(wording, store, people)
    return [
        {
            RESULT: FINDING,
            "as_of": f.as_of,
            "decisions_by": decisions_by,
            **f.finding,
            "decided": None if f.decided is None else asdict(f.decided),
            "explanation": {lang: list(finding_text.finding(f, w, asked)) for lang, w in named.items()},
            "digest": f.digest,
            "inputs": dict(f.inputs),
            "engine": engine_version(),
        }
        for f in found
    ]


def inputs_of(found: Iterable[Referral], facts: Facts) -> dict[tuple[str, str, str | None], dict[str, str]]:
    """A digest of each record and table of rules behind referrals, by lead, finding and regulation."""
    found = list(found)
    steps: dict[str, list[str]] = {}
    for referral, lead in facts["referrals"].select("referral", "lead").iter_rows():
        steps.setdefault(lead, []).append(referral)
    ids = {(r.lead, r.finding, r.regulation): _ids(r) | {*steps.get(r.lead, ())} for r in found}
    said = records_say(facts, {i for some in ids.values() for i in some})
    rules = {r: rules_say(facts, [r] if r else [], RULES_OF_REFERRAL) for r in {r.regulation for r in found}}
    return {key: {i: said[i] for i in sorted(some) if i in said} | rules[key[2]] for key, some in ids.items()}


def _ids(found: Referral) -> set[str]:
    organs = {*found.path, *(o for option in found.options for o in option.path)}
    return {found.lead, found.finding, found.subject, found.discoverer, *found.facts, *found.reviews, *organs}


def told_referral(
    found: Referral, index: Index, wording: Wording, asked: Mapping[str, Asked], digest_: str
) -> Line:
    """A referral as it reads, with its digest."""
    told = paths.referral(found, index, wording, asked)
    return Line(told.text, (*told.below, Line(wording.say("tree.digest", digest=digest_))))


def digests_of(found: Sequence[Referral], facts: Facts) -> list[str]:
    """The digest of each referral."""
    inputs = inputs_of(found, facts)
    rows = referral_frame(found).iter_rows(named=True)
    keys = ((r.lead, r.finding, r.regulation) for r in found)
    return [digest_of(row, inputs[key]) for key, row in zip(keys, rows, strict=True)]


def digest_of(row: Mapping[str, Any], inputs: Mapping[str, str]) -> str:
    """The digest of a referral's row and of what it rests on."""
    return digest({"referral": dict(row), "inputs": dict(inputs)})


def referrals(
    found: Sequence[Referral], index: Index, facts: Facts, store: Store, wording: Wording
) -> list[dict[str, Any]]:
    """Referrals as results: the columns of graph.referral.referral_frame and more."""
    learn_with_sources(wording, store, {x for r in found for x in paths.ids_in(r)})
    tenures = {x for r in found for x in (r.subject, *powers.tenures_in(r))}
    named = in_each_language(wording, store, people_of(store, sorted(tenures)))
    asked = questions_asked(store, {q for r in found for q in r.open})
    inputs = inputs_of(found, facts)
    results = []
    for referral, row in zip(found, referral_frame(found).iter_rows(named=True), strict=True):
        behind = inputs[referral.lead, referral.finding, referral.regulation]
        found_digest = digest_of(row, behind)
        told = {
            lang: list(told_referral(referral, index, w, asked, found_digest)) for lang, w in named.items()
        }
        seal = {"explanation": told, "digest": found_digest, "inputs": behind}
        results.append({RESULT: REFERRAL, **row, **seal, "engine": engine_version()})
    return results
