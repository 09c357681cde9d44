"""Which records does a ledger make: the feedback, its issues, their duties, who is assigned, what was done?

Nothing is made of what is not sure: an issue without a sure domain has none, a leader who is not known there is assigned nothing, a
measure that is done on no stated day has no act. Each of it is on the list of what a person must look at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from loaders.documents.dates import when
from loaders.documents.scribe import made_id
from loaders.documents.words import words
from loaders.identities.organizations import places
from loaders.ledgers.ledger import Said
from loaders.ledgers.statuses import done_on
from ontology.messages import message
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from datetime import date

    from loaders.documents.scribe import Scribe
    from loaders.ledgers.ledger import Issue, Ledger, Measure


_PART = re.compile(r"(?:台账|清单|一览表|汇总表)[(（]([^()（）:：]{2,12})[)）]\s*$")
_VERSION = re.compile(r"\d|[版稿年月]|截至|截止|更新|修订|最新|续|附")


@dataclass(frozen=True, slots=True)
class Head:
    """What the lines above the table say: whose ledger it is, of the feedback of which day, of whose inspection."""

    organization: Said | None
    feedback: date | None
    dated: Said | None
    organiser: Said | None
    kind: str | None


def head_of(ledger: Ledger) -> Head:
    """What the lines above the tables say."""
    found: dict[str, Said] = {}
    for field in ("organization", "feedback", "organiser"):
        for pattern in words("heads")[field]:
            for said in ledger.head:
                match = re.search(pattern, said.words)
                if match is not None and field not in found:
                    found[field] = Said(match[1], said.place.part(match.start(1), match.end(1)))
    titles = " ".join(said.words for said in ledger.head)
    kind = next((code for sign, code in words("heads")["inspection"].items() if sign in titles), None)
    dated = found.get("feedback")
    day = when(dated.value) if dated is not None else None
    return Head(
        found.get("organization"),
        day.earliest if day is not None and day.precision == "day" else None,
        dated,
        found.get("organiser"),
        kind,
    )


def identity(ledger: Ledger) -> str | None:
    """Whose ledger of which feedback it is, which stays when it is corrected; None if it does not say."""
    head = head_of(ledger)
    if head.organization is None:
        return None
    part = f" {part}" if (part := part_of(ledger)) else ""
    return f"ledger {head.organization.words} {head.feedback or ''}{part}"


def part_of(ledger: Ledger) -> str | None:
    """Of which part of the feedback a ledger is, as the end of its title says in brackets: （立行立改）; None where it says of none.

    What has a digit or names a version says how far the ledger has come, and differs from one copy to the next.
    """
    for said in ledger.head:
        match = _PART.search(said.words)
        if match is not None and not _VERSION.search(match[1]):
            return match[1]
    return None


def write(ledger: Ledger, scribe: Scribe) -> None:
    """States the records."""
    writer = _writer(ledger, scribe)
    count = 0
    for issue in ledger.issues(scribe.remarks):
        count += 1
        if writer is not None:
            writer.issue(issue)
    if writer is None and count and ledger.first is not None:
        place = ledger.first.text.place
        scribe.remark("nothing-taken", message("ledgers.nothing_taken", count=count), place)


def _writer(ledger: Ledger, scribe: Scribe) -> _Writer | None:
    """Who states the issues, once it is known whose they are and of which feedback; None, with a remark, where that is not said."""
    head, first = head_of(ledger), ledger.first
    assert first is not None
    place = first.text.place
    if head.organization is None and scribe.owner is not None:
        head = replace(head, organization=Said(scribe.owner, place))
    if head.organization is None:
        scribe.remark(
            "no-organization",
            message("ledgers.whose"),
            place,
        )
        return None
    said = head.organization
    organization = scribe.organization(_whole(said.words, ledger), said.place, create=True)
    if organization is None and scribe.owner is not None:
        organization = scribe.organization(scribe.owner, said.place)
    if organization is None:
        return None
    feedback = _feedback(head, organization, scribe)
    return None if feedback is None else _Writer(scribe, organization, *feedback, part_of(ledger))


def _whole(name: str, ledger: Ledger) -> str:
    """A name with the place that the title puts before it: 区水利局党组 in the ledger of 柏临区水利局党组."""
    if places(name):
        return name
    for said in ledger.head:
        at = said.words.find(name[1:]) if name[0] in "省市区县旗镇乡" else said.words.find(name)
        whole = (
            said.words[:at].removeprefix("中共") + name[1:]
            if at > 1 and said.words[at - 1] == name[0]
            else None
        )
        if whole is not None and places(whole):
            return whole
    return name


def _feedback(head: Head, organization: str, scribe: Scribe) -> tuple[str, date] | None:
    """Id and date of the feedback that the ledger answers: the recorded one, else a new one if the ledger says of which day it is."""
    said = head.organization
    if said is None:
        return None
    there = scribe.known.leadership(organization)
    known = [
        f
        for f in scribe.known.rows("Feedback")
        if f["addressee"] in there and head.feedback in {None, f["date"]}
    ]
    # One that this ledger alone stated is stated again: a decision about whose inspection it was may have changed.
    if head.feedback is not None and head.dated is not None:
        own = made_id("fb", organization, str(head.feedback))
        known = [f for f in known if f["id"] != own or not scribe.known.rests_on(f, scribe.source)]
    if len(known) == 1:
        return known[0]["id"], known[0]["date"]
    if known:
        scribe.remark(
            "which-feedback",
            message("ledgers.several_feedbacks", count=len(known)),
            said.place,
            said.words,
        )
        return None
    if head.feedback is None or head.dated is None:
        scribe.remark(
            "no-feedback",
            message("ledgers.no_feedback"),
            said.place,
            said.words,
        )
        return None
    cited = scribe.cite(head.dated.place, head.dated.words)
    made = made_id("fb", organization, str(head.feedback))
    inspection = _inspection(head, organization, scribe)
    if inspection is None:
        return None
    scribe.add(
        {
            "id": made,
            "type": "Feedback",
            "fromInspection": inspection,
            "addressee": organization,
            "date": head.feedback,
        },
        cited,
    )
    return made, head.feedback


def _inspection(head: Head, organization: str, scribe: Scribe) -> str | None:
    organiser = head.organiser
    said = head.organization
    if organiser is None or said is None:
        if said is not None:
            scribe.remark(
                "no-inspection",
                message("ledgers.whose_inspection"),
                said.place,
                said.words,
            )
        return None
    name = scribe.called(organization)
    found = places(name)
    place = next((p for p in reversed(found) if p.endswith(organiser.words[0])), None)
    cited = scribe.cite(organiser.place, organiser.words)
    committee = scribe.organization(
        place + organiser.words[1:] if place else organiser.words,
        organiser.place,
        home=organization,
        create=True,
    )
    if committee is None:
        return None
    kind = head.kind or "Regular"
    scribe.remark(
        "new-inspection",
        message("ledgers.new_record", kind=vocabulary().term(kind)),
        organiser.place,
        organiser.words,
    )
    title = f"{organiser.words}巡察（{head.feedback}反馈）"
    made = made_id("insp", committee, organization, str(head.feedback))
    return scribe.add(
        {"id": made, "type": "Inspection", "zh": title, "kind": kind, "organisedBy": committee}, cited
    )


class _Writer:
    """States issues, duties and acts under one feedback."""

    def __init__(
        self, scribe: Scribe, organization: str, feedback: str, since: date, part: str | None
    ) -> None:
        self.part = part
        self.scribe, self.organization, self.feedback, self.since = scribe, organization, feedback, since
        self.numbers: dict[str, int] = {}

    def issue(self, issue: Issue) -> None:
        """One issue with its measures."""
        scribe = self.scribe
        text = issue.text.words
        if not text:
            scribe.remark("no-text", message("ledgers.no_text"), issue.text.place, issue.number)
            return
        key = issue.number or text
        self.numbers[key] = again = self.numbers.get(key, 0) + 1
        made = made_id(
            "is",
            self.feedback,
            *([self.part] if self.part else []),
            key,
            *([str(again)] if again > 1 else []),
        )
        cited = [
            scribe.cite(s.place, s.words) for s in (issue.text, issue.category, issue.detail) if s is not None
        ]
        domains = scribe.domain_of_issue(text, issue.text.place)
        scribe.add(
            {
                "id": made,
                "type": "Issue",
                "zh": text,
                "underFeedback": self.feedback,
                "inDomain": list(domains) or None,
            },
            *cited,
        )
        for index, measure in enumerate(issue.measures):
            self.measure(made, measure, str(measure.number or index + 1))

    def measure(self, issue: str, measure: Measure, key: str) -> None:
        """One duty, who is assigned, and its completion."""
        scribe = self.scribe
        if not measure.text.words:
            return
        due = None if measure.deadline is None else measure.deadline.day
        if due is not None and due < self.since and measure.due is not None:
            scribe.remark(
                "due-before-feedback",
                message("ledgers.before_feedback", day=self.since),
                measure.due.place,
                measure.due.words,
            )
            due = None
        made = made_id("du", issue, key)
        cited = [
            scribe.cite(s.place, s.words)
            for s in (measure.text, measure.due, *measure.leaders, *measure.persons)
            if s is not None
        ]
        scribe.add(
            {
                "id": made, "type": "Duty", "kind": "RectificationTask", "zh": measure.text.words, "bearer": self.organization,
                "underFeedback": self.feedback, "addresses": [issue], "from": self.since, "due": due,
                "assignedTo": self.assigned(measure, due) or None,
            },
            *cited,
        )  # fmt: skip
        self.completion(made, measure)

    def assigned(self, measure: Measure, due: date | None) -> list[str]:
        """The tenures of the leaders who are named, on the last day of the duty, else of the feedback; persons of sections only if known."""
        day = due or self.since
        found = [self.leader(s, day) for s in measure.leaders]
        for said in measure.persons:
            _, held = self.scribe.leader(said.words, self.organization, day)
            found.append(None if held is None else held.id)
        return list(dict.fromkeys(t for t in found if t is not None))

    def leader(self, said: Said, day: date) -> str | None:
        """The tenure of a leader who is named, or of the one who surely holds the post that stands instead of a name (党委书记)."""
        scribe = self.scribe
        if said.words not in words("names")["titles"]:
            return scribe.tenure(said.words, said.place, organization=self.organization, on=day)
        there = scribe.known.leadership(self.organization)
        found = scribe.known.persons.in_post(said.words, there, day)
        if len(found) == 1 and scribe.known.surely(found[0].id, day):
            scribe.used.add(found[0].id)
            return found[0].id
        scribe.remark(
            "which-holder", message("ledgers.which_holder", count=len(found), day=day), said.place, said.words
        )
        return None

    def completion(self, duty: str, measure: Measure) -> None:
        """The act that fulfils a duty, if the ledger says on which day."""
        scribe, at = self.scribe, measure.completed_at
        completed = measure.completed
        if at is None and measure.status == "done":
            at, completed = done_on((measure.progress, measure.stated, measure.closed))
        if completed is not None and at is not None and measure.status != "open":
            cited = [
                scribe.cite(s.place, s.words)
                for s in (at, measure.stated, measure.evidence, measure.progress)
                if s is not None
            ]
            made = made_id("act", duty, "completion")
            scribe.add(
                {
                    "id": made,
                    "type": "Act",
                    "kind": "Completion",
                    "by": self.organization,
                    "date": completed,
                    "fulfils": [duty],
                },
                *cited,
            )
        elif completed is not None and at is not None:
            scribe.remark(
                "open-but-completed",
                message("ledgers.completed_open"),
                at.place,
                at.words,
            )
        elif measure.status == "done":
            said = measure.stated or measure.progress or measure.text
            scribe.remark(
                "done-without-date",
                message("ledgers.done_no_day"),
                said.place,
                said.words,
            )
        if measure.closed is not None:
            scribe.remark(
                "closed-by-whom",
                message("ledgers.nobody_struck_off"),
                measure.closed.place,
                measure.closed.words,
            )
