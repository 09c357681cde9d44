"""Which circumstance does an unmet duty of each kind point to, as the shipped regulations have it?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import yaml

from loaders.synthetic.chance import Numbers
from loaders.synthetic.duties import KINDS

_UNMET = ("DutyUnmet", "DutyUnmetAfterReminder", "PeriodicActAbsent")
"""Patterns that a duty of the kind meets by not being performed."""
SUBJECTS = ("OrganizationSubject", "HeadSubject", "MemberSubject")


@dataclass(frozen=True)
class Circumstances:
    """Circumstances and their tests by number; `matching[subject, duty kind]` is a pair's circumstance."""

    ids: tuple[str, ...]
    tests: tuple[str | None, ...]
    matching: Numbers


@cache
def circumstances() -> Circumstances:
    """Read from the rules that ship; a kind of duty that no test names leads to the catch-all of its kind of subject."""
    records = _records()
    found: list[tuple[str, str | None]] = []
    matching = np.zeros((len(SUBJECTS), len(KINDS)), dtype=np.int64)
    for row, subject in enumerate(SUBJECTS):
        own = [r for r in records if r.get("type") == "Circumstance" and r.get("subjectKind") == subject]
        for column, kind in enumerate(KINDS):
            pairs = [
                (c["id"], t["id"])
                for c in own
                for t in c["tests"]
                if t["pattern"] in _UNMET and kind in _several(t.get("dutyKind"))
            ]
            matching[row, column] = len(found)
            found.append(pairs[0] if pairs else (own[-1]["id"], None))
    return Circumstances(tuple(c for c, _ in found), tuple(t for _, t in found), matching)


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _records() -> list[dict[str, Any]]:
    shipped = sorted(files("ontology").joinpath("regulations").iterdir(), key=lambda f: f.name)
    found = (yaml.safe_load(f.read_text(encoding="utf-8")) for f in shipped if f.name.endswith(".yaml"))
    return [record for records in found for record in records]
