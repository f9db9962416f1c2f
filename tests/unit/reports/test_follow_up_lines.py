"""What a line of a report says of one correction."""

from datetime import date
from typing import Any

import pytest
from support.situations import banan

from deadlines import build_calendar
from reports.follow_up_lines import Ruler, told_of
from reports.follow_up_lines import line_of as made
from reports.follow_up_standing import Standing, TaskRow, length_of
from reports.follow_up_totals import Totals
from reports.follow_up_words import days_zh
from states.vocabulary import Measure

TODAY = date(2026, 6, 8)  # a Monday
NAMES = {"hemin": "何敏", "tangli": "唐莉"}
RULER = Ruler(TODAY, build_calendar([]), banan().follow_up, {1: "second"}, NAMES)
MEASURES = [
    {"kind": str(kind), "responsible": "队长", "due_on": f"2026-07-{n + 10:02}"}
    for n, kind in enumerate(Measure)
]


def standing(due: date, kind: str = "complete_correction", **more) -> Standing:
    task = TaskRow(kind, date(2026, 5, 6), due, provisional=False)
    found = Standing(
        "2026-0001-1", task, "exempt", "2026-04-09", "2026-04-10", date(2026, 4, 13),
        date(2026, 5, 6), {"measures": MEASURES, "extended": False}, None, "hemin", "tangli",
    )  # fmt: skip
    return found._replace(**more)


def line_of(found: Standing, by: Ruler) -> dict[str, Any]:
    return made(told_of(found), 1, "孙皓", by)


@pytest.mark.parametrize(
    ("due", "light", "left", "zh"),
    [
        ("2026-06-05", "red", -1, "超期1个工作日"),
        ("2026-06-07", "red", -1, "超期1个工作日"),
        ("2026-06-08", "amber", 0, "今日到期"),
        ("2026-06-15", "amber", 5, "剩5个工作日"),
        ("2026-06-16", "green", 6, "剩6个工作日"),
    ],
)
def test_red_is_overdue_amber_has_five_working_days_green_has_more(due, light, left, zh):
    line = line_of(standing(date.fromisoformat(due)), RULER)
    assert (line["light"], line["left"], days_zh(line)) == (light, left, zh)


def stopped(due: date, left: int) -> Standing:
    found = standing(due)
    return found._replace(task=found.task._replace(left=left))


def test_a_paused_correction_is_neither_late_nor_silent():
    line = line_of(stopped(date(2026, 5, 1), left=3), RULER)
    assert (line["light"], line["silent"], days_zh(line)) == ("grey", None, "中止")
    assert line["left"] is None


def test_what_was_overdue_when_it_was_suspended_stays_overdue():
    line = line_of(stopped(date(2026, 6, 5), left=-1), RULER)
    assert (line["light"], line["silent"], days_zh(line)) == ("red", None, "超期1个工作日")


def test_in_time_is_what_was_in_time_when_it_was_suspended():
    totals = Totals(since=date(2026, 6, 1))
    for left in (-15, 0, 3):
        totals.add(line_of(stopped(date(2026, 5, 1), left), RULER))
    said = totals.said({"second": "执法二大队"})
    assert (said["open"], said["on_time"]) == (3, 2)
    assert said["lights"] == {"green": 0, "amber": 0, "red": 1, "grey": 2}


def test_silence_is_counted_from_the_last_progress_or_the_approval():
    far = date(2026, 8, 3)
    assert line_of(standing(far), RULER)["silent"] == 23
    heard = standing(far, progress=(date(2026, 5, 25), "一半"))
    assert line_of(heard, RULER)["silent"] == 10
    lately = standing(far, progress=(date(2026, 5, 26), "一半"))
    assert line_of(lately, RULER)["silent"] is None


def test_the_eight_kinds_stand_in_their_order_and_the_next_one_open_is_the_milestone():
    measures = [dict(one) for one in MEASURES]
    measures[0]["done_on"] = "2026-06-01"
    measures[1] = {"kind": measures[1]["kind"], "not_applicable": "没有损失"}
    measures[2]["responsible"] = "副队长"
    line = line_of(standing(TODAY, plan={"measures": measures}), RULER)
    assert line["kinds"] == "dnoooooo"
    assert line["milestone"] == ["2026-07-12", "contain"]
    assert line["who"] == "副队长"


@pytest.mark.parametrize(
    ("kind", "plan", "stage", "who"),
    [
        ("start_correction", None, "to_start", "何敏"),
        ("correction_plan", None, "planning", ""),
        ("correction_plan", {"measures": []}, "to_approve", ""),
        ("correction_report", {"measures": []}, "to_accept", "唐莉"),
    ],
)
def test_each_stage_has_somebody_who_answers_for_it(kind, plan, stage, who):
    line = line_of(standing(TODAY, kind, plan=plan), RULER)
    assert (line["stage"], line["who"]) == (stage, who)


def test_totals_count_what_lines_say():
    totals = Totals(since=date(2026, 6, 1))
    for due in ("2026-05-29", "2026-06-01", "2026-06-10", "2026-09-01"):
        totals.add(line_of(standing(date.fromisoformat(due)), RULER))
    said = totals.said({"second": "执法二大队", "first": "执法一大队"})
    assert said["open"] == 4
    assert said["on_time"] == 2
    assert said["lights"] == {"green": 1, "amber": 1, "red": 2, "grey": 0}
    assert said["newly_overdue"] == 1
    assert said["kinds"]["learn"] == [0, 4]
    assert [(one["code"], one["open"], one["red"]) for one in said["units"]] == [("second", 4, 2)]


def happened(event: str, at: str, on: str | None = None) -> dict[str, Any]:
    return {"event": event, "at": f"{at}T02:00:00+00:00", "data": {"on": on} if on else {}}


def test_the_length_of_a_correction_is_of_the_days_of_the_deeds_without_what_stood_still():
    history = [
        happened("start_correction", "2026-06-03", on="2026-06-01"),
        happened("suspend", "2026-06-08"),
        happened("resume", "2026-06-15"),
        happened("accept_correction", "2026-06-24", on="2026-06-22"),
        happened("comment", "2026-06-30"),
    ]
    assert length_of(history, RULER.days) == 14 - 5  # 端午 is among them
    assert length_of(history[3:], RULER.days) is None
    again = [
        happened("start_correction", "2026-07-06"),
        happened("accept_correction", "2026-07-08"),
    ]
    assert length_of(history + again, RULER.days) == 2
