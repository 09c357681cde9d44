"""A demo store for the tests of what people see, built once."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

Zeren = Callable[..., "subprocess.CompletedProcess[str]"]


def run(
    *arguments: str, cwd: Path, stdin: str | None = None, lang: str = "en"
) -> "subprocess.CompletedProcess[str]":
    """`zeren` in a process of its own, as a newcomer runs it."""
    environment = {**os.environ, "ZEREN_LANG": lang, "PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "2"}
    environment.pop("ZEREN_STORE", None)
    return subprocess.run(
        [sys.executable, "-m", "dashboards.cli", *arguments],
        cwd=cwd,
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `zeren demo` has run; its store also stands at the default place."""
    folder = tmp_path_factory.mktemp("demo")
    done = run("demo", cwd=folder)
    assert done.returncode == 0, done.stderr
    (folder / "zeren-store").symlink_to(folder / "demo-store", target_is_directory=True)
    (folder / "demo.txt").write_text(done.stdout, encoding="utf-8")
    return folder


@pytest.fixture
def zeren(demo: Path) -> Zeren:
    """Runs `zeren` in the demo's folder."""

    def call(
        *arguments: str, stdin: str | None = None, lang: str = "en"
    ) -> "subprocess.CompletedProcess[str]":
        return run(*arguments, cwd=demo, stdin=stdin, lang=lang)

    return call
