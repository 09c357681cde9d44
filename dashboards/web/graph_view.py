"""How is a picture put on a page: as a graph to click, else as a still picture?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards.views.dot import dot
from dashboards.views.elements import elements
from dashboards.web.serving import BROWSER, CYTOSCAPE

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboards.views.pictures import Picture
    from dashboards.wording import Wording

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
    picture: Picture, wording: Wording, *, key: str, token: str, selected: str | None, height: int, heard: Callable[[str, str], None]
) -> None:  # fmt: skip
    """Draws the picture. `heard` is told what a person did: ("select" or "expand", id). The view is fitted anew when `token` changes."""
    if not CYTOSCAPE.exists():
        st.info(wording.say("graph.still"))
        st.graphviz_chart(dot(picture), width="stretch")
        return

    def event() -> None:
        said = getattr(st.session_state.get(key), "event", None)
        if said:
            heard(said["kind"], said["id"])

    say = wording.say
    texts = {
        "fit": say("graph.fit"), "in": "+", "out": "−", "png": "PNG", "aria": say("graph.aria", nodes=len(picture.nodes), edges=len(picture.edges)),
        "file": f"zeren-{token.partition('|')[0]}.png",
    }  # fmt: skip
    data = {**elements(picture), "selected": selected or "", "token": token, "texts": texts, "height": height}
    _graph(key=key, data=data, on_event_change=event)
