"""What keeps a person out; refusals as every other, so that each edge says them its own way."""

from dataclasses import dataclass
from datetime import datetime

from deadlines import SHANGHAI
from states.errors import CaseError


@dataclass
class NotSignedIn(CaseError):
    """Nobody is signed in, or the session has ended."""

    def say(self, lang: str = "zh") -> str:  # noqa: D102
        return "请先登录。" if lang == "zh" else "Sign in first."


@dataclass
class SignInRefused(CaseError):
    """User name, password or code do not fit; which of them is not told."""

    def say(self, lang: str = "zh") -> str:  # noqa: D102
        return (
            "用户名、口令或验证码不正确；请核对后再试，忘记口令请联系系统管理员。"
            if lang == "zh"
            else "The user name, password or code is wrong; check them and try again, or ask the "
            "system administrator for a new password."
        )


@dataclass
class TooManyTries(CaseError):
    """Too many failed tries of this account or from this address; ``until`` when it rests."""

    until: datetime

    def say(self, lang: str = "zh") -> str:  # noqa: D102
        at = f"{self.until.astimezone(SHANGHAI):%H:%M:%S}"
        return (
            f"失败次数过多，请于{at}以后再试。"
            if lang == "zh"
            else f"Too many failed tries; try again after {at}."
        )


@dataclass
class StepMissing(CaseError):
    """Signed in, but not through yet: a ``step`` (code, password, enrol) is still to be taken."""

    step: str

    def say(self, lang: str = "zh") -> str:  # noqa: D102
        zh, en = _STEPS[self.step]
        return zh if lang == "zh" else en


_STEPS = {
    "code": ("请先输入动态验证码。", "Give the code of your second factor first."),
    "password": ("请先更换口令。", "Choose a new password first."),
    "enrol": ("该身份须启用动态验证码。", "This role needs a second factor: set it up first."),
}
