"""The visit after a warning (第十八条第二款): a task, a record, and until then overdue."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from support.bureau import HANDLER, SUPERVISOR, UNIT, Bureau, at
from support.following import issue, kept, reported, workbook

from cases.agenda import agenda
from cases.follow_up_files import follow_up_file
from cases.follow_up_reading import read_report
from cases.pattern_steps import Asked, take_step
from cases.pattern_views import pattern_flaws, read_alert
from cases.patterns import watch_patterns
from cases.units import merge_unit
from cases.workbench import my_tasks, workbench
from states.errors import Invalid, NotFound
from storage import staffing
from storage.follow_up import false_reports
from storage.people import person_named
from storage.statistics import unit_names
from web.follow_up import alone

BUREAU, PARTY = "青溪区生态环境局", "luochengan"
VISITED = {"effective": "yes", "visited_on": "2026-12-07", "visited_by": "唐莉、何敏",
           "finding": "值守已落实", "follows": ""}  # fmt: skip
NO_EFFECT = {**VISITED, "effective": "no", "follows": "再次警示"}


def step(b: Bureau, deed: str, by: str, on: str, **said: Any) -> int:
    return take_step(b.store, Asked("P2026-0001", deed, by, said), at(on), bureau=BUREAU)


def warned(b: Bureau) -> None:
    """A warning of 2026-05-27 to the second unit: its effect is due on 2026-11-27, a Friday."""
    analysed(b)
    step(b, "warn", PARTY, "2026-05-27", units=["second"])


def waiting(b: Bureau, who: str, on: str) -> list[tuple[str, date, str]]:
    found = workbench(b.store, at(on), viewer=who).alerts
    return [(one.deed, one.due_on, one.urgency) for one in found]


def test_each_step_of_an_alert_waits_on_the_desk_of_who_takes_it(bureau: Bureau):
    b = bureau
    for day in ("2025-06-10", "2025-11-03", "2026-05-20"):
        b.open(day, issue_type="未及时发现", report_kind="none")
    watch_patterns(b.store, at("2026-05-21"))
    assert waiting(b, SUPERVISOR, "2026-05-22") == [("analyse", date(2026, 6, 18), "ok")]
    assert waiting(b, PARTY, "2026-05-22") == waiting(b, HANDLER, "2026-05-22") == []
    step(b, "analyse", SUPERVISOR, "2026-05-25", risk_points="无人研判", causes="值守不严")
    assert [deed for deed, *_ in waiting(b, PARTY, "2026-05-26")] == ["warn"]
    assert waiting(b, SUPERVISOR, "2026-05-26") == []
    step(b, "warn", PARTY, "2026-05-27", units=["second"])
    due = date(2026, 11, 27)
    assert waiting(b, SUPERVISOR, "2026-06-01") == []  # the visit is months away
    for on, urgency in (("2026-11-24", "soon"), ("2026-11-27", "today"),
                        ("2026-12-01", "overdue")):  # fmt: skip
        assert waiting(b, SUPERVISOR, on) == [("check", due, urgency)]
    assert waiting(b, UNIT, "2026-12-01") == []
    desk = workbench(b.store, at("2026-12-01"), viewer=SUPERVISOR)
    assert desk.pressing == desk.counts["overdue"] + desk.counts["today"] + 1
    assert [one.alert for one in agenda(b.store, at("2026-11-20"), days=10).alerts] == [
        "P2026-0001"
    ]
    assert agenda(b.store, at("2026-11-20"), days=3).alerts == ()
    assert my_tasks(b.store, at("2026-12-01"), viewer=SUPERVISOR).alerts == desk.alerts
    step(b, "check", SUPERVISOR, "2026-12-08", **VISITED)
    assert waiting(b, SUPERVISOR, "2026-12-08") == []


def test_a_visit_is_recorded_and_shown_with_its_alert(bureau: Bureau):
    b = bureau
    warned(b)
    step(b, "check", SUPERVISOR, "2026-12-08", **NO_EFFECT)
    sheet = read_alert(b.store, HANDLER, "P2026-0001", at("2026-12-09"), bureau=BUREAU)
    assert sheet.effect
    assert (sheet.effect.visited_on, sheet.effect.visited_by) == (date(2026, 12, 7), "唐莉、何敏")
    assert (sheet.effect.finding, sheet.effect.effective) == ("值守已落实", False)
    assert sheet.effect.follows == "再次警示"
    assert sheet.steps[-1].actor == "唐莉"
    assert pattern_flaws(b.store) == []
    told = read_alert(b.store, UNIT, "P2026-0001", at("2026-12-09"), bureau=BUREAU)
    assert told.effect is None


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("visited_on", {"visited_on": ""}), ("visited_on", {"visited_on": "昨天"}),
        ("visited_on", {"visited_on": "2026-11-26"}), ("visited_on", {"visited_on": "2026-12-09"}),
        ("visited_by", {"visited_by": " "}), ("finding", {"finding": ""}),
        ("follows", {"effective": "no"}), ("effective", {"effective": ""}),
    ],
)  # fmt: skip
def test_a_record_says_when_by_whom_what_and_what_follows(
    sqlite_bureau: Bureau, name: str, wrong: dict[str, str]
):
    warned(sqlite_bureau)
    with pytest.raises(Invalid) as refused:
        step(sqlite_bureau, "check", SUPERVISOR, "2026-12-08", **{**VISITED, **wrong})
    assert refused.value.name == name


def checks(b: Bureau, period: str, scope: str = "bureau") -> list[tuple[str, int, bool | None]]:
    return [(one["state"], one["left"], one["effective"])
            for one in kept(b, period, scope).head["warnings"]]  # fmt: skip


def test_what_nobody_visited_stands_in_every_report_until_it_is_recorded(bureau: Bureau):
    b = bureau
    warned(b)
    for on in ("2026-11-16T08:30", "2026-11-23T08:30", "2026-11-30T08:30", "2026-12-07T08:30"):
        issue(b, on)
    assert checks(b, "2026-W47") == []
    assert checks(b, "2026-W48") == [("due", 4, None)]
    assert checks(b, "2026-W49") == [("over", -1, None)]
    assert checks(b, "2026-W50") == [("over", -6, None)]
    assert checks(b, "2026-12") == [("over", -2, None)]
    step(b, "check", SUPERVISOR, "2026-12-08", **NO_EFFECT)
    issue(b, "2026-12-21T08:30")
    [done] = checks(b, "2026-W51")
    assert (done[0], done[2]) == ("done", False)
    assert checks(b, "2026-W52") == []
    for period in ("2026-W50", "2026-W51"):
        assert len(checks(b, period, "second")) == 1
        assert checks(b, period, "first") == []


def test_a_report_made_late_knows_nothing_of_a_visit_after_its_day(sqlite_bureau: Bureau):
    b = sqlite_bureau
    warned(b)
    issue(b, "2026-11-23T08:30")
    step(b, "check", SUPERVISOR, "2026-12-08", **VISITED)
    issue(b, "2026-12-21T08:30")
    assert [checks(b, week)[0][0] for week in ("2026-W49", "2026-W50", "2026-W51")] == [
        "over", "over", "done",
    ]  # fmt: skip


def test_every_form_of_the_report_tells_of_it(sqlite_bureau: Bureau):
    b = sqlite_bureau
    warned(b)
    issue(b, "2026-12-07T08:30")
    now = at("2026-12-07T09:00")
    report = read_report(b.store, "2026-W50", "bureau", SUPERVISOR, now)
    said = "超期6个工作日，尚未回访"
    assert said in alone(report, [], BUREAU)
    files = {}
    for as_ in ("docx", "xlsx"):
        with follow_up_file(b.store, report, as_, SUPERVISOR, now, bureau=BUREAU) as file:
            files[as_] = file.read()
    tables = Document(BytesIO(files["docx"])).tables
    assert said in [cell.text for table in tables for row in table.rows for cell in row.cells]
    totals = workbook(BytesIO(files["xlsx"]))["汇总"]
    assert ("P2026-0001 未及时发现", "2026-11-27", said) in [
        row[:3] for row in totals.iter_rows(values_only=True)
    ]
    letters = reported(b, "2026-12-07T08:31")
    assert any(said in letter.text and said in letter.html for letter in letters)
    with b.store.read() as connection:
        assert list(false_reports(connection)) == []
    personnel = read_report(b.store, "2026-W50", "bureau", "fengjie", now)
    assert personnel.head["warnings"] == []
    with follow_up_file(b.store, personnel, "xlsx", "fengjie", now, bureau=BUREAU) as file:
        totals = workbook(file)["汇总"]
    assert "没有应检查效果的警示" in [row[0] for row in totals.iter_rows(values_only=True)]


@pytest.mark.parametrize(("unit", "told"), [("first", 0), ("second", 1)])
def test_who_reads_the_bureaus_report_is_told_of_the_warnings_they_may_read(
    sqlite_bureau: Bureau, unit: str, told: int
):
    b = sqlite_bureau
    warned(b)
    issue(b, "2026-12-07T08:30")
    now = at("2026-12-07T09:00")
    with b.store.write() as connection:
        person = person_named(connection, "fengjie", now.date())
        assert person
        where = next(n for n, (code, *_) in unit_names(connection).items() if code == unit)
        staffing.grant(connection, person.id, "UPO", where, at("2026-12-01"))
    assert len(read_report(b.store, "2026-W50", "bureau", "fengjie", now).head["warnings"]) == told


def analysed(b: Bureau) -> None:
    for day in ("2025-06-10", "2025-11-03", "2026-05-20"):
        b.open(day, issue_type="未及时发现", report_kind="none")
    watch_patterns(b.store, at("2026-05-21"))
    step(b, "analyse", SUPERVISOR, "2026-05-25", risk_points="无人研判", causes="值守不严")


def test_only_units_that_are_open_are_warned(bureau: Bureau):
    """All the matters are of the second unit, which is merged into the first before the warning."""
    b = bureau
    analysed(b)
    merge_unit(b.store, "second", "third", "编办〔2026〕3号", "jiangheng", at("2026-05-25T10:00"))
    merge_unit(b.store, "third", "first", "编办〔2026〕4号", "jiangheng", at("2026-05-25T11:00"))
    sheet = read_alert(b.store, PARTY, "P2026-0001", at("2026-05-26"), bureau=BUREAU)
    assert not {"second", "third"}.intersection(code for code, _ in sheet.units)
    assert {"first", "emergency"} <= {code for code, _ in sheet.units}
    assert list(sheet.struck) == ["first"]
    for units in (["second"], ["first", "third"], [], ["nowhere"]):
        with pytest.raises(Invalid) as refused:
            step(b, "warn", PARTY, "2026-05-26", units=units)
        assert ("执法一大队" in refused.value.zh) is bool(set(units) & {"second", "third"})
    step(b, "warn", PARTY, "2026-05-26", units=["first"])


def test_the_successor_reads_a_warning_that_named_a_merged_unit(bureau: Bureau):
    b = bureau
    warned(b)
    with pytest.raises(NotFound):
        read_alert(b.store, "longfei", "P2026-0001", at("2026-06-01"), bureau=BUREAU)
    merge_unit(b.store, "second", "third", "编办〔2026〕3号", "jiangheng", at("2026-06-02T10:00"))
    sheet = read_alert(b.store, "longfei", "P2026-0001", at("2026-06-03"), bureau=BUREAU)
    assert [paper.code for paper in sheet.papers] == ["D38"]
