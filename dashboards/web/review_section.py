"""Whom and what do documents leave unsure, and what does a person say is meant?

Decisions go the way of the filled-in list (`zeren review`): the same workbook, read by the same loader, so that each is a record that is
cited, kept, and taken back when it is cleared.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboards import audit
from dashboards.commands import documents
from dashboards.output import Format
from dashboards.review_list import write_review
from dashboards.web import downloads, trouble
from dashboards.web.plain import plain
from dashboards.web.session import store_url
from graph.publish import load as publish
from graph.store import open_store
from loaders.recognise import take
from ontology.errors import ZerenError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboards.wording import Wording
    from loaders.documents.known import Known
    from loaders.documents.reading import Reading
    from loaders.documents.writing import Written
    from loaders.identities.matches import Question

KEPT, TOLD, AGREED = "import_review", "import_review_told", "import_agreed"
PAGE = 20
"""So many questions are asked at once."""
ANSWERS = {"new": "review.new", "none": "review.none"}
UNDECIDED = ""
Asked = tuple["Reading", "Question"]


@dataclass(frozen=True)
class Review:
    """What documents left unsure when they were last read, for which day and by whom."""

    written: Written
    known: Known
    day: date
    who: str


def keep(review: Review) -> None:
    """From now on the section is about these documents."""
    st.session_state[KEPT] = review


def agreed(wording: Wording, changes: pl.DataFrame) -> bool:
    """Whether a person agreed to what a corrected version of a document changes; shows it and asks, if there is something."""
    seen = changes.write_json()
    if changes.is_empty() or st.session_state.pop(AGREED, None) == seen:
        return True
    st.warning(wording.say("documents.corrected"))
    st.dataframe(
        changes.with_columns(type=pl.Series([wording.code(t) for t in changes["type"]], dtype=pl.String)), hide_index=True,
        column_config={c: wording.header(c) for c in changes.columns},
    )  # fmt: skip
    st.info(wording.say("review.again"))
    st.session_state[AGREED] = seen
    return False


def show(wording: Wording) -> None:
    """What to look at, and the questions, of the documents that were read last in this session."""
    told = st.session_state.pop(TOLD, None)
    if told:
        st.success(told)
    review: Review | None = st.session_state.get(KEPT)
    if review is None:
        return
    _remarks(wording, review)
    # What was decided and taken back since stays in the list until the documents are read anew.
    asked = [*review.written.questions, *review.written.decided]
    if asked:
        _questions(wording, review, asked)


def _remarks(wording: Wording, review: Review) -> None:
    rows = documents.remark_rows(review.written, wording.lang)
    if rows.is_empty():
        return
    with st.expander(wording.say("review.remarks", count=rows.height)):
        shown = rows.drop("code")
        st.dataframe(shown, hide_index=True, column_config={c: wording.header(c) for c in shown.columns})
        downloads.of_upload(
            wording, review.who, wording.say("take.xlsx"), partial(downloads.as_bytes, rows, Format.XLSX, wording), "zeren-remarks.xlsx",
            key="take_remarks", what="remarks on an upload xlsx",
        )  # fmt: skip


def _questions(wording: Wording, review: Review, asked: Sequence[Asked]) -> None:
    say = wording.say
    st.subheader(say("review.title", count=len(review.written.questions)), anchor=False)
    st.caption(say("review.how"))

    downloads.of_upload(
        wording, review.who, say("review.list"), partial(_list, wording, review, asked), "zeren-review.xlsx", key="take_review", what="review list"
    )  # fmt: skip
    pages = -(-len(asked) // PAGE)
    page = 1
    if pages > 1:
        page = int(st.number_input(say("review.page", pages=pages), 1, pages, key="review_page"))
    here = asked[(page - 1) * PAGE : page * PAGE]
    with st.form("review"):
        decided = [_question(wording, review, q, n + (page - 1) * PAGE) for n, (_, q) in enumerate(here)]
        if not st.form_submit_button(say("review.save"), type="primary"):
            return
    answers = [
        (reading, replace(q, decided=answer))
        for (reading, q), answer in zip(here, decided, strict=True)
        if answer or q.decided
    ]
    if not answers:
        st.error(say("review.nothing"))
        return
    _save(wording, review, answers)


def _question(wording: Wording, review: Review, question: Question, number: int) -> str | None:
    """One question with the answers that it may have; the answer that is chosen, None for none."""
    say = wording.say
    home = review.known.organizations.name(question.home) if question.home else ""
    where = " ".join(p for p in (question.place.sheet, question.place.cell) if p)
    about = " · ".join(p for p in (home, where, question.reason.told(wording.lang)) if p)
    st.markdown(
        f":gray-badge[{wording.code(question.kind)}] **{plain(question.words)}** :small[:gray[{plain(about)}]]"
    )
    called = {c.id: f"{c.name}（{c.id}） {c.score} · {c.reason.told(wording.lang)}" for c in question.candidates[:3]}  # fmt: skip
    called |= {answer: say(sentence) for answer, sentence in ANSWERS.items()}
    called |= {UNDECIDED: say("review.undecided")}
    options = (
        list(called) if not question.decided or question.decided in called else [question.decided, *called]
    )
    chosen = st.selectbox(
        say("review.means", words=question.words), options, index=options.index(question.decided or UNDECIDED),
        format_func=lambda o: called.get(o, o), accept_new_options=True, label_visibility="collapsed",
        key=f"review_{number}_{question.kind}_{question.words}_{question.decided}",
    )  # fmt: skip
    return chosen or None


def _list(wording: Wording, review: Review, asked: Sequence[Asked]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="zeren-") as folder:
        path = Path(folder) / "review.xlsx"
        write_review(path, asked, review.written.remarks, review.known.organizations.name, wording)
        return path.read_bytes()


def _save(wording: Wording, review: Review, answers: Sequence[Asked]) -> None:
    """Loads the answers as a filled-in list of its own name."""
    say = wording.say
    name = f"{say('review.file')}-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.xlsx"
    try:
        audit.must_be_writable(store_url())
        with tempfile.TemporaryDirectory(prefix="zeren-") as folder, st.spinner(say("work.loading")):
            path = Path(folder) / name
            write_review(path, answers, (), review.known.organizations.name, wording)
            store = open_store(store_url())
            try:
                found, _ = documents.written(take([str(path)]), store, review.who, None)
                loaded = publish(store, found.batch, as_of=review.day, who=review.who, sources=[name])
                audit.loaded(store.url, loaded, [name], review.who)
            finally:
                store.close()
    except ZerenError as error:
        trouble.show(error, wording, store_url())
        return
    refused = documents.remark_rows(found, wording.lang)
    if refused.height:
        st.error(say("review.refused"))
        st.dataframe(refused, hide_index=True, column_config={c: wording.header(c) for c in refused.columns})
        return
    st.session_state[KEPT] = replace(review, written=_answered(review.written, answers))
    st.session_state[TOLD] = say("review.saved", count=len(answers))
    st.rerun()


def _answered(written: Written, answers: Sequence[Asked]) -> Written:
    """The list as it stands now: what was answered is decided, what was cleared is open."""
    now = {(q.kind, q.words, q.home): (reading, q) for reading, q in answers}
    asked = [now.get((q.kind, q.words, q.home), (r, q)) for r, q in (*written.questions, *written.decided)]
    return replace(
        written, questions=tuple(a for a in asked if not a[1].decided), decided=tuple(a for a in asked if a[1].decided)
    )  # fmt: skip
