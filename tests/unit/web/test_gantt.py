"""The Gantt chart: every bar inside it, in order, with today and the days off where they lie."""

import re
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from deadlines import build_calendar
from web.gantt import LABEL, TOP, WIDTH, Span, gantt

quick = settings(max_examples=150, deadline=None, database=None)
CALENDAR = build_calendar([])
TODAY = date(2026, 11, 23)
near = st.dates(date(2025, 6, 1), date(2028, 6, 1))
anywhere = st.dates(date(1990, 1, 1), date.max)


@st.composite
def spans(draw, days=near):
    first = draw(days)
    done_on = draw(st.none() | days)
    return Span(
        draw(st.text(max_size=20)), first, draw(days), draw(st.floats(0, 1)),
        done_on, "",
    )  # fmt: skip


def drawn(found, today=TODAY):
    chart = gantt(found, today, CALENDAR.is_working, ["brand"] * len(found))
    assert chart is not None
    return chart


@quick
@given(st.lists(spans(anywhere), min_size=1, max_size=8), near)
def test_every_bar_lies_inside_the_chart(found, today):
    """Even where a plan names the year 9999."""
    chart = drawn(found, today)
    for bar in chart.bars:
        assert LABEL <= bar.x <= bar.x + bar.width <= WIDTH + 0.05
        assert 0 <= bar.filled <= bar.width + 0.05
        assert bar.late >= 0
        assert bar.late_x + bar.late <= WIDTH + 0.05
        assert TOP <= bar.y < bar.y + 14 <= chart.height
    assert LABEL < chart.today_x < WIDTH
    assert all(LABEL <= x < WIDTH for x, _ in chart.ticks)


@quick
@given(st.lists(spans(), min_size=2, max_size=8))
def test_bars_stand_in_the_order_they_were_given_and_do_not_touch(found):
    chart = drawn(found)
    assert [bar.span for bar in chart.bars] == found
    tops = [bar.y for bar in chart.bars]
    assert all(lower - upper > 14 for upper, lower in pairwise(tops))


@quick
@given(st.lists(spans(), min_size=2, max_size=8))
def test_what_begins_earlier_stands_further_left(found):
    bars = sorted(drawn(found).bars, key=lambda bar: bar.span.first)
    assert [bar.x for bar in bars] == sorted(bar.x for bar in bars)
    ends = sorted(
        (bar for bar in bars if bar.span.due_on >= bar.span.first),
        key=lambda bar: bar.span.due_on,
    )
    right = [bar.x + bar.width for bar in ends]
    assert all(later >= earlier - 0.2 for earlier, later in pairwise(right))


@quick
@given(spans())
def test_only_what_went_beyond_its_day_is_red_and_its_red_begins_there(span):
    (bar,) = drawn([span]).bars
    end = span.done_on or TODAY
    late = end > span.due_on and end > span.first
    assert (bar.late > 0) is late
    assert bar.late_x == round(bar.x + bar.width, 1)


def test_todays_line_lies_within_todays_column():
    span = Span("甲", TODAY - timedelta(days=10), TODAY, 0.5)
    chart = drawn([span])
    (bar,) = chart.bars
    assert bar.x + bar.width * 10 / 11 < chart.today_x < bar.x + bar.width
    assert bar.filled == round(bar.width / 2, 1)
    assert bar.late == 0


def test_a_run_of_days_off_is_one_shade_as_wide_as_its_days():
    """Saturday and Sunday between a Thursday and the next Tuesday: two of the days shown."""
    thursday = date(2026, 11, 19)
    chart = drawn([Span("甲", thursday, date(2026, 11, 24))], today=date(2026, 11, 20))
    shades = [
        (float(left), float(right))
        for left, right in re.findall(r"M([\d.]+) \d+H([\d.]+)V", chart.off)
    ]
    (bar,) = chart.bars
    one_day = bar.width / 6
    weekend = next(shade for shade in shades if shade[0] > bar.x)
    assert abs(weekend[0] - (bar.x + 2 * one_day)) < 0.2
    assert abs(weekend[1] - weekend[0] - 2 * one_day) < 0.2


def test_a_worked_saturday_is_not_shaded():
    """The make-up day of 2026-10-10: the Sunday after it is shaded alone."""

    def worked(day: date) -> bool:
        return day == date(2026, 10, 10) or day.weekday() < 5

    span = Span("甲", date(2026, 10, 9), date(2026, 10, 12))
    chart = gantt([span], date(2026, 10, 9), worked, ["brand"])
    assert chart is not None
    (bar,) = chart.bars
    day = bar.width / 4
    lefts = [float(left) for left in re.findall(r"M([\d.]+) ", chart.off)]
    assert all(abs(left - (bar.x + day)) > 1 for left in lefts)
    assert any(abs(left - (bar.x + 2 * day)) < 0.2 for left in lefts)


def test_nothing_to_show_is_no_chart():
    assert gantt([], TODAY, CALENDAR.is_working, []) is None
