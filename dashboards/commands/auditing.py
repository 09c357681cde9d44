"""The command that shows the audit log and verifies it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from dashboards import audit
from dashboards.commands.context import DEFAULT_STORE, note
from dashboards.output import write
from graph.chained_lines import Head
from ontology.errors import InputError

if TYPE_CHECKING:
    from dashboards.commands.context import Context

COLUMNS = ("number", "at", "who", "deed", "what", "digest")


def verify(context: Context, head: str | None) -> None:
    """Reads every line, and says how far the chain goes; raises Altered at the first that was changed."""
    chain = audit.lines(context.url or DEFAULT_STORE, None if head is None else _head(head))
    end = chain.head
    note(context.wording.say("audit.whole", count=end.number, head=f"{end.number}@{end.digest}"))
    if chain.torn:
        note(context.wording.say("audit.torn"))


def show(context: Context, last: int) -> None:
    """The last lines, the latest at the end."""
    chain = audit.lines(context.url or DEFAULT_STORE)
    rows = [
        {
            "number": n.number,
            "at": n.at,
            "who": n.who,
            **{key: str(n.what.get(key, "")) for key in COLUMNS[3:]},
        }
        for n in chain.lines[-last:]
    ]
    schema = {"number": pl.Int64(), **dict.fromkeys(COLUMNS[1:], pl.String())}
    write(pl.DataFrame(rows, schema=schema), context.format, context.target, context.wording)


def _head(text: str) -> Head:
    found = re.fullmatch(r"(\d+)@(sha256:[0-9a-f]{64})", text)
    if found is None:
        raise InputError("asked.head", value=text)
    return Head(int(found[1]), found[2])
