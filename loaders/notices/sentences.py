"""Sentence by sentence: who is spoken of, and which clauses say what he is in charge of?"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from loaders.normal_text import HAN
from loaders.notices import items as listed
from loaders.notices.clauses import Clause, clause_at
from loaders.notices.heads import parse_heads
from loaders.notices.moves import away, moved, passive
from loaders.notices.reading import Reading
from loaders.notices.said import Division, Head, Target
from loaders.notices.tables import Row, rows
from loaders.notices.terms import any_of, terms

if TYPE_CHECKING:
    from collections.abc import Container

    from loaders.normal_text import NormalText

_ORDINAL = re.compile(
    r"[ \t]*(?:第?[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}(?:[、)]|[.](?!\d)|(?=\t)|(?=[ ]{2}))|[①-⑳]|[-*■◆●])"
)
_NO_STOP = re.compile(r"(?:.?\d\.\D|.?.\.\d)", re.DOTALL)  # 1.财务科 and 3.5 are no ends of sentences
_GAP = " \t\n。;,:、."
_STOP = "。;\n"
_OVERALL = ("OverallCharge",)
_OPENING = 30  # longest phrase before a head
_HEAD = 100  # longest head: a name with its titles


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
        start, at = at, _skip(text.text, at, within=table)
        if at >= len(text.text):
            break
        reading.mark(start, at)
        if at in table:
            continue
        at = _framed(framed, at) or _sentence(reading, framed, at)
    return reading


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
            at = min(_skip(text, at), end)
            if at < end and clause_at(text, at) is not None:
                at = max(_clauses(reading, framed, at, end), at + 1)
            elif at < end:
                modes = terms().verbs[verb].modes if verb else ("InChargeOf",)
                stop = min(_end(text, framed, Clause(at, at, ())), end)
                _divide(reading, Clause(at, at, modes), stop)
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
    reading.said = []
    if match := _label().match(text, at):
        reading.mark(at, match.end())
        return match.end()
    if (end := moved(reading, at)) is not None or (end := away(reading, at)) is not None:
        return end
    found = _head_at(text, at)
    if found is not None:
        heads, start, end = found
        reading.current = [reading.leader(head, start, end) for head in heads]
        reading.change = None
        reading.mark(at, end)
        at = _skip(text, end)
        reading.mark(end, at)
        clause = clause_at(text, at)
        if clause is None:
            return _fields(reading, framed, at)
        return _clauses(reading, framed, at)
    if clause_at(text, at) is not None and _anonymous(reading):
        return _clauses(reading, framed, at)
    if (end := passive(reading, at)) is not None:
        return end
    if (later := _later(text, at)) is not None:
        return later
    if any(leader.head.person or leader.head.titles for leader in reading.leaders):
        reading.current = []  # what follows a sentence about something else is not said of the one before
    return _stop(text, framed, at)


def _later(text: str, at: int) -> int | None:
    """Where a head stands behind an opening phrase: 根据工作需要,副区长某某同志分管……"""
    comma = text.find(",", at, at + _OPENING)
    if comma < 0 or set(text[at:comma]) & set(_STOP):
        return None
    after = _skip(text, comma, ordinals=False, gap=" ,")
    found = _head_at(text, after)
    return after if found and found[0][0].person else None


def _anonymous(reading: Reading) -> bool:
    """Whether somebody is spoken of: the one before, or on a page about one leader the one it does not name."""
    if reading.current:
        return True
    if reading.leaders:
        return False
    reading.current = [reading.leader(Head(None), 0, 0)]
    return True


def _clauses(reading: Reading, framed: bytearray, at: int, limit: int | None = None) -> int:
    """Reads the clauses of a sentence that begins with a verb; none goes beyond `limit`."""
    text = reading.text.text
    while (limit is None or at < limit) and (clause := clause_at(text, at)) is not None:
        end = min(_end(text, framed, clause), len(text) if limit is None else limit)
        _divide(reading, clause, end)
        at = end
        if at >= len(text) or text[at] in _STOP or framed[at]:
            return at
        at = _skip(text, at, ordinals=False)
    return at


def _end(text: str, framed: bytearray, clause: Clause) -> int:
    """Where the items of a clause end: before the next clause or head, or with the sentence."""
    if clause.whole is not None:
        return clause.whole
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
            after = _skip(text, at + 1, ordinals=c == "\n", gap=" \t,;、\n")
            if after < len(text) and (c != "、" or _opens(text, after)):
                if clause_at(text, after) is not None and (c != " " or text[at - 1] in ",;、。"):
                    break
                if c != "、" and (_head_at(text, after) is not None or _named(text, after)):
                    break
        at += 1
    return at


def _named(text: str, at: int) -> bool:
    """Whether a title with a name stands here, be it understood or not what is said of them: no item begins so."""
    piece = re.compile(r"[^、,;:。\n]{4,20}").match(text, at)
    return piece is not None and any(h.person and h.titles for h in parse_heads(piece.group()))


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
    if not _whole_list(text, at, end, found):
        return max(end, at)  # without a verb, one piece that is no item makes the rest doubtful
    _divide(reading, clause, end)
    return max(end, at)


def _whole_list(text: str, start: int, end: int, found: list[tuple[Target, int, int]]) -> bool:
    """Whether text[start:end] is nothing but these items and what joins them."""
    closing, at = _closing(), start
    for _, a, b in found:
        if not closing.fullmatch(text, at, a):
            return False
        at = b
    return closing.fullmatch(text, at, end) is not None


def _divide(reading: Reading, clause: Clause, end: int) -> None:
    """Notes the divisions of a clause, and which characters were understood."""
    text = reading.text
    items_end = clause.end if clause.end is not None else end
    overall = "OverallCharge" in clause.modes
    if theirs := _theirs(text.text, clause.items, items_end):
        clause = replace(clause, items=theirs, change=clause.change or "added")
    found = listed.targets(text, clause.items, items_end, reading.known, overall=overall)
    change = clause.change or (reading.change if reading.change == "added" else None)
    if change is None and reading.taken_from is not None:
        change = "added"
    reading.change = clause.change or reading.change
    if not found and reading.said and items_end - clause.items < 3:
        for leader in reading.current:  # 由乙同志分管: what the clause before named
            leader.divisions += [
                Division(mode, target, clause.principal, change)
                for target, _ in reading.said
                for mode in clause.modes
            ]
        reading.mark(clause.start, end)
        return
    if not found:
        return
    _mark(reading, clause, end, found)
    for leader in reading.current:
        for target, _, _ in found:
            modes = _OVERALL if _whole(target) and clause.modes == ("InChargeOf",) else clause.modes
            leader.divisions += [Division(mode, target, clause.principal, change) for mode in modes]
    reading.said = [(target, clause.modes) for target, _, _ in found]


def _whole(target: Target) -> bool:
    return target.name.endswith(tuple(terms().raw["overall"]))


def _theirs(text: str, start: int, end: int) -> int | None:
    """Where the items begin in 代管某某同志分管的X."""
    match = re.compile(rf"(?P<who>[^。;,、\n]{{2,20}}?)原?{any_of(terms().verbs)}的").match(text, start, end)
    heads = parse_heads(match.group("who")) if match else ()
    return match.end() if match and any(h.person for h in heads) else None


def _mark(reading: Reading, clause: Clause, end: int, found: list[tuple[Target, int, int]]) -> None:
    """Marks verb, items, and between them what only joins or closes a list."""
    text = reading.text.text
    reading.mark(clause.start, clause.items)
    closing = _closing()
    at = clause.items
    for _, start, stop in found:
        if closing.fullmatch(text, at, start):
            reading.mark(at, start)
        reading.mark(start, stop)
        at = stop
    tail = closing.match(text, at)
    if tail:
        reading.mark(at, min(tail.end(), end))
    if clause.whole is not None:
        reading.mark(clause.end or clause.items, clause.whole)


@cache
def _closing() -> re.Pattern[str]:
    t = terms()
    joins = [*t.raw["endings"], *t.raw["split"]["always"], *t.raw["split"]["last"]]
    return re.compile(
        rf"(?:[\s、,;:.。①-⑳]|\d{{1,2}}[.、)]|\([一二三四五六七八九十\d]{{1,3}}\)|{any_of(joins)})*"
    )


def _head_at(text: str, at: int) -> tuple[tuple[Head, ...], int, int] | None:
    """The heads that begin here and the range they take, if a clause or, behind a colon, a list follows."""
    start = at
    for word in ("由", "明确", "决定", "请"):
        if text.startswith(word, start):
            start += len(word)
    sentence = text.find("。", start)
    limit = min(len(text), start + _HEAD, len(text) if sentence < 0 else sentence + 1)
    fallback, untitled = None, None
    tabbed = "\t" in text[at:limit]
    depth = 0
    for end in range(start, limit):
        c = text[end]
        depth = max(0, depth + (c == "(" and _of_person(text, end, limit)) - (c == ")"))
        if end < start + 2 or depth:
            continue  # 副馆长(主持工作): what stands in brackets is no clause
        cut = c in ":,、 \t\n。;"
        after = _skip(text, end, gap=" \t\n:,。;") if cut else end
        if not (cut and c == ":") and (after >= len(text) or clause_at(text, after) is None):
            continue
        heads = parse_heads(text[start:end])
        if not heads:
            continue
        named = heads[0].person is not None
        if after < len(text) and clause_at(text, after) is not None:
            if named:
                return heads, start, end
            untitled = untitled or ((heads, start, end) if (c == ":" or heads[0].vacant or tabbed) else None)
        elif c == ":" and heads[0].titles and (named or heads[0].vacant):
            fallback = fallback or (heads, start, end)
    return fallback or untitled


def _of_person(text: str, at: int, limit: int) -> bool:
    """Whether the bracket that opens at `at` says of a person that he acts: (主持工作)."""
    close = text.find(")", at, limit)
    return close > 0 and text[at + 1 : close] in terms().raw["acting"]["words"]


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"{any_of(terms().raw['duty_labels'])}\s*[:\t]")


def _units(text: str) -> tuple[str, ...]:
    """Names in the text that look like those of units: they tell 规划和投资 (a 规划投资处) from two items."""
    names = re.findall(rf"[{HAN}]{{3,}}", text)
    return tuple(dict.fromkeys(n for n in names if listed.kind_strength(n) == "strong"))


def _skip(text: str, at: int, *, ordinals: bool = True, gap: str = _GAP, within: Container[int] = ()) -> int:
    """The next place that is no gap and no ordinal; a place in `within` is not passed over."""
    while at < len(text) and at not in within:
        if text[at] in gap:
            at += 1
        elif ordinals and (match := _ORDINAL.match(text, at)) and (at == 0 or text[at - 1] in _GAP):
            at = match.end()
        else:
            break
    return at


def _stop(text: str, framed: bytearray, at: int) -> int:
    while at < len(text) and text[at] not in "。\n" and not framed[at]:
        at += 1
    return max(at, 0) + (0 if at < len(text) and framed[at] else 1)
