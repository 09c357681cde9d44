"""What is in these files, what is wrong with them, what would they change? Then load, or go back a version."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboards import audit
from dashboards.commands import documents
from dashboards.commands.keeping import COLUMNS
from dashboards.output import Format
from dashboards.web import downloads, review_section, trouble
from dashboards.web.plain import plain
from dashboards.web.session import store_url
from graph.publish import Loaded
from graph.publish import load as publish
from graph.store import Store, open_store
from loaders.recognise import DOCUMENTS, ENDINGS, shipped, take
from ontology.errors import LoadRefused, StoreMissing, ZerenError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboards.access import User
    from dashboards.web.session import Here
    from dashboards.wording import Wording
    from ontology.problems import Problem

CHANGES = ("type", "new", "changed", "withdrawn", "same")
MESSAGE = "import_message"
"""What the last load or rollback said; shown once the page is drawn again with the new version."""


def show(found: Here) -> None:
    """The page, for a store that is there."""
    page(found.wording, found.user, found)


def page(wording: Wording, user: User, found: Here | None) -> None:
    """The page; `found` is None where the store holds nothing yet."""
    say = wording.say
    message = st.session_state.pop(MESSAGE, None)
    if message:
        st.success(message)
    uploads = st.file_uploader(
        say("import.files"),
        type=sorted(e.removeprefix(".") for e in {*ENDINGS, *DOCUMENTS}),
        accept_multiple_files=True,
        key="import_files",
    )
    names = [f"shipped:{n}" for n in shipped()]
    chosen = st.multiselect(
        say("import.shipped"), names, key="import_shipped", placeholder=say("import.pick")
    )
    one, two = st.columns(2)
    day = one.date_input(say("import.as_of"), found.base if found else "today", key="import_day")
    # Who has signed in is known; at a machine of one's own somebody may load what another sent.
    who = two.text_input(say("import.who"), user.who, key="import_who", disabled=user.signed_in)
    owner = st.text_input(
        say("review.owner"), key="import_owner", placeholder=say("import.pick"), help=say("review.owner_help")
    )
    check, load = st.columns(2)
    ready = bool(uploads or chosen)
    dry = check.button(say("import.check"), disabled=not ready, width="stretch", key="import_dry")
    real = load.button(
        say("import.load"), disabled=not ready, type="primary", width="stretch", key="import_real"
    )
    if (dry or real) and day is not None:
        with tempfile.TemporaryDirectory(prefix="zeren-upload-") as folder:
            sources = [*chosen]
            for place, upload in enumerate(uploads or ()):
                kept = Path(folder) / str(place) / Path(upload.name).name
                kept.parent.mkdir()
                kept.write_bytes(upload.getbuffer())
                sources.append(str(kept))
            name = user.who if user.signed_in else who.strip() or user.who
            _run(
                wording, sources, day, name, folder=folder, dry_run=dry, owner=owner.strip() or None
            )  # fmt: skip
    review_section.show(wording)
    if found is not None and user.may(audit.Deed.ROLLBACK):
        _versions(found)


def _run(
    wording: Wording, sources: Sequence[str], day: date, who: str, *, folder: str, dry_run: bool, owner: str | None
) -> None:  # fmt: skip
    say = wording.say
    try:
        if not dry_run:
            audit.must_be_writable(store_url())
        with st.spinner(say("work.reading")):
            taken = take(sources)
        with st.spinner(say("work.loading")):
            store = _store(create=not dry_run)
            try:
                told = [Path(s).name if s.startswith(folder) else s for s in sources]
                batch = taken.batch
                if taken.readings:
                    found, known = documents.written(taken, store, who, owner)
                    batch += found.batch
                    review_section.keep(review_section.Review(found, known, day, who))
                    if not (
                        dry_run
                        or review_section.agreed(
                            wording, documents.corrections(found, batch, store, wording.lang)
                        )
                    ):
                        return
                loaded = publish(store, batch, as_of=day, who=who, sources=told, dry_run=dry_run)
                audit.loaded(store.url, loaded, told, who)
            finally:
                store.close()
    except LoadRefused as refused:
        _problems(wording, refused.problems, folder, who)
        return
    except ZerenError as error:
        trouble.show(error, wording, store_url())
        return
    if dry_run or loaded.version is None:
        _changes(wording, loaded)
        st.info(say("load.dry" if dry_run else "load.nothing"))
        return
    st.session_state[MESSAGE] = say("load.loaded", version=loaded.version, day=loaded.as_of)
    st.rerun()


def _store(*, create: bool) -> Store:
    """The store, on a handle of its own; for a dry run without a store, an empty one that is thrown away."""
    try:
        return open_store(store_url(), create=create)
    except StoreMissing:
        return open_store(tempfile.mkdtemp(prefix="zeren-dry-"), create=True)


def _problems(wording: Wording, problems: Sequence[Problem], folder: str, who: str) -> None:
    """Every problem with its cell."""
    st.error(wording.say("load.refused", count=len(problems)))
    rows = pl.DataFrame(
        [
            {
                name: None if text is None else _short(text, folder)
                for name, text in p.cells(wording.lang).items()
            }
            for p in problems
        ],
        schema=dict.fromkeys(COLUMNS, pl.String),
    )
    st.dataframe(
        rows, hide_index=True, column_config={c: wording.header(c) for c in COLUMNS}, key="import_problems"
    )
    downloads.of_upload(
        wording, who, wording.say("import.take_problems"), partial(downloads.as_bytes, rows, Format.XLSX, wording), "zeren-problems.xlsx",
        key="take_problems", what="problems of an upload xlsx",
    )  # fmt: skip


def _short(text: str, folder: str) -> str:
    """A path of an upload is called by the name that the person gave it."""
    return Path(text).name if text.startswith(folder) else text


def _changes(wording: Wording, loaded: Loaded) -> None:
    rows = pl.DataFrame(
        [(wording.code(t), c.new, c.changed, c.withdrawn, c.same) for t, c in loaded.changes.items()],
        schema={"type": pl.String, **dict.fromkeys(CHANGES[1:], pl.Int64)}, orient="row",
    )  # fmt: skip
    st.dataframe(
        rows, hide_index=True, column_config={c: wording.header(c) for c in CHANGES}, key="import_changes"
    )


def _versions(found: Here) -> None:
    """Going back to a version that is still kept."""
    say = found.say
    st.subheader(say("import.versions"), anchor=False)
    info = found.info
    st.markdown(
        say(
            "import.current",
            version=info.version,
            day=found.base,
            who=plain(info.who),
            at=info.loaded_at and info.loaded_at.strftime("%Y-%m-%d %H:%M"),
        )
    )
    earlier = [v for v in info.versions if v < info.version]
    if not earlier:
        st.caption(say("import.no_earlier"))
        return
    to = st.selectbox(say("import.back_to"), sorted(earlier, reverse=True), key="import_back")
    with st.popover(say("import.rollback")):
        st.markdown(say("import.sure", version=to))
        if st.button(say("import.confirm"), key="import_rollback"):
            audit.must_be_writable(store_url())
            store = open_store(store_url())
            try:
                version = store.rollback(to)
                found.note_down(audit.Deed.ROLLBACK, str(version))
                st.session_state[MESSAGE] = say("rollback.done", version=version, day=store.as_of())
            finally:
                store.close()
            st.rerun()
