"""What records are called stands on every page as it is written: no formatting, no link, no picture."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.web.plain import plain
from graph.store import Name

NAME = "$A$ *b* ~5~ ![x](http://192.0.2.7/) [l](http://192.0.2.7) :red[x]"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("区委", "区委"),
        ("fi-yh-1", "fi-yh-1"),
        ("3~5天、7~9天", r"3\~5天、7\~9天"),
        ("*a* `b` :red[c]", r"\*a\* \`b\` \:red\[c\]"),
        ("- a\n# b", r"\- a \# b"),
        ("1. a", r"1\. a"),
        ("https://192.0.2.7", "https\\:\u2060//192.0.2.7"),
    ],
)
def test_every_sign_of_markdown_is_escaped(text: str, told: str) -> None:
    assert plain(text) == told


@pytest.mark.parametrize("page", ["overview", "chain", "people", "referral", "matrix", "findings", "cypher", "import", "rules"])  # fmt: skip
def test_no_page_reads_a_name_as_markdown(page: str, demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZEREN_STORE", str(demo / "demo-store"))
    monkeypatch.setenv("ZEREN_LANG", "zh")
    monkeypatch.setattr(Name, "label", lambda _, __: NAME)
    at = AppTest.from_function(_shown, default_timeout=60, kwargs={"page": page})
    at.query_params["issue"] = "is-wt-1"
    at.query_params["who"] = at.query_params["sel"] = "t-wt-jiang"
    at.run()
    assert not at.exception
    said = [e.value for e in (*at.markdown, *at.caption, *at.info, *at.warning, *at.error)]
    said += [b.label for b in at.button] + [e.label for e in at.expander]
    said += [str(cell) for t in at.table for row in t.value.to_numpy() for cell in row]
    assert [text for text in said if "*b*" in text.replace(r"\*b\*", "")] == []
    if page in ("chain", "findings"):
        assert any(plain(NAME) in text for text in said)


def _shown(page: str) -> None:
    import importlib

    from dashboards.access import local
    from dashboards.web.session import here, language

    found = here(language(), local())
    found.wording.names.clear()
    importlib.import_module(f"dashboards.web.{page}_page").show(found)
