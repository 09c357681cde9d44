"""How do the way of a lead and the file of a person read?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.lines import Asked, Line, open_questions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dashboards.wording import Wording
    from graph.lead_state import Course, LeadState, Made
    from graph.person import PersonFile


def ids_in(state: LeadState) -> set[str]:
    """Every id that a lead's lines call by name."""
    ids = {state.finding, state.rule or "", *state.open}
    for course in state.courses:
        ids |= {*course.path, course.at}
    for step in state.steps:
        ids |= {step.sender, step.receiver}
    return (ids | {p.opened_by for p in state.procedures}) - {""}


def ids_of(found: PersonFile) -> set[str]:
    """Every id, among other texts, that the lines of a person's file may call by name."""
    ids = {
        str(v) for table in found.rows().values() for row in table for v in row.values() if isinstance(v, str)
    }
    return ids.union({found.person}, *map(ids_in, found.leads))


def lead(state: LeadState, wording: Wording, asked: Mapping[str, Asked]) -> Line:
    """Where a lead stands, way by way, and step by step what happened."""
    say = wording.say
    lines = [Line(say("following.by", day=state.decided_on, provision=state.provision or "-"))]
    lines += [_course(course, wording) for course in state.courses]
    if not state.courses:
        below = [_step(step, wording) for step in state.steps]
        lines.append(Line(say(f"status.{state.status}"), tuple(below)))
    for opened in state.procedures:
        values = {"id": opened.procedure, "organ": wording.name(opened.opened_by), "day": opened.date}
        lines.append(Line(say("following.opened", **values, mark=say(f"mark.{opened.mark}"))))
    lines += open_questions(state.open, asked, wording)
    return Line(say("following.lead", lead=state.lead, finding=state.finding), tuple(lines))


def _course(course: Course, wording: Wording) -> Line:
    say = wording.say
    below = [_step(step, wording) for step in course.steps]
    if course.passed_over:
        organs = ", ".join(map(wording.name, course.passed_over))
        below.append(Line(say("following.passed_over", organs=organs)))
    at = wording.name(course.at)
    if course.next_to is None:
        below.append(Line(say("following.arrived", at=at)))
    else:
        below.append(Line(say("following.next", at=at, to=wording.name(course.next_to))))
    return Line(say("following.path", path=" → ".join(map(wording.name, course.path))), tuple(below))


def _step(step: Made, wording: Wording) -> Line:
    say = wording.say
    marks = [say(f"mark.{step.mark}"), *([say("following.broken")] if step.broken else [])]
    values = {
        "sender": wording.name(step.sender),
        "receiver": wording.name(step.receiver),
        "id": step.referral,
    }
    return Line(say("following.step", day=step.date, **values, marks=", ".join(marks)))


def person(found: PersonFile, wording: Wording, asked: Mapping[str, Asked]) -> Line:
    """One person: posts in order, and below each its grades and findings; then statements, leads, outcomes."""
    say = wording.say
    rows = found.rows()
    lines = [Line(say("tree.as_of", day=found.as_of))]
    for tenure in rows["tenures"]:
        values = {"post": wording.name(tenure["post"]), "organization": wording.name(tenure["organization"])}
        open_end = tenure["until"] is None and tenure["until_after"] is not None
        until = (
            say("tree.end_unknown", day=tenure["until_after"])
            if open_end
            else wording.last_day(tenure["until"])
        )
        days = {"since": wording.day(tenure["from"]), "until": until}
        below = [_item(item, wording) for item in rows["items"] if item["bearer"] == tenure["tenure"]]
        below += [_finding(f, rows, wording) for f in rows["findings"] if f["subject"] == tenure["tenure"]]
        below += [_candidate(c, wording) for c in rows["candidates"] if c["subject"] == tenure["tenure"]]
        below += [
            Line(say("following.outcome", day=o["date"], kind=wording.code(o["kind"]), organ=wording.name(o["decider"]),
                     procedure=o["procedure"], reason=o["reason"] or ""))
            for o in rows["outcomes"]
            if o["subject"] == tenure["tenure"]
        ]  # fmt: skip
        lines.append(Line(say("following.tenure", id=tenure["tenure"], **values, **days), tuple(below)))
    lines += [lead(state, wording, asked) for state in found.leads]
    for review in rows["reviews"]:
        days = {"since": wording.day(review["from"]), "until": wording.last_day(review["until"])}
        lines.append(Line(say("following.review", id=review["review"], **days)))
    return Line(say("following.person", name=wording.name(found.person), id=found.person), tuple(lines))


def _item(item: Mapping[str, Any], wording: Wording) -> Line:
    return Line(
        wording.say(
            "following.item", matter=wording.name(item["for"]), id=item["for"], grade=wording.code(item["grade"]),
            role=wording.code(item["role"]), ground=wording.code(item["ground"]), days=item["days"],
        )
    )  # fmt: skip


def _finding(
    finding: Mapping[str, Any], rows: Mapping[str, Iterable[Mapping[str, Any]]], wording: Wording
) -> Line:
    say = wording.say
    below = []
    if finding["decided_on"]:
        values = {"who": wording.name(finding["decider"]), "day": finding["decided_on"]}
        below.append(Line(say("following.decided", **values, reason=finding["reason"] or "")))
    below += [
        Line(say("following.statement", day=s["date"], id=s["statement"], reason=s["reason"] or ""))
        for s in rows["statements"]
        if s["finding"] == finding["finding"]
    ]
    if finding["returned"]:
        below.append(Line(say("findings.returned", day=finding["returned"])))
    if finding["proved_by"]:
        below.append(Line(say("following.proved", ids=", ".join(finding["proved_by"]))))
    values = {"id": finding["finding"], "circumstance": wording.name(finding["circumstance"])}
    status = wording.code(finding["status"])
    day = wording.day(finding["breach_date"])
    return Line(say("following.finding", **values, status=status, day=day), tuple(below))


def _candidate(candidate: Mapping[str, Any], wording: Wording) -> Line:
    """What only the records prove."""
    values = {
        "id": candidate["id"],
        "provision": candidate["provision"],
        "mode": wording.code(candidate["mode"]),
    }
    name, day = wording.name(candidate["circumstance"]), wording.day(candidate["breach_date"])
    return Line(wording.say("following.candidate", **values, circumstance=name, day=day))
