"""Is this a rectification bulletin, what does it report, and which issues does it state?"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from loaders.bulletins.bulletin import Bulletin, as_gold, read_bulletin
from loaders.bulletins.terms import raw
from loaders.documents.document import TEXTS, WORDS
from loaders.documents.lines import Lines, lines
from loaders.documents.reading import LIKELY, SURE, Reader, Reading, Remark
from loaders.documents.scribe import made_id
from loaders.normal_text import normal
from loaders.notices.terms import any_of
from ontology.messages import Term, message

if TYPE_CHECKING:
    from loaders.documents.document import Document
    from loaders.documents.place import Place
    from loaders.documents.scribe import Scribe
    from loaders.normal_text import Span

_BEGINNING = 4_000  # characters that tell what a text is


def suits(document: Document) -> float:
    """How surely the document is a bulletin: it tells of an inspection, of feedback and of putting things right."""
    if document.ending not in (*TEXTS, *WORDS):
        return 0.0
    text = normal(lines(document).text[:_BEGINNING]).text
    inspected = re.search(any_of(raw()["inspection_words"]), text)
    if not inspected or "整改" not in text or re.search(r"^第[一二三]+条", text, re.MULTILINE):
        return 0.0
    titled = re.search(raw()["title"], text, re.MULTILINE) is not None
    told = re.search(rf"对[^。\n]{{2,60}}(?:{'|'.join(raw()['begin'])})|{any_of(raw()['feedback'])}", text)
    return SURE if titled else LIKELY if told else 0.0


def read(document: Document) -> Reading:
    """The bulletin as read; figures that do not agree and what cannot be read are remarks."""
    found = lines(document)
    bulletin = read_bulletin(found.text)
    said: dict[str, Any] = as_gold(bulletin)
    if not found.places:
        said["encoding"] = document.encoding
    day = bulletin.feedback[0] if bulletin.feedback else None
    identity = f"bulletin {bulletin.inspected} {day}" if bulletin.inspected and day else None

    def write(scribe: Scribe) -> None:
        _write(scribe, bulletin, found, identity or document.path.name)

    return Reading("bulletin", document, said, write, tuple(_remarks(bulletin, found)), identity)


def _rule(rule: str) -> Term:
    """The rule as a remark names it, its figures by their labels."""
    labels = raw()["labels"]
    return Term(rule, re.sub(r"[a-z_]+", lambda name: labels[name[0]], rule))


def _remarks(bulletin: Bulletin, found: Lines) -> list[Remark]:
    places = {f.key: found.place(f.start, f.end) for f in bulletin.figures}
    failed = [
        Remark(
            "check-failed",
            message(
                "bulletins.figures",
                rule=_rule(c.rule),
                stated=c.stated,
                follows=c.follows,
            ),
            places[c.rule.rpartition("=")[2]],
            f"{c.stated:g}",
        )
        for c in bulletin.checks
        if not c.holds
    ]
    lost = [
        Remark(
            "unreadable",
            message("bulletins.lost"),
            found.place(s.start, s.end),
            s.text,
        )
        for s in bulletin.unreadable
    ]
    text = normal(found.text)
    read = [(i.quote.start, i.quote.end) for i in bulletin.issues]
    read += [(i.category_quote.start, i.category_quote.end) for i in bulletin.issues if i.category_quote]
    unnumbered = [
        Remark("not-understood", message("bulletins.unnumbered"), found.place(s.start, s.end), s.text)
        for s in (text.span(*m.span()) for m in re.finditer(raw()["unnumbered"], text.text, re.MULTILINE))
        if not any(a < s.end and s.start < b for a, b in read)
    ]
    return failed + lost + unnumbered


def _write(scribe: Scribe, bulletin: Bulletin, found: Lines, identity: str) -> None:
    """States inspection, feedback and issues, where body, date and kind of the inspection are sure."""
    where = dict(bulletin.places)
    start = found.place(0, 0)
    told = _place(found, where.get("inspection")) or start
    feedback_place = _place(found, where.get("feedback")) or told
    if bulletin.inspected is None:
        scribe.remark("no-body", message("bulletins.no_body"), start)
        return
    body = scribe.organization(bulletin.inspected, told)
    day = bulletin.feedback[0] if bulletin.feedback and bulletin.feedback[0] == bulletin.feedback[1] else None
    if day is None:
        scribe.remark("no-date", message("bulletins.no_day"), feedback_place)
    if body is None or day is None:
        return
    known = [r for r in scribe.known.rows("Feedback") if r["addressee"] == body and r["date"] == day]
    feedback = (
        known[0]["id"]
        if len(known) == 1
        else _feedback(scribe, bulletin, where, (told, feedback_place), identity, body)
    )
    if feedback is None:
        return
    for issue in bulletin.issues:
        place = found.place(issue.quote.start, issue.quote.end)
        scribe.add(
            {
                "id": made_id("is", identity, issue.number, issue.category or ""),
                "type": "Issue",
                "zh": issue.title,
                "underFeedback": feedback,
                "inDomain": list(scribe.domain(issue.title, place)) or None,
            },
            scribe.cite(place, issue.quote.text),
        )


def _feedback(
    scribe: Scribe,
    bulletin: Bulletin,
    where: dict[str, Span],
    places: tuple[Place, Place],
    identity: str,
    body: str,
) -> str | None:
    """A feedback with its inspection; None where the text does not say of which kind the inspection was, or whose."""
    told, feedback_place = places
    sentence = normal(where["inspection"].text).text if "inspection" in where else ""
    kinds = {code for word, code in raw()["kinds"].items() if word in sentence}
    team = scribe.organization(bulletin.team, told) if bulletin.team else None
    if len(kinds) != 1:
        scribe.remark("which-kind", message("bulletins.no_kind"), told)
    if len(kinds) != 1 or team is None or bulletin.feedback is None:
        return None
    cited = scribe.cite(told, where["inspection"].text)
    began, ended = bulletin.began, bulletin.ended
    inspection = scribe.add(
        {
            "id": made_id("in", identity),
            "type": "Inspection",
            "zh": f"{bulletin.team}巡察",
            "kind": kinds.pop(),
            "organisedBy": [team],
            "from": began[0] if began and began[0] == began[1] else None,
            "until": ended[0] + timedelta(days=1) if ended and ended[0] == ended[1] else None,
        },
        cited,
    )
    return scribe.add(
        {
            "id": made_id("fb", identity),
            "type": "Feedback",
            "zh": f"{bulletin.inspected}巡察反馈",
            "date": bulletin.feedback[0],
            "fromInspection": inspection,
            "addressee": body,
        },
        scribe.cite(feedback_place, where["feedback"].text if "feedback" in where else None),
    )


def _place(found: Lines, span: Span | None) -> Place | None:
    return found.place(span.start, span.end) if span else None


READER = Reader("bulletin", {"zh": "巡察整改通报", "en": "rectification bulletin"}, suits, read)
