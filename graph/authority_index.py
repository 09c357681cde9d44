"""How is the index of authority built from facts, at a million issues in seconds?

Every table is first cut down, in polars, to what the leads and their findings can touch; only then do rows become Python.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.authority import (
    Change,
    Finding,
    Headship,
    Holding,
    Index,
    Inspection,
    Lead,
    Organization,
    Review,
    Step,
    Subject,
)
from graph.last_asked import LastAsked
from graph.powers import read_powers
from graph.referral_table import SUPERIOR, read_tables
from ontology.errors import UnknownName
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.facts import Facts

_HEAD_SEAT = "HeadSeat"


def build_index(facts: Facts, leads: Iterable[str] | None = None) -> Index:
    """The index for all leads, or for those named (unknown ones raise UnknownName)."""
    tables, powers = read_tables(facts), read_powers(facts)
    leads_ = facts["leads"]
    if leads is not None:
        wanted = pl.DataFrame({"lead": sorted(set(leads))}, schema={"lead": pl.String()})
        unknown = wanted.join(leads_, on="lead", how="anti")["lead"].to_list()
        if unknown:
            raise UnknownName("names.no_lead", names=unknown)
        leads_ = leads_.join(wanted, on="lead", how="semi")
    pairs = facts["lead_findings"].join(leads_, on="lead", how="semi")
    findings = facts["findings"].join(pairs, on="finding", how="semi")
    organizations, committees = _structure(facts["organizations"])
    seats = facts["tenures"].join(findings.select(tenure="subject"), on="tenure", how="semi")
    subjects = {
        t: Subject(t, (post, person), person, organization, seat == _HEAD_SEAT)
        for t, post, person, organization, seat in seats.select(
            "tenure", "post", "person", "organization", "seat"
        ).iter_rows()
    }
    over = {each for s in subjects.values() for each in s.over}
    over |= set(findings["subject"]) | set(leads_["discoverer"])
    # A lead may pass organs of these kinds only, and for those that the subject leads another organ is sought.
    passed = {t.scope.discipline_kind for t in tables}
    passed |= {kind for t in tables for r in t.rows for o in r.options for kind in (o.via, o.target) if kind}
    over |= {name for name, organization in organizations.items() if organization.kind in passed}
    if powers:
        over |= {s.organization for s in subjects.values() if s.organization}
    if any(key == SUPERIOR for t in tables for r in t.rows for key, _ in r.asks):
        # Whose superior the discoverer is: of those who hold authority over the subject.
        over |= set(facts["authorities"].join(_among("over", over), on="over", how="semi")["holder"])
    return Index(
        tables,
        _leads(facts, leads_, pairs),
        _findings(facts, findings, subjects),
        organizations,
        committees,
        {level: i for i, level in enumerate(vocabulary().schemes["Level"].codes)},
        _holdings(facts["authorities"], over),
        _changes(facts["organization_changes"]),
        _headships(facts["tenures"], {s.person for s in subjects.values() if s.person}),
        _reviews(facts),
        powers,
        _heads(facts["tenures"]) if powers else {},
    )


def _among(column: str, values: set[Any]) -> pl.DataFrame:
    return pl.DataFrame({column: list(values)}, schema={column: pl.String()})


@LastAsked
def _structure(
    rows: pl.DataFrame,
) -> tuple[dict[str, Organization], dict[tuple[str, str], tuple[str, ...]]]:
    """Organizations by id, committees by kind and level."""
    return _organizations(rows), _committees(rows)


def _organizations(rows: pl.DataFrame) -> dict[str, Organization]:
    rows = rows.select("organization", "kind", "level", "part_of")
    return {name: Organization(kind, level, part_of) for name, kind, level, part_of in rows.iter_rows()}


def _leads(facts: Facts, leads: pl.DataFrame, pairs: pl.DataFrame) -> dict[str, Lead]:
    contained = defaultdict(list)
    for lead, finding in pairs.select("lead", "finding").unique().sort("finding").iter_rows():
        contained[lead].append(finding)
    steps = defaultdict(list)
    rows = facts["referrals"].join(leads, on="lead", how="semi").sort("order", "date", "referral")
    for lead, *step in rows.select("lead", "referral", "sender", "receiver", "date").iter_rows():
        steps[lead].append(Step(*step))
    return {
        lead: Lead(discoverer, context, tuple(contained[lead]), tuple(steps.get(lead, ())))
        for lead, discoverer, context in leads.select("lead", "discoverer", "context").iter_rows()
    }


def _findings(facts: Facts, findings: pl.DataFrame, subjects: dict[str, Subject]) -> dict[str, Finding]:
    breached = facts["finding_duties"].join(findings, on="finding", how="semi")
    duties = facts["duties"].select("duty", "feedback").join(breached, on="duty")
    direct = duties.drop_nulls("feedback").select("finding", "feedback")
    # A duty without feedback of its own stands under that of an issue that it addresses (of several, the first by id).
    without = (
        duties.filter(pl.col("feedback").is_null())
        .select("finding", "duty")
        .join(facts["duty_issues"], on="duty")
    )
    issues = without.group_by("finding", "duty").agg(pl.col("issue").min())
    through = facts["issues"].join(issues, on="issue").select("finding", "feedback")
    feedbacks = facts["feedbacks"].select("feedback", "inspection", "inspection_kind")
    behind = pl.concat([direct, through]).unique().join(feedbacks, on="feedback")
    organizers = defaultdict(list)
    for inspection, organizer in (
        facts["organizers"].join(behind, on="inspection", how="semi").sort("organizer").iter_rows()
    ):
        organizers[inspection].append(organizer)
    inspections = defaultdict(list)
    rows = behind.select("finding", "inspection", "inspection_kind").unique().sort("inspection")
    for finding, inspection, kind in rows.iter_rows():
        inspections[finding].append(Inspection(inspection, kind, tuple(organizers.get(inspection, ()))))
    return {
        finding: Finding(
            subjects.get(subject) or Subject(subject, (subject,), None),
            breach_date,
            tuple(inspections.get(finding, ())),
        )
        for finding, subject, breach_date in findings.select("finding", "subject", "breach_date").iter_rows()
    }


def _committees(organizations: pl.DataFrame) -> dict[tuple[str, str], tuple[str, ...]]:
    recorded: dict[tuple[str, str], list[str]] = defaultdict(list)
    mentioned: dict[tuple[str, str], list[str]] = defaultdict(list)
    rows = organizations.select("organization", "kind", "level", pl.col("mentioned_by").is_null()).sort(
        "organization"
    )
    for organization, kind, level, of_records in rows.iter_rows():
        (recorded if of_records else mentioned)[kind, level].append(organization)
    return {key: tuple(names) for key, names in (mentioned | recorded).items()}


def _holdings(authorities: pl.DataFrame, over: set[str]) -> dict[tuple[str, str], tuple[Holding, ...]]:
    found = defaultdict(list)
    rows = authorities.join(_among("over", over), on="over", how="semi").sort("authority")
    for kind, each, *holding in rows.select(
        "kind", "over", "authority", "holder", "from", "until"
    ).iter_rows():
        found[kind, each].append(Holding(*holding))
    return {key: tuple(holdings) for key, holdings in found.items()}


def _changes(changes: pl.DataFrame) -> dict[str, tuple[Change, ...]]:
    found: dict[str, dict[str, Change]] = defaultdict(dict)
    for original, change, day, result in (
        changes.select("original", "change", "date", "resulting").sort("change").iter_rows()
    ):
        before = found[original].get(change, Change(change, day, ()))
        found[original][change] = (
            before if result is None else before._replace(resulting=(*before.resulting, result))
        )
    return {original: tuple(by_id.values()) for original, by_id in found.items()}


def _headships(tenures: pl.DataFrame, persons: set[str]) -> dict[tuple[str, str], tuple[Headship, ...]]:
    found = defaultdict(list)
    rows = (
        tenures.filter(pl.col("seat") == _HEAD_SEAT)
        .join(_among("person", persons), on="person", how="semi")
        .sort("tenure")
    )
    for organization, person, *headship in rows.select(
        "organization", "person", "tenure", "from", "until"
    ).iter_rows():
        found[organization, person].append(Headship(*headship))
    return {key: tuple(headships) for key, headships in found.items()}


def _heads(tenures: pl.DataFrame) -> dict[str, tuple[Headship, ...]]:
    found = defaultdict(list)
    rows = tenures.filter(pl.col("seat") == _HEAD_SEAT).sort("tenure")
    for organization, *headship in rows.select("organization", "tenure", "from", "until").iter_rows():
        found[organization].append(Headship(*headship))
    return {organization: tuple(headships) for organization, headships in found.items()}


def _reviews(facts: Facts) -> dict[str, tuple[Review, ...]]:
    """By organization or person: a review of a tenure is one of who holds it."""
    persons = facts["tenures"].select("person", subject="tenure")
    rows = facts["case_reviews"].join(persons, on="subject", how="left").sort("review")
    found = defaultdict(list)
    whose = pl.coalesce("person", "subject")
    for subject, *review in rows.select(whose, "review", "from", "until").iter_rows():
        found[subject].append(Review(*review))
    return {subject: tuple(reviews) for subject, reviews in found.items()}
