"""What stands in the dossier of an issue, a duty or a lead?

Everything that the answer says and what proves it, as texts that a template lays out: who answers and why, the windows, the facts with
their sources, where leads go, what is missing or open, the provisions cited. Nothing is decided here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards import tree
from dashboards.commands.names import learn_with_sources, organs_that_interpret, people_of
from dashboards.papers.chain_drawing import chain_drawing
from dashboards.papers.facts_table import Fact, fact_rows
from dashboards.papers.redaction import redaction
from dashboards.papers.ways import Way, ids_in_way, lead_ids_of, ways_of
from graph.analysis import analyse
from graph.explain import explain
from graph.responsibility import ROLES
from ontology.errors import UnknownName
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from dashboards.papers.drawing import Drawing
    from dashboards.wording import Wording
    from graph.explanation import Explanation, Item, Matter
    from graph.store import Store


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answers: one row of the table."""

    duty: str
    grade: str
    who: str
    role: str
    ground: str
    days: str
    held: str
    provision: str
    marks: str


@dataclass(frozen=True, slots=True)
class Chain:
    """One issue or duty: how it is called, its windows line by line, its answers, what is missing, who is shown only."""

    title: str
    windows: tuple[str, ...]
    answers: tuple[Answer, ...]
    gaps: tuple[str, ...]
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """An open question, and whom to ask."""

    number: str
    text: str
    ask: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A provision by which something was judged."""

    regulation: str
    number: str
    text: str
    force: str


@dataclass(frozen=True)
class Dossier:
    """The texts of a dossier, in the order in which they are read; `drawings` belong to the chains, one each."""

    title: str
    as_of: str
    chains: tuple[Chain, ...]
    ways: tuple[Way, ...]
    facts: tuple[Fact, ...]
    questions: tuple[Open, ...]
    provisions: tuple[Cited, ...]
    parameters: str
    digests: tuple[str, ...]
    redacted: bool = False
    drawings: tuple[Drawing, ...] = field(default=(), repr=False)


def dossier(
    store: Store,
    subject: str,
    wording: Wording,
    as_of: date | None = None,
    *,
    redacted: bool = False,
    people: Store | None = None,
) -> Dossier:
    """The dossier of an issue, a duty or a lead (id), as of a day (default: the store's); raises UnknownName.

    Redacted, it has no name of a person, no id and no digest anywhere; sought are those of `people`, where `store` is a part of that store.
    """
    facts, day = store.facts(), as_of or store.as_of()
    assert day is not None
    analysis = analyse(facts, day, store.compiled())
    is_lead = facts["leads"].filter(pl.col("lead") == subject).height > 0
    subjects = _subjects_of_lead(facts, subject) if is_lead else [subject]
    try:
        explained = [explain(analysis, facts, s) for s in subjects]
    except UnknownName:
        raise UnknownName("names.no_subject", id=subject) from None
    leads = [subject] if is_lead else lead_ids_of(facts, {m.id for e in explained for m in e.matters})
    ways = ways_of(store, leads, day, wording)
    ids = {i for e in explained for i in tree.ids_in(e)} | {i for w in ways for i in ids_in_way(w)}
    learn_with_sources(wording, store, ids)
    wording.call_tenures(store, people_of(store, sorted(ids)))
    rest = [i for e in explained for i in _facts_of(e)] + [
        i for w in ways for i in (w.lead, w.finding, *w.rests_on)
    ]
    proof = fact_rows(store, dict.fromkeys(rest), wording)
    asked = {q for e in explained for q in (x.question for x in e.questions)} | {
        q for w in ways for q in w.open
    }
    kind = "papers.lead" if is_lead else "tree.issue" if explained[0].is_issue else "tree.duty"
    found = Dossier(
        title=wording.say(kind, name=wording.name(subject), id=subject),
        as_of=day.isoformat(),
        chains=tuple(_chain(e, wording, _asked(store, asked)) for e in explained),
        ways=ways,
        facts=proof,
        questions=open_questions(store, asked, wording),
        provisions=_provisions(facts, explained, ways, wording, store),
        parameters=wording.say("papers.then").join(
            dict.fromkeys(f"{wording.name(p.policy)} {p.value:g}" for e in explained for p in e.parameters)
        ),
        digests=tuple(e.digest for e in explained),
    )
    if not redacted:
        return replace(found, drawings=tuple(chain_drawing(e, wording) for e in explained))
    shorten = redaction(people or store, wording.lang)
    return replace(
        shorten.whole(found),
        digests=(),
        redacted=True,
        drawings=tuple(chain_drawing(e, wording, shorten.text) for e in explained),
    )


def _subjects_of_lead(facts: Mapping[str, pl.DataFrame], lead: str) -> list[str]:
    """The issues of the duties that a lead's findings say were breached; of duties without an issue themselves."""
    findings = facts["lead_findings"].filter(pl.col("lead") == lead)["finding"].implode()
    duties = facts["finding_duties"].filter(pl.col("finding").is_in(findings)).select("duty").unique()
    issues = duties.join(facts["duty_issues"], on="duty", how="left")
    return sorted({issue or duty for duty, issue in issues.select("duty", "issue").iter_rows()})


def _facts_of(explanation: Explanation) -> Iterable[str]:
    for matter in explanation.matters:
        yield from matter.facts
        for item in matter.items:
            yield from item.facts


def _asked(store: Store, questions: Iterable[str]) -> Mapping[str, str]:
    rows = store.facts()["questions"].filter(pl.col("question").is_in(sorted(questions)))
    return dict(rows.select("question", pl.coalesce("number", "question")).iter_rows())


def _chain(explanation: Explanation, wording: Wording, numbers: Mapping[str, str]) -> Chain:
    kind = "tree.issue" if explanation.is_issue else "tree.duty"
    windows: list[str] = []
    answers: list[Answer] = []
    for matter in explanation.matters:
        head = wording.say("tree.duty", name=wording.name(matter.id), id=matter.id)
        lines = (
            tree.window_lines(matter.window, wording) if matter.window else (wording.say("tree.no_window"),)
        )
        windows += [head, *("　" + line for line in lines)] if matter.id != explanation.subject else lines
        answers += _answers(matter, wording, numbers, explanation)
    return Chain(
        wording.say(kind, name=wording.name(explanation.subject), id=explanation.subject),
        tuple(windows),
        tuple(answers),
        tuple(tree.gap_text(gap, wording) for gap in explanation.gaps),
        tuple(tree.shown_text(s, wording) for s in explanation.shown),
    )


def _answers(
    matter: Matter, wording: Wording, numbers: Mapping[str, str], explanation: Explanation
) -> Iterable[Answer]:
    duty = wording.name(matter.id) if matter.id != explanation.subject else ""
    for grade in vocabulary().schemes["ResponsibilityKind"].codes:
        items = [i for i in matter.items if i.answer["grade"] == grade]
        for item in sorted(items, key=lambda i: ROLES.index(i.answer["role"])):
            yield _answer(item, duty, wording, numbers)


def _answer(item: Item, duty: str, wording: Wording, numbers: Mapping[str, str]) -> Answer:
    said = item.answer
    who = wording.name(said["bearer"])
    held = ""
    if item.person is not None:
        who = f"{wording.name(item.person)} · {wording.name(item.post)}"
        held = wording.say("tree.held", since=wording.day(item.since), until=wording.last_day(item.until))
        held += " " + wording.say("tree.acting") if item.acting else ""
    stretches = wording.say("papers.and").join(
        wording.say("tree.stretch", first=a, last=b) for a, b in item.stretches
    )
    grounds = [tree.ground_text(g, wording) for g in item.grounds]
    marks = [numbers.get(q, q) for q in said["open"]] + [wording.code(f) for f in said["flags"]]
    return Answer(
        duty, wording.code(said["grade"]), who, wording.code(said["role"]),
        wording.say("papers.then").join([wording.code(said["ground"]), *grounds]), wording.say("tree.days", days=said["days"], stretches=stretches),
        held, said["provision"], wording.say("papers.and").join(marks),
    )  # fmt: skip


def open_questions(store: Store, questions: Iterable[str], wording: Wording) -> tuple[Open, ...]:
    """Open questions (ids) with their numbers and whom to ask."""
    rows = store.facts()["questions"].filter(pl.col("question").is_in(sorted(questions))).sort("question")
    organs = organs_that_interpret(store, rows["regulation"])
    wording.learn(store, rows["question"])
    return tuple(
        Open(
            number or question,
            wording.name(question),
            wording.say("papers.and").join(organs.get(regulation, ())),
        )
        for question, regulation, number in rows.select("question", "regulation", "number").iter_rows()
    )


def _provisions(
    facts: Mapping[str, pl.DataFrame],
    explained: Sequence[Explanation],
    ways: Sequence[Way],
    wording: Wording,
    store: Store,
) -> tuple[Cited, ...]:
    """Each provision once: of the grades, then of the ways."""
    rules: dict[tuple[str, str], str] = {}
    named = facts["responsibility_rules"].sort("rule").iter_rows(named=True)
    labels: dict[tuple[str, str], str] = {(r["regulation"], r["number"]): r["rule"] for r in named}
    for e in explained:
        for item in (i for m in e.matters for i in m.items):
            key = (item.answer["regulation"], item.answer["provision"])
            rules.setdefault(key, labels.get(key, ""))
    for way in ways:
        if way.regulation_id and way.provision:
            rules.setdefault((way.regulation_id, way.provision), way.rule_id)
    wording.learn(store, {x for key, rule in rules.items() for x in (key[0], rule) if x})
    force = {r: (a, b) for r, a, b in facts["regulations"].select("regulation", "from", "until").iter_rows()}
    return tuple(
        Cited(wording.name(regulation), number, wording.name(rule), _force(force.get(regulation), wording))
        for (regulation, number), rule in sorted(rules.items())
    )


def _force(span: tuple[Any, Any] | None, wording: Wording) -> str:
    if span is None:
        return ""
    return wording.say("papers.force", since=wording.day(span[0]), until=wording.last_day(span[1]))
