"""Where Streamlit speaks English whatever the language of the page, what is shown instead?

It has no translations. What it says is replaced in the browser (browser/words.js) by what streamlit_words.yaml says; the texts of the upload
are covered by the page's style, so that they are never seen, not even for a moment.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import streamlit as st
import yaml

if TYPE_CHECKING:
    from dashboards.wording import Wording

DROPZONE = "[data-testid=stFileUploaderDropzone]"
HINT = "[data-testid=stFileUploaderDropzoneInstructions] span"
UNSEEN = ", ".join(
    f'button[aria-label="{said}"]' for said in ("Download as PNG", "Download as SVG", "Copy Vega-Lite spec")
)
"""What would be taken out of a chart without a line in the audit log."""
_STUB = """
const own = import(new URL("zeren/words.js", document.baseURI).href);
export default function (component) { own.then((module) => module.default(component)); }
"""
_words = st.components.v2.component("zeren_words", html="<span></span>", js=_STUB)


@cache
def _said() -> dict[str, Any]:
    text = files("dashboards").joinpath("web", "streamlit_words.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def replaced(wording: Wording) -> None:
    """Replaces them from now on, in this browser; a file that could not be made makes the page run anew, which says why."""
    said = _said()[wording.lang]
    _words(key="zeren_words", data={**said, "lang": "zh-CN" if wording.lang == "zh" else wording.lang}, on_failed_change=lambda: None)  # fmt: skip


def style(wording: Wording) -> str:
    """Rules for the page's style sheet."""
    rules = [f"{UNSEEN} {{display: none}}"]
    if wording.lang != "en":
        rules += _instead(f"{DROPZONE} button p", wording.say("streamlit.browse"))
        rules += _instead(f"{DROPZONE} {HINT}", wording.say("streamlit.limit"))
    return "\n".join(rules)


def _instead(what: str, text: str) -> list[str]:
    """Another text in place of what an element says."""
    said = json.dumps(text, ensure_ascii=False)
    return [f"{what} {{font-size: 0}}", f"{what}::after {{content: {said}; font-size: .875rem}}"]
