"""What can be wrong with a paper."""

from dataclasses import dataclass

from states.errors import CaseError


@dataclass
class BadTemplate(CaseError):
    """A template that makes no paper; ``line`` counts from 1, 0 is the whole."""

    line: int
    zh: str
    en: str

    def say(self, lang: str = "zh") -> str:
        """The line, and what is wrong in it."""
        if lang == "zh":
            return f"文书模板{f'第{self.line}行' if self.line else ''}：{self.zh}。"
        return f"Template{f', line {self.line}' if self.line else ''}: {self.en}."


@dataclass
class NoFont(CaseError):
    """No font of this machine has the characters: a PDF would show boxes."""

    wanted: str

    def say(self, lang: str = "zh") -> str:
        """What to install."""
        if lang == "zh":
            return (
                f"本机没有能显示这些字的字体，未生成 PDF：{self.wanted}。请安装 fonts-noto-cjk"
                "（或单位已购的公文字体）后再试；也可以先用 .docx。"
            )
        return (
            f"No font of this machine shows these characters, so no PDF was made: {self.wanted}. "
            "Install fonts-noto-cjk (or the official fonts you own), or take the .docx."
        )
