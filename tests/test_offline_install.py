"""What does the installer of the offline bundle refuse, and does it leave anything behind? (`make bundle` installs a whole one.)"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

INSTALL = Path(__file__).parent.parent / "offline" / "install"


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A bundle for this Python whose wheels were forgotten."""
    folder = tmp_path / "zeren-offline"
    (folder / "wheels").mkdir(parents=True)
    shutil.copy(INSTALL, folder)
    (folder / "python").write_text("{}.{}\n".format(*sys.version_info[:2]), encoding="ascii")
    (folder / "requirements.txt").write_text("polars==2.1.0\n", encoding="ascii")
    return folder


def _installed(bundle: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    asked = os.environ | {"PYTHON": sys.executable} | environment
    return subprocess.run(
        [bundle / "install", "here"],
        cwd=bundle.parent,
        env=asked,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_folder_that_is_there_is_left_alone(bundle: Path) -> None:
    kept = bundle.parent / "here" / "store"
    kept.mkdir(parents=True)
    done = _installed(bundle)
    assert done.returncode == 1
    assert "here is there already" in done.stderr
    assert kept.exists()


def test_another_python_than_the_wheels_are_for_is_named(bundle: Path) -> None:
    (bundle / "python").write_text("3.9\n", encoding="ascii")
    done = _installed(bundle)
    assert done.returncode == 1
    assert "these wheels are for 3.9" in done.stderr
    assert not (bundle.parent / "here").exists()


def test_a_python_that_does_not_run_is_said(bundle: Path) -> None:
    done = _installed(bundle, PYTHON="/no/such/python")
    assert done.returncode == 1
    assert "/no/such/python does not run" in done.stderr


def test_without_pip_it_says_how_to_get_it(bundle: Path) -> None:
    done = _installed(bundle, PYTHON=str(_python(bundle, pip=False)))
    assert done.returncode == 1
    assert "apt-get install python3-pip" in done.stderr


def test_what_fails_half_way_leaves_nothing(bundle: Path) -> None:
    done = _installed(bundle, PYTHON=str(_python(bundle, pip=True)))
    assert done.returncode == 1
    assert "no such wheel" in done.stderr
    assert "Nothing was installed" in done.stderr
    assert not (bundle.parent / "here").exists()


def _python(bundle: Path, *, pip: bool) -> Path:
    """A Python of the right version that installs nothing."""
    script = bundle / "a-python"
    version = (bundle / "python").read_text(encoding="ascii").strip()
    script.write_text(
        f"""#!/bin/sh
case "$*" in
    *version_info*) echo {version} ;;
    "-m pip --version") exit {0 if pip else 1} ;;
    *) echo "no such wheel" >&2; exit 1 ;;
esac
""",
        encoding="ascii",
    )
    script.chmod(0o755)
    return script
