"""The room of corrections, and the correction of one case: who sees what, in which order."""

from typing import Any

import pytest
from support.bureau import HANDLER, KINDS, OFFICER, PLAN, SUPERVISOR, UNIT, Bureau, at
from support.whole_case import LINE

from cases.correction import correction_of
from cases.corrections import CorrectionRow, Shown, list_corrections
from cases.plans import MeasureState, PlanState
from cases.rooms import Light
from states.errors import GuardFailed, Invalid, NotFound
from states.vocabulary import Measure

OTHERS_UNIT = "qinchuan"
READERS = (HANDLER, SUPERVISOR, UNIT, OFFICER, "luochengan", "dongli", "shiqing")


def begin(b: Bureau, upto: str = "start_correction", **more: Any) -> str:
    """A case on its way through correction, as far as that event."""
    b.open("2026-03-02", **more)
    for day, event, by, data in LINE:
        who = by if by != OFFICER else more.get("officers", [OFFICER])[0]
        b.do(day, event, who, **data)
        if event == upto:
            break
    return b.number


def shown(b: Bureau, on: str, viewer: str = SUPERVISOR, **more: Any) -> list[CorrectionRow]:
    return list(list_corrections(b.store, at(on), viewer=viewer, **more).rows)


@pytest.mark.parametrize("viewer", READERS)
def test_whoever_reads_plans_sees_the_corrections_of_their_cases(bureau: Bureau, viewer: str):
    number = begin(bureau)
    (row,) = shown(bureau, "2026-04-20", viewer)
    assert (row.number, row.officer_name, row.unit_name) == (number, "孙皓", "执法二大队")
    assert correction_of(bureau.store, number, at("2026-04-20"), viewer=viewer).number == number


@pytest.mark.parametrize("viewer", [OTHERS_UNIT, "zhengtao", "liangyu", "zhouqian"])
def test_others_see_none_of_them(bureau: Bureau, viewer: str):
    number = begin(bureau)
    found = list_corrections(bureau.store, at("2026-04-20"), viewer=viewer)
    assert found.rows == ()
    assert not any(found.counts.values())
    with pytest.raises(NotFound):
        correction_of(bureau.store, number, at("2026-04-20"), viewer=viewer)


@pytest.mark.parametrize("viewer", ["guyuan", "shenlan", "fengjie", "qiufeng", "panxiao"])
def test_who_reads_no_plan_is_told_whose_the_room_is(bureau: Bureau, viewer: str):
    """They see the case, and nothing of its correction."""
    number = begin(bureau)
    with pytest.raises(GuardFailed, match="查阅"):
        list_corrections(bureau.store, at("2026-04-20"), viewer=viewer)
    with pytest.raises(NotFound):
        correction_of(bureau.store, number, at("2026-04-20"), viewer=viewer)


def test_who_is_recused_sees_it_no_more(bureau: Bureau):
    begin(bureau)
    bureau.do("2026-04-14", "declare_recusal", HANDLER, person="dongli", ground="relative",
              reason="近亲属")  # fmt: skip
    assert len(shown(bureau, "2026-04-15", "dongli")) == 1
    bureau.do("2026-04-15", "decide_recusal", "shiqing", person="dongli", granted=True,
              reason="属实")  # fmt: skip
    found = list_corrections(bureau.store, at("2026-04-15"), viewer="dongli")
    assert (found.rows, found.counts[Shown.ALL]) == ((), 0)


def test_it_stands_by_its_last_day_and_the_lights_are_counted(bureau: Bureau):
    """One plan due 04-27, one correction due 06-29, seen on Monday 04-20: five days are close."""
    late = begin(bureau, "approve_plan")
    soon = begin(bureau, officers=["wulei"])
    found = list_corrections(bureau.store, at("2026-04-20"), viewer=SUPERVISOR)
    assert [row.number for row in found.rows] == [soon, late]
    assert [row.light for row in found.rows] == [Light.AMBER, Light.GREEN]
    assert [row.days_left for row in found.rows] == [5, 47]
    assert {code: found.counts[code] for code in Shown} == {
        Shown.ALL: 2, Shown.RED: 0, Shown.AMBER: 1, Shown.GREEN: 1, Shown.FINISHED: 0,
    }  # fmt: skip
    for code, numbers in ((Shown.AMBER, [soon]), (Shown.GREEN, [late]), (Shown.RED, [])):
        assert [row.number for row in shown(bureau, "2026-04-20", shown=code)] == numbers
    assert [row.number for row in shown(bureau, "2026-04-28", shown=Shown.RED)] == [soon]
    assert [row.number for row in shown(bureau, "2026-04-17", shown=Shown.GREEN)] == [soon, late]


def test_every_case_is_on_one_page_and_no_page_twice(bureau: Bureau):
    numbers = {begin(bureau, officers=[who]) for who in (OFFICER, "wulei", "machaoqun")}
    seen: list[str] = []
    after: str | None = None
    for _ in range(3):
        found = list_corrections(
            bureau.store, at("2026-04-20"), viewer=SUPERVISOR, after=after, limit=1
        )
        seen += [row.number for row in found.rows]
        after = found.next
    assert (set(seen), len(seen), after) == (numbers, 3, None)
    with pytest.raises(Invalid):
        list_corrections(bureau.store, at("2026-04-20"), viewer=SUPERVISOR, after="nothing")


def test_the_button_is_what_is_next_for_its_reader_alone(bureau: Bureau):
    def acts(on: str) -> dict[str, str | None]:
        return {who: shown(bureau, on, who)[0].act for who in (UNIT, SUPERVISOR, OFFICER)}

    begin(bureau)
    assert acts("2026-04-20") == {UNIT: "submit_plan", SUPERVISOR: None, OFFICER: None}
    bureau.do("2026-04-20", "submit_plan", UNIT, **PLAN)
    assert acts("2026-04-21") == {UNIT: None, SUPERVISOR: "approve_plan", OFFICER: None}
    bureau.do("2026-04-28", "approve_plan", SUPERVISOR)
    assert acts("2026-04-29") == {UNIT: "report_progress", SUPERVISOR: None, OFFICER: None}
    bureau.do("2026-05-15", "report_progress", UNIT, progress="都做了", done=KINDS)
    assert acts("2026-05-18") == {UNIT: "finish_correction", SUPERVISOR: None, OFFICER: None}
    bureau.do("2026-05-20", "finish_correction", UNIT, progress="完成")
    assert acts("2026-05-21") == {UNIT: None, SUPERVISOR: "accept_correction", OFFICER: None}


def test_a_row_says_what_was_done_what_comes_next_and_what_was_said_last(bureau: Bureau):
    begin(bureau, "approve_plan")
    bureau.do("2026-05-15", "report_progress", UNIT, progress="前四类完成", done=KINDS[:4])
    (row,) = shown(bureau, "2026-05-18")
    assert (row.plan, row.tally.done, row.tally.total) == (PlanState.APPROVED, 4, 8)
    assert row.milestone is not None
    assert (row.milestone.kind, str(row.milestone.day)) == (list(Measure)[4], "2026-06-01")
    assert (row.progress, str(row.progress_on)) == ("前四类完成", "2026-05-15")
    assert str(row.began_on) == "2026-04-13"


def test_what_was_accepted_stands_apart_for_ninety_days(bureau: Bureau):
    number = begin(bureau, "accept_correction")
    assert shown(bureau, "2026-07-07") == []
    (row,) = shown(bureau, "2026-07-07", shown=Shown.FINISHED)
    assert (row.number, str(row.accepted_on), row.light, row.act) == (
        number, "2026-07-06", None, None,
    )  # fmt: skip
    assert shown(bureau, "2026-10-07", shown=Shown.FINISHED) == []
    assert shown(bureau, "2026-07-07", OTHERS_UNIT, shown=Shown.FINISHED) == []


def test_an_extension_says_the_old_and_the_new_last_day(bureau: Bureau):
    number = begin(bureau, "approve_plan")
    bureau.do("2026-05-20", "extend_plan", SUPERVISOR, days=10, reason="设备到货迟延")
    found = correction_of(bureau.store, number, at("2026-05-21"), viewer=UNIT)
    (one,) = found.extensions
    assert (str(one.was), str(one.due_on), one.days) == ("2026-06-29", str(found.due_on), 10)
    assert (one.reason, one.by, str(one.on)) == ("设备到货迟延", "唐莉", "2026-05-20")
    assert one.due_on > one.was


def test_each_measure_has_its_own_history_also_of_what_was_sent_back(bureau: Bureau):
    number = begin(bureau, "approve_plan")
    first, second = list(Measure)[:2]
    bureau.do("2026-05-15", "report_progress", UNIT, progress="一类", done=[str(first)])
    bureau.do("2026-06-20", "finish_correction", UNIT, progress="其余", done=KINDS[1:])
    bureau.do("2026-06-25", "return_correction", SUPERVISOR, reason="记录不全", redo=[str(second)])
    found = correction_of(bureau.store, number, at("2026-06-26"), viewer=SUPERVISOR)
    by_kind = {one.measure.kind: one for one in found.measures}
    assert [entry.text for entry in by_kind[first].history] == ["一类"]
    assert [entry.text for entry in by_kind[second].history] == ["其余", "记录不全"]
    assert by_kind[first].state is MeasureState.DONE
    assert by_kind[second].state is MeasureState.LATE  # due 2026-06-01 and open again
    assert [entry.event for entry in found.entries][:2] == [
        "return_correction", "finish_correction",
    ]  # fmt: skip
    assert found.tally.done == 7


def test_the_page_offers_what_may_be_done_and_says_why_the_rest_may_not(bureau: Bureau):
    number = begin(bureau, "approve_plan")
    moves = {
        move.event: move
        for move in correction_of(bureau.store, number, at("2026-05-04"), viewer=UNIT).moves
    }
    assert moves["report_progress"].allowed
    assert not moves["submit_plan"].allowed
    assert moves["submit_plan"].reason
    assert "approve_plan" not in moves  # nothing of the unit's


def test_before_a_correction_is_started_its_page_is_empty(bureau: Bureau):
    number = begin(bureau, "decide")
    found = correction_of(bureau.store, number, at("2026-04-11"), viewer=UNIT)
    assert (found.began_on, found.measures, found.entries) == (None, (), ())
    assert [move.event for move in found.moves if move.allowed] == ["start_correction"]


def test_what_a_revoked_decision_led_to_is_no_progress_of_the_new_one(bureau: Bureau):
    number = begin(bureau, "approve_plan")
    bureau.do("2026-05-15", "report_progress", UNIT, progress="旧的进展", done=KINDS[:4])
    bureau.do("2026-05-18", "revoke", "luochengan", reason="证据不实", document="巴环党〔2026〕4号")
    assert shown(bureau, "2026-05-19") == []
    found = correction_of(bureau.store, number, at("2026-05-19"), viewer=UNIT)
    assert (found.plan, found.measures) == (PlanState.NONE, ())
