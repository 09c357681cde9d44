"""What is due, by whom, from when to when, and by which regulation it is judged (1-5, 17, 18)."""

from dataclasses import dataclass
from datetime import date, timedelta

from tests.reference.records import Record, Records, day, day_of, possible, ref, refs

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Matter:
    """1: a duty, or an issue without duties."""

    id: str
    is_duty: bool
    organization: str | None  # the one responsible
    ground: str  # bearer or addressee
    feedback: str | None
    issues: tuple[str, ...]
    start: date
    end: date
    eff: date | None
    unmet: bool
    self_approved: bool

    def days(self) -> list[date]:
        """Every day of the window; none if the window is empty (3)."""
        return [self.start + ONE_DAY * n for n in range((self.end - self.start).days + 1)]

    @property
    def decisive(self) -> date:
        """17: the breach date (eff + 1) of an unmet duty, else the end of the window."""
        return self.eff + ONE_DAY if self.unmet and self.eff else self.end


def matters(records: Records, as_of: date) -> list[Matter]:
    """1: every duty, and every issue that no duty addresses. Empty windows are among them."""
    duties = [_duty(records, duty, as_of) for duty in records.all("Duty")]
    issues = [i for i in records.all("Issue") if not duties_of(records, i["id"])]
    return duties + [_issue(records, issue, as_of) for issue in issues]


def duties_of(records: Records, issue: str) -> list[str]:
    """15: the duties whose `addresses` names the issue, whatever their kind."""
    return [duty["id"] for duty in records.all("Duty") if issue in refs(duty, "addresses")]


def feedback_of(records: Records, duty: Record) -> str | None:
    """1: `underFeedback`, else the feedback of an issue that it addresses (of several, the first by id)."""
    if ref(duty, "underFeedback"):
        return ref(duty, "underFeedback")
    issues = sorted(refs(duty, "addresses"))
    return ref(records[issues[0]], "underFeedback") if issues else None


def addressee_of(records: Records, duty: Record) -> str | None:
    """1: whom the duty's feedback, or else the feedbacks of all issues that it addresses, were told to; None if they differ."""
    told = [ref(duty, "underFeedback")] if ref(duty, "underFeedback") else []
    told = told or [ref(records[issue], "underFeedback") for issue in refs(duty, "addresses")]
    addressees = {ref(records[feedback], "addressee") for feedback in told if feedback}
    return addressees.pop() if len(addressees) == 1 else None


def _duty(records: Records, duty: Record, as_of: date) -> Matter:
    """1-3: a duty with its responsible organization and its window."""
    feedback = feedback_of(records, duty)
    organization, ground = ref(duty, "bearer"), "bearer"
    if organization is None:
        ground = "addressee"
        organization = addressee_of(records, duty)
    eff, counted = effective_due(records, duty, as_of)
    end = as_of if eff is None or duty.get("everyDays") else min(eff, as_of)
    return Matter(
        id=duty["id"],
        is_duty=True,
        organization=organization,
        ground=ground,
        feedback=feedback,
        issues=tuple(sorted(refs(duty, "addresses"))),
        start=day_of(duty, "from"),
        end=end,
        eff=eff,
        unmet=is_unmet(records, duty["id"], eff, as_of),
        # 16: an extension that counted was approved by the responsible organization itself
        self_approved=organization is not None and any(ref(e, "approvedBy") == organization for e in counted),
    )


def effective_due(records: Records, duty: Record, as_of: date) -> tuple[date | None, list[Record]]:
    """2: extensions in the order `approvedOn`, `date`, `newDue`, `id`; one counts if it was approved on or before
    the as-of date and the due date then in effect. Without `due` there is no eff.
    """
    eff = day(duty, "due")
    counted: list[Record] = []
    if eff is None:
        return None, counted
    approved = [
        e for e in records.all("Extension") if ref(e, "extends") == duty["id"] and day(e, "approvedOn")
    ]
    approved.sort(key=lambda e: (day_of(e, "approvedOn"), day_of(e, "date"), day_of(e, "newDue"), e["id"]))
    for extension in approved:
        if day_of(extension, "approvedOn") <= min(as_of, eff):
            eff = day_of(extension, "newDue")
            counted.append(extension)
    return eff, counted


def is_unmet(records: Records, duty: str, eff: date | None, as_of: date) -> bool:
    """Semantics 2.2, 2.5: eff < as-of and no fulfilling Act on or before eff; without a due date never."""
    return eff is not None and eff < as_of and not fulfilled_by(records, duty, eff)


def fulfilled_by(records: Records, duty: str, last: date) -> bool:
    """Whether a fulfilling Act is dated on or before a day. Semantics 2.6: a falsified completion still fulfils."""
    return any(duty in refs(act, "fulfils") and day_of(act, "date") <= last for act in records.all("Act"))


def _issue(records: Records, issue: Record, as_of: date) -> Matter:
    """1, 3: an issue without duties: from the feedback date to min(verified completion, as-of)."""
    feedback = records[issue["underFeedback"]]
    verified = verified_completion(records, issue["id"], as_of)
    return Matter(
        id=issue["id"],
        is_duty=False,
        organization=feedback["addressee"],
        ground="addressee",
        feedback=feedback["id"],
        issues=(issue["id"],),
        start=day_of(feedback, "date"),
        end=min(verified, as_of) if verified else as_of,
        eff=None,
        unmet=False,
        self_approved=False,
    )


def verified_completion(records: Records, issue: str, as_of: date) -> date | None:
    """Semantics 2.4, decision 4: the first `Verified` that no `Incomplete` or `Falsified` of a later date follows."""
    seen = [a for a in records.all("Act") if issue in refs(a, "concerns") and day_of(a, "date") <= as_of]
    undone = [day_of(act, "date") for act in seen if act.get("verdict") in {"Incomplete", "Falsified"}]
    good = [day_of(act, "date") for act in seen if act.get("verdict") == "Verified"]
    standing = [date_ for date_ in good if not any(later > date_ for later in undone)]
    return min(standing, default=None)


# ------------------------------------------------------------------ which regulation


def with_rules(records: Records) -> list[Record]:
    """17: the regulations that carry responsibility rules."""
    return [r for r in records.all("Regulation") if records.of("ResponsibilityRule", r["id"])]


def judged_under(records: Records, matter: Matter, as_of: date) -> list[tuple[Record, bool]]:
    """17, 18: the regulations under which a matter has items, and whether the breach spans regulations (q22)."""
    found = [(r, False) for r in with_rules(records) if possible(r).holds(matter.decisive)]
    for regulation in with_rules(records):
        force = day(regulation, "from")
        if (
            matter.unmet
            and force is not None
            and matter.decisive < force <= as_of
            and not fulfilled_by(records, matter.id, force)
        ):
            found.append((regulation, True))
    return found


def not_loaded(records: Records, matter: Matter) -> list[str | None]:
    """17: regulations in force on the decisive date without rules of responsibility; none in force: one without a name."""
    in_force = [r for r in records.all("Regulation") if possible(r).holds(matter.decisive)]
    without = [regulation["id"] for regulation in in_force if regulation not in with_rules(records)]
    return without if in_force else [None]


def questions(records: Records, regulation: str | None, circumstance: str) -> set[str]:
    """Questions belong to the regulation; which circumstance raises which is its data (any, if none is named)."""
    return {
        question["id"]
        for question in records.all("OpenQuestion")
        if circumstance in refs(question, "raisedBy")
        and (regulation is None or question.get("of") in {regulation, None})
    }


def inspection_in_scope(records: Records, scope: Record, inspection: str | None) -> bool:
    """19: organised by an organization of the scope's level, or of one of its kinds; none known: outside.

    A scope with neither level nor kinds asks for no inspection.
    """
    if not scope.get("level") and not refs(scope, "inspectionKind"):
        return True
    if inspection is None:
        return False
    record = records[inspection]
    organisers = [records[organiser] for organiser in refs(record, "organisedBy")]
    return record["kind"] in refs(scope, "inspectionKind") or any(
        o["level"] == scope.get("level") for o in organisers
    )


def inspection_of(records: Records, feedback: str | None) -> str | None:
    """The inspection that a feedback comes from."""
    return ref(records[feedback], "fromInspection") if feedback else None
