"""How does a person choose one record among a few, or among a million?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboards.web.session import chosen, widget
from graph.searching import LIMIT, search

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.web.session import Here


def record(found: Here, choice: str, types: Sequence[str], label: str) -> str | None:
    """A record of these types, chosen from a list; of more than the list holds, a word narrows it. None if there is none."""
    say = found.say
    asked = chosen(choice)
    many = sum(found.info.counts.get(t, 0) for t in types) > LIMIT
    left, right = st.columns([1, 2], vertical_alignment="bottom") if many else (None, st.container())
    text = ""
    if left is not None:
        text = left.text_input(say("choose.search"), key=f"find_{choice}", placeholder=say("choose.hint"))
    hits = search(found.store, types, text)
    ids = list(hits.ids)
    if asked and asked not in ids and not text:
        ids.insert(0, asked)
    if not ids:
        right.info(say("choose.nothing"))
        return None
    value = asked if asked in ids else ids[0]
    found.wording.learn(found.store, ids)
    tied = widget(f"w_{choice}", value, choice)
    right.selectbox(label, ids, format_func=lambda i: called(found, i), **tied)
    if hits.more:
        total = sum(found.info.counts.get(t, 0) for t in types)
        st.caption(say("choose.some", shown=len(ids), total=total))
    return value


def called(found: Here, identifier: str) -> str:
    """Name and id."""
    name = found.wording.name(identifier)
    return name if name == identifier else f"{name}  ({identifier})"


def organs(found: Here) -> list[str]:
    """Organizations that hold some authority or found a lead: others could not act on a lead."""
    holders, finders = found.facts["authorities"]["holder"], found.facts["leads"]["discoverer"]
    ids = pl.concat([holders, finders]).unique().sort().to_list()
    found.wording.learn(found.store, ids)
    return ids
