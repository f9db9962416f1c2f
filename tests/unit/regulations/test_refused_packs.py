"""A broken pack is refused with its line and the reason."""

import pytest

from regulations import PackError, parse_pack


def line_of(text: str, found: str) -> int:
    return text[: text.index(found)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("n: 15, unit: WD, extend: 10", "n: fifteen, unit: WD", "deadlines.review.n"),
        ("n: 15, unit: WD, extend: 10", 'n: "15", unit: WD', "deadlines.review.n"),
        ("n: 15, unit: WD, extend: 10", "n: true, unit: WD", "deadlines.review.n"),
        ("n: 15, unit: WD, extend: 10", "n: 15, unit: H", "deadlines.review.unit"),
        ("n: 15, unit: WD, extend: 10", "n: 15, unit: WD, colour: 1", "deadlines.review.colour"),
        ('remind_hour: "09:00"', 'remind_hour: "07:00"', "escalation"),
        ('remind_hour: "09:00"', "remind_hour: soon", "escalation.remind_hour"),
        ("{1: supervisor,", "{1: janitor,", "escalation.overdue.1"),
        ("{1: supervisor,", "{0: supervisor,", "escalation.overdue.0.[key]"),
        ('cutoff: "24:00"', 'cutoff: "25:00"', "time.cutoff"),
        ('cutoff: "24:00"', "cutoff: 17:30", "time.cutoff"),
        ("logic: all\n    force: may", "logic: some\n    force: may", "logic"),
        ("{code: A10.5, zh: 不可抗力,", "{code: A10.5, zh: '',", "items.4.zh"),
        ("months: 18, basis: 政务", "months: 0, basis: 政务", "impact_periods.政务记大过.months"),
        ("or_share: 0.4", "or_share: 4", "pattern.same_field.or_share"),
    ],
)
def test_a_wrong_value_is_named_with_its_line(banan_text, old, new, name):
    broken = banan_text.replace(old, new, 1)
    assert broken != banan_text
    with pytest.raises(PackError) as refusal:
        parse_pack(broken)
    assert name in refusal.value.name
    expected = line_of(broken, new.split("\n", maxsplit=1)[0])
    assert abs(refusal.value.line - expected) <= 2
    assert f"第{refusal.value.line}行" in str(refusal.value)
    assert f"line {refusal.value.line}," in refusal.value.say("en")


@pytest.mark.parametrize(
    ("old", "new", "zh"),
    [
        ("id: DL07", "id: DL06", "编码 DL06 重复"),
        ("code: A10.5,", "code: A10.4,", "编码 A10.4 重复"),
        ("requires: [dutiful]", "requires: [diligent]", "前面没有可作为前提的项目组 diligent"),
        ("requires: [dutiful]", "requires: [tolerable]", "前面没有可作为前提的项目组 tolerable"),
        ("  external: {ex_officio", "  externa1: {ex_officio", "不符合要求"),
        ("    force: must_not", "    force: must_not\n    force: must", "同一字段写了两次"),
        ("holds: [dutiful]", "holds: [diligent]", "没有名为 diligent 的项目组"),
        ("left: missing", "left: missing\n    holds: [dutiful]", "须写明条件"),
        ("    left: missing\n", "", "须写明条件"),
        ("code: NO_GROUND", "code: MAY_EXEMPT", "编码 MAY_EXEMPT 重复"),
        ("suspects: A15.b", "suspects: A15.c", "没有 A15.c 这一项"),
        (
            "review_of_outcome: {enabled: false",
            "review_of_outcome: {enabled: true",
            "objection 与 review_of_outcome.enabled 须同时设定",
        ),
        (
            "n: 15, unit: WD, extend: 10",
            "until: decided, unit: WD, extend: 10",
            "只有申请期可以没有最后一日",
        ),
        ("n: 15, unit: WD, extend: 10", "n: 15, until: decided, unit: WD", "不符合要求"),
        ("table: impact_periods, unit", "unit", "不符合要求"),
        ("remind: [-2, -1, 0]", "remind: [-2, 1]", "不符合要求"),
        ("{code: b_evasion_delay,", "{code: a_deceived_wrong_decision,", "不符合要求"),
    ],
)
def test_parts_that_contradict_each_other_are_refused(banan_text, old, new, zh):
    broken = banan_text.replace(old, new, 1)
    assert broken != banan_text
    with pytest.raises(PackError) as refusal:
        parse_pack(broken)
    assert zh in refusal.value.zh
    assert refusal.value.line > 1


@pytest.mark.parametrize("text", ["", "[]", "word", "a: [", "a: 1\n\tb: 2", "\x00", "!!python/x 1"])
def test_what_is_no_pack_is_refused(text):
    with pytest.raises(PackError):
        parse_pack(text)


def test_every_missing_field_is_refused(banan_text):
    with pytest.raises(PackError) as refusal:
        parse_pack("code: x\n")
    assert refusal.value.en == "Field required"
