"""What is recorded and decided about one person, over all the posts that this person held?

Posts, grades of responsibility, findings and what people decided on them, candidates on which nobody did, the person's own statements, leads and how they stand,
outcomes. Everything hangs on tenures: what somebody did in one post is not said of another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.circumstances.candidates import candidates
from graph.decided import as_decided
from graph.lead_state import LeadState, lead_states
from ontology.errors import UnknownName

if TYPE_CHECKING:
    from datetime import date

    from graph.analysis import Analysis
    from graph.facts import Facts


@dataclass(frozen=True, slots=True)
class PersonFile:
    """One person as of a day; rows in the order of their days.

    tenures: tenure, kind, post, organization, seat, from, until, until_after. items: as graph.answers.ANSWER, of matters. findings: finding,
    subject, circumstance, breach_date, status, reason, decided_on, decider (null while nobody decided), proved_by (the candidates for which it
    stands), returned (the day of its dismissal if that no longer holds). candidates: those that the records prove and no finding on record stands for, columns of graph.decided.as_decided. statements: statement, finding,
    stated_by, date, reason. reviews: review, subject (the person or a tenure), from, until. outcomes: outcome, procedure, subject, decider, date, kind, reason. leads: of these findings.
    """

    person: str
    as_of: date
    tenures: pl.DataFrame
    items: pl.DataFrame
    findings: pl.DataFrame
    candidates: pl.DataFrame
    statements: pl.DataFrame
    leads: tuple[LeadState, ...]
    reviews: pl.DataFrame
    outcomes: pl.DataFrame

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """The tables as plain rows."""
        tables = ("tenures", "items", "findings", "candidates", "statements", "reviews", "outcomes")
        return {name: getattr(self, name).to_dicts() for name in tables}


def person_file(analysis: Analysis, facts: Facts, identifier: str) -> PersonFile:
    """Of the person with this id, or the one behind a tenure; raises UnknownName. What is dated after the as-of day is unseen."""
    all_tenures = facts["tenures"]
    behind = all_tenures.filter(pl.col("tenure") == identifier)["person"]
    person = behind[0] if behind.len() else identifier
    tenures = all_tenures.filter(pl.col("person") == person)
    if tenures.is_empty():
        raise UnknownName("names.no_person_or_tenure", id=identifier)
    ids, as_of = tenures["tenure"].implode(), analysis.as_of
    here = analysis.around(tenures["organization"])
    limbs = [limb for limb in here.limbs if limb.of_tenure]
    proved = as_decided(candidates(here, limbs).filter(pl.col("subject").is_in(ids)), facts)
    findings = _findings(facts, ids, proved)
    of_findings = findings["finding"].implode()
    pairs = facts["lead_findings"].filter(pl.col("finding").is_in(of_findings))
    leads = sorted(set(pairs["lead"]))
    dated = facts["leads"].filter(pl.col("lead").is_in(leads) & (pl.col("date") <= as_of))["lead"].to_list()
    states = lead_states(facts, as_of, dated) if dated else []
    seen = pl.col("date") <= as_of
    own = set(findings["finding"])
    return PersonFile(
        person,
        as_of,
        tenures.select("tenure", "kind", "post", "organization", "seat", "from", "until", "until_after").sort(
            "from", "tenure", nulls_last=False
        ),
        here.matter_answers().filter(pl.col("bearer").is_in(ids)),
        findings,
        proved.filter(pl.col("recorded").list.len() == 0),
        facts["statements"].filter(pl.col("finding").is_in(of_findings) & seen).sort("date", "statement"),
        tuple(s for s in states if s.finding in own),
        facts["case_reviews"]
        .filter((pl.col("subject").is_in(ids) | (pl.col("subject") == person)) & (pl.col("from") <= as_of))
        .sort("from", "review"),
        facts["outcomes"].filter(pl.col("subject").is_in(ids) & seen).sort("date", "outcome"),
    )


def _findings(facts: Facts, tenures: pl.Series, proved: pl.DataFrame) -> pl.DataFrame:
    found = facts["findings"].filter(pl.col("subject").is_in(tenures))
    stands = proved.select("id", "returned", finding="recorded").explode("finding", empty_as_null=True)
    stands = stands.group_by("finding").agg(proved_by=pl.col("id").sort(), returned=pl.col("returned").max())
    return (
        found.select("finding", "subject", "circumstance", "breach_date")
        .join(facts["finding_states"].drop("facts_digest"), on="finding", how="left")
        .join(facts["finding_deciders"], on="finding", how="left")
        .join(stands, on="finding", how="left")
        .with_columns(pl.col("proved_by").fill_null(pl.lit([], pl.List(pl.String()))))
        .sort("breach_date", "finding", nulls_last=True)
    )
