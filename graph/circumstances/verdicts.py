"""Which verdicts on record, and which findings of a person, meet a limb?

Patterns RecordedVerdict, HumanOnly (semantics 4; docs/decisions.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from graph.circumstances.hits import NO_HITS, hits
from graph.circumstances.standing import imprecise
from graph.compiled import CODE

if TYPE_CHECKING:
    from graph.circumstances.rules import Limb
    from graph.circumstances.standing import Standing

_ROW = {
    "subject": CODE, "home": CODE, "act": CODE, "date": pl.Int32(), "matter": CODE, "sure": pl.Boolean()
}  # fmt: skip
_NO_ROWS = pl.DataFrame(schema=_ROW)


def recorded_verdict(at: Standing, limb: Limb) -> pl.DataFrame:
    """An act of the kind with the verdict that names the subject, or concerns its duty, as the limb asks."""
    parts = [part for who in limb.who if (part := _rows(at, limb, who)).height]
    if not parts:
        return NO_HITS
    rows = _about(at, limb, pl.concat([part.select(*_ROW) for part in parts]).unique())
    if rows.is_empty():
        return NO_HITS
    # One finding for each set of duties that an act of the subject's concerns (semantics 4).
    acts = rows.group_by("subject", "act", "date").agg(
        duties=pl.col("matter").drop_nulls().unique().sort(), sure=pl.col("sure").any()
    )
    told = at.compiled["act_on_feedback"].group_by("act").agg(feedback=pl.col("feedback").min())
    acts = acts.join(told, on="act", how="left").with_columns(
        key=pl.col("duties").cast(pl.List(pl.String)).list.join("/")
    )
    found = acts.group_by("subject", "key").agg(
        pl.col("duties").first(),
        pl.col("feedback").min(),
        breach=pl.col("date").min(),
        acts=pl.col("act").unique().sort(),
        sure=pl.col("sure").any(),
    )
    return hits(limb.place, found.with_columns(doubts=imprecise(pl.lit(value=True), pl.col("sure"))))


def _rows(at: Standing, limb: Limb, who: str) -> pl.DataFrame:
    """subject, home (organization), act, date, matter (null where the act is not found through a duty), sure."""
    nothing = pl.lit(None, CODE)
    certain = pl.lit(value=True)
    if who in ("ActActor", "ActRecipient") and limb.of_tenure:
        acts = at.compiled["act_by_tenure"].filter(pl.col("actor") == (who == "ActActor"))
        rows = _judged(at, limb, acts).join(at.tenures(limb).drop("organization"), on="tenure")
        on, sure = pl.col("date"), certain
        if limb.in_office:
            rows = rows.filter((pl.col("from") <= on) & (on < pl.col("until")))
            sure = (pl.col("sure_from") <= on) & (on < pl.col("sure_until"))
        return rows.select("act", "date", subject="tenure", home="organization", matter=nothing, sure=sure)
    if who in ("ActOrganization", "ActRecipient") and not limb.of_tenure:
        acts = at.compiled["act_of_organization"].filter(pl.col("recipient") == (who == "ActRecipient"))
        rows = _judged(at, limb, acts)
        return rows.select(
            "act", "date", subject="organization", home="organization", matter=nothing, sure=certain
        )
    if who in ("DutyBearer", "DutyAssignee"):
        rows = _on_duties(at, limb)
        if who == "DutyAssignee":
            named = at.compiled["matter_tenure"].select("matter", subject="tenure").unique()
            named = named.join(at.tenures(limb), left_on="subject", right_on="tenure", how="semi")
            rows = rows.join(named, on="matter")
        else:
            rows = rows.with_columns(subject="organization")
        return rows.select("act", "date", "subject", "matter", home="organization", sure=certain)
    return _NO_ROWS


def _judged(at: Standing, limb: Limb, acts: pl.DataFrame) -> pl.DataFrame:
    acts = acts.filter((pl.col("date") <= at.as_of) & pl.col("verdict").is_in(limb.verdict))
    return acts.filter(pl.col("kind").is_in(limb.act_kind)) if limb.act_kind else acts


def _on_duties(at: Standing, limb: Limb) -> pl.DataFrame:
    """Verdicts that concern duties of the kind: organization, matter, act, date; repeated after, and on what was performed, where the limb asks."""
    acts = at.compiled["act_on_matter"].filter(pl.col("organization").is_not_null())
    if limb.duty_kind:
        of_kind = at.compiled["matter"].filter(pl.col("kind").is_in(limb.duty_kind)).select(matter="code")
        acts = acts.join(of_kind, on="matter", how="semi")
    rows = _judged(at, limb, acts.filter(~pl.col("fulfils")))
    if rows.is_empty():
        return rows
    if limb.performed_by is not None:
        done = acts.filter(pl.col("kind") == limb.performed_by)
        done = done.group_by("matter").agg(done=pl.col("date").min())
        rows = rows.join(done, on="matter").filter(pl.col("done") <= pl.col("date"))
    if limb.after is not None:
        between = acts.filter(~pl.col("fulfils") & (pl.col("kind") == limb.after)).select(
            "matter", between="date"
        )
        first = rows.group_by("matter").agg(first=pl.col("date").min())
        reminded = first.join(between, on="matter").filter(pl.col("between") > pl.col("first"))
        reminded = reminded.group_by("matter").agg(pl.col("between").min())
        rows = rows.join(reminded, on="matter").filter(pl.col("date") > pl.col("between"))
    return rows


def _about(at: Standing, limb: Limb, rows: pl.DataFrame) -> pl.DataFrame:
    """Those whose act concerns what the limb asks, of the subject's organization."""
    if limb.about == "FeedbackToSubject":
        told = at.compiled["act_on_feedback"].filter("direct").select("act", home="organization")
        return rows.join(told.unique(), on=["act", "home"], how="semi")
    if limb.about == "DutyOfSubject":
        duties = at.compiled["act_on_matter"].filter(~pl.col("fulfils")).select("act", home="organization")
        return rows.join(duties.unique(), on=["act", "home"], how="semi")
    return rows


def human_only(at: Standing, limb: Limb) -> pl.DataFrame:
    """A finding that a person recorded with a written reason and that was not dismissed; nothing is computed."""
    rows = at.compiled["recorded_finding"].filter(
        (pl.col("circumstance") == limb.circumstance)
        & pl.col("reasoned")
        & (pl.col("status") != "Dismissed")
        & (pl.col("of_tenure") == limb.of_tenure)
    )
    if rows.is_empty():
        return NO_HITS
    if limb.of_tenure:
        rows = rows.join(at.tenures(limb), left_on="subject", right_on="tenure", how="semi")
    return hits(
        limb.place,
        rows.select(
            "subject",
            "breach",
            "status",
            "duties",
            "feedback",
            anchor="finding",
            others=pl.concat_list("finding"),
        ),
    )
