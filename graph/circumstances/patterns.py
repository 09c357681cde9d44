"""Which function finds what a pattern describes?

The only place where the pattern codes of the vocabulary meet Python.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.circumstances.duties import after_reminder, duty_unmet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import polars as pl

    from graph.circumstances.rules import Limb
    from graph.circumstances.standing import Standing

PATTERNS: Mapping[str, Callable[[Standing, Limb], pl.DataFrame]] = {
    "DutyUnmet": duty_unmet,
    "DutyUnmetAfterReminder": after_reminder,
}
"""Pattern code -> what finds it: hits (graph.circumstances.hits.HIT) of one limb."""
