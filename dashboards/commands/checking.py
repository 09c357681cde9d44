"""The command that runs case files: in memory, or through a store."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from dashboards.case_files import Answers, Case, Outcome, read_cases, run
from dashboards.case_stores import answering, answers, in_memory
from dashboards.commands.context import note
from dashboards.output import Format, as_json, emit, write
from dashboards.progress import working
from ontology.errors import ZerenError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.commands.context import Context

__all__ = ["answer", "answers", "check"]


class CasesFailed(ZerenError):
    """At least one case did not come out as it says."""


def check(context: Context, files: Sequence[str], through: str | None) -> None:
    """Runs cases and prints a line each; raises CasesFailed if any failed."""
    say = context.wording.say
    cases = [case for file in files for case in read_cases(Path(file))]
    with working(say("work.checking"), len(cases)) as work, answering(through, cases) as answer_:
        outcomes = []
        for case in cases:
            outcomes.append(run(case, answer_))
            if context.format is Format.TABLE and context.target is None:
                sys.stdout.write(_told(outcomes[-1], context))
            work.advance()
    _written(outcomes, context)
    if through is not None and "://" in through:
        note(say("check.left"))
    failed = sum(not o.passed for o in outcomes)
    if failed:
        raise CasesFailed("cases.failed", total=len(outcomes), passed=len(outcomes) - failed, failed=failed)
    note(say("check.total", total=len(outcomes), passed=len(outcomes), failed=0))


def answer(case: Case, _folder: None = None) -> Answers:
    """What Zeren answers to a case, from its records in memory."""
    return in_memory(case)


def _told(outcome: Outcome, context: Context) -> str:
    verdict = context.wording.say("check.passed" if outcome.passed else "check.failed")
    lines = [f"{verdict}  {Path(outcome.case.file).name}: {outcome.case.name}"]
    return (
        "\n".join([*lines, *(f"    {failure.told(context.wording.lang)}" for failure in outcome.failures)])
        + "\n"
    )


def _written(outcomes: Sequence[Outcome], context: Context) -> None:
    """What was not told line by line."""
    rows = [
        {
            "case": o.case.name,
            "file": o.case.file,
            "failures": [f.told(context.wording.lang) for f in o.failures],
        }
        for o in outcomes
    ]
    if context.format is Format.JSON:
        emit(as_json(rows), context.target)
    elif context.format is not Format.TABLE:
        schema = {"case": pl.String(), "file": pl.String(), "failures": pl.List(pl.String())}
        write(pl.DataFrame(rows, schema=schema), context.format, context.target, context.wording)
    elif context.target is not None:
        emit("".join(_told(o, context) for o in outcomes), context.target)
