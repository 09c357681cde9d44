"""What may a person take along from a page? Each is written into the audit log before it leaves."""

from __future__ import annotations

import logging
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards import audit
from dashboards.audit import Deed
from dashboards.output import Format, write
from dashboards.tree import chain as tree_of
from dashboards.views.picture_svg import svg
from dashboards.web import trouble
from dashboards.web.session import Moved, store_url
from ontology.errors import ZerenError

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from dashboards.views.pictures import Picture
    from dashboards.web.session import Here
    from dashboards.wording import Wording
    from graph.explanation import Explanation

LOG = logging.getLogger("zeren")
FAILED = "zeren_not_made"
"""Where a session keeps, by button, why a file was not made, until it is told."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_bytes(rows: pl.DataFrame, kind: Format, wording: Wording) -> bytes:
    """A table as the command line writes it into a file."""
    with tempfile.TemporaryDirectory(prefix="zeren-") as folder:
        file = Path(folder) / f"table.{kind}"
        write(rows, kind, file, wording)
        return file.read_bytes()


def button(
    found: Here,
    label: str,
    make: Callable[[], bytes],
    name: str,
    mime: str,
    *,
    key: str,
    what: str,
    **more: Any,
) -> None:
    """A button for a file that is made when it is asked for; `what` is what the audit log calls it, `more` what else it says. Dead for who
    may not take anything out.
    """

    def note(content: bytes) -> None:
        found.note_down(Deed.EXPORT, what, content, day=found.day.isoformat(), **more)

    _offer(found.wording, label, make, note, name, mime, key=key, disabled=not found.user.may(Deed.EXPORT))


def of_upload(
    wording: Wording, who: str, label: str, make: Callable[[], bytes], name: str, *, key: str, what: str
) -> None:
    """A button for a workbook about files that somebody uploaded: there may be no store yet, but the log is that of the store."""

    def note(content: bytes) -> None:
        audit.note_down(store_url(), Deed.EXPORT, what, content, who=who)

    _offer(wording, label, make, note, name, XLSX, key=key)


def _offer(
    wording: Wording, label: str, make: Callable[[], bytes], note: Callable[[bytes], None], name: str, mime: str, *, key: str, disabled: bool = False
) -> None:  # fmt: skip
    """The button; below it, why there was no file when it was last pressed."""
    failed: dict[str, Exception] = st.session_state.setdefault(FAILED, {})

    def made() -> bytes:
        failed.pop(key, None)
        try:
            content = make()
            note(content)
        except Exception as error:
            if not isinstance(error, ZerenError | Moved):
                LOG.exception("a file was not made")
            failed[key] = (
                error  # the browser hears only that there is none: it has the page run anew, which says why
            )
            raise
        return content

    st.download_button(label, made, name, mime, key=key, on_click="ignore", disabled=disabled)
    if key in failed:
        trouble.not_made(failed.pop(key), wording, store_url())


def table(found: Here, rows: pl.DataFrame, name: str, *, key: str) -> None:
    """Buttons for a workbook and for CSV."""
    say, wording = found.say, found.wording
    with st.container(horizontal=True):
        for kind, label, mime in ((Format.XLSX, "take.xlsx", XLSX), (Format.CSV, "take.csv", "text/csv")):
            button(
                found, say(label), partial(as_bytes, rows, kind, wording), f"{name}.{kind}", mime, key=f"{key}_{kind}", what=f"{name} {kind}"
            )  # fmt: skip


def chain(found: Here, explanation: Explanation, picture: Picture, rows: pl.DataFrame) -> None:
    """The answers as a workbook, the picture as SVG, the chain as text to be read out."""
    say, wording = found.say, found.wording
    name, about = f"zeren-{explanation.subject}-{explanation.as_of}", f"chain {explanation.subject}"

    def text() -> bytes:
        return ("\n".join(tree_of(explanation, wording, {})) + "\n").encode()

    def drawn() -> bytes:
        return svg(picture, wording.name(explanation.subject)).encode()

    with st.container(horizontal=True):
        for kind, label, make, mime in (
            ("xlsx", "take.table", partial(as_bytes, rows, Format.XLSX, wording), XLSX),
            ("svg", "take.picture", drawn, "image/svg+xml"),
            ("txt", "take.text", text, "text/plain"),
        ):
            button(
                found, say(label), make, f"{name}.{kind}", mime, key=f"take_{kind}", what=f"{about} {kind}"
            )
