"""What do all commands share: store, language, day, format, where the result goes?"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboards.output import Format
from dashboards.wording import Wording
from ontology.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.analysis import Analysis
    from graph.store import Store


@dataclass
class Context:
    """The global options of one call."""

    url: str
    lang: str
    as_of: date | None
    format: Format
    target: Path | None

    def __post_init__(self) -> None:
        self.wording = Wording(self.lang)

    def store(self, *, create: bool = False) -> Store:
        """The store that --store names."""
        from graph.store import open_store

        return open_store(self.url, create=create)

    def analysis(self, store: Store) -> Analysis:
        """The analysis of the store's facts, as of --as-of, else of the day for which it is derived."""
        from graph.analysis import analyse

        compiled = store.compiled()
        return analyse(store.facts(), self.as_of or store.as_of() or date.today(), compiled)  # noqa: DTZ011  a local day


def day(text: str | None, option: str) -> date | None:
    """A day given on the command line; raises InputError."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{option} takes a day such as 2024-09-30, not {text!r}") from None


def ids(arguments: Sequence[str] | None) -> list[str]:
    """Ids from the arguments; `-` stands for standard input, one a line."""
    found: list[str] = []
    for argument in arguments or ():
        found += [line.strip() for line in sys.stdin if line.strip()] if argument == "-" else [argument]
    return list(dict.fromkeys(found))


def note(text: str) -> None:
    """A message for the person, on standard error."""
    sys.stderr.write(text + "\n")


def parameters(texts: Sequence[str] | None) -> dict[str, Any]:
    """`name=value` pairs; whole numbers, true, false and days become what they look like."""
    found: dict[str, Any] = {}
    for text in texts or ():
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise InputError(f"--param takes name=value, not {text!r}")
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
