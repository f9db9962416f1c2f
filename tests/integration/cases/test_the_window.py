"""The five working days of 第十六条: met, missed, late, and saved by the day of receipt."""

from datetime import date

import pytest
from support.bureau import APPLICATION, DECISION, HANDLER, OFFICER, SUPERVISOR, UNIT, Bureau
from support.papers_in import EXCLUSIONS, REPORT, committee

from cases.history import verify
from states.errors import GuardFailed, Invalid, NotAllowed

LATE = {"statement": "申请", "ground": "late_notice", "evidence": ["送达回证"]}


def test_the_last_second_is_in_time_and_the_next_is_late(sqlite_bureau: Bureau):
    """Scenario 9."""
    sqlite_bureau.open("2026-03-02")
    with pytest.raises(GuardFailed, match="2026-03-09"):
        sqlite_bureau.do("2026-03-10T00:00:00", "file", OFFICER, **APPLICATION)
    sqlite_bureau.do("2026-03-09T23:59:59", "file", OFFICER, **APPLICATION)
    assert sqlite_bureau.state() == "filed"


def test_nothing_filed_on_the_bureau_track_lapses_and_is_then_considered_ex_officio(
    bureau: Bureau,
):
    """Scenario 15, with three working days for a late application before the clock goes on."""
    bureau.open("2026-03-02")
    assert bureau.sweep("2026-03-09T23:59").lapsed == 0
    assert bureau.sweep("2026-03-10T00:05").lapsed == 1
    assert bureau.state() == "not_applied"
    assert bureau.due("ex_officio") == date(2026, 3, 13)
    assert bureau.sweep("2026-03-16T00:05").lapsed == 1
    assert bureau.state() == "under_review"
    assert bureau.due("review") is not None
    assert verify(bureau.store).flaws == []


def test_nothing_filed_on_the_external_track_stays_not_applied(bureau: Bureau):
    bureau.open("2026-03-02", "external")
    bureau.sweep("2026-04-30T09:30")
    assert bureau.state() == "not_applied"


def test_the_handler_may_consider_ex_officio_at_any_time(sqlite_bureau: Bureau):
    sqlite_bureau.open("2026-03-02")
    sqlite_bureau.do("2026-03-03", "consider_ex_officio", HANDLER)
    assert sqlite_bureau.state() == "under_review"
    assert sqlite_bureau.due("application_window") == date(2026, 3, 9)


def test_what_the_bureau_considers_of_itself_takes_no_day_from_the_officers_window(
    bureau: Bureau,
):
    b = bureau
    b.open("2026-03-02")
    b.do("2026-03-03", "consider_ex_officio", HANDLER)
    b.do("2026-03-04", "assign_reviewers", HANDLER, reviewers=["guyuan", "jiangyue"])
    b.do("2026-03-05", "submit_report", "guyuan", **REPORT)
    b.do("2026-03-06", "clear_report", "shenlan", opinion="同意")
    with pytest.raises(GuardFailed, match="申请期至2026-03-09届满，本人仍可申请"):
        b.do("2026-03-06", "decide", "luochengan", **DECISION)
    b.do("2026-03-09", "file", OFFICER, **APPLICATION)
    assert (b.state(), b.due("application_window")) == ("deliberation", None)
    b.do("2026-03-09", "decide", "luochengan", **DECISION)
    assert verify(b.store).flaws == []


def test_a_window_that_nobody_used_lapses_while_the_review_goes_on(bureau: Bureau):
    b = bureau
    b.open("2026-03-02")
    b.do("2026-03-03", "consider_ex_officio", HANDLER)
    assert b.sweep("2026-03-10T00:05").lapsed == 1
    assert (b.state(), b.due("application_window")) == ("under_review", None)
    assert b.told("not_applied") == []
    with pytest.raises(GuardFailed, match="申请期已于2026-03-09届满"):
        b.do("2026-03-10", "file", OFFICER, **APPLICATION)
    # The paper receipt counts: handed in on the last day, entered in the middle of the review.
    b.do("2026-03-11", "file", OFFICER, **APPLICATION, received_at="2026-03-09T16:00")
    assert b.state() == "under_review"
    assert verify(b.store).flaws == []


def test_a_lapse_noticed_late_bears_its_own_day_though_the_review_went_on(bureau: Bureau):
    """The clock stood still for a week; meanwhile the report was written."""
    b = bureau
    b.open("2026-03-02")
    b.do("2026-03-03", "consider_ex_officio", HANDLER)
    b.do("2026-03-16", "assign_reviewers", HANDLER, reviewers=["guyuan", "jiangyue"])
    b.do("2026-03-16", "submit_report", "guyuan", **REPORT)
    tally = b.sweep("2026-03-17T00:05")
    assert (tally.lapsed, tally.failures) == (1, [])
    assert (b.state(), b.due("application_window")) == ("legal_review", None)
    assert verify(b.store).flaws == []


def test_the_second_applicant_applies_while_the_first_supplements(bureau: Bureau):
    b = bureau
    b.open("2026-03-02")
    b.do("2026-03-03", "file", OFFICER, statement="申请容错")
    b.do("2026-03-04", "require_supplement", HANDLER, gaps=["现场记录"])
    done = b.do("2026-03-09", "file", UNIT, **APPLICATION)
    assert (done.to_state, done.papers) == ("supplementing", ("D03",))
    b.do("2026-03-10", "withdraw", OFFICER, reason="由单位申请即可")
    assert b.state() == "supplementing"


def test_a_paper_that_came_in_time_goes_before_a_late_one(bureau: Bureau):
    b = bureau
    b.open("2026-03-02")
    b.sweep("2026-03-10T00:05")
    b.do("2026-03-10", "file_late", OFFICER, **LATE)
    done = b.do("2026-03-11", "file", UNIT, **APPLICATION, received_at="2026-03-09T10:00")
    assert (done.to_state, b.due("late_application")) == ("filed", None)


def test_ex_officio_belongs_to_the_bureau_track(sqlite_bureau: Bureau):
    sqlite_bureau.open("2026-03-02", "external")
    with pytest.raises(GuardFailed, match="不适用"):
        sqlite_bureau.do("2026-03-03", "consider_ex_officio", HANDLER)


def test_a_late_application_needs_a_ground_and_is_admitted_with_a_reason(bureau: Bureau):
    """Scenario 12: told late; the window ends all the same on 05-11."""
    bureau.open("2026-04-30", informed_on="2026-05-09", on="2026-05-09")
    assert bureau.due("application_window") == date(2026, 5, 11)
    bureau.sweep("2026-05-12T00:05")
    with pytest.raises(Invalid, match="ground"):
        bureau.do("2026-05-14", "file_late", OFFICER, statement="申请", evidence=["证"])
    bureau.do("2026-05-14", "file_late", OFFICER, **LATE)
    assert bureau.state() == "late_pending"
    with pytest.raises(NotAllowed):
        bureau.do("2026-05-15", "accept_late", HANDLER, reason="迟延属实")
    with pytest.raises(Invalid, match="reason"):
        bureau.do("2026-05-15", "accept_late", SUPERVISOR)
    bureau.do("2026-05-15", "accept_late", SUPERVISOR, reason="迟延属实")
    assert bureau.state() == "under_review"


def test_a_paper_received_in_time_and_entered_after_the_lapse_is_in_time(bureau: Bureau):
    """Scenario 41: received 03-09 16:00, entered 03-10; the lapse stays in the history."""
    bureau.open("2026-03-02")
    bureau.sweep("2026-03-10T00:05")
    bureau.do("2026-03-10T10:00", "file", UNIT, received_at="2026-03-09T16:00", **APPLICATION)
    assert bureau.state() == "filed"
    assert bureau.due("ex_officio") is None
    assert verify(bureau.store).flaws == []


def test_after_downtime_a_lapse_is_recorded_as_of_its_moment(bureau: Bureau):
    bureau.open("2026-03-02")
    bureau.sweep("2026-03-10T09:00")
    from storage import browsing

    with bureau.store.read() as connection:
        newest = browsing.events(connection, bureau.row().id)[0]
    assert newest["event"] == "lapse"
    assert '"on":"2026-03-10"' in newest["body"]


@pytest.mark.parametrize(
    ("handed_in_at", "ground", "marked_late"),
    [
        ("2026-10-09T17:00", None, False),
        ("2026-10-09T23:59:59", None, False),
        ("2026-10-10T09:00", "late_notice", True),
    ],
)
def test_on_the_external_track_only_the_organs_hands_meet_the_window(
    sqlite_bureau: Bureau, handed_in_at: str, ground: str | None, marked_late: bool
):
    """Scenario 44."""
    b = sqlite_bureau
    b.open("2026-09-24", "external")
    b.do("2026-09-28", "file", OFFICER, **APPLICATION)
    b.do("2026-09-30", "convene", HANDLER)
    assert b.due("application_window") == date(2026, 10, 9)
    given = {
        "handed_in_at": handed_in_at, "receipt": "回执", **committee(UNIT),
        "excluded_items": EXCLUSIONS,
    }  # fmt: skip
    if ground:
        with pytest.raises(GuardFailed, match="late_ground"):
            b.do("2026-10-11", "propose", UNIT, **given)
    b.do("2026-10-11", "propose", UNIT, **given, **({"late_ground": ground} if ground else {}))
    assert b.state() == "proposed"
    assert ('"late_ground":"late_notice"' in b.row().facts) is marked_late


def test_a_filing_with_us_alone_does_not_quiet_the_ladder(sqlite_bureau: Bureau):
    """Scenario 44: the reminders of 10-08 and 10-09 go to the unit, the handler, the supervisor."""
    b = sqlite_bureau
    b.open("2026-09-24", "external")
    b.do("2026-09-28", "file", OFFICER, **APPLICATION)
    b.do("2026-09-28", "convene", HANDLER)
    for day, offset in (("2026-10-08", -1), ("2026-10-09", 0)):
        found = [a for a in b.sweep(f"{day}T09:00").actions if a.task == "application_window"]
        assert [(a.what, a.offset, a.notices) for a in found] == [("remind", offset, 4)]


def test_declined_by_the_party_organisation_the_officer_still_applies_alone(bureau: Bureau):
    """Scenario 45."""
    bureau.open("2026-03-02", "external")
    bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
    bureau.do("2026-03-04", "convene", HANDLER)
    bureau.do("2026-03-05", "decline_to_propose", UNIT, reason="不宜提出")
    assert bureau.state() == "not_applied"
    assert bureau.due("application_window") == date(2026, 3, 9)
    bureau.do(
        "2026-03-10", "record_direct_application", HANDLER,
        handed_in_at="2026-03-09T15:00", receipt="回执2",
    )  # fmt: skip
    assert bureau.state() == "proposed"
    assert '"late_ground":null' in bureau.row().facts


def test_declined_and_not_applied_the_window_lapses_quietly(bureau: Bureau):
    bureau.open("2026-03-02", "external")
    bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
    bureau.do("2026-03-04", "convene", HANDLER)
    bureau.do("2026-03-05", "decline_to_propose", UNIT, reason="不宜提出")
    assert bureau.sweep("2026-03-10T00:05").lapsed == 1
    assert bureau.state() == "not_applied"
    assert bureau.due("application_window") is None


def test_incomplete_on_the_last_day_is_supplemented_in_time(bureau: Bureau):
    """Scenario 14."""
    bureau.open("2026-03-02")
    bureau.do("2026-03-09", "file", OFFICER, statement="申请")
    with pytest.raises(GuardFailed, match="证据"):
        bureau.do("2026-03-10", "accept", HANDLER)
    bureau.do("2026-03-10", "require_supplement", HANDLER, gaps=["证据"])
    assert bureau.due("supplement") == date(2026, 3, 17)
    bureau.do("2026-03-16", "resubmit", OFFICER, evidence=["记录"])
    bureau.do("2026-03-17", "accept", HANDLER)
    assert bureau.state() == "under_review"


def test_one_of_two_applications_withdrawn_leaves_the_other(bureau: Bureau):
    """Scenario 16."""
    bureau.open("2026-03-02")
    bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
    bureau.do("2026-03-04", "file", UNIT, **APPLICATION)
    bureau.do("2026-03-05", "withdraw", OFFICER)
    assert bureau.state() == "filed"
    bureau.do("2026-03-05", "withdraw", UNIT)
    assert bureau.state() == "withdrawn"


def test_a_matter_registered_after_its_window_lapses_at_the_first_sweep(bureau: Bureau):
    bureau.open("2026-03-02", on="2026-06-01")
    assert bureau.sweep("2026-06-01T10:15").lapsed == 1
    assert bureau.state() == "not_applied"
    assert bureau.due("ex_officio") == date(2026, 6, 4)
