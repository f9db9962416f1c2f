"""The two bars of a correction: its measures, and its time."""

from datetime import date
from typing import Any

import pytest

from reports.follow_up_bars import bars_of, gone_of
from reports.follow_up_words import UNIT_COLUMNS, stages_zh, with_total

TODAY = "2026-06-08"


def line(due: str = "2026-06-28", light: str = "green", **more: Any) -> dict[str, Any]:
    return {
        "due_on": due, "light": light, "began_on": "2026-05-19", "received_on": None,
        "decided_on": "2026-04-09", "kinds": "ddooonn-", **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("told", "measures", "time"),
    [
        (line(), (0.4, "2/5"), (0.5, "50%")),
        (line(kinds="--------"), (0.0, "未定"), (0.5, "50%")),
        (line(kinds="nnnnnnnn"), (0.0, "未定"), (0.5, "50%")),
        (line(kinds="dddddddd"), (1.0, "8/8"), (0.5, "50%")),
        (line("2026-06-05", "red"), (0.4, "2/5"), (1.0, "超期")),
        (line("2026-06-08", "amber"), (0.4, "2/5"), (1.0, "100%")),
        (line("2026-07-18", "grey"), (0.4, "2/5"), (1 / 3, "中止")),
        (line(began_on=None), (0.4, "2/5"), (0.75, "75%")),
        (line(began_on=None, decided_on=None), (0.4, "2/5"), (0.0, "0%")),
        (line(began_on="2026-06-10"), (0.4, "2/5"), (0.0, "0%")),
    ],
)
def test_a_bar_is_as_long_as_what_it_says(told, measures, time):
    bars = bars_of(told, TODAY)
    assert [one.label for one in bars] == ["措施", "时间"]
    assert [(pytest.approx(one.share), one.said) for one in bars] == [measures, time]


def test_what_was_overdue_when_it_was_suspended_has_no_time_left():
    assert gone_of(line("2026-07-01", "red"), date.fromisoformat(TODAY)) == 1.0


def test_the_units_add_up_to_their_total():
    lights = {"green": 2, "amber": 1, "red": 1, "grey": 1}
    units = [
        {"name": "一", "open": 3, "silent": 1, "green": 2, "amber": 0, "red": 1, "grey": 0},
        {"name": "二", "open": 2, "silent": 0, "green": 0, "amber": 1, "red": 0, "grey": 1},
    ]
    *each, whole = with_total({"open": 5, "silent": 1, "lights": lights, "units": units})
    counted = [key for key in UNIT_COLUMNS if key != "name"]
    assert whole["name"] == "合计"
    assert {key: sum(one[key] for one in each) for key in counted} == {
        key: whole[key] for key in counted
    }


def test_stages_are_said_in_the_order_of_the_work():
    assert stages_zh({"stages": {"working": 2, "to_start": 1, "to_accept": 0}}) == (
        "待启动1件、整改中2件"
    )
