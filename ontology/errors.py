"""What can go wrong in Zeren, and with which exit status does the command line say so?

ZerenError                     1   root: nothing else is raised on purpose
├── InputError                 2   what was asked or given cannot be understood
│   ├── UnknownName            2   no such record, code, organ, query, regulation
│   └── QueryRefused           2   ad-hoc Cypher that is not plainly a read
├── LoadRefused                3   a load with problems; carries every Problem; the store is as it was
├── StoreError                 4   the store cannot do it
│   ├── NotAStore              4   the path holds something else
│   ├── StoreMissing           4   nothing there yet
│   ├── StoreLocked            4   another process is writing
│   ├── StoreUnavailable       4   server down, wrong password, wrong version, disk full, read-only
│   ├── QueryTimeout           4   the time limit ended a query
│   └── Altered                4   what is written once and kept was changed afterwards
├── NotAllowed                 1   somebody may not do this, or may not come in (pages with a login)
└── Inconsistent               5   two computations of one fact differ; nothing was published
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from ontology.messages import Message, message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ontology.problems import Problem


class ZerenError(Exception):
    """Root of all errors; its message says what, where, why, and what to do next.

    Made from the key of a message and its values, or from a message that is there already; `str()` says it in English.
    """

    exit_status: ClassVar[int] = 1

    def __init__(self, said: str | Message, /, **values: Any) -> None:
        self.message = said if isinstance(said, Message) else message(said, **values)
        super().__init__(self.message)

    def told(self, language: str) -> str:
        """The text in a language."""
        return self.message.told(language)


class InputError(ZerenError):
    """A request or a value that cannot be understood."""

    exit_status: ClassVar[int] = 2


class UnknownName(InputError):
    """A name that stands for nothing here; the text lists near names where there are some."""


class QueryRefused(InputError):
    """An ad-hoc query that is not plainly a single reading statement."""


class LoadRefused(ZerenError):
    """A load that was refused as a whole; `problems` has every reason."""

    exit_status: ClassVar[int] = 3

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("load.refused", count=len(self.problems))


class StoreError(ZerenError):
    """A store that cannot do what was asked."""

    exit_status: ClassVar[int] = 4


class NotAStore(StoreError):
    """The path exists and holds something that is no store."""


class StoreMissing(StoreError):
    """There is no store at the path yet."""


class StoreLocked(StoreError):
    """Another process writes to the store."""


class StoreUnavailable(StoreError):
    """The server or the disk does not answer as it must."""


class QueryTimeout(StoreError):
    """A query ran into its time limit."""


class Altered(StoreError):
    """Lines that are written once and only added to were changed afterwards."""


class NotAllowed(ZerenError):
    """Somebody who is signed in may not do this, or may not come in at all."""


class Inconsistent(ZerenError):
    """Two independent computations of the same facts differ, so that nothing was published."""

    exit_status: ClassVar[int] = 5
