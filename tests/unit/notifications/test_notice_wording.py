from datetime import date

import pytest

from notifications.wording import zh_date, zh_days_left, zh_weekday


def test_a_date_has_arabic_digits_without_leading_zeros() -> None:
    assert zh_date(date(2026, 3, 9)) == "2026年3月9日"


@pytest.mark.parametrize(
    ("day", "word"),
    [(date(2026, 3, 9), "星期一"), (date(2026, 2, 28), "星期六"), (date(2025, 9, 28), "星期日")],
)
def test_a_weekday_is_named(day: date, word: str) -> None:
    assert zh_weekday(day) == word


@pytest.mark.parametrize(
    ("days", "words"),
    [(3, "剩3个工作日"), (1, "剩1个工作日"), (0, "今日到期"), (-2, "已超期2个工作日")],
)
def test_a_distance_is_said_in_working_days(days: int, words: str) -> None:
    assert zh_days_left(days) == words
