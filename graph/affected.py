"""Which facts are enough to answer for the organizations that a change may touch, exactly as all facts would?

A change touches the organizations that any id in the changed records, before or after, leads to (`touched_by`); their answers rest on
neighbours' records, so the facts are cut down to a neighbourhood of them (`restricted`). Leads are touched by what they lean on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

import polars as pl

from graph.facts import TABLES
from graph.splice import RULES
from graph.stated_facts import owners
from ontology.records import among

if TYPE_CHECKING:
    from graph.compiled import Compiled
    from graph.facts import Facts


def _of(facts: Facts, table: str, column: str, by: str, ids: Collection[str]) -> set[str]:
    """The values of a column in the rows where another holds one of the ids."""
    return set(facts[table].filter(among(by, ids))[column].drop_nulls()) if ids else set()


def touched_by(facts: Facts, ids: Collection[str]) -> set[str]:
    """The organizations to whose affairs these ids (of records of any type) lead."""
    organizations = _of(facts, "organizations", "organization", "organization", ids)
    inspections = _of(facts, "organizers", "inspection", "organizer", organizations)
    inspections |= _of(facts, "feedbacks", "inspection", "inspection", ids)
    feedbacks = _of(facts, "feedbacks", "feedback", "feedback", ids) | _of(
        facts, "feedbacks", "feedback", "inspection", inspections
    )
    duties = _of(facts, "duties", "duty", "duty", ids)
    issues = _of(facts, "issues", "issue", "issue", ids) | _of(facts, "duty_issues", "issue", "duty", duties)
    duties |= _of(facts, "duty_issues", "duty", "issue", issues) | _of(
        facts, "duties", "duty", "feedback", feedbacks
    )
    feedbacks |= _of(facts, "issues", "feedback", "issue", issues) | _of(
        facts, "duties", "feedback", "duty", duties
    )
    divisions = (
        facts[table].filter(among("division", ids))["tenure"] for table in ("domain_charges", "unit_charges")
    )
    tenures = {*ids, *(t for found in divisions for t in found)}
    return (
        organizations
        | _of(facts, "duties", "bearer", "duty", duties)
        | _of(facts, "feedbacks", "addressee", "feedback", feedbacks)
        | _of(facts, "tenures", "organization", "tenure", tenures)
        | _of(facts, "tenures", "organization", "post", ids)
    )


def neighbours(compiled: Compiled, organizations: Iterable[str], steps: int) -> set[str]:
    """These organizations (ids) and those whose records can bear on their answers, over so many steps."""
    names = compiled["organization"]
    codes = list(names.filter(among("id", set(organizations)))["code"])
    for _ in range(steps):
        codes = compiled.with_neighbours(codes)
    known = names.filter(pl.col("code").is_in(pl.Series(codes, dtype=names["code"].dtype).implode()))
    return {*organizations, *known["id"]}


def restricted(facts: Facts, organizations: Collection[str], also: Collection[str] = ()) -> Facts:
    """The facts of the affairs of these organizations, and of the duties and issues in `also`; rules and structure stay whole."""
    feedbacks = _of(facts, "feedbacks", "feedback", "addressee", organizations)
    issues = _of(facts, "issues", "issue", "feedback", feedbacks) | _of(
        facts, "issues", "issue", "issue", also
    )
    duties = (
        _of(facts, "duties", "duty", "bearer", organizations)
        | _of(facts, "duties", "duty", "feedback", feedbacks)
        | _of(facts, "duties", "duty", "duty", also)
    )
    duties |= _of(facts, "duty_issues", "duty", "issue", issues)
    issues |= _of(facts, "duty_issues", "issue", "duty", duties)
    issues |= _of(facts, "recurrences", "earlier", "issue", issues) | _of(
        facts, "recurrences", "issue", "earlier", issues
    )
    # Whether an issue has duties at all is asked of each that is here.
    duties |= _of(facts, "duty_issues", "duty", "issue", issues)
    issues |= _of(facts, "duty_issues", "issue", "duty", duties)
    feedbacks |= _of(facts, "issues", "feedback", "issue", issues) | _of(
        facts, "duties", "feedback", "duty", duties
    )
    tenures = _of(facts, "tenures", "tenure", "organization", organizations)
    tenures |= _of(facts, "duty_tenures", "tenure", "duty", duties)
    acts = (
        _of(facts, "act_matters", "act", "about", {*duties, *issues, *feedbacks})
        | _of(facts, "fulfilments", "act", "duty", duties)
        | _of(facts, "act_actors", "act", "tenure", tenures)
        | _of(facts, "act_recipients", "act", "to", {*tenures, *organizations})
        | _of(facts, "acts", "act", "by", organizations)
    )
    tenures |= _of(facts, "act_actors", "tenure", "act", acts) | _of(
        facts, "act_recipients", "to", "act", acts
    )
    charged = _of(facts, "domain_charges", "division", "tenure", tenures) | _of(
        facts, "unit_charges", "division", "tenure", tenures
    )
    tenures |= _of(facts, "principals", "principal", "division", charged)
    by = {
        "tenures": ("tenure", tenures), "domain_charges": ("tenure", tenures), "unit_charges": ("tenure", tenures),
        "principals": ("division", charged), "feedbacks": ("feedback", feedbacks), "issues": ("issue", issues),
        "issue_domains": ("issue", issues), "issue_units": ("issue", issues), "issue_verdicts": ("issue", issues),
        "recurrences": ("issue", issues), "duties": ("duty", duties), "duty_issues": ("duty", duties), "duty_tenures": ("duty", duties),
        "extensions": ("duty", duties), "fulfilments": ("duty", duties), "acts": ("act", acts), "act_actors": ("act", acts),
        "act_recipients": ("act", acts), "act_matters": ("act", acts), "handovers": ("act", acts), "handover_givers": ("act", acts),
        "handover_takers": ("act", acts), "handover_matters": ("act", acts),
    }  # fmt: skip
    subjects = {*organizations, *tenures}
    found = _of(facts, "findings", "finding", "subject", subjects)
    by |= {
        "findings": ("subject", subjects),
        "finding_duties": ("finding", found),
        "finding_tests": ("finding", found),
        "finding_states": ("finding", found),
    }
    return {name: facts[name].filter(among(*by[name])) if name in by else facts[name] for name in TABLES}


LEAD_TABLES = frozenset(
    {
        "organizations", "tenures", "authorities", "organization_changes", "organizers", "feedbacks", "issues", "duties", "duty_issues", "findings",
        "finding_duties", "case_reviews", "leads", "lead_findings", "referrals", *(t for t in TABLES if owners(t)[0] & set(RULES)),
    }
)  # fmt: skip
"""The fact tables on which the way of a lead rests (graph.authority_index)."""


def leads_touched(facts: Facts, ids: Collection[str]) -> set[str]:
    """The leads whose way may rest on records with these ids.

    Sought from the ids on, so that nothing is joined with all duties and issues but what these lead to.
    """
    leaning = _leaning(facts, ids)
    held = facts["tenures"].filter(
        among("post", leaning) | among("person", leaning) | among("organization", leaning)
    )
    inspections = _of(facts, "organizers", "inspection", "organizer", leaning) | leaning
    feedbacks = _of(facts, "feedbacks", "feedback", "inspection", inspections) | leaning
    found = facts["findings"].filter(
        among("finding", leaning) | among("subject", {*leaning, *held["tenure"]})
    )
    # Only what is breached in a lead counts, and of that only what was told with these feedbacks.
    breached = facts["finding_duties"].join(facts["lead_findings"], on="finding", how="semi")
    asked = breached.select(pl.col("duty").unique())
    duties = facts["duties"].filter(among("feedback", feedbacks))
    issues = facts["issues"].filter(among("issue", leaning) | among("feedback", feedbacks))
    linked = facts["duty_issues"].join(asked, on="duty", how="semi").join(issues, on="issue", how="semi")
    hit = {
        *asked.filter(among("duty", leaning))["duty"],
        *asked.join(duties, on="duty", how="semi")["duty"],
        *linked["duty"],
    }
    findings = {*found["finding"], *breached.filter(among("duty", hit))["finding"]}
    return (
        _of(facts, "leads", "lead", "lead", leaning)
        | _of(facts, "leads", "lead", "discoverer", leaning)
        | _of(facts, "referrals", "lead", "referral", leaning)
        | _of(facts, "lead_findings", "lead", "finding", findings)
    )


def _leaning(facts: Facts, ids: Collection[str]) -> set[str]:
    """These ids and what leans on them: parts of an organization, what became one of them, and in two steps over what they hold authority.

    What acts on the subject of a finding and what leads that count; with what they have become, and all that they are part of.
    """
    found = set(ids)
    size = -1
    while size != len(found):
        size = len(found)
        found |= _of(facts, "organization_changes", "original", "resulting", found)
        found |= _of(facts, "organizations", "organization", "part_of", found)
    for _ in range(2):
        found |= _of(facts, "authorities", "over", "holder", found)
    return found
