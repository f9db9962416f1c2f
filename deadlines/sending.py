"""The hours in which deadlines may be spoken of, and when a word outside them goes."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from deadlines.ladder import SHANGHAI
from deadlines.working_days import WorkingDayCalendar

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SendHours:
    """From ``opens`` until before ``closes``, Shanghai time; what was held goes at ``resumes``."""

    opens: time
    closes: time
    resumes: time
    working_days_only: bool = True

    def goes_at(self, at: datetime, calendar: WorkingDayCalendar) -> datetime:
        """Give ``at`` itself within the hours, else the instant (UTC) at which they resume."""
        local = at.astimezone(SHANGHAI)
        day, hour = local.date(), local.time()
        if self.opens <= hour < self.closes and self._speaks_on(day, calendar):
            return at
        if hour >= self.closes:
            day += _DAY
        while not self._speaks_on(day, calendar):
            day += _DAY
        # Resuming outside the hours would hold a word for ever.
        again = self.resumes if self.opens <= self.resumes < self.closes else self.opens
        return datetime.combine(day, again, SHANGHAI).astimezone(UTC)

    def _speaks_on(self, day: date, calendar: WorkingDayCalendar) -> bool:
        return not self.working_days_only or calendar.is_working(day)
