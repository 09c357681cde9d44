"""Looks at a server that somebody names through NEO4J_TEST_URI before the tests write to it."""

from __future__ import annotations

import os

from neo4j import GraphDatabase
from neo4j.exceptions import ConfigurationError, DriverError, Neo4jError

from tests.server.install import NoServerError
from tests.server.run import Neo4jServer

OLDEST = (5, 26)


def check_external(server: Neo4jServer) -> None:
    """Refuse a server that does not answer, is too old, or holds data that the tests would delete.

    Raises:
        NoServerError: with the reason.
    """
    try:
        with GraphDatabase.driver(server.uri, auth=server.auth) as driver:
            driver.verify_connectivity()  # at once, where a query would be retried for half a minute
            version = driver.execute_query(
                "CALL dbms.components() YIELD versions RETURN versions[0] AS version"
            ).records[0]["version"]
            filled = driver.execute_query("MATCH (n) RETURN n LIMIT 1").records
    except (DriverError, Neo4jError, ConfigurationError, ValueError) as error:
        raise NoServerError(f"NEO4J_TEST_URI={server.uri} as {server.user}: {error}") from error
    if parse_version(version) < OLDEST:
        raise NoServerError(f"NEO4J_TEST_URI={server.uri} is Neo4j {version}; the tests need 5.26 or newer")
    if filled and os.environ.get("NEO4J_TEST_WIPE") != "yes":
        raise NoServerError(
            f"NEO4J_TEST_URI={server.uri} holds data, and the tests delete everything in its default database. "
            "Name an empty one, or set NEO4J_TEST_WIPE=yes."
        )


def parse_version(version: str) -> tuple[int, int]:
    """Return major and minor number of a version such as 5.26.30 or 2026.01.3."""
    major, minor = version.partition("-")[0].split(".")[:2]
    return int(major), int(minor)
