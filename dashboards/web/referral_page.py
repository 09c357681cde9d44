"""Where must this lead go, hop by hop, under which provision, and why not elsewhere?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import paths
from dashboards.commands.names import learn_with_sources, people_of, questions_asked
from dashboards.lines import open_questions
from dashboards.views import hops
from dashboards.views.evidence import proofs
from dashboards.web import choosing, details, downloads, graph_view, papers
from dashboards.web.plain import plain
from dashboards.web.session import address, choose, chosen, widget
from graph.referral import build_index, decide_all
from graph.why_not import repair
from graph.why_not import why_not as ask

if TYPE_CHECKING:
    from dashboards.lines import Line
    from dashboards.web.session import Here
    from graph.authority import Index
    from graph.referral import Referral

COLOURS = {"decided": "green", "flagged": "orange", "needs-decision": "red", "facts-missing": "red"}


def show(found: Here) -> None:
    """The page."""
    lead = choosing.record(found, "lead", ("Lead",), found.say("referral.choose"))
    if lead is None:
        return
    index = build_index(found.facts, [lead])
    answers = decide_all(index, found.day)
    learn_with_sources(found.wording, found.store, {lead, *(x for r in answers for x in paths.ids_in(r))})
    found.wording.call_tenures(found.store, people_of(found.store, [r.subject for r in answers]))
    if not answers:
        st.info(found.say("referral.nothing"))
    for number, answer in enumerate(answers):
        _answer(found, answer, index, number)
    papers.of_lead(found, lead)
    _why_not(found, index, lead)
    address(lead=lead, organ=chosen("organ"), sel=chosen("sel"))


def _answer(found: Here, answer: Referral, index: Index, number: int) -> None:
    say, wording = found.say, found.wording
    with st.container(border=True):
        st.markdown(f"#### {plain(wording.name(answer.subject))}")
        _said(found, answer)
        rows = hops.rows(answer, index, wording)
        st.dataframe(rows, hide_index=True, column_config={c: wording.header(c) for c in rows.columns})
        left, right = st.columns([2, 3], gap="medium")
        with left:
            drawn = hops.picture(answer, index, wording)
            if drawn.edges:
                graph_view.show(
                    found,
                    drawn,
                    key=f"way{number}",
                    token=f"{answer.lead}|{answer.finding}",
                    selected=chosen("sel"),
                    height=60 + 92 * len({n.layer for n in drawn.nodes}),
                    heard=_heard,
                )
        with right:
            _open(found, answer)
            with st.expander(say("referral.evidence", count=len(answer.facts))):
                details.show_proofs(
                    found, proofs(found.store, [answer.lead, answer.finding, *answer.facts], wording)
                )
            downloads.table(found, rows, f"zeren-{answer.lead}-{answer.finding}", key=f"hops{number}")
        selected = drawn.node(chosen("sel") or "")
        if selected is not None and selected.record:
            st.markdown(f"##### {plain(selected.lines[0])}")
            details.of_record(found, selected.record)


def _said(found: Here, answer: Referral) -> None:
    """How far it is settled, by which row, which way, what is missing."""
    say, wording = found.say, found.wording
    colour, status = COLOURS.get(answer.status, "gray"), say("status." + answer.status)
    about = say(
        "referral.about",
        finding=answer.finding,
        breach=wording.day(answer.breach_date),
        day=answer.decided_on,
    )
    st.markdown(f":{colour}-badge[{status}] {plain(about)}")
    if answer.rule is not None:
        values = {"regulation": wording.name(answer.regulation), "provision": answer.provision}
        st.markdown(plain(say("refer.row", **values, rule=answer.rule, label=wording.name(answer.rule))))
    for key in answer.missing:
        st.markdown(f":red-badge[{say('referral.missing')}] {wording.header(key)}")
    for action, modality, path in hops.courses(answer):
        way = " → ".join(f"**{plain(wording.name(o))}**" for o in path) or say("refer.no_path")
        st.markdown(
            say("referral.way", modality=wording.code(modality), action=wording.code(action), way=way)
        )
    for organ in answer.alternative:
        st.markdown(
            f":orange-badge[{say('referral.recusal')}] {say('refer.alternative', organ=plain(wording.name(organ)))}"
        )


def _heard(_: str, identifier: str) -> None:
    choose("sel", identifier)


def _open(found: Here, answer: Referral) -> None:
    """The open questions in plain words, and whom to ask."""
    for line in open_questions(answer.open, questions_asked(found.store, answer.open), found.wording):
        st.markdown(
            "  \n".join([f":orange[{plain(line.text)}]", *(plain(below.text) for below in line.below)])
        )


def _why_not(found: Here, index: Index, lead: str) -> None:
    say = found.say
    st.subheader(say("referral.why_not"), anchor=False)
    organs = choosing.organs(found)
    tied = widget("w_organ", chosen("organ") if chosen("organ") in organs else None, "organ")
    organ = st.selectbox(
        say("referral.organ"),
        organs,
        format_func=lambda o: choosing.called(found, o),
        placeholder=say("referral.pick"),
        **tied,
    )
    if organ is None:
        return
    reasons, ways = ask(index, lead, organ, found.day), repair(index, lead, organ, found.day)
    found.wording.learn(
        found.store,
        {organ, *(x for w in ways for x in w.path), *(x for r in reasons.reasons for x in r.args)},
    )
    _lines(paths.why_not(reasons, ways, found.wording))


def _lines(line: Line) -> None:
    st.markdown(f"**{plain(line.text)}**\n" + "\n".join(f"- {plain(below.text)}" for below in line.below))
