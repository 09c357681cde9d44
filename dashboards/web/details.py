"""What stands behind the node or edge that was chosen: its values, its basis, its sources down to the cell?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboards.views.evidence import Proof, proofs, said_by
from dashboards.web.plain import plain
from dashboards.web.session import choose
from graph.neighbourhood import record
from ontology.errors import UnknownName

if TYPE_CHECKING:
    from dashboards.views.pictures import Edge, Picture
    from dashboards.web.session import Here
    from graph.explanation import Explanation


def show(found: Here, picture: Picture, explanation: Explanation, selected: str | None) -> None:
    """The details of a node or edge of the picture; of the subject where nothing is chosen."""
    edge = picture.edge(selected or "")
    if edge is not None:
        _edge(found, picture, explanation, edge)
        return
    node = picture.node(selected or "") or picture.node(explanation.subject)
    if node is None:
        st.info(found.say("card.choose"))
        return
    kind = found.say("graph.missing") if node.record is None else found.wording.code(node.kind)
    st.markdown(
        f"##### {plain(node.lines[0])}\n:gray-badge[{kind}] "
        + (f":orange-badge[{plain(node.tag)}]" if node.tag else "")
    )
    if node.record is None:
        st.markdown("  \n".join(map(plain, node.lines[1:])))
        return
    bears = [e for e in picture.edges if e.target == node.id and e.derived]
    for answer in bears:
        st.markdown(f"- {plain(answer.label)} ← {_name(picture, answer.source)}")
    of_record(found, node.record)


def of_record(found: Here, identifier: str) -> None:
    """The record's values and sources."""
    try:
        said = record(found.store, identifier)
    except UnknownName:
        st.info(found.say("card.gone"))
        return
    named = {
        x
        for key, v in said.values.items()
        if key != "evidence"
        for x in (v if isinstance(v, list) else [v])
        if isinstance(x, str)
    }
    found.wording.learn(found.store, named)
    rows = said_by(said, found.wording)
    _values(rows)
    show_proofs(found, proofs(found.store, [identifier], found.wording))


def _values(rows: pl.DataFrame) -> None:
    st.markdown("\n".join(f"- :gray[{plain(key)}] {plain(value)}" for key, value in rows.iter_rows()))


def _edge(found: Here, picture: Picture, explanation: Explanation, edge: Edge) -> None:
    say = found.say
    st.markdown(f"##### {_name(picture, edge.source)} → {_name(picture, edge.target)}")
    basis = (
        f":orange-badge[{say('graph.derived')}]" if edge.derived else f":blue-badge[{say('graph.stated')}]"
    )
    st.markdown(f"{basis} {plain(edge.label)}")
    if edge.derived:
        for rule in explanation.regulations:
            number, days = (
                edge.provision,
                {"since": found.wording.day(rule.since), "until": found.wording.last_day(rule.until)},
            )
            key = "tree.provision" if rule.until is None else "tree.provision_until"
            if number:
                st.markdown(
                    say(
                        key,
                        regulation=plain(found.wording.name(rule.regulation)),
                        number=plain(number),
                        **days,
                    )
                )
    st.markdown(f"**{say('card.facts')}** " + "、".join(map(plain, edge.facts)))
    show_proofs(found, proofs(found.store, edge.facts, found.wording))


def show_proofs(found: Here, cited: list[Proof]) -> None:
    """The places in sources that prove something; none is said as well."""
    say = found.say
    st.markdown(f"**{say('card.proofs', count=len(cited))}**")
    if not cited:
        st.markdown(f":orange-badge[{say('card.unproved')}]")
    for proof in cited:
        lines = [f"**{plain(proof.source)}**" + (f" · {plain(proof.place)}" if proof.place else "")]
        lines += [f"> {plain(proof.quote)}"] if proof.quote else []
        about = [say("card.for", fact=plain(proof.fact))] + (
            [say("card.digest", digest=plain(proof.digest[:23]))] if proof.digest else []
        )
        st.markdown("\n".join(lines) + "\n\n:small[:gray[" + " · ".join(about) + "]]")


def _name(picture: Picture, identifier: str) -> str:
    node = picture.node(identifier)
    return plain(identifier if node is None else node.lines[0])


def selectable(found: Here, rows: pl.DataFrame, key: str, choice: str = "sel", *, ids: bool = True) -> None:
    """A table whose chosen row is the selection; the first column holds ids, and is shown if `ids`."""

    def picked() -> None:
        places = st.session_state[key].selection.rows
        if places:
            choose(choice, str(rows[rows.columns[0]][places[0]]))

    st.dataframe(
        rows, hide_index=True, key=key, on_select=picked, selection_mode="single-row", column_order=rows.columns[0 if ids else 1 :],
        column_config=headers(found, rows),
    )  # fmt: skip


def headers(found: Here, rows: pl.DataFrame) -> dict[str, Any]:
    """The headings of a table in words; days are shown as days, also in a column where some are missing."""
    called = {c: found.wording.header(c) for c in rows.columns}
    return {
        c: st.column_config.DateColumn(text, format="YYYY-MM-DD") if rows.schema[c] == pl.Date else text
        for c, text in called.items()
    }
