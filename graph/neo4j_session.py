"""How does Zeren talk to a Neo4j server?

Over Bolt with the official driver: managed transactions, retried when the server asks for it; every refusal is turned into an
error of ours that says what to do. This is the only module that knows the driver.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

import neo4j
import polars as pl
import pyarrow as pa
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConstraintError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
)

from ontology.errors import InputError, QueryTimeout, StoreLocked, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OLDEST = (5, 26)
SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
_EPOCH = date(1970, 1, 1).toordinal()
BATCH = 20_000
"""Rows of one writing transaction."""


class Server:
    """A server and one of its databases. `url` has no password; `engine` says what runs there."""

    def __init__(self, driver: neo4j.Driver, url: str, database: str | None, engine: str) -> None:
        self._driver, self._database = driver, database
        # Shared by all sessions, so that a cluster's readers see what this process wrote.
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()
        self.url, self.engine = url, engine

    @classmethod
    def connect(cls, url: str) -> Server:
        """The server at `bolt://` or `neo4j://[user:password@]host[:port][?database=name]`.

        User and password come from the URL, else from NEO4J_USER and NEO4J_PASSWORD. Raises StoreUnavailable.
        """
        parts = urlsplit(url)
        if parts.scheme not in SCHEMES:
            raise InputError("store.scheme", scheme=parts.scheme, schemes=SCHEMES)
        try:
            port = f":{parts.port}" if parts.port else ""
        except ValueError as error:
            raise InputError("store.bad_url", error=error) from None
        user = unquote(parts.username or "") or os.environ.get("NEO4J_USER", "neo4j")
        password = unquote(parts.password or "") or os.environ.get("NEO4J_PASSWORD", "")
        host = parts.hostname or "localhost"
        bare = f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"
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
            raise InputError("store.bad_neo4j_url", url=bare, error=error) from None
        try:
            version = _version(driver, bare, database)
        except BaseException:
            driver.close()
            raise
        return cls(driver, bare + (f"?database={database}" if database else ""), database, f"Neo4j {version}")

    def rows(self, text: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """What a reading query returns, values as Python's own."""
        keys, values = self._values(text, parameters)
        return [dict(zip(keys, map(_native, row), strict=True)) for row in values]

    def frame(
        self, text: str, dtypes: Mapping[str, pl.DataType], parameters: Mapping[str, Any] | None = None
    ) -> pl.DataFrame:
        """What a reading query returns, as a frame of these columns."""
        keys, values = self._values(text, parameters)
        found = dict(zip(keys, zip(*values, strict=True), strict=True)) if values else dict.fromkeys(keys, ())
        return pl.DataFrame([_series(c, found[c], t) for c, t in dtypes.items()])

    def _values(self, text: str, parameters: Mapping[str, Any] | None) -> tuple[list[str], list[list[Any]]]:
        def work(transaction: neo4j.ManagedTransaction) -> tuple[list[str], list[list[Any]]]:
            result = transaction.run(text, dict(parameters or {}))
            return list(result.keys()), result.values()

        with errors(self.url), self._session(read=True) as session:
            return session.execute_read(work)

    def first_rows(
        self, text: str, parameters: Mapping[str, Any], limit: int, seconds: float
    ) -> tuple[list[str], list[list[Any]], bool]:
        """Column names, at most `limit` rows, and whether there are more: in READ access mode, within a time limit."""
        with errors(self.url, seconds), self._session(read=True) as session:
            result = session.run(neo4j.Query(text, timeout=seconds), dict(parameters))
            rows = [[_plain(v) for v in record.values()] for record in result.fetch(limit + 1)]
            return list(result.keys()), rows[:limit], len(rows) > limit

    def write(self, text: str, **parameters: Any) -> list[list[Any]]:
        """Runs one writing statement in a transaction of its own."""
        return self.write_steps((text, parameters))

    def write_steps(self, *steps: tuple[str, Mapping[str, Any]]) -> list[list[Any]]:
        """Runs statements as one transaction and returns the rows of the last."""

        def work(transaction: neo4j.ManagedTransaction) -> list[list[Any]]:
            rows: list[list[Any]] = []
            for text, parameters in steps:
                rows = transaction.run(text, dict(parameters)).values()
            return rows

        with errors(self.url), self._session() as session:
            return session.execute_write(work)

    def write_if(
        self, condition: str, of: Mapping[str, Any], text: str, parameters: Mapping[str, Any]
    ) -> tuple[bool, list[list[Any]]]:
        """Runs a statement if another one gives rows, as one transaction; says whether, and the rows."""

        def work(transaction: neo4j.ManagedTransaction) -> tuple[bool, list[list[Any]]]:
            if not transaction.run(condition, dict(of)).values():
                return False, []
            return True, transaction.run(text, dict(parameters)).values()

        with errors(self.url), self._session() as session:
            return session.execute_write(work)

    def must_answer(self) -> None:
        """Raises StoreUnavailable at once if the server does not answer, where a query would be tried for half a minute."""
        with errors(self.url):
            self._driver.verify_connectivity()

    def close(self) -> None:
        """Closes the connections."""
        self._driver.close()

    def _session(self, *, read: bool = False) -> neo4j.Session:
        mode = neo4j.READ_ACCESS if read else neo4j.WRITE_ACCESS
        return self._driver.session(
            database=self._database,
            default_access_mode=mode,
            fetch_size=10_000,
            bookmark_manager=self._bookmarks,
        )


def _version(driver: neo4j.Driver, url: str, database: str | None) -> str:
    """The version of a server that answers; raises StoreUnavailable if it is too old."""
    with errors(url):
        driver.verify_connectivity()  # at once, where a query would be tried for half a minute
        text = "CALL dbms.components() YIELD name, versions RETURN versions[0] AS version"
        version = str(driver.execute_query(text, database_=database).records[0]["version"])
    if tuple(int(n) for n in re.findall(r"\d+", version)[:2]) < OLDEST:
        raise StoreUnavailable("store.old_neo4j", url=url, version=version, oldest=".".join(map(str, OLDEST)))
    return version


def _series(name: str, values: Sequence[Any], dtype: pl.DataType) -> pl.Series:
    """A column; days by their number, which is eight times quicker than one by one."""
    if dtype == pl.Date:
        days = pl.Series(
            name, [None if v is None else v.to_ordinal() - _EPOCH for v in values], dtype=pl.Int32
        )
        return days.cast(pl.Date)
    if dtype == pl.List(pl.String):
        # Through Arrow: polars takes lists one by one.
        return pl.Series(name, pa.array(values, pa.large_list(pa.large_string())))
    if dtype.is_temporal():
        values = [_native(v) for v in values]
    return pl.Series(name, values, dtype=dtype, strict=False)


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
    value = _native(value)
    return str(value) if type(value).__module__.startswith("neo4j") else value


@contextlib.contextmanager
def errors(url: str, seconds: float = 0.0) -> Iterator[None]:
    """Turns the driver's errors into ours."""
    try:
        yield
    except AuthError:
        raise StoreUnavailable("store.password", url=url) from None
    except ServiceUnavailable as error:
        raise StoreUnavailable("store.no_answer", url=url, error=str(error).splitlines()[0]) from None
    except ConstraintError as error:
        raise StoreLocked("store.collision", url=url, error=error.message) from None
    except ClientError as error:
        code = error.code or ""
        if "TransactionTimedOut" in code:
            raise QueryTimeout("query.timeout", seconds=seconds) from None
        if "Statement" in code:
            raise InputError("query.not_understood_because", error=error.message) from None
        raise StoreUnavailable("store.server_says", url=url, error=error.message) from None
    except (Neo4jError, DriverError) as error:
        raise StoreUnavailable("store.server_says", url=url, error=error) from None
