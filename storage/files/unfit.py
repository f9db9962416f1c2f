"""Why a file is not taken."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from states.errors import CaseError, Invalid


class Unfit(Invalid):
    """A file that is not what we take; the sentence says what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__("file", zh, en)

    def say(self, lang: str = "zh") -> str:
        """The sentence, in ``zh`` or ``en``."""
        return f"文件未保存：{self.zh}。" if lang == "zh" else f"Not kept: the file {self.en}."


@dataclass
class TooLarge(CaseError):
    """A file, or what else was sent, is larger than ``most`` bytes: it was cut off as it came."""

    most: int
    file: bool = True

    def say(self, lang: str = "zh") -> str:
        """The sentence, in ``zh`` or ``en``."""
        size = f"{self.most / (1 << 20):.0f} MB"
        if not self.file:
            return (
                f"内容超过 {size}，没有办理；请减少内容后再提交。"
                if lang == "zh"
                else f"What was sent is larger than {size}: nothing was done; make it smaller."
            )
        return (
            f"文件超过 {size}，未保存；请拆分或压缩后再上传。"
            if lang == "zh"
            else f"The file is larger than {size} and was not kept: split it or make it smaller."
        )


@dataclass
class NoRoom(CaseError):
    """The folder of files cannot be written, or its disk is full; ``reason`` is the system's."""

    reason: str

    def say(self, lang: str = "zh") -> str:
        """The sentence, in ``zh`` or ``en``."""
        return (
            f"文件无法保存（{self.reason}）；请告知系统管理员运行 rongcuo doctor 检查磁盘和权限。"
            if lang == "zh"
            else f"The file cannot be kept ({self.reason}); tell the administrator to run 'rongcuo "
            "doctor' and see to disk and permissions."
        )


@contextmanager
def room() -> Iterator[None]:
    """Raise ``NoRoom`` where the disk refuses; no path is said."""
    try:
        yield
    except OSError as error:
        raise NoRoom(error.strerror or type(error).__name__) from None
