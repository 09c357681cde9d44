"""Which words do offices use? Lists that anybody can add to: the YAML files of loaders/words."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def words(topic: str) -> dict[str, Any]:
    """The lists of one file, by name."""
    text = files("loaders").joinpath("words", f"{topic}.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return found
