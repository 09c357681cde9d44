"""How does a chain of responsibility or a referral path read, line by line, so that it can be read out in a meeting?

Made of an explanation (graph.explain) or referrals (graph.referral) and of nothing else; the same lines serve terminal, JSON and
later pages. A line is a text with the lines below it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.referral import hops

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rich.tree import Tree

    from dashboards.wording import Wording
    from graph.authority import Index
    from graph.explain import Explanation, Item, Matter, Window
    from graph.referral import Referral
    from graph.why_not import Repair, WhyNot

GRADES = ("MainResponsibility", "FirstResponsibility", "DualDuty")


@dataclass(frozen=True)
class Line:
    """A line, and the lines below it."""

    text: str
    below: tuple[Line, ...] = ()

    def __iter__(self) -> Iterator[str]:
        """The lines in reading order, indented."""
        yield self.text
        for line in self.below:
            for text in line:
                yield "  " + text


def ids_in(explanation: Explanation) -> set[str]:
    """Every id that a chain calls by name."""
    ids = {explanation.subject}
    for matter in explanation.matters:
        ids |= {matter.id, matter.organization or matter.id}
        for item in matter.items:
            ids |= {
                item.answer["bearer"],
                item.person or "",
                item.post or "",
                item.organization or "",
                *item.facts,
                *item.answer["open"],
            }
            ids |= {g.target for g in item.grounds} | set(item.answer["principal"])
    for gap in explanation.gaps:
        ids |= {
            str(gap[k])
            for k in ("organization", "domain", "unit", "post", "division", "duty", "issue")
            if gap[k]
        } | set(gap["open"])
    ids |= {x for shown in explanation.shown for x in (shown.tenure, shown.division)}
    ids |= {row["regulation"] for row in explanation.regulations}
    return ids - {""}


def chain(
    explanation: Explanation,
    wording: Wording,
    tenures: Mapping[str, tuple[str, str]],
    regulations: Mapping[str, Any],
) -> Line:
    """The chain of a duty or an issue. `tenures`: tenure -> (person, post) ids; `regulations`: id -> row with `number`, `from`, `ask`."""
    kind = "tree.issue" if explanation.is_issue else "tree.duty"
    title = wording.say(kind, name=wording.name(explanation.subject), id=explanation.subject)
    below = [Line(wording.say("tree.as_of", day=explanation.as_of))]
    for matter in explanation.matters:
        lines = _matter(matter, wording, regulations)
        own = matter.id == explanation.subject
        head = wording.say("tree.duty", name=wording.name(matter.id), id=matter.id)
        below += lines if own else [Line(head, tuple(lines))]
    below += [_gap(gap, wording, regulations) for gap in explanation.gaps]
    for shown in explanation.shown:
        person, post = tenures.get(shown.tenure, (shown.tenure, ""))
        who = " · ".join(filter(None, (wording.name(person), wording.name(post))))
        below.append(
            Line(wording.say("tree.shown", mode=wording.code(shown.mode), who=who, division=shown.division))
        )
    if explanation.policies:
        values = ", ".join(f"{p['name']} = {p['value']:g}" for p in explanation.policies)
        below.append(Line(wording.say("tree.policy", values=values)))
    below.append(Line(wording.say("tree.digest", digest=explanation.digest)))
    return Line(title, tuple(below))


def _matter(matter: Matter, wording: Wording, regulations: Mapping[str, Any]) -> list[Line]:
    if matter.window is None:
        return [Line(wording.say("tree.no_window"))]
    lines = _window(matter.window, wording)
    if not matter.items:
        return [*lines, Line(wording.say("tree.no_rule"))]
    for grade in GRADES:
        items = [i for i in matter.items if i.answer["grade"] == grade]
        answered = tuple(_item(item, wording, regulations) for item in _in_order(items))
        holders = any(i.answer["role"] == "holder" for i in items)
        nobody = () if holders else (Line(wording.say("tree.nobody")),)
        lines.append(Line(wording.code(grade), nobody + answered))
    other = [i for i in matter.items if i.answer["grade"] not in GRADES]
    return lines + [_item(item, wording, regulations) for item in _in_order(other)]


def _in_order(items: Iterable[Item]) -> list[Item]:
    roles = ("holder", "contributor", "supporting")
    return sorted(
        items, key=lambda i: (roles.index(i.answer["role"]), i.answer["ground"], i.answer["bearer"])
    )


def _window(window: Window, wording: Wording) -> list[Line]:
    lines = [Line(wording.say("tree.window", first=window.first, last=window.last))]
    if window.due is not None:
        lines.append(Line(wording.say("tree.due", due=window.due)))
    for extension in window.extensions:
        key = "tree.extension_counts" if extension.counts else "tree.extension_late"
        lines.append(
            Line(
                wording.say(
                    key, id=extension.extension, approved=extension.approved_on, due=extension.new_due
                )
            )
        )
    if window.effective != window.due:
        lines.append(Line(wording.say("tree.effective", effective=window.effective)))
    if window.unmet:
        lines.append(Line(wording.say("tree.unmet", day=window.breach_date)))
    return lines


def _item(item: Item, wording: Wording, regulations: Mapping[str, Any]) -> Line:
    answer = item.answer
    if item.person is None:
        who = wording.name(answer["bearer"])
    else:
        who = " · ".join(wording.name(x) for x in (item.person, item.post))
    title = f"{who}  [{wording.code(answer['role'])} / {wording.code(answer['ground'])}]"
    below = []
    if item.person is not None:
        held = wording.say(
            "tree.held", since=wording.day(item.since), until=wording.day(item.until, end=True)
        )
        below.append(Line(f"{held}{'  ' + wording.say('tree.acting') if item.acting else ''}"))
    stretches = ", ".join(wording.say("tree.stretch", first=a, last=b) for a, b in item.stretches)
    below.append(Line(wording.say("tree.days", days=answer["days"], stretches=stretches).rstrip(" :：")))
    for ground in item.grounds:
        target = wording.name(ground.target)
        if ground.distance:
            target = wording.say("tree.above", target=target, distance=ground.distance)
        below.append(Line(wording.say("tree.by_division", division=ground.division, target=target)))
    below += [Line(wording.say("tree.under", principal=wording.name(p))) for p in answer["principal"]]
    rule = regulations.get(answer["regulation"], {})
    since = wording.day(rule.get("from"))
    below.append(
        Line(
            wording.say(
                "tree.provision",
                regulation=wording.name(answer["regulation"]),
                number=answer["provision"],
                since=since,
            )
        )
    )
    facts = ", ".join(
        wording.say("tree.source", id=f, sources=", ".join(map(wording.name, wording.evidence(f))))
        if wording.evidence(f)
        else f
        for f in item.facts
    )
    below.append(Line(wording.say("tree.facts", facts=facts)))
    below += [_open(question, rule, wording) for question in answer["open"]]
    below += [Line(wording.say("tree.flag", flag=wording.code(flag))) for flag in answer["flags"]]
    return Line(title, tuple(below))


def _open(question: str, rule: Mapping[str, Any], wording: Wording) -> Line:
    asked = rule.get("ask") or []
    below = (Line(wording.say("tree.ask", organs=", ".join(asked))),) if asked else ()
    return Line(wording.say("tree.open", number=question.upper(), text=wording.name(question)), below)


def _gap(gap: Mapping[str, Any], wording: Wording, regulations: Mapping[str, Any]) -> Line:
    about = [
        gap[k]
        for k in ("organization", "domain", "unit", "post", "division", "duty", "issue", "regulation")
        if gap[k]
    ]
    what = " · ".join(wording.name(str(x)) for x in about)
    text = wording.say(
        "tree.gap",
        kind=wording.code(gap["kind"]),
        what=what,
        since=wording.day(gap["from"]),
        until=wording.day(gap["until"], end=True),
    )
    rule: Mapping[str, Any] = next(iter(regulations.values()), {})
    return Line(text, tuple(_open(question, rule, wording) for question in gap["open"]))


def referral(found: Referral, index: Index, wording: Wording, ask: Sequence[str] = ()) -> Line:
    """A referral, hop by hop."""
    title = wording.say(
        "refer.head", lead=found.lead, finding=found.finding, subject=wording.name(found.subject)
    )
    lines = [Line(str(wording.say(f"status.{found.status}")))]
    if found.rule is not None:
        row = wording.say(
            "refer.row",
            regulation=wording.name(found.regulation),
            provision=found.provision,
            rule=found.rule,
            label=wording.name(found.rule),
        )
        lines.append(Line(row))
    if found.missing:
        lines.append(Line(wording.say("refer.missing", keys=", ".join(map(wording.header, found.missing)))))
    if found.action is not None:
        modality = wording.code(found.modality)
        lines.append(
            Line(
                wording.say("refer.modality", modality=modality, action=wording.code(found.action)),
                _hops(found, index, wording),
            )
        )
    for option in found.options:
        path = " → ".join(map(wording.name, option.path)) or wording.say("refer.no_path")
        lines.append(Line(wording.say("refer.option", action=wording.code(option.action), path=path)))
    lines += [
        Line(wording.say("refer.alternative", organ=wording.name(organ))) for organ in found.alternative
    ]
    lines += [_open(question, {"ask": ask}, wording) for question in found.open]
    if found.facts:
        lines.append(Line(wording.say("tree.facts", facts=", ".join(found.facts))))
    return Line(title, tuple(lines))


def _hops(found: Referral, index: Index, wording: Wording) -> tuple[Line, ...]:
    modality = wording.code(found.modality)
    if len(found.path) == 1:
        return (
            Line(
                wording.say(
                    "refer.here",
                    organ=wording.name(found.path[0]),
                    provision=found.provision,
                    modality=modality,
                )
            ),
        )
    if not found.path:
        return (Line(wording.say("refer.no_path")),)
    lines = []
    for number, hop in enumerate(hops(index.lead(found.lead), found), 1):
        done = "" if hop.date is None else wording.say("refer.done", day=hop.date)
        what = ", ".join(hop.handed_over)
        sender, receiver = wording.name(hop.sender), wording.name(hop.receiver)
        values = {"number": number, "sender": sender, "receiver": receiver, "what": what}
        lines.append(
            Line(wording.say("refer.hop", **values, provision=hop.provision, modality=modality, done=done))
        )
    return tuple(lines)


def why_not(found: WhyNot, repairs: Iterable[Repair], wording: Wording) -> Line:
    """Why a lead does not go to an organ, and the way back from there."""
    lines = []
    for reason in found.reasons:
        said = wording.say(f"why_not.{reason.code}", step=reason.step)
        about = ", ".join(map(wording.name, reason.args)) if reason.code != "on-path" else ""
        lines.append(Line(f"{reason.finding}: {said}{f' ({about})' if about else ''}"))
    for repair in repairs:
        organ = wording.name(repair.at)
        path = " → ".join(map(wording.name, repair.path))
        lines.append(
            Line(
                wording.say("why_not.repair", organ=organ, path=path)
                if path
                else wording.say("why_not.no_repair", organ=organ)
            )
        )
    return Line(
        wording.say("why_not.head", lead=found.lead, organ=wording.name(found.organ)),
        tuple(dict.fromkeys(lines)),
    )


def as_rich(line: Line, tree: Tree | None = None) -> Tree:
    """The lines as a tree for the terminal."""
    from rich.text import Text
    from rich.tree import Tree as RichTree

    node = RichTree(Text(line.text, style="bold")) if tree is None else tree.add(Text(line.text))
    for below in line.below:
        as_rich(below, node)
    return node
