"""Why is this the answer for a duty or an issue: window, days, ground, provision, facts, open questions?

semantics 8. What is decided comes from the same decision as every other answer, taken for the organizations concerned only
(graph.near), so that one explanation costs milliseconds at any size of store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from graph.answers import ANSWER, gap_answers, named_items
from graph.digest import digest
from graph.explanation import Explanation, Item, Matter, Parameter, Question, Regulation, Shown
from graph.gathering import gather
from graph.near import near
from graph.reasons import Reasons, day
from graph.responsibility import GROUNDS, ROLES
from graph.said import facts_say, regulations_say, rows_of
from graph.shown import shown_charges
from graph.windows import day_number

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from graph.analysis import Analysis
    from graph.facts import Facts
    from graph.near import Near

_ORDER = ("for", "regulation", "grade", "ground", "role", "bearer")
"""The order of graph.answers.answers."""


def explain(analysis: Analysis, facts: Facts, subject: str) -> Explanation:
    """The explanation of a duty or issue (id); raises UnknownName.

    `facts` are those that the analysis was compiled from.
    """
    found = near(analysis, subject)
    reasons = gather(found, facts)
    answers = _answers(found)
    matters = tuple(_matter(row, reasons, answers) for row in found.matters.iter_rows(named=True))
    items = tuple(i for m in matters if m.id == subject for i in m.items) or _united(subject, matters)
    gaps = _gaps(found)
    named = sorted({i.answer["regulation"] for m in matters for i in m.items})
    asked = {q for m in matters for i in m.items for q in i.answer["open"]} | {
        q for gap in gaps for q in gap["open"]
    }
    said, rules = facts_say(reasons, matters), regulations_say(facts, named)
    return Explanation(
        subject=subject,
        is_issue=found.is_issue,
        as_of=analysis.as_of,
        items=items,
        matters=matters,
        gaps=gaps,
        shown=_shown(reasons, facts, matters),
        regulations=tuple(_regulation(row, facts) for row in rows_of(facts, "regulations", named)),
        parameters=tuple(
            Parameter(row["policy"], row["regulation"], row["name"], row["value"])
            for row in rows_of(facts, "policies", named)
        ),
        questions=tuple(
            Question(row["question"], row["regulation"], row["number"])
            for row in sorted(facts["questions"].iter_rows(named=True), key=lambda row: str(row["question"]))
            if row["question"] in asked
        ),
        digest=digest(
            {
                "subject": subject,
                "as_of": analysis.as_of,
                "answers": [dict(i.answer) for m in matters for i in m.items],
                "gaps": gaps,
                "facts": said,
                "regulations": rules,
            }
        ),
        inputs={name: digest(value) for name, value in sorted((said | rules).items())},
    )


def _regulation(row: dict[str, Any], facts: Facts) -> Regulation:
    rules = rows_of(facts, "responsibility_rules", [row["regulation"]])
    grades = tuple(dict.fromkeys(rule["responsibility"] for rule in rules))
    return Regulation(row["regulation"], row["number"], row["from"], row["until"], grades)


def _gaps(found: Near) -> tuple[dict[str, Any], ...]:
    """The gaps that hit the subject; only these are given their ids."""
    here = found.analysis
    coded = here.coded_gaps
    if found.is_issue:
        hit = pl.col("issues").list.contains(_code(here.compiled["issue"], found.subject))
    else:
        code = _code(here.compiled["matter"], found.subject)
        hit = pl.col("duties").list.contains(code) | (pl.col("duty") == code)
    hitting = coded.filter(hit)
    return tuple(gap_answers(hitting, here.compiled, here.raised).to_dicts()) if hitting.height else ()


def _code(table: pl.DataFrame, identifier: str) -> int:
    return int(table.filter(pl.col("id") == identifier)["code"][0])


def _answers(found: Near) -> dict[int, list[dict[str, Any]]]:
    """The items of each matter (code), columns of named_items, in the order of all answers."""
    here = found.analysis
    coded = here.decision.items.filter(pl.col("matter").is_in(found.matters["code"].implode()))
    rows = named_items(here.decision, here.compiled, here.raised, coded).to_dicts()
    answers: dict[int, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda r: tuple(r[c] for c in _ORDER)):
        answers.setdefault(row["matter"], []).append(row)
    return answers


def _matter(row: dict[str, Any], reasons: Reasons, answers: dict[int, list[dict[str, Any]]]) -> Matter:
    code = row["code"]
    organization = reasons.organizations.get(row["organization"])
    window = reasons.window(code)
    items = tuple(_item(answer, row["id"], reasons) for answer in answers.get(code, ()))
    return Matter(row["id"], row["duty"], organization, window, items, reasons.matter_facts(code))


def _item(answer: dict[str, Any], matter: str, reasons: Reasons) -> Item:
    code, said = answer["matter"], {c: answer[c] for c in ANSWER}
    if answer["ground"] in GROUNDS[:2]:  # the organization itself
        first, last = reasons.days(code)
        return Item(said, organization=answer["bearer"], stretches=((first, last),), facts=(matter,))
    held = reasons.tenures[answer["bearer_code"]]
    spans = reasons.spans[code, answer["bearer_code"], answer["ground_code"], answer["supporting"]]
    grounds = reasons.grounds(code, spans, answer["ground"])
    acts = reasons.handovers(code, answer["bearer_code"], spans)
    return Item(
        said,
        person=held.person,
        post=held.post,
        organization=held.organization,
        acting=held.acting,
        since=held.since,
        until=held.until,
        stretches=joined((s["from"], s["until"]) for s in spans),
        grounds=grounds,
        facts=tuple(
            dict.fromkeys(
                [matter, answer["bearer"], *(g.division for g in grounds), *answer["principal"], *acts]
            )
        ),
    )


def _united(subject: str, matters: Iterable[Matter]) -> tuple[Item, ...]:
    """An issue's items: those of its duties, united by bearer, grade and ground (semantics 2.4; docs/decisions.md 15)."""
    groups: dict[tuple[Any, ...], list[Item]] = {}
    for item in (i for m in matters for i in m.items):
        key = (
            *(item.answer[c] for c in ("regulation", "grade", "bearer", "ground")),
            item.answer["role"] == ROLES[-1],
        )
        groups.setdefault(key, []).append(item)
    united = [_one(subject, same) for same in groups.values()]
    return tuple(sorted(united, key=lambda i: tuple(i.answer[c] for c in _ORDER)))


def _one(subject: str, same: list[Item]) -> Item:
    first = same[0]
    stretches = joined((day_number(a), day_number(b) + 1) for i in same for a, b in i.stretches)
    answer = {
        **first.answer,
        "for": subject,
        "role": min((i.answer["role"] for i in same), key=ROLES.index),
        "days": sum((b - a).days + 1 for a, b in stretches),
        **{c: sorted({x for i in same for x in i.answer[c]}) for c in ("open", "flags", "principal")},
    }
    return Item(
        answer, first.person, first.post, first.organization, first.acting, first.since, first.until, stretches,
        tuple(dict.fromkeys(g for i in same for g in i.grounds)), tuple(dict.fromkeys(f for i in same for f in i.facts)),
    )  # fmt: skip


def _shown(reasons: Reasons, facts: Facts, matters: Iterable[Matter]) -> tuple[Shown, ...]:
    """Liaison and overall charge on what the matters are about, of leaders of their organizations, in their windows."""
    found = []
    targets, running = reasons.targets(), reasons.running_divisions(matters)
    for row in shown_charges(facts, running):
        held = running[row["division"]]
        if row["target"] in targets:
            found.append(
                Shown(row["division"], row["tenure"], held.person, held.post, row["mode"], row["target"])
            )
    return tuple(
        {s.division: s for s in reversed(found)}[d] for d in dict.fromkeys(s.division for s in found)
    )


def joined(stretches: Iterable[tuple[int, int]]) -> tuple[tuple[date, date], ...]:
    """Half-open stretches of days since 1970, touching ones joined, as first and last day."""
    whole: list[list[int]] = []
    for start, end in sorted(stretches):
        if whole and start <= whole[-1][1]:
            whole[-1][1] = max(whole[-1][1], end)
        else:
            whole.append([start, end])
    return tuple((day(start), day(end - 1)) for start, end in whole)
