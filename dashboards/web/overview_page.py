"""How does everything stand: issues by light, who is most overdue, what is missing, what waits for a person?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboards.lights import summary
from dashboards.views.findings import by_provision, waiting
from dashboards.views.tables import named, readable
from dashboards.web import details, downloads, later, since_page
from dashboards.web.session import choose
from graph.answers import gap_answers
from graph.standing import gaps_by_kind, organizations_by_overdue

if TYPE_CHECKING:
    from dashboards.web.session import Here
    from graph.analysis import Analysis

COLOURS = {"red": "red", "yellow": "orange", "green": "green"}
LISTED = 100
"""So many gaps are listed; all of them are in `zeren gaps`."""


def show(found: Here) -> None:
    """The page."""
    _counts(found)
    key = ("overview", *found.state, found.day)
    analysis = found.analysis()
    board = later.ready(
        key, lambda: _board(analysis), found.wording, at_once=found.info.counts.get("Issue", 0) <= later.SMALL
    )
    if board is None:
        return
    _lights(found, board)
    left, right = st.columns(2, gap="large")
    with left:
        _overdue(found, board)
        _waiting(found)
    with right:
        _gaps(found, board)
    since_page.show(found)


def _board(analysis: Analysis) -> dict[str, Any]:
    """Everything on the page that has to be decided first; without names."""
    coded = analysis.coded_gaps
    return {
        "lights": summary(analysis),
        "overdue": organizations_by_overdue(analysis),
        "kinds": gaps_by_kind(analysis),
        "gaps": gap_answers(coded.sort("kind").head(LISTED), analysis.compiled, analysis.raised),
        "all": coded.height,
    }


def _counts(found: Here) -> None:
    """What the store holds: known without deciding anything."""
    kinds = ("Organization", "Person", "Tenure", "DivisionOfLabor", "Feedback", "Issue", "Duty", "Lead")
    for column, kind in zip(st.columns(len(kinds)), kinds, strict=True):
        column.metric(found.wording.code(kind), f"{found.info.counts.get(kind, 0):,}")


def _lights(found: Here, board: dict[str, Any]) -> None:
    say = found.say
    st.subheader(say("overview.lights", day=found.day), anchor=False)
    rows = board["lights"]
    total = max(int(rows["count"].sum()), 1)
    for column, row in zip(st.columns(rows.height), rows.iter_rows(named=True), strict=True):
        with column, st.container(border=True):
            colour, light, state = (
                COLOURS.get(row["light"], "gray"),
                say("light." + row["light"]),
                say("light." + row["status"]),
            )
            st.markdown(f":{colour}-badge[{light}] {state}")
            st.markdown(f"## {row['count']:,} :small[:gray[{row['count'] / total:.0%}]]")
            grades = [c for c in rows.columns if c not in ("status", "light", "count")]
            held = " · ".join(f"{found.wording.code(g)} {row[g]:,}" for g in grades)
            st.caption(say("overview.held", grades=held))


def _overdue(found: Here, board: dict[str, Any]) -> None:
    st.subheader(found.say("overview.overdue"), anchor=False)
    rows = board["overdue"]
    if rows.is_empty():
        st.info(found.say("overview.none_overdue"))
        return
    shown = named(rows, ["organization"], found.store, found.wording)
    headers = details.headers(found, shown)
    headers |= {c: found.say(f"light.{c}") for c in ("overdue", "late", "running", "done")}
    st.dataframe(shown, hide_index=True, column_config=headers)
    downloads.table(found, shown, "zeren-overdue", key="overdue")


def _waiting(found: Here) -> None:
    """Candidates on which nobody decided yet, by provision, and the way to them."""
    say, analysis, facts = found.say, found.analysis(), found.decided
    small = found.info.counts.get("Issue", 0) <= later.SMALL
    rows = later.ready(
        ("waiting", *found.state, found.day), lambda: waiting(analysis, facts), found.wording, at_once=small
    )
    if rows is None:
        return
    st.subheader(say("overview.waiting", count=f"{rows['count'].sum():,}"), anchor=False)
    if rows.is_empty():
        st.info(say("overview.none_waiting"))
        return
    st.dataframe(
        by_provision(rows, found.store, found.wording), hide_index=True,
        column_config={c: found.wording.header(c) for c in ("provision", "count", "organizations")},
    )  # fmt: skip
    if st.button(say("overview.to_findings")):
        choose("status", "Candidate")
        st.switch_page(found.pages["findings"])


def _gaps(found: Here, board: dict[str, Any]) -> None:
    say = found.say
    st.subheader(say("overview.gaps"), anchor=False)
    kinds = board["kinds"]
    if kinds.is_empty():
        st.info(say("overview.none_gaps"))
        return
    st.markdown(
        "  \n".join(
            say("overview.kind", kind=found.wording.code(k), count=n, issues=i)
            for k, n, i in kinds.iter_rows()
        )
    )
    rows = board["gaps"].select("kind", "organization", "domain", "unit", "post", "from", "until", "issues")
    shown = readable(
        named(rows, ["organization", "domain", "unit", "post"], found.store, found.wording), found.wording
    )
    shown = shown.with_columns(
        kind=pl.Series([found.wording.code(k) for k in rows["kind"]], dtype=pl.String)
    ).select(
        c
        for c in shown.columns
        if shown[c].dtype == pl.Date or shown[c].cast(pl.String).str.len_chars().sum()
    )
    st.dataframe(shown, hide_index=True, column_config=details.headers(found, shown))
    st.caption(say("choose.some_of", shown=rows.height, total=board["all"]))
    downloads.table(found, shown, "zeren-gaps", key="gaps")
