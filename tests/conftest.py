"""Fixtures that every folder of tests may ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # it ships no types

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


class Dealing(LoadScopeScheduling):  # type: ignore[misc]  # xdist says nothing of its types
    """Deals the tests to the processes of a run: files that share the server, or the browser, to one; the others file by file."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return _dealt(file)


@cache
def _dealt(file: str) -> str:
    """What a file's tests are dealt by: what they share with those of other files, else the file."""
    text = (Path(__file__).parents[1] / file).read_text(encoding="utf-8")
    return next((shared for shared in ("neo4j_server", "browser") if shared in text), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Dealing:
    """How a run in several processes is dealt."""
    return Dealing(config, log)


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
