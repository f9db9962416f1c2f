"""Working days, due dates, pauses and ladders of Chinese deadlines. Pure: no I/O, no clock."""

from deadlines.counting import Unit, add_months, due
from deadlines.course import (
    Course,
    Extension,
    Operation,
    Pause,
    remaining,
    resume_due,
    run_course,
)
from deadlines.errors import DateOutOfRange, InvalidYear
from deadlines.explaining import CountedDay, Explanation, explain, length_en, length_zh
from deadlines.impact import impact_end
from deadlines.ladder import (
    SHANGHAI,
    Rung,
    end_of,
    latest_rung,
    local_day,
    next_action,
    rung_instant,
    rungs,
)
from deadlines.published import Override, PublishedDay, PublishedYear
from deadlines.reasons import DayReason, Kind
from deadlines.sending import SendHours
from deadlines.statutory import statutory_holidays
from deadlines.working_days import CALENDAR_YEARS, Due, WorkingDayCalendar, build_calendar
from deadlines.year_file import parse_year, parse_years, read_year

__all__ = [
    "CALENDAR_YEARS",
    "SHANGHAI",
    "CountedDay",
    "Course",
    "DateOutOfRange",
    "DayReason",
    "Due",
    "Explanation",
    "Extension",
    "InvalidYear",
    "Kind",
    "Operation",
    "Override",
    "Pause",
    "PublishedDay",
    "PublishedYear",
    "Rung",
    "SendHours",
    "Unit",
    "WorkingDayCalendar",
    "add_months",
    "build_calendar",
    "due",
    "end_of",
    "explain",
    "impact_end",
    "latest_rung",
    "length_en",
    "length_zh",
    "local_day",
    "next_action",
    "parse_year",
    "parse_years",
    "read_year",
    "remaining",
    "resume_due",
    "run_course",
    "rung_instant",
    "rungs",
    "statutory_holidays",
]
