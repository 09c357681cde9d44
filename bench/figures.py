"""What is a measured figure, and was its target met?"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """A figure with its unit; `most` is the target that it must not exceed (None: a figure of its own)."""

    name: str
    value: float
    unit: str
    most: float | None = None

    def __str__(self) -> str:
        """One line of the report."""
        target = (
            ""
            if self.most is None
            else f"  (target {self.most:g} {self.unit}: {'met' if self.value <= self.most else 'MISSED'})"
        )
        return f"{self.name:64} {self.value:12.3f} {self.unit}{target}"


def median(runs: int, work: Callable[[], Any]) -> float:
    """Median seconds of several runs."""
    seconds = []
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return statistics.median(seconds)


def percentile(seconds: list[float], share: float) -> float:
    """The value below which a share of the measurements lie."""
    return sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * share))]


def in_process(module: str, *arguments: str) -> dict[str, float]:
    """Runs `python -m module ...` in a process of its own and reads the JSON object that it prints last."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{module}: {done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found
