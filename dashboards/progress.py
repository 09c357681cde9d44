"""How does a person see that something longer than two seconds is under way?

On standard error, only where that is a terminal, and only after two seconds: a quick command and a pipe show nothing.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress, TaskID

AFTER = 2.0
"""Seconds before anything is shown."""


@dataclass
class Work:
    """Something under way; `advance` tells that one more of a known number is done."""

    text: str
    total: int | None
    done: int = 0
    _bar: Progress | None = None
    _task: TaskID | None = None

    def advance(self) -> None:
        """One more is done."""
        self.done += 1
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=self.done)

    def show(self) -> None:
        """Begins to be seen."""
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = bar.add_task(self.text, total=self.total, completed=self.done)
        bar.start()
        self._bar = bar

    def hide(self) -> None:
        """Is seen no more."""
        if self._bar is not None:
            self._bar.stop()


@contextlib.contextmanager
def working(text: str, total: int | None = None) -> Iterator[Work]:
    """Shows a bar while the block runs longer than AFTER seconds; `total` is the number of steps, if known."""
    work = Work(text, total)
    if not sys.stderr.isatty():
        yield work
        return
    timer = threading.Timer(AFTER, work.show)
    timer.daemon = True
    timer.start()
    try:
        yield work
    finally:
        timer.cancel()
        timer.join()
        work.hide()
