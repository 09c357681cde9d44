"""What does a reader hand back, and how does it say which documents are its own?

A reader is a module in loaders/readers with a `READER`. It reads a Document into a Reading, which is pure: it depends on the file alone.
`Reading.said` is what `zeren load FILE --dry-run --format json` prints, in the format of the gold answers. The records come in a
second step, `Reading.write`, because names can only become ids beside what is known already: it is given a Scribe.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from loaders.documents.document import Document
    from loaders.documents.place import Place
    from loaders.documents.scribe import Scribe
    from ontology.messages import Message

OFFICE = (".txt", ".text", ".md", ".docx", ".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv")
SURE, LIKELY, POSSIBLE = 0.9, 0.7, 0.4
"""How sure a reader is that a document is its own: below POSSIBLE it is not asked."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something in a document that a person should look at. It refuses nothing: what it is about is left out or kept open.

    `code` is a short name such as `until-before-from`, `not-a-date`, `check-failed`, `not-understood`.
    """

    code: str
    reason: Message
    place: Place
    words: str | None = None


class Later(Mapping[str, Any]):
    """A rendering that is made when somebody looks at it: that of a large ledger would take as much room as the ledger."""

    def __init__(self, make: Callable[[], Mapping[str, Any]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Mapping[str, Any]:
        return self._make()

    def __getitem__(self, key: str) -> Any:
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


@dataclass(frozen=True)
class Reading:
    """What one document says.

    `identity` names the document across its corrected versions (sort, organization, date as far as it states them); None: by file name.
    `remarks` are what a clerk should look at; a piece that was not understood is one, with code `not-understood` and its exact words.
    `write` states the records through a Scribe; it must state the same ids for the same facts of a corrected version.
    """

    kind: str
    document: Document
    said: Mapping[str, Any]
    write: Callable[[Scribe], None]
    remarks: tuple[Remark, ...] = ()
    identity: str | None = None
    day: date | None = None
    """The day of a document whose order among those of its kind matters: such are written by day, whatever order they are given in."""


@dataclass(frozen=True)
class Reader:
    """A kind of document: `kind` is what `--as` takes.

    `suits` looks at the content (not at the name alone) and says from 0 to 1 how surely the document is of this kind; it must be quick and
    may raise Refused. `read` may raise Refused for what cannot be read at all.
    """

    kind: str
    labels: Mapping[str, str]
    suits: Callable[[Document], float]
    read: Callable[[Document], Reading]
    endings: tuple[str, ...] = OFFICE
    """Endings of the files that it may be asked about; a format of records, such as .json, is asked about only where it is named here."""
