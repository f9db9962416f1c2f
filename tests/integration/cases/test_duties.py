"""The room of feedback and clearing: nobody learns of a reporter who may not (第十九条)."""

from typing import Any

import pytest
from support.bureau import DUTIES, HANDLER, OFFICER, SUPERVISOR, UNIT, Bureau, at
from support.whole_case import LINE

from cases.duties import Duties, DutyPage, duties_of, list_duties
from states.errors import GuardFailed, Invalid, NotFound
from states.vocabulary import ReportKind, State

PETITIONS = "panxiao"
KNOW = (PETITIONS, SUPERVISOR, "luochengan", "dongli", "shiqing")
"""Who may know that somebody reported."""
KNOW_NOT = (OFFICER, UNIT, HANDLER, "qiufeng")
"""Who see the clearing of a name and nothing of a report."""


def begin(b: Bureau, upto: str = "decide", **more: Any) -> str:
    b.open("2026-03-02", **more)
    for day, event, by, data in LINE:
        b.do(day, event, by, **data)
        if event == upto:
            break
    return b.number


def listed(b: Bureau, viewer: str, on: str = "2026-04-13", **more: Any) -> DutyPage:
    return list_duties(b.store, at(on), viewer=viewer, **more)


@pytest.mark.parametrize("kind", ["real_name", "anonymous"])
def test_what_is_owed_to_a_reporter_is_listed_for_who_may_know(bureau: Bureau, kind: str):
    begin(bureau, report_kind=kind)
    owed = {"real_name": "answer_reporter", "anonymous": "explain_anonymous"}[kind]
    for viewer in KNOW:
        (row,) = listed(bureau, viewer).rows
        assert [duty.kind for duty in row.duties] == [owed]
        assert row.report is ReportKind(kind)
        assert str(row.duties[0].due_on) == "2026-05-06"


@pytest.mark.parametrize("viewer", KNOW_NOT)
@pytest.mark.parametrize("upto", ["decide", "accept_correction", "finish_clearing"])
def test_for_the_others_a_case_from_a_report_is_like_any_other(
    bureau: Bureau, viewer: str, upto: str
):
    """Page by page the same as for a case that nobody reported, but for what names it."""
    reported = begin(bureau, upto, report_kind="real_name")
    told = []
    for shown in (Duties.OPEN, Duties.DONE):
        found = listed(bureau, viewer, "2026-07-09", shown=shown)
        told.append((found.rows, dict(found.counts)))
        assert "reporter" not in repr(found)
        assert "举报" not in repr(found)
        assert Duties.RESTING not in found.counts
    one = duties_of(bureau.store, reported, at("2026-07-09"), viewer=viewer)
    assert (one.row.duties, one.row.report) == ((), None)
    assert "举报" not in repr(one)
    assert all(move.event != "finish_clearing" for move in one.moves)
    in_clearing = upto == "accept_correction"
    assert [len(rows) for rows, _ in told] == [int(in_clearing), 0]


@pytest.mark.parametrize("viewer", ["guyuan", "shenlan", "fengjie", "jiangheng"])
def test_whose_business_it_is_not_is_told_whose(bureau: Bureau, viewer: str):
    number = begin(bureau)
    with pytest.raises(GuardFailed, match="查阅"):
        listed(bureau, viewer)
    with pytest.raises(NotFound):
        duties_of(bureau.store, number, at("2026-04-13"), viewer=viewer)


def test_the_officer_who_keeps_petitions_too_does_not_read_who_reported_them(bureau: Bureau):
    """In one's own case, and in a colleague's of the same matter, one has no other part."""
    begin(bureau, officers=[OFFICER, PETITIONS], scope_reason="经确认适用")
    assert listed(bureau, PETITIONS).rows == ()
    assert listed(bureau, PETITIONS).counts[Duties.OPEN] == 0
    for number in bureau.numbers:
        try:
            found = duties_of(bureau.store, number, at("2026-04-13"), viewer=PETITIONS)
        except NotFound:
            continue
        assert found.row.duties == ()
        assert found.row.report is None


def test_a_name_to_be_cleared_is_told_to_officer_and_unit(bureau: Bureau):
    number = begin(bureau, report_kind="real_name")
    bureau.do("2026-04-14", "open_clearing", SUPERVISOR, reason="查明诽谤", defamed=True)
    for viewer in (*KNOW_NOT, "luochengan"):
        (row,) = listed(bureau, viewer, "2026-04-15").rows
        assert [d.kind for d in row.duties if d.kind == "clear_name"] == ["clear_name"]
        assert row.defamed
    one = duties_of(bureau.store, number, at("2026-04-15"), viewer=OFFICER)
    assert [reason for _, _, reason in one.reasons] == ["查明诽谤"]
    (leader,) = listed(bureau, "dongli", "2026-04-15").rows  # reads feedback alone
    assert [duty.kind for duty in leader.duties] == ["answer_reporter"]
    assert not leader.defamed


def test_how_it_was_done_is_for_petitions_and_that_it_was_for_who_may_know(bureau: Bureau):
    number = begin(bureau, "accept_correction", report_kind="real_name")
    data = {"done_on": "2026-07-07", "how": "电话后书面", "way": "post", "receipt": "XA123456"}
    bureau.do("2026-07-08", "finish_clearing", PETITIONS, duties={"answer_reporter": data})
    for viewer, how in ((PETITIONS, "电话后书面"), (SUPERVISOR, None), ("shiqing", None)):
        (row,) = listed(bureau, viewer, "2026-07-09", shown=Duties.DONE).rows
        (duty,) = row.duties
        assert (duty.how, duty.state) == (how, "done")
        assert (duty.receipt is None) is (how is None)
        one = duties_of(bureau.store, number, at("2026-07-09"), viewer=viewer)
        assert ("XA123456" in repr(one)) is (how is not None)


def test_the_button_finishes_where_the_case_stands_in_clearing(bureau: Bureau):
    begin(bureau, "decide", report_kind="real_name")
    assert listed(bureau, PETITIONS).rows[0].act is None  # owed already, not to be finished yet
    for day, event, by, data in LINE[6:11]:
        bureau.do(day, event, by, **data)
    for viewer, act in ((PETITIONS, "finish_clearing"), (SUPERVISOR, "finish_clearing"),
                        (UNIT, None), ("luochengan", None)):  # fmt: skip
        (row,) = listed(bureau, viewer, "2026-07-07").rows
        assert (row.act, row.state) == (act, State.CLEARING)
    bureau.do("2026-07-08", "finish_clearing", PETITIONS, **DUTIES)
    assert listed(bureau, PETITIONS, "2026-07-09").rows == ()


def test_a_report_nobody_answered_waits_to_be_opened_where_the_case_rests(bureau: Bureau):
    number = bureau.open("2026-03-02", "external", report_kind="anonymous")
    other = bureau.open("2026-03-02", "external", report_kind="none", officers=["wulei"])
    bureau.sweep("2026-03-10T00:05")
    assert bureau.state(number) == bureau.state(other) == "not_applied"
    found = listed(bureau, SUPERVISOR, "2026-03-11", shown=Duties.RESTING)
    assert [(row.number, row.act) for row in found.rows] == [(number, "open_clearing")]
    assert found.counts[Duties.RESTING] == 1
    for viewer in (HANDLER, UNIT, OFFICER):
        with pytest.raises(Invalid):
            listed(bureau, viewer, "2026-03-11", shown=Duties.RESTING)
    bureau.do("2026-03-12", "open_clearing", SUPERVISOR, case=number, reason="来信已查")
    (row,) = listed(bureau, PETITIONS, "2026-03-13").rows
    assert [duty.kind for duty in row.duties] == ["explain_anonymous"]
    assert listed(bureau, SUPERVISOR, "2026-03-13", shown=Duties.RESTING).rows == ()


def test_they_stand_by_the_nearest_day_of_what_their_reader_sees(bureau: Bureau):
    """The supervisor sees the answer that is due first; the unit only the name, due later."""
    both = begin(bureau, report_kind="real_name")
    bureau.do("2026-04-17", "open_clearing", SUPERVISOR, reason="查明诽谤", defamed=True)
    bureau.open("2026-03-02", officers=["zhouqian"], report_kind="none")
    for day, event, by, data in LINE[:6]:
        bureau.do(day, event, "zhouqian" if by == OFFICER else by, **data)
    bureau.do("2026-04-15", "open_clearing", SUPERVISOR, reason="查明诽谤", defamed=True)
    name = bureau.number
    first = listed(bureau, SUPERVISOR, "2026-04-20")
    assert [row.number for row in first.rows] == [both, name]
    assert [row.number for row in listed(bureau, UNIT, "2026-04-20").rows] == [name, both]
    page = listed(bureau, SUPERVISOR, "2026-04-20", limit=1)
    rest = listed(bureau, SUPERVISOR, "2026-04-20", limit=1, after=page.next)
    assert [row.number for row in (*page.rows, *rest.rows)] == [both, name]
    assert rest.next is None
