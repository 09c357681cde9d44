"""How does the chain of responsibility for an issue or a duty read, so that it can be read out in a meeting?

Issue, duty, grade, who; and for each, the days, the ground, the provision, the facts with their sources, what is open. Made of an
explanation (graph.explanation) and of nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.lines import Asked, Line, facts_line, open_questions
from graph.explanation import Counting, grades_laid, in_order

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dashboards.wording import Wording
    from graph.explanation import Explanation, Extended, Ground, Item, Matter, Regulation, Shown, Window

ABOUT = ("organization", "domain", "unit", "post", "division", "duty", "issue", "regulation")
"""What a gap may be about, in the order in which it is named."""


def ids_in(explanation: Explanation) -> set[str]:
    """Every id that a chain calls by name or whose sources it names."""
    ids = {explanation.subject}
    for matter in explanation.matters:
        ids |= {matter.id, matter.organization or "", *matter.facts}
        for item in matter.items:
            ids |= {item.answer["bearer"], item.person or "", item.post or "", *item.facts}
            ids |= {x for g in item.grounds for x in (g.target, g.of)} | set(item.answer["principal"])
    for gap in explanation.gaps:
        ids |= {str(gap[key]) for key in ABOUT if gap[key]}
    ids |= {x for s in explanation.shown for x in (s.person, s.post, s.target)}
    ids |= {r.regulation for r in explanation.regulations} | {p.policy for p in explanation.parameters}
    ids |= {q.question for q in explanation.questions}
    return ids - {""}


def chain(explanation: Explanation, wording: Wording, organs: Mapping[str, tuple[str, ...]]) -> Line:
    """The chain of a duty or an issue. `organs`: who interprets each regulation."""
    asked = {
        q.question: Asked(q.number or q.question, organs.get(q.regulation, ())) for q in explanation.questions
    }
    rules = {r.regulation: r for r in explanation.regulations}
    kind = "tree.issue" if explanation.is_issue else "tree.duty"
    below = [Line(wording.say("tree.as_of", day=explanation.as_of))]
    if len(explanation.matters) > 1:
        below.append(
            Line(wording.say("tree.together"), tuple(_summary(i, wording) for i in explanation.items))
        )
    for matter in explanation.matters:
        lines = _matter(matter, wording, rules, asked)
        head = wording.say("tree.duty", name=wording.name(matter.id), id=matter.id)
        below += lines if matter.id == explanation.subject else [Line(head, tuple(lines))]
    below += [_gap(gap, wording, asked) for gap in explanation.gaps]
    below += [Line(shown_text(shown, wording)) for shown in explanation.shown]
    if explanation.parameters:
        values_ = "; ".join(f"{wording.name(p.policy)} {p.value:g}" for p in explanation.parameters)
        below.append(Line(wording.say("tree.policy", values=values_)))
    below.append(Line(wording.say("tree.digest", digest=explanation.digest)))
    return Line(
        wording.say(kind, name=wording.name(explanation.subject), id=explanation.subject), tuple(below)
    )


def _matter(
    matter: Matter, wording: Wording, rules: Mapping[str, Regulation], asked: Mapping[str, Asked]
) -> list[Line]:
    told = facts_line(matter.facts, wording)
    if matter.window is None:
        return [Line(wording.say("tree.no_window")), *told]
    lines = [*map(Line, window_lines(matter.window, wording)), *told]
    if not matter.items:
        return [*lines, Line(wording.say("tree.no_rule"))]
    for grade in grades_laid(matter.items, rules.values()):
        items = [i for i in matter.items if i.answer["grade"] == grade]
        answered = tuple(_item(item, matter, wording, rules, asked) for item in in_order(items))
        holders = any(i.answer["role"] == "holder" for i in items)
        nobody = () if holders else (Line(wording.say("tree.nobody", day=matter.window.last)),)
        lines.append(Line(wording.code(grade), nobody + answered))
    return lines


def window_lines(window: Window, wording: Wording) -> list[str]:
    """The window of a matter in words: days, due date, extensions, what became of it."""
    lines = [wording.say("tree.window", first=window.first, last=window.last)]
    lines.append(wording.say("tree.due", due=window.due) if window.due else wording.say("tree.no_due"))
    lines += [extension_text(e, wording) for e in window.extensions]
    if window.effective != window.due:
        lines.append(wording.say("tree.effective", effective=window.effective))
    if window.unmet:
        lines.append(wording.say("tree.unmet", day=window.breach_date))
    if window.fulfilled:
        key = "tree.fulfilled_late" if window.unmet else "tree.fulfilled"
        lines.append(wording.say(key, day=window.fulfilled))
    if window.completed:
        lines.append(wording.say("tree.completed", day=window.completed))
    return lines


def extension_text(extended: Extended, wording: Wording) -> str:
    """An extension: whether it counts, and if not, why."""
    return wording.say(
        _EXTENSION[extended.counting],
        id=extended.extension,
        due=wording.day(extended.new_due),
        approved=wording.day(extended.approved_on),
    )


_EXTENSION = {
    Counting.COUNTS: "tree.extension_counts",
    Counting.LATE: "tree.extension_late",
    Counting.NOT_APPROVED: "tree.extension_not_approved",
    Counting.NO_DUE: "tree.extension_no_due",
}


def _who(item: Item, wording: Wording) -> str:
    if item.person is None:
        return wording.name(item.answer["bearer"])
    return f"{wording.name(item.person)} · {wording.name(item.post)}"


def _summary(item: Item, wording: Wording) -> Line:
    answer = item.answer
    codes = {key: wording.code(answer[key]) for key in ("grade", "role", "ground")}
    return Line(wording.say("tree.summary", who=_who(item, wording), days=answer["days"], **codes))


def _item(
    item: Item,
    matter: Matter,
    wording: Wording,
    rules: Mapping[str, Regulation],
    asked: Mapping[str, Asked],
) -> Line:
    answer = item.answer
    title = f"{_who(item, wording)}  [{wording.code(answer['role'])} / {wording.code(answer['ground'])}]"
    below = []
    if item.person is not None:
        held = wording.say("tree.held", since=wording.day(item.since), until=wording.last_day(item.until))
        below.append(Line(f"{held}  {wording.say('tree.acting')}" if item.acting else held))
    stretches = ", ".join(wording.say("tree.stretch", first=a, last=b) for a, b in item.stretches)
    below.append(Line(wording.say("tree.days", days=answer["days"], stretches=stretches)))
    below += [Line(ground_text(ground, wording)) for ground in item.grounds]
    below += [
        Line(wording.say("tree.under", principal=_called(p, matter, wording))) for p in answer["principal"]
    ]
    rule = rules[answer["regulation"]]
    values = {"regulation": wording.name(rule.regulation), "number": answer["provision"]}
    force = {"since": wording.day(rule.since), "until": wording.last_day(rule.until)}
    key = "tree.provision" if rule.until is None else "tree.provision_until"
    below.append(Line(wording.say(key, **values, **force)))
    below += facts_line([f for f in item.facts if f not in matter.facts], wording)
    below += open_questions(answer["open"], asked, wording)
    below += [Line(wording.say("tree.flag", flag=wording.code(flag))) for flag in answer["flags"]]
    return Line(title, tuple(below))


def _called(tenure: str, matter: Matter, wording: Wording) -> str:
    """The principal of an assistant by name and post, where he bears an item himself; else the tenure's own name."""
    return next(
        (_who(i, wording) for i in matter.items if i.answer["bearer"] == tenure), wording.name(tenure)
    )


def ground_text(ground: Ground, wording: Wording) -> str:
    """A division of labor that puts somebody in charge, and of what."""
    values = {"division": ground.division, "target": wording.name(ground.target)}
    if not ground.distance:
        return wording.say("tree.by_division", **values)
    return wording.say("tree.by_broader", **values, of=wording.name(ground.of), distance=ground.distance)


def shown_text(shown: Shown, wording: Wording) -> str:
    """Who is shown though bearing nothing: liaison, overall charge."""
    who = f"{wording.name(shown.person)} · {wording.name(shown.post)}"
    values = {"who": who, "target": wording.name(shown.target), "division": shown.division}
    return wording.say("tree.shown", mode=wording.code(shown.mode), **values)


def gap_text(gap: Mapping[str, Any], wording: Wording) -> str:
    """What is missing or in conflict, where and when."""
    what = " · ".join(wording.name(str(gap[key])) for key in ABOUT if gap[key])
    days = {"since": wording.day(gap["from"]), "until": wording.last_day(gap["until"])}
    return wording.say("tree.gap", kind=wording.code(gap["kind"]), what=what, **days)


def _gap(gap: Mapping[str, Any], wording: Wording, asked: Mapping[str, Asked]) -> Line:
    return Line(gap_text(gap, wording), open_questions(gap["open"], asked, wording))
