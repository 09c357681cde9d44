"""On which data is measured: a synthetic district as a folder of Parquet, and an embedded store made from it?

Both are made once for a size, a seed and the code that makes them, and kept under ~/.cache/zeren/bench (or ZEREN_CACHE). What
makes them runs in a process of its own (`python -m bench.prepare parquet|store ISSUES SEED`), so that the bench stays small.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

from bench.figures import in_process, report

AS_OF = date(2024, 12, 31)
SEED = 7
CACHE = Path(os.environ.get("ZEREN_CACHE", Path.home() / ".cache" / "zeren")) / "bench"
_ROOT = Path(__file__).parent.parent
_MAKERS = {"parquet": ("ontology", "loaders/synthetic"), "store": ("ontology", "loaders/synthetic", "graph")}


def parquet(issues: int, seed: int = SEED) -> Path:
    """The folder of a district with that many issues, a file a record type, rules and domains in it."""
    return _kept("parquet", issues, seed)


def store(issues: int, seed: int = SEED) -> Path:
    """An embedded store of that district; nobody may write to it."""
    return _kept("store", issues, seed)


def _kept(what: str, issues: int, seed: int) -> Path:
    path = CACHE / f"{issues}-{seed}" / what
    stamp = path.with_name(f"{what}.code")
    if not path.exists() or not stamp.exists() or stamp.read_text(encoding="ascii") != _code(what):
        in_process("bench.prepare", what, issues, seed)
        stamp.write_text(_code(what), encoding="ascii")
    return path


@cache
def _code(what: str) -> str:
    """A digest of the files that decide what is made."""
    files = sorted(
        f
        for folder in _MAKERS[what]
        for f in (_ROOT / folder).rglob("*")
        if f.is_file() and f.suffix != ".pyc"
    )
    return hashlib.sha256(b"".join(f.read_bytes() for f in [Path(__file__), *files])).hexdigest()


def anew(path: Path, make: Callable[[Path], object]) -> None:
    """Makes `path` beside itself and puts it in place when it is whole."""
    part = path.with_name(f".{path.name}")
    shutil.rmtree(part, ignore_errors=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    make(part)
    shutil.rmtree(path, ignore_errors=True)
    part.rename(path)


def _make_parquet(folder: Path, issues: int, seed: int) -> None:
    from loaders.recognise import read
    from ontology.records import plain

    folder.mkdir()
    batch = read(["shipped:jintan-2023", "shipped:domains", f"synthetic:issues={issues},seed={seed}"])
    for name, rows in batch.frames.items():
        if rows.height:  # a file without records is refused
            plain(rows).write_parquet(folder / f"{name}.parquet")


def _make_store(folder: Path, issues: int, seed: int) -> None:
    from graph.publish import load
    from graph.store import open_store
    from loaders.recognise import read

    opened = open_store(str(folder), create=True)
    load(opened, read([parquet(issues, seed)]), as_of=AS_OF, who="bench")
    opened.close()


if __name__ == "__main__":
    what, issues, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    make = {"parquet": _make_parquet, "store": _make_store}[what]
    anew(CACHE / f"{issues}-{seed}" / what, lambda part: make(part, issues, seed))
    report({})
