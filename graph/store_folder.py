"""Where in the embedded store's folder does what stand, and which version is current?

    zeren-store.json      marks the folder as a store, with the number of its format
    records/000001/       one folder a load: what was stated (graph.record_log)
    versions/7/           graph.lbug, facts/ compiled/ derived/ (Arrow), manifest.json
    current               the number of the current version; replaced by one rename
    write.lock            held while a load is under way, or a decision is written
    journal.jsonl         what people decided (graph.journal): only added to, of no version

Invariant: a version is complete before `current` names it, and never changed afterwards.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.digest import file_digest
from ontology.errors import NotAStore, StoreError, StoreLocked, StoreMissing, StoreUnavailable
from ontology.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator

AUDIT_LOG = "audit.jsonl"
"""What people did with a store; begun by what leaves the import page before the first load."""
MARK = "zeren-store.json"
FORMAT = 1
KEEP = 5
"""Versions that stay for a rollback."""
MANIFEST = "manifest.json"


class StoreFolder:
    """A store's folder on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.records = root / "records"
        self.versions = root / "versions"

    @classmethod
    def open(cls, path: str, *, create: bool) -> StoreFolder:
        """The folder at `path`; made if `create` and there is nothing there, an empty folder, or one with an audit log alone."""
        root = Path(path)
        mark = root / MARK
        if root.exists() and not root.is_dir():
            raise NotAStore("store.is_file", path=path)
        if not mark.exists():
            if root.exists() and any(file.name != AUDIT_LOG for file in root.iterdir()):
                raise NotAStore("store.other_folder", path=path)
            if not create:
                raise StoreMissing("store.missing", path=path)
            with disk_errors(root):
                root.mkdir(parents=True, exist_ok=True)
                write_durably(mark, json.dumps({"store": "zeren", "format": FORMAT}) + "\n")
        try:
            described = json.loads(mark.read_text(encoding="utf-8"))
            found = int(described["format"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NotAStore("store.mark", path=mark, error=error) from None
        if found > FORMAT:
            raise NotAStore("store.newer", path=path, found=found, format=FORMAT)
        return cls(root)

    def current(self) -> int:
        """The current version, 0 before the first load; raises StoreError if what is named is no version that is there."""
        pointer = self.root / "current"
        try:
            said = pointer.read_text(encoding="utf-8", errors="replace").strip()
        except FileNotFoundError:
            return 0
        if said.isdecimal() and (self.version(int(said)) / MANIFEST).exists():
            return int(said)
        there = ", ".join(map(str, self.kept())) or "none"
        raise StoreError(
            "store.pointer", pointer=pointer, version=said or message("names.nothing"), there=there
        )

    def make_current(self, version: int) -> None:
        """Names the current version, by one rename."""
        write_durably(self.root / "current", f"{version}\n")

    def version(self, number: int) -> Path:
        """The folder of a version."""
        return self.versions / str(number)

    def kept(self) -> list[int]:
        """The complete versions that are there, in order."""
        if not self.versions.is_dir():
            return []
        return sorted(
            int(p.name) for p in self.versions.iterdir() if p.name.isdigit() and (p / MANIFEST).exists()
        )

    def seen(self, number: int) -> tuple[int, ...]:
        """The number, and which file says what the version is: another one if the whole folder was put in place of this one."""
        if not number:
            return (0,)
        with disk_errors(self.root):
            found = (self.version(number) / MANIFEST).stat()
        return number, found.st_ino, found.st_mtime_ns

    def manifest(self, number: int) -> dict[str, Any]:
        """What a version says of itself."""
        try:
            found: dict[str, Any] = json.loads((self.version(number) / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise StoreError("store.version_unreadable", number=number, path=self.root, error=error) from None
        return found

    @property
    def journal(self) -> Path:
        """The file of people's decisions."""
        return self.root / "journal.jsonl"

    @contextlib.contextmanager
    def locked(self, patience: float = 0.0) -> Iterator[None]:
        """Holds the writer's lock; raises StoreLocked if another process has it after so many seconds."""
        until = time.monotonic() + patience
        path = self.root / "write.lock"
        with disk_errors(self.root):
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            while not _locks(handle):
                if time.monotonic() < until:
                    time.sleep(0.05)
                    continue
                holder = os.pread(handle, 32, 0).decode(errors="replace").strip() or "unknown"
                raise StoreLocked("store.locked", pid=holder, path=self.root) from None
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
            yield
        finally:
            os.close(handle)

    def damaged(self, number: int) -> list[Path]:
        """The files of a version, and of the loads that it rests on, that are not as they were written."""
        manifest = self.manifest(number)
        written = {self.version(number) / name: digest for name, digest in manifest["files"].items()}
        for load in manifest["loads"]:
            folder = self.records / f"{load:06d}"
            try:
                digests = json.loads((folder / "load.json").read_text(encoding="utf-8"))["digests"]
            except (OSError, ValueError, KeyError):
                written[folder / "load.json"] = ""
                continue
            written |= {folder / name: digest for name, digest in digests.items()}
        return [path for path, digest in written.items() if not path.exists() or file_digest(path) != digest]

    def unmake(self) -> None:
        """Takes a store away that never had a version; what is not a store's stays."""
        if self.kept():
            return
        shutil.rmtree(self.versions, ignore_errors=True)
        shutil.rmtree(self.records, ignore_errors=True)
        for name in (MARK, "write.lock"):
            (self.root / name).unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self.root.rmdir()

    def remove_leftovers(self) -> None:
        """Removes what a load that died left behind: half-built versions, and loads that no kept version names."""
        for folder in self.versions.glob(".*") if self.versions.is_dir() else ():
            shutil.rmtree(folder, ignore_errors=True)
        named = {load for version in self.kept() for load in self.manifest(version)["loads"]}
        for folder in self.records.iterdir() if self.records.is_dir() else ():
            if folder.name.isdigit() and int(folder.name) not in named:
                shutil.rmtree(folder, ignore_errors=True)

    def drop_old(self, keep: int = KEEP) -> None:
        """Removes the oldest versions; records stay as long as a version names their load."""
        kept = self.kept()
        current = self.current()
        for number in kept[:-keep]:
            if number != current:
                shutil.rmtree(self.version(number), ignore_errors=True)


def _locks(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def disk_errors(where: Path) -> Iterator[None]:
    """Turns what the disk refuses into an error that says so."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreUnavailable("store.disk_full", where=where) from None
        if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
            raise StoreUnavailable("store.not_writable", where=where, error=error) from None
        raise StoreUnavailable("store.failed", where=where, error=error) from None


def write_durably(path: Path, text: str) -> None:
    """Replaces a small file by one rename, on disk before this returns."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    with partial.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Puts a folder's entries on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_files(folder: Path) -> None:
    """Puts every file below a folder on disk."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
    sync_folder(folder)
