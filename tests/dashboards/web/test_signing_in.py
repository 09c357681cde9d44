"""Signing in at a real OpenID provider, through a real browser: who may see and do what, and who stays outside."""

import contextlib
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request, urlopen

import oidc_provider_mock
import pytest
from playwright.sync_api import Browser, Page

from dashboards import audit
from dashboards.web.coming_back import address_in
from graph.store import open_store
from graph.store_folder import AUDIT_LOG
from tests.dashboards.conftest import run
from tests.dashboards.web import browsing
from tests.dashboards.web.browsing import Visitor, visiting

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning"
)  # the provider's, about its own libraries

PEOPLE = """
people:
  - {who: view@example.org, roles: [viewer], scope: o-wt}
  - {who: check@example.org, roles: [investigator], scope: o-wt}
  - {who: ask@example.org, roles: [analyst], scope: o-wt}
  - {who: lead@example.org, roles: [investigator, analyst]}
"""
JOINER = "\u2060"
"""Keeps a page from making a link of an address (dashboards.web.plain)."""
KNOWN = ("view", "check", "ask", "lead", "stranger")


@dataclass(frozen=True)
class Guarded:
    """Pages behind a login."""

    address: str
    store: str
    folder: Path


@pytest.fixture(scope="module")
def guarded(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder, port = tmp_path_factory.mktemp("guarded"), browsing.free_port()
    shutil.copytree(demo / "demo-store", folder / "store", ignore=shutil.ignore_patterns(AUDIT_LOG))
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "access.yaml").write_text(PEOPLE, encoding="utf-8")
    with oidc_provider_mock.run_server_in_thread() as provider:
        issuer = f"http://localhost:{provider.server_port}"
        for name in KNOWN:
            claims = json.dumps({"email": f"{name}@example.org", "email_verified": True}).encode()
            asked = Request(
                f"{issuer}/users/{quote(name)}", claims, {"Content-Type": "application/json"}, method="PUT"
            )
            urlopen(asked, timeout=10).close()
        (folder / ".streamlit" / "secrets.toml").write_text(
            f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "{"x7" * 20}"\n'
            f'client_id = "zeren"\nclient_secret = "s"\nserver_metadata_url = "{issuer}/.well-known/openid-configuration"\n',
            encoding="utf-8",
        )
        with browsing.serving("store", folder, port) as address:
            yield Guarded(address, str(folder / "store"), folder)


def authorize(page: Page, name: str) -> None:
    """Goes to the provider and is let in there."""
    page.get_by_role("button", name="登录").click()
    page.get_by_placeholder("sub").fill(name)
    page.get_by_role("button", name="Authorize").click()


@contextlib.contextmanager
def signed_in(chrome: Browser, guarded: Guarded, name: str) -> Iterator[Visitor]:
    """Somebody who signed in at the provider."""
    with visiting(chrome, guarded.address) as somebody:
        page = somebody.opens("", lang="zh")
        authorize(page, name)
        page.wait_for_url(f"{guarded.address}/**", timeout=60_000)
        page.get_by_role("button", name="退出登录").wait_for(timeout=60_000)
        somebody.rests()
        yield somebody


def menu(page: Page) -> list[str]:
    return [link.inner_text().strip() for link in page.get_by_test_id("stSidebarNavLink").all()]


def says(somebody: Visitor, text: str) -> None:
    somebody.page.locator("[data-testid=stMain]").get_by_text(text).first.wait_for(timeout=60_000)


def last_deeds(guarded: Guarded, who: str) -> list[tuple[str, str]]:
    return [
        (line.what["deed"], line.what["what"]) for line in audit.lines(guarded.store).lines if line.who == who
    ]


def test_before_signing_in_there_is_nothing_to_see(guarded: Guarded, chrome: Browser) -> None:
    with visiting(chrome, guarded.address) as somebody:
        page = somebody.opens("chain", issue="is-wt-1", lang="zh")
        assert "请先登录" in somebody.text()
        assert "姜吾阳" not in page.content()
        assert menu(page) == []


def test_a_link_opened_before_signing_in_is_where_one_lands(guarded: Guarded, chrome: Browser) -> None:
    with visiting(chrome, guarded.address) as somebody:
        page = somebody.opens("chain", issue="is-wt-1", lang="zh", as_of="2023-10-31")
        authorize(page, "lead")
        page.locator("h1", has_text="责任链").wait_for(timeout=60_000)
        page.wait_for_url(re.compile(r"/chain\?(?=.*issue=is-wt-1)(?=.*as_of=2023-10-31)"), timeout=60_000)


@pytest.mark.parametrize(
    ("referer", "found"),
    [
        ("http://z/chain?issue=is-1&lang=zh", "/chain?issue=is-1&lang=zh"),
        ("http://other/chain", None),
        ("http://z//other/", None),
        ("javascript:alert(1)", None),
        ("http://z/chain?x=" + "y" * 4000, None),
        ("", None),
    ],
)
def test_only_an_address_of_this_host_is_come_back_to(referer: str, found: str | None) -> None:
    assert address_in(referer, "z") == found


def test_who_is_not_listed_does_not_come_in(guarded: Guarded, chrome: Browser) -> None:
    with signed_in(chrome, guarded, "stranger") as somebody:
        assert "stranger@example.org" in somebody.text().replace(JOINER, "")
        assert menu(somebody.page) == []
        somebody.opens("chain", issue="is-wt-1", lang="zh")
        assert "姜吾阳" not in somebody.page.content()
        somebody.page.get_by_role("button", name="退出登录").click()
        somebody.page.get_by_role("button", name="End session").click()  # the provider's own question
        somebody.page.get_by_role("button", name="登录", exact=True).wait_for(timeout=60_000)
    assert last_deeds(guarded, "stranger@example.org") == []


def test_a_viewer_sees_the_scope_takes_a_table_and_does_nothing_else(
    guarded: Guarded, chrome: Browser, tmp_path: Path
) -> None:
    with signed_in(chrome, guarded, "view") as somebody:
        page = somebody.page
        assert "view@example.org，范围 o-wt" in page.get_by_test_id("stSidebar").inner_text().replace(
            JOINER, ""
        )
        assert {"查询", "导入"} & set(menu(page)) == set()
        somebody.opens("chain", issue="is-wt-1", lang="zh")
        assert "姜吾阳" in somebody.text()
        somebody.opens("chain", issue="is-hcd-1", lang="zh")
        says(somebody, "没有这样的记录")
        for path in ("import", "cypher"):
            somebody.opens(path, lang="zh")
            says(somebody, "不在您的权限之内")
        somebody.opens("findings", lang="zh")
        assert page.get_by_role("button", name="认定").count() == 0
        somebody.opens("people", organization="o-wt", lang="zh")
        with page.expect_download() as taken:
            page.get_by_role("button", name="下载 CSV").first.click()
        taken.value.save_as(tmp_path / "t.csv")
        assert (tmp_path / "t.csv").stat().st_size
    assert last_deeds(guarded, "view@example.org") == [
        ("sign-in", "o-wt"),
        ("export", "zeren-tenures-o-wt csv"),
    ]


def test_an_analyst_s_cypher_cannot_leave_the_scope_and_is_written_down(
    guarded: Guarded, chrome: Browser
) -> None:
    count = "MATCH (i:Issue) RETURN count(i) AS issues"
    with signed_in(chrome, guarded, "ask") as somebody:
        page = somebody.opens("cypher", lang="zh")
        page.get_by_label("Cypher（只读）").fill(count)
        page.get_by_role("button", name="查询", exact=True).click()
        page.get_by_text(re.compile(r"^1 行，")).wait_for(timeout=60_000)
        with page.expect_download() as taken:
            page.get_by_role("button", name="下载 CSV").click()
        assert Path(taken.value.path()).read_text(encoding="utf-8").split() == ["issues", "7"]
    deeds = last_deeds(guarded, "ask@example.org")
    assert ("query", count) in deeds
    assert audit.lines(guarded.store).lines[-1].what["deed"] == "export"


def test_an_investigator_dismisses_inside_the_scope_and_loads_nothing(
    guarded: Guarded, chrome: Browser
) -> None:
    with signed_in(chrome, guarded, "check") as somebody:
        page = somebody.page
        assert "导入" not in menu(page)
        somebody.opens("findings", finding="fi-wt-1", lang="zh")
        assert page.get_by_label("记录人").first.is_disabled()
        page.get_by_label("理由（必填）").fill("已核实，不成立")
        page.get_by_label("决定者（必填）").fill("o-wt")
        page.get_by_role("option").first.click()
        page.get_by_role("button", name="排除", exact=True).click()
        says(somebody, "已记入决定日志第 1 条")
        somebody.rests()
        assert "已核实，不成立" in somebody.text()  # the store of the scope knows it as well
    with contextlib.closing(open_store(guarded.store)) as whole:
        (line,) = whole.decisions()
    assert (line.who, line.what["kind"]) == ("check@example.org", "Dismissed")
    assert last_deeds(guarded, "check@example.org") == [("sign-in", "o-wt"), ("dismiss", "fi-wt-1")]


def test_who_has_all_roles_and_no_scope_sees_everything(guarded: Guarded, chrome: Browser) -> None:
    with signed_in(chrome, guarded, "lead") as somebody:
        assert {"查询", "导入"} <= set(menu(somebody.page))
        somebody.opens("chain", issue="is-hcd-1", lang="zh")
        assert "没有这样的记录" not in somebody.text()
        somebody.opens("import", lang="zh")
        assert somebody.page.get_by_label("载入人").is_disabled()


def test_every_line_follows_the_one_before(guarded: Guarded) -> None:
    done = run("--store", guarded.store, "audit", "verify", cwd=guarded.folder)
    assert done.returncode == 0, done.stderr
