"""Follow-up reports: each period once, as of its own day, whatever happened since."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from support.bureau import HANDLER, SUPERVISOR, Bureau, at
from support.calendars import one_day
from support.following import (
    ISSUED_BEFORE,
    MONDAY,
    WEEK,
    all_kept,
    correct,
    issue,
    kept,
    lines,
    reported,
    told,
)
from support.main_line import BUREAU_LINE

from cases.calendars import keep
from cases.counting import count_what_changed
from cases.follow_up import bureau_of
from cases.history import verify
from reports.follow_up import folded, unmoved
from storage import follow_up, open_store, staffing
from storage.schema import Case, FollowUpReport, Unit

EVERY = 5
"""The bureau and its four units."""


def test_a_report_says_where_every_correction_stands(bureau: Bureau):
    number = correct(bureau)
    done = issue(bureau)
    assert (done.reports, done.periods) == (2 * EVERY, (WEEK, "2026-06"))
    [line] = lines(bureau)
    assert line["case"] == number
    assert line["officer"] == "孙皓"
    assert (line["unit"], line["outcome"], line["began_on"]) == ("second", "exempt", "2026-04-13")
    assert (line["decided_on"], line["received_on"]) == ("2026-04-09", "2026-04-10")
    assert (line["stage"], line["kinds"], line["progress"]) == ("working", "ddddoooo", "一半")
    assert (line["due_on"], line["left"], line["light"]) == ("2026-06-29", 14, "green")
    assert (line["milestone"], line["who"]) == (["2026-06-01", "learn"], "队长")
    assert line["silent"] == 16
    assert lines(bureau, scope="second") == [line]
    assert lines(bureau, scope="first") == []
    head = kept(bureau).head
    assert (head["open"], head["on_time"], head["finished"]) == (1, 1, 0)
    assert head["kinds"]["learn"] == [0, 1]


def test_no_correction_at_all_is_reported_too(bureau: Bureau):
    assert issue(bureau).reports == 2 * EVERY
    assert kept(bureau).head["open"] == 0
    assert lines(bureau) == []
    letters = reported(bureau, MONDAY)
    assert len(letters) == 16
    assert all("目前没有正在进行的整改。" in letter.text for letter in letters)
    assert all("本期验收0件。" in letter.text for letter in letters)


def test_run_twice_it_is_issued_once(bureau: Bureau):
    correct(bureau)
    issue(bureau)
    before = bureau.tables()
    assert issue(bureau, "2026-06-08T17:00").reports == 0
    assert issue(bureau, "2026-06-12T08:30").reports == 0
    assert bureau.tables() == before


def test_a_week_begins_its_report_on_the_first_working_day(bureau: Bureau):
    issue(bureau, "2026-09-28T08:30")
    assert issue(bureau, "2026-10-07T08:30").reports == 0
    assert issue(bureau, "2026-10-08T08:30").periods == ("2026-W41", "2026-10")
    assert kept(bureau, "2026-10").issued_on.isoformat() == "2026-10-08"


def test_a_calendar_that_changes_opens_no_hole_between_two_reports(bureau: Bureau):
    """The Monday of an issued week becomes a day off: what happened on it is told a week later."""
    correct(bureau)
    issue(bureau)
    bureau.do("2026-06-08T10:00", "suspend", SUPERVISOR, reason="鉴定")
    keep(bureau.store, one_day("2026-06-08", off=True), HANDLER, at("2026-06-08T11:00"))
    issue(bureau, "2026-06-15T08:30")
    heads = {period: kept(bureau, period).head for period in (WEEK, "2026-W25")}
    assert heads[WEEK]["changes"]["counts"] == {}
    assert heads["2026-W25"]["changes"]["counts"] == {"suspend": 1}
    assert heads["2026-W25"]["since"] == heads[WEEK]["until"]
    assert kept(bureau, "2026-W25", "second").head["changes"]["counts"] == {"suspend": 1}


def test_late_or_in_time_the_reports_are_the_same(bureau: Bureau):
    """Facts of later days are not known to a report that is made late."""
    stages = ("decide", "start_correction", "submit_plan", "report_progress", "finish_correction",
              "accept_correction")  # fmt: skip
    officers = ("sunhao", "zhouqian", "wulei", "zhaowenjing")
    issue(bureau, ISSUED_BEFORE)
    for place, upto in enumerate(stages):
        correct(bureau, upto, officers[place % len(officers)])
    weeks = [f"2026-{day}T08:30" for day in ("04-13", "04-20", "05-06", "05-18", "06-29", "07-06")]
    late = issue(bureau, "2026-07-20T08:30")
    assert late.reports == (16 + 4) * EVERY
    told = {period: lines(bureau, period) for period in ("2026-W16", "2026-W17", "2026-W21")}
    assert {line["stage"] for line in told["2026-W16"]} == {"to_start"}
    assert len(told["2026-W16"]) == len(stages)
    assert {line["stage"] for line in told["2026-W17"]} == {"to_start", "planning"}
    assert all(line["progress"] is None for line in told["2026-W17"])
    assert {line["stage"] for line in told["2026-W21"]} == {
        "to_start", "planning", "to_approve", "working",
    }  # fmt: skip
    assert sum(line["progress"] == "一半" for line in told["2026-W21"]) == 3
    assert len(weeks) == 6
    assert kept(bureau, "2026-W28").head["finished"] == 0
    assert kept(bureau, "2026-W29").head["finished"] == 1
    assert kept(bureau, "2026-W29").head["median_days"] == 57
    assert verify(bureau.store).flaws == []


@pytest.mark.parametrize("upto", ["decide", "start_correction", "submit_plan", "approve_plan",
                                  "report_progress", "finish_correction"])  # fmt: skip
def test_what_is_kept_says_what_the_events_say(bureau: Bureau, upto: str):
    """Both ways in which a correction is read come to the same, also where it is suspended."""
    correct(bureau, upto)
    if upto == "report_progress":
        bureau.do("2026-05-20", "extend_plan", SUPERVISOR, days=10, reason="汛期")
        bureau.do("2026-05-21", "suspend", SUPERVISOR, reason="鉴定")
    count_what_changed(bureau.store)
    after = at("2027-01-01")
    with bureau.store.write() as connection:
        *_, scope = bureau_of(bureau.store, connection, after).scopes()
        rows = list(unmoved(connection, scope, after))
        assert (len(rows), folded(connection, scope, after, {})) == (1, [])
        connection.execute(update(Case).values(counted=0))
        assert (list(unmoved(connection, scope, after)), folded(connection, scope, after, {})) == (
            [],
            rows,
        )


def test_the_days_on_which_a_case_was_suspended_are_not_of_its_correction(bureau: Bureau):
    correct(bureau)
    bureau.do("2026-06-01", "suspend", SUPERVISOR, reason="鉴定")
    bureau.do("2026-06-15", "resume", SUPERVISOR, reason="鉴定完毕")
    for on, event, by, data, _, _ in BUREAU_LINE:
        if event in {"finish_correction", "accept_correction"}:
            bureau.do(on, event, by, **data)
    issue(bureau, "2026-07-13T08:30")
    assert kept(bureau, "2026-W29").head["median_days"] == 57 - 10


def test_what_was_undone_after_it_was_reported_stands_in_the_next(bureau: Bureau):
    number = correct(bureau, "accept_correction")
    issue(bureau, "2026-07-13T08:30")
    old = all_kept(bureau)
    assert kept(bureau, "2026-W29").head["finished"] == 1
    bureau.do("2026-07-14", "revoke", "luochengan", reason="证据虚假", document="纪要3号")
    issue(bureau, "2026-07-20T08:30")
    assert set(old) < set(all_kept(bureau))
    head = kept(bureau, "2026-W30").head
    assert head["changes"]["counts"] == {"revoke": 1}
    assert head["changes"]["listed"] == [
        {"case": number, "unit": "second", "event": "revoke", "on": "2026-07-14",
         "before": "clearing"}
    ]  # fmt: skip
    assert head["open"] == 0


def test_what_meets_no_correction_is_no_change_of_one(bureau: Bureau):
    """A case that is only looked into stands in no report, whatever becomes of it."""
    correct(bureau)
    other = bureau.open("2026-06-01", officers=["wulei"])
    bureau.do("2026-06-02", "suspend", SUPERVISOR, case=other, reason="鉴定")
    bureau.do("2026-06-03", "resume", SUPERVISOR, case=other, reason="鉴定完毕")
    bureau.do("2026-06-04", "suspend", SUPERVISOR, case=bureau.numbers[0], reason="鉴定")
    issue(bureau)
    assert kept(bureau).head["changes"]["counts"] == {"suspend": 1}
    assert lines(bureau)[0]["light"] == "grey"
    assert kept(bureau).head["lights"]["grey"] == 1


def test_what_is_suspended_when_it_is_overdue_is_reported_as_overdue(bureau: Bureau):
    correct(bureau)
    bureau.do("2026-07-02", "suspend", SUPERVISOR, reason="鉴定")
    issue(bureau, "2026-07-20T08:30")
    [line] = lines(bureau, "2026-W30")
    assert (line["due_on"], line["left"], line["light"]) == ("2026-06-29", -15, "red")
    head = kept(bureau, "2026-W30").head
    assert (head["on_time"], head["lights"]["red"], head["silent"]) == (0, 1, 0)


def test_six_months_after_its_acceptance_a_correction_is_visited_again(bureau: Bureau):
    number = correct(bureau, "accept_correction")
    issue(bureau, "2027-01-04T08:30")
    listed = kept(bureau, "2027-01").head["visits"]["listed"]
    assert listed == [{"case": number, "on": "2027-01-06"}]


@pytest.mark.parametrize(
    ("on", "visited"), [("2026-07-14", False), ("2027-01-05", True)], ids=["before", "after"]
)
def test_a_correction_whose_decision_was_revoked_is_not_visited(
    bureau: Bureau, on: str, visited: bool
):
    """What was revoked after the day of issue was not known then, also to a late report."""
    number = correct(bureau, "accept_correction")
    bureau.do(on, "revoke", "luochengan", reason="证据虚假", document="纪要3号")
    issue(bureau, "2027-01-06T08:30")
    visits = kept(bureau, "2027-01").head["visits"]
    assert visits["listed"] == ([{"case": number, "on": "2027-01-06"}] if visited else [])


def test_a_unit_renamed_since_is_called_as_it_was(bureau: Bureau):
    correct(bureau)
    issue(bureau)
    before = kept(bureau, scope="second")
    with bureau.store.write() as connection:
        connection.execute(update(Unit).where(Unit.code == "second").values(name="综合执法支队"))
    issue(bureau, "2026-06-15T08:30")
    assert kept(bureau, scope="second") == before
    assert before.head["name"] == "执法二大队"
    assert kept(bureau, "2026-W25", "second").head["name"] == "综合执法支队"


def test_a_unit_merged_into_another_is_reported_with_it(bureau: Bureau):
    number = correct(bureau)
    issue(bureau)
    with bureau.store.write() as connection:
        into = select(Unit.id).where(Unit.code == "first").scalar_subquery()
        connection.execute(update(Unit).where(Unit.code == "second").values(parent_id=into))
    issue(bureau, "2026-06-15T08:30")
    assert lines(bureau, scope="first") == []
    assert [line["case"] for line in lines(bureau, "2026-W25", "first")] == [number]
    assert [line["case"] for line in lines(bureau, "2026-W25", "second")] == [number]
    assert len(lines(bureau, "2026-W25")) == 1


def test_a_new_unit_is_reported_from_its_first_period_on(bureau: Bureau):
    issue(bureau)
    with bureau.store.write() as connection:
        staffing.add_unit(connection, "fourth", "执法四大队", None)
    issue(bureau, "2026-06-22T08:30")
    with bureau.store.read() as connection:
        assert follow_up.report_of(connection, WEEK, "fourth") is None
        assert follow_up.report_of(connection, "2026-W25", "fourth")


def test_two_runs_at_once_issue_each_once(bureau: Bureau):
    correct(bureau)
    url = bureau.store.url

    def run(_: int) -> int:
        with open_store(url) as store:
            from cases.follow_up import issue_follow_ups

            return issue_follow_ups(store, at(MONDAY)).reports

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(run, range(3))) == 2 * EVERY
    assert len(all_kept(bureau)) == 2 * EVERY
    assert sum(told(bureau).values()) == 8
    assert verify(bureau.store).flaws == []


def test_a_report_cannot_be_changed_nor_taken_away(bureau: Bureau):
    issue(bureau)
    for statement in (
        "UPDATE follow_up_reports SET head = '{}'",
        "DELETE FROM follow_up_reports",
        "INSERT INTO follow_up_reports SELECT * FROM follow_up_reports",
    ):
        with pytest.raises(DBAPIError), bureau.store.write() as connection:
            connection.execute(text(statement))
    assert verify(bureau.store).flaws == []


def unguard(bureau: Bureau) -> None:
    with bureau.store.write() as connection:
        if bureau.store.sqlite:
            for what in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER follow_up_reports_no_{what}"))
        else:
            connection.execute(text("ALTER TABLE follow_up_reports DISABLE TRIGGER USER"))


def test_whoever_owns_the_database_is_found_out(bureau: Bureau):
    correct(bureau)
    issue(bureau)
    unguard(bureau)
    report = kept(bureau)
    with bureau.store.write() as connection:
        mine = FollowUpReport.id == report.id
        packer = follow_up.Packing("sha256")
        packer.close()
        connection.execute(update(FollowUpReport).where(mine).values(lines=bytes(packer.packed)))
        connection.execute(FollowUpReport.__table__.delete().where(
            FollowUpReport.period == WEEK, FollowUpReport.scope == "first"))  # fmt: skip
    assert sorted(flaw.en for flaw in verify(bureau.store).flaws) == [
        f"follow-up report {WEEK} bureau is not what was issued",
        f"follow-up report {WEEK} first is not what was issued",
    ]


def test_officers_of_other_matters_stay_where_they_are(bureau: Bureau):
    """One matter, two officers, two lines: each correction is its own."""
    first, second = correct(bureau), correct(bureau, officer="wulei")
    issue(bureau)
    assert {line["case"] for line in lines(bureau)} == {first, second}
    assert {line["officer"] for line in lines(bureau, scope="third")} == {"吴磊"}
