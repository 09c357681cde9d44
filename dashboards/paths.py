"""How does the way of a lead read: hop by hop, why not elsewhere, and how back from a wrong door?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards import powers
from dashboards.lines import Asked, Line, facts_line, open_questions
from graph.referral import hops
from graph.why_not import Because

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dashboards.wording import Wording
    from graph.authority import Index
    from graph.referral import Referral
    from graph.why_not import Reason, Repair, WhyNot

CODED = (Because.NOT_OF_KIND, Because.FACTS_MISSING)
"""Reasons whose arguments are codes or keys; the others' are ids."""


def ids_in(found: Referral) -> set[str]:
    """Every id that a referral's lines call by name or whose sources they name."""
    ids = {found.lead, found.finding, found.subject, found.rule or "", found.regulation or ""}
    ids |= {*found.path, *found.open, *found.alternative, *found.facts}
    ids |= {o for option in found.options for o in option.path}
    return (ids | powers.ids_in(found)) - {""}


def referral(found: Referral, index: Index, wording: Wording, asked: Mapping[str, Asked]) -> Line:
    """Where a lead goes, hop by hop, by which row of which regulation."""
    title = wording.say(
        "refer.head", lead=found.lead, finding=found.finding, subject=wording.name(found.subject)
    )
    lines = [Line(wording.say(f"status.{found.status}"))]
    if found.rule is not None:
        values = {"regulation": wording.name(found.regulation), "provision": found.provision}
        lines.append(
            Line(wording.say("refer.row", **values, rule=found.rule, label=wording.name(found.rule)))
        )
    if found.missing:
        keys = ", ".join(map(wording.header, found.missing))
        lines.append(Line(wording.say("refer.missing", keys=keys)))
    lines += powers.reviews(found, wording)
    if found.action is not None:
        below = powers.lines(found, wording)
        lines.append(_course(found, found.action, found.modality, found.path, index, wording, below))
    for o in found.options:
        lines.append(_course(found, o.action, o.modality, o.path, index, wording, powers.lines(o, wording)))
    lines += [
        Line(wording.say("refer.alternative", organ=wording.name(organ))) for organ in found.alternative
    ]
    lines += open_questions(found.open, asked, wording)
    lines += facts_line(found.facts, wording)
    day = Line(wording.say("refer.decided_on", day=found.decided_on))
    return Line(title, (day, *lines))


def _course(
    found: Referral,
    action: str,
    modality: str | None,
    path: tuple[str, ...],
    index: Index,
    wording: Wording,
    below: Sequence[Line],
) -> Line:
    """One course of action, with its path below it, and what must be known before it is taken."""
    title = wording.say("refer.modality", modality=wording.code(modality), action=wording.code(action))
    values = {"provision": found.provision, "modality": wording.code(modality)}
    if not path:
        return Line(title, (Line(wording.say("refer.no_path")),))
    if len(path) == 1:
        here = {"organ": wording.name(path[0]), "action": wording.code(action)}
        return Line(title, (Line(wording.say("refer.here", **here, **values)), *below))
    lines = []
    for number, hop in enumerate(hops(index.lead(found.lead), found, path), 1):
        done = "" if hop.date is None else wording.say("refer.done", day=hop.date, referral=hop.referral)
        ways = {"sender": wording.name(hop.sender), "receiver": wording.name(hop.receiver)}
        handed = ", ".join(hop.handed_over)
        lines.append(Line(wording.say("refer.hop", number=number, **ways, what=handed, done=done, **values)))
    return Line(title, (*lines, *below))


def why_not(found: WhyNot, repairs: Iterable[Repair], wording: Wording) -> Line:
    """Why a lead does not go to an organ, and the way back from there."""
    lines = [Line(_because(reason, wording)) for reason in found.reasons]
    for repair in repairs:
        organ, path = wording.name(repair.at), " → ".join(map(wording.name, repair.path))
        key = "why_not.repair" if len(repair.path) > 1 else "why_not.stay" if path else "why_not.no_repair"
        lines.append(Line(wording.say(key, organ=organ, path=path)))
    title = wording.say("why_not.head", lead=found.lead, organ=wording.name(found.organ), day=found.on)
    return Line(title, tuple(dict.fromkeys(lines)))


def _because(reason: Reason, wording: Wording) -> str:
    """A reason; steps are counted from 1, the discoverer."""
    step = None if reason.step is None else reason.step + 1
    said = wording.say(f"why_not.{reason.code}", step=step)
    if reason.code is Because.ON_PATH or not reason.args:
        return f"{reason.finding}: {said}"
    if reason.code is Because.FACTS_MISSING:
        named = map(wording.header, reason.args)
    else:
        named = map(wording.code if reason.code in CODED else wording.name, reason.args)
    return f"{reason.finding}: {said} ({', '.join(named)})"
