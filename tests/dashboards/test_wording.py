"""Both languages can say everything, and say nothing that nobody uses."""

import re
from pathlib import Path
from string import Formatter
from typing import Any

import dashboards
from dashboards.wording import catalogue
from graph.why_not import Because

SOURCES = "\n".join(p.read_text(encoding="utf-8") for p in Path(dashboards.__file__).parent.rglob("*.py"))


def _flat(tree: Any, path: str = "") -> dict[str, str]:
    return {
        k: v
        for name, below in tree.items()
        for k, v in (
            _flat(below, f"{path}{name}.") if isinstance(below, dict) else {path + name: below}
        ).items()
    }


def test_both_catalogues_have_the_same_sentences_with_the_same_blanks() -> None:
    chinese, english = _flat(catalogue("zh")), _flat(catalogue("en"))
    assert chinese.keys() == english.keys()
    for key, text in chinese.items():
        blanks = [{name for _, name, _, _ in Formatter().parse(t) if name} for t in (text, english[key])]
        assert blanks[0] == blanks[1], key


def test_every_sentence_is_used() -> None:
    used = set(re.findall(r"""["']([a-z_]+\.[a-z_-]+)["']""", SOURCES))
    by_code = {
        "suppose_section",
        "suppose_change",
        "mark",
        "difference",
        "support",
        "signal",
        "headers",
        "status",
        "light",
        "why_not",
        "structure",
        "info",
        "ledger",
    }
    by_code |= {"truth", "missing", "reason", "flip"}  # tests.dashboards.test_near_text
    unused = [k for k in _flat(catalogue("en")) if k not in used and k.split(".")[0] not in by_code]
    assert unused == []


def test_every_reason_why_not_has_a_sentence() -> None:
    assert {str(b) for b in Because} <= set(catalogue("en")["why_not"])
