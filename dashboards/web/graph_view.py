"""How is a picture put on a page: as a graph to click, else as a still picture?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards.audit import Deed
from dashboards.views.dot import dot
from dashboards.views.elements import elements
from dashboards.web import trouble
from dashboards.web.serving import BROWSER, CYTOSCAPE
from dashboards.web.session import store_url
from ontology.errors import ZerenError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboards.views.pictures import Picture
    from dashboards.web.session import Here

GRANTED = "zeren_granted"
"""Where a session keeps whether the picture of a graph may be taken (key of the graph, number of the request or what is in the way)."""
_STUB = """
const own = import(new URL("zeren/graph.js", document.baseURI).href);
export default function (component) {
  let gone = false, clean = null;
  own.then((module) => { if (!gone) clean = module.default(component); });
  return () => { gone = true; if (clean) clean(); };
}
"""
"""Our script and cytoscape.js are files that the browser keeps; only this comes with every page."""


def _component() -> Any:
    html, css = ((BROWSER / f"graph.{kind}").read_text(encoding="utf-8") for kind in ("html", "css"))
    return st.components.v2.component("zeren_graph", html=html, css=css, js=_STUB)


_graph = _component()


def show(
    found: Here, picture: Picture, *, key: str, token: str, selected: str | None, height: int, heard: Callable[[str, str], None]
) -> None:  # fmt: skip
    """Draws the picture. `heard` is told what a person did: ("select" or "expand", id). The view is fitted anew when `token` changes.

    The browser makes the PNG, once the audit log has a line that it does: the digest is that of what is drawn.
    """
    wording = found.wording
    if not CYTOSCAPE.exists():
        st.info(wording.say("graph.still"))
        st.graphviz_chart(dot(picture), width="stretch")
        return

    def event() -> None:
        said = getattr(st.session_state.get(key), "event", None)
        if said and said["kind"] == "png":
            asked(said["id"])
        elif said:
            heard(said["kind"], said["id"])

    def asked(number: str) -> None:
        try:
            found.note_down(
                Deed.EXPORT,
                f"graph {about} png",
                json.dumps(drawn, sort_keys=True),
                day=found.day.isoformat(),
            )
            st.session_state[GRANTED] = (key, number)
        except ZerenError as error:
            st.session_state[GRANTED] = (key, error)

    say = wording.say
    about = token.partition("|")[0]
    drawn = elements(picture)
    may = found.user.may(Deed.EXPORT)
    granted = st.session_state.get(GRANTED, (None, None))
    answer = granted[1] if granted[0] == key else None
    if isinstance(answer, ZerenError):
        del st.session_state[GRANTED]
        trouble.not_made(answer, wording, store_url())
        answer = None
    texts = {
        "fit": say("graph.fit"), "in": "+", "out": "−", "png": "PNG", "aria": say("graph.aria", nodes=len(picture.nodes), edges=len(picture.edges)),
        "file": f"zeren-{about}.png",
    }  # fmt: skip
    data = {
        **drawn,
        "mayTake": may,
        "granted": answer,
        "selected": selected or "",
        "token": token,
        "texts": texts,
        "height": height,
    }
    _graph(key=key, data=data, on_event_change=event)
