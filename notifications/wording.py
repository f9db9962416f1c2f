"""Dates and distances as an official letter says them."""

from datetime import date

_WEEKDAYS = "一二三四五六日"


def zh_date(day: date) -> str:
    """``2026年3月9日``: Arabic digits without leading zeros (GB/T 9704)."""
    return f"{day.year}年{day.month}月{day.day}日"


def zh_weekday(day: date) -> str:
    """``星期一``."""
    return f"星期{_WEEKDAYS[day.weekday()]}"


def zh_days_left(working_days: int) -> str:
    """``剩3个工作日``, ``今日到期`` or ``已超期2个工作日``."""
    if working_days == 0:
        return "今日到期"
    if working_days > 0:
        return f"剩{working_days}个工作日"
    return f"已超期{-working_days}个工作日"
