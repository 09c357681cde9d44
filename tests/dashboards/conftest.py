"""A demo store for the tests of what people see, built once, and `zeren` as a newcomer runs it."""

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from dashboards.cli import main

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    returncode: int
    out: bytes
    stderr: str

    @property
    def stdout(self) -> str:
        return self.out.decode()


Zeren = Callable[..., Done]


@contextmanager
def _as_if(cwd: Path, lang: str) -> Iterator[None]:
    before, environment = Path.cwd(), dict(os.environ)
    os.environ["ZEREN_LANG"] = lang
    os.environ.pop("ZEREN_STORE", None)
    os.chdir(cwd)
    try:
        yield
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ.update(environment)


def run(*arguments: str, cwd: Path, stdin: str | None = None, lang: str = "en") -> Done:
    """`zeren` with these arguments in that folder; in this process, which saves a second a call."""
    bytes_out = io.BytesIO()
    out, err = io.TextIOWrapper(bytes_out, encoding="utf-8"), io.StringIO()
    before = sys.argv, sys.stdin, sys.stdout, sys.stderr
    sys.argv, sys.stdin, sys.stdout, sys.stderr = (
        ["zeren", *arguments],
        io.TextIOWrapper(io.BytesIO((stdin or "").encode()), encoding="utf-8"),
        out,
        err,
    )
    status = 0
    try:
        with _as_if(cwd, lang):
            main()
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    finally:
        sys.argv, sys.stdin, sys.stdout, sys.stderr = before
    out.flush()
    return Done(status, bytes_out.getvalue(), err.getvalue())


def process(command: str, cwd: Path, lang: str = "en") -> Done:
    """A line for the shell, with `zeren` in a process of its own."""
    environment = {**os.environ, "ZEREN_LANG": lang, "PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "2"}
    environment.pop("ZEREN_STORE", None)
    line = f'zeren() {{ "{sys.executable}" -m dashboards.cli "$@"; }}; set -o pipefail; {command}'
    done = subprocess.run(
        ["bash", "-c", line], cwd=cwd, env=environment, capture_output=True, timeout=120, check=False
    )
    return Done(done.returncode, done.stdout, done.stderr.decode())


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `zeren demo` has run; its store also stands at the default place, the shipped cases at theirs."""
    folder = tmp_path_factory.mktemp("demo")
    done = run("demo", cwd=folder)
    assert done.returncode == 0, done.stderr
    (folder / "zeren-store").symlink_to(folder / "demo-store", target_is_directory=True)
    (folder / "tests").symlink_to(ROOT / "tests", target_is_directory=True)
    (folder / "demo.txt").write_text(done.stdout, encoding="utf-8")
    return folder


@pytest.fixture
def zeren(demo: Path) -> Zeren:
    """Runs `zeren` in the demo's folder."""

    def call(*arguments: str, stdin: str | None = None, lang: str = "en") -> Done:
        return run(*arguments, cwd=demo, stdin=stdin, lang=lang)

    return call
