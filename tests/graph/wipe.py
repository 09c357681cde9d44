"""Empties a Neo4j database: for tests, never in the product."""

from __future__ import annotations

from neo4j import GraphDatabase

from tests.server import Neo4jServer


def wipe(server: Neo4jServer) -> None:
    """Removes every node and relationship of the server's default database; constraints and indexes stay."""
    with GraphDatabase.driver(server.uri, auth=server.auth) as driver, driver.session() as session:
        # In small steps: of a node, the server keeps every relationship in memory until the step is done.
        session.run("MATCH ()-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 5000 ROWS").consume()
        session.run("MATCH (n) CALL (n) { DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()
