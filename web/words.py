"""Text, dates and names in the reader's language; Chinese is the message id."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from deadlines import SHANGHAI
from regulations.citing import in_english
from states.events import EVENTS
from states.vocabulary import Outcome, Role, State, Term, Track
from web.english import TEXTS
from web.english_titles import TITLES

Lang = Literal["zh", "en"]
EVERY = re.compile(r"\*/(\d+) \* \* \* \*")
DAILY = re.compile(r"(\d+) (\d+) \* \* \*")
WEEKDAYS = "一二三四五六日"
SHORT = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


@dataclass(frozen=True, slots=True)
class Words:
    """How one language says things."""

    lang: Lang

    @property
    def tag(self) -> str:
        """The language tag of the page."""
        return "zh-CN" if self.lang == "zh" else "en"

    def text(self, zh: str, **values: object) -> str:
        """A text of the pages, with ``{name}`` filled in."""
        said = zh if self.lang == "zh" else TEXTS.get(zh, zh)
        return said.format(**values) if values else said

    def term(self, term: Term) -> str:
        """A word of the trade."""
        return term.zh if self.lang == "zh" else term.en

    def state(self, code: str) -> str:
        """The label of a state."""
        return self.term(State(code))

    def outcome(self, code: str) -> str:
        """The label of an outcome."""
        return self.term(Outcome(code))

    def track(self, code: str) -> str:
        """Who started the procedure."""
        return self.term(Track(code))

    def event(self, code: str) -> str:
        """The label of an event."""
        return EVENTS[code].zh if self.lang == "zh" else EVENTS[code].en

    def event_zh(self, zh: str) -> str:
        """An event that comes as its Chinese label."""
        if self.lang == "zh":
            return zh
        return next((event.en for event in EVENTS.values() if event.zh == zh), zh)

    def title(self, zh: str) -> str:
        """The title of a paper or a notice, or where a matter came from."""
        return zh if self.lang == "zh" else TITLES.get(zh, zh)

    def either(self, zh: str, en: str) -> str:
        """What comes in both languages, such as the labels of a pack."""
        return zh if self.lang == "zh" else en

    def roles(self, codes: Iterable[str]) -> str:
        """The labels of roles, in one run."""
        return self.run(self.term(Role(code)) for code in codes)

    def run(self, texts: Iterable[str]) -> str:
        """Several texts, one after another."""
        return ("、" if self.lang == "zh" else ", ").join(texts)

    def names(self, names: Iterable[str]) -> str:
        """Names of people any of whom will do, in one run."""
        return ("、" if self.lang == "zh" else " or ").join(names)

    def article(self, zh: str) -> str:
        """Articles of the measures: 第十六条, Art. 16."""
        return zh if self.lang == "zh" else in_english(zh)

    def day(self, day: date) -> str:
        """A day in full."""
        if self.lang == "zh":
            return f"{day.year}年{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}"
        return f"{day:%a} {day.day} {day:%b %Y}"

    def month(self, year: int, number: int) -> str:
        """A month of a year: 2026年3月, March 2026."""
        return f"{year}年{number}月" if self.lang == "zh" else f"{date(year, number, 1):%B %Y}"

    @property
    def weekdays(self) -> tuple[str, ...]:
        """The days of the week, from Monday, as the head of a calendar has them."""
        return tuple(WEEKDAYS) if self.lang == "zh" else SHORT

    def instant(self, at: datetime) -> str:
        """An instant, by the clock in Shanghai."""
        return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"

    def schedule(self, crons: Iterable[str]) -> str:
        """Crons in words; one that is neither every few minutes nor daily stays as it is."""
        return self.run(map(self._cron, crons))

    def _cron(self, cron: str) -> str:
        if every := EVERY.fullmatch(cron):
            return self.text("每 {n} 分钟", n=every[1])
        if daily := DAILY.fullmatch(cron):
            return self.text("每日 {at}", at=f"{int(daily[2]):02d}:{int(daily[1]):02d}")
        return cron

    def bytes(self, size: int) -> str:
        """How large a file is."""
        for unit, one in (("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)):
            if size >= one:
                return f"{size / one:.1f} {unit}"
        return f"{size} B"

    def left(self, urgency: str, days: int | None) -> str:
        """How much time a due day leaves, in working days."""
        if urgency == "today":
            return self.text("今日到期")
        if not days:
            return self.text("已超期" if urgency == "overdue" else "即将到期")
        several = "超期 {n} 个工作日" if urgency == "overdue" else "剩 {n} 个工作日"
        one = "超期 1 个工作日" if urgency == "overdue" else "剩 1 个工作日"
        return self.text(one if abs(days) == 1 else several, n=abs(days))
