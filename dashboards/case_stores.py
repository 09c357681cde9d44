"""How are cases answered: from their records in memory, or through a store?

Through a store all cases are loaded together, each in a namespace of its own (a prefix before its ids), so that one load serves
them all on a server with a single database too; the facts that the store gives back are parted again and decided case by case.
"""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from dataclasses import fields, is_dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.facts import TABLES, Facts, empty_facts
from graph.stated_facts import from_records
from ontology.checks import check as problems_of
from ontology.errors import InputError, StoreError
from ontology.problems import Part
from ontology.records import Batch, plain
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from dashboards.case_files import Answers, Case
    from graph.analysis import Analysis
    from graph.store import Store
    from ontology.problems import Problem

EMBEDDED = "embedded"
WHO = "zeren check"


@contextlib.contextmanager
def answering(through: str | None, cases: Sequence[Case]) -> Iterator[Callable[[Case], Answers]]:
    """What answers a case: in memory (None), through an embedded store made for it, or through a Neo4j database (its URL).

    A database must be empty, or hold nothing but cases of earlier runs; raises StoreError if it does not.
    """
    if through is None:
        yield in_memory
    elif through == EMBEDDED:
        with tempfile.TemporaryDirectory(prefix="zeren-cases-") as folder:
            yield _through(_opened(folder), cases)
    elif "://" in through:
        store = _opened(through)
        found = store.info()
        if found.version and found.who != WHO:
            raise StoreError("cases.database_in_use", url=found.url)
        yield _through(store, cases)
    else:
        raise InputError("cases.store_in_use", url=through, embedded=EMBEDDED)


def _opened(url: str) -> Store:
    from graph.store import open_store

    return open_store(url, create=True)


def in_memory(case: Case) -> Answers:
    """What Zeren answers to a case, from its records."""
    problems = _problems(case)
    if problems:
        return _refused(problems)
    return answers(from_records({name: plain(rows) for name, rows in case.batch.frames.items()}), case)


def _problems(case: Case) -> list[Problem]:
    return [*case.batch.problems, *problems_of(case.batch, {})]


def _through(store: Store, cases: Sequence[Case]) -> Callable[[Case], Answers]:
    from graph.publish import load

    refused = {id(case): problems for case in cases if (problems := _problems(case))}
    names = {id(case): _namespace(case, place) for place, case in enumerate(cases)}
    loadable = [case for case in cases if id(case) not in refused]
    gathered: dict[str, list[pl.DataFrame]] = {}
    for case in loadable:
        for record_type, rows in _prefixed(case.batch, names[id(case)]).items():
            gathered.setdefault(record_type, []).append(rows)
    parted: Mapping[str, Facts] = {}
    if loadable:
        batch = Batch({name: pl.concat(rows) for name, rows in gathered.items()}, (Part("cases"),))
        load(store, batch, as_of=max(case.as_of for case in loadable), who=WHO)
        parted = _parted(store.facts(), [names[id(case)] for case in loadable])

    def answer(case: Case) -> Answers:
        if id(case) in refused:
            return _refused(refused[id(case)])
        return answers(parted[names[id(case)]], case)

    return answer


def _namespace(case: Case, place: int) -> str:
    """A name that changes with the case, so that what an earlier run left in a database is never taken for it."""
    told = hashlib.sha256(f"{place} {case.file} {case.name}".encode())
    for name, rows in sorted(case.batch.frames.items()):
        told.update(f"{name} {rows.write_ndjson()}".encode())
    return told.hexdigest()[:12]


def _prefixed(batch: Batch, namespace: str) -> dict[str, pl.DataFrame]:
    """The records with `NAMESPACE/` before every id and reference."""
    prefix = pl.lit(f"{namespace}/")
    frames = {}
    for name, rows in batch.frames.items():
        references = [p for p in vocabulary().type(name).references if p.key in rows.columns]
        frames[name] = rows.with_columns(
            (prefix + pl.col("id")).alias("id"),
            *(
                pl.col(p.key).list.eval(prefix + pl.element()) if p.many else (prefix + pl.col(p.key)).alias(p.key)
                for p in references
            ),
            _part=pl.lit(0, pl.UInt32),
        )  # fmt: skip
    return frames


def _parted(facts: Facts, namespaces: Sequence[str]) -> dict[str, Facts]:
    """The facts of each namespace, prefixes taken off again."""
    parted = {namespace: empty_facts() for namespace in namespaces}
    for name, rows in facts.items():
        first = next(iter(TABLES[name]))
        texts = [c for c, t in TABLES[name].items() if t == pl.String]
        bare = rows.with_columns(
            pl.col(first).str.extract(r"^([0-9a-f]{12})/").alias("_case"),
            *(pl.col(c).str.replace(r"^[0-9a-f]{12}/", "") for c in texts),
        )
        for (namespace,), part in bare.group_by("_case"):
            if namespace in parted:
                parted[str(namespace)][name] = part.select(*TABLES[name])
    return parted


def answers(facts: Facts, case: Case) -> Answers:
    """The answers to facts on the days of a case, in the form that cases are written in."""
    from graph.analysis import analyse
    from graph.referral import decide_referrals

    analysis = analyse(facts, case.as_of)
    found: dict[str, Sequence[Any]] = {
        "responsibility": analysis.answers().to_dicts(),
        "gap": analysis.gaps().to_dicts(),
        "referral": decide_referrals(facts, case.decided_on),
        "finding": _findings(analysis, case),
        "near_miss": _near_misses(analysis, case),
    }
    found |= _of_organs(facts, case)
    return {kind: [_flat(item) for item in items] for kind, items in found.items()}


def _of_organs(facts: Facts, case: Case) -> dict[str, list[dict[str, Any]]]:
    """Why the leads do not go to the organs that the case asks about, and the ways back from there."""
    from graph.referral import build_index
    from graph.why_not import repair, why_not

    asked = sorted({(k["lead"], k["organ"]) for kind, _, k in case.expect if kind in ("why_not", "repair")})
    found: dict[str, list[dict[str, Any]]] = {"why_not": [], "repair": []}
    index = build_index(facts) if asked else None
    for lead, organ in asked:
        assert index is not None
        pair = {"lead": lead, "organ": organ}
        reasons = why_not(index, lead, organ, case.decided_on).reasons
        found["why_not"] += [
            {**pair, "finding": r.finding, "because": r.code, "of": list(r.args)} for r in reasons
        ]
        ways = repair(index, lead, organ, case.decided_on)
        found["repair"] += [
            {**pair, "finding": w.finding, "path": list(w.path), "passed": list(w.passed)} for w in ways
        ]
    return found


def _findings(analysis: Analysis, case: Case) -> list[dict[str, Any]]:
    """Candidates, if the case asks for any, with the keys of a recorded Finding besides their own."""
    from graph.circumstances.candidates import candidates

    if "finding" not in {*case.exact, *(kind for kind, _, _ in case.expect)}:
        return []
    return [
        {**row, "meets": row["circumstance"], "testedBy": row["limb"], "breaches": row["duties"]}
        for row in candidates(analysis).iter_rows(named=True)
    ]


def _near_misses(analysis: Analysis, case: Case) -> list[dict[str, Any]]:
    """The near-miss tables of the subjects that the case asks for: a row a circumstance, and a row a limb."""
    from graph.circumstances.near_miss import near_miss

    subjects = {
        str(keys["subject"]) for kind, _, keys in case.expect if kind == "near_miss" and "subject" in keys
    }
    rows: list[dict[str, Any]] = []
    for subject in sorted(subjects):
        for circumstance in near_miss(analysis, subject).circumstances:
            own = {
                "subject": subject,
                "meets": circumstance.circumstance,
                "provision": circumstance.provision,
            }
            rows.append(
                {
                    **own,
                    "answer": circumstance.answer.value,
                    "missing": list(circumstance.missing),
                    "flips": [flip.key for flip in circumstance.flips],
                }
            )
            rows += [
                {
                    **own,
                    "limb": limb.limb,
                    "answer": limb.answer.value,
                    "missing": list(limb.missing),
                    "facts": sorted({f for reason in limb.reasons for f in reason.facts}),
                    "reasons": [reason.key for reason in limb.reasons],
                    "flips": [flip.key for flip in limb.flips],
                }
                for limb in circumstance.limbs
            ]
    return rows


def _refused(problems: Sequence[Problem]) -> Answers:
    return {
        "error": [
            {"code": str(p.code), "record": p.record, "field": p.field, "reason": p.reason} for p in problems
        ]
    }


def _flat(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _flat(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, dict):
        return {k: _flat(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_flat(v) for v in value]
    return value.isoformat() if isinstance(value, date) else value
