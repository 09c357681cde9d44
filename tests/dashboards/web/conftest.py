"""One browser and one app for all tests of the pages."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.dashboards.web import browsing
from tests.dashboards.web.browsing import Visitor, visiting

NO_BROWSER = 3


@pytest.fixture(scope="session")
def app(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("app")
    shutil.copytree(demo / "demo-store", folder / "demo-store")  # one that tests may load into
    with browsing.serving(str(folder / "demo-store"), folder) as address:
        yield address


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """The whole run ends with status 3 where no browser is to be had: no test is skipped for want of it."""
    try:
        with browsing.browser() as started:
            yield started
    except browsing.NoBrowserError as error:
        pytest.exit(str(error), returncode=NO_BROWSER)


@pytest.fixture
def visitor(app: str, chrome: Browser) -> Iterator[Visitor]:
    with visiting(chrome, app) as somebody:
        yield somebody
        assert somebody.errors == []
        assert outside(somebody) == []


def outside(somebody: Visitor) -> list[str]:
    """Requests that went to any other host."""
    host = somebody.address.removeprefix("http://")
    own = (f"http://{host}/", f"ws://{host}/", f"blob:http://{host}/", "data:")
    return [url for url in somebody.requests if not url.startswith(own)]
