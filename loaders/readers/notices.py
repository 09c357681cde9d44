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

    return Reading("notice", document, said, write, remarks, identity, notice.date)


class _Writer:
    """States the divisions of one notice; what is not sure stays out and is on the scribe's list."""

    def __init__(self, scribe: Scribe, notice: Notice, found: Lines, identity: str) -> None:
        self.scribe, self.notice, self.lines, self.identity = scribe, notice, found, identity
        self.organization = self._body()
        self.stated: set[str] = set()
        self.tenures: dict[str, str | None] = {}
        self.ended: set[str] = set()
        cited = (r["id"] for r in scribe.known.rows("Citation") if r["ofSource"] == scribe.source)
        self.ours = {scribe.source, *cited}
        self.newer = self._newer()

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
        self._resume()

    def _newer(self) -> tuple[str, ...]:
        """Names of the later notices on record about the same leaders that are not loaded again after this one.

        What they ended cannot be told from what they never knew: beside them an older notice opens and ends nothing more.
        """
        day, known = self.notice.date, self.scribe.known
        if self.organization is None or day is None:
            return ()
        there = known.leadership(self.organization)
        posts = {i for i, row in known.by_id("Post").items() if row["inOrganization"] in there}
        held = {i for i, row in known.by_id("Tenure").items() if row["ofPost"] in posts}
        evidence = {
            e
            for row in known.rows("DivisionOfLabor")
            if row["underTenure"] in held
            and any(d is not None and d > day for d in (row["from"], row["until"]))
            for e in row["evidence"] or ()
        } - self.ours
        sources = known.by_id("Source")
        cited = known.by_id("Citation")
        found = {cited[e]["ofSource"] if e in cited else e for e in evidence}
        own = {s for s in found if s in sources and s not in self.scribe.coming and self._later(s)}
        return tuple(sorted(str(sources[s]["zh"] or s) for s in own))

    def _later(self, source: str) -> bool:
        """Whether a document opened or ended a division after the day of this one."""
        day, known = self.notice.date, self.scribe.known
        its = {i for i, row in known.by_id("Citation").items() if row["ofSource"] == source} | {source}
        for row in known.rows("DivisionOfLabor"):
            evidence = set(row["evidence"] or ())
            opened = (
                bool(evidence)
                and evidence <= its
                and row["from"] is not None
                and day is not None
                and row["from"] > day
            )
            ended = (
                not evidence <= its
                and bool(evidence & its)
                and row["until"] is not None
                and day is not None
                and row["until"] > day
            )
            if opened or ended:
                return True
        return False

    def _too_late(self, place: Any, words: str) -> bool:
        """Whether later notices forbid to open or end anything more; it is remarked."""
        if self.newer:
            self.scribe.remark(
                "older-notice", message("notices.older", names="、".join(self.newer)), place, words
            )
        return bool(self.newer)

    def _resume(self) -> None:
        """What an earlier version of this notice ended and this one does not end goes on."""
        for row in self.scribe.known.rows("DivisionOfLabor"):
            evidence = row["evidence"] or ()
            if (
                row["until"] is not None
                and row["until"] == self.notice.date
                and row["id"] not in self.ended | self.stated
                and self.ours & set(evidence)
            ):
                kept = [e for e in evidence if e not in self.ours]
                self._restate(row | {"until": None, "evidence": kept})

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
                name, place, organization=self.organization, on=self.notice.date, post=post, quote=quote.text
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
        if (self.notice.kind == "full" or leader.restated) and self.notice.date:
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
        held = self.scribe.known.by_id("DivisionOfLabor").get(identifier)
        if held is None and self._too_late(place, target.quote.text):
            return
        self.stated.add(identifier)
        cited = [head, self.scribe.cite(place, target.quote.text)]
        ended: dict[str, Any] = {}
        if held is not None and held["until"] is not None:
            # What a later notice ended stays ended, by its words.
            ended = {"until": held["until"], "untilAfter": held["untilAfter"]}
            cited += [e for e in held["evidence"] or () if e not in self.ours]
        self.scribe.add(
            {
                "id": identifier,
                "type": "DivisionOfLabor",
                **ended,
                "mode": division.mode,
                "item": target.quote.text,
                "underTenure": tenure,
                "from": self.notice.date,
                "inDomain": list(domains) or None,
                "covers": [unit] if unit else None,
                "principal": self._principal(division, place),
            },
            *cited,
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
        if not all(self._by_us(row) for row in running) and self._too_late(place, division.target.quote.text):
            return
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
                and (not self.newer or self._by_us(row))
            ):
                self._end(row, day, self.scribe.source)

    def _running(self, tenure: str) -> Iterable[dict[str, Any]]:
        day = self.notice.date
        for row in self.scribe.known.rows("DivisionOfLabor"):
            ended = row["until"] is not None and day is not None and row["until"] <= day
            begun = row["from"] is None or day is None or row["from"] < day
            if row["underTenure"] == tenure and begun and (not ended or self._by_us(row)):
                yield row

    def _by_us(self, row: dict[str, Any]) -> bool:
        """Whether this notice, loaded before, ended a division."""
        return (
            row["until"] is not None
            and row["until"] == self.notice.date
            and bool(self.ours & set(row["evidence"] or ()))
        )

    def _end(self, row: dict[str, Any], day: date, evidence: str) -> None:
        self.ended.add(row["id"])
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
