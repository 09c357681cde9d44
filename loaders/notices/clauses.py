"""Does a verb of charge stand here, in which mode, for whom, and where do its items lie?"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from loaders.normal_text import HAN
from loaders.notices.heads import parse_heads
from loaders.notices.terms import any_of, terms
from loaders.notices.titles import is_name, is_title, without_comrade

_BLANK = " \t:"
_SAID = re.compile(r"[^。;,\n]*")


@dataclass(frozen=True)
class Clause:
    """A verb at text[start:items]; its items run from `items` to `end`, or, where `end` is None, as far as the sentence lets them."""

    start: int
    items: int
    modes: tuple[str, ...]
    principal: str | None = None
    change: str | None = None
    end: int | None = None
    whole: int | None = None
    """End of the clause where something follows the items, as in 负责与…的联系."""
    each: bool = False
    """Whether its items go one by one to those who are named: 分别."""


def clause_at(text: str, start: int) -> Clause | None:
    """The clause whose verb begins at `start`, words like 同时 and 增加 before it included; None if there is none."""
    at, change = _before(text, start)
    found = _label(text, at) or _assists(text, at) or _liaises(text, at) or _verb(text, at)
    if found is None and at > start:
        at, change = start, None  # 兼管 is one word
        found = _verb(text, at)
    if found is None:
        return None
    items = found.items
    while items < len(text) and text[items] in _BLANK:
        items += 1
    if listed := _patterns().listed.match(text, items):
        items = listed.end()  # 负责以下工作:
    if text.startswith("\n", items) and text[items - 1 : items] == ":":
        items += 1  # the items stand below their label
    each = terms().raw["each"] in text[start:at]
    if items > found.items and (inner := clause_at(text, items)) is not None:
        return replace(
            inner, start=start, change=inner.change or change, each=inner.each or each
        )  # 分管工作:负责……
    return Clause(
        start, items, found.modes, found.principal, change or found.change, found.end, found.whole, each
    )


def _before(text: str, start: int) -> tuple[int, str | None]:
    t = terms()
    change, at = None, start
    while match := t.before_verb.match(text, at):
        change = t.change.get(match.group(), change)
        at = match.end()
        while text.startswith((" ", ","), at) and match.group() not in t.change:
            at += 1
    return at, change


def _label(text: str, at: int) -> Clause | None:
    match = terms().label.match(text, at)
    return Clause(at, match.end(), terms().verbs[match.group("verb")].modes) if match else None


def _assists(text: str, at: int) -> Clause | None:
    """协助某某(同志)分管: the one who is assisted stands between the words."""
    match = _patterns().assists.match(text, at)
    if not match:
        return None
    principal = _principal(match.group("who").strip())
    return None if principal is None else Clause(at, match.end(), ("Assists",), principal)


def _principal(who: str) -> str | None:
    """The words used for the one who is assisted, his name where he has one; None if they mean nobody."""
    words = without_comrade(who)
    roles = [p for p in words.split("、") if p]
    known = terms().raw["assist"]["roles"]
    if roles and all(is_title(r) or r in known for r in roles):
        return words
    if len(roles) > 1 and words != who and all(is_name(without_comrade(r)) for r in roles):
        return "、".join(without_comrade(r) for r in roles)
    heads = parse_heads(who)
    if len(heads) == 1 and heads[0].person:
        return heads[0].person
    return words if is_name(words, surname=words == who) else None


def _liaises(text: str, at: int) -> Clause | None:
    """负责与…的联系: the items stand between the words."""
    match = _patterns().liaises.match(text, at)
    if not match:
        return None
    return Clause(at, match.start("items"), ("Liaises",), end=match.end("items"), whole=match.end())


def _verb(text: str, at: int) -> Clause | None:
    """The longest verb that begins here and is one: 联系 is none in 联系电话, 领导 only one before …全面工作."""
    match = terms().verb.match(text, at)
    words = [match.group()] if match else []
    words += [w for w in terms().verbs if match and len(w) < len(words[0]) and words[0].startswith(w)]
    for word in sorted(words, key=len, reverse=True):
        end = at + len(word)
        not_after = [w for k, v in terms().raw["not_after"].items() if word.endswith(k) for w in v]
        modes = _modes(word, _said(text, end))
        if modes and not text.startswith(tuple(not_after), end):
            return Clause(at, end, modes)
    return None


def _said(text: str, start: int) -> str:
    match = _SAID.match(text, start)
    return match.group().strip() if match else ""


def _modes(word: str, said: str) -> tuple[str, ...]:
    """The modes of a verb before these words; none if it is no verb there."""
    verb, raw = terms().verbs[word], terms().raw
    whole = said.endswith(tuple(raw["overall"]))
    if verb.modes == ("OverallCharge",):
        if not said or (verb.only_overall and not whole):
            return ()
        return ("InChargeOf",) if said.endswith(tuple(raw["one_item"])) else verb.modes
    return ("OverallCharge",) if whole and verb.modes == ("InChargeOf",) else verb.modes


@dataclass(frozen=True)
class _Patterns:
    assists: re.Pattern[str]
    liaises: re.Pattern[str]
    listed: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    assist, liaison = terms().raw["assist"], terms().raw["liaison"]
    return _Patterns(
        assists=re.compile(
            rf"(?:负责)?{any_of(assist['head'])}(?P<who>[^,。;:\n]{{1,24}}?){any_of(assist['verbs'])}"
        ),
        listed=re.compile(rf"{any_of(terms().raw['listed'])}[{HAN}]{{0,5}}[ \t]*:[ \t]*"),
        liaises=re.compile(
            rf"(?!同志){any_of(liaison['heads'])}(?P<items>[^。;\n]+?){any_of(liaison['tails'])}(?:等?(?:方面)?(?:的)?工作)?(?=[。;,\n]|$)"
        ),
    )
