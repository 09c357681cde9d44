"""What changed since the last load: the part of the overview that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards.views import since_load
from dashboards.web import details, downloads, later
from dashboards.web.plain import plain
from graph.last_load import within
from graph.since_load import changed_answers

if TYPE_CHECKING:
    import polars as pl

    from dashboards.web.session import Here
    from graph.last_load import LastLoad


def show(found: Here) -> None:
    """Who loaded what, how many records of each type it changed, and, of a load that can be looked over, which ones and what is answered otherwise.

    Who has a scope is told of the records in it (graph.last_load.within).
    """
    say, store = found.say, found.store
    small = found.info.counts.get("Issue", 0) <= later.SMALL
    whole: LastLoad | None = later.ready(
        ("last", *found.state), found.whole.last_load, found.wording, at_once=small
    )
    if whole is None:
        return
    scoped = found.user.scope is not None
    last = within(whole, store) if scoped else whole
    st.subheader(say("since.title"), anchor=False)
    at = last.at.strftime("%Y-%m-%d %H:%M")
    st.caption(
        say("since.by", at=at, who=plain(last.who))
        if scoped
        else say("since.load", at=at, who=plain(last.who), sources=plain(", ".join(last.sources)))
    )
    if not whole.listed:
        st.caption(say("since.first" if last.first else "since.many"))
        if not scoped:
            _table(found, since_load.counts(last, found.wording))
        return
    if not last.listed:
        st.info(say("since.outside"))
        return
    left, right = st.columns(2, gap="large")
    with left:
        _table(found, since_load.counts(last, found.wording))
    with right, st.expander(say("since.records", count=last.stated.height)):
        _table(found, since_load.records(last, store, found.wording))
    if not scoped:  # what held before is not in a store of a scope
        _answers(found, last, small=small)


def _answers(found: Here, last: LastLoad, *, small: bool) -> None:
    analysis, facts, store = found.analysis(), found.facts, found.store
    key = ("since", *found.state, found.day)
    difference = later.ready(
        key, lambda: changed_answers(last, analysis, facts, store), found.wording, at_once=small
    )
    if difference is None:
        return
    st.markdown(f"**{found.say('since.answers', day=found.day)}**")
    rows = since_load.answers(difference, store, found.wording)
    if rows.is_empty():
        st.info(found.say("since.none"))
        return
    _table(found, rows)
    downloads.table(found, rows, "zeren-since-load", key="since")


def _table(found: Here, rows: pl.DataFrame) -> None:
    st.dataframe(rows, hide_index=True, column_config=details.headers(found, rows))
