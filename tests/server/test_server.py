from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from neo4j import READ_ACCESS, GraphDatabase
from neo4j.exceptions import AuthError, DatabaseUnavailable, Neo4jError, ServiceUnavailable

from tests.server import (
    Neo4jServer,
    NoServerError,
    ServerSettings,
    bulk_import,
    install,
    neo4j_version,
    running_server,
)
from tests.server.external import check_external, parse_version

ROOT = Path(__file__).parents[2]


def components(server: Neo4jServer) -> tuple[str, str]:
    with GraphDatabase.driver(server.uri, auth=server.auth) as driver:
        record = driver.execute_query(
            "CALL dbms.components() YIELD versions, edition RETURN versions[0], edition"
        ).records[0]
    return str(record[0]), str(record[1])


# -------------------------------------------------------------------------------- the shared server


def test_it_answers(neo4j_server: Neo4jServer) -> None:
    with GraphDatabase.driver(neo4j_server.uri, auth=neo4j_server.auth) as driver:
        assert driver.execute_query("RETURN 1 AS one").records[0]["one"] == 1


def test_it_is_the_pinned_community_server(neo4j_server: Neo4jServer) -> None:
    version, edition = components(neo4j_server)
    if "NEO4J_TEST_URI" in os.environ:
        assert parse_version(version) >= (5, 26)
    else:
        assert (version, edition) == (neo4j_version(), "community")
        assert version.startswith("5.26.")


def test_it_refuses_a_wrong_password_and_goes_on_serving(neo4j_server: Neo4jServer) -> None:
    for _ in range(4):  # more often than Neo4j's usual limit
        with (
            GraphDatabase.driver(neo4j_server.uri, auth=(neo4j_server.user, "wrong")) as driver,
            pytest.raises(AuthError),
        ):
            driver.verify_connectivity()
    test_it_answers(neo4j_server)


def test_it_can_be_reached_through_routing(neo4j_server: Neo4jServer) -> None:
    uri = neo4j_server.uri.replace("bolt://", "neo4j://")
    with (
        GraphDatabase.driver(uri, auth=neo4j_server.auth) as driver,
        driver.session(default_access_mode=READ_ACCESS) as session,
    ):
        assert session.run("RETURN 2 AS two").single(strict=True)["two"] == 2


def test_it_reads_no_files_of_the_host(neo4j_server: Neo4jServer, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("a\n", encoding="utf-8")
    with (
        GraphDatabase.driver(neo4j_server.uri, auth=neo4j_server.auth) as driver,
        pytest.raises(Neo4jError, match="configuration property"),
    ):
        driver.execute_query("LOAD CSV FROM $url AS row RETURN row", url=file.as_uri())


def test_its_password_is_not_shown(neo4j_server: Neo4jServer) -> None:
    assert neo4j_server.password not in repr(neo4j_server)


# --------------------------------------------------------------------------------- servers of one's own


def test_a_bulk_import_is_served_and_kept(tmp_path: Path) -> None:
    home = tmp_path / "home"
    organizations = tmp_path / "organizations.csv"
    organizations.write_text(
        "id:ID(Organization),zh,from:date,rank:long\no-1,金滩区委,2020-01-01,3\no-2,甲镇党委,2021-02-03,\n",
        encoding="utf-8",
    )
    part_of = tmp_path / "part_of.csv"
    part_of.write_text(":START_ID(Organization),:END_ID(Organization)\no-2,o-1\n", encoding="utf-8")
    summary = bulk_import(
        home, nodes=[("Organization", [organizations])], relationships=[("PART_OF", [part_of])]
    )
    assert re.search(r"2 nodes\s+1 relationships", summary)

    for _ in range(2):  # shut down in good order and run again: same data, same password
        with (
            running_server(home) as server,
            GraphDatabase.driver(server.uri, auth=server.auth) as driver,
        ):
            records = driver.execute_query(
                "MATCH (o:Organization)-[:PART_OF]->(p:Organization) "
                "RETURN o.id, o.zh, toString(o.from), o.rank, p.id, p.rank"
            ).records
            assert [tuple(r.values()) for r in records] == [
                ("o-2", "甲镇党委", "2021-02-03", None, "o-1", 3),
            ]


def test_a_bulk_import_with_a_bad_row_fails(tmp_path: Path) -> None:
    nodes = tmp_path / "nodes.csv"
    nodes.write_text("id:ID(A)\na\na\n", encoding="utf-8")
    with pytest.raises(NoServerError, match="database import"):
        bulk_import(tmp_path / "home", nodes=[("A", [nodes])])


def test_a_server_dies_with_its_killed_parent_and_leaves_nothing(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-m", "tests.server"],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    with parent.stdout:
        server = Neo4jServer(**json.loads(parent.stdout.readline()))
        assert components(server)
        assert list(tmp_path.iterdir())
        parent.kill()
        parent.wait()
    end = time.monotonic() + 20
    while list(tmp_path.iterdir()) and time.monotonic() < end:
        time.sleep(0.1)
    assert not list(tmp_path.iterdir())
    with (
        GraphDatabase.driver(server.uri, auth=server.auth) as driver,
        pytest.raises((ServiceUnavailable, DatabaseUnavailable)),
    ):
        driver.verify_connectivity()


def test_ctrl_c_stops_the_foreground_server(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.server"],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        assert json.loads(parent.stdout.readline())["user"] == "neo4j"
        parent.send_signal(signal.SIGINT)
        assert parent.wait(timeout=30) == 0
    assert not list(tmp_path.iterdir())


def test_a_server_that_does_not_start_shows_its_log(tmp_path: Path) -> None:
    settings = ServerSettings(heap_initial="3g", heap_max="2g")
    with (
        pytest.raises(NoServerError, match=r"(?s)while starting.*log.*heap"),
        running_server(tmp_path / "home", settings),
    ):
        pytest.fail("started")


# ------------------------------------------------------------------------------------ none to be had


def test_without_java_and_rights_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(install, "find_java", lambda: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("ZEREN_CACHE", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoServerError, match="apt-get install openjdk-17-jre-headless maven"):
        install.prepare()


def test_a_run_that_cannot_have_its_server_fails_with_status_3(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"{__file__}::test_it_answers"],
        cwd=ROOT,
        env={**os.environ, "NEO4J_TEST_URI": "bolt://127.0.0.1:1", "NEO4J_TEST_PASSWORD": "x"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3, done.stdout
    assert "NEO4J_TEST_URI=bolt://127.0.0.1:1" in done.stdout


def test_a_named_server_with_data_is_refused(
    neo4j_server: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NEO4J_TEST_WIPE", raising=False)
    with GraphDatabase.driver(neo4j_server.uri, auth=neo4j_server.auth) as driver:
        driver.execute_query("CREATE (:ServerProbe)")
        try:
            with pytest.raises(NoServerError, match="NEO4J_TEST_WIPE"):
                check_external(neo4j_server)
            monkeypatch.setenv("NEO4J_TEST_WIPE", "yes")
            check_external(neo4j_server)
        finally:
            driver.execute_query("MATCH (n:ServerProbe) DELETE n")


def test_java_versions_are_read(tmp_path: Path) -> None:
    java = tmp_path / "java"
    java.write_text(
        textwrap.dedent("""\
            #!/bin/sh
            echo 'openjdk version "21.0.2" 2024-01-16' >&2
            """),
        encoding="utf-8",
    )
    java.chmod(0o755)
    assert install.java_major(java) == 21
    assert install.java_major(tmp_path / "none") == 0


@pytest.mark.parametrize(
    ("text", "parsed"), [("5.26.30", (5, 26)), ("2026.01.3", (2026, 1)), ("5.27-aura", (5, 27))]
)
def test_server_versions_are_read(text: str, parsed: tuple[int, int]) -> None:
    assert parse_version(text) == parsed
