"""Which acts bear on whose affairs: on a duty, on a feedback, done by whom, directed to whom?

Coded tables, sorted by the organization whose affairs they are, so that those of one are a slice (graph.compiled). Each row says
of its act what tests ask: date, kind, verdict, who did it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from graph.coding import coded, table_of
from graph.compiled import CODE, day

if TYPE_CHECKING:
    from graph.facts import Facts

_SAID = ("act", "date", "kind", "verdict", "by")


def acts(
    facts: Facts,
    organization: pl.DataFrame,
    tenure: pl.DataFrame,
    feedback: pl.DataFrame,
    issue: pl.DataFrame,
    matter: pl.DataFrame,
) -> dict[str, pl.DataFrame]:
    """The tables of acts. `organization` is whose affairs they are; act, date, kind, verdict, by (organization) are in each.

    act: code, id                      act_on_matter: matter (a duty), fulfils (else it concerns it), named (names who acted)
    act_on_feedback: feedback, direct (concerns the feedback itself; else an issue or duty of it), named
    act_by_tenure: tenure, actor (else it is directed to the tenure)
    act_of_organization: recipient (else the organization acted, and there is a verdict)
    recurrence: issue, earlier         recorded_finding: subject, of_tenure, finding (id), circumstance (id), status,
        duties, feedback (of one of them), reasoned (a reason is written), breach
    """
    act = table_of(facts["acts"].select(id="act").sort("id"))
    said = coded(coded(facts["acts"], "by", organization, keep=True), "act", act)
    said = said.select("act", "kind", "verdict", "by", date=day("date"))
    actors = coded(coded(facts["act_actors"], "tenure", tenure), "act", act)
    recipients = coded(facts["act_recipients"], "act", act)
    about = coded(facts["act_matters"], "act", act)
    said = said.join(
        actors.select("act", named=pl.lit(value=True)).unique(), on="act", how="left"
    ).with_columns(pl.col("named").fill_null(value=False))
    duty = matter.filter("duty")
    on_duty = pl.concat(
        [
            coded(
                coded(facts["fulfilments"].select("act", matter="duty"), "act", act), "matter", duty
            ).select("act", "matter", fulfils=pl.lit(value=True)),
            coded(about.rename({"about": "matter"}), "matter", duty).select(
                "act", "matter", fulfils=pl.lit(value=False)
            ),
        ]
    )
    return {
        "act": act,
        "act_on_matter": on_duty.join(said, on="act")
        .join(matter.select("organization", matter="code"), on="matter")
        .select("organization", "matter", "fulfils", "named", *_SAID)
        .sort("matter", "act", "fulfils"),
        "act_on_feedback": _on_feedback(said, about, on_duty, matter, issue, feedback),
        "act_by_tenure": _by_tenure(
            said, actors, coded(recipients.rename({"to": "tenure"}), "tenure", tenure), tenure
        ),
        "act_of_organization": _of_organization(
            said, coded(recipients.rename({"to": "organization"}), "organization", organization)
        ),
        "recurrence": _recurrences(facts, issue),
        "recorded_finding": recorded_findings(facts, organization, tenure, duty),
    }


def _on_feedback(
    said: pl.DataFrame,
    about: pl.DataFrame,
    on_duty: pl.DataFrame,
    matter: pl.DataFrame,
    issue: pl.DataFrame,
    feedback: pl.DataFrame,
) -> pl.DataFrame:
    of_issue = issue.select("feedback", issue="code")
    of_duty = matter.select("feedback", matter="code")
    rows = pl.concat(
        [
            coded(about.rename({"about": "feedback"}), "feedback", feedback).select(
                "act", "feedback", direct=pl.lit(value=True)
            ),
            coded(about.rename({"about": "issue"}), "issue", issue)
            .join(of_issue, on="issue")
            .select("act", "feedback", direct=pl.lit(value=False)),
            on_duty.join(of_duty, on="matter").select("act", "feedback", direct=pl.lit(value=False)),
        ]
    ).unique()
    rows = rows.join(said, on="act").join(feedback.select("organization", feedback="code"), on="feedback")
    return rows.select("organization", "feedback", "direct", "named", *_SAID).sort(
        "organization", "feedback", "act", "direct", nulls_last=True
    )


def _by_tenure(
    said: pl.DataFrame, actors: pl.DataFrame, recipients: pl.DataFrame, tenure: pl.DataFrame
) -> pl.DataFrame:
    rows = pl.concat(
        [
            actors.select("act", "tenure", actor=pl.lit(value=True)),
            recipients.select("act", "tenure", actor=pl.lit(value=False)),
        ]
    )
    rows = rows.join(said, on="act").join(tenure.select("organization", tenure="code"), on="tenure")
    return rows.select("organization", "tenure", "actor", *_SAID).sort("tenure", "act", "actor")


def _of_organization(said: pl.DataFrame, recipients: pl.DataFrame) -> pl.DataFrame:
    judged = said.filter(pl.col("verdict").is_not_null() & pl.col("by").is_not_null())
    rows = pl.concat(
        [
            recipients.select("act", "organization", recipient=pl.lit(value=True)),
            judged.select("act", organization="by", recipient=pl.lit(value=False)),
        ]
    )
    rows = rows.join(said, on="act")
    return rows.select("organization", "recipient", *_SAID).sort("organization", "act", "recipient")


def _recurrences(facts: Facts, issue: pl.DataFrame) -> pl.DataFrame:
    rows = coded(coded(facts["recurrences"], "issue", issue), "earlier", issue)
    rows = rows.join(issue.select("organization", issue="code"), on="issue")
    return rows.select("organization", "issue", "earlier").sort(
        "organization", "issue", "earlier", nulls_last=True
    )


def recorded_findings(
    facts: Facts, organization: pl.DataFrame, tenure: pl.DataFrame, duty: pl.DataFrame
) -> pl.DataFrame:
    """The table of findings that people recorded (see `acts`), by the compiled tables of organizations, tenures and duties."""
    breached = coded(facts["finding_duties"], "duty", duty).join(
        duty.select("feedback", duty="code"), on="duty"
    )
    breached = breached.group_by("finding").agg(
        duties=pl.col("duty").unique().sort(), feedback=pl.col("feedback").min()
    )
    rows = facts["findings"].join(facts["finding_states"], on="finding")
    rows = rows.join(breached, on="finding", how="left").with_columns(
        pl.col("duties").fill_null(pl.lit([], pl.List(CODE)))
    )
    of_organization = coded(rows, "subject", organization).with_columns(
        organization="subject", of_tenure=pl.lit(value=False)
    )
    home = tenure.select("organization", subject="code")
    of_tenure = (
        coded(rows, "subject", tenure).join(home, on="subject").with_columns(of_tenure=pl.lit(value=True))
    )
    columns = (
        "organization",
        "subject",
        "of_tenure",
        "finding",
        "circumstance",
        "status",
        "duties",
        "feedback",
    )
    return pl.concat(
        [
            part.select(*columns, reasoned=pl.col("reason").is_not_null(), breach=day("breach_date"))
            for part in (of_organization, of_tenure)
        ]
    ).sort("organization", "finding")
