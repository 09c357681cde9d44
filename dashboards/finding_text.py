"""How does a candidate read, so that a person can decide on it: against whom, under which item, why, on which facts?

Made of graph.circumstances.told and of nothing else; reasons are told as in a near-miss table, facts and questions as in a chain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.lines import Asked, Line, facts_line, open_questions
from dashboards.near_text import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboards.wording import Wording
    from graph.circumstances.told import Breached, ToldFinding


def ids_in(found: ToldFinding) -> set[str]:
    """Every id that the lines call by name or whose sources they name."""
    row = found.finding
    ids = {row["subject"], row["organization"], row["circumstance"], row["regulation"]}
    ids |= {*row["facts"], *row["open"], *row["parameters"], *row["duties"]}
    return ids | ({found.decided.by} if found.decided is not None and found.decided.by else set())


def finding(found: ToldFinding, wording: Wording, asked: Mapping[str, Asked]) -> Line:
    """The candidate, and below it everything that speaks for it."""
    row, say = found.finding, wording.say
    head = say(
        "finding.head", id=row["id"], subject=wording.name(row["subject"]), number=row["provision"],
        name=wording.name(row["circumstance"]),
    )  # fmt: skip
    lines = [Line(say("tree.as_of", day=found.as_of))]
    if row["organization"] != row["subject"]:
        lines.append(Line(say("finding.organization", name=wording.name(row["organization"]))))
    lines.append(Line(say("finding.why", text=sentence(found.reason, wording))))
    lines += [Line(_duty(duty, wording)) for duty in found.breached]
    if row["breach_date"] is not None:
        lines.append(Line(say("finding.breach", day=row["breach_date"])))
    if row.get("light"):
        lines.append(Line(say("finding.light", light=say(f"light.{row['light']}"))))
    lines.append(
        Line(say("finding.mode", mode=wording.code(row["mode"]), pattern=wording.code(row["pattern"])))
    )
    lines.append(Line(provision(found, wording)))
    lines += facts_line(row["facts"], wording)
    if found.parameters:
        values = "; ".join(f"{wording.name(p.policy)} {p.value:g}" for p in found.parameters)
        lines.append(Line(say("tree.policy", values=values)))
    lines += open_questions(row["open"], asked, wording)
    lines += _standing(found, wording)
    return Line(head, (*lines, Line(say("tree.digest", digest=found.digest))))


def _duty(duty: Breached, wording: Wording) -> str:
    say = wording.say
    parts = [say("tree.due", due=duty.due) if duty.due else say("tree.no_due")]
    if duty.effective != duty.due:
        parts.append(say("tree.effective", effective=duty.effective))
    if duty.fulfilled is not None:
        late = duty.effective is not None and duty.fulfilled > duty.effective
        parts.append(say("tree.fulfilled_late" if late else "tree.fulfilled", day=duty.fulfilled))
    else:
        parts.append(say("finding.undone"))
    return say("finding.duty", name=wording.name(duty.duty), id=duty.duty, said=say("near.and").join(parts))


def provision(found: ToldFinding, wording: Wording) -> str:
    """The item of the regulation, and the days on which it is in force."""
    rule = found.regulation
    values = {"regulation": wording.name(rule.regulation), "number": found.finding["provision"]}
    force = {"since": wording.day(rule.since), "until": wording.last_day(rule.until)}
    return wording.say("tree.provision" if rule.until is None else "tree.provision_until", **values, **force)


def _standing(found: ToldFinding, wording: Wording) -> list[Line]:
    """What people decided by the day, or that nobody did."""
    row, decided, say = found.finding, found.decided, wording.say
    lines: list[Line] = []
    if decided is not None:
        values = {"who": wording.name(decided.by), "day": decided.on, "reason": decided.reason or ""}
        lines.append(Line(say("finding.decided", status=wording.code(decided.status), **values)))
    if row["recorded"]:
        lines.append(Line(say("finding.recorded", ids=", ".join(row["recorded"]))))
    if row.get("returned"):
        lines.append(Line(say("finding.returned", day=row["returned"])))
    elif decided is None:
        lines.append(Line(say("finding.undecided")))
    return lines
