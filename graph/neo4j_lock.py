"""Which process may write to a Neo4j server, and how does another one know that it died?

The `Load` node of a load under way is its lock: state `open`, an owner, and a beat that a thread renews. Every writing
transaction first finds the node still open and its own, so that a process whose lock was taken over can write nothing more.
"""

from __future__ import annotations

import contextlib
import threading
import uuid
from typing import TYPE_CHECKING, Any

from graph.neo4j_schema import LOAD, constraints
from graph.neo4j_session import BATCH
from ontology.errors import NotAStore, StoreError, StoreLocked
from ontology.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.neo4j_session import Server

BEAT = 10.0
STALE = 90.0
"""Seconds between two beats of a load, and after which one without a beat belongs to a process that died."""


class LoadLock:
    """The right to write, from `take` until `finish` or `let_go`. `died`: an earlier load did not finish."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._owner = uuid.uuid4().hex
        self._ended = threading.Event()
        self._held = False
        self.number = 0
        self.died = False

    def take(self) -> None:
        """Begins a load; raises StoreLocked if another one is under way, NotAStore if the database holds other data."""
        server = self._server
        must_be_ours(server)
        for statement in constraints(vocabulary()):
            server.write(statement)
        # Writing to open loads locks them: of two that find a dead one, the second waits and then sees the first one's.
        wait = f"OPTIONAL MATCH (l:{LOAD} {{state: 'open'}}) SET l.asked = $owner RETURN count(l)"
        # Two that find none open create the same number, and the constraint refuses the second.
        begin = (
            f"OPTIONAL MATCH (l:{LOAD}) "
            "WITH collect(CASE WHEN l.state = 'open' THEN l END) AS open, "
            "coalesce(max(CASE WHEN l.state = 'done' THEN l.number END), 0) AS last "
            "WHERE none(l IN open WHERE timestamp() - coalesce(l.beat, 0) <= $stale) "
            "WITH open, last, size(open) AS died FOREACH (l IN open | DETACH DELETE l) "
            f"CREATE (n:{LOAD} {{number: last + 1, state: 'open', owner: $owner, beat: timestamp()}}) RETURN n.number, died"
        )
        parameters = {"stale": int(STALE * 1000), "owner": self._owner}
        rows = server.write_steps((wait, parameters), (begin, parameters))
        if not rows:
            raise StoreLocked("store.load_under_way", url=server.url, seconds=STALE)
        self.number, self.died = rows[0][0], rows[0][1] > 0
        self._held = True
        threading.Thread(target=self._keep_beating, name="zeren-load", daemon=True).start()

    def write(self, text: str, **parameters: Any) -> list[list[Any]]:
        """Runs a writing statement, if the lock is still this process's; raises StoreLocked if not."""
        beat = f"MATCH (l:{LOAD} {{number: $number}}) WHERE l.state = 'open' AND l.owner = $owner SET l.beat = timestamp() RETURN l.number"
        ran, rows = self._server.write_if(
            beat, {"number": self.number, "owner": self._owner}, text, parameters
        )
        if not ran:
            self._held = False
            raise StoreLocked("store.taken_over", url=self._server.url)
        return rows

    def write_rows(self, text: str, rows: Sequence[Any], name: str = "rows") -> None:
        """Runs a writing statement over many rows, BATCH at a time."""
        for start in range(0, len(rows), BATCH):
            self.write(text, **{name: rows[start : start + BATCH]})

    def describe(self, properties: Mapping[str, Any]) -> None:
        """Puts properties on the load."""
        self.write(
            f"MATCH (l:{LOAD} {{number: $load}}) SET l += $properties",
            load=self.number,
            properties=properties,
        )

    def finish(self) -> None:
        """Marks the load as done; the lock is free."""
        self.describe({"state": "done"})
        self._held = False
        self._ended.set()

    def let_go(self, *, forget: bool) -> None:
        """Frees the lock of a load that was not finished: the next one finishes it, unless it is forgotten."""
        self._ended.set()
        if self._held:
            self._held = False
            change = "DETACH DELETE l" if forget else "SET l.beat = 0"
            # If the server is gone, the lock grows stale by itself.
            with contextlib.suppress(StoreError):
                self._server.write(
                    f"MATCH (l:{LOAD} {{number: $number, owner: $owner}}) {change}",
                    number=self.number,
                    owner=self._owner,
                )

    def _keep_beating(self) -> None:
        while not self._ended.wait(BEAT):
            # A missed beat is no harm; what matters is found by the next write.
            with contextlib.suppress(StoreError):
                self._server.write(
                    f"MATCH (l:{LOAD} {{number: $number, owner: $owner, state: 'open'}}) WHERE l.beat > 0 SET l.beat = timestamp()",
                    number=self.number, owner=self._owner,
                )  # fmt: skip


def must_be_ours(server: Server) -> None:
    """Raises NotAStore if the database holds nodes but no load."""
    if not server.rows(f"MATCH (l:{LOAD}) RETURN 1 LIMIT 1") and server.rows("MATCH (n) RETURN 1 LIMIT 1"):
        raise NotAStore("store.other_data", url=server.url)
