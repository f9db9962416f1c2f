"""Why a pack or an answer was refused."""


class PackError(ValueError):
    """A pack that cannot be used: the line it breaks on, the field, and the rule it breaks."""

    def __init__(self, line: int, name: str, zh: str, en: str) -> None:
        super().__init__(line, name, zh, en)
        self.line = line
        self.name = name
        self.zh = zh
        self.en = en

    def say(self, lang: str = "zh") -> str:
        """The refusal in one sentence, in ``zh`` or ``en``."""
        if lang == "zh":
            return f"规则包第{self.line}行，字段 {self.name}：{self.zh}；请改正后重新载入。"
        return f"Pack line {self.line}, field {self.name}: {self.en}; correct it and load it again."

    def __str__(self) -> str:
        return self.say()


class BadAnswer(ValueError):
    """An answer that cannot be weighed: its code, and the rule it breaks."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(code, zh, en)
        self.code = code
        self.zh = zh
        self.en = en


class BadText(ValueError):
    """A copy of the measures that cannot be split into its articles."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh = zh
        self.en = en
