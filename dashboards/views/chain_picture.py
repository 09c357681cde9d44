"""How does a chain of responsibility look as a graph?

From an explanation (what is answered, and by which facts) and the authorities of its organizations. From top to bottom: issue, duty,
what it is about, division of labor, who holds office, the person and the post, the organization, the organs above it. Stated edges
are what records say, derived edges what Zeren answers; what nobody fills is a node of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.views.pictures import MISSING, Edge, Node, Picture
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dashboards.wording import Wording
    from graph.explanation import Explanation, Item, Matter
    from graph.facts import Facts
    from graph.neighbourhood import Around

LAYERS = {
    "Inspection": 0, "Feedback": 0, "Issue": 1, "Duty": 2, "Extension": 2, "Act": 2, "Lead": 2, "Finding": 2, "Domain": 3, "DivisionOfLabor": 4,
    MISSING: 5, "Tenure": 5, "Person": 6, "Post": 6, "Organization": 7, "Authority": 8, "OrgChange": 8,
}  # fmt: skip
"""The layer of a record type; what is not listed stands below all."""
UNIT, ORGAN, BELOW = 3, 9, 10
NOBODY = ("HeadVacant", "NoOneInCharge", "DutyWithoutBearer", "IssueWithoutDomain")
"""Gaps in which somebody or something is missing."""


def layer_of(record_type: str) -> int:
    """Where records of a type stand."""
    return LAYERS.get(record_type, BELOW)


def ids_in(facts: Facts, explanation: Explanation) -> set[str]:
    """Every id beyond the explanation's own that the picture calls by name."""
    return {x for _, kind, holder, over in authorities(facts, explanation) for x in (kind, holder, over)}


def authorities(facts: Facts, explanation: Explanation) -> list[tuple[str, str, str, str]]:
    """(authority, kind, holder, over) that hold on the as-of date over the organizations and posts of the chain; sorted."""
    over = {m.organization for m in explanation.matters if m.organization}
    over |= {p for m in explanation.matters for i in m.items for p in (i.post, i.organization) if p}
    day = pl.lit(explanation.as_of)
    rows = facts["authorities"].filter(
        pl.col("over").is_in(sorted(over)) & (pl.col("from").is_null() | (pl.col("from") <= day))
        & (pl.col("until").is_null() | (pl.col("until") > day))
    )  # fmt: skip
    return sorted(rows.select("authority", "kind", "holder", "over").rows())


def chain_picture(explanation: Explanation, facts: Facts, wording: Wording) -> Picture:
    """The picture of a chain; `wording` knows the names of explanation and facts."""
    return Picture.of(_nodes(explanation, facts, wording), _edges(explanation, facts, wording))


def _nodes(explanation: Explanation, facts: Facts, wording: Wording) -> Iterator[Node]:
    if explanation.is_issue:
        yield _node(explanation.subject, "Issue", wording)
    for matter in explanation.matters:
        if matter.is_duty:
            yield _node(
                matter.id, "Duty", wording, note=_state(matter, wording), tag=_overdue(matter, wording)
            )
    yield from _bearers(explanation, wording)
    yield from _grounds(explanation, facts, wording)
    own = [i for i in explanation.items if i.person is None]
    for matter in explanation.matters:
        if matter.organization:
            lines = (wording.name(matter.organization), *_borne(own, wording))
            grades = tuple(dict.fromkeys(i.answer["grade"] for i in own))
            yield Node(
                matter.organization,
                "Organization",
                LAYERS["Organization"],
                lines,
                grades,
                record=matter.organization,
            )
    for place, gap in enumerate(explanation.gaps):
        if gap["kind"] in NOBODY:
            days = wording.say(
                "graph.held", since=wording.day(gap["from"]), until=wording.last_day(gap["until"])
            )
            yield Node(f"gap-{place}", MISSING, LAYERS[MISSING], (wording.code(gap["kind"]), days))
            for key, kind, layer in (
                ("domain", "Domain", UNIT),
                ("organization", "Organization", LAYERS["Organization"]),
            ):
                if gap[key]:
                    yield _node(gap[key], kind, wording, layer=layer)
    for _, _, holder, _ in authorities(facts, explanation):
        yield _node(holder, "Organization", wording, layer=ORGAN)


def _bearers(explanation: Explanation, wording: Wording) -> Iterator[Node]:
    """The tenures that bear something: who, in which post, since when, what."""
    for tenure, items in _bearing(explanation).items():
        first = items[0]
        who = f"{wording.name(first.person)} · {wording.name(first.post)}"
        held = wording.say("graph.since", day=wording.day(first.since))
        if first.until is not None:
            held = wording.say(
                "graph.held", since=wording.day(first.since), until=wording.last_day(first.until)
            )
        grades = tuple(dict.fromkeys(i.answer["grade"] for i in items if i.answer["role"] == "holder"))
        lines = (who, held, *((wording.say("tree.acting"),) if first.acting else ()), *_borne(items, wording))
        tag = wording.say("graph.open") if any(i.answer["open"] for i in items) else ""
        yield Node(tenure, "Tenure", LAYERS["Tenure"], lines, grades, tag, tenure)


def _grounds(explanation: Explanation, facts: Facts, wording: Wording) -> Iterator[Node]:
    """What divisions of labor put them in charge of, the divisions, the persons and posts."""
    modes = _modes(explanation, facts)
    for item in (i for m in explanation.matters for i in m.items if i.person is not None):
        kind = "Organization" if item.answer["ground"] == "unit" else "Domain"
        for ground in item.grounds:
            yield _node(ground.of, kind, wording, layer=UNIT)
            yield _node(ground.target, kind, wording, layer=UNIT)
            mode = wording.code(modes.get(ground.division, "DivisionOfLabor"))
            who = wording.name(str(item.person))
            yield _node(ground.division, "DivisionOfLabor", wording, name=mode, note=who)
        yield _node(str(item.person), "Person", wording)
        yield _node(str(item.post), "Post", wording)


def _edges(explanation: Explanation, facts: Facts, wording: Wording) -> Iterator[Edge]:
    say = wording.say
    for matter in explanation.matters:
        if explanation.is_issue and matter.is_duty:
            yield Edge(explanation.subject, matter.id, say("graph.asks"), facts=(matter.id,))
        yield from _answers(matter, wording)
        for item in matter.items:
            if item.person is None:
                continue
            tenure = item.answer["bearer"]
            yield Edge(tenure, str(item.person), say("graph.is"), facts=(tenure,))
            yield Edge(tenure, str(item.post), say("graph.as"), facts=(tenure,))
            if item.organization:
                yield Edge(str(item.post), item.organization, say("graph.in"), facts=(str(item.post),))
            if item.answer["ground"] == "assigned":
                yield Edge(matter.id, tenure, say("graph.assigned"), facts=(matter.id,))
            for ground in item.grounds:
                about = explanation.subject if explanation.is_issue else matter.id
                yield Edge(about, ground.of, say("graph.about"), facts=(about,))
                if ground.target != ground.of:
                    yield Edge(ground.of, ground.target, say("graph.broader"), facts=(ground.of,))
                yield Edge(ground.target, ground.division, say("graph.covered"), facts=(ground.division,))
                yield Edge(ground.division, tenure, say("graph.charge"), facts=(ground.division,))
    for place, gap in enumerate(explanation.gaps):
        if gap["kind"] in NOBODY:
            yield from _missing(f"gap-{place}", gap, wording)
    for authority, kind, holder, over in authorities(facts, explanation):
        yield Edge(over, holder, wording.code(kind), facts=(authority,))


def _answers(matter: Matter, wording: Wording) -> Iterator[Edge]:
    """The derived edges: who answers for it, in which grade, by which provision, for how many days."""
    for item in matter.items:
        answer = item.answer
        values = {
            "grade": wording.code(answer["grade"]),
            "days": answer["days"],
            "provision": answer["provision"],
        }
        holder = answer["role"] == "holder"
        label = wording.say(
            "graph.answers" if holder else "graph.contributed", **values, role=wording.code(answer["role"])
        )
        yield Edge(
            matter.id, answer["bearer"], label, derived=True, grade=answer["grade"], holder=holder,
            provision=answer["provision"], facts=item.facts,
        )  # fmt: skip


def _missing(node: str, gap: Mapping[str, Any], wording: Wording) -> Iterator[Edge]:
    for near in (*gap["duties"], *(gap["issues"] if not gap["duties"] else ())):
        yield Edge(near, node, wording.say("graph.lacks"), derived=True)
    for key in ("domain", "organization"):
        if gap[key]:
            yield Edge(node, gap[key], wording.say("graph.at"), derived=True)


def _borne(items: Iterable[Item], wording: Wording) -> Iterator[str]:
    """What a bearer answers for, a line each, the longest of equal ones: grade, days, provision; role where he holds it no more."""
    said: dict[tuple[str, bool], Item] = {}
    for item in items:
        key = (item.answer["grade"], item.answer["role"] == "holder")
        if key not in said or said[key].answer["days"] < item.answer["days"]:
            said[key] = item
    for (grade, holder), item in said.items():
        if holder or (grade, True) not in said:
            values = {
                "grade": wording.code(grade),
                "days": item.answer["days"],
                "provision": item.answer["provision"],
            }
            yield wording.say(
                "graph.bears" if holder else "graph.bore", **values, role=wording.code(item.answer["role"])
            )


def _modes(explanation: Explanation, facts: Facts) -> dict[str, str]:
    """Division -> its mode."""
    divisions = sorted({g.division for m in explanation.matters for i in m.items for g in i.grounds})
    found: dict[str, str] = {}
    for table in ("domain_charges", "unit_charges"):
        found |= dict(
            facts[table].filter(pl.col("division").is_in(divisions)).select("division", "mode").iter_rows()
        )
    return found


def _bearing(explanation: Explanation) -> dict[str, list[Item]]:
    """The items of each tenure that bears one, holders first."""
    found: dict[str, list[Item]] = {}
    for item in sorted(explanation.items, key=lambda i: i.answer["role"] != "holder"):
        if item.person is not None:
            found.setdefault(item.answer["bearer"], []).append(item)
    return found


def _node(
    identifier: str, kind: str, wording: Wording, *, layer: int | None = None, name: str | None = None, note: str = "",
    tag: str = "", grades: tuple[str, ...] = (),
) -> Node:  # fmt: skip
    lines = (name or wording.name(identifier), *((note,) if note else ()))
    return Node(identifier, kind, layer_of(kind) if layer is None else layer, lines, grades, tag, identifier)


def _state(matter: Matter, wording: Wording) -> str:
    window = matter.window
    if window is None or window.effective is None:
        return ""
    return wording.say("tree.due", due=window.effective)


def _overdue(matter: Matter, wording: Wording) -> str:
    return wording.say("light.overdue") if matter.window is not None and matter.window.unmet else ""


def grown(around: Around, wording: Wording) -> Picture:
    """The neighbours of a record as a picture of stated edges."""
    types = {around.subject: around.type} | {i: k.type for k in around.kin for i in k.ids}
    nodes = [_node(i, kind, wording, name=_called(i, kind, wording)) for i, kind in types.items()]
    edges = []
    for link in around.links():
        label = vocabulary().type(types[link.source]).keys[link.key].labels.get(wording.lang, link.key)
        edges.append(Edge(link.source, link.target, label, facts=(link.source,)))
    return Picture.of(nodes, edges)


def _called(identifier: str, kind: str, wording: Wording) -> str:
    """What a record without a name is called: what it is, and its id."""
    name = wording.name(identifier)
    return f"{wording.code(kind)} {identifier}" if name == identifier else name


def learned(around: Iterable[Around]) -> set[str]:
    """Every id that pictures of neighbours call by name."""
    return {i for a in around for k in a.kin for i in (a.subject, *k.ids)}
