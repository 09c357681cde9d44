"""Nobody sees a page before signing in, where there is a login."""

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import audit


def page() -> None:
    import os

    import streamlit as st

    from dashboards.web import gate
    from dashboards.wording import Wording
    from ontology.errors import ZerenError

    found, refused = None, None
    try:
        found = gate.user(os.environ["ZEREN_STORE"])
    except ZerenError as error:
        refused = error
    if found is None:
        gate.door(Wording("en"), refused)
    else:
        st.write(f"secret for {found.who} in {found.scope}")


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("ZEREN_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("ZEREN_ACCESS", str(tmp_path / "access.yaml"))
    monkeypatch.delenv("ZEREN_AUDIT", raising=False)
    (tmp_path / "access.yaml").write_text(
        "people: [{who: li@example.org, roles: [viewer], scope: o-wt}]", encoding="utf-8"
    )
    return AppTest.from_function(page, default_timeout=60)


def with_login(app: AppTest) -> AppTest:
    app.secrets["auth"] = {"redirect_uri": "http://localhost/oauth2callback", "cookie_secret": "x" * 40}
    return app


def signed_in(monkeypatch: pytest.MonkeyPatch, **claims: Any) -> None:
    class Somebody(dict[str, Any]):
        def to_dict(self) -> dict[str, Any]:
            return dict(self)

    monkeypatch.setattr("streamlit.user", Somebody({"is_logged_in": True, **claims}))


def shown(app: AppTest) -> str:
    return " ".join(m.value for m in [*app.markdown, *app.title, *app.error])


def test_without_a_login_the_user_of_the_machine_is_in(app: AppTest) -> None:
    done = app.run()
    assert not done.exception
    assert "secret for" in shown(done)


def test_before_signing_in_there_is_nothing_but_a_way_to(app: AppTest) -> None:
    done = with_login(app).run()
    assert not done.exception
    assert "secret" not in shown(done)
    assert [b.label for b in done.button] == ["Sign in"]


def test_who_is_listed_comes_in_and_that_is_written_down_once(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    signed_in(monkeypatch, email="li@example.org")
    done = with_login(app).run()
    assert not done.exception
    assert "secret for li@example.org in o-wt" in shown(done)
    done.run()
    (line,) = audit.lines(str(tmp_path / "store")).lines
    assert (line.who, line.what["deed"], line.what["what"]) == ("li@example.org", "sign-in", "o-wt")


def test_who_is_not_listed_is_told_so_and_can_leave(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in(monkeypatch, email="nobody@example.org")
    done = with_login(app).run()
    assert not done.exception
    assert "secret" not in shown(done)
    assert "not listed" in shown(done)
    assert [b.label for b in done.button] == ["Sign out"]


def test_who_is_taken_off_the_list_is_out_at_the_next_click(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    signed_in(monkeypatch, email="li@example.org")
    done = with_login(app).run()
    assert "secret for" in shown(done)
    (tmp_path / "access.yaml").write_text(
        "people: [{who: wang@example.org, roles: [viewer]}]", encoding="utf-8"
    )
    done.run()
    assert "secret" not in shown(done)
    (tmp_path / "access.yaml").unlink()
    done.run()
    assert "secret" not in shown(done)
    assert "docs/access.md" in shown(done)
