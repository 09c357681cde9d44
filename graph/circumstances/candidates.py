"""Which findings do the records prove, as candidates that a person may confirm or dismiss?

semantics 4; docs/decisions.md. Everything is computed from an analysis alone, so a changed copy of the facts is asked in the same
way. Nothing here confirms anything.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import polars as pl

from graph.circumstances.hits import LIMB, NO_HITS
from graph.circumstances.patterns import PATTERNS
from graph.circumstances.standing import Standing
from graph.doubts import BITS, Doubt, bit, open_questions
from graph.windows import day_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.analysis import Analysis
    from graph.circumstances.rules import Limb
    from graph.compiled import Compiled

_IDS = pl.List(pl.String())
CANDIDATE = {
    "id": pl.String(), "circumstance": pl.String(), "limb": pl.String(), "regulation": pl.String(), "provision": pl.String(),
    "mode": pl.String(), "pattern": pl.String(), "status": pl.String(), "subject": pl.String(), "organization": pl.String(),
    "person": pl.String(), "matter": _IDS, "duties": _IDS, "breach_date": pl.Date(), "open": _IDS, "parameters": _IDS, "facts": _IDS,
}  # fmt: skip
"""One candidate a row. id: digest of circumstance, limb, subject, matter, the same on every day and in every store. provision: the number.
subject: organization or tenure; organization: the subject itself, or that of its post; person: who holds the tenure, else null. matter: what the
finding is about and is known by (the breached duties, else a feedback, an issue ...); duties: those breached, all of them. breach_date: the first day on
which the limb held. open: questions of the limb and those its facts raise. parameters: ids of the policies used. facts: ids of the records it
rests on. status: Candidate, or that of a person's own recorded finding. Sorted by provision, limb, subject, matter."""


def candidates(analysis: Analysis, limbs: Sequence[Limb] | None = None) -> pl.DataFrame:
    """Every candidate of the analysis's facts as of its day, columns CANDIDATE; `limbs`: only these of `analysis.limbs`."""
    standing = Standing(analysis, day_number(analysis.as_of))
    asked = analysis.limbs if limbs is None else limbs
    return named(hits_of(standing, asked), analysis, asked)


def hits_of(standing: Standing, limbs: Sequence[Limb]) -> pl.DataFrame:
    """What the limbs find, judged: columns HIT and of_tenure."""
    found = [
        PATTERNS[limb.pattern](standing, limb)
        for limb in limbs
        if limb.pattern in PATTERNS and not limb.untestable
    ]
    some = [part for part in found if part.height]
    if not some:
        return NO_HITS.with_columns(of_tenure=pl.lit(value=False))
    return judged(pl.concat(some), standing, limbs)


def judged(hits: pl.DataFrame, at: Standing, limbs: Sequence[Limb]) -> pl.DataFrame:
    """Those hits whose regulation is in force on the breach date, or came into force while the breach went on; with all their doubts."""
    rules = pl.DataFrame(
        [(limb.place, limb.start, limb.end, limb.of_tenure) for limb in limbs],
        schema={"limb": LIMB, "start": pl.Int32(), "end": pl.Int32(), "of_tenure": pl.Boolean()},
        orient="row",
    )
    rows = hits.join(rules, on="limb", maintain_order="left")
    covered = pl.col("breach").is_null() | pl.col("breach").is_between("start", "end", closed="left")
    spans = (
        (pl.col("breach") < pl.col("start"))
        & (pl.col("start") <= at.as_of)
        & (pl.col("running") > pl.col("start"))
    ).fill_null(value=False)
    rows = rows.filter(covered | spans).with_columns(
        doubts=pl.col("doubts") | bit(Doubt.BreachSpansRegulations, spans & ~covered)
    )
    return _outside(rows, at, limbs).drop("start", "end")


def _outside(rows: pl.DataFrame, at: Standing, limbs: Sequence[Limb]) -> pl.DataFrame:
    """OutsideScope where the regulation's scope holds neither the inspection nor, for an organization, the kind of subject."""
    asked, subjects = rows["feedback"].unique().implode(), rows["subject"].unique().implode()
    feedback = (
        at.compiled["feedback"]
        .select("levels", "kind", feedback="code")
        .filter(pl.col("feedback").is_in(asked))
    )
    organization = (
        at.compiled["organization"].select("kind", subject="code").filter(pl.col("subject").is_in(subjects))
    )
    scopes = {limb.regulation: limb.scope for limb in limbs if limb.scope is not None}
    inside, party = [], []
    for regulation, scope in scopes.items():
        places = pl.Series([limb.place for limb in limbs if limb.regulation == regulation], dtype=LIMB)
        of = pl.DataFrame({"limb": places})
        in_level = pl.col("levels").list.contains(str(scope["level"])).fill_null(value=False)
        in_kind = pl.col("kind").is_in(scope["inspection_kind"] or []).fill_null(value=False)
        inside.append(of.join(feedback.filter(in_level | in_kind).select("feedback"), how="cross"))
        kinds = pl.col("kind").is_in(scope["organization_kind"] or [])
        party.append(of.join(organization.filter(kinds).select("subject"), how="cross"))
    if not scopes:
        return rows
    rows = rows.with_row_index("_row")
    within = rows.join(pl.concat(inside), on=["limb", "feedback"], how="semi")["_row"]
    whose = rows.join(pl.concat(party), on=["limb", "subject"], how="semi")["_row"]
    scoped = pl.col("limb").is_in([limb.place for limb in limbs if limb.scope is not None])
    outside = ~pl.col("_row").is_in(within.implode()) | (
        ~pl.col("of_tenure") & ~pl.col("_row").is_in(whose.implode())
    )
    return rows.with_columns(doubts=pl.col("doubts") | bit(Doubt.OutsideScope, scoped & outside)).drop("_row")


def named(hits: pl.DataFrame, analysis: Analysis, limbs: Sequence[Limb]) -> pl.DataFrame:
    """Judged hits as candidates, columns CANDIDATE."""
    compiled = analysis.compiled
    rows = hits.join(_opened(hits, analysis, limbs), on=["limb", "doubts"], maintain_order="left")
    rows = rows.join(_rules(limbs), on="limb", maintain_order="left")
    rows = _with_subjects(rows, compiled).with_row_index("_row")
    rows = rows.drop("duties").join(
        _ids(rows, "duties", compiled, "matter"), on="_row", maintain_order="left"
    )
    rows = rows.drop("acts").join(_ids(rows, "acts", compiled, "act"), on="_row", maintain_order="left")
    rows = rows.drop("divisions").join(
        _ids(rows, "divisions", compiled, "division"), on="_row", maintain_order="left"
    )
    extensions = _extensions(hits.with_row_index("_row"), compiled, day_number(analysis.as_of))
    rows = rows.join(extensions, on="_row", how="left", maintain_order="left")
    none = pl.lit([], _IDS)
    rows = rows.with_columns(
        matter=pl.when(pl.col("anchor").is_null())
        .then("duties")
        .when(pl.col("anchor") == "")
        .then(none)
        .otherwise(pl.concat_list("anchor")),
        facts=pl.concat_list(
            "duties",
            pl.col("extensions").fill_null(none),
            "acts",
            "divisions",
            "others",
            pl.when("of_tenure").then(pl.concat_list("subject")).otherwise(none),
        ).list.unique(maintain_order=True),
        breach_date=pl.col("breach").cast(pl.Date),
    )
    rows = rows.with_columns(id=_identities(rows))
    return rows.select(pl.col(c).cast(t) for c, t in CANDIDATE.items()).sort(
        "provision", "limb", "subject", pl.col("matter").list.join("/")
    )


def _identities(rows: pl.DataFrame) -> pl.Series:
    """The stable ids: a digest of circumstance, limb, subject and matter."""
    told = rows.select(
        pl.concat_str("circumstance", "limb", "subject", pl.col("matter").list.join("\x1f"), separator="\x1e")
    ).to_series()
    return pl.Series(
        ["ca-" + hashlib.sha256(text.encode()).hexdigest()[:20] for text in told], dtype=pl.String
    )


def _rules(limbs: Sequence[Limb]) -> pl.DataFrame:
    rows = [
        (
            limb.place, limb.circumstance, limb.test, limb.regulation, limb.number, limb.mode, limb.pattern,
            [parameter.policy for parameter in limb.parameters],
        )
        for limb in limbs
    ]  # fmt: skip
    schema = {
        "limb": LIMB, "circumstance": pl.String(), "test": pl.String(), "regulation": pl.String(), "provision": pl.String(),
        "mode": pl.String(), "pattern": pl.String(), "parameters": _IDS,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _opened(hits: pl.DataFrame, analysis: Analysis, limbs: Sequence[Limb]) -> pl.DataFrame:
    """limb, doubts, open: the questions of the limb and those that the doubts raise in its regulation."""
    by_place = {limb.place: limb for limb in limbs}
    rows = []
    for place, doubts in hits.select("limb", "doubts").unique().iter_rows():
        limb = by_place[place]
        raised = open_questions(analysis.raised, limb.regulation, doubts)
        rows.append((place, doubts, sorted({*limb.open, *raised})))
    return pl.DataFrame(rows, schema={"limb": LIMB, "doubts": BITS, "open": _IDS}, orient="row")


def _with_subjects(rows: pl.DataFrame, compiled: Compiled) -> pl.DataFrame:
    """`rows` with the ids of subject, organization and person."""
    organizations = compiled["organization"].select("id", "code")
    people = compiled["person"].select(person="code", person_id="id")
    home = compiled["tenure"].select("organization", "person", subject="code", tenure_id="id")
    home = home.join(organizations.rename({"code": "organization", "id": "home_id"}), on="organization")
    home = home.join(people, on="person").select("subject", "tenure_id", "home_id", "person_id")
    rows = rows.join(home, on="subject", how="left", maintain_order="left")
    rows = rows.join(
        organizations.rename({"code": "subject", "id": "organization_id"}),
        on="subject",
        how="left",
        maintain_order="left",
    )
    of = pl.col("of_tenure")
    return rows.with_columns(
        limb="test",
        subject=pl.when(of).then("tenure_id").otherwise("organization_id"),
        organization=pl.when(of).then("home_id").otherwise("organization_id"),
        person=pl.when(of).then("person_id"),
    ).drop("test", "tenure_id", "home_id", "person_id", "organization_id")


def _ids(rows: pl.DataFrame, column: str, compiled: Compiled, name: str) -> pl.DataFrame:
    """_row and the list of codes in `column` as sorted ids."""
    exploded = rows.select("_row", code=column).explode("code", empty_as_null=True).drop_nulls()
    named = (
        compiled[name].select("code", "id").filter(pl.col("code").is_in(exploded["code"].unique().implode()))
    )
    found = exploded.join(named, on="code").group_by("_row").agg(pl.col("id").sort())
    return (
        rows.select("_row")
        .join(found, on="_row", how="left", maintain_order="left")
        .select("_row", pl.col("id").fill_null(pl.lit([], _IDS)).alias(column))
    )


def _extensions(hits: pl.DataFrame, compiled: Compiled, as_of: int) -> pl.DataFrame:
    """_row, extensions: ids of those approved by the as-of date of the breached duties, whether they counted or came too late."""
    known = compiled["extension"].filter(pl.col("approved") <= as_of).select("matter", "extension")
    exploded = hits.select("_row", matter="duties").explode("matter", empty_as_null=True).drop_nulls()
    return exploded.join(known, on="matter").group_by("_row").agg(extensions=pl.col("extension").sort())


__all__ = ["CANDIDATE", "candidates"]
