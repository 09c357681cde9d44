"""Notices that offices could have written; every name, place and unit is invented."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from loaders.normal_text import normal
from loaders.notices.heads import parse_heads
from loaders.notices.notice import as_gold, read_notice
from loaders.notices.said import Division, Leader, Notice
from loaders.notices.terms import terms


def told(division: Division) -> str:
    sign = {"added": "+", "removed": "-", None: ""}[division.change]
    whom = f"<{division.principal}>" if division.principal else ""
    return f"{sign}{division.mode}{whom} {division.target.kind[0]}:{division.target.name}"


def divisions(notice: Notice, person: str | None) -> list[str]:
    return [told(d) for leader in notice.leaders if leader.head.person == person for d in leader.divisions]


def leader(notice: Notice, person: str | None) -> Leader:
    return next(x for x in notice.leaders if x.head.person == person)


def not_understood(notice: Notice) -> list[str]:
    return [s.text.strip() for s in notice.not_understood]


def test_a_full_notice_with_ordinals_titles_before_names_and_a_vacant_seat() -> None:
    notice = read_notice("""中共岚津县委办公室
关于县政府领导班子成员分工调整的通知
岚办发〔2023〕7号
各乡镇党委、县直各单位：
根据工作需要，经县委常委会研究，现就县政府领导同志工作分工通知如下：
1.县委副书记、代县长 迟牧云同志主持县政府全面工作，负责编制、审计方面工作。分管县审计局。
2.县委常委、常务副县长麻远舟（正处级）：负责县政府常务工作，协助迟牧云同志分管县审计局；分管县发改局、财政局、行政审批服务局（县政务服务管理办公室）。联系县税务局、人民银行岚津支行。
3.副县长（挂职） 祁疏桐同志　协助麻远舟同志分管乡村振兴、招商引资（含驻外招商）工作。
4.副县长（暂缺）：分管住建、城管、、交通运输等工作。
岚津县人民政府办公室
二〇二三年八月十五日""")
    assert (notice.body, str(notice.date), notice.kind) == ("岚津县人民政府办公室", "2023-08-15", "full")
    assert leader(notice, "迟牧云").head.titles == ("县委副书记", "代县长")
    assert leader(notice, "迟牧云").head.acting
    assert divisions(notice, "迟牧云") == [
        "OverallCharge d:县政府全面工作", "InChargeOf d:编制", "InChargeOf d:审计", "InChargeOf u:县审计局",
    ]  # fmt: skip
    assert leader(notice, "麻远舟").head.rank == "正处级"
    assert divisions(notice, "麻远舟") == [
        "InChargeOf d:县政府常务工作", "Assists<迟牧云> u:县审计局", "InChargeOf u:县发改局", "InChargeOf u:财政局",
        "InChargeOf u:行政审批服务局", "Liaises u:县税务局", "Liaises u:人民银行岚津支行",
    ]  # fmt: skip
    finance, approval = (leader(notice, "麻远舟").divisions[i].target for i in (3, 4))
    assert (finance.full, approval.aliases) == ("县财政局", ("县政务服务管理办公室",))
    assert divisions(notice, "祁疏桐") == ["Assists<麻远舟> d:乡村振兴", "Assists<麻远舟> d:招商引资"]
    assert leader(notice, "祁疏桐").divisions[1].target.includes == ("驻外招商",)
    assert divisions(notice, None) == ["InChargeOf d:住建", "InChargeOf d:城管", "InChargeOf d:交通运输"]
    assert not_understood(notice) == []


def test_a_delta_notice_moves_items_both_ways() -> None:
    notice = read_notice("""关于部分副市长分工调整的通知
各县（市、区）人民政府：
因工作变动，市政府决定：
一、将原由花满渚同志分管的市生态环境局、市林业局调整由副市长冉晴川同志分管。
二、副市长尹栖迟同志不再分管商务、外事工作，增加分管应急管理、消防救援工作。联系市气象局。
三、民政、残疾人事业工作改由副市长庾长风同志负责，花满渚同志不再负责。
四、暨怀瑾同志代管花满渚同志分管的市信访局。
五、宣传工作由庾长风同志牵头，不再由尹栖迟同志负责。
其他领导同志分工不变。
匡河市人民政府
2024年6月3日""")
    assert (notice.kind, notice.body, str(notice.date)) == ("delta", "匡河市人民政府", "2024-06-03")
    assert divisions(notice, "花满渚") == [
        "-InChargeOf u:市生态环境局", "-InChargeOf u:市林业局", "-InChargeOf d:民政", "-InChargeOf d:残疾人事业",
    ]  # fmt: skip
    assert divisions(notice, "冉晴川") == ["+InChargeOf u:市生态环境局", "+InChargeOf u:市林业局"]
    assert divisions(notice, "尹栖迟") == [
        "-InChargeOf d:商务", "-InChargeOf d:外事", "+InChargeOf d:应急管理", "+InChargeOf d:消防救援",
        "+Liaises u:市气象局", "-InChargeOf d:宣传",
    ]  # fmt: skip
    assert divisions(notice, "庾长风") == [
        "+InChargeOf d:民政", "+InChargeOf d:残疾人事业", "+InChargeOf d:宣传",
    ]  # fmt: skip
    assert divisions(notice, "暨怀瑾") == ["+InChargeOf u:市信访局"]
    assert "其他领导同志分工不变。" in not_understood(notice)


def test_items_taken_collectively_are_taken_from_the_one_who_is_named() -> None:
    notice = read_notice("""经研究，将麦照野同志分管的下列工作调整为其他副局长分管，具体如下：
副局长温知夏同志，增加分管法规科。联系市律师协会。
2024年1月8日""")
    assert divisions(notice, "麦照野") == ["-InChargeOf u:法规科", "-Liaises u:市律师协会"]
    assert all(d.implied for d in leader(notice, "麦照野").divisions)


TABLE = """序号\t姓名\t职务\t分管工作\t联系单位
1\t沐清和\t党委书记\t全面工作\t
2\t顾长川\t党委副书记、镇长\t政府全面工作；财政、审计\t县财政局
3\t邱 野\t人大主席\t协助顾长川同志分管农业农村\t县人大办"""


def test_the_heads_of_a_tables_columns_stand_for_verbs() -> None:
    notice = read_notice(TABLE)
    assert divisions(notice, "沐清和") == ["OverallCharge d:全面工作"]
    assert divisions(notice, "顾长川") == [
        "OverallCharge d:政府全面工作", "InChargeOf d:财政", "InChargeOf d:审计", "Liaises u:县财政局",
    ]  # fmt: skip
    assert divisions(notice, "邱野") == ["Assists<顾长川> d:农业农村", "Liaises u:县人大办"]


@pytest.mark.parametrize(
    ("sentence", "person", "titles"),
    [
        ("应照水党组书记、主任：主持委全面工作。", "应照水", ["党组书记", "主任"]),
        ("党怀远副主任：分管办公室。", "党怀远", ["副主任"]),
        ("余半山市纪委监委驻市教育局纪检监察组组长：负责纪检监察工作。", "余半山", ["市纪委监委驻市教育局纪检监察组组长"]),
        ("办公室主任卜晚舟同志主持全面工作。", "卜晚舟", ["办公室主任"]),
        ("副县长霍青山负责教育、体育工作。", "霍青山", ["副县长"]),
        ("章岫云（党组书记、局长）：主持局全面工作。", "章岫云", ["党组书记", "局长"]),
        ("解雨晴同志任党组成员、副局长，分管宣传科、信息中心。", "解雨晴", ["党组成员", "副局长"]),
        ("局长助理 卓 然：协助局长负责机关党建工作。", "卓然", ["局长助理"]),
        ("区委常委、副区长 阿依努尔·买买提：负责文化和旅游、教育和体育工作。", "阿依努尔·买买提", ["区委常委", "副区长"]),
        ("副区长：瞿听雪（女）：司法、公安、禁毒", "瞿听雪", ["副区长"]),
        ("总会计师单雨薇：分管资产财务部、审计部", "单雨薇", ["总会计师"]),
        ("代理区长：成思远同志\n主持区政府全面工作。", "成思远", ["代理区长"]),
        ("副區長 闕長歌：負責區政府日常工作。聯繫區殘聯。", "阙长歌", ["副区长"]),
        ("马立行同志，男，汉族，1975年3月生，区委常委、副区长。\n分管工作：负责发展改革、财政金融工作。", "马立行", ["区委常委", "副区长"]),
    ],
)  # fmt: skip
def test_name_and_titles(sentence: str, person: str, titles: list[str]) -> None:
    notice = read_notice(sentence)
    assert [x.head.person for x in notice.leaders] == [person]
    assert list(notice.leaders[0].head.titles) == titles
    assert notice.leaders[0].divisions
    assert not_understood(notice) == []


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("统筹协调河长制工作，牵头协调人居环境整治", ["InChargeOf d:河长制", "InChargeOf d:人居环境整治"]),
        ("分管和联系镇农业农村办", ["InChargeOf u:镇农业农村办", "Liaises u:镇农业农村办"]),
        ("负责与区工商联、驻区高校的联系工作", ["Liaises u:区工商联", "Liaises u:驻区高校"]),
        ("挂点联系云溪镇中心小学；协管安全稳定工作", ["Liaises u:云溪镇中心小学", "Assists d:安全稳定"]),
        ("协助分管信访、维稳方面的工作", ["Assists d:信访", "Assists d:维稳"]),
        ("协助区委书记、区长抓党建工作", ["Assists<区委书记、区长> d:党建"]),
        ("分管：1.财务科；2.法规科；3.执法支队", ["InChargeOf u:财务科", "InChargeOf u:法规科", "InChargeOf u:执法支队"]),
        ("分管单位为区民政局、区信访局", ["InChargeOf u:区民政局", "InChargeOf u:区信访局"]),
        ("受区长委托负责审计，及乡村振兴方面的工作", ["InChargeOf d:审计", "InChargeOf d:乡村振兴"]),
        ("主持常务工作", ["InChargeOf d:常务工作"]),
        ("负责全面工作", ["OverallCharge d:全面工作"]),
        ("分管秘书一科和督查科", ["InChargeOf u:秘书一科", "InChargeOf u:督查科"]),
        ("分管区住房和城乡建设局", ["InChargeOf u:区住房和城乡建设局"]),
        ("负责安全生产及应急管理工作", ["InChargeOf d:安全生产", "InChargeOf d:应急管理"]),
        ("分管财政、、税务，统计等工作", ["InChargeOf d:财政", "InChargeOf d:税务", "InChargeOf d:统计"]),
        ("分管省节粮监察（监测）中心", ["InChargeOf u:省节粮监察(监测)中心"]),
    ],
)  # fmt: skip
def test_verbs_and_items(clause: str, expected: list[str]) -> None:
    notice = read_notice(f"副区长 温知夏：{clause}。")
    assert divisions(notice, "温知夏") == expected
    assert not_understood(notice) == []


@pytest.mark.parametrize(
    "text",
    [
        "联系电话：0000-1234567。联系人：办公室。",
        "分管领导要认真履行一岗双责，主管部门要加强监督。",
        "各位领导职责边界清楚，便于各科室衔接配合。",
        "负责人由组织部门任命。",
        "副区长 温知夏：完成领导交办的其他任务。",
    ],
)
def test_what_is_no_division_gives_none(text: str) -> None:
    notice = read_notice(text)
    assert not [d for x in notice.leaders for d in x.divisions]
    assert notice.not_understood


def test_a_sentence_about_something_else_ends_a_passage() -> None:
    notice = read_notice("副区长 温知夏：分管财政工作。\n本通知由办公室解释。\n负责督促落实各项制度。")
    assert divisions(notice, "温知夏") == ["InChargeOf d:财政"]
    assert not_understood(notice) == ["本通知由办公室解释。", "负责督促落实各项制度。"]


def test_a_name_with_two_readings_is_not_read() -> None:
    # 滕绍 heading 雍柏临公安分局 or 滕绍雍 heading 柏临公安分局: the text does not say.
    notice = read_notice("滕绍雍柏临公安分局局长：负责公安工作。")
    assert all(x.head.person is None for x in notice.leaders)


def test_quotes_are_the_original_characters_at_their_place() -> None:
    source = "工作分工：分管縣衛(wèi)生健康局(縣疾控中心)、縣檔案館。聯(lián)系縣殘聯(lián)。"
    for leader_ in read_notice(source).leaders:
        for division in leader_.divisions:
            quote = division.target.quote
            assert source[quote.start : quote.end] == quote.text
    names = [d.target.name for d in read_notice(source).leaders[0].divisions]
    assert names == ["县卫生健康局", "县档案馆", "县残联"]


WORDS = [
    *terms().verbs, *terms().raw["title_cores"], *terms().raw["comrade"], *terms().raw["endings"], *terms().raw["change"]["move"],
    "应谦", "上官云", "区", "财政局", "、", "，", "。", "；", "：", "\n", "\t", "（", "）", "“", "一、", "1.", "不再", "协助", "原由", " ", "聯(lián)系", "2024年1月1日",
]  # fmt: skip
texts = st.one_of(st.text(max_size=120), st.lists(st.sampled_from(WORDS), max_size=40).map("".join))


@settings(max_examples=150, deadline=None, phases=[Phase.generate])
@given(texts)
def test_no_text_crashes_and_no_character_is_lost(text: str) -> None:
    source = text.replace("\r\n", "\n")
    notice = read_notice(source)
    parts = sorted([*notice.understood, *notice.not_understood], key=lambda s: s.start)
    assert "".join(s.text for s in parts) == source
    assert [s.start for s in parts[1:]] == [s.end for s in parts[:-1]]
    inside = [(s.start, s.end) for s in notice.understood]
    for x in notice.leaders:
        for division in x.divisions:
            quote = division.target.quote
            assert source[quote.start : quote.end] == quote.text
            assert any(a <= quote.start and quote.end <= b for a, b in inside)
    assert as_gold(notice)["kind"] in {"full", "delta"}


@settings(max_examples=100, deadline=None, phases=[Phase.generate])
@given(st.text(max_size=80))
def test_every_normal_character_knows_its_original(text: str) -> None:
    found = normal(text)
    assert len(found.text) == len(found.starts) == len(found.ends)
    assert all(a < b for a, b in zip(found.starts, found.ends, strict=True))
    assert all(b == a for a, b in zip(found.starts[1:], found.ends[:-1], strict=True))


def test_who_is_away_gives_to_those_who_stand_in() -> None:
    notice = read_notice("""因宗思齐同志外出学习，经县政府研究，其分管工作暂由下列同志代管：
常务副县长丰子墨同志代管县教育局。
副县长逄云舟同志代管县民政局（县老龄办），联系县残联。""")
    assert notice.kind == "delta"
    assert divisions(notice, "丰子墨") == ["+InChargeOf u:县教育局"]
    assert divisions(notice, "逄云舟") == ["+InChargeOf u:县民政局", "+Liaises u:县残联"]
    assert divisions(notice, "宗思齐") == [
        "-InChargeOf u:县教育局",
        "-InChargeOf u:县民政局",
        "-Liaises u:县残联",
    ]


def test_a_bracket_that_is_torn_gives_no_item() -> None:
    notice = read_notice("二级调研员 皮若谷（不再分管信访工作）：协管老干部工作。")
    assert divisions(notice, "皮若谷") == []
    assert not_understood(notice)


def test_names_spaced_out_with_their_titles_in_brackets() -> None:
    notice = read_notice("""利　新（镇党委书记）：主持镇党委全面工作。
蒙　恬（副镇长，挂职）：协助镇长负责乡村振兴、园区建设（不含征地拆迁）等方面工作。
云溪镇党委  云溪镇人民政府
2024年12月9日""")
    assert [(x.head.person, x.head.titles) for x in notice.leaders] == [
        ("利新", ("镇党委书记",)),
        ("蒙恬", ("副镇长",)),
    ]
    assert divisions(notice, "蒙恬") == ["Assists<镇长> d:乡村振兴", "Assists<镇长> d:园区建设"]
    assert notice.body == "云溪镇人民政府"


def test_a_list_without_a_verb_is_read_whole_or_not_at_all() -> None:
    notice = read_notice("副区长米芾之同志：原分管的农业农村、水务工作不变，增加分管供销社。")
    assert divisions(notice, "米芾之") == ["+InChargeOf u:供销社"]
    assert not_understood(notice) == ["原分管的农业农村、水务工作不变"]


def test_variants_of_heads_and_verbs() -> None:
    notice = read_notice(
        "县水务局领导班子成员分工如下：副县长买买提·艾力：分管县水利局。阿不都·热合曼副镇长负责民族宗教工作；"
        "唐宁 副馆长（主持工作） 主持馆全面工作；财务总监 范舟：分管财务部。"
        "于海洋同志负责会务、接待、后勤保障等工作并联系保密局。张伟同志分管工作调整为：统计、审计工作，包保东风水库。"
    )
    assert divisions(notice, "买买提·艾力") == ["InChargeOf u:县水利局"]
    assert divisions(notice, "阿不都·热合曼") == ["InChargeOf d:民族宗教"]
    assert divisions(notice, "唐宁") == ["OverallCharge d:馆全面工作"]
    assert next(leader for leader in notice.leaders if leader.head.person == "唐宁").head.acting
    assert divisions(notice, "范舟") == ["InChargeOf u:财务部"]
    assert divisions(notice, "于海洋")[2:] == ["InChargeOf d:后勤保障", "Liaises u:保密局"]
    assert divisions(notice, "张伟") == ["InChargeOf d:统计", "InChargeOf d:审计", "Liaises d:东风水库"]


def test_what_a_sentence_says_of_a_comrade_is_no_liaison_and_what_brackets_say_no_second_name() -> None:
    notice = read_notice(
        "卢珊同志协助区长负责数字经济工作，原联系的区总工会由夏雪同志联系。谭勇同志离任，其原分管工作由夏雪同志负责。"
        "副主任严冬：分管财务科（暂由丁一同志代管）。"
    )
    assert divisions(notice, "卢珊") == ["Assists<区长> d:数字经济"]
    assert not [leader for leader in notice.leaders if leader.head.person == "夏雪"]
    (leader,) = [leader for leader in notice.leaders if leader.head.person == "严冬"]
    assert [d.target.aliases for d in leader.divisions] == [()]


CHANGES = """关于调整局领导分工的通知
机关各科室、局属各单位：
因工作需要，经局党组会议研究决定，对局领导分工作如下调整：
一、增加韩嘉树同志分管政策法规科、行政审批科。
二、取消陆则行同志分管行政审批科的分工。
三、取消穆怀远同志协管安全生产工作分工，减少陆则行同志负责的档案工作。
四、唐知夏同志的分工调整为：负责财务、后勤工作，分管财务科、后勤服务中心。
五、由陆则行、穆怀远同志分别负责乡村振兴、信访工作。
六、请唐知夏同志负责会务。
七、将宣传工作由韩嘉树同志分管调整为穆怀远同志分管。
八、法规科、宣传科分别由陆则行、韩嘉树同志分管。
九、新任副局长苏映雪同志负责扶贫，联系县工商联。
十、韩嘉树同志不再联系县总工会，改由苏映雪同志联系。
其他领导分工不变。
清河县水利局
2023年8月2日"""


def test_words_before_a_name_say_what_changes() -> None:
    notice = read_notice(CHANGES)
    assert notice.kind == "delta"
    assert divisions(notice, "韩嘉树") == [
        "+InChargeOf u:政策法规科", "+InChargeOf u:行政审批科", "-InChargeOf d:宣传", "+InChargeOf u:宣传科", "-Liaises u:县总工会",
    ]  # fmt: skip
    assert divisions(notice, "陆则行") == [
        "-InChargeOf u:行政审批科", "-InChargeOf d:档案", "+InChargeOf d:乡村振兴", "+InChargeOf u:法规科",
    ]  # fmt: skip
    assert divisions(notice, "穆怀远") == ["-Assists d:安全生产", "+InChargeOf d:信访", "+InChargeOf d:宣传"]


def test_a_charge_said_anew_and_that_of_a_newcomer() -> None:
    notice = read_notice(CHANGES)
    restated = leader(notice, "唐知夏")
    assert restated.restated
    assert divisions(notice, "唐知夏") == [
        "InChargeOf d:财务", "InChargeOf d:后勤", "InChargeOf u:财务科", "InChargeOf u:后勤服务中心",
    ]  # fmt: skip
    assert divisions(notice, "苏映雪") == ["+InChargeOf d:扶贫", "+Liaises u:县工商联", "+Liaises u:县总工会"]
    assert not_understood(notice) == ["请唐知夏同志负责会务。", "其他领导分工不变。"]


def test_one_by_one_means_as_many_items_as_persons() -> None:
    notice = read_notice("由陆则行、穆怀远同志分别负责乡村振兴、信访、档案工作。")
    assert not [d for x in notice.leaders for d in x.divisions]
    assert notice.not_understood


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("县长高远山、副县长丁一鸣", [("高远山", ("县长",)), ("丁一鸣", ("副县长",))]),
        ("高远山县长、丁一鸣副县长", [("高远山", ("县长",)), ("丁一鸣", ("副县长",))]),
        ("高远山、丁一鸣副县长", [("高远山", ("副县长",)), ("丁一鸣", ("副县长",))]),
        ("王明、李强、赵刚三位同志", [("王明", ()), ("李强", ()), ("赵刚", ())]),
        ("云岭县委书记高远", [("高远", ("云岭县委书记",))]),
        ("李自然任局长", [("李自然", ("局长",))]),
        ("柏临区委常委、副区长", [(None, ("柏临区委常委", "副区长"))]),
        ("副区长暂缺", [(None, ("副区长",))]),
    ],
)
def test_several_persons_each_with_his_title(words: str, expected: list[tuple[str, Any]]) -> None:
    assert [(h.person, h.titles) for h in parse_heads(words)] == expected


@pytest.mark.parametrize(
    "words",
    [
        "安平县副县长",
        "云岭县委书记",
        "石家庄市委常委",
        "王局长",
        "李副县长",
        "请唐知夏同志",
        "高远任党组书记、局长",
        "局长高远李想副局长",
    ],
)
def test_a_place_or_a_mere_surname_is_no_person(words: str) -> None:
    assert not [h for h in parse_heads(words) if h.person]


@pytest.mark.parametrize(
    ("clause", "expected", "left"),
    [
        ("分管基教科、财务股", ["InChargeOf u:基教科", "InChargeOf u:财务股"], []),
        ("负责以下工作：园林绿化、路灯", ["InChargeOf d:园林绿化", "InChargeOf d:路灯"], []),
        ("联系云溪镇、东山村", ["Liaises u:云溪镇", "Liaises u:东山村"], []),
        ("分管法制科 宣教科", [], ["分管法制科 宣教科。"]),
        ("主管副局长李铁", [], ["主管副局长李铁。"]),
        ("代管副区长（暂缺）分管的工作", [], ["代管副区长（暂缺）分管的工作。"]),
        ("负责财务，兼管后勤", ["InChargeOf d:财务", "InChargeOf d:后勤"], []),
        ("分管市政务服务局、财政局", ["InChargeOf u:市政务服务局", "InChargeOf u:财政局"], []),
    ],
)  # fmt: skip
def test_more_items_and_what_is_none(clause: str, expected: list[str], left: list[str]) -> None:
    notice = read_notice(f"副区长 温知夏：{clause}。")
    assert divisions(notice, "温知夏") == expected
    assert not_understood(notice) == left


def test_a_level_is_given_to_the_items_behind_it_and_never_twice() -> None:
    (leader_,) = read_notice("副市长 温知夏：分管市政务服务局、财政局、市民政局。").leaders
    assert [d.target.full for d in leader_.divisions] == [None, "市财政局", None]


def test_circled_numbers_count_leaders() -> None:
    notice = read_notice(
        "①郭海涛,局长,主持全面工作。②柳清源,党组成员、副局长,分管财务股\n③段玉成,副局长,联系县残联"
    )
    assert divisions(notice, "郭海涛") == ["OverallCharge d:全面工作"]
    assert divisions(notice, "柳清源") == ["InChargeOf u:财务股"]
    assert divisions(notice, "段玉成") == ["Liaises u:县残联"]
    assert not_understood(notice) == []


def test_what_follows_an_unread_head_is_nobody_elses() -> None:
    notice = read_notice("高远任副局长、主持工作；\n负责财务工作。")
    assert not [d for x in notice.leaders for d in x.divisions]


def test_a_joint_notice_is_that_of_the_last_body_named() -> None:
    notice = read_notice(
        "中共鹿鸣镇委员会 鹿鸣镇人民政府关于镇领导分工的通知\n镇长阮清秋主持镇政府全面工作。"
    )
    assert (notice.body, notice.body_also[0]) == ("鹿鸣镇人民政府", "中共鹿鸣镇委员会")


@pytest.mark.parametrize(
    "clause",
    ["不负责招商引资", "暂不分管住房和城乡建设", "曾分管文化旅游", "此前分管农业农村", "但不负责民办教育", "期限三个月", "直至2024年12月31日"],
)  # fmt: skip
def test_what_is_denied_past_or_a_time_is_no_charge_and_nobody(clause: str) -> None:
    notice = read_notice(f"苇塘镇党委关于领导班子成员分工的通知\n鲁知远同志：镇长，负责财政，{clause}。\n")
    assert [leader.head.person for leader in notice.leaders] in (["鲁知远"], [])
    assert set(divisions(notice, "鲁知远")) <= {"InChargeOf d:财政"}
    assert any(clause in text for text in not_understood(notice))


def test_a_verb_within_a_list_of_items_is_not_part_of_a_name() -> None:
    notice = read_notice(
        "苇塘镇党委关于领导班子成员分工的通知\n秦知白同志：副镇长，分管基教科和联系区一中。\n"
    )
    assert divisions(notice, "秦知白") == ["InChargeOf u:基教科"]
    assert not_understood(notice) == ["联系区一中。"]
