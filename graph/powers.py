"""Who must approve a step against a subject, and which forms of accountability may an organ use, or only propose?

Rules are data (ApprovalRule, Form, FormRule) of any regulation in force on the day, also of one without a decision table: a central
regulation may ask for approvals on a local regulation's path. Every approval rule that fits holds; of the form rules on one form
the first by order. What the records do not say stays unknown and is named (docs/decisions.md 43, 44).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from graph.referral_table import Action, Scope, read_scopes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from graph.authority import Finding, Index, Subject
    from graph.facts import Facts

WITHIN, LED, MANAGED = "within", "ledByCommittee", "managedByCommittee"
PART_OF = "partOf"
_ASKED = {"within": WITHIN, "led_by_committee": LED, "managed_by_committee": MANAGED}
OPENS = frozenset({Action.OPEN, Action.TRANSFER, Action.REVIEW_THEN_TRANSFER, Action.ORDER})
"""Actions at whose end an organ opens."""


class Role(StrEnum):
    """Who approves (the vocabulary's ApproverRole scheme)."""

    ORGAN_HEAD = "OrganHead"
    COMMITTEE_HEAD = "CommitteeHead"
    COMMITTEE_OR_HEAD = "CommitteeOrHead"


@dataclass(frozen=True, slots=True)
class Condition:
    """When a rule fits: kinds of the organ (none: any), kind of subject (None: any), keys with the value that each must have."""

    organ_kinds: frozenset[str]
    subject_kind: str | None
    asks: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """Who must approve a step."""

    rule: str
    number: str
    action: str
    role: str
    when: Condition


@dataclass(frozen=True, slots=True)
class FormRule:
    """What an organ may do with some forms, and who approves it, if anybody must."""

    rule: str
    number: str
    power: str
    role: str | None
    forms: frozenset[str]
    when: Condition


@dataclass(frozen=True)
class Powers:
    """What one regulation says of approvals and forms; `forms`: (form, kind of subject) in their order."""

    regulation: str
    start: date | None
    until: date | None
    scope: Scope
    approvals: tuple[ApprovalRule, ...]
    forms: tuple[tuple[str, str], ...]
    form_rules: tuple[FormRule, ...]
    questions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Approval:
    """That `organ` needs an approval for `action`. `approver`: whose head (or which committee) approves, `heads`: its heads on the day
    (tenures); None and empty where the records do not say. `missing`: keys that must be known before it is sure that it is needed, and
    `partOf` where the committee is unknown.
    """

    regulation: str
    rule: str
    provision: str
    organ: str
    action: str
    role: str
    approver: str | None
    heads: tuple[str, ...]
    missing: tuple[str, ...]
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormPower:
    """What `organ` may do with a form. Without `power` the text (as loaded) does not say, or keys are `missing`."""

    regulation: str
    form: str
    organ: str
    power: str | None
    rule: str | None
    provision: str | None
    role: str | None
    approver: str | None
    heads: tuple[str, ...]
    missing: tuple[str, ...]
    open: tuple[str, ...]


def read_powers(facts: Facts) -> tuple[Powers, ...]:
    """The powers of every regulation that says anything of them, in the order of their ids."""
    scopes = read_scopes(facts)
    questions: dict[str, list[str]] = {}
    for rule, question in facts["rule_questions"].select("rule", "question").sort("question").iter_rows():
        questions.setdefault(rule, []).append(question)
    approvals: dict[str, list[ApprovalRule]] = {}
    for r in facts["approval_rules"].sort("rule").iter_rows(named=True):
        rule_ = ApprovalRule(r["rule"], r["number"], r["action"], r["role"], _condition(r))
        approvals.setdefault(r["regulation"], []).append(rule_)
    forms: dict[str, list[tuple[str, str]]] = {}
    for f in facts["forms"].sort("order", "form").iter_rows(named=True):
        forms.setdefault(f["regulation"], []).append((f["form"], f["subject_kind"]))
    about: dict[str, set[str]] = {}
    for rule, form in facts["form_rule_forms"].select("rule", "form").iter_rows():
        about.setdefault(rule, set()).add(form)
    form_rules: dict[str, list[FormRule]] = {}
    for r in facts["form_rules"].sort("order", "rule").iter_rows(named=True):
        of = frozenset(about.get(r["rule"], ()))
        found = FormRule(r["rule"], r["number"], r["power"], r["role"], of, _condition(r))
        form_rules.setdefault(r["regulation"], []).append(found)
    return tuple(
        Powers(
            name,
            start,
            until,
            scopes.get(name, Scope()),
            tuple(approvals.get(name, ())),
            tuple(forms.get(name, ())),
            tuple(form_rules.get(name, ())),
            {rule: tuple(asked) for rule, asked in questions.items()},
        )
        for name, start, until in facts["regulations"]
        .sort("regulation")
        .select("regulation", "from", "until")
        .iter_rows()
        if name in approvals or name in forms
    )


def _condition(row: Mapping[str, Any]) -> Condition:
    asks = tuple((name, row[column]) for column, name in _ASKED.items() if row[column] is not None)
    return Condition(frozenset(row["organ_kind"] or ()), row["subject_kind"], asks)


def within(
    index: Index, scope: Scope, organ: str, subject: Subject, on: date
) -> tuple[str, bool | None, tuple[str, ...]]:
    """Whether an organ has authority over a subject (None: nobody's is recorded): the kind that is asked, the answer, who holds it."""
    kind = scope.organization_authority if subject.person is None else scope.cadre_authority
    found = index.organizations.get(organ)
    if found is not None and found.kind == scope.discipline_kind:
        # What a discipline organ may do follows its jurisdiction, not anybody's leadership.
        kind = scope.discipline_authority
    holders = tuple(sorted({h.holder for h in index.holdings(kind, subject.over, on)}))
    return kind, organ in holders if holders else None, holders


def approvals(
    index: Index, about: Finding, action: str, path: tuple[str, ...], on: date
) -> tuple[Approval, ...]:
    """The approvals that a course of action needs, step by step: each handing over by who does it, the opening by who opens."""
    if not index.powers or not path:
        return ()
    steps = [(organ, action) for organ in path[:-1]] if len(path) > 1 else [(path[0], action)]
    if action in OPENS and (path[-1], Action.OPEN) not in steps:
        steps.append((path[-1], Action.OPEN))
    return tuple(
        _approval(index, powers, rule, organ, missing, on)
        for organ, done in steps
        for powers in index.powers_on(on)
        for rule in powers.approvals
        if rule.action == done
        and (missing := _unknown(index, powers, rule.when, organ, about.subject, on)) is not None
    )


def forms(
    index: Index, about: Finding, action: str, path: tuple[str, ...], on: date
) -> tuple[FormPower, ...]:
    """What the organ that opens at the end of a path may do with each form for this kind of subject."""
    if not index.powers or not path or action not in OPENS:
        return ()
    kind = _subject_kind(about.subject)
    return tuple(
        _form(index, powers, form, path[-1], about.subject, on)
        for powers in index.powers_on(on)
        for form, of in powers.forms
        if of == kind
    )


def _form(index: Index, powers: Powers, form: str, organ: str, subject: Subject, on: date) -> FormPower:
    missing: set[str] = set()
    for rule in powers.form_rules:
        if form not in rule.forms:
            continue
        unknown = _unknown(index, powers, rule.when, organ, subject, on)
        if unknown is None:
            continue
        if unknown:
            missing |= unknown
            continue
        if missing:
            break
        approver, heads, lacking = (
            (None, (), set()) if rule.role is None else _approver(index, powers.scope, rule.role, organ, on)
        )
        asked = powers.questions.get(rule.rule, ())
        return FormPower(
            powers.regulation, form, organ, rule.power, rule.rule, rule.number, rule.role, approver, heads,
            tuple(sorted(lacking)), asked,
        )  # fmt: skip
    return FormPower(
        powers.regulation, form, organ, None, None, None, None, None, (), tuple(sorted(missing)), ()
    )


def _approval(
    index: Index, powers: Powers, rule: ApprovalRule, organ: str, missing: Iterable[str], on: date
) -> Approval:
    approver, heads, lacking = _approver(index, powers.scope, rule.role, organ, on)
    return Approval(
        powers.regulation, rule.rule, rule.number, organ, rule.action, rule.role, approver, heads,
        tuple(sorted({*missing, *lacking})), powers.questions.get(rule.rule, ()),
    )  # fmt: skip


def _approver(
    index: Index, scope: Scope, role: str, organ: str, on: date
) -> tuple[str | None, tuple[str, ...], set[str]]:
    """Which organization approves, its heads on the day, what is missing."""
    approver = organ if role == Role.ORGAN_HEAD else _committee(index, scope, organ)
    if approver is None:
        return None, (), {PART_OF}
    return approver, index.heads_of(approver, on), set()


def _committee(index: Index, scope: Scope, organ: str) -> str | None:
    """The same-level committee of an organ: itself, or the nearest that it is part of."""
    for each in (organ, *index.ancestors(organ)):
        found = index.organizations.get(each)
        if found is not None and found.kind == scope.committee_kind:
            return each
    return None


def _unknown(
    index: Index, powers: Powers, when: Condition, organ: str, subject: Subject, on: date
) -> set[str] | None:
    """The keys of a condition that are unknown; None if one is known to be otherwise."""
    found = index.organizations.get(organ)
    if when.organ_kinds and (found is None or found.kind not in when.organ_kinds):
        return None
    if when.subject_kind not in (None, _subject_kind(subject)):
        return None
    unknown = set()
    for key, wanted in when.asks:
        value = _value(index, powers.scope, key, organ, subject, on)
        if value is None:
            unknown.add(key)
        elif value != wanted:
            return None
    return unknown


def _value(index: Index, scope: Scope, key: str, organ: str, subject: Subject, on: date) -> bool | None:
    if key == WITHIN:
        return within(index, scope, organ, subject, on)[1]
    if key == MANAGED and subject.person is None:
        return False
    if key == LED and subject.person is not None and not subject.heads:
        return False  # a member of a leadership is not the head of what the committee leads
    committee = _committee(index, scope, organ)
    if committee is None:
        return None
    if key == MANAGED:
        kind, over = scope.cadre_authority, subject.over
    else:
        kind = scope.organization_authority
        over = (subject.id,) if subject.organization is None else (subject.organization,)
    holders = {h.holder for h in index.holdings(kind, over, on)}
    return committee in holders if holders else None


def _subject_kind(subject: Subject) -> str:
    return "OrganizationSubject" if subject.person is None else "CadreSubject"
