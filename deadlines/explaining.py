"""A due date that explains itself: each day since the start, counted or skipped, and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from deadlines.counting import Unit
from deadlines.course import Course, Extension, Operation, run_course
from deadlines.reasons import DayReason, Kind
from deadlines.working_days import WorkingDayCalendar

_ZH_UNITS = {Unit.WD: "个工作日", Unit.D: "日", Unit.M: "个月"}
_EN_UNITS = {Unit.WD: "working day", Unit.D: "calendar day", Unit.M: "month"}


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day after the start: whether it counts, and why."""

    date: date
    counted: bool
    why: DayReason


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a due date came about; ``zh`` and ``en`` give it as lines a person can check."""

    start: date
    n: int
    unit: Unit
    due_on: date
    provisional: bool
    days: tuple[CountedDay, ...]
    calendar_version: str
    operations: tuple[Operation, ...] = ()

    @property
    def zh(self) -> tuple[str, ...]:
        """The explanation in Chinese: a head line, then one line a day."""
        mark = "（暂定）" if self.provisional else ""
        head = (
            f"自{self.start}起{length_zh(self.n, self.unit)}，起始日不计，"
            f"逐日算至{self.due_on}{mark}；日历版本：{self.calendar_version or '未标注'}。"
        )
        return (head, *map(_zh_operation, self.operations), *self._lines("计入", "不计", zh=True))

    @property
    def en(self) -> tuple[str, ...]:
        """The explanation in English: a head line, then one line a day."""
        mark = " (provisional)" if self.provisional else ""
        head = (
            f"{length_en(self.n, self.unit)} from {self.start}, the start day not counted, run to "
            f"{self.due_on}{mark}; calendar version: {self.calendar_version or 'not named'}."
        )
        lines = self._lines("counted", "skipped", zh=False)
        return (head, *map(_en_operation, self.operations), *lines)

    def _lines(self, counted: str, skipped: str, *, zh: bool) -> Iterator[str]:
        number = 0
        for day in self.days:
            number += day.counted
            verdict = f"{counted} {number}" if day.counted else skipped
            yield f"{day.date}  {verdict}  {day.why.zh if zh else day.why.en}"


def length_zh(n: int, unit: Unit) -> str:
    """A length in Chinese: ``5个工作日``."""
    return f"{n}{_ZH_UNITS[unit]}"


def length_en(n: int, unit: Unit) -> str:
    """A length in English: ``5 working days``."""
    return f"{n} {_EN_UNITS[unit]}{'' if n == 1 else 's'}"


def explain(
    start: date,
    n: int,
    unit: Unit,
    calendar: WorkingDayCalendar,
    *,
    roll: bool = True,
    operations: Iterable[Operation] = (),
) -> Explanation:
    """Account for every day between ``start`` and the due date.

    Working days: a day counts when it is worked and the clock runs. Days and months: every day
    counts up to the nominal end, those after it only move the end to a working day.
    """
    unit, happened = Unit(unit), tuple(operations)
    course = run_course(start, n, unit, calendar, roll=roll, operations=happened)
    due_on, provisional = course.due
    days = tuple(_account(day, course, calendar) for day in _after(start, due_on))
    return Explanation(start, n, unit, due_on, provisional, days, calendar.version, happened)


def _zh_operation(operation: Operation) -> str:
    if isinstance(operation, Extension):
        return f"延长{length_zh(operation.n, operation.unit)}，自原末日起计算。"
    if operation.resumed_on is None:
        return f"中止：{operation.paused_on}起，尚未恢复。"
    return f"中止：{operation.paused_on}起，{operation.resumed_on}恢复计算。"


def _en_operation(operation: Operation) -> str:
    if isinstance(operation, Extension):
        return f"Extended by {length_en(operation.n, operation.unit)} from the last day it had."
    if operation.resumed_on is None:
        return f"Paused on {operation.paused_on}, not resumed yet."
    return f"Paused on {operation.paused_on}, resumed on {operation.resumed_on}."


def _after(start: date, until: date) -> Iterator[date]:
    return (start + timedelta(days=n) for n in range(1, (until - start).days + 1))


def _account(day: date, course: Course, calendar: WorkingDayCalendar) -> CountedDay:
    why = calendar.why(day)
    if any(pause.paused_on < day <= (pause.resumed_on or day) for pause in course.stood):
        why = replace(why, kind=Kind.PAUSED, name="", source="")
        return CountedDay(day, counted=False, why=why)
    if day in course.rolled_to:
        why = replace(why, kind=Kind.ROLLED, name="", source="")
    counted = any(
        s.after < day <= s.until and (why.working or not s.worked_only) for s in course.stretches
    )
    return CountedDay(day, counted, why)
