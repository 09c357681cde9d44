"""Empties a Neo4j database: for tests, never in the product."""

from __future__ import annotations

from neo4j import GraphDatabase

from tests.server import Neo4jServer


def wipe(server: Neo4jServer) -> None:
    """Removes every node and relationship of the server's default database; constraints and indexes stay."""
    with GraphDatabase.driver(server.uri, auth=server.auth) as driver, driver.session() as session:
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 20000 ROWS").consume()
