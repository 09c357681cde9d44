"""On which Neo4j server is measured: one of our own, with the district in it, loaded once and kept?

The district is stated over Bolt, as a user would (some 10,000 rows a second), so a million issues take a long time the first time.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from bench.figures import in_process
from bench.prepare import CACHE, SEED, parquet, store
from tests.server import Neo4jServer, ServerSettings, running_server

_SETTINGS = ServerSettings(heap_max="4g", page_cache="2g", transaction_timeout="1h", transaction_memory="3g")


@contextmanager
def loaded_server(issues: int) -> Iterator[Neo4jServer]:
    """Runs a server that holds the district of that size; its password is in NEO4J_PASSWORD as long."""
    home = CACHE / f"{issues}-{SEED}" / "neo4j"
    whole = home.with_name("neo4j.code")
    code = store(issues).with_name("store.code").read_text(encoding="ascii")
    loaded = whole.exists() and whole.read_text(encoding="ascii") == code
    if not loaded:
        whole.unlink(missing_ok=True)
        shutil.rmtree(home, ignore_errors=True)
    with running_server(home, _SETTINGS) as server:
        before = os.environ.get("NEO4J_PASSWORD")
        os.environ["NEO4J_PASSWORD"] = server.password
        try:
            if not loaded:
                in_process("bench.published", parquet(issues), server.uri)
                whole.write_text(code, encoding="ascii")
            yield server
        finally:
            if before is None:
                del os.environ["NEO4J_PASSWORD"]
            else:
                os.environ["NEO4J_PASSWORD"] = before
