"""Why a day is worked or not, in the words a person reads."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_ZH_WEEKDAYS = "一二三四五六日"
_EN_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Kind(StrEnum):
    """Which layer of the calendar, or which rule of counting, speaks for a day."""

    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    OVERRIDE = "override"
    STATUTORY = "statutory"
    PAUSED = "paused"
    ROLLED = "rolled"


@dataclass(frozen=True, slots=True)
class DayReason:
    """One day's reason: its layer, the holiday's or override's name, and the paper it rests on."""

    day: date
    kind: Kind
    working: bool
    name: str = ""
    source: str = ""

    @property
    def zh(self) -> str:
        """The reason in Chinese, e.g. ``国庆节放假（国办发明电〔2025〕7号）``."""
        text = _ZH[self.kind].format(**self._words(), weekday=self._zh_weekday)
        return f"{text}（{self.source}）" if self.source else text

    @property
    def en(self) -> str:
        """The reason in English; names of holidays and papers stay as they were published."""
        weekday = _EN_WEEKDAYS[self.day.weekday()]
        text = _EN[self.kind].format(**self._words("en"), weekday=weekday)
        return f"{text} ({self.source})" if self.source else text

    @property
    def _zh_weekday(self) -> str:
        return f"星期{_ZH_WEEKDAYS[self.day.weekday()]}"

    def _words(self, lang: str = "zh") -> dict[str, str]:
        words = ("上班", "放假") if lang == "zh" else ("working day", "day off")
        return {"name": self.name, "effect": words[0] if self.working else words[1]}


_ZH = {
    Kind.WEEKDAY: "工作日，{weekday}",
    Kind.WEEKEND: "休息日，{weekday}",
    Kind.HOLIDAY: "{name}放假，{weekday}",
    Kind.MAKE_UP: "{name}调休上班，{weekday}",
    Kind.OVERRIDE: "单日调整为{effect}：{name}，{weekday}",
    Kind.STATUTORY: "{name}放假，{weekday}，当年安排未公布，暂按法定节假日",
    Kind.PAUSED: "期限中止，{weekday}",
    Kind.ROLLED: "末日逢休息日，顺延至本日，{weekday}",
}
_EN = {
    Kind.WEEKDAY: "working day, {weekday}",
    Kind.WEEKEND: "weekend, {weekday}",
    Kind.HOLIDAY: "{name} holiday, {weekday}",
    Kind.MAKE_UP: "make-up working day for {name}, {weekday}",
    Kind.OVERRIDE: "single day set as a {effect}: {name}, {weekday}",
    Kind.STATUTORY: "{name} holiday, {weekday}, by statute as the year is not published yet",
    Kind.PAUSED: "clock paused, {weekday}",
    Kind.ROLLED: "the last day was a day off, moved on to this day, {weekday}",
}
