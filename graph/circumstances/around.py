"""What lies around one subject: its duties, the acts that bear on them and on it, as rows that can be walked?

A few dozen rows are quicker to walk than to join. Everything here explains; what is met is found by the patterns themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.circumstances.standing import Standing
from graph.compiled import HEAD, HIGH, LOW, MEMBER
from graph.near import near_organization
from graph.once import once
from graph.responsibility import ASSIGNED, HEAD_OF
from graph.windows import day_number
from ontology.errors import UnknownName

if TYPE_CHECKING:
    from graph.analysis import Analysis
    from graph.circumstances.rules import Limb

Row = dict[str, Any]
KINDS = {HEAD: ("HeadSubject", "CadreSubject"), MEMBER: ("MemberSubject", "CadreSubject")}


@dataclass(frozen=True)
class Subject:
    """An organization or a tenure: code, the organization whose affairs count, the kinds of subject it can be, the tenure's row."""

    id: str
    code: int
    organization: int
    kinds: tuple[str, ...]
    tenure: Row | None

    @property
    def since(self) -> int:
        """First possible day in the post; LOW for an organization."""
        return LOW if self.tenure is None else int(self.tenure["from"])

    @property
    def until(self) -> int:
        """First day out of the post; HIGH for an organization."""
        return HIGH if self.tenure is None else int(self.tenure["until"])


def subject_of(analysis: Analysis, identifier: str) -> Subject:
    """The organization or tenure with that id; raises UnknownName."""
    compiled = analysis.compiled
    organization = compiled["organization"].filter(pl.col("id") == identifier)
    if organization.height:
        code = int(organization["code"][0])
        return Subject(identifier, code, code, ("OrganizationSubject",), None)
    tenure = compiled["tenure"].filter(pl.col("id") == identifier)
    if tenure.is_empty():
        raise UnknownName("names.no_organization_or_tenure", id=identifier)
    row = tenure.row(0, named=True)
    return Subject(identifier, row["code"], row["organization"], KINDS.get(row["seat"], ()), row)


@dataclass(frozen=True)
class Around:
    """A subject and what lies around it, as of the standing's day."""

    at: Standing
    subject: Subject

    @once
    def duties(self) -> tuple[Row, ...]:
        """Duties of the organization (columns of Standing.duties) and, of a tenure, those that name it, with their ids."""
        rows = self.at.duties
        own = pl.col("organization") == self.subject.organization
        if self.subject.tenure is not None:
            own |= pl.col("matter").is_in(sorted(self.named))
        rows = rows.filter(own).join(self.at.compiled["matter"].select("id", matter="code"), on="matter")
        return tuple(rows.sort("eff", "id", nulls_last=True).iter_rows(named=True))

    @once
    def named(self) -> frozenset[int]:
        """The duties (codes) that name the tenure."""
        rows = self.at.compiled["matter_tenure"].filter(pl.col("tenure") == self.subject.code)
        return frozenset(rows["matter"])

    def of_kind(self, kinds: tuple[str, ...]) -> list[Row]:
        """The duties of some kinds; of all, if none is named."""
        return [d for d in self.duties if not kinds or d["kind"] in kinds]

    def answered(self, limb: Limb) -> list[Row]:
        """The duties of the limb's kind for which the subject answers on the effective due date, or may yet."""
        rows = self.of_kind(limb.duty_kind)
        if "DutyBearer" in limb.who or self.subject.tenure is None:
            return [d for d in rows if d["organization"] == self.subject.organization]
        if "DutyAssignee" in limb.who:
            return [d for d in rows if d["matter"] in self.named]
        standing = self.stands_for
        heads, members = "DutyHead" in limb.who, "DutyMembers" in limb.who
        found = []
        for d in rows:
            day = self.at.as_of if d["eff"] is None else min(d["eff"], self.at.as_of)
            grounds = standing.get(d["matter"], ())
            if any(
                a <= day < b and ((heads and g == HEAD_OF) or (members and g >= ASSIGNED))
                for g, a, b in grounds
            ):
                found.append(d)
        return found

    @once
    def stands_for(self) -> dict[int, tuple[tuple[int, int, int], ...]]:
        """Duty (code) -> ground, first day, day after, of every stretch in which the tenure stands for it."""
        found: dict[int, tuple[tuple[int, int, int], ...]] = {}
        rows = self.at.spans.filter(pl.col("tenure") == self.subject.code)
        for matter, ground, start, end in rows.select("matter", "ground", "from", "until").iter_rows():
            found[matter] = (*found.get(matter, ()), (ground, start, end))
        return found

    @once
    def _on_duties(self) -> dict[int, list[Row]]:
        duties = pl.DataFrame({"matter": [d["matter"] for d in self.duties]}, schema={"matter": pl.UInt32()})
        rows = self._with_ids(self.at.acts_on(duties))
        found: dict[int, list[Row]] = {}
        for row in rows.sort("date", "id").iter_rows(named=True):
            found.setdefault(row["matter"], []).append(row)
        return found

    def acts_on(self, duty: Row) -> list[Row]:
        """Acts on a duty by the as-of date, in their order: fulfils, named, act, id, date, kind, verdict."""
        return self._on_duties.get(duty["matter"], [])

    @once
    def own_acts(self) -> tuple[Row, ...]:
        """Acts that name the subject: actor (else it is the recipient), id, date, kind, verdict; in their order."""
        compiled, code = self.at.compiled, self.subject.code
        if self.subject.tenure is None:
            rows = compiled["act_of_organization"].filter(pl.col("organization") == code)
            rows = rows.with_columns(actor=~pl.col("recipient"))
        else:
            rows = compiled["act_by_tenure"].filter(pl.col("tenure") == code)
        rows = self._with_ids(rows.filter(pl.col("date") <= self.at.as_of))
        return tuple(rows.sort("date", "id").iter_rows(named=True))

    @once
    def told_organization(self) -> frozenset[int]:
        """The acts (codes) directed to the organization."""
        rows = self.at.compiled["act_of_organization"]
        rows = rows.filter("recipient", pl.col("organization") == self.subject.organization)
        return frozenset(rows["act"])

    @once
    def silent_acts(self) -> tuple[Row, ...]:
        """Acts of the organization about its feedbacks, by the as-of date, that do not say who acted: feedback, id, date, kind; in their order."""
        rows = self.at.compiled["act_on_feedback"].filter(
            ~pl.col("named"), pl.col("by") == self.subject.organization, pl.col("date") <= self.at.as_of
        )
        rows = self._with_ids(rows.select("act", "feedback", "date", "kind").unique())
        return tuple(rows.sort("date", "id").iter_rows(named=True))

    @once
    def feedbacks(self) -> tuple[Row, ...]:
        """Feedbacks to the organization by the as-of date with their periods: feedback, id, start, last."""
        rows = self.at.periods.filter(pl.col("organization") == self.subject.organization)
        rows = rows.join(self.at.compiled["feedback"].select("id", feedback="code"), on="feedback")
        return tuple(rows.sort("start", "id").iter_rows(named=True))

    @once
    def told_by(self) -> dict[int, set[int]]:
        """Act (code) -> the feedbacks (codes) that it concerns itself or through an issue or duty."""
        found: dict[int, set[int]] = {}
        acts = [a["act"] for a in self.own_acts]
        rows = self.at.compiled["act_on_feedback"].filter(pl.col("act").is_in(acts))
        for act, feedback in rows.select("act", "feedback").iter_rows():
            found.setdefault(act, set()).add(feedback)
        return found

    @once
    def told_directly(self) -> dict[int, set[int]]:
        """Act (code) of the subject's -> the feedbacks (codes) that it concerns itself."""
        found: dict[int, set[int]] = {}
        acts = [a["act"] for a in self.own_acts]
        rows = self.at.compiled["act_on_feedback"].filter("direct", pl.col("act").is_in(acts))
        for act, feedback in rows.select("act", "feedback").iter_rows():
            found.setdefault(act, set()).add(feedback)
        return found

    def _with_ids(self, rows: pl.DataFrame) -> pl.DataFrame:
        return rows.join(_gathered(self.at.compiled["act"], rows["act"]), on="act", how="left")


def _gathered(table: pl.DataFrame, codes: pl.Series) -> pl.DataFrame:
    """act, id of these codes: the table is sorted by code, and far larger."""
    asked = codes.unique().sort()
    return table[table["code"].search_sorted(asked)].select("id", act="code")


def around(analysis: Analysis, identifier: str) -> Around:
    """What lies around a subject (id); raises UnknownName."""
    found = subject_of(analysis, identifier)
    here = near_organization(analysis, found.organization)
    return Around(Standing(here, day_number(analysis.as_of)), found)
