"""Which words and figures do bulletins use? `terms.yaml` beside this module, ready for matching."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def raw() -> dict[str, Any]:
    """The words as they stand in `terms.yaml`."""
    text = Path(__file__).with_name("terms.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


@cache
def figure_patterns() -> dict[str, tuple[re.Pattern[str], ...]]:
    """Per figure its patterns in the order in which they are tried; `n` is the number, `u` the unit of money."""
    found = {key: _compiled(patterns) for key, patterns in raw()["figures"].items()}
    money = {f"money {key}": _compiled(p) for key, p in raw()["money"].items() if key != "units"}
    return found | money


def _compiled(patterns: list[str]) -> tuple[re.Pattern[str], ...]:
    number = raw()["number"]
    return tuple(re.compile(re.sub(r"(?<![\\\[A-Za-z])N(?![A-Za-z])", lambda _: number, p)) for p in patterns)
