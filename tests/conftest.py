"""Fixtures that every folder of tests may ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.server import Neo4jServer, NoServerError, running_server
from tests.server.external import check_external

# Examples are a budget of the run, not of the machine: a slow one is no failure.
settings.register_profile(
    "zeren",
    deadline=None,
    max_examples=int(os.environ.get("ZEREN_EXAMPLES", "60")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    print_blob=True,
)
settings.load_profile("zeren")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Deals the tests to the processes of a run: those that share the server, or the browser, to one; the others file by file."""
    for item in items:
        shared = [f for f in ("neo4j_server", "browser") if f in getattr(item, "fixturenames", ())]
        item.add_marker(pytest.mark.xdist_group(shared[0] if shared else str(item.path)))


NO_SERVER = 3  # exit status of a run that cannot have its Neo4j server


@pytest.fixture(scope="session")
def neo4j_server() -> Iterator[Neo4jServer]:
    """Return the one Neo4j server of this run, started when the first test asks for it.

    `NEO4J_TEST_URI`, `NEO4J_TEST_USER`, `NEO4J_TEST_PASSWORD` name a running one instead. If there is none to
    be had the whole run ends with status 3: no test is skipped for want of it.
    """
    try:
        if uri := os.environ.get("NEO4J_TEST_URI"):
            server = Neo4jServer(
                uri=uri,
                user=os.environ.get("NEO4J_TEST_USER", "neo4j"),
                password=os.environ.get("NEO4J_TEST_PASSWORD", ""),
            )
            check_external(server)
            yield server
        else:
            with running_server() as server:
                yield server
    except NoServerError as error:
        pytest.exit(f"No Neo4j server for the tests.\n{error}", returncode=NO_SERVER)
