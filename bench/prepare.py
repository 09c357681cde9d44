"""On which data is measured: a synthetic district as a folder of Parquet, made once and kept?"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from loaders.recognise import read
from ontology.records import plain

AS_OF = date(2024, 12, 31)
CACHE = Path(os.environ.get("ZEREN_CACHE", Path.home() / ".cache" / "zeren")) / "bench"


def parquet(issues: int, seed: int = 7) -> Path:
    """The folder of a district with that many issues, rules and domains in it."""
    folder = CACHE / f"district-{issues}-{seed}"
    done = folder.with_name(folder.name + ".done")
    if not done.exists():
        folder.mkdir(parents=True, exist_ok=True)
        batch = read(["shipped:jintan-2023", "shipped:domains", f"synthetic:issues={issues},seed={seed}"])
        for name, rows in batch.frames.items():
            plain(rows).write_parquet(folder / f"{name}.parquet")
        done.write_text("", encoding="utf-8")
    return folder
