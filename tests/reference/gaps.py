"""What is missing or in conflict, since when and until when (20-22)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from tests.reference.charges import (
    Charge,
    Place,
    charges_of,
    in_charge,
    places_of,
    several,
    unit_place,
)
from tests.reference.records import Records, Tenure, day, day_of, possible, ref, refs
from tests.reference.windows import ONE_DAY, Matter, duties_of, matters, not_loaded, questions

KEYS = ("organization", "domain", "unit", "post", "division", "duty", "issue", "regulation")


@dataclass(frozen=True)
class Run:
    """The longest run of days on which something holds; None: no recorded beginning, still running."""

    start: date | None
    until: date | None

    def holds(self, on: date) -> bool:
        return (self.start is None or self.start <= on) and (self.until is None or on < self.until)


def runs(timeline: list[date], holds: Callable[[date], bool]) -> list[Run]:
    """Semantics 3: every longest run. The timeline begins before and ends after every recorded date, so what holds
    on its first day has held forever, and what holds on its last is still running.
    """
    found: list[Run] = []
    start: date | None = None
    before = False
    for on in timeline:
        now = holds(on)
        if now and not before:
            start = None if on == timeline[0] else on
        if before and not now:
            found.append(Run(start, on))
        before = now
    return [*found, Run(start, None)] if before else found


def gaps(records: Records, as_of: date) -> list[dict[str, Any]]:
    """Every gap that begins on or before the as-of date. Empty windows raise none, and are hit by none."""
    dates = records.dates() | {as_of}
    first, last = min(dates) - ONE_DAY, max(dates) + ONE_DAY
    timeline = [first + ONE_DAY * n for n in range((last - first).days + 1)]
    live = [matter for matter in matters(records, as_of) if matter.days()]
    found = [
        *heads(records, timeline, live),
        *nobody(records, timeline, live),
        *too_many(records, timeline, live),
        *overlaps(records, timeline, live),
        *outlived(records, live),
        *incomplete(records, as_of, live),
        *unjudged(records, live),
    ]
    found = [one for one in found if one["from"] <= as_of]
    keys = ("kind", *KEYS, "from", "until", "tenures", "issues")
    return sorted(found, key=lambda one: [str(one[key] or "") for key in keys])


def gap(kind: str, start: date, until: date | None, **about: Any) -> dict[str, Any]:
    """One gap with all of its keys; lists of ids sorted."""
    lists = {key: sorted(set(about.pop(key, ()))) for key in ("tenures", "issues", "duties", "open")}
    blank: dict[str, Any] = {"kind": kind, **dict.fromkeys(KEYS)}
    assert set(about) <= set(KEYS)
    return blank | about | {"from": start, "until": until} | lists


def touched(run: Run, live: Iterable[Matter]) -> list[Matter]:
    """20: the matters with a day of the run in their window."""
    return [matter for matter in live if any(run.holds(on) for on in matter.days())]


def beginning(run: Run, hit: list[Matter]) -> date:
    """A run without recorded beginning starts with the earliest window that it touches."""
    return run.start or min(matter.start for matter in hit)


def duty_ids(hit: Iterable[Matter]) -> set[str]:
    return {matter.id for matter in hit if matter.is_duty}


def issue_ids(hit: Iterable[Matter]) -> set[str]:
    """20: issues hit: those of the matters (a duty's issues)."""
    return {issue for matter in hit for issue in matter.issues}


def by_organization(live: list[Matter]) -> dict[str, list[Matter]]:
    """The matters of each responsible organization; a matter without one belongs to nobody."""
    found: dict[str, list[Matter]] = {}
    for matter in live:
        if matter.organization is not None:
            found.setdefault(matter.organization, []).append(matter)
    return found


def heads(records: Records, timeline: list[date], live: list[Matter]) -> list[dict[str, Any]]:
    """20, 13: `HeadVacant` asks for possible days, `SeveralHeads` for certain ones."""
    found = []
    for organization, its in by_organization(live).items():
        tenures = records.heads(organization)

        def vacant(on: date, tenures: list[Tenure] = tenures) -> bool:
            return not any(t.possible_on(on) for t in tenures)

        def several_heads(on: date, tenures: list[Tenure] = tenures) -> bool:
            return sum(t.certain_on(on) for t in tenures) > 1

        for kind, holds in (("HeadVacant", vacant), ("SeveralHeads", several_heads)):
            for run in runs(timeline, holds):
                hit = touched(run, its)
                if hit:
                    about = {"issues": issue_ids(hit), "duties": duty_ids(hit)}
                    about["open"] = questions(records, None, "HeadDoubtful")
                    found.append(
                        gap(kind, beginning(run, hit), run.until, organization=organization, **about)
                    )
    return found


def matters_at(records: Records, its: list[Matter]) -> dict[Place, list[Matter]]:
    """20: with that domain or unit."""
    found: dict[Place, list[Matter]] = {}
    for matter in its:
        for place in places_of(records, matter):
            found.setdefault(place, []).append(matter)
    return found


def issues_at(records: Records, matter: Matter, place: Place) -> list[str]:
    """The issues of a matter that lie in that domain or concern that unit."""
    key = "concerns" if place.ground == "unit" else "inDomain"
    return [issue for issue in matter.issues if place.id in refs(records[issue], key)]


def nobody(records: Records, timeline: list[date], live: list[Matter]) -> list[dict[str, Any]]:
    """20: `NoOneInCharge` of a domain of an issue, from charges as recorded; one that hits nothing is not listed."""
    found = []
    for organization, its in by_organization(live).items():
        charges = charges_of(records, organization, "InChargeOf")
        for place, those in matters_at(records, its).items():
            if place.ground != "domain":
                continue

            def empty(on: date, place: Place = place, charges: list[Charge] = charges) -> bool:
                return not in_charge(place, charges, on)

            for run in runs(timeline, empty):
                touching = touched(run, those)
                pairs = [(m, issue) for m in touching for issue in issues_at(records, m, place)]
                hit = [(m, issue) for m, issue in pairs if not by_unit(records, run, m, issue, charges)]
                if hit:
                    about = {"issues": {issue for _, issue in hit}, "duties": duty_ids(m for m, _ in hit)}
                    start = beginning(run, touching)
                    found.append(
                        gap(
                            "NoOneInCharge",
                            start,
                            run.until,
                            organization=organization,
                            domain=place.id,
                            **about,
                        )
                    )
    return found


def by_unit(records: Records, run: Run, matter: Matter, issue: str, charges: list[Charge]) -> bool:
    """20: an issue whose unit is in somebody's charge on all those days is not hit."""
    units = [unit_place(unit) for unit in refs(records[issue], "concerns")]
    days = [on for on in matter.days() if run.holds(on)]
    return all(any(in_charge(unit, charges, on) for unit in units) for on in days)


def too_many(records: Records, timeline: list[date], live: list[Matter]) -> list[dict[str, Any]]:
    """20, 13: `SeveralInCharge` of a domain (at the nearest level) or a unit, asked of certain days only."""
    found = []
    for organization, its in by_organization(live).items():
        charges = charges_of(records, organization, "InChargeOf")
        for place, those in matters_at(records, its).items():

            def crowded(on: date, place: Place = place, charges: list[Charge] = charges) -> bool:
                return bool(several(place, charges, on))

            for run in runs(timeline, crowded):
                hit = touched(run, those)
                if hit:
                    issues = [issue for matter in hit for issue in issues_at(records, matter, place)]
                    about: dict[str, Any] = {place.ground: place.id, "organization": organization}
                    about |= {"issues": issues, "duties": duty_ids(hit)}
                    found.append(gap("SeveralInCharge", beginning(run, hit), run.until, **about))
    return found


def _crowded(crowds: dict[date, set[str]], on: date) -> bool:
    return len(crowds[on]) > 1


def overlaps(records: Records, timeline: list[date], live: list[Matter]) -> list[dict[str, Any]]:
    """21: two tenures certain on one day for one post, from the records alone."""
    found = []
    for post in records.all("Post"):
        tenures = [t for t in records.tenures.values() if t.post == post["id"]]
        crowds = {on: {t.id for t in tenures if t.certain_on(on)} for on in timeline}
        for run in runs(timeline, partial(_crowded, crowds)):
            organization = post["inOrganization"]
            hit = touched(run, by_organization(live).get(organization, []))
            involved = {id_ for on in timeline if run.holds(on) for id_ in crowds[on]}
            about = {"tenures": involved, "issues": issue_ids(hit), "duties": duty_ids(hit)}
            assert run.start is not None  # nothing is certain before the first recorded date
            found.append(
                gap("SeatOverlap", run.start, run.until, organization=organization, post=post["id"], **about)
            )
    return found


def outlived(records: Records, live: list[Matter]) -> list[dict[str, Any]]:
    """21: from the tenure's `until` to the division's, as recorded."""
    found = []
    for division in records.all("DivisionOfLabor"):
        tenure = records.tenures[division["underTenure"]]
        left, until = tenure.possible.end, day(division, "until")
        if left is None or (until is not None and until <= left):
            continue
        hit = touched(Run(left, until), by_organization(live).get(tenure.organization, []))
        about: dict[str, Any] = {"organization": tenure.organization, "division": division["id"]}
        about |= {"issues": issue_ids(hit), "duties": duty_ids(hit)}
        found.append(gap("DivisionOutlivesTenure", left, until, **about))
    return found


def incomplete(records: Records, as_of: date, live: list[Matter]) -> list[dict[str, Any]]:
    """22: `DutyWithoutBearer` from its window's first day, `IssueWithoutDomain` from the feedback date."""
    found = []
    for matter in live:
        if matter.is_duty and matter.ground != "bearer":
            about: dict[str, Any] = {"duty": matter.id, "duties": [matter.id], "issues": matter.issues}
            found.append(
                gap("DutyWithoutBearer", matter.start, None, organization=matter.organization, **about)
            )
    for issue in records.all("Issue"):
        feedback = records[issue["underFeedback"]]
        start = day_of(feedback, "date")
        duties = duties_of(records, issue["id"])
        alone_and_empty = not duties and issue["id"] not in {matter.id for matter in live}
        if ref(issue, "inDomain") or alone_and_empty:
            continue
        hit = [matter for matter in touched(Run(start, None), live) if matter.id in duties]
        about = {"issue": issue["id"], "issues": [issue["id"]], "duties": duty_ids(hit)}
        found.append(gap("IssueWithoutDomain", start, None, organization=feedback["addressee"], **about))
    return found


def unjudged(records: Records, live: list[Matter]) -> list[dict[str, Any]]:
    """17, 22: `RegulationNotLoaded`, from the earliest window it touches until the regulation's end."""
    by_name: dict[tuple[str | None, str | None], list[Matter]] = {}
    for matter in live:
        for name in not_loaded(records, matter):
            by_name.setdefault((matter.organization, name), []).append(matter)
    found = []
    for (organization, name), hit in by_name.items():
        until = possible(records[name]).end if name else None
        about: dict[str, Any] = {"regulation": name, "issues": issue_ids(hit), "duties": duty_ids(hit)}
        start = min(matter.start for matter in hit)
        found.append(gap("RegulationNotLoaded", start, until, organization=organization, **about))
    return found
