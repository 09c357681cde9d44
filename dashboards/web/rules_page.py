"""Which regulations decide, which version is in force on the day, and what do they leave open?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards.commands.names import organs_that_interpret
from dashboards.views.rules import PARTS, part, regulations
from dashboards.views.tables import readable
from dashboards.web import downloads
from dashboards.web.plain import plain
from dashboards.web.session import address, chosen, widget
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from dashboards.web.session import Here


def show(found: Here) -> None:
    """The page."""
    say, wording = found.say, found.wording
    rows = regulations(found.store, found.day, wording)
    if rows.is_empty():
        st.info(say("rules.none"))
        return
    for row in rows.iter_rows(named=True):
        badge = (
            f":green-badge[{say('rules.in_force')}]"
            if row["in_force"]
            else f":gray-badge[{say('rules.not_in_force')}]"
        )
        since, until = wording.day(row["from"]), wording.last_day(row["until"])
        decides = (
            say("rules.decides", count=row["rules"])
            if row["rules"]
            else f":orange-badge[{say('rules.only_named')}]"
        )
        st.markdown(
            f"{badge} **{plain(row['name'])}** {plain(row['number'] or '')} · {say('tree.stretch', first=since, last=until)} · {decides}"
        )
    names = dict(rows.select("id", "name").iter_rows())
    decisive = rows.sort("rules", descending=True)["id"][0]
    asked = chosen("regulation")
    tied = widget("w_regulation", asked if asked in names else decisive, "regulation")
    regulation = st.selectbox(say("rules.choose"), list(names), format_func=names.__getitem__, **tied)
    organs = organs_that_interpret(found.store, [regulation]).get(regulation, ())
    if organs:
        st.caption(plain(say("tree.ask", organs="、".join(organs))))
    parts = {p: part(found.store, regulation, p, wording) for p in PARTS}
    filled = [p for p in PARTS if parts[p].height]
    if not filled:
        st.info(say("rules.empty"))
    else:
        for tab, name in zip(
            st.tabs([f"{wording.code(p)} {parts[p].height}" for p in filled]), filled, strict=True
        ):
            with tab:
                shown = readable(parts[name], wording)
                headers = {c: _header(found, name, c) for c in shown.columns}
                st.dataframe(
                    shown, hide_index=True, column_config=headers, height=min(36 * shown.height + 40, 620)
                )
                downloads.table(found, shown, f"zeren-{regulation}-{name}", key=f"rules_{name}")
    address(regulation=regulation)


def _header(found: Here, record_type: str, column: str) -> str:
    """The property's label; a number is that of a provision."""
    keys = vocabulary().type(record_type).keys
    if column == "number" or column not in keys:
        return found.wording.header({"number": "provision"}.get(column, column))
    return keys[column].labels.get(found.wording.lang, column)
