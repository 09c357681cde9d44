"""How long does a browser wait until a page of a large district shows something useful, against an empty Streamlit page?

A real Chromium, a new visitor for every page, the server warm after one visit to the first page. `python -m bench.pages STORE [RUNS]` measures.
"""

from __future__ import annotations

import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser

from bench.figures import Figure, Measured, at_most, in_process, report
from bench.prepare import store
from tests.dashboards.web.browsing import browser, serving, visiting

TIMES = 3.0
"""So many times what an empty page takes a page may take."""
EMPTY = "import streamlit as st\nst.title('empty')\n"
USEFUL = {
    "overview": "[data-testid=stMetricValue]",
    "chain": "[data-testid=stMain] h5",
    "people": "[data-testid=stMain] [data-testid=stVegaLiteChart]",
    "referral": "[data-testid=stMain] h4",
    "matrix": "[data-testid=stMain] [data-testid=stVegaLiteChart]",
    "findings": "[data-testid=stMain] h4",
    "cypher": "[data-testid=stTextArea]",
    "import": "[data-testid=stFileUploader]",
    "rules": "[data-testid=stTabs]",
}
"""What of a page is of use: the counts, the answer of a chain, a timeline, a way, cells, a finding. That there is nothing is of no use: a page that says so is never timed, and the bench fails."""
PATIENCE = 180_000


def figures(issues: int, runs: int) -> list[Figure]:
    """Seconds until each page is of use, as many times those of an empty one."""
    found = in_process("bench.pages", store(issues), runs)
    empty = found["empty"]
    yet = [Figure("empty Streamlit page in the browser", empty, "s")]
    yet.append(Figure("first page, first visit of all", found["first"], "s"))
    return yet + [
        at_most(f"page {name} in the browser ({found[name]:.2f} s)", found[name] / empty, "x empty", TIMES) for name in USEFUL
    ]  # fmt: skip


def _measure(url: str, runs: int) -> Measured:
    with tempfile.TemporaryDirectory(prefix="zeren-bench-") as folder, browser() as chrome:
        with _empty(Path(folder)) as address:
            _seconds(chrome, address, "", "h1")
            empty = statistics.median(_seconds(chrome, address, "", "h1") for _ in range(runs))
        with serving(url, Path(folder)) as address:
            first = _seconds(chrome, address, "overview", USEFUL["overview"])
            found = {
                name: statistics.median(_seconds(chrome, address, name, useful) for _ in range(runs))
                for name, useful in USEFUL.items()
            }
    return {"empty": empty, "first": first, **found}


def _seconds(chrome: Browser, address: str, path: str, useful: str) -> float:
    """From asking for a page until what is of use is seen; by a visitor who was never here."""
    with visiting(chrome, address) as visitor:
        begin = time.perf_counter()
        visitor.page.goto(f"{address}/{'' if path == 'overview' else path}")
        visitor.page.locator(useful).first.wait_for(timeout=PATIENCE)
        seconds = time.perf_counter() - begin
        print(f"{path or 'empty'} {seconds:.2f}", file=sys.stderr, flush=True)
        return seconds


@contextmanager
def _empty(folder: Path) -> Iterator[str]:
    """An app with nothing but a title; yields its address."""
    script = folder / "empty.py"
    script.write_text(EMPTY, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    flags = ["--server.headless=true", "--browser.gatherUsageStats=false", "--server.fileWatcherType=none", f"--server.port={port}"]  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), *flags], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )  # fmt: skip
    try:
        for _ in range(120):
            try:
                urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5).close()
                break
            except (URLError, OSError):
                time.sleep(0.5)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


if __name__ == "__main__":
    report(_measure(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1))
