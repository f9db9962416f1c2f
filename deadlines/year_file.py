"""A year as a file brings it: the usual holiday schema, checked before anybody counts with it."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import TypeGuard

from deadlines.errors import InvalidYear
from deadlines.published import PublishedDay, PublishedYear
from deadlines.working_days import FIRST, LAST

_SATURDAY = 5
_LONGEST_NAME, _LONGEST_PAPER = 100, 500


def parse_year(text: str) -> PublishedYear:
    """Read one year: ``{"year", "papers", "days": [{"name", "date", "isOffDay"}]}``."""
    return read_year(_json(text))


def parse_years(text: str) -> tuple[PublishedYear, ...]:
    """Read a list of years, each one once."""
    data = _json(text)
    if not isinstance(data, list):
        raise InvalidYear("-", "须为年份的列表", "must be a list of years")
    years = tuple(read_year(entry) for entry in data)
    if len({year.year for year in years}) != len(years):
        raise InvalidYear("year", "同一年份出现两次", "the same year stands there twice")
    return years


def read_year(data: object) -> PublishedYear:
    """Check a year that was decoded already; an InvalidYear names the field and the rule."""
    if not isinstance(data, Mapping):
        raise InvalidYear("-", "须为含 year 与 days 的对象", "must be an object with year and days")
    year = data.get("year")
    if not isinstance(year, int) or isinstance(year, bool) or not FIRST.year <= year <= LAST.year:
        span = f"{FIRST.year}–{LAST.year}"
        raise InvalidYear("year", f"须为{span}之间的整数", f"must be a whole number in {span}")
    entries = data.get("days")
    if not isinstance(entries, list) or not entries:
        raise InvalidYear("days", "须为非空列表", "must be a list that is not empty")
    days = tuple(_day(f"days[{n}]", entry, year) for n, entry in enumerate(entries))
    _refuse_doubles(days)
    return PublishedYear(year, tuple(sorted(days, key=lambda d: d.day)), _papers(data))


def _json(text: str) -> object:
    try:
        data: object = json.loads(text, object_pairs_hook=_each_once)
    except InvalidYear:
        raise
    except (ValueError, RecursionError):
        raise InvalidYear("-", "不是有效的 JSON", "is no JSON") from None
    return data


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object whose names differ: of two with one name nobody knows which was meant."""
    found = dict(pairs)
    if len(found) != len(pairs):
        doubled = next(name for name, many in Counter(n for n, _ in pairs).items() if many > 1)
        shown = doubled[:_LONGEST_NAME] if doubled.isprintable() else "-"
        raise InvalidYear(shown, "在同一对象中出现两次", "stands twice in one object")
    return found


def _papers(data: Mapping[object, object]) -> tuple[str, ...]:
    papers = data.get("papers", [])
    if not isinstance(papers, list) or not all(_line(paper, _LONGEST_PAPER) for paper in papers):
        raise InvalidYear("papers", "须为文件名称的列表", "must be a list of the papers' names")
    return tuple(papers)


def _day(place: str, entry: object, year: int) -> PublishedDay:
    if not isinstance(entry, Mapping):
        raise InvalidYear(place, "须为对象", "must be an object with name, date and isOffDay")
    name, off = entry.get("name"), entry.get("isOffDay")
    if not _line(name, _LONGEST_NAME):
        raise InvalidYear(f"{place}.name", "须为节日名称", "must be the holiday's name")
    if not isinstance(off, bool):
        raise InvalidYear(f"{place}.isOffDay", "须为 true 或 false", "must be true or false")
    day = _date(f"{place}.date", entry.get("date"), year)
    if not off and day.weekday() < _SATURDAY:
        raise InvalidYear(
            f"{place}.date",
            f"调休上班日 {day} 须为星期六或星期日",
            f"the make-up day {day} must be a Saturday or Sunday",
        )
    return PublishedDay(name.strip(), day, off)


def _line(text: object, longest: int) -> TypeGuard[str]:
    """Whether it is one line that may be shown anywhere, a terminal too."""
    shown = isinstance(text, str) and text.isprintable() and bool(text.strip())
    return shown and len(str(text)) <= longest


def _date(place: str, value: object, year: int) -> date:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None or day.isoformat() != value:
        raise InvalidYear(place, "须为 YYYY-MM-DD 格式的日期", "must be a date as YYYY-MM-DD")
    first, last = date(year - 1, 12, 1), date(year + 1, 1, 31)
    if not first <= day <= last:
        raise InvalidYear(
            place,
            f"{day} 不在{year}年，也不在相邻的十二月或一月",
            f"{day} lies neither in {year} nor in the December before or the January after",
        )
    return day


def _refuse_doubles(days: tuple[PublishedDay, ...]) -> None:
    seen: set[date] = set()
    for number, entry in enumerate(days):
        if entry.day in seen:
            place = f"days[{number}].date"
            raise InvalidYear(place, f"{entry.day} 出现两次", f"{entry.day} stands there twice")
        seen.add(entry.day)
