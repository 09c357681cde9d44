"""Who held which post, and who was in charge of what, from when to when: predecessors, successors, empty seats?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import altair as alt
import polars as pl
import streamlit as st

from dashboards import following
from dashboards.commands.names import learn_with_sources, questions_asked
from dashboards.views.layers import text_width
from dashboards.views.tables import readable
from dashboards.views.timeline import ROWS, charges, succession, tenures
from dashboards.web import choosing, details, downloads, papers
from dashboards.web.plain import plain
from dashboards.web.session import address, choose, chosen, widget
from graph.person import person_file
from ontology.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dashboards.lines import Line
    from dashboards.web.session import Here

COLOURS = {
    "Substantive": "#2b6cb0", "Acting": "#b7791f", "Concurrent": "#6b46c1", "HeadVacant": "#c53030", "InChargeOf": "#2c7a7b",
    "OverallCharge": "#2b6cb0", "Assists": "#718096", "Liaises": "#a0aec0",
}  # fmt: skip


def show(found: Here) -> None:
    """The page."""
    say = found.say
    asked = chosen("person")
    if asked and chosen("organization") is None:
        homes = found.facts["tenures"].filter(pl.col("person") == asked).sort("from", nulls_last=False)
        if homes.height:
            choose("organization", homes["organization"][-1])
    organization = choosing.record(found, "organization", ("Organization",), say("people.choose"))
    if organization is None:
        return
    horizon = max(found.day, found.base) + timedelta(1)
    held = tenures(found.facts, organization, found.store, found.wording, horizon)
    portfolio = charges(found.facts, organization, found.store, found.wording, horizon)
    if held.is_empty():
        st.info(say("people.none"))
    else:
        st.subheader(say("people.tenures"), anchor=False)
        _chart(found, held)
        rows = readable(succession(held), found.wording)
        details.selectable(found, rows, "people_tenures", choice="who")
        downloads.table(found, rows, f"zeren-tenures-{organization}", key="tenures")
    if portfolio.height:
        st.subheader(say("people.charges"), anchor=False)
        _chart(found, portfolio)
        rows = readable(portfolio.select("id", "lane", "bar", "kind", "period"), found.wording)
        details.selectable(found, rows, "people_charges", choice="who")
    if max(held.height, portfolio.height) >= ROWS:
        st.caption(say("choose.some_of", shown=ROWS, total=f"{ROWS}+"))
    papers.of_organization(found, organization)
    who = chosen("who")
    if who:
        with st.container(border=True):
            details.of_record(found, who)
    _one_person(found, organization)
    address(organization=organization, who=who, person=chosen("person"))


def _one_person(found: Here, organization: str) -> None:
    """A person of the organization, or the one that a link names: posts, grades, findings, leads, as `zeren person` says them."""
    say, wording = found.say, found.wording
    asked = chosen("person")
    ids = (
        found.facts["tenures"]
        .filter(pl.col("organization") == organization)["person"]
        .unique()
        .sort()
        .to_list()
    )
    if asked is not None and asked not in ids:
        ids.insert(0, asked)
    wording.learn(found.store, ids)
    tied = widget("w_person", asked, "person")
    st.subheader(say("people.person"), anchor=False)
    st.selectbox(
        say("people.person"), ids, index=None, format_func=lambda i: choosing.called(found, i), placeholder=say("people.pick"),
        label_visibility="collapsed", **tied,
    )  # fmt: skip
    if asked is None:
        return
    try:
        file = person_file(found.analysis(), found.facts, asked)
    except UnknownName:
        st.warning(say("people.unknown", id=plain(asked)))
        return
    learn_with_sources(wording, found.store, following.ids_of(file))
    questions = questions_asked(found.store, {q for state in file.leads for q in state.open})
    told = following.person(file, wording, questions)
    with st.container(border=True):
        st.markdown(f"**{plain(told.text)}**\n" + "\n".join(_bullets(told.below, "")))


def _bullets(lines: Iterable[Line], indent: str) -> Iterator[str]:
    for line in lines:
        yield f"{indent}- {plain(line.text)}"
        yield from _bullets(line.below, indent + "    ")


def _chart(found: Here, bars: pl.DataFrame) -> None:
    """Bars over time; the kind is written into each bar as well as coloured, and the as-of date is a line."""
    kinds = list(dict.fromkeys(bars["kind"]))
    labels = {k: found.wording.code(k) for k in kinds}
    rows = bars.with_columns(
        said=pl.Series([labels[k] for k in bars["kind"]], dtype=pl.String),
        text=pl.Series(
            [f"{b} · {labels[k]}" for b, k in zip(bars["bar"], bars["kind"], strict=True)], dtype=pl.String
        ),
        width=(pl.col("until") - pl.col("from")).dt.total_days(),
    )
    room = pl.Series([text_width(t) for t in rows["text"]])
    # A bar too short for its text says it when it is pointed at, and in the table.
    whole = rows.select((pl.col("until").max() - pl.col("from").min()).dt.total_days()).item()
    rows = rows.with_columns(
        text=pl.when(pl.col("width") * 750 > room * whole).then("text").otherwise(pl.lit(""))
    )
    order = list(dict.fromkeys(rows["lane"]))
    y = alt.Y("lane:N", sort=order, title=None, axis=alt.Axis(labelLimit=280))
    colour = alt.Color(
        "said:N", title=None, scale=alt.Scale(domain=list(labels.values()), range=[COLOURS.get(k, "#4a5568") for k in kinds]),
        legend=alt.Legend(orient="top"),
    )  # fmt: skip
    base = alt.Chart(rows)
    drawn = base.mark_bar(height=20, cornerRadius=3).encode(
        x=alt.X("from:T", title=None, axis=alt.Axis(format="%Y-%m")), x2="until:T", y=y, color=colour,
        tooltip=[alt.Tooltip("bar:N", title=found.wording.header("name")), alt.Tooltip("said:N", title=found.wording.header("kind")), alt.Tooltip("period:N", title=found.wording.header("period"))],
    )  # fmt: skip
    text = base.mark_text(align="left", dx=4, color="white", fontSize=11, limit=260).encode(
        x="from:T", y=y, text="text:N"
    )
    day = (
        alt.Chart(pl.DataFrame({"day": [found.day]}))
        .mark_rule(strokeDash=[4, 3], strokeWidth=2)
        .encode(x="day:T")
    )
    st.altair_chart((drawn + text + day).properties(height=max(90, 34 * len(order) + 60)), width="stretch")
