"""Sentence by sentence: who is spoken of, and which clauses say what he is in charge of?"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from loaders.normal_text import HAN
from loaders.notices import items as listed
from loaders.notices.clauses import Clause, clause_at
from loaders.notices.divisions import divide, whole_list
from loaders.notices.gaps import GAP, skip
from loaders.notices.heads import parse_heads
from loaders.notices.moves import away, begins, moved, passive, shifted, taken
from loaders.notices.openings import later, named, opening_at
from loaders.notices.reading import Reading
from loaders.notices.said import Head
from loaders.notices.tables import Row, rows
from loaders.notices.terms import any_of, terms

if TYPE_CHECKING:
    from loaders.normal_text import NormalText
    from loaders.notices.openings import Opening

_NO_STOP = re.compile(r"(?:.?\d\.\D|.?.\.\d)", re.DOTALL)  # 1.财务科 and 3.5 are no ends of sentences
_STOP = "。;\n"


def read_sentences(text: NormalText, framed: bytearray) -> Reading:
    """Everything the text says of divisions. `framed` marks title, signature and the like, which are not read again."""
    reading = Reading(text, bytearray(framed), _units(text.text))
    table, heads = rows(text.text)
    for start, end in heads:
        reading.mark(start, end)
        framed[start:end] = b"\1" * (end - start)
    at = 0
    while at < len(text.text):
        if row := table.get(at):
            _row(reading, framed, row)
            at = row.end + 1
            continue
        start, at = at, skip(text.text, at, within=table)
        if at >= len(text.text):
            break
        reading.mark(start, at)
        if _ended_before(text.text, at):
            reading.said, reading.sentence, reading.assigned = [], None, False
        if at in table:
            continue
        at = _framed(framed, at) or _sentence(reading, framed, at)
    return reading


def _ended_before(text: str, at: int) -> bool:
    """Whether a sentence ends in what lies before `at`, or the text begins there."""
    while at > 0 and text[at - 1] in GAP and text[at - 1] not in _STOP:
        at -= 1
    return at == 0 or text[at - 1] in _STOP


def _row(reading: Reading, framed: bytearray, row: Row) -> None:
    """Reads one row of a table of leaders."""
    text = reading.text.text
    heads = parse_heads(f"{text[slice(*row.name)]}\t{text[slice(*row.titles)]}")
    if not heads:
        return
    reading.current = [reading.leader(head, *row.name) for head in heads]
    for start, end in (row.name, row.titles):
        reading.mark(start, end)
    number = re.compile(r"\s*\d*\s*").match(text, row.start)
    reading.mark(row.start, number.end() if number else row.start)
    for verb, start, end in row.duties:
        reading.change, reading.said = None, []
        at = start
        while at < end:
            at = min(skip(text, at), end)
            if at < end and clause_at(text, at) is not None:
                at = max(_clauses(reading, framed, at, end), at + 1)
            elif at < end:
                modes = terms().verbs[verb].modes if verb else ("InChargeOf",)
                stop = min(_end(text, framed, Clause(at, at, ())), end)
                divide(reading, Clause(at, at, modes), stop)
                at = max(stop, at + 1)


def _framed(framed: bytearray, at: int) -> int | None:
    """The end of the framed part that begins here."""
    if not framed[at]:
        return None
    while at < len(framed) and framed[at]:
        at += 1
    return at


def _sentence(reading: Reading, framed: bytearray, at: int) -> int:
    """Reads one sentence, or one head with the sentence behind it; returns where the next begins."""
    text = reading.text.text
    if match := _label().match(text, at):
        reading.mark(at, match.end())
        return match.end()
    for read in (moved, taken, shifted, away):
        if (end := read(reading, at)) is not None:
            return end
    found = opening_at(text, at)
    if found is not None:
        _opened(reading, found)
        reading.mark(at, found.end)
        at = skip(text, found.end)
        reading.mark(found.end, at)
        clause = clause_at(text, at)
        if clause is None:
            return _fields(reading, framed, at)
        return _clauses(reading, framed, at)
    if clause_at(text, at) is not None and _anonymous(reading):
        return _clauses(reading, framed, at)
    if (end := passive(reading, at)) is not None:
        return end
    if (behind := later(text, at)) is not None:
        if _preface().fullmatch(text, at, behind):
            reading.mark(at, behind)
        return behind
    reading.unread = reading.unread or _speaks_of_somebody(text[at : _stop(text, framed, at)])
    if any(leader.head.person or leader.head.titles for leader in reading.leaders):
        reading.current = []  # what follows a sentence about something else is not said of the one before
    return _stop(text, framed, at)


def _speaks_of_somebody(piece: str) -> bool:
    """Whether a piece that was not read names somebody: what follows may be said of him."""
    t = terms()
    title = any_of(t.raw["title_cores"])
    said = (
        rf"{any_of(t.raw['comrade'])}|{title}[^。:]{{0,12}}:|{any_of(t.raw['takes_up'])}[^。:,]{{0,8}}{title}"
    )
    return re.search(said, piece) is not None


@cache
def _preface() -> re.Pattern[str]:
    return re.compile(rf"(?:{terms().raw['preface']}[,:]\s*)+")


def _opened(reading: Reading, found: Opening) -> None:
    """Notes whom the passage speaks of from here on."""
    reading.current = [reading.leader(head, found.start, found.end) for head in found.heads]
    reading.change, reading.sentence, reading.assigned = found.change, found.change, found.assigned
    for leader in reading.current:
        leader.restated = leader.restated or found.restated


def _anonymous(reading: Reading) -> bool:
    """Whether somebody is spoken of: the one before, or on a page about one leader the one it does not name."""
    if reading.current:
        return True
    if reading.leaders or reading.unread:
        return False
    reading.current = [reading.leader(Head(None), 0, 0)]
    return True


def _clauses(reading: Reading, framed: bytearray, at: int, limit: int | None = None) -> int:
    """Reads the clauses of a sentence that begins with a verb; none goes beyond `limit`."""
    text = reading.text.text
    while (limit is None or at < limit) and (clause := clause_at(text, at)) is not None:
        end = min(_end(text, framed, clause), len(text) if limit is None else limit)
        divide(reading, clause, end)
        at = end
        if at >= len(text) or text[at] in _STOP or framed[at]:
            return at
        at = skip(text, at, ordinals=False)
    return at


def _end(text: str, framed: bytearray, clause: Clause) -> int:
    """Where the items of a clause end: before the next clause or head, or with the sentence."""
    if clause.whole is not None:
        return clause.whole
    if text.startswith(",", clause.items):
        return clause.items  # 由某某牵头,
    depth, at, line = 0, clause.items, clause.items
    while at < len(text) and not framed[at]:
        c = text[at]
        depth = max(0, depth + (c in "([{“") - (c in ")]}”"))
        if c == "。" or (c == "." and depth == 0 and not _NO_STOP.fullmatch(text, max(0, at - 2), at + 2)):
            break
        if c == "\n":
            depth = 0
            if not _continues(text, line, at):
                break
            line = at + 1
        if (
            depth == 0
            and c == "并"
            and text[clause.items : at].endswith(tuple(terms().raw["endings"]))
            and clause_at(text, at)
        ):
            break  # 会务等工作并联系保密局
        if depth == 0 and c in ",;、\n ":
            after = skip(text, at + 1, ordinals=c == "\n", gap=" \t,;、\n")
            if after < len(text) and (c != "、" or _opens(text, after)):
                if clause_at(text, after) is not None and (c != " " or text[at - 1] in ",;、。"):
                    break
                if c != "、" and (opening_at(text, after) is not None or named(text, after)):
                    break
                if c == "," and begins(text, after):
                    break
        at += 1
    return at


def _opens(text: str, at: int) -> bool:
    """Whether a verb behind 、 opens a clause; 联系 there is mostly the beginning of an item."""
    clause = clause_at(text, at)
    return clause is not None and (
        clause.modes != ("Liaises",) or text[at : at + 2] != "联系" or _unit_next(text, clause.items)
    )


def _unit_next(text: str, at: int) -> bool:
    item = re.compile(r"[^、,;。\n]*").match(text, at)
    return item is not None and listed.kind_strength(item.group()) == "strong"


def _continues(text: str, line: int, at: int) -> bool:
    """Whether the line that ends at `at` is carried on by the next: it ends with a separator, or both are bare lists."""
    before = text[line:at].rstrip()
    after = text[at + 1 :].split("\n", 1)[0].strip()
    if not after:
        return False
    if before.endswith(("、", ",", ":", "和", "及")) or after.startswith(("、", ",")):
        return True
    return before == "" or (not before.endswith(("。", ";", ".")) and _bare(after) and _bare(before))


def _bare(line: str) -> bool:
    """Whether a line is nothing but the name of a unit."""
    return len(line) <= 20 and listed.kind_strength(line) == "strong" and not re.search(r"[,、。:]", line)


def _fields(reading: Reading, framed: bytearray, at: int) -> int:
    """Reads the items behind a head that has no verb: 副区长:某某:财政、统计."""
    text = reading.text.text
    if at > 0 and text[at - 1] not in ":\t :" and not text[:at].rstrip(" \t").endswith(":"):
        return at
    clause = Clause(at, at, ("InChargeOf",))
    end = _end(text, framed, clause)
    found = listed.targets(reading.text, at, end, reading.known)
    if not whole_list(text, at, end, found):
        return max(end, at)  # without a verb, one piece that is no item makes the rest doubtful
    divide(reading, clause, end)
    return max(end, at)


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"{any_of(terms().raw['duty_labels'])}\s*[:\t]")


def _units(text: str) -> tuple[str, ...]:
    """Names in the text that look like those of units: they tell 规划和投资 (a 规划投资处) from two items."""
    names = re.findall(rf"[{HAN}]{{3,}}", text)
    return tuple(dict.fromkeys(n for n in names if listed.kind_strength(n) == "strong"))


def _stop(text: str, framed: bytearray, at: int) -> int:
    while at < len(text) and text[at] not in "。\n" and not framed[at]:
        at += 1
    return max(at, 0) + (0 if at < len(text) and framed[at] else 1)
