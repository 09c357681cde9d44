"""What else does the graph know? Reading queries, with a limit of rows and of time, each written into the audit log before it is asked."""

from __future__ import annotations

import time
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import streamlit as st
import yaml

from dashboards import audit
from dashboards.commands.context import parameters
from dashboards.views.query_picture import picture
from dashboards.web import downloads, graph_view, trouble
from dashboards.web.session import address, choose, chosen, store_url
from graph.digest import content_digest
from graph.store import ROW_LIMIT, TIME_LIMIT, Rows
from ontology.errors import ZerenError

if TYPE_CHECKING:
    from dashboards.web.session import Here


@cache
def examples() -> dict[str, dict[str, str]]:
    """The saved examples by id."""
    text = files("dashboards").joinpath("views", "queries.yaml").read_text(encoding="utf-8")
    return {q["id"]: q for q in yaml.safe_load(text)}


def show(found: Here) -> None:
    """The page."""
    say = found.say
    asked = chosen("query", allowed=examples()) or next(iter(examples()))
    if "cypher_text" not in st.session_state or st.session_state.get("cypher_of") != asked:
        st.session_state["cypher_text"] = examples()[asked]["text"]
        st.session_state["cypher_of"] = asked

    st.pills(
        say("cypher.examples"), list(examples()), format_func=lambda q: examples()[q][found.wording.lang], key="cypher_example",
        on_change=_picked,
    )  # fmt: skip
    with st.form("cypher", border=False):
        text = st.text_area(say("cypher.text"), key="cypher_text", height=190)
        one, two, three, four = st.columns([1, 1, 2, 1], vertical_alignment="bottom")
        limit = int(one.number_input(say("cypher.rows"), 1, 10_000, ROW_LIMIT, key="cypher_rows"))
        seconds = float(two.number_input(say("cypher.seconds"), 1.0, 300.0, TIME_LIMIT, key="cypher_seconds"))
        given = three.text_input(
            say("cypher.parameters"),
            key="cypher_parameters",
            placeholder="day=2024-06-30 kind=RectificationTask",
        )
        asked_now = four.form_submit_button(say("cypher.run"), type="primary", width="stretch")
    st.caption(say("cypher.limits", rows=f"{limit:,}", seconds=f"{seconds:g}"))
    if found.day != found.base:
        st.warning(say("cypher.own_day", day=found.base))
    if asked_now or st.session_state.pop("cypher_go", False):
        st.session_state["cypher_rows_found"] = _ask(found, text, given, limit, seconds)
    address(query=asked)
    answer = st.session_state.get("cypher_rows_found")
    if answer is not None:
        _answer(found, *answer)


def _picked() -> None:
    """An example that is picked is asked at once."""
    example = st.session_state["cypher_example"]
    if example:
        choose("query", example)
        st.session_state["cypher_go"] = True


def _ask(found: Here, text: str, given: str, limit: int, seconds: float) -> tuple[Rows, float] | None:
    """Asks the store that the user may see; a long query holds up nobody."""
    begun = time.perf_counter()
    try:
        values: dict[str, Any] = parameters(given.split())
        scope = {} if found.user.scope is None else {"scope": found.user.scope}
        found.note_down(audit.Deed.QUERY, text, audit.said([text, values]), **scope)
        with st.spinner(found.say("cypher.running")):
            rows = found.store.cypher(text, values, limit=limit, seconds=seconds)
        return rows, time.perf_counter() - begun
    except ZerenError as error:
        trouble.show(error, found.wording, store_url())
        return None


def _answer(found: Here, rows: Rows, seconds: float) -> None:
    say = found.say
    more = f" :orange-badge[{say('cypher.cut')}]" if rows.more else ""
    st.markdown(say("cypher.found", count=f"{rows.frame.height:,}", seconds=f"{seconds:.2f}") + more)
    table, graph = st.tabs([say("cypher.table"), say("cypher.graph")])
    with table:
        st.dataframe(rows.frame, hide_index=True)
        downloads.table(found, rows.frame, "zeren-query", key="cypher")
    with graph:
        drawn = picture(rows.frame, found.store, found.wording)
        if not drawn.nodes:
            st.info(say("cypher.no_graph"))
            return
        graph_view.show(
            found,
            drawn,
            key="cypher_graph",
            token="query|" + content_digest(rows.frame.write_json()),
            selected=chosen("sel"),
            height=520,
            heard=lambda _, i: choose("sel", i),
        )
        st.caption(say("graph.shown", shown=len(drawn.nodes), total=drawn.total))
