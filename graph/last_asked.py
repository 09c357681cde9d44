"""How is what was computed for the facts that were asked for last kept, for all threads?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Source = TypeVar("Source")
Result = TypeVar("Result")


class LastAsked(Generic[Source, Result]):
    """A function of one argument that never changes; for the same one (by identity) as last time nothing is computed again."""

    def __init__(self, compute: Callable[[Source], Result]) -> None:
        self._compute = compute
        self._kept: tuple[Source, Result] | None = None

    def __call__(self, source: Source) -> Result:
        """The result for a source."""
        kept = self._kept  # read once: another thread may put another's there
        if kept is None or kept[0] is not source:
            kept = self._kept = (source, self._compute(source))
        return kept[1]
