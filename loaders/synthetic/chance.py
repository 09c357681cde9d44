"""What is drawn by lot, and how is every draw the same each time?

Each table draws from a stream of its own, which only the plan and the table's name determine: neither the other tables nor the
number of threads can change it.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loaders.synthetic.plan import Plan

Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def stream(plan: Plan, name: str) -> np.random.Generator:
    """The stream of one table."""
    key = hashlib.sha256(f"{plan.spec}:{name}".encode()).digest()
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(int.from_bytes(key, "big"))))


def happens(chance: np.random.Generator, share: float, count: int) -> Mask:
    """True for about `share` of `count`."""
    return chance.random(count) < share


def between(chance: np.random.Generator, low: int, high: int, count: int) -> Numbers:
    """Whole numbers from low to high, both included."""
    return chance.integers(low, high + 1, count, dtype=np.int64)


def below(chance: np.random.Generator, limits: Numbers) -> Numbers:
    """A whole number from 0 to below each limit (0 where the limit is not positive)."""
    return np.floor(chance.random(len(limits)) * np.maximum(limits, 1)).astype(np.int64)


def weighted(chance: np.random.Generator, weights: Sequence[float], count: int) -> Numbers:
    """Positions in `weights`, each about as often as it weighs."""
    steps = np.cumsum(weights)
    drawn = np.searchsorted(steps / steps[-1], chance.random(count), side="right")
    return np.minimum(drawn, len(weights) - 1).astype(np.int64)
