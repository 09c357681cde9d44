"""Is what is in the way told in the language of who asks, wherever it comes out?"""

import json
import re
from pathlib import Path

import openpyxl
import pytest

from tests.dashboards.conftest import Done, run

RECORDS = """\
- {id: p1, type: Person, zh: 甲}
- {id: t1, type: Tenure, kind: Foo, heldBy: p9, ofPost: p1, from: 2024-13-01}
- {id: x, type: Nope}
"""
REASONS = {
    "heldBy": "没有此编号的人员（Person）",
    "ofPost": "须填写以下类型的记录：职位（Post）",
    "from": "日历上没有这一天",
    "type": "没有此记录类型",
}


@pytest.fixture
def refused(tmp_path: Path) -> Path:
    (tmp_path / "a.yaml").write_text(RECORDS, encoding="utf-8")
    return tmp_path


def _load(cwd: Path, *more: str, lang: str = "zh") -> Done:
    return run("load", "a.yaml", "--store", "s", *more, cwd=cwd, lang=lang)


def test_every_problem_of_a_load_has_its_reason_in_chinese(refused: Path) -> None:
    done = _load(refused)
    assert done.returncode == 3
    for reason in REASONS.values():
        assert reason in done.stdout
    assert "共 5 个问题，未载入任何内容，存储保持原样" in done.stderr


def test_json_has_the_reason_in_the_language_and_a_key_that_is_the_same_in_all(refused: Path) -> None:
    zh, en = (json.loads(_load(refused, "--format", "json", lang=lang).stdout) for lang in ("zh", "en"))
    assert {p["field"]: p["reason"] for p in zh}.items() >= REASONS.items()
    assert [p["key"] for p in zh] == [p["key"] for p in en]
    assert {p["reason"] for p in en if p["field"] == "heldBy"} == {"no Person has this id"}


def test_a_workbook_of_problems_is_in_chinese(refused: Path) -> None:
    _load(refused, "-o", "p.xlsx")
    sheet = openpyxl.load_workbook(refused / "p.xlsx").active
    assert sheet is not None
    rows = [[cell for cell in row if cell] for row in sheet.iter_rows(values_only=True)]
    assert "原因" in rows[0]
    assert {"没有此编号的人员（Person）"} <= {str(cell) for row in rows for cell in row}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["info", "--store", "nowhere"], "zeren: nowhere 处还没有存储；请用 `zeren load` 建立"),
        (["info", "--store", "bolt://127.0.0.1:1"], "没有响应"),
        (["load", "b.yaml", "--store", "s"], "没有此文件或文件夹：b.yaml，是否指 a.yaml？"),
        (["chain"], "缺少参数“ID...”。用法见 `zeren chain --help`"),
        (["chain", "--colour"], "没有选项 --colour"),
        (["gape"], "没有命令“gape”"),
        (["due", "--within", "soon"], "--within 应为天数，如 20d，不能是“soon”"),
    ],
)
def test_an_option_chooses_the_language_before_and_after_the_command(
    refused: Path, arguments: list[str], said: str
) -> None:
    after = run(*arguments, "--lang", "zh", cwd=refused, lang="en")
    assert said in after.stderr
    assert said in run("--lang=zh", *arguments, cwd=refused, lang="en").stderr
    assert not re.search(r"[\u4e00-\u9fff]", run(*arguments, "--lang", "en", cwd=refused, lang="zh").stderr)


def test_remarks_on_a_document_are_in_the_language(tmp_path: Path) -> None:
    table = "姓名,单位,职务,任职时间\n周平,苇塘镇党委,书记,2014.1\n吴安,,委员,2016.03-2018.05\n"
    (tmp_path / "班子名册.csv").write_text(table, encoding="utf-8")
    told = {
        lang: run("load", "班子名册.csv", "--dry-run", "--store", "s", cwd=tmp_path, lang=lang).stdout
        for lang in ("zh", "en")
    }
    assert "未写单位，该任职不予采用" in told["zh"]
    assert "names no unit, so the tenure is not taken" in told["en"]
    assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", told["zh"])
