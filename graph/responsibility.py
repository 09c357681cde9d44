"""Who answers for each matter, in which grade, on which ground, for how many days, under which provision?

semantics 1-3, 6, 8; docs/decisions.md. `decide` works on the coded facts and gives coded items; `named` gives them back their ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from graph.bearers import assigned, heads, members
from graph.compiled import CODE
from graph.doubts import BITS, Doubt, bit
from graph.portfolios import SPAN, Portfolio, portfolios, spans
from graph.sweep import union_days
from graph.windows import PLACE, InForce, applicable, windows

if TYPE_CHECKING:
    from graph.compiled import Compiled

GROUNDS = ("bearer", "addressee", "head", "assigned", "unit", "domain", "member")
BEARER, ADDRESSEE, HEAD_OF, ASSIGNED, IN_UNIT, IN_DOMAIN, MEMBER_OF = range(7)
HOLDER, CONTRIBUTOR, SUPPORTING = range(3)
ROLES = ("holder", "contributor", "supporting")
SUBJECTS = ("OrganizationSubject", "HeadSubject", "MemberSubject", "OtherMemberSubject")
ORGANIZATION_SUBJECT, HEAD_SUBJECT, MEMBER_SUBJECT, OTHER_MEMBER_SUBJECT = range(4)
_OTHERS = SUBJECTS[OTHER_MEMBER_SUBJECT]


@dataclass(frozen=True)
class Decision:
    """All answers as of a day, coded.

    items: matter, regulation (place), subject (place in SUBJECTS), bearer (organization code if subject is 0, else tenure
    code), ground, role, days, doubts, several, division (one of them, if any). spans: the stretches of days behind the personal items. windows, under: see graph.windows (windows has every matter, also those without a responsible organization, which have no items).
    """

    as_of: int
    regulations: tuple[InForce, ...]
    windows: pl.DataFrame
    under: pl.DataFrame
    spans: pl.DataFrame
    items: pl.DataFrame
    domains: Portfolio
    units: Portfolio


ITEM = {
    "matter": CODE, "regulation": PLACE, "subject": pl.UInt8(), "bearer": CODE, "ground": pl.UInt8(), "role": pl.UInt8(),
    "days": pl.Int32(), "doubts": BITS, "several": pl.Boolean(), "division": CODE,
}  # fmt: skip


def decide(
    compiled: Compiled, regulations: tuple[InForce, ...], as_of: int, asked: tuple[int, ...] | None = None
) -> Decision:
    """Every item of every matter in `compiled`, as of a day (days since 1970); `asked`: spans and items of these matters (codes) only."""
    every = windows(compiled, as_of)
    answered = pl.col("organization").is_not_null()
    window = every.filter(answered if asked is None else answered & pl.col("matter").is_in(asked))
    under = applicable(window, compiled, regulations, as_of)
    domains, units = portfolios(compiled)
    charged = pl.concat(
        [
            assigned(compiled, window, ASSIGNED),
            spans(compiled, units, window, IN_UNIT),
            spans(compiled, domains, window, IN_DOMAIN),
        ]
    )
    standing = pl.concat([heads(compiled, window, HEAD_OF), charged])
    if any(r.rule(_OTHERS) for r in regulations):
        standing = pl.concat([standing, members(compiled, window, charged, MEMBER_OF)])
    items = _under_regulations(pl.concat([_main(window), _personal(standing, window)]), under, regulations)
    return Decision(as_of, regulations, every, under, standing, items, domains, units)


def _main(window: pl.DataFrame) -> pl.DataFrame:
    return window.select(
        "matter",
        subject=pl.lit(ORGANIZATION_SUBJECT, pl.UInt8),
        bearer="organization",
        ground=pl.when("own").then(pl.lit(BEARER, pl.UInt8)).otherwise(pl.lit(ADDRESSEE, pl.UInt8)),
        role=pl.lit(HOLDER, pl.UInt8),
        days=(pl.col("end") - pl.col("start") + 1).cast(pl.Int32),
        doubts=pl.lit(0, BITS),
        several=pl.lit(value=False),
        division=pl.lit(None, CODE),
    )


def _personal(standing: pl.DataFrame, window: pl.DataFrame) -> pl.DataFrame:
    """Spans gathered into items: one a matter, tenure, ground and supporting or not."""
    rows = standing.join(window.select("matter", "end"), on="matter", maintain_order="left").with_columns(
        on_end=(pl.col("from") <= pl.col("end")) & (pl.col("end") < pl.col("until")),
        sure_on_end=(pl.col("sure_from") <= pl.col("end")) & (pl.col("end") < pl.col("sure_until")),
        sure=pl.col("sure_from") < pl.col("sure_until"),
        group=pl.col("matter").cast(pl.UInt64) * (1 << 30)
        + pl.col("tenure").cast(pl.UInt64) * 16
        + pl.col("ground").cast(pl.UInt64) * 2
        + pl.col("supporting").cast(pl.UInt64),
    )
    rows = rows.with_columns(repeated=pl.col("group").is_duplicated())
    single = rows.filter(~pl.col("repeated")).with_columns(
        days=(pl.col("until") - pl.col("from")).cast(pl.Int32)
    )
    gathered = single.select(_GATHERED)
    repeated = rows.filter("repeated")
    if repeated.height:
        gathered = pl.concat([gathered, _merged(repeated)])
    holder = pl.col("on_end") & ~pl.col("supporting")
    sure_enough = pl.when(holder).then("sure_on_end").otherwise("sure")
    return gathered.select(
        "matter",
        pl.when(pl.col("ground") == HEAD_OF)
        .then(HEAD_SUBJECT)
        .when(pl.col("ground") == MEMBER_OF)
        .then(OTHER_MEMBER_SUBJECT)
        .otherwise(MEMBER_SUBJECT)
        .cast(pl.UInt8)
        .alias("subject"),
        pl.col("tenure").alias("bearer"),
        "ground",
        pl.when("supporting")
        .then(SUPPORTING)
        .when(holder)
        .then(HOLDER)
        .otherwise(CONTRIBUTOR)
        .cast(pl.UInt8)
        .alias("role"),
        "days",
        pl.col("doubts") | bit(Doubt.DateImprecise, ~sure_enough),
        "several",
        "division",
    )


_GATHERED = (
    "matter", "tenure", "ground", "supporting", "on_end", "sure_on_end", "sure", "several", "doubts", "division", "days"
)  # fmt: skip


def _merged(rows: pl.DataFrame) -> pl.DataFrame:
    groups = rows.select("group").unique().sort("group").with_row_index("place")
    rows = rows.join(groups, on="group")
    days = union_days(rows, "place")
    gathered = rows.group_by("place").agg(
        pl.col("matter", "tenure", "ground", "supporting").first(),
        pl.col("on_end", "sure_on_end", "sure", "several").any(),
        pl.col("doubts").bitwise_or(),
        pl.col("division").min(),
    )
    return gathered.join(days, on="place").select(_GATHERED)


def _under_regulations(
    items: pl.DataFrame, under: pl.DataFrame, regulations: tuple[InForce, ...]
) -> pl.DataFrame:
    """Items once for each regulation that has a rule for their subject, with the doubts of matter and regulation.

    Who only assists is one of the other members, where a regulation has a rule for these.
    """
    rows = items.join(under, on="matter", suffix="_under")
    with_others = [r.place for r in regulations if r.rule(_OTHERS)]
    if with_others:
        only_assists = pl.col("regulation").is_in(with_others) & (pl.col("role") == SUPPORTING)
        rows = rows.with_columns(
            subject=pl.when(only_assists).then(pl.lit(OTHER_MEMBER_SUBJECT, pl.UInt8)).otherwise("subject")
        )
    ruled = [(r.place, i) for r in regulations for i, subject in enumerate(SUBJECTS) if r.rule(subject)]
    if len(ruled) < len(SUBJECTS) * len(regulations):
        schema = {"regulation": PLACE, "subject": pl.UInt8()}
        rows = rows.join(
            pl.DataFrame(ruled, schema=schema, orient="row"), on=["regulation", "subject"], how="semi"
        )
    main = pl.when(pl.col("subject") == 0).then("main_doubts").otherwise(pl.lit(0, BITS))
    return rows.with_columns(doubts=pl.col("doubts") | pl.col("doubts_under") | main).select(*ITEM)


__all__ = ["ITEM", "SPAN", "Decision", "decide"]
