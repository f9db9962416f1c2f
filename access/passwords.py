"""Which passwords are good enough, and how long they last (policy; GB/T 22239—2019 as assessed)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from states.errors import Invalid

LONGEST = 128
"""A longer one only costs time to hash."""
DISTINCT = 5


@dataclass(frozen=True, slots=True)
class PasswordRules:
    """``days`` are calendar days until a password must be changed; 0: never."""

    min_length: int = 10
    classes: int = 3
    days: int = 90

    def check(self, password: str, username: str) -> None:
        """Raise ``Invalid`` where a password is too weak for that person."""
        if not self.min_length <= len(password) <= LONGEST:
            raise Invalid(
                "password",
                f"须为{self.min_length}至{LONGEST}个字符",
                f"must have {self.min_length} to {LONGEST} characters",
            )
        if _classes(password) < self.classes:
            raise Invalid(
                "password",
                f"须包含大写字母、小写字母、数字、其他字符中的{self.classes}类",
                f"must mix {self.classes} of capitals, small letters, digits and other characters",
            )
        if username.lower() in password.lower():
            raise Invalid("password", "不能包含用户名", "must not contain the user name")
        if len(set(password)) < DISTINCT:
            raise Invalid("password", "重复字符过多", "repeats too few characters")

    def expired(self, set_at: datetime, now: datetime) -> bool:
        """Whether a password that was set at ``set_at`` must be changed."""
        return bool(self.days) and now - set_at >= timedelta(days=self.days)


def _classes(password: str) -> int:
    kinds = (str.isupper, str.islower, str.isdigit)
    known = [any(kind(letter) for letter in password) for kind in kinds]
    other = any(not any(kind(letter) for kind in kinds) for letter in password)
    return sum((*known, other))
