"""What is read before the pages are served, of which stores, and what becomes of what is in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from dashboards.web import warming
from graph import explain
from graph.store import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from graph.analysis import Analysis
    from graph.explanation import Explanation
    from graph.facts import Facts
    from graph.store import Store


@pytest.fixture
def explained(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The subjects that are explained."""
    asked: list[str] = []

    def spy(analysis: Analysis, facts: Facts, subject: str) -> Explanation:
        asked.append(subject)
        return explain.explain(analysis, facts, subject)

    monkeypatch.setattr(warming, "explain", spy)
    return asked


def test_the_first_chain_of_a_folder_is_asked_for(demo: Path, explained: list[str]) -> None:
    warming.warm(open_store(str(demo / "demo-store")))
    assert len(explained) == 1


def test_a_folder_without_a_load_is_passed_over(tmp_path: Path, explained: list[str]) -> None:
    warming.warm(open_store(str(tmp_path / "new"), create=True))
    assert explained == []


def test_a_server_is_not_asked(explained: list[str]) -> None:
    warming.warm(cast("Store", object()))  # whatever is asked of it would raise
    assert explained == []
