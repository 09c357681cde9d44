"""Would a limb hold for the subject if one fact were different?

What every change that is named in a near-miss table is held to: that the subject would answer, that its days of grace would be over, that
the regulation would apply. A change of which this cannot be told is not named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from graph.compiled import HIGH
from graph.responsibility import ASSIGNED, HEAD_OF

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.circumstances.around import Around, Row
    from graph.circumstances.rules import Limb


def applies(limb: Limb, breach: int, as_of: int, running: int | None = None) -> bool:
    """Whether the limb's regulation covers a breach on that day, or came while it went on (`running`: until that day, exclusive)."""
    if limb.start <= breach < limb.end:
        return True
    return running is not None and breach < limb.start <= as_of and running > limb.start


def in_office(around: Around, day: int) -> bool:
    """Whether the subject is possibly in office; an organization always is."""
    return around.subject.since <= day < around.subject.until


def answers_on(around: Around, limb: Limb, d: Row, day: int) -> bool:
    """Whether the subject answers for a duty, as the limb asks, if it falls due on that day; after its days of grace."""
    subject = around.subject
    if "DutyBearer" in limb.who or subject.tenure is None:
        return bool(d["organization"] == subject.organization)
    if "DutyAssignee" in limb.who:
        return d["matter"] in around.named
    if not (subject.since <= d["start"] or day >= subject.since + limb.grace_days):
        return False
    seen = min(day, d["end"])
    stands = any(
        first <= seen < after
        and (("DutyHead" in limb.who and g == HEAD_OF) or ("DutyMembers" in limb.who and g >= ASSIGNED))
        for g, first, after in around.stands_for.get(d["matter"], ())
    )
    # Beyond the window nobody was asked who stands for it: it stays as it is while nobody comes, goes, gets or gives up anything.
    return stands and (day <= d["end"] or (in_office(around, day) and quiet(around, d["end"], day)))


def quiet(around: Around, after: int, until: int) -> bool:
    """Whether no tenure and no division of the organization begins or ends on the days `(after, until]`, even possibly."""
    compiled = around.at.compiled
    tenures = compiled["tenure"].filter(pl.col("organization") == around.subject.organization)
    divisions = compiled["division"].join(tenures.select(tenure="code"), on="tenure", how="semi")
    moving = [
        frame.select(
            pl.any_horizontal(pl.col(c).is_between(after, until, closed="right") for c in edges).any()
        )
        for frame, edges in (
            (tenures, ("from", "until", "sure_from", "sure_until")),
            (divisions, ("from", "until")),
        )
    ]
    return not any(bool(frame.item()) for frame in moving)


def untold(around: Around, d: Row, until: int) -> bool:
    """Whether nothing that bears on the duty is on record already for the days `(as-of date, until]`."""
    compiled, now = around.at.compiled, around.at.as_of
    of = pl.col("matter") == d["matter"]
    acts = compiled["act_on_matter"].filter(of & pl.col("date").is_between(now, until, closed="right"))
    moved = compiled["extension"].filter(of & pl.col("approved").is_between(now, until, closed="right"))
    return acts.is_empty() and moved.is_empty()


def never_moved(around: Around, d: Row) -> bool:
    """Whether no extension of the duty is on record."""
    return around.at.compiled["extension"].filter(pl.col("matter") == d["matter"]).is_empty()


def excuses(around: Around, limb: Limb, d: Row) -> list[Row]:
    """The acts that excuse it, in their order."""
    return [a for a in around.acts_on(d) if not a["fulfils"] and a["verdict"] in limb.unless]


def performed(around: Around, d: Row) -> list[Row]:
    """The acts that performed the duty by its effective due date, in their order."""
    return [a for a in around.acts_on(d) if a["fulfils"] and a["date"] <= d["eff"]]


def end_of_breach(d: Row) -> int:
    """The first day on which the duty was performed after all; HIGH if it never was."""
    return HIGH if d["fulfilled"] is None else int(d["fulfilled"])


def known_organization(around: Around) -> str:
    """The id of the organization whose affairs count."""
    names = around.at.compiled["organization"].filter(pl.col("code") == around.subject.organization)
    return str(names["id"][0])


def ids(rows: Iterable[Row]) -> tuple[str, ...]:
    """The ids of rows, each once, in their order."""
    return tuple(dict.fromkeys(str(row["id"]) for row in rows))
