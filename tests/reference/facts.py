"""What the decision table asks of one lead and finding (23-26, 28)."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from tests.reference.records import Record, Records, day_of, possible, ref, refs
from tests.reference.windows import feedback_of, inspection_of

LEVELS = ("Central", "Province", "City", "District", "Town")  # from above to below


@dataclass
class Facts:
    """One lead with one finding, to be decided on one day: what the records say of them."""

    records: Records
    lead: Record
    finding: Record
    regulation: str | None
    on: date

    @property
    def discoverer(self) -> Record:
        return self.records[self.lead["discoverer"]]

    @property
    def subject(self) -> str:
        return str(self.finding["subject"])

    @property
    def is_cadre(self) -> bool:
        return self.subject in self.records.tenures

    @property
    def person(self) -> str | None:
        return self.records.tenures[self.subject].person if self.is_cadre else None

    @cached_property
    def scope(self) -> Record:
        """The one `Scope` of the regulation: which organs and kinds of authority play which part."""
        (scope,) = self.records.of("Scope", self.regulation or "")
        return scope

    def holders(self, kind: str, over: set[str], on: date) -> set[str]:
        """23: who holds an authority over any of these, if its interval holds the day."""
        return {
            authority["holder"]
            for authority in self.records.all("Authority")
            if authority["kind"] == kind
            and over & set(refs(authority, "over"))
            and possible(authority).holds(on)
        }

    @property
    def subject_is(self) -> set[str]:
        """23: over a cadre: over the tenure's post or its person. Over an organization: over exactly that one."""
        if not self.is_cadre:
            return {self.subject}
        tenure = self.records.tenures[self.subject]
        return {tenure.post, tenure.person}

    def over_subject(self, kind: str, on: date) -> set[str]:
        """Who holds an authority over the subject on a day."""
        return self.holders(kind, self.subject_is, on)

    def headed_by_subject(self, organization: str) -> bool:
        """24, 32: the subject's person holds a `HeadSeat` tenure there on the decision date (possible interval)."""
        return any(
            h.person == self.person and h.possible_on(self.on) for h in self.records.heads(organization)
        )

    @property
    def conflict(self) -> bool:
        """24: the discoverer is the subject, or is led by it. Always known."""
        discoverer = self.discoverer["id"]
        leads = self.holders(self.scope["organizationAuthority"], {discoverer}, self.on)
        return discoverer == self.subject or self.subject in leads or self.headed_by_subject(discoverer)

    @property
    def within_kind(self) -> str:
        """25: the kind of authority that is asked of this discoverer over this subject."""
        if self.discoverer["kind"] == self.scope["disciplineKind"]:
            return str(self.scope["disciplineAuthority"])
        return str(self.scope["cadreAuthority" if self.is_cadre else "organizationAuthority"])

    @property
    def within(self) -> bool | None:
        """25, semantics 5.1: the discoverer itself holds it; False only if another holder is recorded."""
        holders = self.over_subject(self.within_kind, self.on)
        return self.discoverer["id"] in holders if holders else None

    @property
    def managed_by(self) -> str | None:
        """26: from how the holders stand to the committee; holders of different classes: unknown."""
        holders = self.over_subject(self.scope["cadreAuthority"], self.on) if self.is_cadre else set()
        relations = {self.relation(holder) for holder in holders}
        if len(relations) != 1 or self.regulation is None:
            return None
        (relation,) = relations
        rules = self.records.of("ManagementRule", self.regulation)
        return next((str(rule["managedBy"]) for rule in rules if rule["relation"] == relation), None)

    def relation(self, holder: str) -> str | None:
        """26: the committee or its department; a level above; a level below or a part of it; else unknown."""
        committee = self.committee
        if committee is None:
            return None
        organ, own = self.records[holder], self.records[committee]
        if holder == committee:
            return "OwnCommittee"
        if organ["kind"] == self.scope.get("personnelKind") and ref(organ, "partOf") == committee:
            return "OwnCommittee"
        if LEVELS.index(organ["level"]) < LEVELS.index(own["level"]):
            return "AboveCommittee"
        if LEVELS.index(organ["level"]) > LEVELS.index(own["level"]):
            return "BelowCommittee"
        return "BelowCommittee" if committee in self.records.ladder(holder, "partOf") else None

    @cached_property
    def committee(self) -> str | None:
        """26: the organizer of the inspection behind the finding; else the only such organization in the store. A
        name that a rules file needs (`mentionedBy`) counts only if the records have no other.
        """
        kind, level = self.scope["committeeKind"], self.scope.get("level")
        such = [o for o in self.records.all("Organization") if o["kind"] == kind and o["level"] == level]
        such = [o for o in such if not ref(o, "mentionedBy")] or such
        store: set[str] = {organization["id"] for organization in such}
        organisers = {o for i in self.inspections for o in refs(self.records[i], "organisedBy")}
        for candidates in (organisers & store, store):
            if len(candidates) == 1:
                return next(iter(candidates))
        return None

    @cached_property
    def inspections(self) -> set[str]:
        """26: behind the finding: `breaches` -> feedback, or the feedback of the issue addressed."""
        feedbacks = [feedback_of(self.records, self.records[duty]) for duty in refs(self.finding, "breaches")]
        found = {inspection_of(self.records, feedback) for feedback in feedbacks}
        return {inspection for inspection in found if inspection is not None}

    @property
    def management_kind(self) -> str:
        """42: management authority: over a cadre or over an organization."""
        return str(self.scope["cadreAuthority" if self.is_cadre else "organizationAuthority"])

    def leaders(self, organ: str) -> set[str]:
        """Who leads an organ on the date."""
        return self.holders(self.scope["organizationAuthority"], {organ}, self.on)

    @property
    def led(self) -> list[str]:
        """42: the other organs with management authority over the subject that the discoverer leads."""
        own = self.discoverer["id"]
        holders = self.over_subject(self.management_kind, self.on) - {own}
        return sorted(holder for holder in holders if own in self.leaders(holder))

    @property
    def superior(self) -> bool | None:
        """42: whether there is one; unknown if nobody's authority is recorded, or of one of them nobody's lead."""
        holders = self.over_subject(self.management_kind, self.on)
        if self.led:
            return True
        unled = [h for h in holders - {self.discoverer["id"]} if not self.leaders(h)]
        return None if not holders or unled else False

    @property
    def under_review(self) -> bool:
        """42: a case review against the organization, or the person in whatever post, holds the date; none recorded: none."""
        for review in self.records.all("CaseReview"):
            against = review["subject"]
            if against in self.records.tenures:
                against = self.records.tenures[against].person
            if possible(review).holds(self.on) and against == (self.person or self.subject):
                return True
        return False

    @cached_property
    def keys(self) -> dict[str, Any]:
        """The keys of the decision table; None: unknown."""
        return {
            "conflict": self.conflict,
            "context": self.lead["context"],
            "discovererKind": self.discoverer["kind"],
            "level": self.discoverer["level"],
            "subjectKind": "CadreSubject" if self.is_cadre else "OrganizationSubject",
            "within": self.within,
            "managedBy": self.managed_by,
            "superior": self.superior,
            "underReview": self.under_review,
        }

    # -------------------------------------------------------------- the organs that have jurisdiction

    def now(self, organ: str, seen: frozenset[str] = frozenset()) -> set[str]:
        """28: an organ that was changed on or before the date is replaced by what resulted, repeatedly. One that is
        among its own results (a split that it survives) stays.
        """
        changes = self.changes(organ)
        if not changes or organ in seen:
            return {organ}
        results = {result for change in changes for result in refs(change, "resulting")}
        return {current for result in results for current in self.now(result, seen | {organ})}

    def changes(self, organ: str) -> list[Record]:
        """28: what changed an organ on or before the date."""
        changes = [change for change in self.records.all("OrgChange") if organ in refs(change, "original")]
        return [change for change in changes if day_of(change, "date") <= self.on]

    def organs(self, over: set[str], kind: str) -> tuple[set[str], bool]:
        """28: the organs of a kind with jurisdiction, as they are now, and whether a change was followed."""
        holders = self.holders(self.scope["disciplineAuthority"], over, self.on)
        of_kind = {holder for holder in holders if self.records[holder]["kind"] == kind}
        current = {organ for holder in of_kind for organ in self.now(holder)}
        followed = any(self.changes(holder) for holder in of_kind)
        return {organ for organ in current if self.records[organ]["kind"] == kind}, followed
