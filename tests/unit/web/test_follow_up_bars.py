"""The chart of a follow-up report: a bar for each line, on one scale."""

from typing import Any

from web.follow_up_bars import EACH, charts_of


def line(day: int) -> dict[str, Any]:
    return {
        "case": f"2026-{day:04}-1", "due_on": f"2026-07-{day % 28 + 1:02}", "light": "green",
        "began_on": "2026-04-13", "received_on": None, "decided_on": None, "kinds": "ddoo----",
    }  # fmt: skip


def test_every_line_has_its_bar_and_all_charts_have_one_scale():
    lines = [line(n) for n in range(2 * EACH + 3)]
    charts = charts_of(lines, "2026-06-08")
    assert [len(chart.bars) for chart in charts] == [EACH, EACH, 3]
    assert [bar.line["case"] for chart in charts for bar in chart.bars] == [
        one["case"] for one in lines
    ]
    assert len({(chart.today, chart.marks) for chart in charts}) == 1
    assert {bar.x for chart in charts for bar in chart.bars} == {120}
    bar = charts[0].bars[0]
    assert bar.filled == round(bar.width / 2)


def test_a_report_without_lines_has_no_chart():
    assert charts_of([], "2026-06-08") == ()
