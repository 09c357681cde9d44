"""Where Streamlit speaks English whatever the language of the page, what is shown instead?

It has no translations. What it writes into a button or beside it is covered here by the style of the page; its menu (theme, print) is left
out where it cannot be read.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dashboards.wording import Wording

DROPZONE = "[data-testid=stFileUploaderDropzone]"
HINT = "[data-testid=stFileUploaderDropzoneInstructions] span"


def style(wording: Wording) -> str:
    """Rules for the page's style sheet."""
    rules: list[str] = []
    if wording.lang != "en":
        rules += ["[data-testid=stMainMenu] {display: none}"]
        rules += _instead(f"{DROPZONE} button p", wording.say("streamlit.browse"))
        rules += _instead(f"{DROPZONE} {HINT}", wording.say("streamlit.limit"))
    return "\n".join(rules)


def _instead(what: str, text: str) -> list[str]:
    """Another text in place of what an element says."""
    said = json.dumps(text, ensure_ascii=False)
    return [f"{what} {{font-size: 0}}", f"{what}::after {{content: {said}; font-size: .875rem}}"]
