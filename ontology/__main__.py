"""Are the printed files as the vocabulary would print them now? `python -m ontology` rewrites them, `--check` only looks."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ontology import print_context, print_reference

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROOT = Path(__file__).parent.parent


def printed() -> dict[Path, str]:
    """Every printed file of the checkout and what it must hold."""
    return {
        _ROOT / "ontology" / "context.json": print_context.text(),
        _ROOT / "docs" / "reference.md": print_reference.reference(),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Rewrites the printed files; with --check returns 1 and names those that are out of date."""
    parser = argparse.ArgumentParser(prog="python -m ontology", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, fail if a file is out of date")
    check = parser.parse_args(arguments).check
    stale = [p for p, text in printed().items() if not p.exists() or p.read_text(encoding="utf-8") != text]
    for path in stale:
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(printed()[path], encoding="utf-8")
        sys.stdout.write(
            f"{path.relative_to(_ROOT)} {'is out of date: run python -m ontology' if check else 'written'}\n"
        )
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
