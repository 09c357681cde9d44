"""Which findings wait for a person, what proves each, and what does the person decide?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboards import near_text
from dashboards.commands.names import learn_with_sources, people_of, questions_asked
from dashboards.lights import scheme
from dashboards.lines import open_questions
from dashboards.views.evidence import proofs
from dashboards.views.findings import (
    ORIGINS,
    SHOWN,
    light_of,
    listed,
    narrowed,
    near_misses,
    proved,
    table,
)
from dashboards.views.tables import bearers
from dashboards.web import choosing, deciding_form, details, downloads, later
from dashboards.web.plain import plain
from dashboards.web.session import address, choose, chosen, widget
from graph.circumstances.near_miss import near_miss
from graph.deciding import Status
from ontology.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dashboards.web.session import Here
    from graph.circumstances.near_miss import NearMiss

COLOURS = {Status.CANDIDATE: "orange", Status.CONFIRMED: "red", Status.DISMISSED: "gray"}
LIGHTS = {"red": "red", "yellow": "orange", "green": "green"}
CHAINS = 4
"""So many breached duties have a button to their chain; the others stand in the table of facts."""
Row = dict[str, Any]


def show(found: Here) -> None:
    """The page."""
    say = found.say
    rows = _rows(found)
    if rows is None:
        return
    rows = _filtered(found, rows)
    address(**{name: chosen(name) for name in ("organization", "person", "provision", "light", "status")})
    if rows.is_empty():
        st.info(say("findings.none"))
        if chosen("finding"):
            st.warning(say("findings.not_here", id=plain(chosen("finding") or ""), day=found.day))
        return
    shown = table(rows.head(SHOWN), found.store, found.wording)
    st.caption(say("choose.some_of", shown=shown.height, total=rows.height))
    details.selectable(found, shown, "findings_table", choice="finding", ids=False)
    downloads.table(found, rows, "zeren-findings", key="findings")
    asked = rows.filter(
        (pl.col("id") == (chosen("finding") or "")) | (pl.col("candidate") == (chosen("finding") or ""))
    )
    if chosen("finding") and asked.is_empty():  # a link opens what it names or nothing: never somebody else's
        st.warning(say("findings.not_here", id=plain(chosen("finding") or ""), day=found.day))
        return
    row = (asked if asked.height else rows).row(0, named=True)
    address(finding=row["id"])
    with st.container(border=True):
        _one(found, row)


# ---------------------------------------------------------------------------- which


def _rows(found: Here) -> pl.DataFrame | None:
    """All findings; of a large store those of one organization, or all once they are ready. None while they are under way."""
    many = found.info.counts.get("Issue", 0) > later.SMALL
    organization = None
    if many and not st.toggle(found.say("findings.everywhere"), key="findings_everywhere"):
        organization = choosing.record(
            found, "organization", ("Organization",), found.say("findings.organization")
        )
    analysis, facts = found.analysis(), found.decided
    return later.ready(
        ("findings", *found.state, found.day, organization),
        lambda: listed(analysis, facts, [organization] if organization else ()), found.wording, at_once=not many or organization is not None,
    )  # fmt: skip


def _filtered(found: Here, rows: pl.DataFrame) -> pl.DataFrame:
    """Narrowed by what a person picks; each list offers what the filters before it leave."""
    wording = found.wording
    columns = st.columns([3, 3, 3, 2, 2])

    def organization(i: str) -> str:
        return names.get(i, i)

    def provision(number: str) -> str:
        return f"{number} {_circumstance(found, rows, number)}"

    names: dict[str, str] = {}
    filters: Sequence[tuple[str, Callable[[str], str]]] = (
        ("organization", organization), ("person", wording.name), ("provision", provision), ("light", lambda v: light_of(v, wording)),
        ("status", wording.code),
    )  # fmt: skip
    lights = list(dict.fromkeys(row.light for row in scheme()))
    for column, (name, called) in zip(columns, filters, strict=True):
        options = rows[name].drop_nulls().unique().sort().to_list()
        if name == "light":
            options = [light for light in lights if light in options]
        if name == "organization":
            names |= bearers(options, found.store, wording)
        elif name == "person":
            wording.learn(found.store, options)
        value = chosen(name)
        if value is not None and value not in options:
            options = [value, *options]
            wording.learn(found.store, [value])
        tied = widget(f"w_findings_{name}", value, name)
        column.selectbox(
            wording.header(name), options, index=None, format_func=called, placeholder=found.say("findings.all"), **tied
        )  # fmt: skip
        rows = narrowed(rows, **{name: value})
    return rows


def _circumstance(found: Here, rows: pl.DataFrame, number: str) -> str:
    ids = rows.filter(pl.col("provision") == number)["circumstance"].drop_nulls().unique().to_list()
    found.wording.learn(found.store, ids)
    return found.wording.name(ids[0]) if ids else ""


# ---------------------------------------------------------------------------- one of them


def _one(found: Here, row: Row) -> None:
    wording = found.wording
    called = bearers([row["subject"]], found.store, wording)
    learn_with_sources(wording, found.store, {row["circumstance"], *row["facts"], *row["same"], row["id"]})
    st.markdown(
        f"#### {plain(called[row['subject']])}\n**{plain(row['provision'] or '')} {plain(wording.name(row['circumstance']))}**"
    )
    st.markdown(_badges(found, row))
    misses = _near_miss(found, row["subject"])
    left, right = st.columns([3, 2], gap="large")
    with left:
        _why(found, row, misses)
        _sources(found, row)
    with right:
        deciding_form.show(found, row)
    if misses is not None:
        _misses(found, misses, called[row["subject"]])


def _badges(found: Here, row: Row) -> str:
    """How it stands, under which light, breached when, and what it is known from."""
    say, wording = found.say, found.wording
    status = Status(row["status"])
    said = [f":{COLOURS[status]}-badge[{wording.code(row['status'])}]"]
    if row["light"]:
        said.append(
            f":{LIGHTS.get(row['light'], 'gray')}-badge[{wording.header('light')} {light_of(row['light'], wording)}]"
        )
    said.append(f":gray-badge[{say(ORIGINS[row['origin']])}]")
    if row["mode"]:
        said.append(f":gray-badge[{wording.code(row['mode'])}]")
    said.append(say("findings.breached", day=wording.day(row["breach_date"])))
    said.append(f":small[:gray[{plain(row['id'])}]]")
    if row["returned"]:
        said.append(f":orange-badge[{say('findings.returned', day=row['returned'])}]")
    return " ".join(said)


def _near_miss(found: Here, subject: str) -> NearMiss | None:
    """The table of the subject; None where it is no subject of today's (merged away, without tenure)."""
    try:
        misses = near_miss(found.analysis(), subject)
    except UnknownName:
        return None
    ids = near_text.ids_in(misses)
    learn_with_sources(found.wording, found.store, ids)
    found.wording.call_tenures(found.store, people_of(found.store, sorted(ids)))
    return misses


def _why(found: Here, row: Row, misses: NearMiss | None) -> None:
    """What proves it, the smallest change that would clear it, what is open, what else is on record about the same."""
    say, wording = found.say, found.wording
    if row["id"] != row["candidate"]:
        details.of_record(found, row["id"])
    asked = [row["candidate"] or row["id"], *row["same"]]
    found_by = next((p for p in (proved(misses, i) for i in asked) if p), None) if misses else None
    if found_by is None:
        st.markdown(f":gray-badge[{say('findings.by_people')}]")
    else:
        lines = [near_text.sentence(found_by.reason, wording)]
        if found_by.reason.flip is not None:
            lines.append(say("near.change", text=near_text.change(found_by.reason.flip, wording)))
        if found_by.limb.parameters:
            values = ", ".join(f"{p.name}={p.value:g}" for p in found_by.limb.parameters)
            lines.append(say("tree.policy", values=values))
        st.markdown(f"**{say('findings.why')}**\n" + "\n".join(f"- {plain(line)}" for line in lines))
    for line in open_questions(row["open"], questions_asked(found.store, row["open"]), wording):
        below = "".join(f"  \n:small[{plain(asked.text)}]" for asked in line.below)
        st.markdown(f":orange[{plain(line.text)}]{below}")
    states = dict(found.facts["finding_states"].select("finding", "status").iter_rows())
    for other in row["same"]:
        status = wording.code(states.get(other, Status.CANDIDATE))
        st.markdown(f":blue-badge[{say('findings.same')}] {plain(other)} · {plain(status)}")


def _sources(found: Here, row: Row) -> None:
    say, wording = found.say, found.wording
    buttons = st.container(horizontal=True)
    for duty in row["duties"][:CHAINS]:
        if buttons.button(say("findings.chain", name=plain(wording.name(duty))), key=f"chain_{duty}"):
            choose("issue", duty)
            choose("sel", None)
            st.switch_page(found.pages["chain"])
    with st.expander(say("referral.evidence", count=len(row["facts"])), expanded=True):
        details.show_proofs(found, proofs(found.store, row["facts"], wording))


def _misses(found: Here, misses: NearMiss, name: str) -> None:
    """Every circumstance for the kind of subject: met, not met, no evidence; why, and what would turn it over."""
    say = found.say
    st.markdown(f"**{say('findings.near', name=plain(name), day=misses.as_of)}**")
    rows = near_misses(misses, found.decided, found.wording)
    st.table(
        rows.with_columns(pl.col(pl.String).map_elements(plain, return_dtype=pl.String)).rename(
            found.wording.header
        ),
        hide_index=True,
    )
    downloads.table(found, rows, f"zeren-near-miss-{misses.subject}", key="near")
