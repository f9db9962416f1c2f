"""What the counting, and a year's file, can be refused for."""

from datetime import date


class DateOutOfRange(ValueError):
    """The day lies outside the years the calendar covers; ``day`` is none when counted past."""

    def __init__(self, day: date | None, first: date, last: date) -> None:
        super().__init__(day, first, last)
        self.day = day
        self.first = first
        self.last = last

    def say(self, lang: str = "zh") -> str:
        """The refusal in one sentence, in ``zh`` or ``en``."""
        if lang == "zh":
            named = self.day or "计算所得日期"
            return f"{named}超出日历范围（{self.first}至{self.last}）；请改用范围内的起始日和期限。"
        named = self.day or "The date counted to"
        return (
            f"{named} lies outside {self.first} to {self.last}; choose a start and length inside."
        )

    def __str__(self) -> str:
        return self.say()


class InvalidYear(ValueError):
    """A year's file breaks a rule of the schema: the field, and the rule in both languages."""

    def __init__(self, name: str, zh: str, en: str) -> None:
        super().__init__(name, zh, en)
        self.name = name
        self.zh = zh
        self.en = en

    def say(self, lang: str = "zh") -> str:
        """The refusal in one sentence, in ``zh`` or ``en``."""
        if lang == "zh":
            return f"年度安排字段 {self.name}：{self.zh}；请改正文件后重新载入。"
        return f"Field {self.name} of the year: {self.en}; correct the file and load it again."

    def __str__(self) -> str:
        return self.say()
