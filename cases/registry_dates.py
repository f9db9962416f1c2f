"""Days as people write them in a spreadsheet."""

import re
from datetime import date, datetime, timedelta

_WRITTEN = re.compile(
    r"(?P<y>\d{4})(?:[-/.]|\s*年\s*)(?P<m>\d{1,2})(?:[-/.]|\s*月\s*)(?P<d>\d{1,2})\s*日?"
    r"(?:[ T]0?0:00(?::00(?:\.0+)?)?)?"
)
_RUN = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})")
_SERIAL = re.compile(r"\d{5}(?:\.0+)?")
_OPEN = frozenset({"长期", "长期有效", "至今", "无", "-", "--", "—", "——", "/"})
_ZERO = date(1899, 12, 30)
"""Day 0 of Excel's count."""
FIRST, LAST = 1949, 2100


class NoDay(Exception):
    """What was written is no day; ``zh`` and ``en`` say why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


def read_day(cell: object) -> date | None:
    """The day a cell means, ``None`` where it says there is none; raises ``NoDay``."""
    found = _day(cell)
    if found is not None and not FIRST <= found.year <= LAST:
        raise NoDay(f"须在{FIRST}—{LAST}年", f"must lie in {FIRST}-{LAST}")
    return found


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = "" if cell is None else str(cell).strip()
    if not text or text in _OPEN:
        return None
    if _SERIAL.fullmatch(text):
        return _ZERO + timedelta(days=int(float(text)))
    written = _WRITTEN.fullmatch(text) or _RUN.fullmatch(text)
    if not written:
        raise NoDay(
            "日期写作 2026-03-09、2026/3/9 或 2026年3月9日",
            "a date is written 2026-03-09, 2026/3/9 or 2026年3月9日",
        )
    try:
        return date(int(written["y"]), int(written["m"]), int(written["d"]))
    except ValueError:
        raise NoDay("没有这一天", "is a day that does not exist") from None
