"""How does Zeren talk to a Neo4j server?

Over Bolt with the official driver: managed transactions, retried when the server asks for it; every refusal is turned into an
error of ours that says what to do. This is the only module that knows the driver.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

import neo4j
import polars as pl
from neo4j.exceptions import AuthError, ClientError, DriverError, Neo4jError, ServiceUnavailable

from ontology.errors import InputError, QueryTimeout, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OLDEST = (5, 26)
BATCH = 20_000
"""Rows of one writing transaction."""


class Server:
    """A server and one of its databases. `url` has no password; `engine` says what runs there."""

    def __init__(self, driver: neo4j.Driver, url: str, database: str | None, engine: str) -> None:
        self._driver, self._database = driver, database
        self.url, self.engine = url, engine

    @classmethod
    def connect(cls, url: str) -> Server:
        """The server at `bolt://` or `neo4j://[user:password@]host[:port][?database=name]`.

        User and password come from the URL, else from NEO4J_USER and NEO4J_PASSWORD. Raises StoreUnavailable.
        """
        parts = urlsplit(url)
        user = unquote(parts.username or "") or os.environ.get("NEO4J_USER", "neo4j")
        password = unquote(parts.password or "") or os.environ.get("NEO4J_PASSWORD", "")
        host = parts.hostname or "localhost"
        bare = f"{parts.scheme}://{f'[{host}]' if ':' in host else host}" + (f":{parts.port}" if parts.port else "")
        database = parse_qs(parts.query).get("database", [None])[0]
        try:
            driver = neo4j.GraphDatabase.driver(
                bare,
                auth=(user, password),
                connection_timeout=10,
                max_transaction_retry_time=30,
                # A property that no record has yet is no news: the server would warn of each at every query.
                notifications_min_severity="OFF",
            )
        except (DriverError, ValueError) as error:
            raise InputError(f"{bare} is no URL of a Neo4j server: {error}") from None
        with errors(bare):
            driver.verify_connectivity()
            found = driver.execute_query("CALL dbms.components() YIELD name, versions RETURN name, versions[0] AS version", database_=database)
        version = str(found.records[0]["version"])
        numbers = tuple(int(n) for n in re.findall(r"\d+", version)[:2])
        if numbers < OLDEST:
            driver.close()
            raise StoreUnavailable(f"{bare} runs Neo4j {version}; Zeren needs {'.'.join(map(str, OLDEST))} or newer")
        return cls(driver, bare + (f"?database={database}" if database else ""), database, f"Neo4j {version}")

    def rows(self, text: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """What a reading query returns, values as Python's own."""

        def work(transaction: neo4j.ManagedTransaction) -> list[dict[str, Any]]:
            result = transaction.run(text, dict(parameters or {}))
            keys = result.keys()
            return [dict(zip(keys, map(_native, r.values()), strict=True)) for r in result]

        with errors(self.url), self._session(read=True) as session:
            return session.execute_read(work)

    def frame(self, text: str, dtypes: Mapping[str, pl.DataType]) -> pl.DataFrame:
        """What a reading query returns, as a frame of these columns."""
        rows = self.rows(text)
        return pl.DataFrame({c: [r[c] for r in rows] for c in dtypes}, schema=dict(dtypes))

    def first_rows(self, text: str, parameters: Mapping[str, Any], limit: int, seconds: float) -> tuple[list[str], list[list[Any]], bool]:
        """Column names, at most `limit` rows, and whether there are more: in READ access mode, within a time limit."""
        with errors(self.url, seconds), self._session(read=True) as session:
            result = session.run(neo4j.Query(text, timeout=seconds), dict(parameters))
            rows = [[_plain(v) for v in record.values()] for record in result.fetch(limit + 1)]
            return list(result.keys()), rows[:limit], len(rows) > limit

    def write(self, text: str, **parameters: Any) -> None:
        """Runs one writing statement in a transaction of its own."""

        def work(transaction: neo4j.ManagedTransaction) -> None:
            transaction.run(text, parameters).consume()

        with errors(self.url), self._session() as session:
            session.execute_write(work)

    def write_rows(self, text: str, rows: Sequence[Any], name: str = "rows") -> None:
        """Runs a writing statement over many rows, BATCH at a time."""
        for start in range(0, len(rows), BATCH):
            self.write(text, **{name: rows[start : start + BATCH]})

    def write_in_parts(self, text: str) -> None:
        """Runs a statement that commits its own parts (CALL ... IN TRANSACTIONS)."""
        with errors(self.url), self._session() as session:
            session.run(text).consume()

    def close(self) -> None:
        """Closes the connections."""
        self._driver.close()

    def _session(self, *, read: bool = False) -> neo4j.Session:
        mode = neo4j.READ_ACCESS if read else neo4j.WRITE_ACCESS
        return self._driver.session(database=self._database, default_access_mode=mode, fetch_size=10_000)


def _native(value: Any) -> Any:
    return value.to_native() if hasattr(value, "to_native") else value


def _plain(value: Any) -> Any:
    """Nodes, relationships and paths as plain mappings."""
    if isinstance(value, neo4j.graph.Node):
        return {"_LABEL": next(iter(value.labels), ""), **{k: _plain(v) for k, v in value.items()}}
    if isinstance(value, neo4j.graph.Relationship):
        return {"_LABEL": value.type, **{k: _plain(v) for k, v in value.items()}}
    if isinstance(value, neo4j.graph.Path):
        return {"_NODES": [_plain(n) for n in value.nodes], "_RELS": [_plain(r) for r in value.relationships]}
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return _native(value)


@contextlib.contextmanager
def errors(url: str, seconds: float = 0.0) -> Iterator[None]:
    """Turns the driver's errors into ours."""
    try:
        yield
    except AuthError:
        raise StoreUnavailable(f"{url} refuses user and password; give them in the URL or as NEO4J_USER and NEO4J_PASSWORD") from None
    except ServiceUnavailable as error:
        raise StoreUnavailable(f"{url} does not answer ({str(error).splitlines()[0]}); is the server running?") from None
    except ClientError as error:
        code = error.code or ""
        if "TransactionTimedOut" in code:
            raise QueryTimeout(f"the query took longer than {seconds:g} s and was ended; narrow it or raise the limit") from None
        if "Statement" in code:
            raise InputError(f"the query is not understood: {error.message}") from None
        raise StoreUnavailable(f"{url}: {error.message}") from None
    except (Neo4jError, DriverError) as error:
        raise StoreUnavailable(f"{url}: {error}") from None
