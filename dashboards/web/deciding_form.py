"""How does a person confirm or dismiss a finding, put it into a lead, and see what was decided before?"""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboards import access, audit
from dashboards.audit import Deed
from dashboards.commands.context import today
from dashboards.commands.decisions import decision_rows, finding_now, note_down, proposal
from dashboards.views.tables import named, readable
from dashboards.web import choosing, trouble
from dashboards.web.plain import plain
from dashboards.web.session import choose, store_url
from graph import deciding
from graph.deciding import Status
from graph.journal import decision
from ontology.errors import ZerenError
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from dashboards.web.session import Here
    from graph.journal import Decision
    from graph.store import Store

Row = dict[str, Any]
TOLD = "deciding_told"
"""What the last decision said; shown once the page is drawn again."""
JOURNAL = ("number", "decided_on", "decision", "by", "reason", "evidence", "who", "at", "digest")


def show(found: Here, row: Row) -> None:
    """What a person may do with a finding (columns of dashboards.views.findings.FINDING), and the journal's lines about it."""
    told = st.session_state.pop(TOLD, None)
    if told:
        st.success(told)
    if found.user.may(Deed.CONFIRM) and found.user.may(Deed.DISMISS):
        _settle(found, row)
    if row["status"] == Status.CONFIRMED:
        _lead(found, row)
    _journal(found, [row["id"], row["candidate"]])


# ---------------------------------------------------------------------------- confirm, dismiss


def _settle(found: Here, row: Row) -> None:
    say = found.say
    organs = choosing.organs(found)
    cited = sorted({s for fact in row["facts"] for s in found.wording.evidence(fact)})
    with st.form(f"settle_{row['id']}"):
        st.markdown(f"**{say('findings.decide')}**")
        reason = st.text_area(say("findings.reason"), key=f"reason_{row['id']}", height=90)
        one, two = st.columns([3, 2])
        by = one.selectbox(
            say("findings.by"), organs, index=None, format_func=lambda o: choosing.called(found, o), accept_new_options=True,
            placeholder=say("findings.by_hint"), key=f"by_{row['id']}",
        )  # fmt: skip
        on = two.date_input(say("findings.decision_day"), today(), key=f"on_{row['id']}")
        files = st.file_uploader(
            say("findings.files"), accept_multiple_files=True, key=f"files_{row['id']}", help=say("findings.files_help")
        )  # fmt: skip
        sources = st.multiselect(
            say("findings.sources"), cited, format_func=found.wording.name, accept_new_options=True, placeholder=say("import.pick"),
            key=f"sources_{row['id']}",
        )  # fmt: skip
        who = _who(found, f"who_{row['id']}")
        yes, no = st.columns(2)
        confirmed = yes.form_submit_button(say("findings.confirm"), type="primary", width="stretch")
        dismissed = no.form_submit_button(say("findings.dismiss"), width="stretch")
    if not (confirmed or dismissed):
        return
    if not reason.strip() or not by or on is None:
        st.error(say("findings.lacking"))
        return
    status = Status.CONFIRMED if confirmed else Status.DISMISSED
    with _kept(files) as paths:
        about = [row["id"]] if row["id"] != row["candidate"] else [row["subject"], *row["duties"]]
        _done(
            found, Deed.CONFIRM if confirmed else Deed.DISMISS, [*about, by, *sources],
            lambda store: _settled(found, store, row, status, reason, by, on, sources, paths, who),
        )  # fmt: skip


def _settled(
    found: Here, store: Store, row: Row, status: Status, reason: str, by: str, on: date, sources: Sequence[str], paths: Sequence[Path], who: str
) -> Decision:  # fmt: skip
    """Writes the decision; what the finding rests on is read from the row, which shows what the person saw."""
    held = finding_now(
        store, row["id"], lambda: proposal(row, found.day) if row["origin"] == "derived" else None
    )
    return deciding.settle(
        store, held, status, who=who, reason=reason, by=by, on=on, evidence=sources,
        sources=[deciding.source_of(path) for path in paths],
    )  # fmt: skip


@contextmanager
def _kept(files: Sequence[UploadedFile] | None) -> Iterator[list[Path]]:
    """What was uploaded as files under the names that they have, while the block runs."""
    with tempfile.TemporaryDirectory(prefix="zeren-evidence-") as folder:
        paths = []
        for place, file in enumerate(files or ()):
            path = Path(folder) / str(place) / Path(file.name).name
            path.parent.mkdir()
            path.write_bytes(file.getbuffer())
            paths.append(path)
        yield paths


def _who(found: Here, key: str) -> str:
    """Who writes it down: known of who has signed in, else asked."""
    asked = st.text_input(found.say("findings.who"), found.user.who, key=key, disabled=found.user.signed_in)
    return found.user.who if found.user.signed_in else asked.strip() or found.user.who


def _done(found: Here, deed: Deed, ids: Sequence[str], decide: Callable[[Store], Decision]) -> None:
    """Decides in the whole store about what the user may decide on, writes it into the audit log, and shows the page anew; else says
    what is in the way. `ids`: the records that the decision names.
    """
    try:
        found.user.must_be_allowed(deed)
        access.must_be_inside(found.user, found.whole, ids)
        audit.must_be_writable(found.whole.url)
        done = decide(found.whole)
        note_down(done, found.whole.url)
    except ZerenError as error:
        trouble.show(error, found.wording, store_url())
        return
    st.session_state[TOLD] = found.say("decisions.written", number=done.number, digest=done.digest[:23])
    lead = next((r["id"] for r in done.records if r["type"] == "Lead"), None)
    if lead is not None:
        choose("lead", str(lead))
    st.rerun()


# ---------------------------------------------------------------------------- a lead


def _lead(found: Here, row: Row) -> None:
    """The leads that contain a confirmed finding, or a form that makes one."""
    say = found.say
    leads = found.facts["lead_findings"].filter(pl.col("finding") == row["id"])["lead"].sort().to_list()
    for lead in leads:
        if st.button(say("findings.to_lead", lead=plain(lead)), key=f"lead_{lead}", width="stretch"):
            choose("lead", lead)
            st.switch_page(found.pages["referral"])
    if leads or not found.user.may(Deed.DECIDE):
        return
    with st.form(f"lead_{row['id']}"):
        st.markdown(f"**{say('findings.make_lead')}**")
        organs = choosing.organs(found)
        discoverer = st.selectbox(
            found.wording.header("discoverer"), organs, index=None, format_func=lambda o: choosing.called(found, o),
            accept_new_options=True, placeholder=say("findings.by_hint"), key=f"discoverer_{row['id']}",
        )  # fmt: skip
        one, two = st.columns(2)
        contexts = list(vocabulary().schemes["Context"].codes)
        context = one.selectbox(
            found.wording.header("context"), contexts, index=None, format_func=found.wording.code, placeholder=say("findings.choose"),
            key=f"context_{row['id']}",
        )  # fmt: skip
        day = two.date_input(say("findings.lead_day"), today(), key=f"day_{row['id']}")
        name = st.text_input(found.wording.header("name"), key=f"name_{row['id']}")
        who = _who(found, f"lead_who_{row['id']}")
        made = st.form_submit_button(say("findings.make"), type="primary", width="stretch")
    if not made:
        return
    if not discoverer or not context or day is None:
        st.error(say("findings.lead_lacking"))
        return
    values: dict[str, Any] = {"contains": row["id"], "discoverer": discoverer, "context": context, "date": day.isoformat()}  # fmt: skip
    if name.strip():
        values[found.wording.lang] = name.strip()
    _done(
        found,
        Deed.DECIDE,
        [row["id"], discoverer],
        lambda store: deciding.record(store, "Lead", values, who=who),
    )


# ---------------------------------------------------------------------------- the journal


def _journal(found: Here, ids: Sequence[str | None]) -> None:
    """What people decided on it, the last first."""
    say = found.say
    lines = [decision(line) for line in found.whole.decisions()]  # a store of a scope has none of its own
    rows = decision_rows(lines)
    rows = rows.filter(pl.col("id").is_in(ids)).sort("number", descending=True)
    if rows.is_empty():
        st.caption(say("findings.undecided"))
        return
    st.markdown(f"**{say('findings.journal')}**")
    rows = named(rows.select(JOURNAL), ["by"], found.store, found.wording)
    rows = rows.with_columns(decision=pl.Series([found.wording.code(d) for d in rows["decision"]], dtype=pl.String))  # fmt: skip
    shown = readable(rows, found.wording)
    st.dataframe(shown, hide_index=True, column_config={c: found.wording.header(c) for c in shown.columns})
