"""Runs Neo4j out of its jars: a home folder, the server, neo4j-admin."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.server.install import Installation, NoServerError, prepare, say

ADMIN_CLASS = "org.neo4j.cli.AdminTool"
SERVER_CLASS = "org.neo4j.server.CommunityEntryPoint"
OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
# Waits for the end of its standard input, which comes when whoever holds the other end is gone.
GUARD = """
read -r _
kill -KILL "$1" 2>/dev/null
for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$1" 2>/dev/null || break; sleep 0.2; done
[ -z "$2" ] || rm -rf "$2"
"""


@dataclass(frozen=True)
class Neo4jServer:
    """Where a server answers, and as whom."""

    uri: str
    user: str
    password: str = field(repr=False)

    @property
    def auth(self) -> tuple[str, str]:
        """Return user and password as the driver wants them."""
        return self.user, self.password


@dataclass(frozen=True)
class ServerSettings:
    """What a run may want other than usual; sizes and durations as Neo4j and Java write them."""

    heap_initial: str = "256m"
    heap_max: str = "2g"
    page_cache: str = "256m"
    transaction_timeout: str = "300s"
    transaction_memory: str = "1g"
    more: Mapping[str, str] = field(default_factory=dict)  # further lines of neo4j.conf


DEFAULT_SETTINGS = ServerSettings()


@contextmanager
def running_server(
    home: Path | None = None, settings: ServerSettings = DEFAULT_SETTINGS, *, timeout: float = 180
) -> Iterator[Neo4jServer]:
    """Run a server for as long as the block lasts; it answers before the block begins.

    Without `home` it lives in a temporary folder and is killed at the end. With one, its data stay
    there (and so does its password): it is shut down in good order, and can be run again.
    Either way it dies with this process, even if that is killed.

    Raises:
        NoServerError: it cannot be had or does not start; the message ends with the server's log.
    """
    installation = prepare()
    keep = home is not None
    folder = home.resolve() if home is not None else Path(tempfile.mkdtemp(prefix="zeren-neo4j-"))
    try:
        password = _password(installation, folder, settings)
        process, guard, uri = _start(installation, folder, settings, keep=keep, timeout=timeout)
        try:
            yield Neo4jServer(uri=uri, user="neo4j", password=password)
        finally:
            _stop(process, guard, gently=keep)
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def admin(
    home: Path,
    *arguments: str,
    settings: ServerSettings = DEFAULT_SETTINGS,
    installation: Installation | None = None,
) -> str:
    """Run neo4j-admin on a home whose server does not run, and return what it printed.

    Raises:
        NoServerError: it failed; the message ends with what it printed.
    """
    installation = installation or prepare()
    home = home.resolve()
    _write_conf(home, settings, port=0)
    done = subprocess.run(
        [
            str(installation.java),
            f"-Xmx{settings.heap_max}",
            "-XX:+UseParallelGC",
            *_opens(),
            *("-cp", f"{installation.lib}/*", ADMIN_CLASS),
            *arguments,
        ],
        cwd=home,
        env=_environment(home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        shown = " ".join(arguments[:2])  # not the rest: it may hold a password
        raise NoServerError(f"neo4j-admin {shown} failed ({done.returncode}):\n{_last_lines(done.stdout)}")
    return done.stdout


def bulk_import(
    home: Path,
    nodes: Sequence[tuple[str, Sequence[Path]]],
    relationships: Sequence[tuple[str, Sequence[Path]]] = (),
    *,
    options: Sequence[str] = (),
    settings: ServerSettings = DEFAULT_SETTINGS,
) -> str:
    """Fill the database of a home offline (`neo4j-admin database import full`), before its server runs.

    For millions of rows, where Cypher over Bolt would take half an hour. Each entry is a label (several
    joined by a colon) or a type with its files; the first file of an entry begins with the header:

        organizations.csv           id:ID(Organization),name,from:date
        part_of.csv                 :START_ID(Organization),:END_ID(Organization)

        bulk_import(
            home,
            nodes=[("Organization", [Path("organizations.csv")])],
            relationships=[("PART_OF", [Path("part_of.csv")])],
        )
        with running_server(home) as server:
            ...

    `id:ID(Group)` stores the id as property `id` and keeps the ids of each group apart. An empty
    unquoted field is an absent property; lists are separated by `;`. Constraints and indexes are
    created over Bolt afterwards. `options` are passed on, such as `--skip-bad-relationships=true`;
    without them a bad row fails the import. CSV only: the jars lack a library that Parquet input needs.
    Measured on two busy cores: 2M nodes and 2M relationships in 17 s.

    Returns:
        The importer's own summary (counts, seconds, peak memory).
    """
    home.mkdir(parents=True, exist_ok=True)
    return admin(
        home,
        *("database", "import", "full", "neo4j", "--overwrite-destination=true", "--bad-tolerance=0"),
        f"--report-file={home.resolve() / 'import.report'}",
        *options,
        *(f"--nodes={label}={_files(files)}" for label, files in nodes),
        *(f"--relationships={kind}={_files(files)}" for kind, files in relationships),
        settings=settings,
    )


# ------------------------------------------------------------------------------------- home folder


def _password(installation: Installation, home: Path, settings: ServerSettings) -> str:
    """Return the home's password; a new home gets a random one."""
    home.mkdir(parents=True, exist_ok=True)
    kept = home / "password"
    if kept.is_file():
        return kept.read_text(encoding="ascii")
    password = secrets.token_hex(16)
    admin(
        home, "dbms", "set-initial-password", password, settings=settings, installation=installation
    )  # takes effect because the server has not run here yet
    kept.touch(mode=0o600)
    kept.write_text(password, encoding="ascii")
    return password


def _write_conf(home: Path, settings: ServerSettings, port: int) -> None:
    lines = {
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.listen_address": f"127.0.0.1:{port}",
        "server.bolt.advertised_address": f"127.0.0.1:{port}",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "dbms.security.auth_enabled": "true",
        # Tests of a wrong password must not lock the others out.
        "dbms.security.auth_max_failed_attempts": "0",
        "dbms.security.allow_csv_import_from_file_urls": "false",
        "dbms.usage_report.enabled": "false",
        "client.allow_telemetry": "false",
        "db.transaction.timeout": settings.transaction_timeout,
        "db.memory.transaction.max": settings.transaction_memory,
        "server.memory.pagecache.size": settings.page_cache,
        "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",  # else each shutdown waits ten seconds
        "db.tx_log.preallocate": "false",
        "db.logs.query.enabled": "OFF",
        **settings.more,
    }
    conf = home / "conf" / "neo4j.conf"
    conf.parent.mkdir(parents=True, exist_ok=True)
    conf.write_text("".join(f"{key}={value}\n" for key, value in lines.items()), encoding="utf-8")


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}


def _opens() -> list[str]:
    return [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED]


def _files(files: Sequence[Path]) -> str:
    return ",".join(str(file.resolve()) for file in files)


# ------------------------------------------------------------------------------------------ server


def _start(
    installation: Installation, home: Path, settings: ServerSettings, *, keep: bool, timeout: float
) -> tuple[subprocess.Popen[bytes], subprocess.Popen[bytes], str]:
    """Start a server on a free port; another try if somebody takes the port in between."""
    for attempt in (1, 2, 3):
        port = _free_port()
        _write_conf(home, settings, port)
        log = home / "console.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [
                    str(installation.java),
                    f"-Xms{settings.heap_initial}",
                    f"-Xmx{settings.heap_max}",
                    *_opens(),
                    *("-cp", f"{installation.lib}/*", SERVER_CLASS),
                    *(f"--home-dir={home}", f"--config-dir={home / 'conf'}", "--console-mode"),
                ],
                cwd=home,
                env=_environment(home),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for the tests, which then stop the server
            )
        guard = subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "zeren-neo4j-guard", str(process.pid), "" if keep else str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            trouble = _wait_until_started(process, log, timeout)
        except BaseException:
            _stop(process, guard, gently=False)
            raise
        if trouble is None:
            return process, guard, f"bolt://127.0.0.1:{port}"
        _stop(process, guard, gently=False)
        text = log.read_text(encoding="utf-8", errors="replace")
        if attempt < 3 and "Address already in use" in text:
            say(f"Port {port} was taken meanwhile; trying another")
            continue
        raise NoServerError(
            f"Neo4j {installation.version} ({installation.java}) {trouble}. Its log:\n{_last_lines(text)}"
        )
    raise AssertionError("unreachable")


def _wait_until_started(process: subprocess.Popen[bytes], log: Path, timeout: float) -> str | None:
    """Return None once the server has started, else what went wrong."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        if b" Started." in log.read_bytes():
            return None
        if process.poll() is not None:
            return f"ended with status {process.returncode} while starting"
        time.sleep(0.1)
    return f"had not started after {timeout:g} s"


def _stop(process: subprocess.Popen[bytes], guard: subprocess.Popen[bytes], *, gently: bool) -> None:
    """End the server: in good order if its data are to be kept, at once if not."""
    if gently and process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=120)
        except subprocess.TimeoutExpired:
            say("Neo4j did not shut down within two minutes; killing it")
    guard.kill()  # before the process is waited for, since its number may be given to another then
    guard.wait()
    if guard.stdin is not None:
        guard.stdin.close()
    process.kill()
    process.wait()


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _last_lines(text: str, lines: int = 40) -> str:
    return "\n".join(text.splitlines()[-lines:])
