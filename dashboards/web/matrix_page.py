"""Which leader bears what for which issue, and where does nobody, or more than one?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl
import streamlit as st

from dashboards.views.matrix import LEADERS, NOBODY, cells, wide
from dashboards.web import choosing, downloads, papers
from dashboards.web.plain import plain
from dashboards.web.session import address, choose
from graph.standing import matrix

if TYPE_CHECKING:
    from dashboards.web.session import Here

COLOURS = {
    "MainResponsibility": "#2b6cb0",
    "FirstResponsibility": "#b7561c",
    "DualDuty": "#2c7a7b",
    NOBODY: "#c53030",
}
OTHER = "#4a5568"
LINE = 14
"""Height of a line of a column's head in pixels."""


def show(found: Here) -> None:
    """The page."""
    say = found.say
    organization = choosing.record(found, "organization", ("Organization",), say("people.choose"))
    if organization is None:
        return
    rows = matrix(found.analysis(), organization)
    address(organization=organization)
    if rows.is_empty():
        st.info(say("matrix.none"))
        return
    shown = cells(rows, found.store, found.wording)
    picked = _chart(found, shown)
    leaders = min(rows["bearer"].n_unique(), LEADERS)
    st.caption(
        say("matrix.how", shown=shown["issue"].n_unique(), total=rows["issue"].n_unique(), leaders=leaders)
    )
    for issue in picked[:1]:
        choose("issue", issue)
        choose("sel", None)
        st.switch_page(found.pages["chain"])
    doubled = shown.filter("several").select("issue_name", "grade").unique(maintain_order=True)
    for name, grade in doubled.iter_rows():
        st.markdown(
            f":orange-badge[{found.wording.code('SeveralInCharge')}] {found.wording.code(grade)} · {plain(name)}"
        )
    twin = wide(shown)
    headers = {"issue": found.wording.header("issue"), "name": found.wording.header("name")}
    st.dataframe(twin, hide_index=True, column_config=headers)
    downloads.table(found, twin, f"zeren-matrix-{organization}", key="matrix")
    papers.of_organization(found, organization)


def _chart(found: Here, shown: pl.DataFrame) -> list[str]:
    """The heatmap; returns the issues of the cell that was clicked. Letters say what the colours say."""
    header = found.wording.header
    grades = [*COLOURS, *sorted(set(shown["grade"]) - set(COLOURS))]
    labels = [_said(found, g) for g in grades]
    said = pl.Series([_said(found, g) for g in shown["grade"]], dtype=pl.String)
    lines = max(h.count("\n") for h in shown["head"]) + 1
    heads = alt.Axis(
        labelPadding=LINE * (lines - 1) + 6,
        minExtent=LINE * lines + 10,
        labelLineHeight=LINE,
        labelAlign="center",
        labelFlush=False,
        labelAngle=0,
        labelLimit=200,
        orient="top",
        labelOverlap=False,
        labelExpr="split(datum.label, '\\n')",
    )
    base = alt.Chart(shown.with_columns(said=said)).encode(
        x=alt.X("head:N", title=None, sort=None, axis=heads),
        y=alt.Y("issue_name:N", title=None, sort=None, axis=alt.Axis(labelLimit=320, labelOverlap=False)),
    )
    point = alt.selection_point(name="cell", fields=["issue"])
    colours = alt.Scale(domain=labels, range=[COLOURS.get(g, OTHER) for g in grades])
    boxes = base.mark_rect(stroke="white", strokeWidth=2, cursor="pointer").encode(
        color=alt.Color(
            "said:N", title=None, scale=colours, legend=alt.Legend(orient="bottom", labelLimit=400)
        ),
        opacity=alt.Opacity("strength:Q", scale=alt.Scale(domain=[0, 1], range=[0.5, 1]), legend=None),
        tooltip=[
            alt.Tooltip(f"{c}:N", title=header(h))
            for c, h in (("issue_name", "issue"), ("leader", "bearer"), ("text", "grade"))
        ],
    )
    texts = base.mark_text(fontSize=12, fontWeight="bold", color="white").encode(text="letters:N")
    chart = (boxes.add_params(point) + texts).properties(height=alt.Step(36))
    clicked = st.altair_chart(chart, width="stretch", key="matrix_chart", on_select="rerun")
    return [str(c["issue"]) for c in clicked.selection.get("cell", [])]


def _said(found: Here, grade: str) -> str:
    return found.say("matrix.nobody") if grade == NOBODY else found.wording.code(grade)
