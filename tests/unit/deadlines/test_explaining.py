"""A due date accounts for every day."""

from datetime import date

from deadlines import Kind, Pause, Unit, explain

NOTICE_2026 = "国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）"


def test_national_day_2025_is_accounted_for_day_by_day(calendar):
    found = explain(date(2025, 9, 25), 5, Unit.WD, calendar)
    assert found.due_on == date(2025, 10, 9)
    assert [entry.date for entry in found.days if entry.counted] == [
        date(2025, 9, 26),
        date(2025, 9, 28),
        date(2025, 9, 29),
        date(2025, 9, 30),
        date(2025, 10, 9),
    ]
    kinds = {entry.date.day: entry.why.kind for entry in found.days}
    assert (kinds[27], kinds[28], kinds[1]) == (Kind.WEEKEND, Kind.MAKE_UP, Kind.HOLIDAY)


def test_the_explanation_reads_in_both_languages(calendar):
    found = explain(date(2026, 9, 17), 5, Unit.WD, calendar)
    assert found.zh == (
        "自2026-09-17起5个工作日，起始日不计，逐日算至2026-09-23；日历版本：2026-1。",
        "2026-09-18  计入 1  工作日，星期五",
        "2026-09-19  不计  休息日，星期六",
        f"2026-09-20  计入 2  国庆节调休上班，星期日（{NOTICE_2026}）",
        "2026-09-21  计入 3  工作日，星期一",
        "2026-09-22  计入 4  工作日，星期二",
        "2026-09-23  计入 5  工作日，星期三",
    )
    assert found.en[0] == (
        "5 working days from 2026-09-17, the start day not counted, run to 2026-09-23; "
        "calendar version: 2026-1."
    )
    assert found.en[2] == "2026-09-19  skipped  weekend, Saturday"


def test_a_provisional_date_says_so_and_names_the_statute(calendar):
    found = explain(date(2027, 2, 1), 5, Unit.WD, calendar)
    assert found.provisional
    assert "暂定" in found.zh[0]
    assert "provisional" in found.en[0]
    spring = next(entry.why for entry in found.days if entry.date == date(2027, 2, 5))
    assert spring.kind is Kind.STATUTORY
    assert "暂按法定节假日" in spring.zh


def test_a_month_counts_every_day_and_says_that_its_end_was_moved(calendar):
    found = explain(date(2026, 1, 15), 1, Unit.M, calendar)
    assert found.due_on == date(2026, 2, 24)
    assert [entry.counted for entry in found.days].count(True) == 31
    assert found.days[-1].why.kind is Kind.ROLLED
    assert found.days[-2].why.kind is Kind.HOLIDAY


def test_paused_days_are_named_as_such(calendar):
    pause = Pause(date(2026, 3, 11), date(2026, 4, 7))
    found = explain(date(2026, 3, 2), 15, Unit.WD, calendar, operations=[pause])
    assert found.due_on == date(2026, 4, 17)
    assert sum(entry.counted for entry in found.days) == 15
    paused = [entry.date for entry in found.days if entry.why.kind is Kind.PAUSED]
    assert (paused[0], paused[-1]) == (date(2026, 3, 12), date(2026, 4, 7))
    assert found.zh[1] == "中止：2026-03-11起，2026-04-07恢复计算。"
    assert found.en[1] == "Paused on 2026-03-11, resumed on 2026-04-07."
