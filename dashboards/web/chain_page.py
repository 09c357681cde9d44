"""Who answers for this issue, in which grade, since when, under which clause, what proves it, what is open?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards.commands.names import learn_with_sources, organs_that_interpret
from dashboards.lights import scheme
from dashboards.lines import Asked, open_questions
from dashboards.tree import ABOUT as GAP_ABOUT
from dashboards.tree import ids_in
from dashboards.views import chain_picture
from dashboards.views.chain_answers import Bearing, Card, cards, changes, items_frame, standing, twin
from dashboards.views.pictures import MISSING
from dashboards.web import choosing, details, downloads, graph_view, papers
from dashboards.web.plain import plain
from dashboards.web.session import Here, address, choose, chosen, widget
from graph.explain import explain
from graph.neighbourhood import LIMIT, Around, around
from ontology.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboards.views.pictures import Picture
    from graph.explanation import Explanation

ABOUT = ("Issue", "Duty")
LIGHTS = {"red": "red", "yellow": "orange", "green": "green", "blue": "blue"}
ROOM = 660
"""Height of the graph in pixels."""
CROWD = 60
"""More neighbours than this are not drawn before a person says which kinds."""


def show(found: Here) -> None:
    """The page."""
    subject = choosing.record(found, "issue", ABOUT, found.say("chain.choose"))
    if subject is None:
        return
    explanation = _explained(found, subject, found.day)
    _slider(found, explanation)
    _answer(found, explanation)
    picture = _grown(found, chain_picture.chain_picture(explanation, found.facts, found.wording))
    picture = _shown(found, picture)
    _graph_and_details(found, subject, explanation, picture)
    _tables(found, explanation, picture)
    address(issue=subject, sel=chosen("sel"), grown=chosen("grown"), hidden=chosen("hidden"))


def _explained(found: Here, subject: str, day: date) -> Explanation:
    """The explanation, and the names of all it speaks of."""
    facts = found.facts
    explanation = explain(found.analysis(day), facts, subject)
    learn_with_sources(
        found.wording, found.store, ids_in(explanation) | chain_picture.ids_in(facts, explanation)
    )
    return explanation


def _slider(found: Here, explanation: Explanation) -> None:
    """The as-of date as a slider over the days on which something may change."""
    windows = [m.window for m in explanation.matters if m.window]
    first = min([w.first for w in windows] + [found.day, found.base]) - timedelta(31)
    last = max(
        [w.last for w in windows] + [w.effective or w.last for w in windows] + [found.day, found.base]
    ) + timedelta(31)
    tied = widget("w_slide", found.day, "as_of", lambda d: d.isoformat())
    st.slider(found.say("page.as_of"), first, last, format="YYYY-MM-DD", **tied)


def _answer(found: Here, explanation: Explanation) -> None:
    say = found.say
    colours = {row.state: LIGHTS.get(row.light, "gray") for row in reversed(scheme())}
    for matter in explanation.matters:
        light, text = standing(matter, found.wording)
        colour = colours[light]
        name = "" if matter.id == explanation.subject else f"**{plain(found.wording.name(matter.id))}** "
        st.markdown(f":{colour}-badge[{say(f'light.{light}')}] {name}{plain(text)}")
    for gap in explanation.gaps:
        st.markdown(f":orange-badge[{found.wording.code(gap['kind'])}] {plain(_gap(found, gap))}")
    answered = cards(explanation, found.wording)
    if not answered:
        st.info(say("chain.nothing"))
    for column, card in zip(st.columns(max(len(answered), 1)), answered, strict=False):
        with column, st.container(border=True, height="stretch"):
            _card(found, card)
    if found.day != found.base:
        said = changes(explanation, _explained(found, explanation.subject, found.base), found.wording)
        with st.container(border=True):
            st.markdown(say("chain.against", day=found.day, base=found.base))
            st.markdown("\n".join(f"- {plain(s)}" for s in said) or say("chain.same"))


def _gap(found: Here, gap: Mapping[str, Any]) -> str:
    what = " · ".join(found.wording.name(str(gap[key])) for key in GAP_ABOUT if gap[key])
    return found.say(
        "chain.gap",
        what=what,
        since=found.wording.day(gap["from"]),
        until=found.wording.last_day(gap["until"]),
    )


def _card(found: Here, card: Card) -> None:
    say = found.say
    nobody = f"  \n:red-badge[{say('chain.nobody')}] {plain(card.nobody)}" if card.nobody else ""
    st.markdown(f"**{plain(card.grade)}** :small[:gray[{plain(card.provision)}]]{nobody}")
    for bearing in card.bearings:
        st.markdown(_bearer(found, bearing))


def _bearer(found: Here, bearing: Bearing) -> str:
    """Name and post, then the ways in which it is borne, the office, and what is open."""
    who = plain(bearing.who)
    name = f":blue[**{who}**]" if bearing.holder else who
    lines = [f"{name} {plain(bearing.post)}".strip(), plain(" ; ".join(bearing.ways))]
    lines += [plain(bearing.since)] if bearing.since else []
    badges = [f":orange-badge[{found.say('chain.open', number=plain(q))}]" for q in bearing.open] + [
        f":orange-badge[{plain(f)}]" for f in bearing.flags
    ]
    return "  \n".join(
        [lines[0], *(f":small[{line}]" for line in lines[1:]), *([" ".join(badges)] if badges else [])]
    )


# ---------------------------------------------------------------------------- the graph


def _grown(found: Here, picture: Picture) -> Picture:
    """The picture with the neighbours that a person asked for."""
    for identifier in _steps():
        try:
            near = around(found.store, identifier)
        except UnknownName:
            continue
        found.wording.learn(found.store, chain_picture.learned([near]))
        picture = picture.joined(chain_picture.grown(near, found.wording))
    return picture


def _steps() -> list[str]:
    return [i for i in (chosen("grown") or "").split(",") if i]


def _shown(found: Here, picture: Picture) -> Picture:
    """The picture without the kinds that a person hid: what nobody hid is shown, also where it is new on another day."""
    kinds = picture.kinds()
    hidden = {k for k in (chosen("hidden") or "").split(",") if k}
    labels = {
        k: f"{found.say('graph.missing') if k == MISSING else found.wording.code(k)} {n}"
        for k, n in kinds.items()
    }
    tied = widget(
        "w_kinds",
        [k for k in kinds if k not in hidden],
        "hidden",
        lambda now: ",".join(sorted((hidden | set(kinds)) - set(now))),
    )
    st.pills(
        found.say("graph.legend"), list(kinds), selection_mode="multi", format_func=labels.__getitem__, **tied
    )
    return picture.without(hidden)


def _heard(kind: str, identifier: str) -> None:
    choose("sel", identifier)
    if kind == "expand":
        choose("asked", identifier)


def _grow(identifier: str) -> None:
    choose("grown", ",".join([*_steps(), identifier]))


def _undo() -> None:
    choose("grown", ",".join(_steps()[:-1]))


def _graph_and_details(found: Here, subject: str, explanation: Explanation, picture: Picture) -> None:
    say = found.say
    left, right = st.columns([5, 3], gap="medium")
    with left:
        token = f"{subject}|{len(picture.nodes) == 0}"
        graph_view.show(
            found,
            picture,
            key="graph",
            token=token,
            selected=chosen("sel"),
            height=ROOM,
            heard=_heard,
        )
        _controls(found, picture)
        st.caption(
            say("graph.shown", shown=len(picture.nodes), total=max(picture.total, len(picture.nodes)))
            + " · "
            + say("graph.how")
        )
    with right:
        details.show(found, picture, explanation, chosen("sel"))


def _controls(found: Here, picture: Picture) -> None:
    """Growing and undoing without a mouse; a record with very many neighbours asks first."""
    say = found.say
    node = picture.node(chosen("sel") or "")
    asked = chosen("asked")
    if asked and asked not in _steps() and (node is not None and node.record == asked):
        near = around(found.store, asked)
        if near.count <= CROWD:
            _grow(asked)
            choose("asked", None)
            st.rerun()
        _crowd(found, near)
    one, two, three = st.columns(3)
    can = node is not None and node.record is not None and node.record not in _steps()
    one.button(
        say("graph.expand"),
        disabled=not can,
        on_click=choose,
        args=("asked", node.record if node else None),
        width="stretch",
    )
    two.button(say("graph.undo"), disabled=not _steps(), on_click=_undo, width="stretch")
    three.button(
        say("graph.reset"), disabled=not _steps(), on_click=choose, args=("grown", None), width="stretch"
    )


def _crowd(found: Here, near: Around) -> None:
    """A record with very many neighbours: how many of what, and the first of each only if a person says so."""
    say = found.say
    with st.container(border=True):
        st.markdown(
            say("graph.crowd", name=plain(found.wording.name(near.subject)), count=near.count, limit=LIMIT)
        )
        st.markdown(" · ".join(f"{found.wording.code(k.type)} {k.count}" for k in near.kin))
        yes, no = st.columns(2)
        if yes.button(say("graph.crowd_yes")):
            _grow(near.subject)
            choose("asked", None)
            st.rerun()
        no.button(say("graph.crowd_no"), on_click=choose, args=("asked", None))


# ---------------------------------------------------------------------------- below the graph


def _tables(found: Here, explanation: Explanation, picture: Picture) -> None:
    say, wording = found.say, found.wording
    nodes, edges = twin(picture, wording)
    tabs = st.tabs(
        [say("chain.twin"), say("chain.questions", count=len(explanation.questions)), say("chain.take")]
    )
    with tabs[0]:
        details.selectable(found, nodes, "twin_nodes")
        st.dataframe(edges, hide_index=True, column_config={c: wording.header(c) for c in edges.columns})
    with tabs[1]:
        organs = organs_that_interpret(found.store, {q.regulation for q in explanation.questions})
        asked = {
            q.question: Asked(q.number or q.question, organs.get(q.regulation, ()))
            for q in explanation.questions
        }
        lines = open_questions(asked, asked, wording)
        st.markdown(
            "\n".join(f"- {plain(text)}" for line in lines for text in line) or say("chain.no_questions")
        )
    with tabs[2]:
        papers.of_issue(found, explanation.subject)
        downloads.chain(found, explanation, picture, items_frame(explanation, wording))
        st.caption(say("tree.digest", digest=explanation.digest))
