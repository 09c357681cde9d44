"""A real Chromium and one running app for the tests of the pages; what is missing is installed, or the run says what to install."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

PACKAGES = ("chromium", "fonts-noto-cjk")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip
ROOT = Path(__file__).resolve().parents[3]


class NoBrowserError(RuntimeError):
    """No Chromium can be had; the message says what to install."""


def chromium() -> Path:
    """Chromium and a Chinese font, installed from Debian's packages where they are missing; raises NoBrowserError."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None or not _has_chinese_font():
        _install()
        found = shutil.which("chromium")
    if found is None:
        raise NoBrowserError(_wanted())
    return Path(found)


def _has_chinese_font() -> bool:
    listed = shutil.which("fc-list")
    if listed is None:
        return False
    done = subprocess.run([listed, ":lang=zh", "family"], capture_output=True, text=True, check=False)
    return bool(done.stdout.strip())


def _wanted() -> str:
    return f"The tests of the pages need a browser and a Chinese font. As root: apt-get install {' '.join(PACKAGES)}"


def _install() -> None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise NoBrowserError(_wanted())
    print(f"Installing {' '.join(PACKAGES)} (apt-get install)", file=sys.stderr, flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ("apt-get", "--quiet=2")
    subprocess.run([*apt, "update"], env=quiet, capture_output=True, check=False)
    done = subprocess.run(
        [*apt, "install", "--yes", "--no-install-recommends", *PACKAGES, "fontconfig"],
        env=quiet, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise NoBrowserError(f"{_wanted()}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(store: str, folder: Path, port: int | None = None) -> Iterator[str]:
    """`zeren dashboard` on a free port, begun in a folder; yields its address. Ends with the block."""
    port = port or free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "ZEREN_LANG": "zh", "POLARS_MAX_THREADS": "2"}
    command = [
        sys.executable,
        "-m",
        "dashboards.cli",
        "--store",
        store,
        "dashboard",
        "--port",
        str(port),
        "--no-open",
    ]
    log = folder / "dashboard.log"
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=out)
        try:
            _wait(process, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(240):
        if process.poll() is not None:
            raise AssertionError(f"the app ended: {log.read_text(encoding='utf-8')}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=30).close()
                return
        time.sleep(0.25)
    raise AssertionError(f"the app does not answer: {log.read_text(encoding='utf-8')}")


@dataclass
class Visitor:
    """Somebody with a browser of their own: opens pages, and every request is noted."""

    address: str
    context: BrowserContext
    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def opens(self, path: str, **query: str) -> Page:
        """Goes to a page and waits until it stands still."""
        self.page.goto(f"{self.address}/{path}?{urlencode(query)}")
        self.page.wait_for_selector("h1", timeout=60_000)
        self.rests()
        return self.page

    def rests(self) -> None:
        """Waits until nothing runs any more."""
        self.page.wait_for_timeout(300)
        self.page.wait_for_function(
            "!document.querySelector('[data-testid=stApp][data-test-script-state=running]')", timeout=60_000
        )
        self.page.wait_for_timeout(100)

    def text(self) -> str:
        """Everything that is written on the page."""
        return self.page.locator("[data-testid=stMain]").inner_text()

    def graph(self, script: str) -> object:
        """What an expression says of the graph, `cy` being cytoscape's own handle."""
        self.page.wait_for_function(f"{_VIEW} && {_VIEW}.cy.nodes().length > 0", timeout=30_000)
        return self.page.evaluate(f"(() => {{ const cy = {_VIEW}.cy; return {script}; }})()")

    def clicks_node(self, identifier: str, *, twice: bool = False) -> None:
        """Clicks a node of the graph with the mouse, where it is drawn."""
        at = self.graph(
            f"(() => {{ const p = cy.getElementById('{identifier}').renderedPosition(); return [p.x, p.y]; }})()"
        )
        assert isinstance(at, list)
        canvas = self.page.locator(".zeren-graph .canvas")
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        assert box is not None
        mouse = self.page.mouse
        (mouse.dblclick if twice else mouse.click)(box["x"] + at[0], box["y"] + at[1])
        self.page.wait_for_url(f"**sel={identifier}*", timeout=60_000)
        self.rests()


_VIEW = (
    "[...document.querySelectorAll('[data-testid=stBidiComponentRegular], [data-testid=stBidiComponentIsolated], div')]"
    ".map(e => e.shadowRoot && e.shadowRoot.querySelector('.zeren-graph')).find(e => e && e.zeren)?.zeren"
)


@contextmanager
def browser() -> Iterator[Browser]:
    """One Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(chromium()), args=list(FLAGS))
        try:
            yield started
        finally:
            started.close()


@contextmanager
def visiting(browser_: Browser, address: str, *, dark: bool = False, height: int = 1400) -> Iterator[Visitor]:
    """A new visitor, without any trace of others."""
    context = browser_.new_context(
        viewport={"width": 1440, "height": height}, color_scheme="dark" if dark else "light", locale="zh-CN", accept_downloads=True
    )  # fmt: skip
    visitor = Visitor(address, context, context.new_page())

    def asked(request: Request) -> None:
        visitor.requests.append(request.url)

    context.on("request", asked)
    visitor.page.on("websocket", lambda socket_: visitor.requests.append(socket_.url))
    visitor.page.on("pageerror", lambda error: visitor.errors.append(str(error)))
    try:
        yield visitor
    finally:
        context.close()
