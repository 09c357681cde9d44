"""What may a person take along from a page?"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from dashboards.output import Format, write
from dashboards.tree import chain as tree_of
from dashboards.views.picture_svg import svg

if TYPE_CHECKING:
    import polars as pl

    from dashboards.views.pictures import Picture
    from dashboards.web.session import Here
    from dashboards.wording import Wording
    from graph.explanation import Explanation

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_bytes(rows: pl.DataFrame, kind: Format, wording: Wording) -> bytes:
    """A table as the command line writes it into a file."""
    with tempfile.TemporaryDirectory(prefix="zeren-") as folder:
        file = Path(folder) / f"table.{kind}"
        write(rows, kind, file, wording)
        return file.read_bytes()


def table(found: Here, rows: pl.DataFrame, name: str, *, key: str) -> None:
    """Buttons for a workbook and for CSV; they are made when they are asked for."""
    say = found.say
    one = two = st.container(horizontal=True)
    one.download_button(
        say("take.xlsx"), lambda: as_bytes(rows, Format.XLSX, found.wording), f"{name}.xlsx", XLSX, key=f"{key}_xlsx", on_click="ignore"
    )  # fmt: skip
    two.download_button(
        say("take.csv"), lambda: as_bytes(rows, Format.CSV, found.wording), f"{name}.csv", "text/csv", key=f"{key}_csv", on_click="ignore"
    )  # fmt: skip


def chain(found: Here, explanation: Explanation, picture: Picture, rows: pl.DataFrame) -> None:
    """The answers as a workbook, the picture as SVG, the chain as text to be read out."""
    say, wording = found.say, found.wording
    name = f"zeren-{explanation.subject}-{explanation.as_of}"
    one = two = three = st.container(horizontal=True)
    one.download_button(
        say("take.table"), lambda: as_bytes(rows, Format.XLSX, wording), f"{name}.xlsx", XLSX, key="take_xlsx", on_click="ignore"
    )  # fmt: skip
    two.download_button(
        say("take.picture"), lambda: svg(picture, wording.name(explanation.subject)).encode(), f"{name}.svg", "image/svg+xml", key="take_svg",
        on_click="ignore",
    )  # fmt: skip
    text = "\n".join(tree_of(explanation, wording, {})) + "\n"
    three.download_button(
        say("take.text"),
        text.encode(),
        f"{name}.txt",
        "text/plain",
        key="take_txt",
        on_click="ignore",
    )
