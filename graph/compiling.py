"""How are the fact tables turned into the coded layout of graph.compiled?

Ids become places in sorted tables, so the codes depend on nothing but the ids; the order of rows is the order of codes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from graph.acts import acts
from graph.coding import coded, pair, table_of
from graph.compiled import DUTY, HEAD, Compiled
from graph.matters import extensions, feedbacks, issues, keys, matters, verdicts
from graph.offices import charges, divisions, handovers, overlaps, tenures

if TYPE_CHECKING:
    from graph.facts import Facts


def compile_facts(facts: Facts) -> Compiled:
    """The coded tables (all codes UInt32, days Int32):

    organization: code, id, kind, level           tenure: code, id, organization, person, post, seat, acting, from, until, sure_from, sure_until
    person, post, domain: code, id                ancestor: domain, ancestor, distance (0 = itself)
    feedback: code, id, organization, date, kind, levels (of the organizers)
    matter: code, id, duty, kind, organization, own (bearer is the duty's own), feedback, start, due, periodic, every (days), fulfilled (first day)
    issue: code, id, organization, feedback, date, has_duties, has_domain    bare_issue: organization, issue, date, has_duties (no domain)
    matter_issue / matter_domain / matter_unit: organization, matter, issue (, key)    domain_key / unit_key: organization, key, domain | unit
    domain_charge / unit_charge: organization, domain | unit, division, tenure, person, head, assists, from, until, sure_from, sure_until
        (inside the tenure), own_from, own_until (as recorded), office_from, office_until, office_sure_from, office_sure_until
    principal: division, principal                matter_tenure: organization, matter, tenure
    extension: organization, matter, place (0 = first approved), approved, new_due, own        verdict: organization, matter, date, verified
    handover: organization, act, date, giver, taker, about (kind of `target`, 0 = none), target
    neighbour: organization, other (one's answers can rest on the other's records)
    seat_overlap: organization, post, tenure, other, from, until        head_overlap: organization, tenure, other, from, until
    division: organization, code, tenure, from, until
    and the tables of graph.acts
    """
    organization = table_of(
        facts["organizations"]
        .sort("organization")
        .rename({"organization": "id"})
        .select("id", "kind", "level")
    )
    people = table_of(facts["tenures"]["person"].unique().sort().alias("id"))
    posts = table_of(facts["tenures"]["post"].unique().sort().alias("id"))
    tenure = tenures(facts, organization, people, posts)
    domain = table_of(facts["domains"].select(id="domain").sort("id"))
    divided = pl.concat([facts["domain_charges"]["division"], facts["unit_charges"]["division"]])
    division_ids = table_of(divided.unique().sort().alias("id"))
    feedback = feedbacks(facts, organization)
    issue = issues(facts, feedback)
    matter, links = matters(facts, organization, feedback, issue)
    where = matter.select(matter="code", organization="organization")

    def placed(rows: pl.DataFrame, by: str) -> pl.DataFrame:
        # Matters are numbered by organization, so the order of matters is the order of organizations.
        return rows.sort(pair("matter", by)).join(where, on="matter", maintain_order="left")

    matter_issue = placed(links, "issue")
    on_issue = matter_issue.filter(pl.col("organization").is_not_null())
    domain_key, matter_domain = keys(
        on_issue, coded(coded(facts["issue_domains"], "issue", issue), "domain", domain), "domain"
    )
    unit_key, matter_unit = keys(
        on_issue, coded(coded(facts["issue_units"], "issue", issue), "unit", organization), "unit"
    )
    assigned = coded(
        coded(facts["duty_tenures"].rename({"duty": "matter"}), "matter", matter.filter("duty")),
        "tenure",
        tenure,
    )
    matter_tenure = placed(assigned, "tenure").select("organization", "matter", "tenure")
    handover = handovers(facts, tenure, matter, issue, feedback)
    return Compiled(
        {
            "organization": organization,
            "person": people,
            "post": posts,
            "tenure": tenure,
            "domain": domain,
            "ancestor": _ancestors(facts, domain),
            "feedback": feedback,
            "matter": matter,
            "issue": issue,
            "bare_issue": issue.filter(~pl.col("has_domain") & pl.col("organization").is_not_null())
            .select("organization", "date", "has_duties", issue="code")
            .sort("organization", "issue"),
            "neighbour": _neighbours(matter, matter_issue, issue, matter_tenure, handover, tenure, feedback),
            "matter_issue": matter_issue,
            "domain_key": domain_key,
            "unit_key": unit_key,
            "matter_domain": matter_domain,
            "matter_unit": matter_unit,
            "matter_tenure": matter_tenure,
            "domain_charge": charges(
                coded(facts["domain_charges"], "domain", domain), "domain", tenure, division_ids
            ),
            "unit_charge": charges(
                coded(facts["unit_charges"], "unit", organization), "unit", tenure, division_ids
            ),
            "principal": coded(
                coded(facts["principals"], "division", division_ids), "principal", tenure
            ).sort("division", "principal"),
            "extension": placed(extensions(facts, matter, organization), "place"),
            "verdict": placed(verdicts(facts, matter), "date"),
            "handover": handover,
            "seat_overlap": overlaps(tenure, ["organization", "post"]),
            "head_overlap": overlaps(tenure.filter(pl.col("seat") == HEAD), ["organization"]),
            "division": divisions(facts, division_ids, tenure),
            **acts(facts, organization, tenure, feedback, issue, matter),
        }
    )


def _ancestors(facts: Facts, domain: pl.DataFrame) -> pl.DataFrame:
    parents = coded(coded(facts["domains"], "domain", domain), "broader", domain).select(
        "domain", parent="broader"
    )
    step = domain.select(domain="code", ancestor="code", distance=pl.lit(0, pl.UInt8))
    steps = [step]
    while step.height and len(steps) <= domain.height:
        step = step.join(parents, left_on="ancestor", right_on="domain").select(
            "domain", ancestor="parent", distance=pl.col("distance") + 1
        )
        steps.append(step)
    return pl.concat(steps).sort("domain", "distance")


def _neighbours(
    matter: pl.DataFrame,
    matter_issue: pl.DataFrame,
    issue: pl.DataFrame,
    matter_tenure: pl.DataFrame,
    handover: pl.DataFrame,
    tenure: pl.DataFrame,
    feedback: pl.DataFrame,
) -> pl.DataFrame:
    """Pairs of organizations, both ways, of which one's answers can rest on the other's records."""
    home = tenure.select(tenure="code", other="organization")
    duty = matter.select("organization", target="code")
    moved = handover.filter(pl.col("about") == DUTY).drop("organization").join(duty, on="target")
    pairs = pl.concat(
        [
            matter_issue.join(issue.select(issue="code", other="organization"), on="issue").select(
                "organization", "other"
            ),
            matter_tenure.join(home, on="tenure").select("organization", "other"),
            # How long a rectification lasts is said by all duties of its feedback.
            matter.join(feedback.select(feedback="code", other="organization"), on="feedback").select(
                "organization", "other"
            ),
            moved.join(home, left_on="giver", right_on="tenure").select("organization", "other"),
            moved.join(home, left_on="taker", right_on="tenure").select("organization", "other"),
        ]
    ).filter(pl.col("organization") != pl.col("other"))
    back = pairs.select(organization="other", other="organization")
    return pl.concat([pairs, back]).unique().sort("organization", "other")
