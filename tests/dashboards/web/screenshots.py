"""How do the pages look? `python -m tests.dashboards.web.screenshots [FOLDER]` (`make screenshots`) puts a picture of each into docs/pictures.

The fictional district of `zeren demo`, in Chinese, in a real Chromium. The texts on pictures are those of the day on which they are made; nothing
compares them. `--all` takes both languages, light and dark, for somebody to look at.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from tests.dashboards.conftest import ROOT, run
from tests.dashboards.web.browsing import browser, serving, visiting

FOLDER = ROOT / "docs" / "pictures"
COLOURS = 192
"""A picture of a page has few colours; with so many it takes a third of the bytes and looks the same."""


@dataclass(frozen=True)
class Shot:
    """A page, how it is asked for, and how high its picture is."""

    name: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    height: int = 1000


SHOTS = (
    Shot("overview", "", height=1180),
    Shot("chain", "chain", {"issue": "is-wt-1"}, 1330),
    Shot("people", "people", {"organization": "o-hcd"}, 1250),
    Shot("referral", "referral", {"lead": "le-06", "organ": "o-org"}, 1180),
    Shot("matrix", "matrix", {"organization": "o-hcd"}, 900),
    Shot("findings", "findings", {"organization": "o-hcd", "finding": "ca-c8c6960c9d2a4f307f39"}, 1250),
    Shot("cypher", "cypher", {"query": "overdue"}, 900),
    Shot("import", "import", height=760),
    Shot("rules", "rules", height=900),
)


def main() -> None:
    """Takes the pictures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    parser.add_argument(
        "--only", nargs="+", choices=[s.name for s in SHOTS], metavar="NAME", help="only these"
    )
    parser.add_argument("--all", action="store_true", help="both languages, light and dark")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    ways = [("zh", False), ("zh", True), ("en", False), ("en", True)] if options.all else [("zh", False)]
    with tempfile.TemporaryDirectory(prefix="zeren-pictures-") as place:
        assert run("demo", cwd=Path(place)).returncode == 0
        with serving("demo-store", Path(place)) as address, browser() as chrome:
            for lang, dark in ways:
                for shot in (s for s in SHOTS if not options.only or s.name in options.only):
                    ending = f".{lang}.{'dark' if dark else 'light'}" if options.all else ""
                    file = options.folder / f"{shot.name}{ending}.png"
                    file.write_bytes(_small(_taken(chrome, address, shot, lang, dark=dark)))
                    print(f"{file} {file.stat().st_size // 1024} kB")


def _taken(chrome: Browser, address: str, shot: Shot, lang: str, *, dark: bool) -> bytes:
    with visiting(chrome, address, dark=dark, height=shot.height) as visitor:
        page = visitor.opens(shot.path, lang=lang, **shot.query)
        if shot.path == "cypher":
            page.locator("[data-testid=stButtonGroup] button").nth(2).click()
            visitor.rests()
        page.wait_for_function("!document.querySelector('[data-testid=stSkeleton]')", timeout=60_000)
        page.wait_for_timeout(1500)  # charts and graphs are drawn after the page has come to rest
        return page.screenshot()


def _small(png: bytes) -> bytes:
    with Image.open(BytesIO(png)) as picture:
        out = BytesIO()
        picture.convert("RGB").quantize(COLOURS).save(out, "PNG", optimize=True)
        return out.getvalue()


if __name__ == "__main__":
    main()
