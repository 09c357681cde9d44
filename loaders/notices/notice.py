"""What does a division-of-labor notice say, and what in it was not understood?"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from loaders.normal_text import NormalText, Span, normal
from loaders.notices.frame import frame
from loaders.notices.sentences import read_sentences
from loaders.notices.terms import any_of, terms

if TYPE_CHECKING:
    from loaders.notices.reading import Reading
    from loaders.notices.said import Division, Leader, Notice

_SAYS = re.compile(r"\w")


def read_notice(source: str) -> Notice:
    """The notice that a text holds. Any text can be read; one that is no notice gives no leaders. Line ends must be LF.

    Everything in the text is either in `understood` or in `not_understood`: nothing is dropped.
    """
    from loaders.notices.said import Notice

    text = normal(source)
    found = frame(text.text)
    framed = bytearray(len(text.text))
    for start, end in found.ranges:
        framed[start:end] = b"\1" * (end - start)
    _preamble(text.text, framed)
    reading = read_sentences(text, framed)
    leaders = [leader for leader in reading.leaders if leader.divisions or leader.head.titles]
    delta = any(d.change for leader in leaders for d in leader.divisions) or any(
        leader.restated for leader in leaders
    )
    if delta:
        _added(leaders)
    if delta and reading.taken_from:
        _take(reading, leaders)
    understood, rest = _parts(text, reading.marked)
    return Notice(
        found.body, found.body_also, text.span(*found.where) if found.where else None, found.day, "delta" if delta else "full",
        tuple(replace(leader, divisions=_once(leader.divisions)) for leader in leaders), understood, rest,
    )  # fmt: skip


def _preamble(text: str, framed: bytearray) -> None:
    """Marks 现将…通知如下 and the heads of a table, which say nothing of anybody."""
    t = terms()
    before = t.raw["preface"]
    named = "".join(f"(?<!{w})" for w in t.raw["leadership"]) + any_of(t.raw["comrade"])
    heads = "(?:" + "|".join(r"[ ]*".join(w) for w in t.words("table_heads")) + ")"
    for pattern in (
        rf"(?:^|(?<=[。\n:]))[ \t]*(?:{before},\s*)*(?:决定)?(?:现(?!将[^。\n]*{named})|为|(?:对|将)(?![^。\n]*{named}))[^。\n]{{0,60}}{any_of(t.raw['preamble'])}[:。]",
        rf"^[ \t]*(?:{before},\s*)*{before}[,:][ \t]*$",
        rf"^[ \t]*(?:{before},\s*)*(?![^。\n:]*同志)[^。\n,;:]*{any_of(t.raw['leadership'])}[^。\n,;:]*{any_of(t.raw['preamble'])}:",
        rf"^\s*{heads}(?:\s+{heads})+\s*$",
    ):
        for match in re.finditer(pattern, text, re.MULTILINE):
            framed[match.start() : match.end()] = b"\1" * (match.end() - match.start())


def _take(reading: Reading, leaders: list[Leader]) -> None:
    """A collective move takes each added item from the one who is named first."""
    giver = reading.taken_from
    if giver is None:
        return
    taken = [
        replace(d, change="removed", implied=True)
        for leader in leaders
        if leader is not giver
        for d in leader.divisions
        if d.change == "added"
    ]
    giver.divisions += taken
    if giver not in leaders:
        leaders.append(giver)


def _added(leaders: list[Leader]) -> None:
    """Among changes, what a newcomer or somebody by words like 由 gets is added, and so is what another loses."""
    lost = {
        (d.target.full or d.target.name): leader
        for leader in leaders
        for d in leader.divisions
        if d.change == "removed"
    }
    for leader in leaders:
        leader.divisions = [
            replace(d, change="added")
            if d.change is None
            and (d.newly or lost.get(d.target.full or d.target.name, leader) is not leader)
            else d
            for d in leader.divisions
        ]


def _once(divisions: list[Division]) -> list[Division]:
    """The divisions without those that are said twice."""
    seen: dict[tuple[Any, ...], Division] = {}
    for d in divisions:
        seen.setdefault((d.mode, d.target.name, d.principal, d.change), d)
    return list(seen.values())


def _parts(text: NormalText, marked: bytearray) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The whole source as what was understood and what was not; white space and punctuation go with what stands before them."""
    roles: list[bool] = []
    for i, c in enumerate(text.text):
        says = _SAYS.match(c) is not None
        roles.append(bool(marked[i]) or (not says and (roles[-1] if roles else True)))
    understood: list[Span] = []
    rest: list[Span] = []
    start = 0
    for i in range(1, len(roles) + 1):
        if i == len(roles) or roles[i] != roles[start]:
            # The first part takes what stands before it in the source, so that nothing is left between two parts.
            begin = 0 if start == 0 else text.starts[start]
            end = len(text.source) if i == len(roles) else text.starts[i]
            (understood if roles[start] else rest).append(Span(begin, end, text.source[begin:end]))
            start = i
    if not roles and text.source:
        rest.append(Span(0, len(text.source), text.source))
    return tuple(understood), tuple(rest)


def as_gold(notice: Notice, *, offsets: bool = True) -> dict[str, Any]:
    """The notice in the common exchange shape of gold files; `offsets` adds where each quote begins."""
    return {
        "body": notice.body,
        "body_also": list(notice.body_also),
        "date": notice.date.isoformat() if notice.date else None,
        "kind": notice.kind,
        "leaders": [_gold_leader(leader, offsets=offsets) for leader in notice.leaders],
        "not_understood": [{"text": s.text, "at": s.start} for s in notice.not_understood],
    }


def _gold_leader(leader: Leader, *, offsets: bool) -> dict[str, Any]:
    head = leader.head
    said: dict[str, Any] = {"person": head.person, "titles": list(head.titles), "acting": head.acting}
    said |= {key: value for key in ("rank", "accredited", "member_of") if (value := getattr(head, key))}
    return said | {"divisions": [_gold_division(d, offsets=offsets) for d in leader.divisions]}


def _gold_division(division: Division, *, offsets: bool) -> dict[str, Any]:
    target = division.target
    said: dict[str, Any] = {
        "mode": division.mode,
        "principal": division.principal,
        "target": target.name,
        "target_kind": target.kind,
        "quote": target.quote.text,
        "change": division.change,
    }
    if offsets:
        said["at"] = target.quote.start
    for key in ("full", "level", "scope"):
        if value := getattr(target, key):
            said[key] = value
    for key in ("aliases", "includes", "excludes"):
        if many := getattr(target, key):
            said[key] = list(many)
    if division.implied:
        said["implied"] = True
    return said
