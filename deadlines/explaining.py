"""A due date that explains itself: each day since the start, counted or skipped, and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from deadlines.counting import Unit, nominal_end
from deadlines.pauses import Pause, due_with_pauses
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
    pauses: tuple[Pause, ...] = ()

    @property
    def zh(self) -> tuple[str, ...]:
        """The explanation in Chinese: a head line, then one line a day."""
        mark = "（暂定）" if self.provisional else ""
        head = (
            f"自{self.start}起{self.n}{_ZH_UNITS[self.unit]}，起始日不计，"
            f"末日为{self.due_on}{mark}；日历版本：{self.calendar_version or '未标注'}。"
        )
        stops = (f"中止：{p.paused_on}起，{p.resumed_on}恢复计算。" for p in self.pauses)
        return (head, *stops, *self._lines("计入", "不计", zh=True))

    @property
    def en(self) -> tuple[str, ...]:
        """The explanation in English: a head line, then one line a day."""
        mark = " (provisional)" if self.provisional else ""
        unit = _EN_UNITS[self.unit] + ("" if self.n == 1 else "s")
        head = (
            f"{self.n} {unit} from {self.start}, the start day not counted: last day "
            f"{self.due_on}{mark}; calendar version: {self.calendar_version or 'not named'}."
        )
        stops = (f"Paused on {p.paused_on}, resumed on {p.resumed_on}." for p in self.pauses)
        return (head, *stops, *self._lines("counted", "skipped", zh=False))

    def _lines(self, counted: str, skipped: str, *, zh: bool) -> Iterator[str]:
        number = 0
        for day in self.days:
            number += day.counted
            verdict = f"{counted} {number}" if day.counted else skipped
            yield f"{day.date}  {verdict}  {day.why.zh if zh else day.why.en}"


def explain(
    start: date,
    n: int,
    unit: Unit,
    calendar: WorkingDayCalendar,
    *,
    roll: bool = True,
    pauses: Iterable[Pause] = (),
) -> Explanation:
    """Account for every day between ``start`` and the due date.

    Working days: a day counts when it is worked and the clock runs. Days and months: every day
    counts up to the nominal end, those after it only move the end to a working day.
    """
    unit = Unit(unit)
    stops = tuple(sorted(pauses, key=lambda p: p.paused_on))
    found = due_with_pauses(start, n, unit, calendar, roll=roll, pauses=stops)
    nominal = None if unit is Unit.WD else nominal_end(start, n, unit)
    days = tuple(
        _account(day, nominal, found.due_on, stops, calendar) for day in _after(start, found.due_on)
    )
    return Explanation(
        start, n, unit, found.due_on, found.provisional, days, calendar.version, stops
    )


def _after(start: date, until: date) -> Iterator[date]:
    return (start + timedelta(days=n) for n in range(1, (until - start).days + 1))


def _account(
    day: date,
    nominal: date | None,
    due_on: date,
    pauses: tuple[Pause, ...],
    calendar: WorkingDayCalendar,
) -> CountedDay:
    why = calendar.why(day)
    if any(p.paused_on < day <= p.resumed_on for p in pauses):
        return CountedDay(
            day, counted=False, why=replace(why, kind=Kind.PAUSED, name="", source="")
        )
    if nominal is None:
        return CountedDay(day, counted=why.working, why=why)
    if day > nominal and day == due_on:
        why = replace(why, kind=Kind.ROLLED, name="", source="")
    return CountedDay(day, counted=day <= nominal, why=why)
