"""What does the chain of an issue or duty say in one look, and as tables?

Cards for the eye (a grade each: who, since when, how long, by which provision, what is open), the table twin of a picture, and what
another day would change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from graph.explanation import grades_laid
from graph.responsibility import ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboards.views.pictures import Picture
    from dashboards.wording import Wording
    from graph.explanation import Explanation, Item, Matter


TEXT = pl.String()
ANSWERS = {
    "grade": TEXT, "name": TEXT, "role": TEXT, "ground": TEXT, "days": pl.Int64(), "first_day": pl.Date(), "last_day": pl.Date(),
    "provision": TEXT, "regulation": TEXT, "open": pl.List(TEXT), "facts": pl.List(TEXT),
}  # fmt: skip
"""Columns of `items_frame`."""


@dataclass(frozen=True, slots=True)
class Bearing:
    """One bearer of a grade. `who` without the post; `ways`: role, ground and days of each of its items; `open`: numbers of
    questions; `node`: its id in the picture.
    """

    node: str
    who: str
    post: str
    holder: bool
    since: str
    ways: tuple[str, ...]
    provision: str
    open: tuple[str, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A grade and who bears it; `nobody` says so where no holder is found."""

    grade: str
    provision: str
    bearings: tuple[Bearing, ...]
    nobody: str


def cards(explanation: Explanation, wording: Wording) -> list[Card]:
    """A card for every grade that the regulations concerned know, in the order of the vocabulary; none where nothing is decided."""
    if not explanation.items:
        return []
    found = []
    numbers = {q.question: q.number or q.question for q in explanation.questions}
    last = max((m.window.last for m in explanation.matters if m.window), default=explanation.as_of)
    for grade in grades_laid(explanation.items, explanation.regulations):
        items = [i for i in explanation.items if i.answer["grade"] == grade]
        items.sort(key=lambda i: (ROLES.index(i.answer["role"]), -i.answer["days"], i.answer["bearer"]))
        by_bearer: dict[str, list[Item]] = {}
        for item in items:
            by_bearer.setdefault(item.answer["bearer"], []).append(item)
        bearings = tuple(_bearing(same, numbers, wording) for same in by_bearer.values())
        provisions = "、".join(dict.fromkeys(b.provision for b in bearings))
        nobody = "" if any(b.holder for b in bearings) else wording.say("tree.nobody", day=last)
        found.append(Card(wording.code(grade), provisions, bearings, nobody))
    return found


def _bearing(items: Sequence[Item], numbers: Mapping[str, str], wording: Wording) -> Bearing:
    """Of the items of one bearer in one grade, holders first."""
    item = items[0]
    person = item.person is not None
    since = (
        wording.say("tree.held", since=wording.day(item.since), until=wording.last_day(item.until))
        if person
        else ""
    )
    if item.acting:
        since = f"{since} {wording.say('tree.acting')}"
    provisions = dict.fromkeys(
        wording.say(
            "chain.provision", regulation=wording.name(i.answer["regulation"]), number=i.answer["provision"]
        )
        for i in items
    )
    return Bearing(
        node=item.answer["bearer"],
        who=wording.name(item.person) if person else wording.name(item.answer["bearer"]),
        post=wording.name(item.post) if person else "",
        holder=item.answer["role"] == "holder",
        since=since,
        ways=tuple(_way(i, wording) for i in items),
        provision="、".join(provisions),
        open=tuple(dict.fromkeys(numbers.get(q, q) for i in items for q in i.answer["open"])),
        flags=tuple(dict.fromkeys(wording.code(f) for i in items for f in i.answer["flags"])),
    )


def _way(item: Item, wording: Wording) -> str:
    answer = item.answer
    return wording.say(
        "chain.way",
        role=wording.code(answer["role"]),
        ground=wording.code(answer["ground"]),
        days=answer["days"],
    )


def standing(matter: Matter, wording: Wording) -> tuple[str, str]:
    """(light, sentence) of a matter: how it stands on the as-of date, and its days."""
    window = matter.window
    if window is None:
        return "running", wording.say("tree.no_window")
    if window.unmet:
        light = "late" if window.fulfilled else "overdue"
    else:
        light = "done" if window.fulfilled or window.completed else "running"
    said = [wording.say("tree.window", first=window.first, last=window.last)]
    said.append(
        wording.say("tree.due", due=window.effective) if window.effective else wording.say("tree.no_due")
    )
    if window.unmet:
        said.append(wording.say("tree.unmet", day=window.breach_date))
    if window.fulfilled:
        said.append(
            wording.say("tree.fulfilled_late" if window.unmet else "tree.fulfilled", day=window.fulfilled)
        )
    return light, " · ".join(said)


def twin(picture: Picture, wording: Wording) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The picture's nodes (id, type, name) and edges (source, relation, target, basis, provision, facts), row for row."""
    names = {n.id: n.lines[0] for n in picture.nodes}
    nodes = pl.DataFrame(
        [(n.id, wording.code(n.kind), " · ".join(n.lines), n.tag) for n in picture.nodes],
        schema={"id": pl.String, "type": pl.String, "name": pl.String, "flags": pl.String}, orient="row",
    )  # fmt: skip
    basis = {True: wording.say("graph.derived"), False: wording.say("graph.stated")}
    edges = pl.DataFrame(
        [(names[e.source], e.label, names[e.target], basis[e.derived], e.provision, "; ".join(e.facts)) for e in picture.edges],
        schema=dict.fromkeys(("source_node", "relation", "target_node", "basis", "provision", "facts"), pl.String), orient="row",
    )  # fmt: skip
    return nodes, edges


def items_frame(explanation: Explanation, wording: Wording) -> pl.DataFrame:
    """The answers as rows for a workbook: grade, name, role, ground, days, from, until, provision, regulation, open, facts."""
    rows = [
        (
            i.answer["grade"], _who(i, wording), i.answer["role"], i.answer["ground"], i.answer["days"], i.stretches[0][0] if i.stretches else None,
            i.stretches[-1][1] if i.stretches else None, i.answer["provision"], wording.name(i.answer["regulation"]), list(i.answer["open"]),
            list(i.facts),
        )
        for i in explanation.items
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=ANSWERS, orient="row")


def _who(item: Item, wording: Wording) -> str:
    if item.person is None:
        return wording.name(item.answer["bearer"])
    return f"{wording.name(item.person)} · {wording.name(item.post)}"


def changes(now: Explanation, base: Explanation, wording: Wording) -> list[str]:
    """What is answered now otherwise than on the base day, a sentence each: come, gone, other role or days."""
    before, after = _keyed(base), _keyed(now)
    said = []
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        item = new or old
        assert item is not None
        values = {"who": _who(item, wording), "grade": wording.code(item.answer["grade"])}
        if old is None:
            said.append(wording.say("chain.come", **values))
        elif new is None:
            said.append(wording.say("chain.gone", **values))
        else:
            ways = [(wording.code(i.answer["role"]), i.answer["days"]) for i in (old, new)]
            if ways[0] != ways[1]:
                (role, days), (new_role, new_days) = ways
                said.append(
                    wording.say(
                        "chain.otherwise",
                        **values,
                        role=role,
                        days=days,
                        new_role=new_role,
                        new_days=new_days,
                    )
                )
    return said


def _keyed(explanation: Explanation) -> Mapping[tuple[str, ...], Item]:
    return {
        tuple(i.answer[c] for c in ("regulation", "grade", "bearer", "ground")): i for i in explanation.items
    }
