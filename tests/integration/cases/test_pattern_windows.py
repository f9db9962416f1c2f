"""By which day a matter counts for a pattern (第十八条第二款), and what it is compared with."""

from datetime import date
from typing import Any

from sqlalchemy import select, update
from support.bureau import SUPERVISOR, Bureau, at
from support.main_line import BUREAU_LINE

from cases.counting import count_what_changed
from cases.pattern_steps import Asked, take_step
from cases.pattern_views import read_alert, read_patterns
from cases.patterns import Watched, watch_patterns
from storage.schema import LedgerLine

BUREAU = "青溪区生态环境局"


def matters(bureau: Bureau, *days: str, **more: Any) -> None:
    for day in days:
        bureau.open(day, **{"issue_type": "未及时发现", "report_kind": "none", **more})


def watch(bureau: Bureau, on: str) -> Watched:
    return watch_patterns(bureau.store, at(on))


def board(bureau: Bureau) -> list[Any]:
    return list(read_patterns(bureau.store, SUPERVISOR, at("2026-05-21")).alerts)


def classified(bureau: Bureau, day: str, field: str, *, on: str = "") -> None:
    """A matter in a field, counted as if its lessons had been finished on that day."""
    number = bureau.open(day, report_kind="none", on=on)
    count_what_changed(bureau.store)
    with bureau.store.write() as connection:
        connection.execute(
            update(LedgerLine)
            .where(LedgerLine.number == number)
            .values(field=field, classified_on=date.fromisoformat(on or day))
        )


def test_a_field_counts_from_the_day_its_lessons_name_it(bureau: Bureau):
    bureau.open("2026-03-02")
    for on, event, by, data, *_ in BUREAU_LINE:
        bureau.do(on, event, by, **data)
        if event == "finish_lessons":
            break
    watch(bureau, "2026-07-21")
    with bureau.store.read() as connection:
        line = connection.execute(select(LedgerLine.field, LedgerLine.classified_on)).one()
    assert tuple(line) == ("水", date(2026, 7, 20))


def test_a_field_that_is_known_months_after_the_start_opens_an_alert(bureau: Bureau):
    for day in range(1, 6):
        classified(bureau, f"2025-09-0{day}", "水", on=f"2026-03-{day + 10}")
    assert watch(bureau, "2026-04-01").opened == 1
    [alert] = board(bureau)
    assert (alert.count, alert.first_day, alert.last_day) == (
        5, date(2026, 3, 11), date(2026, 3, 15)
    )  # fmt: skip
    sheet = read_alert(bureau.store, SUPERVISOR, "P2026-0001", at("2026-04-01"), bureau=BUREAU)
    assert [one.day for one in sheet.matters] == [date(2025, 9, day) for day in range(1, 6)]


def test_a_unit_is_compared_with_its_own_past_alone(sqlite_bureau: Bureau):
    b = sqlite_bureau
    matters(b, "2023-01-09", officers=["wulei"], on="2026-01-06")  # of the third
    matters(b, "2026-03-02", "2026-04-01", "2026-05-06")  # the second has no older one
    count_what_changed(b.store)
    found = read_patterns(b.store, SUPERVISOR, at("2026-05-21"))
    assert (found.compared, found.enough_past, found.striking) == (0, True, ())
    matters(b, "2024-05-20", on="2026-05-21")
    count_what_changed(b.store)
    found = read_patterns(b.store, SUPERVISOR, at("2026-05-21"))
    assert found.compared == 1


def test_a_share_leaves_out_of_both_what_was_warned_of(sqlite_bureau: Bureau):
    b = sqlite_bureau
    for day in range(2, 6):
        classified(b, f"2026-03-0{day}", "土壤")
    assert watch(b, "2026-03-06").opened == 1
    dismissed = Asked("P2026-0001", "dismiss", SUPERVISOR, {"reason": "无"})
    take_step(b.store, dismissed, at("2026-03-09"), bureau=BUREAU)
    for day in range(10, 14):
        classified(b, f"2026-03-{day}", "水")
    classified(b, "2026-03-14", "土壤")
    classified(b, "2026-03-14", "土壤")
    watch(b, "2026-03-16")
    assert {one.name for one in board(b)} == {"土壤", "水"}
    classified(b, "2026-03-14", "土壤")
    # Three of seven that no alert of this field counts; of all eleven it would be 27 %.
    watch(b, "2026-03-17")
    found = [(one.name, one.count, one.share) for one in board(b) if one.name == "土壤"]
    assert found[0] == ("土壤", 3, 3 / 7)


def test_five_in_a_field_within_six_months_open_an_alert(bureau: Bureau):
    for day in ("2026-01-05", "2026-02-02", "2026-03-02", "2026-04-01"):
        classified(bureau, day, "水")
    for day in ("2026-01-06", "2026-01-07", "2026-02-03", "2026-02-04", "2026-03-03",
                "2026-03-04", "2026-04-02"):  # fmt: skip
        classified(bureau, day, "大气" if day < "2026-02" else "噪声")
    watch(bureau, "2026-04-10")
    # Four of eleven are thirty-six per cent, and fewer than five.
    assert "水" not in {one.name for one in board(bureau)}
    classified(bureau, "2026-04-13", "水")
    watch(bureau, "2026-04-14")
    assert {one.name: (one.count, one.share) for one in board(bureau)}["水"] == (5, None)


def test_two_fifths_of_all_that_went_wrong_open_an_alert_of_three_at_least(bureau: Bureau):
    for day, field in (("2026-03-02", "土壤"), ("2026-03-03", "土壤"), ("2026-03-04", "水")):
        classified(bureau, day, field)
    assert watch(bureau, "2026-03-05").opened == 0  # two of three: too few to say anything
    classified(bureau, "2026-03-05", "土壤")
    classified(bureau, "2026-03-06", "大气")
    assert watch(bureau, "2026-03-07").opened == 1
    [alert] = board(bureau)
    assert (alert.name, alert.share, alert.rule[0]) == ("土壤", 0.6, "近6个月内占同期事项的40%以上")
