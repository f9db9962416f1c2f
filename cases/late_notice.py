"""The officer told late: the window of 第十六条 runs from the start all the same."""

from dataclasses import dataclass
from datetime import date

from deadlines import WorkingDayCalendar


@dataclass(frozen=True, slots=True)
class LateNotice:
    """What a notice after the start left of the window: ``left`` working days after that day.

    ``left`` is ``None`` where the window was over already.
    """

    informed_on: date
    left: int | None

    def say(self, lang: str = "zh") -> str:
        """The shortfall, in ``zh`` or ``en``."""
        if self.left is None:
            return (
                "告知迟延，告知时申请期已届满"
                if lang == "zh"
                else "told late, after the window was over"
            )
        if lang == "zh":
            return f"告知迟延，剩{self.left}个工作日"
        return f"told late, {self.left} working day{'' if self.left == 1 else 's'} left"


def late_notice(
    started_on: date, informed_on: date | None, last_day: date | None, calendar: WorkingDayCalendar
) -> LateNotice | None:
    """What was left of the window when the officer was told; ``None`` where no day of it was lost.

    Nor is there anything to say of an officer who is not told yet.
    """
    if informed_on is None or last_day is None or calendar.count(started_on, informed_on) <= 0:
        return None
    over = informed_on > last_day
    return LateNotice(informed_on, None if over else calendar.count(informed_on, last_day))
