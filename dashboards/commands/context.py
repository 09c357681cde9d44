"""What do all commands share: store, language, day, format, where the result goes?"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ontology.errors import InputError, UnknownName
from ontology.messages import Message, message

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from dashboards.output import Format
    from dashboards.wording import Wording
    from graph.analysis import Analysis
    from graph.store import Store

LANGUAGES = ("zh", "en")
DEFAULT_STORE = "zeren-store"
LISTED = 12
"""So many names or fewer are all told."""
COMPARED = 50_000
"""Among more names than this no near one is sought: a hint must not take longer than the answer."""


@dataclass(frozen=True)
class Context:
    """The common options of one call; None = not given, so that the default holds."""

    url: str | None = None
    lang: str | None = None
    day: date | None = None
    asked_format: str | None = None
    target: Path | None = None
    every_decision: bool = False

    def given(
        self, store: str | None, lang: str | None, as_of: str | None, format_: str | None, output: Path | None
    ) -> Context:
        """The options that were given once more, after the command, replace those before it; raises InputError."""
        if lang is not None and lang not in LANGUAGES:
            raise InputError("asked.lang", languages=LANGUAGES, value=lang)
        formats = ("table", "json", "csv", "xlsx")
        if format_ is not None and format_ not in formats:
            raise InputError("asked.format", formats=formats, value=format_)
        day = as_day(as_of, "--as-of")
        return Context(
            self.url if store is None else store,
            self.lang if lang is None else lang,
            self.day if day is None else day,
            self.asked_format if format_ is None else format_,
            self.target if output is None else output,
        )

    @cached_property
    def wording(self) -> Wording:
        """Says things in the language of this call."""
        from dashboards.wording import Wording, default_language

        return Wording(self.lang or default_language())

    @property
    def format(self) -> Format:
        """How the result is written."""
        from dashboards.output import Format, format_for

        return format_for(None if self.asked_format is None else Format(self.asked_format), self.target)

    def store(self, *, create: bool = False) -> Store:
        """The store that --store names."""
        from graph.store import open_store

        store = open_store(self.url or DEFAULT_STORE, create=create)
        if (who := store.under_way()) is not None:
            note(self.wording.say("store.under_way", who=who))
        return store

    def as_of(self, store: Store) -> date:
        """The day that is asked about: --as-of, else the day for which the store is derived."""
        return self.day or store.as_of() or today()

    @property
    def decisions_by(self) -> date | None:
        """The day by which people must have decided for it to be seen: the one that is asked for; None = whatever was decided."""
        return None if self.every_decision else self.day

    def analysis(self, store: Store) -> Analysis:
        """The analysis of the store's facts on that day."""
        from graph.analysis import analyse

        compiled = store.compiled()
        return analyse(store.facts(), self.as_of(store), compiled)


def today() -> date:
    """The day on the calendar of this place: offices are held by calendar day."""
    return date.today()  # noqa: DTZ011  a local day is meant


def as_day(text: str | None, option: str) -> date | None:
    """A day given on the command line; raises InputError."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError("asked.day", option=option, value=text) from None


def ids(arguments: Sequence[str] | None) -> list[str]:
    """Ids from the arguments; `-` stands for standard input, one a line. Raises InputError if it has none."""
    found: list[str] = []
    for argument in arguments or ():
        if argument != "-":
            found.append(argument)
            continue
        read = [line.strip() for line in standard_input("-").splitlines() if line.strip()]
        if not read:
            # Nothing named means all; an empty pipe must not.
            raise InputError("asked.no_ids")
        found += read
    return list(dict.fromkeys(found))


def standard_input(name: str) -> str:
    """The text on standard input, UTF-8 with or without a mark; raises InputError if it is none. `name`: how it was asked for."""
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("asked.no_utf8", name=name, start=error.start) from None


def must_be_known(asked: Iterable[str], known: Collection[str], kind: Message) -> None:
    """Raises UnknownName that lists what is not among the known names, with the nearest that are."""
    missing = sorted(set(asked) - set(known))
    if not missing:
        return
    near: Message | str = ""
    if len(known) <= LISTED:
        near = message("names.there_are", names=known)
    elif len(known) <= COMPARED:
        hints = dict.fromkeys(n for m in missing[:5] for n in get_close_matches(m, known, n=3))
        some = sorted(known)[:3]
        near = message("names.near", names=hints) if hints else message("names.such_as", names=some)
    shown = ", ".join(missing[:20]) + (" ..." if len(missing) > 20 else "")
    raise UnknownName("names.not_known", kind=kind, names=shown, near=near)


def note(text: str) -> None:
    """A message for the person, on standard error."""
    sys.stderr.write(text + "\n")


def parameters(texts: Sequence[str] | None) -> dict[str, Any]:
    """`name=value` pairs; whole numbers, true, false and days become what they look like."""
    found: dict[str, Any] = {}
    for text in texts or ():
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise InputError("asked.parameter", value=text)
        found[name] = _value(value)
    return found


def _value(text: str) -> Any:
    if text in ("true", "false"):
        return text == "true"
    for kind in (int, float, date.fromisoformat):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
