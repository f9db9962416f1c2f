"""Every paper as a bureau would issue it: complete with data, proper without, and harmless."""

import re
from copy import deepcopy
from importlib.resources import files
from typing import Any

import pytest
from support.golden import Golden
from support.situations import banan

from documents.catalogue import KINDS
from documents.context import AnswerWords, CaseWords, PaperContext
from documents.layout import title_lines
from documents.markup import read_sheet
from documents.render import BLANK, BLANK_DAY, render_sheet, render_words
from documents.sample import CASES, Context, empty, empty_alert, full, samples
from documents.sheet import Field, Form, Heading, Paragraph, Sheet, Table
from documents.word import write_docx
from regulations.citing import CITED, article_number
from states.vocabulary import Outcome

SAMPLES = samples()
ALERTS = ("D37", "D38")
DOUBLED = (
    "。。",
    "，。",
    "：；",
    "，，",
    "；；",
    "、、",
    "：：",
    "；。",
    "。；",
    "，；",
    "、。",
    "：。",
)
HOLLOW = ("（）", "《》", "“”", "()", "〔〕")
REPORTER = (
    "举报人姓名",
    "举报人电话",
    "举报人地址",
    "举报人身份",
    "证件号码",
    "举报原文",
    "联系地址",
)
OTHER_LAW = re.compile(r"(《中华人民共和国[^》]+》|该法)第[一二三四五六七八九十]+条")
HOSTILE = (
    "<b>甲</b>", "甲 & 乙", "\"'“‘", "甲🙂乙", "长" * 200, "上\n#title 下", "#title 假", "甲|乙|丙",
    "{{ 7 * 7 }}", "{% if x %}", "\\#\\|", "## 假标题", "甲\r\n| 乙 |",
)  # fmt: skip


def template(code: str) -> str:
    return (files("templates") / "documents" / f"{code}.j2").read_text("utf-8")


def nothing(code: str) -> Context:
    return empty_alert() if code in ALERTS else empty()


def made(code: str, context: Context) -> Sheet:
    return render_sheet(template(code), KINDS[code].form, context)


def printed(sheet: Sheet) -> list[str]:
    """Every piece of text on the paper."""
    found = [sheet.title, sheet.to, sheet.mark, sheet.sender, sheet.note, sheet.copies]
    for block in sheet.blocks:
        match block:
            case Paragraph(text) | Heading(_, _, text) | Field(_, text):
                found.append(text)
            case Table(rows=rows):
                found += [cell for row in rows for cell in row]
    return [*found, *sheet.attachments]


def proper(texts: list[str]) -> None:
    for text in texts:
        assert not [twice for twice in DOUBLED if twice in text], text
        assert not [hollow for hollow in HOLLOW if hollow in text], text
        assert "None" not in text
        assert "[]" not in text
        assert not text.startswith(("，", "。", "；", "、")), text


def test_every_kind_of_paper_has_its_text_and_no_text_lacks_its_kind():
    there = {file.name for file in (files("templates") / "documents").iterdir()}
    assert there == {f"{code}.j2" for code in KINDS}
    assert {code for code, _ in SAMPLES.values()} == set(KINDS)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_words_of_a_paper_are_those_that_were_read(name: str, golden: Golden):
    code, context = SAMPLES[name]
    golden(f"papers/{name}.txt", render_words(template(code), context))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_paper_with_all_its_data_is_proper(name: str):
    code, context = SAMPLES[name]
    proper(printed(made(code, context)))


@pytest.mark.parametrize("code", KINDS)
def test_a_paper_without_data_is_proper_and_can_be_filled_in_by_hand(code: str):
    sheet = made(code, nothing(code))
    proper(printed(sheet))
    assert BLANK in "".join(printed(sheet)) or BLANK_DAY in sheet.date
    assert write_docx(sheet)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_paper_of_a_whole_case_can_be_made(outcome: Outcome):
    for code, event in CASES[outcome]:
        context = full(event, outcome)
        sheet = made(code, context)
        proper(printed(sheet))
        assert write_docx(sheet)


@pytest.mark.parametrize("code", KINDS)
def test_articles_that_are_cited_exist_and_every_paper_cites_one(code: str):
    pack = banan()
    known = {article_number(group.article) for group in pack.groups.values()}
    known |= {article_number(rule.article) for rule in pack.deadlines.values()}
    known |= {2, 3, 6, 19}  # scope, lists and answers: no items and clocks of the pack
    words = OTHER_LAW.sub("", template(code))
    cited = {article_number(f"第{number}条") for number in CITED.findall(words)}
    assert cited
    assert cited <= known


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_tells_who_reported(name: str):
    code, context = SAMPLES[name]
    words = render_words(template(code), context)
    assert not [word for word in REPORTER if word in words]
    assert not re.search(r"reporter|report_kind|case\.report", template(code))
    if code not in {"D24", "D25"}:
        assert "举报" not in words


def test_the_answer_to_a_reporter_names_neither_officer_nor_unit():
    context = full("finish_clearing")
    for code in ("D24", "D25"):
        words = render_words(template(code), context)
        assert context["officer"]["name"] not in words
        assert context["officer"]["unit"] not in words
        assert context["case"]["subject"] not in words


@pytest.mark.parametrize("sample", [empty(), full("decide")])
def test_the_samples_have_the_words_that_papers_are_given(sample: Context):
    assert set(sample) == set(PaperContext.__annotations__)
    assert set(sample["case"]) == set(CaseWords.__annotations__)
    for answer in sample["answers"]:
        assert set(answer) == set(AnswerWords.__annotations__)


@pytest.mark.parametrize("code", ALERTS)
def test_the_papers_of_an_alert_know_no_case(code: str):
    assert not re.search(r"\b(case|officer|people|said)\b", template(code))


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("name", ["D01", "D02", "D09", "D12", "D16", "D18", "D20", "D39", "D37"])
def test_what_a_value_says_changes_nothing_but_its_own_place(name: str, hostile: str):
    code, context = SAMPLES[name]
    plain = made(code, _with(context, "某某"))
    attacked = made(code, _with(context, hostile))
    assert _shape(attacked) == _shape(plain)
    assert len(attacked.attachments) == len(plain.attachments)
    assert write_docx(attacked)


def _with(context: Context, value: str) -> Context:
    """The context with ``value`` wherever somebody wrote words of their own."""
    changed = deepcopy(context)
    if "alert" in changed:
        changed["alert"]["name"] = value
        changed["alert"]["risk_points"] = changed["alert"]["units"] = [value, value]
        return changed
    changed["case"] |= {"subject": value, "party": value}
    changed["officer"]["name"] = value
    for exhibit in changed["evidence"]:
        exhibit["title"] = value
    for answer in changed["answers"]:
        answer["note"] = value
    for measure in changed["plan"]:
        measure["what"] = value
    changed["said"]["file"]["evidence"] = [value, value]
    changed["said"]["open"]["start_document"] = value
    return changed


def _shape(sheet: Sheet) -> list[Any]:
    """What stands on a sheet and in which order, without its words."""
    return [
        (type(block), block.widths, [len(row) for row in block.rows])
        if isinstance(block, Table)
        else (type(block), getattr(block, "number", ""))
        for block in sheet.blocks
    ]


@pytest.mark.parametrize("code", KINDS)
def test_no_line_of_a_template_swallows_the_next(code: str):
    """The line break after a tag is taken away, so no line of words may end with one."""
    for line in template(code).splitlines():
        bare = re.sub(r"\{%.*?%\}", "", line)
        assert not (bare.strip() and line.endswith("%}")), line


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("D02.late", "逾期理由"), ("D04.late", "逾期理由（外派或住院）成立"), ("D06", "重复申请"),
        ("D06.late", "申请系逾期提出"), ("D06", "陈述意见、进行申辩"),
        ("D10.returned", "退回审查报告"),
        ("D17", "以下一档"), ("D17.lighter", "幅度以内"), ("D18", "第十五条，不予容错"),
        ("D18.excluded", "第十六条规定的不得考虑容错"), ("D18.none", "未予容错"),
        ("D23", "同意通过验收"), ("D23.returned", "须重做的措施：完善制度、汲取教训"),
        ("D29", "转入归档"), ("D29.reported", "报请督办人审核"), ("D33", "起中止办理"),
        ("D33.resumed", "起恢复办理"), ("D07", "2026年3月17日（星期二）前"),
    ],
)  # fmt: skip
def test_each_outcome_is_told_in_its_own_words(name: str, said: str):
    code, context = SAMPLES[name]
    assert said in "\n".join(printed(made(code, context)))


def test_a_row_may_leave_room_to_write_by_hand():
    sheet = read_sheet("#title 表\n#row 姓名 | 甲\n#tall 意见 | （签名）\n", Form.PLAIN)
    assert sheet.blocks == (
        Table((23, 133), (("姓名", "甲"), ("意见", "（签名）")), head=False, tall=(1,)),
    )


def test_a_template_may_put_another_name_at_the_head():
    assert read_sheet("#mark 某支部\n#title 函\n", Form.LETTER).mark == "某支部"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("容错免责决定书", ("容错免责决定书",)),
        ("重庆市巴南区生态环境局关于对孙皓同志予以容错免责的决定",
         ("重庆市巴南区生态环境局关于", "对孙皓同志予以容错免责的决定")),
        ("重庆市巴南区生态环境局关于“未及时发现”易错情形的警示提醒函",
         ("重庆市巴南区生态环境局关于", "“未及时发现”易错情形的警示提醒函")),
    ],
)  # fmt: skip
def test_a_title_is_broken_between_words(title: str, lines: tuple[str, ...]):
    assert title_lines(title) == lines
