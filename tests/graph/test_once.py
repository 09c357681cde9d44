"""A property that is computed once keeps nobody waiting who asks another object."""

import threading
from dataclasses import dataclass

from graph.analysis import Analysis
from graph.once import once


@dataclass(frozen=True)
class Asked:
    """Takes its time where a door is given."""

    door: threading.Event | None = None
    begun: threading.Event | None = None

    @once
    def answer(self) -> list[int]:
        if self.begun:
            self.begun.set()
        if self.door:
            self.door.wait(20)
        return [1]


def test_it_is_computed_once() -> None:
    asked = Asked()
    assert asked.answer is asked.answer


def test_another_object_is_not_waited_for() -> None:
    slow, quick = Asked(threading.Event(), threading.Event()), Asked()
    worker = threading.Thread(target=lambda: slow.answer, daemon=True)
    worker.start()
    assert slow.begun is not None
    assert slow.door is not None
    assert slow.begun.wait(5)
    got: list[list[int]] = []
    other = threading.Thread(target=lambda: got.append(quick.answer), daemon=True)
    other.start()
    other.join(2)
    slow.door.set()
    worker.join(5)
    assert got == [[1]]


def test_what_an_analysis_decides_is_such_a_property() -> None:
    assert isinstance(vars(Analysis)["decision"], once)
