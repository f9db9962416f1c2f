"""What a token of the API lets a program do; never more than the person whose it is may do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from states.errors import CaseError, Invalid
from states.vocabulary import Term

PREFIX = "rct_"
"""By which a scanner for secrets knows a token that was left where it should not be."""


class Scope(Term):
    """Whether a token may change anything."""

    READ = "read", "只读", "read"
    WRITE = "write", "读写", "read and write"


class TokenKind(Term):
    """The parts of the API, each of which a token may be limited to."""

    CASES = "cases", "案件和事项", "Cases and matters"
    TASKS = "tasks", "待办期限", "Tasks and due days"
    FILES = "files", "附件", "Files of evidence"
    NOTICES = "notices", "通知", "Notices"
    MEASURES = "measures", "办法、日历和清单", "Measures, calendar and registries"
    ACCOUNT = "account", "本人账号", "One's own account"
    REPORTS = "reports", "台账、统计和报告", "Ledger, statistics and reports"
    SYSTEM = "system", "自动任务和事件推送", "Automatic work and webhooks"
    STAFF = "staff", "人员和身份", "Accounts and roles"
    JOURNAL = "journal", "操作日志", "Journal"


@dataclass
class TokenRefused(CaseError):
    """A token that is unknown, over or revoked; which of these is not told."""

    def say(self, lang: str = "zh") -> str:  # noqa: D102
        return (
            "令牌无效、已到期或已收回；请在“我的账号”中新建，放入 Authorization: Bearer 请求头。"
            if lang == "zh"
            else "The token is unknown, over or revoked: make one on your account's page, and send "
            "it in the header Authorization: Bearer."
        )


@dataclass
class TokenLacks(CaseError):
    """The token is good, and not for this."""

    zh: str
    en: str

    def say(self, lang: str = "zh") -> str:  # noqa: D102
        return (
            f"令牌不含{self.zh}权限；请新建包含该权限的令牌。"
            if lang == "zh"
            else f"The token is not for this ({self.en}): make one that is."
        )


@dataclass(frozen=True, slots=True)
class Grant:
    """What one token is for; no ``kinds``: every kind."""

    scope: Scope
    kinds: frozenset[TokenKind]

    def covers(self, kind: TokenKind) -> bool:
        """Whether the token is for that part of the API."""
        return not self.kinds or kind in self.kinds

    def check(self, kind: TokenKind | None, *, writes: bool) -> None:
        """Raise ``TokenLacks`` where the token is not for this; ``None`` is for any."""
        if kind and not self.covers(kind):
            raise TokenLacks(f"“{kind.zh}”", kind.en)
        if writes and self.scope is not Scope.WRITE:
            raise TokenLacks("写入", "to write")


def alive(ends_at: datetime, revoked_at: datetime | None, now: datetime) -> bool:
    """Whether a token still counts."""
    return revoked_at is None and now < ends_at


def check_last_day(until: date, today: date, most_days: int) -> None:
    """Raise where the last day of a new token is past, or too far."""
    last = today + timedelta(days=most_days)
    if not today <= until <= last:
        raise Invalid(
            "until", f"须在 {today} 至 {last} 之间", f"must lie between {today} and {last}"
        )


def read_scope(text: str) -> Scope:
    """The scope of that code; raises ``Invalid``."""
    try:
        return Scope(text)
    except ValueError:
        raise Invalid("scope", "只能是 read、write", "must be read or write") from None


def read_kinds(codes: Iterable[str]) -> frozenset[TokenKind]:
    """The kinds of those codes; raises ``Invalid``."""
    try:
        return frozenset(map(TokenKind, codes))
    except ValueError:
        known = [str(kind) for kind in TokenKind]
        raise Invalid(
            "kinds", f"只能是 {'、'.join(known)}", f"must be among {', '.join(known)}"
        ) from None
