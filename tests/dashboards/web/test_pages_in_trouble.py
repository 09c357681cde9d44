"""Pages whose store is missing, wrong, or comes back; choices by session state: without a browser."""

import shutil
import socket
import threading
import time
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboards import audit
from dashboards.web import chain_page, cypher_page
from dashboards.web.session import Here
from graph.publish import load
from graph.store import open_store
from loaders import recognise, yaml_records
from tests.dashboards.conftest import ROOT, run
from tests.graph.wipe import wipe
from tests.server import Neo4jServer

APP = str(ROOT / "dashboards" / "web" / "app.py")


def _texts(at: AppTest) -> str:
    return "\n".join(
        [e.value for kind in (at.error, at.markdown, at.info, at.code, at.title, at.caption) for e in kind]
    )


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZEREN_LANG", "zh")


def test_a_path_that_is_no_store_is_said_to_be_none(
    opened: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("x", encoding="utf-8")
    monkeypatch.setenv("ZEREN_STORE", str(tmp_path / "letters"))
    at = AppTest.from_file(APP, default_timeout=60).run()
    assert "不是 Zeren 的存储" in at.error[0].value
    assert not at.exception


def test_a_store_that_comes_later_is_shown_when_asked_again(
    opened: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZEREN_STORE", str(tmp_path / "late"))
    at = AppTest.from_file(APP, default_timeout=60).run()
    assert "还没有内容" in at.error[0].value
    done = run(
        "--store",
        "late",
        "load",
        "shipped:jintan-2023",
        "shipped:domains",
        "--as-of",
        "2024-09-30",
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    at.button("again").click().run()
    assert not at.error
    assert at.title[0].value == "概览"


def test_the_day_and_the_language_of_an_address_are_those_of_the_page(
    opened: None, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZEREN_STORE", str(demo / "demo-store"))
    at = AppTest.from_file(APP, default_timeout=60)
    at.query_params["lang"] = "en"
    at.query_params["as_of"] = "2023-10-31"
    at.run()
    assert not at.exception
    assert at.title[0].value == "Overview"
    assert any("2023-10-31" in s.value for s in at.subheader)
    at.query_params["as_of"] = "not-a-day"
    at.run()
    assert not at.exception


def _opened(**query: str) -> AppTest:
    at = AppTest.from_file(APP, default_timeout=120)
    for name, value in query.items():
        at.query_params[name] = value
    return at.run()


def _publish(folder: Path, text: str) -> None:
    with closing(open_store(str(folder))) as writer:
        load(writer, yaml_records.read_text(text, "text.yaml"), as_of=date(2024, 9, 30), who="clerk")


@pytest.fixture
def own(opened: None, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of one's own, shown by the pages."""
    folder = shutil.copytree(demo / "demo-store", tmp_path / "store")
    monkeypatch.setenv("ZEREN_STORE", str(folder))
    return Path(folder)


def test_what_another_process_decides_or_loads_is_on_the_next_page(own: Path) -> None:
    at = _opened()
    before = at.metric[1].value
    assert at.metric[1].label == "人员"
    _publish(own, "- {id: p-extra-1, type: Person, zh: 新人}")
    at.run()
    assert (int(before), int(at.metric[1].value)) == (int(before), int(before) + 1)
    assert not at.exception


def test_a_page_during_which_the_store_moved_is_drawn_anew(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = []

    def slow(found: Here) -> None:
        versions.append(found.info.version)
        if len(versions) == 1:
            _publish(own, "- {id: p-extra-1, type: Person, zh: 新人}")
        elif len(versions) == 2:
            _publish(own, "- {id: p-extra-2, type: Person, zh: 新人}")
            raise IndexError("half of one version, half of another")
        st.write(f"persons {found.info.counts['Person']} of version {found.info.version}")

    monkeypatch.setattr("dashboards.web.overview_page.show", slow)
    at = _opened()
    assert versions == [1, 2, 3]
    assert not at.error
    assert [m.value for m in at.markdown if "of version" in m.value][-1].endswith("of version 3")


def test_another_store_put_in_its_place_is_the_one_that_is_shown(own: Path, tmp_path: Path) -> None:
    at = _opened()
    assert "由 demo 载入" in _texts(at)
    other = tmp_path / "other"
    with closing(open_store(str(other), create=True)) as fresh:
        load(fresh, yaml_records.read_text("- {id: p-1, type: Person, zh: 人}", "t.yaml"), as_of=date(2020, 1, 1), who="other")  # fmt: skip
    shutil.rmtree(own)
    other.rename(own)
    at.run()
    assert not at.exception
    assert at.metric[1].value == "1"
    assert "由 other 载入" in _texts(at)


def test_a_damaged_file_and_tables_of_an_older_zeren_are_told_and_mending_them_is_enough(own: Path) -> None:
    file = own / "versions" / "1" / "compiled" / "matter.arrow"
    whole = file.read_bytes()
    file.write_bytes(whole[:100])
    at = _opened()
    assert "做不到这件事" in at.error[0].value
    assert "matter.arrow" in at.code[0].value
    file.unlink()
    at.button("again").click().run()
    assert "由较早的 Zeren" in at.code[0].value
    file.write_bytes(whole)
    at.button("again").click().run()
    assert not at.error


def test_where_the_audit_log_cannot_be_written_the_page_says_so_and_nothing_is_asked(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = own.parent / "file"
    closed.write_text("", encoding="utf-8")
    monkeypatch.setenv("ZEREN_AUDIT", str(closed / "audit.jsonl"))
    monkeypatch.setattr(
        "dashboards.web.overview_page.show", cypher_page.show
    )  # AppTest opens the first page only
    at = _opened()
    assert "ZEREN_AUDIT" in at.warning[0].value
    at.text_area("cypher_text").set_value("MATCH (n:Issue) RETURN count(n) AS n")
    next(b for b in at.button if b.label == "查询").click().run()
    assert at.error
    assert not at.dataframe
    monkeypatch.setenv("ZEREN_AUDIT", str(own.parent / "audit.jsonl"))
    next(b for b in at.button if b.label == "查询").click().run()
    assert not at.error
    assert at.dataframe[0].value.to_dict("list") == {"n": [33]}
    (line,) = audit.lines(str(own)).lines
    assert line.what["deed"] == "query"


class Cable:
    """Between the pages and a server: can be cut, and put together again."""

    def __init__(self, port: int) -> None:
        self._to, self._whole = port, True
        self._ends: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                if not self._whole:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._to))
                self._ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while said := one.recv(65_536):
                other.sendall(said)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        self._whole = False
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self._whole = True

    def close(self) -> None:
        self.cut()
        self._door.close()


def test_pages_on_a_server_that_goes_away_and_comes_back(
    opened: None, neo4j_server: Neo4jServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_USER", neo4j_server.user)
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_server.password)
    monkeypatch.setenv("ZEREN_AUDIT", str(tmp_path / "audit.jsonl"))
    parts = urlsplit(neo4j_server.uri)
    wipe(neo4j_server)
    with closing(open_store(neo4j_server.uri)) as server:
        district = recognise.read(["shipped:jintan-2023", "shipped:domains", "shipped:district"])
        load(server, district, as_of=date(2024, 9, 30), who="clerk")
    with closing(Cable(parts.port or 7687)) as cable:
        monkeypatch.setenv("ZEREN_STORE", f"bolt://127.0.0.1:{cable.port}")
        at = _opened()
        assert not at.error
        assert at.title[0].value == "概览"
        cable.cut()
        begun = time.monotonic()
        at.run()
        assert "现在没有应答" in at.error[0].value
        assert time.monotonic() - begun < 15
        cable.mend()
        at.button("again").click().run()
        assert not at.error
        assert at.title[0].value == "概览"
        monkeypatch.setattr(
            "dashboards.web.overview_page.show", chain_page.show
        )  # AppTest opens the first page only
        at = _opened(issue="is-wt-1")
        assert not at.error
        assert "姜吾阳" in _texts(at)
        monkeypatch.setattr("dashboards.web.overview_page.show", cypher_page.show)
        at = _opened()
        at.text_area("cypher_text").set_value("MATCH (n:Issue) RETURN count(n) AS n")
        next(b for b in at.button if b.label == "查询").click().run()
        assert at.dataframe[0].value.to_dict("list") == {"n": [33]}


def test_without_cytoscape_the_chain_is_a_still_picture_that_says_so_and_the_table_can_be_chosen(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "dashboards.web.overview_page.show", chain_page.show
    )  # AppTest opens the first page only
    monkeypatch.setattr("dashboards.web.graph_view.CYTOSCAPE", own / "missing.mjs")
    at = _opened(issue="is-wt-1")
    assert not at.exception
    assert any("没有 cytoscape.js" in i.value for i in at.info)
    (drawn,) = at.get("graphviz_chart")
    spec = drawn.proto.spec
    assert '"t-wt-jiang" [label="姜吾阳 · 苇塘镇党委书记' in spec
    assert spec.count("rank=same") > 4  # a line a layer
    assert "style=dashed" in spec
    assert any("t-wt-jiang" in d.value.iloc[:, 0].tolist() for d in at.dataframe)
