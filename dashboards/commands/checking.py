"""The command that runs case files: in memory, or through a store."""

from __future__ import annotations

import sys
import tempfile
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboards.case_files import Answers, Case, Outcome, read_cases, run
from dashboards.commands.context import Context
from dashboards.output import Format, as_json
from ontology.errors import InputError, LoadRefused, ZerenError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph.facts import Facts
    from graph.store import Store
    from ontology.problems import Problem

MEMORY, EMBEDDED = "memory", "embedded"


class CasesFailed(ZerenError):
    """At least one case did not come out as it says."""


def check(context: Context, files: Sequence[str], through: str) -> None:
    """Runs cases and prints a line each; raises CasesFailed if any failed."""
    outcomes: list[Outcome] = []
    with _answering(through) as store:
        for file in files:
            for case in read_cases(Path(file)):
                outcomes.append(run(case, lambda c: answer(c, store)))
                if context.format is Format.TABLE:
                    _print(outcomes[-1], context)
    failed = [o for o in outcomes if not o.passed]
    if context.format is Format.JSON:
        sys.stdout.write(
            as_json(
                [{"case": o.case.name, "file": o.case.file, "failures": list(o.failures)} for o in outcomes]
            )
        )
    total = context.wording.say(
        "check.total", total=len(outcomes), passed=len(outcomes) - len(failed), failed=len(failed)
    )
    if failed:
        raise CasesFailed(total)
    sys.stderr.write(total + "\n")


def _print(outcome: Outcome, context: Context) -> None:
    verdict = context.wording.say("check.passed" if outcome.passed else "check.failed")
    sys.stdout.write(f"{verdict}  {Path(outcome.case.file).name}: {outcome.case.name}\n")
    for failure in outcome.failures:
        sys.stdout.write(f"    {failure}\n")


@contextmanager
def _answering(through: str) -> Iterator[str | None]:
    if through == MEMORY:
        yield None
    elif through == EMBEDDED:
        with tempfile.TemporaryDirectory(prefix="zeren-cases-") as folder:
            yield folder
    elif "://" in through:
        raise InputError(
            "cases run in memory or through the embedded store (--through memory|embedded); "
            "a Neo4j database would have to be emptied for each, which `make test` does with its own server"
        )
    else:
        raise InputError(f"--through takes memory or embedded, not {through!r}")


def answer(case: Case, folder: str | None) -> Answers:
    """What Zeren answers to a case: from the records in memory, or through a fresh embedded store under `folder`."""
    from graph.facts import from_records
    from ontology.checks import check as problems_of
    from ontology.records import plain

    if folder is None:
        problems = [*case.batch.problems, *problems_of(case.batch, {})]
        if problems:
            return _refused(problems)
        return answers(from_records({name: plain(rows) for name, rows in case.batch.frames.items()}), case)
    from graph.publish import load
    from graph.store import open_store

    with tempfile.TemporaryDirectory(dir=folder) as path:
        store: Store = open_store(path, create=True)
        try:
            load(store, case.batch, as_of=case.as_of, who="zeren check")
            return answers(store.facts(), case)
        except LoadRefused as refused:
            return _refused(refused.problems)
        finally:
            store.close()


def answers(facts: Facts, case: Case) -> Answers:
    """The answers to facts on the days of a case, in the form that cases are written in."""
    from graph.analysis import analyse
    from graph.referral import decide_referrals

    analysis = analyse(facts, case.as_of)
    found: dict[str, Sequence[Any]] = {
        "responsibility": analysis.answers().to_dicts(),
        "gap": analysis.gaps().to_dicts(),
        "referral": decide_referrals(facts, case.decided_on),
    }
    return {kind: [_flat(item) for item in items] for kind, items in found.items()}


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
