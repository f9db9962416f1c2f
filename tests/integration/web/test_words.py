from datetime import UTC, date, datetime

import pytest

from web.words import Words

ZH, EN = Words("zh"), Words("en")


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("第二条", "Art. 2"),
        ("第十条", "Art. 10"),
        ("第十六条", "Art. 16"),
        ("第二十条", "Art. 20"),
        ("第二十二条", "Art. 22"),
        ("第十条至第十六条", "Arts. 10–16"),
        ("第十七条、第十八条", "Arts. 17, 18"),
        ("政务处分法第八条", "政务处分法 Art. 8"),
        ("内部时限", "内部时限"),
    ],
)
def test_articles_are_numbered_in_english(zh: str, en: str) -> None:
    assert ZH.article(zh) == zh
    assert EN.article(zh) == en


@pytest.mark.parametrize(
    ("urgency", "days", "zh", "en"),
    [
        ("overdue", -4, "超期 4 个工作日", "4 working days late"),
        ("overdue", -1, "超期 1 个工作日", "1 working day late"),
        ("overdue", 0, "已超期", "Overdue"),  # over only by days off
        ("today", 0, "今日到期", "Due today"),
        ("soon", 0, "即将到期", "Due next"),  # only days off in between
        ("soon", 1, "剩 1 个工作日", "1 working day left"),
        ("ok", 9, "剩 9 个工作日", "9 working days left"),
    ],
)
def test_what_is_left_is_said_in_working_days(urgency: str, days: int, zh: str, en: str) -> None:
    assert ZH.left(urgency, days) == zh
    assert EN.left(urgency, days) == en


def test_days_bear_their_weekday() -> None:
    assert ZH.day(date(2026, 3, 9)) == "2026年3月9日 星期一"
    assert EN.day(date(2026, 3, 9)) == "Mon 9 Mar 2026"


def test_instants_are_told_by_the_clock_in_shanghai() -> None:
    assert ZH.instant(datetime(2026, 3, 8, 16, 30, tzinfo=UTC)) == "2026-03-09 00:30"
