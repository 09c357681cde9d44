"""Is this a division-of-labor notice, what does it say, and which divisions does it open and close?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from loaders.documents.document import TEXTS, WORDS
from loaders.documents.lines import Lines, lines
from loaders.documents.reading import LIKELY, POSSIBLE, SURE, Reader, Reading, Remark
from loaders.documents.scribe import made_id
from loaders.identities.organizations import heads_of
from loaders.normal_text import normal
from loaders.notices.clauses import clause_at
from loaders.notices.notice import as_gold, read_notice
from loaders.notices.terms import any_of, terms
from ontology.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from loaders.documents.document import Document
    from loaders.documents.scribe import Scribe
    from loaders.notices.said import Division, Leader, Notice, Target

_BEGINNING = 3_000  # characters that tell what a text is
_OTHER = re.compile(r"整改.{0,12}(?:通报|公布|公告|情况)|反馈了?(?:巡察|巡视)?意见|^第一条", re.MULTILINE)


def suits(document: Document) -> float:
    """How surely the document is a notice: its title, else how many of its sentences begin with a verb of charge."""
    if not document.is_table and document.ending not in (*TEXTS, *WORDS):
        return 0.0
    text = normal(lines(document).text[:_BEGINNING]).text
    if _OTHER.search(text):
        return 0.0
    title = rf"^[^\n。]{{0,60}}{any_of(terms().raw['title_words'])}"
    titled = re.search(title, "\n".join(text.split("\n")[:8])[:400], re.MULTILINE) is not None
    sentences = [s.strip() for s in re.split(r"[。;\n:]", text) if s.strip()]
    charges = sum(clause_at(s, 0) is not None for s in sentences)
    if document.is_table:
        return LIKELY if titled and charges > 1 else 0.0
    if titled:
        return SURE if charges else LIKELY
    return LIKELY if charges > 1 and charges * 3 >= len(sentences) else POSSIBLE if charges > 2 else 0.0


def read(document: Document) -> Reading:
    """The notice as read, its places in the document."""
    found = lines(document)
    notice = read_notice(found.text)
    plain = not found.places
    said: dict[str, Any] = as_gold(notice, offsets=plain)
    if plain:
        said["encoding"] = document.encoding
    remarks = tuple(
        Remark("not-understood", message("notices.not_understood"), found.place(s.start, s.end), s.text)
        for s in notice.not_understood
    )
    identity = f"notice {notice.body} {notice.date}" if notice.body and notice.date else None

    def write(scribe: Scribe) -> None:
        _Writer(scribe, notice, found, identity or document.path.name).write()

    return Reading("notice", document, said, write, remarks, identity)


class _Writer:
    """States the divisions of one notice; what is not sure stays out and is on the scribe's list."""

    def __init__(self, scribe: Scribe, notice: Notice, found: Lines, identity: str) -> None:
        self.scribe, self.notice, self.lines, self.identity = scribe, notice, found, identity
        self.organization = self._body()
        self.stated: set[str] = set()
        self.tenures: dict[str, str | None] = {}

    def _body(self) -> str | None:
        """The organization that the leaders lead: the one whose head the notice names, else the one that signs."""
        notice, quote = self.notice, self.notice.body_quote
        place = self.lines.place(quote.start, quote.end) if quote else self.lines.place(0, 0)
        if not notice.body:
            self.scribe.remark("no-body", message("notices.whose"), place)
            return None
        titles = {t for leader in notice.leaders for t in leader.head.titles}
        names = (notice.body, *notice.body_also)
        name = next((n for n in names if titles & set(heads_of(n))), notice.body)
        return self.scribe.organization(name, place, on=notice.date, create=True)

    def write(self) -> None:
        """Opens the divisions of each leader, and closes those that the notice takes away or no longer lists."""
        for leader in self.notice.leaders:
            if leader.divisions:
                self._leader(leader)

    def _tenure(self, leader: Leader) -> str | None:
        """In which tenure the leader acts; each is looked for once."""
        quote = leader.name or leader.quote
        place = self.lines.place(quote.start, quote.end)
        name, post = leader.head.person, next(iter(leader.head.titles), None)
        if name is None:
            self.scribe.remark("no-name", message("notices.who_in_charge"), place, leader.quote.text or None)
            return None
        if name not in self.tenures:
            self.tenures[name] = self.scribe.tenure(
                name, place, organization=self.organization, on=self.notice.date, post=post
            )
        return self.tenures[name]

    def _leader(self, leader: Leader) -> None:
        tenure = self._tenure(leader)
        if tenure is None:
            return
        place = self.lines.place(leader.quote.start, leader.quote.end)
        head = self.scribe.cite(place, leader.quote.text)
        for division in leader.divisions:
            if division.change == "removed":
                self._close(tenure, division)
            else:
                self._open(tenure, leader, division, head)
        if self.notice.kind == "full" and self.notice.date:
            self._replaced(tenure)

    def _open(self, tenure: str, leader: Leader, division: Division, head: str) -> None:
        target = division.target
        place = self._place(target)
        domains, unit = self._meant(target, place)
        if not domains and unit is None:
            return
        identifier = made_id(
            "dol",
            self.identity,
            leader.head.person or "",
            division.mode,
            target.name,
            division.principal or "",
        )
        self.stated.add(identifier)
        self.scribe.add(
            {
                "id": identifier,
                "type": "DivisionOfLabor",
                "mode": division.mode,
                "item": target.quote.text,
                "underTenure": tenure,
                "from": self.notice.date,
                "inDomain": list(domains) or None,
                "covers": [unit] if unit else None,
                "principal": self._principal(division, place),
            },
            head,
            self.scribe.cite(place, target.quote.text),
        )

    def _meant(self, target: Target, place: Any) -> tuple[Sequence[str], str | None]:
        if target.kind == "unit":
            unit = self.scribe.organization(
                target.full or target.name, place, home=self.organization, on=self.notice.date
            )
            return (), unit
        whole = next((w for w in terms().words("overall") if target.name.endswith(w)), None)
        return self.scribe.domain(whole or target.name, place), None

    def _principal(self, division: Division, place: Any) -> list[str] | None:
        """The tenure that is assisted; a title means the one leader of the notice who bears it."""
        if not division.principal:
            return None
        found = []
        for words in division.principal.split("、"):
            bearers = [x for x in self.notice.leaders if words == x.head.person or words in x.head.titles]
            tenure = self._tenure(bearers[0]) if len(bearers) == 1 else None
            if tenure:
                found.append(tenure)
            else:
                self.scribe.remark("who-is-it", message("notices.who_assisted"), place, words)
        return found or None

    def _close(self, tenure: str, division: Division) -> None:
        """Ends on the day of the notice what it takes away."""
        place = self._place(division.target)
        day = self.notice.date
        domains, unit = self._meant(division.target, place)
        running = [
            row
            for row in self._running(tenure)
            if row["mode"] == division.mode
            and (unit in (row["covers"] or ()) if unit else bool(set(domains) & set(row["inDomain"] or ())))
        ]
        if not running or day is None:
            self.scribe.remark(
                "nothing-to-end",
                message("notices.no_division"),
                place,
                division.target.quote.text,
            )
        for row in running:
            kept = [d for d in row["inDomain"] or () if d not in domains]
            rest = [u for u in row["covers"] or () if u != unit]
            if day is not None:
                self._end(row, day, self.scribe.cite(place, division.target.quote.text))
            if day is not None and (kept or rest):
                # A record may join several targets; only this one ends.
                rest_of = row | {
                    "id": made_id("dol", row["id"], "rest", str(day)),
                    "from": day,
                    "until": None,
                    "untilAfter": None,
                }
                self._restate(rest_of | {"inDomain": kept or None, "covers": rest or None})

    def _replaced(self, tenure: str) -> None:
        """A full notice replaces what earlier ones said of the same tenure."""
        day = self.notice.date
        for row in self._running(tenure):
            if (
                day is not None
                and row["id"] not in self.stated
                and row["from"] is not None
                and row["from"] < day
            ):
                self._end(row, day, self.scribe.source)

    def _running(self, tenure: str) -> Iterable[dict[str, Any]]:
        day = self.notice.date
        for row in self.scribe.known.rows("DivisionOfLabor"):
            ended = row["until"] is not None and day is not None and row["until"] <= day
            if row["underTenure"] == tenure and not ended:
                yield row

    def _end(self, row: dict[str, Any], day: date, evidence: str) -> None:
        self._restate(row | {"until": day, "untilAfter": None}, evidence)

    def _restate(self, row: dict[str, Any], *evidence: str) -> None:
        stated = {
            k: v
            for k, v in row.items()
            if v is not None and not k.startswith("_") and k not in {"recordedAt", "recordedBy"}
        }
        given = list(stated.pop("evidence", ()))
        self.scribe.add({"type": "DivisionOfLabor", **stated}, *given, *evidence)

    def _place(self, target: Target) -> Any:
        return self.lines.place(target.quote.start, target.quote.end)


READER = Reader("notice", {"zh": "领导分工文件", "en": "division-of-labor notice"}, suits, read)
