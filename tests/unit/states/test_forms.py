"""What a form refuses: the field and the rule, in both languages, and never the text itself."""

import re
from datetime import date
from typing import Any

import pytest
from support.papers_in import data_for
from support.situations import shanghai, situation

from states.errors import GuardFailed, Invalid
from states.events import EVENTS
from states.forms.application import File
from states.forms.base import Form
from states.vocabulary import Role

DAY = date(2026, 3, 5)
SECRET = "不应出现在错误里的内容"

REFUSED: tuple[tuple[str, dict[str, Any], str, str, str], ...] = (
    # event, what is changed, field, rule in Chinese, rule in English
    ("open", {"started_on": "2026-02-30"}, "started_on", "日期写作", "a date is written"),
    ("open", {"started_on": "03/02/2026"}, "started_on", "日期写作", "a date is written"),
    ("open", {"started_on": "昨天"}, "started_on", "日期写作", "a date is written"),
    ("open", {"started_on": None}, "started_on", "日期写作", "a date is written"),
    ("open", {"started_on": ["2026-03-02"]}, "started_on", "日期写作", "a date is written"),
    ("open", {"informed_on": ""}, "informed_on", "日期写作", "a date is written"),
    ("file", {"received_at": "四点"}, "received_at", "时间写作", "a time is written"),
    ("file", {"received_at": "2026-13-01"}, "received_at", "时间写作", "a time is written"),
    ("file", {"received_at": "0001-01-01T00:00+14:00"}, "received_at", "时间写作", "a time is"),
    ("file", {"received_at": "9999-12-31T23:59-12:00"}, "received_at", "时间写作", "a time is"),
    ("open", {"officer": "sunhao"}, "officer", "没有这个字段，可填：", "is not a field here"),
    ("accept", {"state": "closed"}, "state", "没有这个字段，可填：", "is not a field here"),
    ("open", {"subject": "甲\x00乙"}, "subject", "控制字符", "control characters"),
    ("open", {"subject": "甲\x1b[31m乙"}, "subject", "控制字符", "control characters"),
    ("open", {"subject": "甲\x7f乙"}, "subject", "控制字符", "control characters"),
    ("open", {"subject": "甲\x85乙"}, "subject", "控制字符", "control characters"),
    ("open", {"subject": "甲\ufeff乙"}, "subject", "控制字符", "control characters"),
    ("file", {"statement": "甲\r乙"}, "statement", "控制字符", "control characters"),
    ("open", {"subject": "甲\n乙"}, "subject", "须为一行", "must be one line"),
    ("open", {"officers": ["a\tb"]}, "officers.0", "须为一行", "must be one line"),
    ("open", {"subject": "字" * 201}, "subject", "最多200个字", "at most 200 characters"),
    ("file", {"statement": "字" * 20_001}, "statement", "最多20000个字", "at most 20000"),
    ("file", {"statement": "字" * 1_000_000}, "statement", "最多20000个字", "at most 20000"),
    ("file", {"statement": ""}, "statement", "不能为空", "must not be empty"),
    ("file", {"statement": " \n\t "}, "statement", "不能为空", "must not be empty"),
    ("file", {"statement": 5}, "statement", "须为文字", "must be text"),
    ("file", {"evidence": "记录"}, "evidence", "须为列表", "must be a list"),
    ("file", {"evidence": ["字"] * 201}, "evidence", "最多200项", "at most 200 entries"),
    ("file", {"grounds": ["A10.1"] * 43}, "grounds", "最多42项", "at most 42 entries"),
    ("file_late", {"evidence": []}, "evidence", "至少1项", "at least 1 entries"),
    ("file_late", {"ground": "忘了"}, "ground", "只能是", "must be one of"),
    ("assign_reviewers", {"reviewers": ["guyuan"]}, "reviewers", "至少2项", "at least 2 entries"),
    ("propose", {"votes_for": -1}, "votes_for", "不得小于0", "must be at least 0"),
    ("propose", {"votes_for": 501}, "votes_for", "不得大于500", "must be at most 500"),
    ("propose", {"votes_for": "三"}, "votes_for", "须为整数", "must be a whole number"),
    ("propose", {"votes_for": 1.5}, "votes_for", "须为整数", "must be a whole number"),
    ("decide", {"outcome": "acquitted"}, "outcome", "只能是", "must be one of"),
    ("decide", {"checks": None}, "checks", "须为列表", "must be a list"),
    ("file", {"statement": "\u200b\u200d"}, "statement", "不能为空", "must not be empty"),
    ("submit_report", {"answers": ["A10.1"]}, "answers", "须为对象", "must be an object"),
    ("submit_report", {"answers": {"A10.1": "也许"}}, "answers.A10.1.value",
     "须为 true", "true or false"),
    ("submit_plan", {"measures": [{"kind": "learn", "cost": 5}]}, "measures.0.cost",
     "没有这个字段。", "is not a field here."),
    ("submit_plan", {"measures": [{"kind": "pray"}]}, "measures.0.kind", "只能是", "must be one"),
    ("submit_plan", {"measures": ["learn"]}, "measures.0", "须为对象", "must be an object"),
    ("extend_plan", {"days": 0}, "days", "不得小于1", "must be at least 1"),
    ("finish_clearing", {"duties": {"clear_name": {"done_on": "明天"}}},
     "duties.clear_name.done_on", "日期写作", "a date is written"),
    ("open_clearing", {"defamed": "maybe"}, "defamed", "须为 true", "must be true or false"),
    ("accept", {"on": "2026/03/05"}, "on", "日期写作", "a date is written"),
    ("accept", {"reason": ["因为"]}, "reason", "须为文字", "must be text"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("event", "changed", "field", "zh", "en"),
    REFUSED,
    ids=[f"{case[0]}-{number}" for number, case in enumerate(REFUSED)],
)
def test_a_refused_field_is_named_with_its_rule(
    event: str, changed: dict[str, Any], field: str, zh: str, en: str
):
    with pytest.raises(Invalid) as refusal:
        EVENTS[event].form.read(data_for(event, DAY, **changed))
    assert refusal.value.name == field
    assert refusal.value.say("zh").startswith(f"字段 {field}：")
    assert refusal.value.say("en").startswith(f"Field {field}: ")
    assert zh in refusal.value.say("zh")
    assert en in refusal.value.say("en")


@pytest.mark.parametrize("event", EVENTS)
def test_every_missing_field_is_named(event: str):
    form = EVENTS[event].form
    whole = data_for(event, DAY)
    required = [name for name, field in form.model_fields.items() if field.is_required()]
    for name in required:
        with pytest.raises(Invalid) as refusal:
            form.read({key: value for key, value in whole.items() if key != name})
        assert refusal.value.say("zh") == f"字段 {name}：必填。"
        assert refusal.value.say("en") == f"Field {name}: is required."


@pytest.mark.parametrize("event", EVENTS)
def test_every_form_refuses_a_field_it_does_not_know(event: str):
    with pytest.raises(Invalid) as refusal:
        EVENTS[event].form.read({**data_for(event, DAY), "surprise": 1})
    assert refusal.value.name == "surprise"


@pytest.mark.parametrize("event", EVENTS)
def test_every_field_of_every_form_has_a_title_and_a_description(event: str):
    for name, field in EVENTS[event].form.model_fields.items():
        if field.exclude:
            continue
        assert field.title, name
        assert field.description, name
        assert field.description.isascii(), name


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("wrong", ["", SECRET, 7, None, True, [SECRET], {SECRET: SECRET}, 1e308])
def test_a_value_of_the_wrong_kind_is_refused_without_being_repeated(event: str, wrong: Any):
    form = EVENTS[event].form
    for name, field in form.model_fields.items():
        if field.exclude:
            continue
        if (refusal := _refusal(form, {**data_for(event, DAY), name: wrong})) is None:
            continue
        assert refusal.name.split(".")[0] == name
        for lang in ("zh", "en"):
            # A key that nobody defined is named; what was written under it is not.
            said = refusal.say(lang).replace(refusal.name, "")
            assert SECRET not in said
            assert not re.search(r"[{}]", said)


def _refusal(form: type[Form], data: dict[str, Any]) -> Invalid | None:
    try:
        form.read(data)
    except Invalid as refusal:
        return refusal
    return None


def test_no_form_takes_the_resolved_people_from_outside():
    """Only the use case may say who the reviewers are."""
    form = EVENTS["assign_reviewers"].form
    with pytest.raises(Invalid) as refusal:
        form.read({"reviewers": ["a", "b"], "people": [1, 2]})
    assert refusal.value.name == "people"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-03-05T08:00", "2026-03-05 08:00"),
        ("2026-03-05T08:00+08:00", "2026-03-05 08:00"),
        ("2026-03-05T00:00Z", "2026-03-05 08:00"),
        ("2026-03-05", "2026-03-05 00:00"),
    ],
)
def test_a_time_without_an_offset_is_shanghais(written: str, meant: str):
    form = File.read({"statement": "申请", "received_at": written})
    assert form.received(shanghai("2026-03-06 10:00")) == shanghai(meant)
    assert form.day(date(2026, 3, 6)) == DAY


def test_what_was_received_today_may_be_entered_by_its_day_alone():
    at = situation("file", Role.OFF, now=shanghai("2026-03-05 00:01"), received_at="2026-03-05")
    assert at.form.day(at.today) == at.today


def test_text_is_trimmed_and_keeps_its_line_breaks():
    assert File.read({"statement": "  第一行\n第二行\t。 "}).statement == "第一行\n第二行\t。"


def test_a_condition_that_is_not_met_is_said_as_a_sentence():
    refusal = GuardFailed("尚未审查", "it was not reviewed yet", "第十一条")
    assert refusal.say("zh") == "尚未审查（第十一条）。"
    assert refusal.say("en") == "It was not reviewed yet (Art. 11)."
    ended = GuardFailed("已经办过了。", "it was done already.")
    assert (ended.say("zh"), ended.say("en")) == ("已经办过了。", "It was done already.")
