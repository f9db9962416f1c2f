"""The officer told late: what was left of the five working days of 第十六条."""

from datetime import date
from pathlib import Path

import pytest

from cases.late_notice import late_notice
from deadlines import build_calendar, parse_years

SEED = Path(__file__).parents[3] / "storage" / "seed" / "calendar.json"
CALENDAR = build_calendar(parse_years(SEED.read_text("utf-8")))
ROWS = (
    # started, told, last day, what is said
    (
        "2026-04-30",
        "2026-05-09",
        "2026-05-11",
        "剩1个工作日",
        "1 working day left",
    ),  # a make-up day
    ("2026-04-30", "2026-05-06", "2026-05-11", "剩4个工作日", "4 working days left"),
    ("2026-04-30", "2026-05-11", "2026-05-11", "剩0个工作日", "0 working days left"),
    ("2026-04-30", "2026-05-10", "2026-05-11", "剩1个工作日", "1 working day left"),
    ("2026-04-30", "2026-05-12", "2026-05-11", "申请期已届满", "after the window was over"),
    ("2026-03-02", "2026-03-03", "2026-03-09", "剩4个工作日", "4 working days left"),
    # Only days off since the last day: the window was over all the same.
    ("2026-03-06", "2026-03-14", "2026-03-13", "申请期已届满", "after the window was over"),
)


@pytest.mark.parametrize(("started", "told", "last", "zh", "en"), ROWS)
def test_a_late_notice_says_what_was_left_of_the_window(
    started: str, told: str, last: str, zh: str, en: str
):
    found = late_notice(*map(date.fromisoformat, (started, told, last)), CALENDAR)
    assert found
    assert found.say() == f"告知迟延，{'告知时' if '届满' in zh else ''}{zh}"
    assert found.say("en") == f"told late, {en}"


@pytest.mark.parametrize(
    ("started", "told", "last"),
    [
        ("2026-03-02", None, "2026-03-09"),
        ("2026-03-02", "2026-03-02", "2026-03-09"),
        ("2026-04-30", "2026-05-05", "2026-05-11"),  # only days off had passed
    ],
)
def test_nothing_is_said_where_no_day_was_lost_or_nobody_was_told(
    started: str, told: str | None, last: str
):
    start, end = date.fromisoformat(started), date.fromisoformat(last)
    day = date.fromisoformat(told) if told else None
    assert late_notice(start, day, end, CALENDAR) is None
