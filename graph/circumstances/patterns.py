"""Which function finds what a pattern describes?

The only place where the pattern codes of the vocabulary meet Python.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.circumstances.course import issue_recurs, late_burst
from graph.circumstances.duties import after_reminder, duty_unmet
from graph.circumstances.periods import act_absent, periodic_act_absent
from graph.circumstances.succession import handover_missing, repeated_reassignment, successor_inert
from graph.circumstances.verdicts import human_only, recorded_verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import polars as pl

    from graph.circumstances.rules import Limb
    from graph.circumstances.standing import Standing

PATTERNS: Mapping[str, Callable[[Standing, Limb], pl.DataFrame]] = {
    "DutyUnmet": duty_unmet,
    "DutyUnmetAfterReminder": after_reminder,
    "PeriodicActAbsent": periodic_act_absent,
    "ActAbsent": act_absent,
    "RecordedVerdict": recorded_verdict,
    "IssueRecurs": issue_recurs,
    "LateBurst": late_burst,
    "HandoverMissing": handover_missing,
    "SuccessorInert": successor_inert,
    "RepeatedReassignment": repeated_reassignment,
    "HumanOnly": human_only,
}
"""Pattern code -> what finds it: hits (graph.circumstances.hits.HIT) of one limb."""
