"""Scenarios of the five working days of 第十六条, in whole cases and with their dates."""

import time
from collections.abc import Iterator
from datetime import date
from importlib.resources import files

import pytest
from sqlalchemy import insert
from support.bureau import APPLICATION, HANDLER, OFFICER, SUPERVISOR, UNIT, Bureau, at
from support.papers_in import EXCLUSIONS, REPORT, committee

from cases.history import verify
from cases.views import CaseFile, case_file
from states.errors import CaseError, GuardFailed, Invalid, NotAllowed
from storage import browsing
from storage.schema import PackText

LATE = {"statement": "申请", "ground": "late_notice", "evidence": ["送达回证"]}
WINDOWS = (
    # scenario, started, last day, provisional
    ("1 plain week", "2026-03-02", "2026-03-09", False),
    ("2 National Day", "2025-09-25", "2025-10-09", False),
    ("3 from a make-up Sunday to a make-up Saturday", "2025-09-28", "2025-10-11", False),
    ("4 inside the holiday", "2025-10-03", "2025-10-14", False),
    ("4 the same from the day before it", "2025-09-30", "2025-10-14", False),
    ("5 Spring Festival 2025", "2025-01-22", "2025-02-05", False),
    ("5 a Saturday counts", "2025-01-27", "2025-02-10", False),
    ("6 Spring Festival 2026", "2026-02-11", "2026-02-25", False),
    ("6 from a make-up Saturday to another", "2026-02-14", "2026-02-28", False),
    ("7 a make-up Sunday makes it earlier", "2026-09-17", "2026-09-23", False),
    ("8 two holidays", "2026-09-24", "2026-10-09", False),
    ("8 year end", "2025-12-29", "2026-01-06", False),
    ("10 the last published days", "2026-12-24", "2026-12-31", False),
    ("10 into an unpublished year", "2026-12-25", "2027-01-04", True),
    ("10 into an unpublished year", "2026-12-28", "2027-01-05", True),
)


def shown(bureau: Bureau, on: str) -> CaseFile:
    return case_file(bureau.store, bureau.number, at(on))


def events(bureau: Bureau, on: str) -> list[str]:
    """The history of the case, oldest first."""
    return [event.event for event in shown(bureau, on).events[::-1]]


@pytest.mark.parametrize(("scenario", "started_on", "last_day", "provisional"), WINDOWS, ids=str)
def test_a_window_ends_on_the_fifth_working_day(
    sqlite_bureau: Bureau, scenario: str, started_on: str, last_day: str, provisional: bool
):
    sqlite_bureau.open(started_on)
    [window] = [t for t in shown(sqlite_bureau, started_on).tasks if t.kind == "application_window"]
    assert (window.due_on, window.provisional) == (date.fromisoformat(last_day), provisional)
    assert shown(sqlite_bureau, started_on).window_last_day == window.due_on
    sqlite_bureau.do(f"{last_day}T23:59:59", "file", OFFICER, **APPLICATION)
    assert sqlite_bureau.state() == "filed"


@pytest.fixture(params=["UTC", "America/New_York", "Asia/Shanghai"])
def server_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server whose own clock is set to that zone."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


@pytest.mark.parametrize("last", ["2026-03-09T23:59:59+08:00", "2026-03-09T15:59:59+00:00"])
@pytest.mark.parametrize("over", ["2026-03-10T00:00:00+08:00", "2026-03-09T16:00:00+00:00"])
def test_the_last_second_is_shanghais_wherever_the_server_stands(
    sqlite_bureau: Bureau, server_zone: str, last: str, over: str
):
    """Scenario 9: the next second only ``file_late`` is left."""
    sqlite_bureau.open("2026-03-02", officers=["sunhao", "zhouqian"])
    in_time, too_late = sqlite_bureau.numbers
    sqlite_bureau.do(last, "file", OFFICER, case=in_time, **APPLICATION)
    assert sqlite_bureau.state(in_time) == "filed"
    with pytest.raises(GuardFailed, match="逾期申请"):
        sqlite_bureau.do(over, "file", "zhouqian", case=too_late, **APPLICATION)
    sqlite_bureau.sweep(last)
    assert sqlite_bureau.state(too_late) == "investigation"
    sqlite_bureau.sweep(over)
    sqlite_bureau.do(over, "file_late", "zhouqian", case=too_late, **LATE)
    assert sqlite_bureau.state(too_late) == "late_pending"


def test_told_late_the_officer_keeps_the_last_day_and_has_a_ground(bureau: Bureau):
    """Scenario 12: started Thursday 04-30, told on the make-up Saturday 05-09."""
    bureau.open("2026-04-30")
    told = bureau.do("2026-05-09", "inform_officer", HANDLER)
    assert told.late_notice
    assert told.late_notice.say() == "告知迟延，剩1个工作日"
    assert bureau.due("application_window") == date(2026, 5, 11)
    assert shown(bureau, "2026-05-09").late_notice == told.late_notice
    bureau.sweep("2026-05-12T00:05")
    bureau.do("2026-05-14", "file_late", OFFICER, **LATE)
    assert bureau.state() == "late_pending"
    assert bureau.told("late_receipt") == [(UNIT, "UPO"), (OFFICER, "OFF")]
    for event in ("accept_late", "reject_late"):
        with pytest.raises(Invalid, match="reason"):
            bureau.do("2026-05-15", event, SUPERVISOR)
        with pytest.raises(NotAllowed):
            bureau.do("2026-05-15", event, HANDLER, reason="不属实")
    bureau.do("2026-05-15", "reject_late", SUPERVISOR, reason="告知回证显示当日已告知")
    assert bureau.state() == "inadmissible"
    assert "D06" in {paper.code for paper in shown(bureau, "2026-05-15").papers}


def test_told_on_the_day_of_the_start_late_notice_is_no_ground(bureau: Bureau):
    """Scenario 12, the other way round: there is no shortfall to rely on."""
    bureau.open("2026-04-30", informed_on="2026-04-30")
    bureau.sweep("2026-05-12T00:05")
    with pytest.raises(GuardFailed, match="不存在告知迟延"):
        bureau.do("2026-05-14", "file_late", OFFICER, **LATE)
    bureau.do("2026-05-14", "file_late", OFFICER, **{**LATE, "ground": "absence"})
    assert bureau.state() == "late_pending"


def test_what_is_handed_over_before_the_start_is_no_application(bureau: Bureau):
    """Scenario 13: without a start there is no case to file in; afterwards it is filed anew."""
    with pytest.raises(Invalid, match="started_on"):
        bureau.open("2026-03-02", on="2026-02-27")
    bureau.open("2026-03-02")
    with pytest.raises(Invalid, match="早于程序启动日期"):
        bureau.do("2026-03-02", "file", OFFICER, received_at="2026-02-27T10:00", **APPLICATION)
    assert (bureau.state(), events(bureau, "2026-03-02")) == ("investigation", ["open"])
    bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
    assert '"received_at":"2026-03-03T10:00:00+08:00"' in bureau.row().facts


def test_nothing_filed_on_the_bureau_track_is_reviewed_all_the_same(bureau: Bureau):
    """Scenario 15: ex officio after three working days more, and the review's clock runs."""
    bureau.open("2026-03-02")
    bureau.sweep("2026-03-10T00:05")
    bureau.sweep("2026-03-16T00:05")
    assert events(bureau, "2026-03-16") == ["open", "lapse", "consider_ex_officio"]
    # Fifteen working days from Saturday 03-14, the day after the last for a late application.
    assert bureau.due("review") == date(2026, 4, 3)
    assert "D05" in {paper.code for paper in shown(bureau, "2026-03-16").papers}
    bureau.do("2026-03-17", "assign_reviewers", HANDLER, reviewers=["guyuan", "jiangyue"])
    bureau.do("2026-03-20", "submit_report", "guyuan", **REPORT)
    assert bureau.state() == "legal_review"


def test_nothing_filed_on_the_external_track_is_told_and_leaves_the_late_road_open(bureau: Bureau):
    """Scenario 15: N03, and a late proposal only with a ground."""
    bureau.open("2026-03-02", "external")
    bureau.sweep("2026-03-10T00:05")
    assert bureau.state() == "not_applied"
    assert bureau.told("not_applied") == [(UNIT, "UPO"), (HANDLER, "HND"), (OFFICER, "OFF")]
    bureau.sweep("2026-04-30T09:00")
    assert bureau.state() == "not_applied"
    given = {"handed_in_at": "2026-03-12T09:00", "receipt": "回执", **committee(UNIT),
             "excluded_items": EXCLUSIONS}  # fmt: skip
    with pytest.raises(GuardFailed, match="late_ground"):
        bureau.do("2026-05-06", "propose", UNIT, **given)
    bureau.do("2026-05-06", "propose", UNIT, late_ground="absence", **given)
    assert bureau.state() == "proposed"


def test_a_lapse_after_downtime_and_the_paper_that_undoes_it_both_stay_in_the_history(
    bureau: Bureau,
):
    """Scenario 41: the engine was off from 03-09 12:00 to 03-10 09:00."""
    bureau.open("2026-03-02", informed_on="2026-03-02")
    bureau.sweep("2026-03-09T12:00")
    bureau.sweep("2026-03-10T09:00")
    assert bureau.state() == "not_applied"
    with bureau.store.read() as connection:
        lapse = browsing.events(connection, bureau.row().id)[0]
    assert (lapse["event"], lapse["at"]) == ("lapse", at("2026-03-10T09:00"))
    assert '"on":"2026-03-10"' in lapse["body"]
    bureau.do("2026-03-10T10:00", "file", UNIT, received_at="2026-03-09T16:00", **APPLICATION)
    assert bureau.state() == "filed"
    assert events(bureau, "2026-03-10") == ["open", "lapse", "file"]
    assert '"late_ground":null' in bureau.row().facts
    assert verify(bureau.store).flaws == []


def test_a_paper_received_after_the_last_day_undoes_nothing(bureau: Bureau):
    """Scenario 41: only what came in before 24:00 does."""
    bureau.open("2026-03-02")
    bureau.sweep("2026-03-10T09:00")
    with pytest.raises(CaseError, match="逾期申请"):
        bureau.do("2026-03-10T10:00", "file", UNIT, received_at="2026-03-10", **APPLICATION)
    assert events(bureau, "2026-03-10") == ["open", "lapse"]


def test_a_case_keeps_the_measures_it_was_started_under(bureau: Bureau):
    """Scenario 42: another pack, with a window of ten working days, from 2026-07-01."""
    bureau.open("2026-06-30")
    before = bureau.number
    text = (files("regulations") / "packs" / "banan.yaml").read_text("utf-8")
    for old, new in (
        ('version: "1"', 'version: "2"'),
        ("effective_from: null", "effective_from: 2026-07-01"),
        ("start: accountability_started, n: 5,", "start: accountability_started, n: 10,"),
    ):
        assert old in text
        text = text.replace(old, new)
    row = {"code": "banan", "version": "2", "text": text, "loaded_at": at("2026-06-30")}
    with bureau.store.write() as connection:
        connection.execute(insert(PackText), row)
    # Registered when the new pack is in force, started while the old one was.
    registered_late = bureau.open("2026-06-30", on="2026-07-02")
    new = bureau.open("2026-07-01")
    for number, last_day in (
        (before, date(2026, 7, 7)), (registered_late, date(2026, 7, 7)), (new, date(2026, 7, 15)),
    ):  # fmt: skip
        assert bureau.due("application_window", number) == last_day
    bureau.sweep("2026-07-08T00:05")
    states = [bureau.state(number) for number in (before, registered_late, new)]
    assert states == ["not_applied", "not_applied", "investigation"]
    assert verify(bureau.store).flaws == []


def test_the_officer_is_told_at_once_that_nothing_is_proposed(bureau: Bureau):
    """Scenario 45: declined on the third day, handed in alone on the fifth."""
    bureau.open("2026-03-02", "external")
    bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
    bureau.do("2026-03-04", "convene", HANDLER)
    assert bureau.told("declined") == []
    declined = bureau.do("2026-03-05", "decline_to_propose", UNIT, reason="不宜提出")
    assert declined.notices == 2
    assert bureau.told("declined") == [(UNIT, "UPO"), (OFFICER, "OFF")]
    assert "D13" in declined.papers
    assert bureau.due("application_window") == date(2026, 3, 9)
    bureau.do(
        "2026-03-09T17:00", "record_direct_application", HANDLER,
        handed_in_at="2026-03-09T15:00", receipt="回执2",
    )  # fmt: skip
    assert bureau.state() == "proposed"
    assert '"late_ground":null' in bureau.row().facts
