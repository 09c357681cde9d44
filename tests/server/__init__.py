"""One real Neo4j server for the tests and the benches, out of its jars, without Docker.

`python -m tests.server` runs one in the foreground.
"""

from tests.server.install import Installation, NoServerError, neo4j_version, prepare
from tests.server.run import Neo4jServer, ServerSettings, admin, bulk_import, running_server

__all__ = [
    "Installation",
    "Neo4jServer",
    "NoServerError",
    "ServerSettings",
    "admin",
    "bulk_import",
    "neo4j_version",
    "prepare",
    "running_server",
]
