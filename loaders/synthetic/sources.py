"""Which documents does everything rest on? Shared ones: an appointment notice a district and year, a notice on the division of
labour an organization and year, and of every feedback its text and the plan of rectification.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from loaders.synthetic.chance import Numbers
from loaders.synthetic.tables import chosen, ids, numbers, table, text, year_of

if TYPE_CHECKING:
    import polars as pl

    from loaders.synthetic.structure import Structure

SOURCE = "so"
FIRST_YEAR, YEARS = 2019, 6


def _year(days: Numbers) -> Numbers:
    return np.clip(year_of(days) - FIRST_YEAR, 0, YEARS - 1)


def appointment(s: Structure, organizations: Numbers, days: Numbers) -> Numbers:
    """The notice by which somebody was appointed in that organization on that day."""
    return (s.district[organizations] + 1) * YEARS + _year(days)


def notice(s: Structure, organizations: Numbers, days: Numbers) -> Numbers:
    """The notice that divided the labour of that organization on that day."""
    return (s.plan.districts + 1) * YEARS + organizations * YEARS + _year(days)


def feedback_text(s: Structure, feedbacks: Numbers) -> Numbers:
    """The text of a feedback."""
    return (s.plan.districts + 1 + s.staffed) * YEARS + 2 * feedbacks


def rectification_plan(s: Structure, feedbacks: Numbers) -> Numbers:
    """The plan by which the addressee of a feedback sets out what it will do."""
    return feedback_text(s, feedbacks) + 1


def source_table(s: Structure, names: pl.Series, addressees: Numbers) -> pl.DataFrame:
    """The frame of Source; `names` are those of the staffed organizations, `addressees` those of the feedbacks."""
    appointing = numbers((s.plan.districts + 1) * YEARS)
    dividing = numbers(s.staffed * YEARS)
    documents = numbers(2 * len(addressees))
    years = [str(FIRST_YEAR + y) for y in range(YEARS)]
    committees = np.concatenate([[0], s.upper + 16 * numbers(s.plan.districts)])
    zh = text(chosen(names, committees[appointing // YEARS]), chosen(years, appointing % YEARS), "年任免通知")
    zh = zh.append(text(chosen(names, dividing // YEARS), chosen(years, dividing % YEARS), "年分工通知"))
    zh = zh.append(
        text(chosen(names, addressees[documents // 2]), chosen(["反馈意见", "整改方案"], documents % 2))
    )
    return table("Source", {"id": ids(SOURCE, numbers(len(zh))), "zh": zh})
