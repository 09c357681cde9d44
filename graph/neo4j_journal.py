"""Where does a Neo4j server keep what people decided?

A node a line (graph.chained_lines), each created in one transaction under the next free number: a constraint lets no two lines
have one number, so that the chain cannot fork, and what is read is verified like the file of the embedded store.
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

from graph.chained_lines import START, Head, Line, following, verify
from graph.neo4j_schema import DECISION, LOAD, unique_number
from ontology.errors import Altered, StoreLocked, StoreMissing
from ontology.messages import Message, message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from graph.neo4j_session import Server
    from graph.store import Deciding

_KEYS = ("number", "at", "who", "previous", "digest")


class Neo4jJournal:
    """The journal on a server; lines that were read are kept, later ones are read when there are some."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._lines: tuple[Line, ...] = ()

    def lines(self) -> tuple[Line, ...]:
        """All lines, verified; raises Altered."""
        head = self._lines[-1].head if self._lines else Head()
        # One question says whether anything is new, whether the last line known is as it was, and that none is gone.
        text = f"OPTIONAL MATCH (d:`{DECISION}`) RETURN count(d) AS lines, max(CASE WHEN d.number = $last THEN d.digest END) AS digest"
        found = self._server.rows(text, {"last": head.number})[0]
        if found["lines"] != head.number or (found["digest"] or START) != head.digest:
            lines = self._read()
            verify(lines, self._where, head)
            self._lines = lines
        return self._lines

    @contextlib.contextmanager
    def deciding(self) -> Iterator[Deciding]:
        """Begins a decision at the present end of the chain."""
        if not self._server.rows(f"MATCH (l:`{LOAD}`) WHERE l.state = 'done' RETURN 1 LIMIT 1"):
            raise StoreMissing("store.not_loaded", url=self._server.url)
        self._server.write(unique_number())
        lines = self.lines()
        yield _Deciding(self._server, lines[-1].head if lines else Head())

    @property
    def _where(self) -> Message:
        return message("store.decisions_on", url=self._server.url)

    def _read(self) -> tuple[Line, ...]:
        values = ", ".join(f"d.`{key}` AS `{key}`" for key in (*_KEYS, "what"))
        rows = self._server.rows(f"MATCH (d:`{DECISION}`) RETURN {values} ORDER BY d.number")
        try:
            return tuple(
                Line(**{key: row[key] for key in _KEYS}, what=json.loads(row["what"])) for row in rows
            )
        except (TypeError, ValueError):
            raise Altered("store.one_altered", where=self._where) from None


class _Deciding:
    def __init__(self, server: Server, head: Head) -> None:
        self._server, self._head = server, head

    def append(self, who: str, what: Mapping[str, Any], at: datetime | None = None) -> Line:
        """Creates the node."""
        line = following(self._head, who, what, at)
        values = {key: getattr(line, key) for key in _KEYS}
        said = json.dumps(line.what, ensure_ascii=False, sort_keys=True)
        # Only after the line that it names: what was decided meanwhile has taken the number.
        rows = self._server.write(
            f"OPTIONAL MATCH (d:`{DECISION}`) WITH max(d.number) AS last WHERE coalesce(last, 0) = $before "
            f"CREATE (n:`{DECISION}`) SET n = $values RETURN n.number",
            before=self._head.number,
            values={**values, "what": said},
        )
        if not rows:
            raise StoreLocked("store.decided_meanwhile", url=self._server.url)
        self._head = line.head
        return line
