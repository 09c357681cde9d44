"""Obtains what a Neo4j server needs: a Java runtime, Maven, and the server's jars."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

POM = Path(__file__).with_name("pom.xml")
MINIMUM_JAVA = 17
SUPPORTED_JAVA = (17, 21)  # what Neo4j 5.26 is released for; taken first where there are several
JRE_PACKAGES = ("openjdk-17-jre-headless", "openjdk-21-jre-headless", "default-jre-headless")
APT_LISTS = Path("/var/lib/apt/lists")


class NoServerError(RuntimeError):
    """No Neo4j server can be had; the message says what to do about it."""


@dataclass(frozen=True)
class Installation:
    """A Java runtime and the jars of one Neo4j version."""

    java: Path
    lib: Path
    version: str


def say(message: str) -> None:
    """Tell the person at the terminal what goes on; standard output stays free for results."""
    print(message, file=sys.stderr, flush=True)


def neo4j_version() -> str:
    """Return the version that the pom pins."""
    version = ET.parse(POM).findtext(
        "m:properties/m:neo4j.version", namespaces={"m": "http://maven.apache.org/POM/4.0.0"}
    )
    if version is None:
        raise NoServerError(f"{POM} pins no neo4j.version")
    return version


def cache_folder() -> Path:
    """Return where downloads are kept between runs: ZEREN_CACHE, else ~/.cache/zeren."""
    chosen = os.environ.get("ZEREN_CACHE")
    return Path(chosen).expanduser() if chosen else Path.home() / ".cache" / "zeren"


def prepare() -> Installation:
    """Obtain whatever is missing and return the whole; quick when nothing is missing.

    Raises:
        NoServerError: something cannot be had; the message names what to install.
    """
    version = neo4j_version()
    lib = cache_folder() / f"neo4j-{version}" / "lib"
    java = find_java()
    jars_wanted = not _is_complete(lib)
    missing = [] if java else [_jre_package()]
    if jars_wanted and not shutil.which("mvn"):
        missing.append("maven")
    if missing:
        _apt_install(missing)
        java = find_java()
    if java is None:
        raise NoServerError(
            f"No java of version {MINIMUM_JAVA} or newer, not even after installing {missing}"
        )
    if jars_wanted:
        _fetch_jars(lib, version, java)
    return Installation(java=java, lib=lib, version=version)


# ------------------------------------------------------------------------------------------- Java


def find_java() -> Path | None:
    """Return the best Java at hand: JAVA_HOME, the PATH, then Debian's folder of them."""
    candidates = []
    if home := os.environ.get("JAVA_HOME"):
        candidates.append(Path(home) / "bin" / "java")
    if on_path := shutil.which("java"):
        candidates.append(Path(on_path))
    candidates.extend(sorted(Path("/usr/lib/jvm").glob("*/bin/java")))
    newer: Path | None = None
    for java in candidates:
        major = java_major(java)
        if major in SUPPORTED_JAVA:
            return java
        if newer is None and major >= MINIMUM_JAVA:
            newer = java
    return newer


def java_major(java: Path) -> int:
    """Return the major version of a Java, 0 if it does not run."""
    try:
        done = subprocess.run(
            [java, "-version"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r'version "(\d+)', done.stderr + done.stdout)
    return int(found[1]) if done.returncode == 0 and found else 0


def _java_home(java: Path) -> dict[str, str]:
    """Return what makes Maven run on this Java too (nothing where the Java is a version manager's shim)."""
    home = java.resolve().parent.parent
    return {"JAVA_HOME": str(home)} if (home / "lib" / "modules").is_file() else {}


def _jre_package() -> str:
    """Return the Java package that this system offers (Debian 12 has 17, Debian 13 has 21)."""
    if _may_install():
        _apt_update()
        for name in JRE_PACKAGES:
            if _quiet(["apt-cache", "show", name]).returncode == 0:
                return name
    return JRE_PACKAGES[0]


# -------------------------------------------------------------------------------------------- apt


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _apt_update() -> None:
    """Refresh the package lists, unless something did so within the hour."""
    if APT_LISTS.is_dir():
        newest = max((f.stat().st_mtime for f in APT_LISTS.glob("*_Packages*")), default=0.0)
        if time.time() - newest < 3600:
            return
    say("Refreshing the list of Debian packages (apt-get update)")
    done = _quiet(["apt-get", "update"])
    if done.returncode != 0:
        say(f"apt-get update failed; trying with the lists at hand\n{_tail(done)}")


def _apt_install(packages: list[str]) -> None:
    wanted = " ".join(packages)
    if not _may_install():
        raise NoServerError(
            f"The tests need a real Neo4j server, and that needs: {wanted} "
            f"(a Java runtime of version {MINIMUM_JAVA} or newer; Maven, once, to fetch the server).\n"
            f"As root:  apt-get install {wanted}\n"
            "or name a running Neo4j: NEO4J_TEST_URI=bolt://HOST:PORT NEO4J_TEST_USER=... NEO4J_TEST_PASSWORD=..."
        )
    _apt_update()
    say(f"Installing {wanted} (apt-get install)")
    done = _quiet(["apt-get", "install", "--yes", "--no-install-recommends", *packages])
    if done.returncode != 0:
        raise NoServerError(f"apt-get install {wanted} failed; install them by hand.\n{_tail(done)}")


def _quiet(command: list[str], **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", **env},
    )


def _tail(done: subprocess.CompletedProcess[str], lines: int = 30) -> str:
    return "\n".join(done.stdout.splitlines()[-lines:])


# ------------------------------------------------------------------------------------------- jars


def _is_complete(lib: Path) -> bool:
    """Tell whether the folder was filled, to its end, by the pom as it is now."""
    marker = lib / "pom.sha256"
    return marker.is_file() and marker.read_text(encoding="ascii") == _pom_digest()


def _pom_digest() -> str:
    return hashlib.sha256(POM.read_bytes()).hexdigest()


def _fetch_jars(lib: Path, version: str, java: Path) -> None:
    """Let Maven copy the jars into a folder beside and rename it, so that a half-filled one is never used."""
    lib.parent.mkdir(parents=True, exist_ok=True)
    with _locked(lib.parent / "lock"):
        if _is_complete(lib):  # another run was quicker
            return
        say(f"Getting Neo4j {version} through Maven (120 MB, once) into {lib}")
        beside = Path(tempfile.mkdtemp(prefix="lib-", dir=lib.parent))
        try:
            done = _quiet(
                [
                    *("mvn", "--batch-mode", "--no-transfer-progress", "--file", str(POM)),
                    "--update-snapshots",  # asks again for what could not be had the last time
                    "dependency:copy-dependencies",
                    f"-DoutputDirectory={beside}",
                ],
                **_java_home(java),
            )
            if done.returncode != 0:
                raise NoServerError(f"Maven could not fetch Neo4j {version}:\n{_tail(done)}")
            (beside / "pom.sha256").write_text(_pom_digest(), encoding="ascii")
            beside.chmod(0o755)
            shutil.rmtree(lib, ignore_errors=True)
            beside.rename(lib)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
