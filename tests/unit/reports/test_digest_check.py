"""The check of a digest: what tells the case is found however it is written (第二十条)."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulations.pack import parse_pack
from reports.digest_check import check
from reports.digest_marks import Marks, Tells
from reports.digest_signs import counted, signs
from reports.names import COMPOUND

DAY = date(2026, 3, 5)
CASE = Marks(
    officers=frozenset({"吴磊", "欧阳建新"}),
    people=frozenset({"丁一航", "何敏", "古丽·买买提"}),
    usernames=frozenset({"wulei"}),
    own_units=frozenset({"执法三大队", "应急与固废管理中心"}),
    units=frozenset({"执法三大队", "执法一大队", "应急与固废管理中心"}),
    numbers=frozenset({"2026-0003-1", "2026-0003", "巴〔2026〕1号", "渝环罚字第17-2号"}),
    parties=frozenset({"青溪宏达化工有限公司"}),
    organs=frozenset({"青溪区生态环境局"}),
    days=frozenset({DAY}),
    texts=(
        "对石桥镇宏达化工厂现场检查时，未发现青龙河排口异常情况，多次反映后才组织人员到场处置并取样",
    ),
)
SLIPS = {
    Tells.PERSON: (
        "吴磊", "吴 磊", "吴·磊", "吴\u3000磊", "吴\u200b磊", "吴-磊", "吴\ufe0e磊", "吴\n磊",
        "（吴）磊",
        "wulei", "WuLei", "ｗｕｌｅｉ", "wu.lei", "w u l e i", "吴某", "吴某某", "老吴", "小吴",
        "吴队长", "吴大队长",
        "建新", "欧阳某", "丁一航", "丁一 航", "何敏", "古丽买买提",
    ),
    Tells.UNIT: (
        "执法三大队", "执法 三大队", "三大队", "第三大队", "3大队", "３大队", "三队", "执法三",
        "执法一大队",
        "应急中心", "固废管理中心", "应急与固废",
    ),
    Tells.NUMBER: (
        "2026-0003-1", "２０２６－０００３－１", "2026 0003 1", "20260003", "二〇二六-〇〇〇三",
        "2026—0003",
        "2025-0107", "巴〔2026〕1号", "巴[2026]1号", "巴（2026）第1号", "巴2026年1号",
        "渝环罚字第17-2号",
        "13812345678", "138 1234 5678", "138-1234-5678", "一三八一二三四五六七八", "(023)6789-1234",
        "50010119900307123X", "91500113MA5U7XKT2B", "５００１０１１９９００３０７",
    ),
    Tells.DATE: (
        "2026-03-05", "2026-3-5", "2026/03/05", "2026.3.5", "2026．3．5", "20260305",
        "2026年3月5日",
        "2026 年 3 月 5 日", "3月5日", "3月5号", "03月05日", "三月五日", "二〇二六年三月五日",
        "二○二六年三月",
        "二零二六年", "二O二六年三月", "贰零贰陆年叁月", "2026", "3月底", "三月份", "3/5", "03-05",
        "㋂5日",
        "2019年12月31日", "十二月三十一日", "十月二十日", "正月初五", "腊月廿三", "三月初五",
        "26年3月",
        "March 5, 2026", "5 Mar",
    ),
    Tells.PLACE: (
        "宏达", "宏 达", "宏达化工厂", "宏达公司", "宏达厂", "青溪宏达化工有限公司", "青溪",
        "青溪区", "石桥镇",
        "青龙河", "重庆", "人民路12号", "幸福村3组", "渝A12345", "顺风有限公司", "龙腾县",
        "新华街道",
    ),
    Tells.SOURCE: ("群众举报", "匿名信", "实名反映", "信访件", "有人投诉", "12345", "检 举"),
    Tells.COPIED: ("未发现青龙河排口异常情况，多次反映后才组织人员到场处置",),
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "slip"), [(kind, slip) for kind, slips in SLIPS.items() for slip in slips]
)
def test_no_writing_of_it_slips_through(kind: Tells, slip: str):
    text = f"该执法人员，{slip}，事后主动报告。"
    found = [one for one in check({"a": text}, CASE) if one.kind is kind]
    assert found, slip
    at = text.index(slip)
    assert at <= found[0].start < found[0].end <= at + len(slip)


@pytest.mark.parametrize("family", COMPOUND)
def test_an_officer_is_known_by_every_surname_of_two_signs(family: str):
    marks = Marks(officers=frozenset({f"{family}成"}))
    for slip in (f"{family}队长", f"{family}某", f"老{family}"):
        assert [one.kind for one in check({"a": f"由{slip}带队"}, marks)] == [Tells.PERSON], slip


@pytest.mark.parametrize(
    "text",
    [
        "某执法人员在现场检查中未及时发现排口异常，事后主动报告并立即组织处置。",
        "依照第十条、第十二条的规定，符合第（三）（四）（五）项情形，应当认定为履职尽责。",
        "在辖区内开展全覆盖排查，对5家企业30日内完成整改；涉事公司已停产，该厂在道路旁。",
        "三个月内完成，每3个月检查1次；处罚款约12万元，设备价值1,250,000元。",
        "按照《中华人民共和国固体废物污染环境防治法》第三十三条处理。",
        "某化工厂、某公司、一家企业、有关公司、涉案企业；某县某镇某村；工业园区。",
        "出路、思路、线路、道路、公路；城市管理、超市、市场；全市各区县、乡镇街道、村民。",
        "一、二、三、四、五、六、七、八",
        "一小时内；同时；小微企业；老旧设备。",
        "应当及时研判自动监控数据，三级审核，五项制度，十二类情形。",
    ],
)
def test_what_tells_nobody_is_left_alone(text: str):
    assert check({"a": text}, CASE) == ()


@pytest.mark.parametrize("name", ["banan", "qinglan"])
def test_the_words_of_the_measures_tell_nobody(name: str):
    pack = parse_pack(Path(f"regulations/packs/{name}.yaml").read_text("utf-8"))
    said = {code: pack.label(code).zh for code in pack.item_codes()}
    said |= dict.fromkeys([*pack.fields, *pack.issue_types], "")
    said |= {word: f"{word}领域" for word in (*pack.fields, *pack.issue_types)}
    assert check(said, Marks()) == ()


def test_where_it_stands_is_said_of_the_text_as_it_was_typed():
    text = "其后，吴 \u200b磊与三大队"
    found = check({"a": text}, CASE)
    assert [(one.kind, text[one.start : one.end]) for one in found] == [
        (Tells.PERSON, "吴 \u200b磊"), (Tells.UNIT, "三大队"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "read"),
    [("二十五", "25"), ("十", "10"), ("十二", "12"), ("三十", "30"), ("廿三", "23"), ("卅一", "31"),
     ("二〇二六", "2026"), ("二O二六", "2026"), ("壹贰叁", "123"), ("第十六条", "第16条")],
)  # fmt: skip
def test_numerals_are_read_as_numbers(written: str, read: str):
    assert counted(signs(written)).text == read


WRITINGS = (
    "{y}-{m:02}-{d:02}", "{y}/{m}/{d}", "{y}.{m:02}.{d:02}", "{y}年{m}月{d}日", "{m}月{d}日",
    "{m}月{d}号",
    "{y}年{m}月", "{y}{m:02}{d:02}", "{cm}月{cd}日", "{cy}年{cm}月{cd}日",
)  # fmt: skip
HAN = "〇一二三四五六七八九"


def chinese(number: int) -> str:
    tens, units = divmod(number, 10)
    ten = {0: "", 1: "十"}.get(tens, f"{HAN[tens]}十")
    return ten + (HAN[units] if units else "")


def writing(form: str, day: date) -> str:
    year = "".join(HAN[int(one)] for one in str(day.year))
    return form.format(
        y=day.year, m=day.month, d=day.day, cy=year, cm=chinese(day.month), cd=chinese(day.day)
    )


APART = st.sampled_from(["", " ", "\u3000", "\u200b", "-", "·", "\u2060", "*", "'"])
AROUND = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]), st.sampled_from("十二三〇1905年月日吴第号")
    ),
    max_size=12,
)


@given(
    before=AROUND, after=AROUND, apart=APART,
    word=st.sampled_from(sorted(CASE.officers | CASE.people | CASE.usernames | CASE.units
                                | CASE.numbers | CASE.parties | CASE.organs)),
)  # fmt: skip
@settings(max_examples=400, deadline=None)
def test_any_text_with_a_name_or_number_of_the_case_in_it_is_refused(
    before: str, after: str, apart: str, word: str
):
    assert check({"a": before + apart.join(word) + after}, CASE)


@given(
    before=AROUND, after=AROUND, form=st.sampled_from(WRITINGS),
    day=st.dates(date(1990, 1, 1), date(2059, 12, 31)),
)  # fmt: skip
@settings(max_examples=400, deadline=None)
def test_any_text_with_a_full_date_in_it_is_refused(before: str, after: str, form: str, day: date):
    found = check({"a": before + writing(form, day) + after}, Marks())
    assert {one.kind for one in found} & {Tells.DATE, Tells.NUMBER}


@given(text=st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_whatever_is_written_is_read_to_its_end(text: str):
    for one in check({"a": text}, CASE):
        assert 0 <= one.start < one.end <= len(text)
