"""What does Zeren answer to a set of facts, as of a day?

The one door to the decisions: stores, command line and pages ask here. Everything is computed from compiled facts, for all
matters or for the organizations named.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from graph.answers import Raised, answers, gap_answers, matter_answers
from graph.circumstances.rules import Limb, limbs
from graph.compiled import Compiled, end_of, start_of
from graph.compiling import compile_facts
from graph.doubts import questions_raised
from graph.gaps import find_gaps
from graph.once import once
from graph.responsibility import Decision, decide
from graph.windows import InForce, day_number, regulations_with_rules
from ontology.records import among

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from graph.facts import Facts


@dataclass(frozen=True)
class Analysis:
    """Facts as of a day, compiled and ready to be decided."""

    compiled: Compiled
    as_of: date
    regulations: tuple[InForce, ...]
    recorded_regulations: pl.DataFrame
    raised: Raised
    limbs: tuple[Limb, ...]
    asked: tuple[int, ...] | None = None
    """The matters (codes) of which items are wanted; None = all."""

    @once
    def decision(self) -> Decision:
        """All items, coded."""
        return decide(self.compiled, self.regulations, day_number(self.as_of), self.asked)

    def of_organizations(self, organizations: Iterable[int]) -> Analysis:
        """The same analysis, restricted to the affairs of these organizations (codes)."""
        return replace(self, compiled=self.compiled.subset(organizations))

    def around(self, organizations: Iterable[str]) -> Analysis:
        """The same analysis, restricted to all that bears on these organizations (ids)."""
        codes = self.compiled["organization"].filter(among("id", organizations))["code"]
        return self.of_organizations(self.compiled.with_neighbours(codes))

    def answers(self) -> pl.DataFrame:
        """Every item of every duty and issue (graph.answers.ANSWER)."""
        return answers(self.decision, self.compiled, self.raised)

    def matter_answers(self) -> pl.DataFrame:
        """Every item of every matter: duties, and issues without duties (graph.answers.ANSWER)."""
        return matter_answers(self.decision, self.compiled, self.raised)

    def gaps(self) -> pl.DataFrame:
        """Every gap (graph.answers.GAP_ANSWER)."""
        return gap_answers(self.coded_gaps, self.compiled, self.raised)

    @once
    def coded_gaps(self) -> pl.DataFrame:
        """Every gap, coded (graph.gaps.GAP)."""
        return find_gaps(self.decision, self.compiled, self.recorded_regulations)


def analyse(facts: Facts, as_of: date, compiled: Compiled | None = None) -> Analysis:
    """The analysis of facts as of a day; `compiled` saves compiling them again."""
    recorded = facts["regulations"].select("regulation", start=start_of("from"), end=end_of("until"))
    return Analysis(
        compiled if compiled is not None else compile_facts(facts),
        as_of,
        regulations_with_rules(facts),
        recorded,
        questions_raised(facts),
        limbs(facts),
    )
