"""Bulletins that offices could have published; every name, place and number is invented."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from loaders.bulletins.bulletin import as_gold, read_bulletin
from loaders.documents.document import Document
from loaders.readers import bulletins, notices

WHOLE = """中共岚津县教育局党组关于巡察整改进展情况的通报
根据县委统一部署，2022年11月21日至1月13日，县委第二巡察组对县教育局党组开展了常规巡察。2023年2月20日，县委巡察组向县教育局党组反馈了巡察意见。现将整改进展情况予以公布。
一、组织开展整改情况
（一）强化责任落实。成立专班，召开会议3次。
二、整改落实情况
（一）聚焦党的路线方针政策落实方面
1．针对“双减”政策落实不力问题
整改情况：开展检查12次，已完成整改。
2．针对“校园食堂监管有缺位”的问题
整改情况：1.约谈5人。2.制定制度2项。
（二）聚焦群众身边腐败问题和不正之风方面
3．关于““有偿补课”查处偏软”问题的整改
（1）关于“线索不登记”的整改
截至目前，反馈的4个方面19项问题，已整改完成14项，基本完成3项，正在推进3项，整改完成率73.7%。制定整改措施57条，修订完善制度8项，给予党纪处分2人，诫勉谈话1人，挽回经济损失12.5万元。"""


def test_a_whole_bulletin() -> None:
    said = as_gold(read_bulletin(WHOLE))
    assert (said["inspected"], said["team"]) == ("县教育局党组", "县委第二巡察组")
    assert said["period"] == [
        "2022-11-21",
        "2023-01-13",
    ]  # the second year is left out and lies over the New Year
    assert said["feedback_date"] == "2023-02-20"
    assert [(i["number"], i["title"], i["category"]) for i in said["issues"]] == [
        ("1", "“双减”政策落实不力", "党的路线方针政策落实"),
        ("2", "校园食堂监管有缺位", "党的路线方针政策落实"),
        ("3", "“有偿补课”查处偏软", "群众身边腐败问题和不正之风"),
        ("3.1", "线索不登记", "群众身边腐败问题和不正之风"),
    ]
    assert said["figures"] == {
        "issues": 19, "done": 14, "basically_done": 3, "open": 3, "rate": 73.7, "aspects": 4, "measures": 57,
        "rules_made": 8, "persons_disciplined": 2, "persons_admonished": 1, "money_recovered_wan": 12.5,
    }  # fmt: skip
    assert said["checks"] == [
        {"rule": "done+basically_done+open=issues", "holds": False},
        {"rule": "done/issues=rate", "holds": True},
    ]


def test_a_check_that_fails_is_a_remark_with_both_numbers(tmp_path: Path) -> None:
    path = tmp_path / "通报.txt"
    path.write_text(
        "区水利局党组关于巡察整改情况的通报\n反馈的25个问题，已完成整改19个，未完成整改7个，整改完成率76%。",
        "utf-8",
    )
    reading = bulletins.read(Document(path))
    (remark,) = [r for r in reading.remarks if r.code == "check-failed"]
    assert "says 25" in str(remark.reason)
    assert "give 26" in str(remark.reason)
    assert bulletins.suits(Document(path)) > 0.8
    assert notices.suits(Document(path)) == 0


def test_an_issue_without_a_number_and_a_letter_for_a_digit_are_remarked(tmp_path: Path) -> None:
    path = tmp_path / "通报.txt"
    path.write_text(
        "区水利局党组关于巡察整改情况的通报\n制定制度1O项。\n1.关于“巡河不实”的问题。已整改。\n二、聚焦“干部人事”方面\n关于“超编借用人员”问题。已清退。\n",
        "utf-8",
    )
    reading = bulletins.read(Document(path))
    assert [(r.code, r.words) for r in reading.remarks] == [
        ("unreadable", "1O项"),
        ("not-understood", "关于“超编借用人员”问题"),
    ]
    assert [i["title"] for i in reading.said["issues"]] == ["巡河不实"]


def test_issues_that_only_chinese_numerals_count() -> None:
    said = as_gold(
        read_bulletin("""一、关于“履行主体责任”方面
（一）关于“议事规则不健全”问题的整改情况
完善规则。
（二）关于“前置研究流于形式”问题的整改情况
二、关于“国有资产管理”方面
（一）关于“房产出租未公开招租”问题的整改情况
巡察反馈的25个问题，已完成整改19个。""")
    )
    assert [(i["number"], i["category"]) for i in said["issues"]] == [
        ("1.1", "履行主体责任"), ("1.2", "履行主体责任"), ("2.1", "国有资产管理"),
    ]  # fmt: skip
    assert said["figures"] == {"issues": 25, "done": 19}


@pytest.mark.parametrize(
    ("sentence", "period", "bounds"),
    [
        ("2023年3月6日至5月下旬，市委第五巡察组对市体育中心开展巡察。", ["2023-03-06", None], ["2023-05-21", "2023-05-31"]),
        ("2024年2月中旬，市委第五巡察组对市体育中心开展巡察。", [None, None], ["2024-02-11", "2024-02-20"]),
        ("市委第五巡察组于2024年4月8日至30日对市体育中心开展巡察。", ["2024-04-08", "2024-04-30"], ["2024-04-30", "2024-04-30"]),
        ("4月8日至5月30日，市委第五巡察组对市体育中心开展巡察。", [None, None], [None, None]),
        ("2024年4月31日至5月30日，市委第五巡察组对市体育中心开展巡察。", [None, "2024-05-30"], ["2024-05-30", "2024-05-30"]),
    ],
)  # fmt: skip
def test_periods(sentence: str, period: list[str | None], bounds: list[str | None]) -> None:
    said = as_gold(read_bulletin(sentence))
    assert (said["inspected"], said["team"]) == ("市体育中心", "市委第五巡察组")
    assert said["period"] == period
    assert said["period_bounds"][1] == bounds


@pytest.mark.parametrize(
    ("sentence", "lost"),
    [
        ("2024717日至830日，区委第一巡察组对区粮贸集团党委进行了巡察。", ["2024717日至830日"]),
        ("2024年1030日，区委第一巡察组向区粮贸集团党委反馈了意见。", ["2024年1030日"]),
        ("区委第一巡察组于2024年□月5日向区粮贸集团党委反馈了意见。", ["2024年□月5日"]),
        ("收回欠款□□笔。", ["欠款□□笔"]),
        ("自收到意见之日起15日内报送，第30日起公示。", []),
    ],
)
def test_what_is_lost_is_quoted_and_never_filled(sentence: str, lost: list[str]) -> None:
    said = as_gold(read_bulletin(sentence))
    assert said["unreadable"] == lost
    assert said["period"] == [None, None]
    assert said["feedback_date"] is None


@pytest.mark.parametrize(
    ("sentence", "figures"),
    [
        ("反馈的3个方面12个问题，均已完成整改。", {"aspects": 3, "issues": 12}),
        ("追缴资金2.5万元，挽回损失300万元，清退违规资金8000元。", {"money_recovered_wan": 2.5, "loss_recovered_wan": 300, "money_returned_wan": 0.8}),
        ("完成整改1,204个。", {"done": 1204}),
        ("完成整改□4个。", {}),
        ("移交问题线索3件，提醒谈话12人次，组织处理0人，问责4人。", {"leads_transferred": 3, "persons_talked": 12, "persons_org_handled": 0, "persons_accountable": 4}),
        ("细化具体措施86条，出台了7项规章制度。", {"measures_detailed": 86, "rules_made": 7}),
    ],
)  # fmt: skip
def test_figures(sentence: str, figures: dict[str, float]) -> None:
    assert as_gold(read_bulletin(sentence))["figures"] == figures


def test_an_inspection_without_a_team() -> None:
    said = as_gold(read_bulletin("对区水利局党组进行了巡察。"))
    assert (said["inspected"], said["team"]) == ("区水利局党组", None)


def test_dates_spaced_out_issues_called_so_and_figures_in_a_row() -> None:
    said = as_gold(
        read_bulletin("""2024 年 3 月 4 日至 4 月 30 日，区委第五巡察组对区住建局党组进行了巡察。6 月 12 日，区委第五巡察组向区住建局党组反馈了意见。
共反馈3个方面、9类、26个问题，已完成整改22个，未完成4个，完成率84.62%。
一、落实上级部署方面
问题1：对城市更新部署研究不够。
二、全面从严治党方面
问题2：廉政谈话流于形式。""")
    )
    assert (said["period"], said["feedback_date"]) == (["2024-03-04", "2024-04-30"], "2024-06-12")
    assert said["figures"] == {"aspects": 3, "classes": 9, "issues": 26, "done": 22, "open": 4, "rate": 84.62}
    assert all(c["holds"] for c in said["checks"])
    assert [(i["number"], i["title"], i["category"]) for i in said["issues"]] == [
        ("1", "对城市更新部署研究不够", "落实上级部署"), ("2", "廉政谈话流于形式", "全面从严治党"),
    ]  # fmt: skip


PIECES = ["一、", "（一）", "1.", "(1)", "关于“甲”问题的整改", "在“乙”方面", "。", "\n", "2024年", "717日", "至", "3月", "5日", "□", "反馈", "对", "巡察", "组", "完成整改", "12", "个", "%", "“", "”"]  # fmt: skip


@settings(max_examples=150, deadline=None, phases=[Phase.generate])
@given(st.one_of(st.text(max_size=100), st.lists(st.sampled_from(PIECES), max_size=30).map("".join)))
def test_no_text_crashes_and_every_quote_is_in_it(text: str) -> None:
    found = read_bulletin(text)
    for span in [*found.unreadable, *(i.quote for i in found.issues)]:
        assert text[span.start : span.end] == span.text
    as_gold(found)


def issues(text: str) -> list[tuple[str, str, str | None]]:
    return [(i["number"], i["title"], i["category"]) for i in as_gold(read_bulletin(text))["issues"]]


def test_the_partys_organization_is_a_category_and_no_section() -> None:
    assert issues(
        "（一）聚焦党的领导作用发挥方面\n1.关于“研究不够”问题。已完成。\n（二）聚焦党组织建设方面\n2.关于“活动流于形式”的问题。正在整改。"
    ) == [("1", "研究不够", "党的领导作用发挥"), ("2", "活动流于形式", "党组织建设")]


def test_a_short_line_above_issues_is_their_category() -> None:
    assert issues(
        "（一）落实决策部署有差距\n问题1：岸电推进缓慢。\n（二）选人用人把关不严\n问题2：档案审核不细。"
    ) == [("1", "岸电推进缓慢", "落实决策部署有差距"), ("2", "档案审核不细", "选人用人把关不严")]


def test_issues_that_are_not_called_so() -> None:
    assert issues(
        "二、具体整改情况\n（一）关于落实部署有偏差的问题\n1.关于垃圾分类推进不力。完善体系。\n2.关于违建治理缓慢。拆除违建。"
    ) == [("1", "垃圾分类推进不力", "落实部署有偏差"), ("2", "违建治理缓慢", "落实部署有偏差")]


def test_what_is_done_in_stages_counts_as_basically_done() -> None:
    said = as_gold(
        read_bulletin("反馈的423个问题，已整改到位398个，阶段性完成15个，未完成10个，完成率94.1%。")
    )
    assert said["figures"]["basically_done"] == 15
    assert all(c["holds"] for c in said["checks"])


TITLES = ["研究不够", "台账不清", "“三公”经费管理松弛", "采购未公开比价", "活动流于形式"]
FORMS = ["关于“{}”问题的整改", "关于{}的问题。", "关于{}问题。已整改。", "关于“{}”的整改情况"]
CATEGORIES = ["（一）聚焦落实上级部署方面", "（二）在“党的建设弱化”方面", "（三）关于执纪不严的问题"]
FIGURES = ["已完成整改21个", "正在整改7个", "整改完成率75%", "给予党纪处分2人", "制定制度14项", "追缴资金3.2万元"]  # fmt: skip
KEYS = ["done", "open", "rate", "persons_disciplined", "rules_made", "money_recovered_wan"]


@settings(max_examples=100, deadline=None, phases=[Phase.generate, Phase.shrink])
@given(
    st.lists(st.tuples(st.sampled_from(TITLES), st.sampled_from(FORMS)), min_size=1, max_size=6),
    st.lists(st.integers(0, len(FIGURES) - 1), unique=True),
)
def test_every_issue_and_figure_of_a_bulletin_comes_out(
    listed: list[tuple[str, str]], told: list[int]
) -> None:
    lines = [f"{n}.{form.format(title)}" for n, (title, form) in enumerate(listed, 1)]
    heads = iter(CATEGORIES)
    body = "\n".join(f"{next(heads)}\n{line}" if n % 2 == 0 else line for n, line in enumerate(lines))
    figures_ = "、".join(FIGURES[i] for i in told)
    found = as_gold(read_bulletin(f"截至目前，巡察反馈28个问题，{figures_}。\n二、整改情况\n{body}\n"))
    assert [i["number"] for i in found["issues"]] == [str(n) for n in range(1, len(lines) + 1)]
    assert [i["title"].strip("“”") for i in found["issues"]] == [t.strip("“”") for t, _ in listed]
    assert found["figures"].keys() >= {KEYS[i] for i in told} | {"issues"}
