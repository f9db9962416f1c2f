"""Coming in through the bureau's identity provider: who it says it is, and what keeps them out."""

from dataclasses import dataclass

from states.errors import CaseError
from states.vocabulary import Term


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the provider proved: ``subject`` for good, ``claimed`` is the name it goes by today."""

    issuer: str
    subject: str
    claimed: str


class Bar(Term):
    """What keeps out whoever comes from the provider; its code stands in the page's address."""

    AWAY = (
        "away",
        "身份认证服务没有应答；请稍后再试，或用口令登录，并告知系统管理员。",
        (
            "The identity provider does not answer: try again later or use your password, and tell "
            "the system administrator."
        ),
    )
    LOST = (
        "lost",
        "这次登录不是在本机开始的，或者已超过十分钟、已经用过；请重新开始。",
        (
            "This sign-in was not begun in this browser, took over ten minutes or is used up: "
            "begin again."
        ),
    )
    REFUSED = (
        "refused",
        "身份认证服务没有证明您的身份；请重新开始，仍不行请告知系统管理员。",
        (
            "The identity provider did not prove who you are: begin again; if it stays, tell the "
            "system administrator."
        ),
    )
    UNKNOWN = (
        "unknown",
        "本系统没有您的账号；请联系系统管理员。",
        "You have no account here: ask the system administrator.",
    )
    DISABLED = (
        "disabled",
        "您的账号已停用；请联系系统管理员。",
        "Your account is disabled: ask the system administrator.",
    )
    UNLINKED = (
        "unlinked",
        "您的账号还没有关联；请先用口令登录，在“我的账号”中关联一次。",
        (
            "Your account is not linked yet: sign in with your password, and link it on your "
            "account's page, once."
        ),
    )
    ANOTHER = (
        "another",
        "该账号已关联另一个身份；请联系系统管理员。",
        "This account is linked with another identity: ask the system administrator.",
    )
    NOT_YOU = (
        "not-you",
        "身份认证服务给出的登录名不是您的；请在那里换成本人登录，再来关联。",
        "The identity provider names somebody else: sign in there as yourself, then link.",
    )
    RESTING = (
        "resting",
        "失败次数过多，请稍后再试。",
        "Too many failed tries; try again later.",
    )


@dataclass
class KeptOut(CaseError):
    """The provider's word does not let anybody in; ``bar`` says why."""

    bar: Bar

    def say(self, lang: str = "zh") -> str:  # noqa: D102
        return self.bar.zh if lang == "zh" else self.bar.en
