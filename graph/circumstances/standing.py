"""What do several patterns ask of the facts as of a day: which duties are unmet, until when does each period run, who headed?

Frames are coded, computed when first asked for; days are days since 1970.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from graph.compiled import HEAD, MEMBER
from graph.doubts import BITS, Doubt, bit
from graph.once import once
from graph.responsibility import MEMBER_OF
from graph.windows import effective_dues, windows

if TYPE_CHECKING:
    from graph.analysis import Analysis
    from graph.circumstances.rules import Limb
    from graph.compiled import Compiled

_SEAT = {"HeadSeat": HEAD, "MemberSeat": MEMBER}


@dataclass(frozen=True)
class Standing:
    """The facts of an analysis, as patterns ask for them."""

    analysis: Analysis
    as_of: int

    @property
    def compiled(self) -> Compiled:
        """The coded facts."""
        return self.analysis.compiled

    @once
    def duties(self) -> pl.DataFrame:
        """Duties whose window has a day and that an organization answers for: columns of graph.windows.windows, and kind, periodic, every."""
        told = self.compiled["matter"].filter("duty").select("kind", "periodic", "every", matter="code")
        # Without spans nobody needs the rest of the decision.
        decided = self.analysis.__dict__.get("decision")
        rows = windows(self.compiled, self.as_of) if decided is None else decided.windows
        rows = rows.filter(pl.col("duty") & pl.col("organization").is_not_null())
        return rows.join(told, on="matter", maintain_order="left")

    @once
    def unmet(self) -> pl.DataFrame:
        """Those that are unmet: their effective due date has passed without performance (semantics 2.2)."""
        return self.duties.filter("unmet")

    @once
    def spans(self) -> pl.DataFrame:
        """The stretches of days on which tenures stand for matters (graph.portfolios.SPAN), supporting ones left out.

        Those of members without a charge too: no circumstance is laid on somebody for being one of the others.
        """
        return self.analysis.decision.spans.filter(~pl.col("supporting") & (pl.col("ground") != MEMBER_OF))

    def tenures(self, limb: Limb) -> pl.DataFrame:
        """The tenures that can be subjects of a limb: tenure, organization, person, acting, from, until, sure_from, sure_until."""
        seats = [_SEAT[seat] for seat in limb.seats]
        return self.compiled["tenure"].filter(pl.col("seat").is_in(seats)).select(
            "organization", "person", "acting", "from", "until", "sure_from", "sure_until", tenure="code"
        )  # fmt: skip

    @once
    def periods(self) -> pl.DataFrame:
        """The rectification period of every feedback given by the as-of date (semantics 2.6): feedback, organization (addressee), start, last.

        `last` is the latest effective due date of its duties, the as-of date if none has one.
        """
        due = self.compiled["matter"].filter("duty").select("feedback", "due", matter="code")
        moved = effective_dues(self.compiled, self.as_of).select("matter", "eff")
        latest = (
            due.join(moved, on="matter", how="left")
            .group_by("feedback")
            .agg(last=pl.coalesce("eff", "due").max())
        )
        told = self.compiled["feedback"].select("organization", feedback="code", start="date")
        rows = told.filter(pl.col("start") <= self.as_of).join(latest, on="feedback", how="left")
        return rows.with_columns(pl.col("last").fill_null(self.as_of).cast(pl.Int32))

    @once
    def shared(self) -> pl.DataFrame:
        """Days on which another head of the organization is certain as well: tenure, shared_from, shared_until."""
        pairs = self.compiled["head_overlap"]
        sides = [
            pairs.select(pl.col(side).alias("tenure"), shared_from="from", shared_until="until")
            for side in ("tenure", "other")
        ]
        return pl.concat(sides)

    def head_doubts(self, rows: pl.DataFrame) -> pl.DataFrame:
        """`rows` (tenure, acting, first, last) with HeadDoubtful added to `doubts` where the head acts, or is not alone on a day of `[first, last]`."""
        rows = rows.with_row_index("_row")
        together = rows.select("_row", "tenure", "first", "last").join(self.shared, on="tenure")
        together = together.filter(
            (pl.col("shared_from") <= pl.col("last")) & (pl.col("shared_until") > pl.col("first"))
        )
        several = together.select("_row").unique().with_columns(_several=pl.lit(value=True))
        doubtful = pl.col("acting") | pl.col("_several").fill_null(value=False)
        rows = rows.join(several, on="_row", how="left", maintain_order="left")
        return rows.with_columns(doubts=pl.col("doubts") | bit(Doubt.HeadDoubtful, doubtful)).drop(
            "_row", "_several"
        )

    def acts_on(self, matters: pl.DataFrame) -> pl.DataFrame:
        """Acts on these matters (column `matter`) by the as-of date: matter, fulfils, named, act, date, kind, verdict."""
        acts = self.compiled["act_on_matter"].filter(pl.col("date") <= self.as_of)
        return acts.join(matters.select("matter").unique(), on="matter", how="semi").drop("organization")


def imprecise(possible: pl.Expr, sure: pl.Expr) -> pl.Expr:
    """DateImprecise where it is possible and not sure."""
    return bit(Doubt.DateImprecise, possible & ~sure)


def union_of(column: str = "doubts") -> pl.Expr:
    """All doubts of a group together."""
    return pl.col(column).bitwise_or().cast(BITS)
