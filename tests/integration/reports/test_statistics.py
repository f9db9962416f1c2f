"""Statistics over six cases, with every figure worked out by hand beside the cases."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from support.bureau import APPLICATION, HANDLER, OFFICER, SUPERVISOR, UNIT, Bureau, at
from support.main_line import BUREAU_LINE
from support.papers_in import REPORT

from cases.journal import read_journal
from cases.ledger import read_ledger
from cases.statistics import Statistics, export_statistics, read_statistics
from states.errors import CaseError
from storage.ledger_list import Asked

NOW = at("2026-08-03")


@pytest.fixture
def six(bureau: Bureau) -> Bureau:
    """Six cases.

    1  2025-06-10  执法二大队  nobody applied, the clock took it up; open since, 未及时发现
    2  2026-03-02  执法二大队  the whole way: exempt, corrected, closed on 2026-07-22; 水
    3  2026-03-02  执法三大队  of a matter with 4: filed in time, still to be checked
    4  2026-03-02  执法一大队  of a matter with 3: nobody applied, taken up ex officio
    5  2026-06-01  执法三大队  external: applied late, handed in on 2026-06-10 (告知迟延)
    6  2026-07-30  执法一大队  its window is open until 2026-08-06
    """
    b = bureau
    b.open("2025-06-10", issue_type="未及时发现", report_kind="none", informed_on="2025-06-10")
    b.do("2025-06-18", "consider_ex_officio", HANDLER)
    b.open("2026-03-02")
    for on, event, by, data, *_ in BUREAU_LINE:
        b.do(on, event, by, **data)
    b.open("2026-03-02", officers=["wulei", "zhaowenjing"], report_kind="none")
    third, fourth = b.numbers[-2:]
    b.do("2026-03-09", "file", "wulei", case=third, **APPLICATION)
    b.do("2026-03-11", "consider_ex_officio", HANDLER, case=fourth)
    b.open("2026-06-01", "external", officers=["xuqing"], report_kind="anonymous")
    b.do("2026-06-10", "record_direct_application", HANDLER, handed_in_at="2026-06-10T10:00",
         receipt="收1", late_ground="late_notice")  # fmt: skip
    b.open("2026-07-30", officers=["chenlixin"], report_kind="none")
    b.sweep("2026-08-03T00:30")
    return b


def read(bureau: Bureau, viewer: str = SUPERVISOR, **asked: Any) -> Statistics:
    return read_statistics(bureau.store, viewer, NOW, Asked(**asked))


def values(found: Statistics, code: str) -> dict[str, list[Any]]:
    table = found.table(code)
    assert table is not None
    return {row.label: [cell.value for cell in row.cells] for row in table.rows}


def test_every_figure_is_what_was_worked_out_by_hand(six: Bureau):
    found = read(six)
    assert values(found, "funnel") == {
        "立案登记": [6, 100.0],
        "提出申请": [3, 50.0],  # 2, 3, 5
        "受理审查": [3, 50.0],  # 1 and 4 ex officio, 2
        "作出决定": [1, 16.7],
        "予以容错": [1, 16.7],
        "启动纠错": [1, 16.7],
        "办结": [1, 16.7],
    }
    assert values(found, "states") == {
        "问责启动（申请期）": [1, 16.7],  # 6
        "待初核": [1, 16.7],  # 3
        "审查中": [2, 33.3],  # 1, 4
        "已报送追责问责机关": [1, 16.7],  # 5
        "已办结": [1, 16.7],
    }
    outcomes = values(found, "outcomes")
    assert outcomes.pop("免责") == [1, 100.0]
    assert set(map(tuple, outcomes.values())) == {(0, 0.0)}
    assert values(found, "late") == {"告知迟延": [1, 0, 0, 0, 1]}
    assert values(found, "ways") == {way: [0] for way in ("书面", "当面", "会议", "通报", "其他")}
    assert values(found, "years") == {
        "2025": [1, None, 0, 0, 0, 0, 0, None],
        "2026": [5, 400.0, 3, 1, 1, 1, 1, 100.0],
    }
    assert values(found, "unit_field") == {
        "执法一大队": [None, 2, 2], "执法二大队": [1, 1, 2], "执法三大队": [None, 2, 2],
    }  # fmt: skip
    assert values(found, "unit_issue") == {
        "执法一大队": [None, 2, 2], "执法二大队": [2, None, 2], "执法三大队": [None, 2, 2],
    }  # fmt: skip
    assert values(found, "field_issue") == {"水": [1, None, 1], "尚未归类": [1, 4, 5]}
    items = {label.split()[0]: cells[0] for label, cells in values(found, "items").items()}
    held = {code for code, number in items.items() if number}
    assert held == {"A10.1", "A12.4", "A13.1", "A13.2", "A13.3"}


def test_clocks_are_counted_in_working_days(six: Bureau):
    ran = values(read(six), "clocks")
    # done, on time, rate, median, 90 %, late, lapsed, overdue now
    # 2 was checked on Mon 03-09 after Fri 03-06, due 03-10; 3 filed Mon 03-09 is open since 03-11.
    assert ran["材料初核"] == [1, 1, 100.0, 1, 1, 0, 0, 1]
    # 2: accepted 03-09, reported 03-27: fourteen working days of fifteen. 1 and 4 run, overdue.
    assert ran["容错审查"] == [1, 1, 100.0, 14, 14, 0, 0, 2]
    # 2 done on 06-25 after 04-28: 2 in April, 19 in May (5-9 is worked), 18 in June (端午 is not).
    assert ran["纠错完成"] == [1, 1, 100.0, 39, 39, 0, 0, 0]
    # 2, 3 and 5 applied or handed in, 5 after its last day; of 1 and 4 it lapsed; 6 runs.
    assert ran["容错申请期"] == [3, 2, 66.7, 5, 7, 1, 2, 0]
    # 2: decided 04-09, answered on 04-20 as was entered on 07-08, due 04-30.
    assert ran["实名举报结果反馈"] == [1, 1, 100.0, 7, 7, 0, 0, 0]


def ran_of(bureau: Bureau, on: str) -> dict[str, list[Any]]:
    """Of each clock: done, on time, rate, median, 90 %, late, lapsed, overdue now."""
    return values(read_statistics(bureau.store, SUPERVISOR, at(on), Asked()), "clocks")


def test_what_nobody_had_to_do_any_more_was_not_done(bureau: Bureau):
    b = bureau
    for number, officer in enumerate(("wulei", "xuqing")):
        b.open("2026-03-02", officers=[officer], report_kind="none", informed_on="2026-03-02")
        b.do("2026-03-04", "file", officer, **APPLICATION)
        if number:
            b.do("2026-03-05", "withdraw", officer, reason="不申请了")
        else:
            b.do("2026-03-05", "accept", HANDLER)
            b.do("2026-04-20", "terminate", SUPERVISOR, reason="问责撤销",
                 ground="accountability_withdrawn")  # fmt: skip
    b.open("2026-03-02", "external", officers=["machaoqun"], informed_on="2026-03-02")
    b.do("2026-03-04", "record_decision", HANDLER, outcome="none", number="区〔2026〕1号",
         organ="区纪委监委", decided_on="2026-03-04", received_on="2026-03-04")  # fmt: skip
    ran = ran_of(b, "2026-04-21")
    # Both applied on the second day; the check of the one who withdrew was nobody's any more.
    assert ran["容错申请期"] == [2, 2, 100.0, 2, 2, 0, 0, 0]
    assert ran["材料初核"] == [1, 1, 100.0, 1, 1, 0, 0, 0]
    assert "容错审查" not in ran
    page = read_ledger(b.store, SUPERVISOR, NOW, Asked(clock="review", met="done"))
    assert page.total == 0


def test_a_revoked_decision_leaves_its_tasks_undone(sqlite_bureau: Bureau):
    b = sqlite_bureau
    b.open("2026-03-02")
    for on, event, by, data, *_ in BUREAU_LINE[:7]:
        b.do(on, event, by, **data)
    b.do("2026-04-15", "revoke", "luochengan", reason="证据虚假", document="纪要3号")
    ran = ran_of(b, "2026-04-20")
    assert {"纠错方案", "存入人事/廉政档案", "实名举报结果反馈"} & set(ran) == set()
    assert ran["启动纠错"][:2] == [1, 1]


def test_a_duty_that_was_reasoned_away_was_not_done(sqlite_bureau: Bureau):
    b = sqlite_bureau
    b.open("2026-03-02")
    for on, event, by, data, *_ in BUREAU_LINE:
        if event == "finish_clearing":
            data = {"duties": {"answer_reporter": {"not_applicable": "举报人已去世"}}}  # noqa: PLW2901
        b.do(on, event, by, **data)
        if event == "finish_clearing":
            break
    assert "实名举报结果反馈" not in ran_of(b, "2026-07-09")


@pytest.mark.parametrize("paused", [False, True])
def test_a_duty_ends_on_the_day_it_was_done(bureau: Bureau, *, paused: bool):
    """The reporter was answered on 2026-04-20, in time, which is entered months later."""
    b = bureau
    b.open("2026-03-02")
    for on, event, by, data, *_ in BUREAU_LINE:
        b.do(on, event, by, **data)
        if event == "start_correction" and paused:
            b.do("2026-04-21", "suspend", SUPERVISOR, reason="等待另案")
            b.do("2026-04-24", "resume", SUPERVISOR, reason="另案已结")
        if event == "finish_clearing":
            break
    # Seven working days after the decision of 2026-04-09.
    assert ran_of(b, "2026-07-09")["实名举报结果反馈"] == [1, 1, 100.0, 7, 7, 0, 0, 0]


def test_a_clock_that_ends_while_it_is_paused_ran_until_the_pause(bureau: Bureau):
    b = bureau
    b.open("2026-03-02", informed_on="2026-03-02")
    for on, event, by, data, *_ in BUREAU_LINE[:3]:
        b.do(on, event, by, **data)
    b.do("2026-03-11", "request_facts", "guyuan", reason="核实", pause=True)
    # Due 03-30, but it stands since 03-11: two working days after 03-09.
    b.do("2026-04-20", "submit_report", "guyuan", **REPORT)
    assert ran_of(b, "2026-04-20")["容错审查"] == [1, 1, 100.0, 2, 2, 0, 0, 0]


def test_the_median_and_the_ninth_tenth_are_the_nearest_ranks():
    from reports.statistics import ranked

    assert (ranked({1: 1, 2: 1, 3: 1, 4: 1}, 0.5), ranked({1: 1, 2: 1, 3: 1}, 0.5)) == (2, 2)
    assert (ranked({1: 8, 5: 1, 9: 1}, 0.9), ranked({1: 8, 5: 1, 9: 1}, 0.5)) == (5, 1)
    assert ranked({}, 0.5) is None


def figures_of(found: Statistics) -> Iterator[tuple[str, str, Any]]:
    for table in found.tables:
        for row in table.rows:
            for cell in row.cells:
                if cell.asked and cell.value:
                    yield table.code, row.label, cell


@pytest.mark.parametrize("unit", ["", "third"])
def test_every_figure_opens_as_many_cases_as_it_says(six: Bureau, unit: str):
    found, opened = read(six, unit=unit), 0
    for code, label, cell in figures_of(found):
        asked: dict[str, Any] = {"unit": unit, **cell.asked}
        if "year" in asked:
            asked["year"] = int(asked["year"])
        page = read_ledger(six.store, SUPERVISOR, NOW, Asked(**asked))
        # What is overdue counts clocks, of which a case may have several.
        several = code == "overdue" and 0 < page.total < cell.value
        assert page.total == cell.value or several, (code, label, cell)
        opened += 1
    assert opened > 20


def test_what_is_overdue_is_ranked_by_unit_and_the_oldest_stands_first(six: Bureau):
    found = read(six)
    ranking = found.table("overdue")
    assert ranking is not None
    assert [row.cells[0].value for row in ranking.rows] == sorted(
        (row.cells[0].value for row in ranking.rows), reverse=True
    )
    longest = found.table("longest")
    assert longest is not None
    assert (longest.rows[0].case, longest.rows[0].cells[0].value) == ("2025-0001-1", "容错审查")
    days = [row.cells[3].value for row in longest.rows]
    assert days == sorted(days, reverse=True)


def test_a_range_of_days_and_a_unit_narrow_every_table_but_the_years(six: Bureau):
    found = read(six, since=date(2026, 3, 1), until=date(2026, 3, 31), unit="third")
    assert values(found, "funnel")["立案登记"][0] == 1
    assert list(values(found, "years")) == ["2026"]
    assert values(read(six, since=date(2026, 3, 1)), "years")["2025"][0] == 1


def test_the_unit_counts_its_own_cases_and_nothing_that_tells_of_a_report(six: Bureau):
    found = read(six, UNIT)
    assert values(found, "funnel")["立案登记"][0] == 2
    assert "items" not in {table.code for table in found.tables}
    said = json.dumps([values(found, table.code) for table in found.tables], ensure_ascii=False)
    assert "举报" not in said
    assert "匿名" not in said


@pytest.mark.parametrize(
    ("viewer", "seen", "hidden"),
    [
        (UNIT, {"容错申请期", "纠错完成"}, {"容错审查", "法制审核"}),
        ("fengjie", {"存入人事/廉政档案"}, {"容错审查", "法制审核", "容错申请期", "纠错完成"}),
    ],
)
def test_clocks_are_counted_of_what_the_reader_sees(
    six: Bureau, viewer: str, seen: set[str], hidden: set[str]
):
    found = read(six, viewer)
    shown = set(values(found, "clocks"))
    assert (shown >= seen, shown & hidden) == (True, set())
    assert set(values(read(six), "clocks")) >= seen | hidden
    for code, label, cell in figures_of(found):
        asked = {
            **cell.asked,
            **({"year": int(cell.asked["year"])} if "year" in cell.asked else {}),
        }
        assert read_ledger(six.store, viewer, NOW, Asked(**asked)).total, (code, label)


def test_whoever_keeps_out_of_a_case_counts_without_it(six: Bureau):
    six.do("2026-07-31", "declare_recusal", "dongli", ground="relative", reason="亲属")
    six.do("2026-07-31", "decide_recusal", "shiqing", person="dongli", granted=True,
           reason="属实")  # fmt: skip
    assert values(read(six, "dongli"), "funnel")["立案登记"][0] == 5
    assert values(read(six), "funnel")["立案登记"][0] == 6


def test_the_same_figures_go_out_as_files_and_that_is_in_the_journal(six: Bureau):
    found = read(six)
    out = {name: io.BytesIO() for name in ("json", "csv", "xlsx")}
    for as_, file in out.items():
        export_statistics(six.store, SUPERVISOR, NOW, Asked(unit="first"), file, as_=as_)  # type: ignore[arg-type]
    data = json.loads(out["json"].getvalue())
    assert {one["code"] for one in data} == {table.code for table in found.tables}
    first = next(one for one in data if one["code"] == "funnel")
    assert first["rows"][0]["values"] == [2, 100.0]
    assert first["definition"].startswith("所选范围内立案的案件")
    rows = list(csv.reader(io.StringIO(out["csv"].getvalue().decode("utf-8-sig"))))
    assert rows[1][:5] == ["办理进度", "", "立案登记", "件数", "2"]
    sheet = load_workbook(io.BytesIO(out["xlsx"].getvalue())).active
    assert [cell.value for cell in list(sheet.iter_rows())[1]][:5] == [
        "办理进度", None, "立案登记", "件数", 2
    ]  # fmt: skip
    kept = read_journal(six.store, "jianming", NOW, kind="figures_taken")
    assert [line.said["as"] for line in kept] == ["json", "csv", "xlsx"]
    with pytest.raises(CaseError):
        export_statistics(six.store, OFFICER, NOW, Asked(), io.BytesIO(), as_="csv")


def test_a_year_is_compared_with_the_year_before_and_no_older_one(sqlite_bureau: Bureau):
    for day in ("2023-03-01", "2023-03-02", "2025-03-03", "2026-01-05"):
        sqlite_bureau.open(day, report_kind="none", on="2026-01-06")
    found = read_statistics(sqlite_bureau.store, SUPERVISOR, at("2026-03-09"), Asked())
    assert {year: row[1] for year, row in values(found, "years").items()} == {
        "2023": None, "2025": None, "2026": 0.0,
    }  # fmt: skip
